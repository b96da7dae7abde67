package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/ingesttest"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/sharedtest"
	"auskunft/retrieval"
)

const (
	largeTown = 21_000 // documents: they have about 100,000 passages
	sample    = 100    // questions, of the OMoS ones in random order
)

// BenchmarkLargeTown answers and searches at a town of about 100,000 passages, with the whole
// program: real sections of municipal pages in new combinations, imported as any folder is.
func BenchmarkLargeTown(b *testing.B) {
	d := openTown(b, largeTown)
	questions := omosQuestions(b)
	b.Run("start", func(b *testing.B) { benchmarkStart(b, d) })
	b.Run("answer", func(b *testing.B) { benchmarkAnswers(b, d, questions) })
	b.Run("steps", func(b *testing.B) { benchmarkShares(b, d, questions) })
	v := invite(b, d, "jugend")
	b.Run("search", func(b *testing.B) { benchmarkSteps(b, d, questions) })
	b.Run("hits", func(b *testing.B) { benchmarkHits(b, d, v, questions) })
	b.Run("typing", func(b *testing.B) { benchmarkTyping(b, d, v, questions) })
}

func openTown(b *testing.B, documents int) *desk {
	texts := b.TempDir()
	ingesttest.Recombined(b, texts, documents)
	s := surroundingsIn(pgtest.Folder(b))
	d, err := openDesk(s, deskOptions{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(d.Close)
	source, err := d.ingest.SaveSource(b.Context(), ingest.Source{Name: "town", Kind: "files", Location: texts, Visibility: auskunft.Public})
	if err != nil {
		b.Fatal(err)
	}
	if err := d.ingest.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	if _, err := d.ingest.Import(b.Context(), []ingest.Source{source}, ingest.Options{}, nil); err != nil {
		b.Fatal(err)
	}
	untilIdle(b, d)
	d.ingest.Stop()
	if err := d.search.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	var passages int
	if err := d.db.Owner.QueryRow(b.Context(), `SELECT count(*) FROM passages`).Scan(&passages); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d documents, %d passages", documents, passages)
	return d
}

// untilIdle waits for what follows an import: texts can be found already while they are compared with
// each other, which keeps a processor busy for a minute. Nor does autovacuum disturb what is measured.
func untilIdle(b *testing.B, d *desk) {
	const unfinished = `SELECT count(*) FROM river_job WHERE state IN ('available', 'pending', 'scheduled', 'retryable', 'running')`
	for jobs := 1; jobs > 0; time.Sleep(time.Second) {
		if err := d.db.Owner.QueryRow(b.Context(), unfinished).Scan(&jobs); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := d.db.Owner.Exec(b.Context(), `VACUUM ANALYZE`); err != nil {
		b.Fatal(err)
	}
}

// omosQuestions are what people asked about the pages that the town is made of, in random order.
func omosQuestions(b *testing.B) (questions []string) {
	f, err := os.Open(filepath.Join(sharedtest.Folder(b, "omos-qa"), "train_de.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var row struct{ Question string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			b.Fatal(err)
		}
		questions = append(questions, row.Question)
	}
	if err := lines.Err(); err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
	return questions
}

// benchmarkStart loads the index from PostgreSQL, as every start of the server does.
func benchmarkStart(b *testing.B, d *desk) {
	measured(b, d, func() (took latencies) {
		for b.Loop() {
			began := time.Now()
			if _, err := retrieval.Open(b.Context(), d.db, nil, d.log); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		return took
	})
}

// benchmarkAnswers is one complete extractive answer at a time, from the question to its record.
func benchmarkAnswers(b *testing.B, d *desk, questions []string) {
	measured(b, d, func() (took latencies) {
		for b.Loop() {
			for _, text := range questions[:sample] {
				began := time.Now()
				q := auskunft.Question{Text: text, Reader: auskunft.PublicReader, Now: began}
				if _, err := (wholeAnswers{d.chat}).Ask(b.Context(), q); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
		}
		return took
	})
}

// benchmarkHits is what the hits of one agent take while nobody else types.
func benchmarkHits(b *testing.B, d *desk, v *visitors, questions []string) {
	measured(b, d, func() (took latencies) {
		for b.Loop() {
			for _, text := range questions[:sample] {
				took = append(took, v.hits(b, text))
			}
		}
		return took
	})
}

// benchmarkSteps is the search for these hits alone, step by step. What they take besides is the
// session, marking, owners, the page and the way to the browser.
func benchmarkSteps(b *testing.B, d *desk, questions []string) {
	agent := auskunft.Reader{}.With(auskunft.Public, auskunft.Internal)
	var steps retrieval.Steps
	measured(b, d, func() (took latencies) {
		for b.Loop() {
			for _, text := range questions[:sample] {
				result, err := d.search.Search(b.Context(), retrieval.Query{Text: text, Reader: agent, K: 50})
				if err != nil {
					b.Fatal(err)
				}
				steps.Analysis += result.Steps.Analysis
				steps.Words += result.Steps.Words
				steps.Vectors += result.Steps.Vectors
				steps.ReadBack += result.Steps.ReadBack
				took = append(took, result.Took)
			}
		}
		for name, step := range map[string]time.Duration{"analysis": steps.Analysis, "words": steps.Words, "vectors": steps.Vectors, "read-back": steps.ReadBack} {
			b.ReportMetric(milliseconds(step)/float64(len(took)), name+"-ms")
		}
		return took
	})
}

const (
	agents  = 20
	letter  = 250 * time.Millisecond // 240 letters a minute; the page waits for 120 ms without one
	typists = 10 * time.Second       // so long they type
)

// benchmarkTyping lets agents type questions at the same time, each as fast as a good typist. A
// letter that comes while the hits of the one before are awaited asks together with the next.
func benchmarkTyping(b *testing.B, d *desk, v *visitors, questions []string) {
	measured(b, d, func() (all latencies) {
		var mu sync.Mutex
		for b.Loop() {
			var typing sync.WaitGroup
			end := time.Now().Add(typists)
			for agent := range agents {
				typing.Go(func() {
					var took latencies
					for n := agent; time.Now().Before(end); n += agents {
						took = append(took, v.types(b, []rune(questions[n%len(questions)]), end)...)
					}
					mu.Lock()
					defer mu.Unlock()
					all = append(all, took...)
				})
				time.Sleep(letter / agents)
			}
			typing.Wait()
		}
		b.ReportMetric(float64(len(all))/float64(b.N)/typists.Seconds(), "requests/s")
		return all
	})
}

// types types a question, until end at the latest.
func (v *visitors) types(b *testing.B, question []rune, end time.Time) (took latencies) {
	ticker := time.NewTicker(letter)
	defer ticker.Stop()
	began := time.Now()
	for now := range ticker.C {
		typed := min(len(question), int(now.Sub(began)/letter))
		took = append(took, v.hits(b, string(question[:typed])))
		if typed == len(question) || now.After(end) {
			break
		}
	}
	return took
}

// hits asks for the hits of a search as the page does while an agent types, and returns how long
// the whole took.
func (v *visitors) hits(b *testing.B, typed string) time.Duration {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, v.server.URL+"/staff/search?q="+url.QueryEscape(typed), nil)
	if err != nil {
		b.Error(err)
		return 0
	}
	r.Header.Set("HX-Request", "true")
	began := time.Now()
	response, err := v.browser[auskunft.AgentRole].Do(r)
	if err != nil {
		b.Error(err)
		return 0
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Errorf("%q: %s, %v", typed, response.Status, err)
	}
	return time.Since(began)
}

type latencies []time.Duration

// measured reports the latencies that fn collects, and the processor time of one of them, ours
// and the server's.
func measured(b *testing.B, d *desk, fn func() latencies) {
	own, server := pgtest.CPU(b, d.db)
	l := fn()
	ownAfter, serverAfter := pgtest.CPU(b, d.db)
	b.ReportMetric(milliseconds(ownAfter-own)/float64(len(l)), "cpu-ms")
	b.ReportMetric(milliseconds(serverAfter-server)/float64(len(l)), "server-cpu-ms")
	slices.Sort(l)
	for _, percent := range []int{50, 95} {
		b.ReportMetric(milliseconds(l[len(l)*percent/100]), fmt.Sprintf("p%d-ms", percent))
	}
	b.ReportMetric(0, "ns/op")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
