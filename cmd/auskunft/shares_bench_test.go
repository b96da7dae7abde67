package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/retrieval"
)

// steps are what the processor's time of a question goes to, by the functions that a step is: a sample of the profile belongs to the
// innermost of them that is on its stack.
var steps = []struct {
	name      string
	functions []string
}{
	{"guard", []string{"chat/guard.Normalise", "chat/guard.Language", "chat/guard.Route", "chat/guard.(*Masker).Mask"}},
	{"spell", []string{"retrieval.(*Searcher).Spelled"}},
	{"understand", []string{"chat.(*walk).understand", "chat.(*walk).reconsider", "chat.(*walk).bothMatters"}},
	{"search", []string{"retrieval.(*Searcher).Search"}},
	{"clarify", []string{"chat.(*walk).clarify"}},
	{"read", []string{"chat/compose.Read"}},
	{"decide", []string{"chat.(*walk).answerable", "chat.(*walk).rivals", "chat.(*walk).stayHere"}},
	{"places", []string{"chat.(*walk).openings", "chat.(*walk).reach", "chat.(*walk).place"}},
	{"compose", []string{"chat/compose.Extractive.Compose"}},
	{"verify", []string{"chat.(*walk).verify", "chat/proof.Verify"}},
	{"cards", []string{"chat.(*walk).cards"}},
	{"record", []string{"chat.(*walk).record", "chat.(*walk).keep"}},
	{"memory", []string{"runtime.gcBgMarkWorker", "runtime.bgsweep", "runtime.bgscavenge"}},
}

// benchmarkShares takes apart what an answer takes, for questions of four kinds: the share of each step, how often one question
// is searched for, and what it asks of memory. It needs a profile of its own, so it is skipped under -cpuprofile.
func benchmarkShares(b *testing.B, d *desk, questions []string) {
	lots := lotsOf(questions)
	for _, name := range []string{"short", "long", "slips", "followups"} {
		b.Run(name, func(b *testing.B) { benchmarkLot(b, d, name, lots[name]) })
	}
}

// followUps are asked after questions of ten words: some lean on them, some have a matter of their own.
var followUps = []string{
	"Und wie lange dauert das?", "Brauche ich dafür einen Termin?", "Was muss ich mitbringen?", "Und für Kinder?",
	"Was kostet ein Reisepass?", "Brauche ich ein Foto?", "Und mein Auto?", "Wo muss ich hin?",
}

// lotsOf are questions of each kind: short ones of six words at most, long ones of eleven at least, and others
// with slips in two words, or with a follow-up behind them.
func lotsOf(questions []string) map[string][]string {
	lots := map[string][]string{}
	for i, q := range questions {
		name := "followups"
		switch n := len(strings.Fields(q)); {
		case n <= 6:
			name = "short"
		case n >= 11:
			name = "long"
		case i%2 == 0:
			name, q = "slips", slipped(q, i)
		}
		if len(lots[name]) < sample {
			lots[name] = append(lots[name], q)
		}
	}
	return lots
}

// slipped is a question with two letters exchanged, or one left out, in each of its first two long words.
func slipped(question string, n int) string {
	const long, most = 6, 2
	words, done := strings.Fields(question), 0
	for i, w := range words {
		letters := []rune(w)
		if len(letters) < long || done == most {
			continue
		}
		at := 2 + (n+i)%(len(letters)-4)
		if (n+i)%3 == 0 {
			letters = slices.Delete(letters, at, at+1)
		} else {
			letters[at], letters[at+1] = letters[at+1], letters[at]
		}
		words[i], done = string(letters), done+1
	}
	return strings.Join(words, " ")
}

// passesProfiled is how often a lot is asked: a profile has a hundred samples a second.
const passesProfiled = 5

func benchmarkLot(b *testing.B, d *desk, name string, questions []string) {
	searcher := &countedSearcher{Searcher: d.search}
	whole := *d.chat
	whole.Searcher = searcher
	ask := func(text, conversation string) (id string) {
		q := auskunft.Question{Text: text, Reader: auskunft.PublicReader, Now: time.Now(), Conversation: conversation}
		if _, err := whole.Ask(b.Context(), q, func(e chat.Event) error {
			if c, ok := e.(chat.ConversationEvent); ok {
				id = c.ID
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		return id
	}
	var conversations []string
	questions = slices.Repeat(questions, passesProfiled)
	for i, text := range questions {
		if conversations = append(conversations, ""); name == "followups" {
			conversations[i], questions[i] = ask(text, ""), followUps[i%len(followUps)]
		}
	}
	profile := filepath.Join(b.TempDir(), "profile")
	var before, after runtime.MemStats
	for b.Loop() {
		stop := profiled(b, profile)
		runtime.ReadMemStats(&before)
		searcher.searches = 0
		for i, text := range questions {
			ask(text, conversations[i])
		}
		runtime.ReadMemStats(&after)
		stop()
	}
	perQuestion := func(n float64, unit string) { b.ReportMetric(n/float64(len(questions)), unit) }
	perQuestion(float64(searcher.searches), "searches")
	perQuestion(float64(after.Mallocs-before.Mallocs), "allocs")
	perQuestion(float64(after.TotalAlloc-before.TotalAlloc)/1024, "KB")
	reportShares(b, profile, len(questions))
	b.ReportMetric(0, "ns/op")
}

// countedSearcher counts searches.
type countedSearcher struct {
	chat.Searcher
	searches int
}

func (c *countedSearcher) Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error) {
	c.searches++
	return c.Searcher.Search(ctx, q)
}

// profiled writes a profile of the processor to a file until stop is called.
func profiled(b *testing.B, file string) (stop func()) {
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		f.Close()
		b.Skip(err)
	}
	return func() {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// reportShares reports the steps' shares of a profile in percent, and the milliseconds of a question.
func reportShares(b *testing.B, profile string, questions int) {
	traces, err := exec.CommandContext(b.Context(), "go", "tool", "pprof", "-traces", "-unit=us", profile).Output()
	if err != nil {
		b.Skip("go tool pprof: ", err)
	}
	took, total := sharesOf(string(traces))
	b.ReportMetric(total.Seconds()*1000/float64(questions), "cpu-ms")
	for name, d := range took {
		b.ReportMetric(100*d.Seconds()/total.Seconds(), name+"-%")
	}
}

// sharesOf is what the steps took by the stacks that pprof prints: a line of dashes, then the time with the innermost function, then
// one function a line.
func sharesOf(traces string) (took map[string]time.Duration, total time.Duration) {
	took = map[string]time.Duration{}
	stacks := strings.Split(traces, "-----------+")
	for _, stack := range stacks[1:] {
		_, stack, _ = strings.Cut(stack, "\n")
		first, _, _ := strings.Cut(strings.TrimSpace(stack), " ")
		if us, err := strconv.ParseFloat(strings.TrimSuffix(first, "us"), 64); err == nil {
			d := time.Duration(us * float64(time.Microsecond))
			took[stepOf(stack)] += d
			total += d
		}
	}
	return took, total
}

// stepOf is the step that a stack of functions belongs to, "rest" for none.
func stepOf(stack string) string {
	for line := range strings.Lines(stack) {
		for _, s := range steps {
			if slices.ContainsFunc(s.functions, func(f string) bool { return strings.Contains(line, f) }) {
				return s.name
			}
		}
	}
	return "rest"
}
