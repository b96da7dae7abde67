package evals_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/evaltest"
)

// streets is a set whose questions need stems: "Straßenreinigung der Gasse 7" asks for a
// text that says "Straßenreinigungen".
func streets(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "streets")
	var corpus, queries, qrels strings.Builder
	qrels.WriteString("query-id\tcorpus-id\tscore\n")
	for i := range 40 {
		fmt.Fprintf(&corpus, `{"_id":"d%d","title":"","text":"Reinigungen%d am Montag"}`+"\n", i, i%20)
		fmt.Fprintf(&queries, `{"_id":"q%d","text":"Reinigung%d"}`+"\n", i, i%20)
		fmt.Fprintf(&qrels, "q%d\td%d\t1\n", i, i)
	}
	for name, text := range map[string]string{"corpus.jsonl": corpus.String(), "queries.jsonl": queries.String(), "qrels/test.tsv": qrels.String()} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func stemmed(s string) []string {
	words := evaltest.Words(s)
	for i, w := range words {
		words[i] = strings.Replace(w, "ungen", "ung", 1)
	}
	return words
}

// An index made worse on purpose (stemming off) is a significant loss and closes the gate;
// the same index again is no difference and leaves it open.
func TestGate(t *testing.T) {
	ctx, dir, out := context.Background(), streets(t), t.TempDir()
	baseline := filepath.Join(out, "baseline.json")
	run := func(name string, words func(string) []string) *evals.Run {
		r, err := evals.Retrieval(ctx, &evaltest.System{Words: words}, evals.RetrievalOptions{
			Dataset: dir, Out: filepath.Join(out, name)}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	good, same, worse := run("good.json", stemmed), run("same.json", stemmed), run("worse.json", nil)
	if err := evals.UpdateBaseline(baseline, good); err != nil {
		t.Fatal(err)
	}
	var print bytes.Buffer
	if err := evals.Gate(baseline, &print, same); err != nil {
		t.Errorf("an equal run closes the gate: %v", err)
	}
	if !strings.Contains(print.String(), "no difference shown") || !strings.Contains(print.String(), "gate: open") {
		t.Errorf("printed:\n%s", print.String())
	}
	err := evals.Gate(baseline, io.Discard, worse)
	if auskunft.CodeOf(err) != "eval_gate" || !strings.Contains(err.Error(), "ndcg@10 fell from") {
		t.Errorf("a run without stemming passes the gate: %v", err)
	}

	stored := evals.GateOptions{Baseline: filepath.Join(out, "stored.json"), Runs: []string{filepath.Join(out, "good.json")}, Update: true}
	if err := evals.GateStored(stored, io.Discard); err != nil {
		t.Fatal(err)
	}
	stored.Update, stored.Runs = false, []string{filepath.Join(out, "worse.json")}
	if err := evals.GateStored(stored, io.Discard); auskunft.CodeOf(err) != "eval_gate" {
		t.Errorf("the stored run without stemming passes: %v", err)
	}

	print.Reset()
	if err := evals.Compare(evals.CompareOptions{Before: filepath.Join(out, "good.json"), After: filepath.Join(out, "worse.json")}, &print); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"LOSS", "40 samples changed", "(relevant)", "before:", "after:"} {
		if !strings.Contains(print.String(), want) {
			t.Errorf("%q is missing in\n%.2000s", want, print.String())
		}
	}
}

func TestBaselineIsReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.json")
	sys := &evaltest.System{Refuse: 0.2}
	r, err := evals.Answers(context.Background(), sys, evals.AnswersOptions{Dataset: town(t)}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if err := evals.UpdateBaseline(path, r); err != nil {
		t.Fatal(err)
	}
	text := read(t, path)
	for _, want := range []string{"\n    \"line_f1\": {\"value\":1,", "\n    \"q1\": {\"line_f1\":1,\"status_right\":1}", "\"answers town\": {"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if err := evals.UpdateBaseline(path, r); err != nil || read(t, path) != text {
		t.Errorf("the same run changes the baseline: %v", err)
	}
	for i := range r.Samples {
		r.Samples[i].ID += "-renamed"
	}
	if err := evals.Gate(path, io.Discard, r); err == nil || !strings.Contains(err.Error(), "no sample in common") {
		t.Errorf("a run of other samples passes the gate: %v", err)
	}
	r.Set = "village"
	if err := evals.Gate(path, io.Discard, r); err == nil || !strings.Contains(err.Error(), "answers village has no baseline") {
		t.Errorf("a set without a baseline: %v", err)
	}
}

func TestGateClosesOnABrokenRule(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.json")
	dir := town(t)
	run := func(tamper func(auskunft.Answer) auskunft.Answer) *evals.Run {
		r, err := evals.Answers(context.Background(), &evaltest.System{Tamper: tamper}, evals.AnswersOptions{Dataset: dir}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if err := evals.UpdateBaseline(path, run(nil)); err != nil {
		t.Fatal(err)
	}
	broken := run(func(a auskunft.Answer) auskunft.Answer { a.Message = "https://example.com"; return a })
	if err := evals.Gate(path, io.Discard, broken); err == nil || !strings.Contains(err.Error(), "q1: foreign_link broken") {
		t.Errorf("a foreign link passes the gate: %v", err)
	}
	if err := evals.UpdateBaseline(path, broken); auskunft.KindOf(err) != auskunft.Conflict {
		t.Errorf("a run with a foreign link becomes the baseline: %v", err)
	}
}

const townCases = `set: town
defaults: {today: 2026-03-02}
cases:
  - id: hund
    question: Was kostet die Hundesteuer?
    tags: gebuehr
    expect: {status: answered, required: 90 Euro, forbidden: 120 Euro, sources: hund}
  - id: pass
    question: Was kostet ein Reisepass?
    tags: gebuehr
    expect: {status: answered, required: [70 Euro, "Steuermarke"], sources: [pa]}
  - id: folge
    before: [Was kostet ein Reisepass, "Was ist das"]
    question: Wann öffnet das Hallenbad?
    expect: {status: answered, required: 8 Uhr}
  - id: wetter
    question: Regnet es?
    expect: {status: refused, reason: no_source}
  - id: akte
    question: Wo liegt die Personalakte Meyer?
    role: agent
    as: department:personal
    expect: {status: answered, required: Schrank}
  - id: akte-leck
    question: Wo liegt die Personalakte Meyer?
    expect: {status: refused}
`

// leaky shows everybody what it finds, as an index without visibility would.
type leaky struct{ *evaltest.System }

func (l leaky) Ask(ctx context.Context, q evals.Question) (evals.Reply, error) {
	q.Reader = auskunft.ReaderOf(auskunft.DepartmentOnly("personal"))
	return l.System.Ask(ctx, q)
}

func caseSystem(t *testing.T) *evaltest.System {
	t.Helper()
	sys := &evaltest.System{Refuse: 0.2}
	page := func(key, text string, v auskunft.Visibility) auskunft.Document {
		return auskunft.Document{Key: key, Title: key, Text: text, Visibility: v}
	}
	err := sys.Load(context.Background(), slices.Values([]auskunft.Document{
		page("leistung/0349:stadt:hund/de", "Die Hundesteuer kostet 90,00 € im Jahr.", auskunft.Public),
		page("pass", "Der Reisepass kostet 70 Euro.", auskunft.Public),
		page("bad", "Das Hallenbad öffnet um 8:00 Uhr.", auskunft.Public),
		page("akte", "Die Personalakte von Frau Meyer liegt im Schrank.", auskunft.DepartmentOnly("personal")),
	}))
	if err != nil {
		t.Fatal(err)
	}
	return sys
}

func TestCases(t *testing.T) {
	file := filepath.Join(t.TempDir(), "town.yaml")
	if err := os.WriteFile(file, []byte(townCases), 0o644); err != nil {
		t.Fatal(err)
	}
	sys := caseSystem(t)
	conversations := map[string]int{}
	sys.OnAsk = func(q evals.Question) { conversations[q.Conversation]++ }
	opts := evals.CasesOptions{Files: []string{file}, Work: evals.Work{Parallel: 1}}
	run, err := evals.Cases(context.Background(), sys, opts, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	passed := map[string]float64{}
	for _, s := range run.Samples {
		passed[s.ID] = s.Values[evals.Passed]
	}
	want := map[string]float64{"town/hund": 1, "town/pass": 0, "town/folge": 1, "town/wetter": 1, "town/akte": 1, "town/akte-leck": 1}
	for id, w := range want {
		if passed[id] != w {
			t.Errorf("%s passed %v, want %v: %+v", id, passed[id], w, run.Samples)
		}
	}
	second := run.Samples[1]
	if second.Values[evals.SourcesRight] != 0 {
		t.Error("a piece of a word of a key is taken as the source")
	}
	if second.Values[evals.FactsCovered] != 0.5 || !slices.Contains(second.Wrong, "missing: Steuermarke") {
		t.Errorf("half the facts: %+v", second)
	}
	delete(conversations, "") // first questions
	if begun := "conversation of Was kostet ein Reisepass"; len(conversations) != 1 || conversations[begun] != 2 {
		t.Errorf("the two that follow are to name the conversation that the first began: %v", conversations)
	}
	slices.SortFunc(run.Slices, func(a, b evals.Slice) int { return strings.Compare(a.Tag, b.Tag) })
	if i := slices.IndexFunc(run.Slices, func(s evals.Slice) bool { return s.Tag == "gebuehr" }); i < 0 || run.Slices[i].Figures[0].N != 2 {
		t.Errorf("slices %+v", run.Slices)
	}

	long := run.Samples[0].Values[evals.SourcesRight]
	if long != 1 {
		t.Errorf("a part of a key is not taken as the source: %v", long)
	}

	leak, err := evals.Cases(context.Background(), leaky{caseSystem(t)}, opts, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	last := leak.Samples[5]
	if len(last.Broken) != 1 || last.Broken[0].Rule != evals.Leak || last.Values[evals.Passed] != 0 {
		t.Errorf("a leak is not seen: %+v", last)
	}

	opts.Tags = []string{"gebuehr"}
	if run, err = evals.Cases(context.Background(), caseSystem(t), opts, io.Discard); err != nil || len(run.Samples) != 2 {
		t.Errorf("cases with a tag: %v, %+v", err, run)
	}
	opts.Tags = []string{"steuer"}
	if _, err = evals.Cases(context.Background(), caseSystem(t), opts, io.Discard); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("no case has the tag: %v", err)
	}
}
