package chat

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/retrieval"
)

const (
	modelSentence = "Für den ersten Hund zahlen Sie 84 Euro im Jahr."
	modelAnswer   = `{"sentences": [{"quotes": [{"passage": 1, "quote": "Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr."}], "text": "` + modelSentence + `"}]}`
)

// modelDesk is a desk with a model at a scripted endpoint, and rooms that many may use at once.
func modelDesk(t testing.TB, server *llmtest.Server, config llm.Config) *Desk {
	t.Helper()
	config.BaseURL, config.Model = server.URL(), "wortlaut"
	model, err := llm.New(config)
	if err != nil {
		t.Fatal(err)
	}
	desk, err := New(Parts{Searcher: oneHit{}, Catalogue: fakeCatalogue{}, Composer: compose.NewModel(model).Freely(), Conversations: forgetful{}}, Town{Name: "Auenwede"})
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

type oneHit struct{}

func (oneHit) Search(context.Context, retrieval.Query) (retrieval.Result, error) {
	return retrieval.Result{Hits: []retrieval.Hit{taxHit(auskunft.Public)}, Coverage: .9}, nil
}

type forgetful struct{}

func (forgetful) Turns(context.Context, auskunft.Reader, string, time.Time) ([]Turn, bool, error) {
	return nil, false, nil
}
func (forgetful) Begin(context.Context, string, string, string, time.Time) error { return nil }
func (forgetful) Record(context.Context, Exchange) error                         { return nil }

var taxQuestion = auskunft.Question{Text: "Was kostet die Hundesteuer?", Reader: auskunft.PublicReader}

// Who waits for the model is told the place, moves up when somebody leaves, and is told when
// the work goes on.
func TestQueueIsTold(t *testing.T) {
	gate := make(chan struct{})
	server := llmtest.NewFunc(t, func(llmtest.Request) llmtest.Reply {
		<-gate
		return llmtest.Reply{Text: modelAnswer, OneLine: true}
	})
	desk := modelDesk(t, server, llm.Config{Slots: 1})
	type told struct {
		stages []string
		err    error
	}
	waiting := make(chan struct{}, 10)
	ask := func(ctx context.Context) <-chan told {
		done := make(chan told, 1)
		go func() {
			var all told
			_, all.err = desk.Ask(ctx, taxQuestion, func(e Event) error {
				if s, ok := e.(StageEvent); ok {
					all.stages = append(all.stages, fmt.Sprint(s.Stage, s.Place))
					if s.Place > 0 && !strings.Contains(s.Text, fmt.Sprintf("an %d. Stelle", s.Place)) {
						all.err = fmt.Errorf("place %d is told as %q", s.Place, s.Text)
					}
					if s.Stage == "queued" {
						waiting <- struct{}{}
					}
				}
				return nil
			})
			done <- all
		}()
		return done
	}
	first := ask(t.Context())
	for server.Open() == 0 {
		time.Sleep(time.Millisecond)
	}
	leaves, leave := context.WithCancel(t.Context())
	second := ask(leaves)
	<-waiting
	third := ask(t.Context())
	<-waiting
	leave()
	<-waiting // the third has moved up
	close(gate)
	if got := <-first; got.err != nil || !slices.Equal(got.stages, []string{"searching0", "writing0"}) {
		t.Errorf("the first: %v %v", got.stages, got.err)
	}
	if got := <-second; !errors.Is(got.err, context.Canceled) {
		t.Errorf("the second: %v %v", got.stages, got.err)
	}
	if got := <-third; got.err != nil || !slices.Equal(got.stages, []string{"searching0", "writing0", "queued2", "queued1", "writing0"}) {
		t.Errorf("the third: %v %v", got.stages, got.err)
	}
}

// A slot is free again when its citizen leaves in the middle of an answer.
func TestSlotIsFreedWhenTheCitizenLeaves(t *testing.T) {
	var asked atomic.Int32
	server := llmtest.NewFunc(t, func(llmtest.Request) llmtest.Reply {
		if asked.Add(1) == 1 {
			return llmtest.Reply{Text: modelAnswer + strings.Repeat(" ", 100), OneLine: true, Fault: llmtest.Stall, After: 1}
		}
		return llmtest.Reply{Text: modelAnswer}
	})
	desk := modelDesk(t, server, llm.Config{Slots: 1})
	gone := errors.New("gone")
	if _, err := desk.Ask(t.Context(), taxQuestion, func(e Event) error {
		if _, ok := e.(SentenceEvent); ok {
			return gone
		}
		return nil
	}); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	answer, err := desk.Ask(t.Context(), taxQuestion, func(Event) error { return nil })
	if err != nil || answer.GeneratedBy != "wortlaut" || answer.Sentences[0].Text != modelSentence {
		t.Errorf("%+v: %v", answer, err)
	}
}

// A hundred questions at once: the endpoint works on as many as it has slots, and everybody gets an answer.
func TestCrowd(t *testing.T) {
	const crowd, slots = 100, 4
	var now, most atomic.Int32
	server := llmtest.NewFunc(t, func(llmtest.Request) llmtest.Reply {
		n := now.Add(1)
		defer now.Add(-1)
		for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
		}
		return llmtest.Reply{Text: modelAnswer, OneLine: true}
	})
	desk := modelDesk(t, server, llm.Config{Slots: slots, Queue: crowd, Patience: time.Minute, Budget: 2 * time.Minute})
	var all sync.WaitGroup
	for range crowd {
		all.Go(func() {
			if answer, err := desk.Ask(t.Context(), taxQuestion, func(Event) error { return nil }); err != nil || answer.GeneratedBy != "wortlaut" {
				t.Errorf("by %s: %v", answer.GeneratedBy, err)
			}
		})
	}
	all.Wait()
	if got := len(server.Requests()); got != crowd || most.Load() > slots {
		t.Errorf("%d calls, %d at once", got, most.Load())
	}
}

// BenchmarkFirstSentence is our share of a sentence that a model words: from the moment its last
// token is sent to the event. The bar is 50 ms.
func BenchmarkFirstSentence(b *testing.B) {
	for _, speed := range []int{20, 50, 200} {
		b.Run(fmt.Sprintf("%d tokens a second", speed), func(b *testing.B) {
			var mu sync.Mutex
			var complete time.Time
			server := llmtest.NewFunc(b, func(llmtest.Request) llmtest.Reply {
				return llmtest.Reply{Text: modelAnswer, Piece: 4, Pause: time.Second / time.Duration(speed), Sends: func(text string) {
					mu.Lock()
					defer mu.Unlock()
					if complete.IsZero() && strings.Contains(text, modelSentence+`"}`) {
						complete = time.Now()
					}
				}}
			})
			desk := modelDesk(b, server, llm.Config{})
			var shares []time.Duration
			for b.Loop() {
				mu.Lock()
				complete = time.Time{}
				mu.Unlock()
				_, err := desk.Ask(b.Context(), taxQuestion, func(e Event) error {
					if _, ok := e.(SentenceEvent); ok {
						mu.Lock()
						shares = append(shares, time.Since(complete))
						mu.Unlock()
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			slices.Sort(shares)
			b.ReportMetric(float64(shares[len(shares)/2].Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(shares[len(shares)*95/100].Microseconds())/1000, "ms-p95")
		})
	}
}

// BenchmarkCrowd is 100 questions at once on an endpoint with 4 slots, again and again: how long
// they take, the median and the slowest of them, and what the heap grows by from the second crowd
// to the last.
func BenchmarkCrowd(b *testing.B) {
	const crowd = 100
	server := llmtest.NewFunc(b, func(llmtest.Request) llmtest.Reply {
		return llmtest.Reply{Text: modelAnswer, Piece: 16, Pause: time.Millisecond}
	})
	desk := modelDesk(b, server, llm.Config{Slots: 4, Queue: crowd})
	var mu sync.Mutex
	var took []time.Duration
	ask := func() {
		var all sync.WaitGroup
		began := time.Now()
		for range crowd {
			all.Go(func() {
				answer, err := desk.Ask(b.Context(), taxQuestion, func(Event) error { return nil })
				if err != nil || answer.GeneratedBy != "wortlaut" {
					b.Errorf("by %s: %v", answer.GeneratedBy, err)
				}
				mu.Lock()
				defer mu.Unlock()
				took = append(took, time.Since(began))
			})
		}
		all.Wait()
		server.Forget()
	}
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	ask()
	before := heap()
	took = nil
	for b.Loop() {
		ask()
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds(), "s-median")
	b.ReportMetric(took[len(took)-1].Seconds(), "s-slowest")
	b.ReportMetric(float64(heap()-before)/1024, "KiB-grown")
	b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")
}
