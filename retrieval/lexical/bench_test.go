package lexical

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"auskunft"
)

// recombined makes n passages of four to ten sentences each, drawn at random from the pages of the
// test sets. Five passages are a document, whose title is one of a page.
type recombined struct {
	sentences, titles []string
	r                 *rand.Rand
}

func newRecombined(t testing.TB) *recombined {
	c := &recombined{r: rand.New(rand.NewPCG(1, 2))}
	for _, s := range []set{omosSet(t, "train", true), xquadSet(t), faqSet(t)} {
		for _, p := range s.pages {
			if p.title != "" {
				c.titles = append(c.titles, p.title)
			}
			for line := range strings.Lines(p.text) {
				c.sentences = append(c.sentences, strings.SplitAfter(strings.TrimSpace(line), ". ")...)
			}
		}
	}
	return c
}

func (c *recombined) document() (title string, passages []string) {
	for range 5 {
		var b strings.Builder
		for range 4 + c.r.IntN(7) {
			b.WriteString(c.sentences[c.r.IntN(len(c.sentences))])
			b.WriteByte(' ')
		}
		passages = append(passages, b.String())
	}
	return c.titles[c.r.IntN(len(c.titles))], passages
}

// encoded is a synthetic collection as a database holds it.
type encoded struct {
	analyser  *Analyser
	documents []Document
	bytes     int
	took      time.Duration
}

var collection = sync.OnceValue(func() map[int]*encoded { return make(map[int]*encoded) })

func encode(t testing.TB, passages int) *encoded {
	if e := collection()[passages]; e != nil {
		return e
	}
	c := newRecombined(t)
	var v VocabularyBuilder
	for range 2000 {
		_, texts := c.document()
		for _, text := range texts {
			v.Add(text)
		}
	}
	e := &encoded{analyser: NewAnalyser(v.Build(1))}
	start := time.Now()
	for id := range int64(passages / 5) {
		title, texts := c.document()
		d := Document{ID: id + 1, Visibility: auskunft.Public, Lang: "de", Title: title}
		for n, text := range texts {
			f := Fields{Body: text}
			if n == 0 {
				f.Title = title
			}
			d.Passages = append(d.Passages, Passage{ID: id*10 + int64(n) + 1, Terms: e.analyser.Encode("de", f)})
			e.bytes += len(d.Passages[n].Terms)
		}
		e.documents = append(e.documents, d)
	}
	e.took = time.Since(start)
	collection()[passages] = e
	return e
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// cpu is the processor time this process has used; the wall lies on a busy machine.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var sizes = []int{10_000, 100_000}

// BenchmarkLoad decodes stored terms into an index, as a start does.
func BenchmarkLoad(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := encode(b, n)
			before := heap()
			var x *Index
			for b.Loop() {
				x = NewIndex(e.analyser.Vocabulary())
				put(b, x, e.documents...)
			}
			b.ReportMetric(float64(heap()-before)/1e6, "heap-MB")
			b.ReportMetric(float64(x.Stats().Bytes)/1e6, "index-MB")
			b.ReportMetric(float64(e.bytes)/1e6, "stored-MB")
			b.ReportMetric(float64(n)/e.took.Seconds(), "analysed/s")
		})
	}
}

// BenchmarkSearch asks the questions of the test sets.
func BenchmarkSearch(b *testing.B) {
	questions := slices.Concat(omosSet(b, "train", false).questions, faqSet(b).questions)
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := encode(b, n)
			x := NewIndex(e.analyser.Vocabulary())
			put(b, x, e.documents...)
			var took []time.Duration
			i, before := 0, cpu()
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				x.Search(e.analyser.query(questions[i%len(questions)].text, 10))
				took = append(took, time.Since(start))
				i++
			}
			b.ReportMetric(float64((cpu()-before).Microseconds())/float64(i), "cpu-µs")
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
		})
	}
}

// BenchmarkUpdate replaces one document in a large index.
func BenchmarkUpdate(b *testing.B) {
	e := encode(b, sizes[len(sizes)-1])
	x := NewIndex(e.analyser.Vocabulary())
	put(b, x, e.documents...)
	i := 0
	for b.Loop() {
		put(b, x, e.documents[i*7919%len(e.documents)])
		i++
	}
}
