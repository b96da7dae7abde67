package evals_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/evaltest"
)

// town is a data set of six pages and seven questions, one of them unanswerable.
func town(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"corpus.jsonl": `{"_id":"hund","title":"Hundesteuer","text":"Rathaus\nDie Hundesteuer kostet 90 Euro im Jahr.\nMelden Sie den Hund an."}
{"_id":"muell","title":"Müll","text":"Bauhof\nDie Papiertonne wird alle vier Wochen geleert.\nSperrmüll holen wir nach Anmeldung."}
{"_id":"pass","title":"Reisepass","text":"Reisepass\nDer Reisepass kostet 70 Euro.\nEr gilt zehn Jahre."}
{"_id":"bad","title":"Hallenbad","text":"Hallenbad\nDas Hallenbad öffnet um 8:00 Uhr.\nMontags ist es geschlossen."}
{"_id":"kita","title":"Kita","text":"Rathaus\nDie Anmeldung für die Kita beginnt im Januar."}
{"_id":"heirat","title":"Heirat","text":"Heirat\nFür die Heirat brauchen Sie eine Geburtsurkunde."}
`,
		"queries.jsonl": `{"_id":"q1","text":"Was kostet die Hundesteuer?","doc_ids":["hund"],"answerable":true,"lang":"de"}
{"_id":"q2","text":"Wann wird die Papiertonne geleert?","doc_ids":["muell"],"answerable":true,"lang":"de"}
{"_id":"q3","text":"Was kostet ein Reisepass?","doc_ids":["pass"],"answerable":true,"lang":"de"}
{"_id":"q4","text":"Wann öffnet das Hallenbad?","doc_ids":["bad"],"answerable":true,"lang":"de"}
{"_id":"q5","text":"Wann beginnt die Anmeldung für die Kita?","doc_ids":["kita"],"answerable":true,"lang":"de"}
{"_id":"q6","text":"Was brauche ich für die Heirat?","doc_ids":["heirat"],"answerable":true,"lang":"de"}
{"_id":"q7","text":"Wie heißt die Bürgermeisterin?","doc_ids":["kita"],"answerable":false,"lang":"de"}
`,
		"qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\thund\t1\nq2\tmuell\t1\nq3\tpass\t1\nq4\tbad\t1\nq5\tkita\t1\nq6\theirat\t1\n",
		"gold.jsonl": `{"query_id":"q1","doc_id":"hund","lines":[1]}
{"query_id":"q2","doc_id":"muell","lines":[1]}
{"query_id":"q5","doc_id":"kita","lines":[1]}
`,
	} {
		path := filepath.Join(dir, "town", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "town")
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func figure(t *testing.T, r *evals.Run, name evals.Name) evals.Figure {
	t.Helper()
	f, ok := r.Figure(name)
	if !ok {
		t.Fatalf("the run has no figure %s", name)
	}
	return f
}

// shelf is a Store that remembers the last run.
type shelf struct{ last *evals.Run }

func (s *shelf) SaveRun(_ context.Context, r *evals.Run) error {
	s.last = r
	return nil
}

func TestRetrieval(t *testing.T) {
	out, store := t.TempDir(), &shelf{}
	var print bytes.Buffer
	run, err := evals.Retrieval(context.Background(), &evaltest.System{}, evals.RetrievalOptions{
		Dataset: town(t), RunFile: out + "/run.trec", Out: out + "/run.json", Store: store}, &print)
	if err != nil {
		t.Fatal(err)
	}
	if store.last != run || len(run.Figures) == 0 {
		t.Error("the run did not reach the store with its figures")
	}
	if f := figure(t, run, evals.NDCG10); f.Value != 1 || f.N != 6 {
		t.Errorf("ndcg %+v; the unanswerable question must not count", f)
	}
	lines := strings.Split(strings.TrimSpace(read(t, out+"/run.trec")), "\n")
	if !regexp.MustCompile(`^q1 Q0 hund 1 [0-9.]+ auskunft$`).MatchString(lines[0]) {
		t.Errorf("first line of the run file: %q", lines[0])
	}
	if !strings.Contains(read(t, out+"/run.trec"), "q7 Q0 ") {
		t.Error("queries without judgements are missing from the run file")
	}
	for _, want := range []string{"retrieval town: 7 samples, 6 documents", "ndcg@10", "hit@1", "95 % interval", "latency p50", "failed 0 of 7"} {
		if !strings.Contains(print.String(), want) {
			t.Errorf("%q is missing in\n%s", want, print.String())
		}
	}
	stored, err := evals.ReadRun(out + "/run.json")
	if err != nil || len(stored.Samples) != 7 || stored.Data != run.Data {
		t.Errorf("stored run: %v, %+v", err, stored)
	}
}

// A sample that crashes the pipeline counts 0, is named, and stays in the denominator.
func TestCrashCountsZeroAndIsShown(t *testing.T) {
	sys := &evaltest.System{Crash: map[string]bool{"Was kostet die Hundesteuer?": true}, Refuse: 0.2}
	var print bytes.Buffer
	run, err := evals.Retrieval(context.Background(), sys, evals.RetrievalOptions{Dataset: town(t)}, &print)
	if err != nil {
		t.Fatal(err)
	}
	if f := figure(t, run, evals.NDCG10); f.N != 6 || f.Value != 5./6 {
		t.Errorf("ndcg %+v, want 5/6 of 6", f)
	}
	if !strings.Contains(print.String(), "q1: panic: the test asked for a crash") {
		t.Errorf("the crash is not shown:\n%s", print.String())
	}
	lines := filepath.Join(t.TempDir(), "answers.jsonl")
	run, err = evals.Answers(context.Background(), sys, evals.AnswersOptions{Dataset: town(t), Lines: lines}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if f := figure(t, run, evals.LineF1); f.N != 3 || f.Value != 2./3 {
		t.Errorf("line F1 %+v, want 2/3 of 3", f)
	}
	if f := figure(t, run, evals.Verbatim); f.N != 7 || f.Value != 6./7 {
		t.Errorf("verbatim %+v: a crash must not pass as verbatim", f)
	}
	if first, _, _ := strings.Cut(read(t, lines), "\n"); !strings.Contains(first, `"status":"error"`) || !strings.Contains(first, `"error":"panic`) {
		t.Errorf("line of the crash: %s", first)
	}
}

// slow is a pipeline that hangs at one question until its time is up.
type slow struct{ *evaltest.System }

func (s slow) Ask(ctx context.Context, q evals.Question) (evals.Reply, error) {
	if strings.Contains(q.Text, "Papiertonne") {
		<-ctx.Done()
		return evals.Reply{}, ctx.Err()
	}
	return s.System.Ask(ctx, q)
}

func TestTimeoutCountsZero(t *testing.T) {
	run, err := evals.Answers(context.Background(), slow{&evaltest.System{}}, evals.AnswersOptions{
		Dataset: town(t), Work: evals.Work{Timeout: time.Second}}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if failed := run.Failed(); len(failed) != 1 || failed[0].ID != "q2" || failed[0].Values[evals.LineF1] != 0 {
		t.Errorf("failed: %+v", failed)
	}
}

func TestAnswers(t *testing.T) {
	lines := filepath.Join(t.TempDir(), "answers.jsonl")
	var asked atomic.Int64
	sys := &evaltest.System{Refuse: 0.2, OnAsk: func(q evals.Question) {
		if len(q.DocIDs) == 1 {
			asked.Add(1)
		}
	}}
	run, err := evals.Answers(context.Background(), sys, evals.AnswersOptions{Dataset: town(t), Lines: lines}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[evals.Name]float64{evals.StatusRight: 1, evals.LineF1: 1, evals.Verbatim: 1, evals.RefusalF1: 1, evals.AnswerF1: 1} {
		if f := figure(t, run, name); f.Value != want {
			t.Errorf("%s = %v, want %v", name, f.Value, want)
		}
	}
	if asked.Load() != 7 {
		t.Errorf("%d of 7 questions were restricted to their documents", asked.Load())
	}
	var first struct {
		QueryID   string `json:"query_id"`
		Status    string
		Reason    *string
		Sentences []struct {
			Text      string
			Citations []int
		}
		Citations []struct {
			N          int
			DocID      string `json:"doc_id"`
			Quote      string
			Start, End int
		}
		MS *float64
	}
	all := strings.Split(strings.TrimSpace(read(t, lines)), "\n")
	if err := json.Unmarshal([]byte(all[0]), &first); err != nil {
		t.Fatal(err)
	}
	c := first.Citations[0]
	if first.QueryID != "q1" || first.Status != "answered" || first.Reason == nil || first.MS == nil || first.Sentences[0].Citations[0] != c.N ||
		c.DocID != "hund" || c.Start != 8 || c.End != 8+len([]rune(c.Quote)) {
		t.Errorf("first line %s", all[0])
	}
	if !strings.Contains(all[6], `"status":"refused","reason":"no_source","sentences":[],"citations":[]`) {
		t.Errorf("a refusal has no empty lists: %s", all[6])
	}
}

// Two runs of the same code on the same data may differ in times only.
func TestRunsAreDeterministic(t *testing.T) {
	dir, out := town(t), t.TempDir()
	times := regexp.MustCompile(`"(ms|ms_p50|ms_p95|seconds)": ?[0-9.e-]+|"started_at": ?"[^"]*"`)
	var runs []string
	for _, name := range []string{"/a.json", "/b.json"} {
		sys := &evaltest.System{Refuse: 0.2}
		_, err := evals.Answers(context.Background(), sys, evals.AnswersOptions{Dataset: dir, Out: out + name, Work: evals.Work{Parallel: 4}}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, times.ReplaceAllString(read(t, out+name), ""))
	}
	if runs[0] != runs[1] {
		t.Error("two equal runs are stored differently")
	}
}

// An interrupted run continues where it stopped, unless code or data have changed.
func TestResume(t *testing.T) {
	dir, journal := town(t), filepath.Join(t.TempDir(), "journal")
	ctx, cancel := context.WithCancel(context.Background())
	sys := &evaltest.System{Version: evals.Versions{Code: "a"}}
	opts := evals.AnswersOptions{Dataset: dir, Work: evals.Work{Parallel: 1, Journal: journal, Progress: func(done, total int) {
		if done == 3 {
			cancel()
		}
	}}}
	if _, err := evals.Answers(ctx, sys, opts, io.Discard); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted: %v", err)
	}
	cut := read(t, journal)
	if got := strings.Count(cut, "\n"); got != 4 {
		t.Fatalf("the journal has %d lines, want a head and 3 samples", got)
	}
	var asked atomic.Int64
	again := func(code, journalText string) int64 {
		if err := os.WriteFile(journal, []byte(journalText), 0o644); err != nil {
			t.Fatal(err)
		}
		asked.Store(0)
		sys := &evaltest.System{Version: evals.Versions{Code: code}, OnAsk: func(evals.Question) { asked.Add(1) }}
		opts.Work.Progress = nil
		run, err := evals.Answers(context.Background(), sys, opts, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if len(run.Samples) != 7 || run.Samples[0].ID != "q1" || run.Samples[6].ID != "q7" {
			t.Errorf("samples after resuming: %+v", run.Samples)
		}
		return asked.Load()
	}
	if n := again("a", cut); n != 4 {
		t.Errorf("%d questions were asked after resuming, want the 4 left", n)
	}
	if _, err := os.Stat(journal); err == nil {
		t.Error("the journal outlives its run")
	}
	if n := again("a", cut[:len(cut)-20]); n != 5 {
		t.Errorf("%d questions were asked after a torn line, want 5", n)
	}
	if n := again("b", cut); n != 7 {
		t.Errorf("%d questions were asked by other code, want all 7", n)
	}
}

func TestHardRules(t *testing.T) {
	for _, tt := range []struct {
		rule   evals.Rule
		tamper func(a *auskunft.Answer)
	}{
		{evals.UnverifiedQuote, func(a *auskunft.Answer) { a.Citations[0].Quote = "Die Hundesteuer kostet 10 Euro." }},
		{evals.UnverifiedQuote, func(a *auskunft.Answer) { a.Citations[0].Start++; a.Citations[0].End++ }},
		{evals.UnverifiedQuote, func(a *auskunft.Answer) { a.Sentences[0].Citations = []int{2} }},
		{evals.UnverifiedQuote, func(a *auskunft.Answer) { a.Citations[0].DocID = "wetter" }},
		{evals.ForeignLink, func(a *auskunft.Answer) { a.Sentences[0].Text += " Mehr unter https://example.com/x." }},
		{evals.ForeignLink, func(a *auskunft.Answer) { a.Message = "Siehe www.example.com" }},
		{evals.ForeignLink, func(a *auskunft.Answer) {
			a.Cards = []auskunft.Card{{Office: &auskunft.OfficeFacts{Appointment: "https://example.com"}}}
		}},
	} {
		sys := &evaltest.System{Tamper: func(a auskunft.Answer) auskunft.Answer {
			if len(a.Sentences) > 0 {
				tt.tamper(&a)
			}
			return a
		}}
		run, err := evals.Answers(context.Background(), sys, evals.AnswersOptions{Dataset: town(t)}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if broken := run.Samples[0].Broken; len(broken) == 0 || broken[0].Rule != tt.rule {
			t.Errorf("want %s broken, got %+v", tt.rule, broken)
		}
	}
}

func TestBadInput(t *testing.T) {
	ctx := context.Background()
	if _, err := evals.Retrieval(ctx, &evaltest.System{}, evals.RetrievalOptions{Dataset: t.TempDir()}, io.Discard); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("a folder without a set: %v", err)
	}
	junk := filepath.Join(t.TempDir(), "junk.json")
	if err := os.WriteFile(junk, []byte(`{"kind":"answers"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := evals.Compare(evals.CompareOptions{Before: junk, After: junk}, io.Discard); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("a file that is no run: %v", err)
	}
	if err := evals.Compare(evals.CompareOptions{Before: "none", After: junk}, io.Discard); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("a run that is not there: %v", err)
	}
}
