package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/evals"
	"auskunft/evals/calibrate"
	"auskunft/evals/dataset"
	"auskunft/evals/desk"
	"auskunft/evals/measure"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/sharedtest"
)

// production is the production pipeline over a database of its own.
func production(t *testing.T) *desk.System {
	t.Helper()
	return desk.New(desk.Parts{
		DB: pgtest.New(t), Composer: compose.NewExtractive(), Town: chat.Town{Name: "Auenwede", Phone: "04227 99-0"},
		Code: "test", Log: slog.New(slog.DiscardHandler),
	})
}

// town is a small set: pages with lines, questions with gold lines, and one that no page answers.
func town(t *testing.T) string {
	t.Helper()
	set := &dataset.Set{Qrels: map[string]map[string]int{}, Gold: map[string][]dataset.Gold{}}
	for _, p := range []struct {
		id, title, text, question string
		gold                      int
	}{
		{"hund", "Hundesteuer", "Hundesteuer\nDie Hundesteuer beträgt für den ersten Hund 120 Euro im Jahr.\nMelden Sie Ihren Hund innerhalb von 14 Tagen an.", "Wie hoch ist die Hundesteuer für den ersten Hund?", 1},
		{"papier", "Papiertonne", "Papiertonne\nDie Papiertonnen werden alle vier Wochen geleert.\nStellen Sie die Tonne bis 6 Uhr an die Straße.", "Wann wird meine Papiertonne geleert?", 1},
		{"pass", "Reisepass", "Reisepass\nEin Reisepass kostet 70 Euro.\nEr ist zehn Jahre gültig.", "Was kostet ein neuer Reisepass?", 1},
		{"bad", "Hallenbad", "Hallenbad\nDas Hallenbad öffnet täglich um 8 Uhr.\nIn den Ferien ist es geschlossen.", "Wann öffnet das Hallenbad?", 1},
		{"kita", "Kindertagesstätten", "Kindertagesstätten\nDie Anmeldung für einen Platz in der Kindertagesstätte beginnt im Januar.", "Ab wann kann ich mein Kind in der Kindertagesstätte anmelden?", 1},
		{"bibliothek", "Stadtbibliothek", "Stadtbibliothek\nDer Ausweis der Stadtbibliothek ist für Kinder kostenlos.\nErwachsene zahlen 18 Euro im Jahr.", "Was kostet der Bibliotheksausweis für Erwachsene?", 2},
	} {
		query := "frage-" + p.id
		answerable := true
		set.Documents = append(set.Documents, dataset.Document{ID: p.id, Title: p.title, Text: p.text})
		set.Queries = append(set.Queries, dataset.Query{ID: query, Text: p.question, DocIDs: []string{p.id}, Answerable: &answerable, Lang: "de"})
		set.Qrels[query] = map[string]int{p.id: 1}
		set.Gold[query] = []dataset.Gold{{Query: query, Document: p.id, Lines: []int{p.gold}}}
	}
	unanswerable := false
	set.Queries = append(set.Queries, dataset.Query{ID: "frage-mond", Text: "Wie weit ist der Mond von der Erde entfernt?", DocIDs: []string{"bad"}, Answerable: &unanswerable, Lang: "de"})
	dir := filepath.Join(t.TempDir(), "town")
	if err := dataset.Write(dir, set); err != nil {
		t.Fatal(err)
	}
	return dir
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func value(t *testing.T, r *evals.Run, name evals.Name) float64 {
	t.Helper()
	f, ok := r.Figure(name)
	if !ok {
		t.Fatalf("%s %s has no %s", r.Kind, r.Set, name)
	}
	return f.Value
}

// times are what two runs may differ in.
var times = regexp.MustCompile(`"(started_at|seconds|ms|ms_p50|ms_p95)": ?("[^"]*"|[0-9.e+-]+)`)

// Everything that a run writes is the same the second time, over another database, with
// another number of questions at once: only times differ.
func TestTheSameRunTwiceIsTheSame(t *testing.T) {
	set := town(t)
	var files [2]map[string]string
	for i := range files {
		sys, out := production(t), t.TempDir()
		work := evals.Work{Parallel: 2}
		retrieval, err := evals.Retrieval(t.Context(), sys, evals.RetrievalOptions{Dataset: set, RunFile: out + "/r.trec", Out: out + "/r.json", Work: work}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		answers, err := evals.Answers(t.Context(), sys, evals.AnswersOptions{Dataset: set, Lines: out + "/a.jsonl", Out: out + "/a.json", Loaded: true, Work: work}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if ndcg, right := value(t, retrieval, evals.NDCG10), value(t, answers, evals.StatusRight); ndcg < 0.9 || right < 0.8 {
			t.Errorf("nDCG %v, status right %v: this would be the same twice because nothing works", ndcg, right)
		}
		files[i] = map[string]string{}
		for _, name := range []string{"r.trec", "r.json", "a.jsonl", "a.json"} {
			files[i][name] = times.ReplaceAllString(contents(t, filepath.Join(out, name)), `"$1": 0`)
		}
	}
	for name, first := range files[0] {
		if files[1][name] != first {
			t.Errorf("%s differs:\n%s\n%s", name, first, files[1][name])
		}
	}
}

// A crash in the production pipeline costs its sample and no other.
func TestACrashCountsZeroAndIsShown(t *testing.T) {
	set := town(t)
	sys := production(t)
	sys.Composer = crashing{sys.Composer, "Hundesteuer"}
	var print bytes.Buffer
	out := filepath.Join(t.TempDir(), "run.json")
	run, err := evals.Answers(t.Context(), sys, evals.AnswersOptions{Dataset: set, Out: out, Store: desk.NewStore(sys.DB.App)}, &print)
	if err != nil {
		t.Fatal(err)
	}
	if f, _ := run.Figure(evals.LineF1); f.N != 6 || f.Value > 5./6 {
		t.Errorf("line F1 %+v: the crash left the mean", f)
	}
	if want := "frage-hund: panic: the composer was told to crash"; !strings.Contains(print.String(), want) {
		t.Errorf("%q is not in the table:\n%s", want, print.String())
	}

	// The table that last month's figures are looked up in knows it too.
	var name, kind, code, data, failed string
	err = sys.DB.App.QueryRow(t.Context(), `
		SELECT name, kind, versions->>'code', versions->>'data',
		       (SELECT s->>'error' FROM jsonb_array_elements(result->'samples') s WHERE s->>'id' = 'frage-hund') FROM evaluations`).
		Scan(&name, &kind, &code, &data, &failed)
	if err != nil || name != "town" || kind != "answers" || code != "test" || data != run.Data || !strings.HasPrefix(failed, "panic: ") {
		t.Errorf("stored: %q %q %q %q %q, %v", name, kind, code, data, failed, err)
	}
}

// crashing is a composer that panics at questions with a word.
type crashing struct {
	compose.Composer
	word string
}

func (c crashing) Compose(ctx context.Context, task compose.Task, emit func(compose.Draft) error) (compose.Report, error) {
	if strings.Contains(task.Question, c.word) {
		panic("the composer was told to crash")
	}
	return c.Composer.Compose(ctx, task, emit)
}

// Questions before the one that counts reach the desk in one conversation: "Und …" is
// understood from them.
func TestTurnsBeforeReachTheDesk(t *testing.T) {
	set, err := dataset.Read(town(t), "")
	if err != nil {
		t.Fatal(err)
	}
	sys := production(t)
	if err := sys.Load(t.Context(), evals.Documents(set)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "folge.yaml")
	text := `set: folge
title: Folgefragen
defaults: {today: 2026-03-02}
cases:
  - id: mit
    before: ["Was ist die Papiertonne?", "Wohin mit der Papiertonne?"]
    question: Und wann wird die geleert?
    expect: {status: answered, required: [vier Wochen], sources: [papier]}
  - id: ohne
    question: Und wann wird die geleert?
    expect: {status: answered, required: [vier Wochen], sources: [papier]}
`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	run, err := evals.Cases(t.Context(), sys, evals.CasesOptions{Files: []string{file}}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if run.Samples[0].Values[evals.Passed] != 1 {
		t.Errorf("with turns before: %+v %+v", run.Samples[0], run.Samples[0].Answer)
	}
	var conversations, turns int
	err = sys.DB.App.QueryRow(t.Context(), `SELECT count(*), max(turns) FROM (SELECT count(*) AS turns FROM turns GROUP BY conversation_id) c`).
		Scan(&conversations, &turns)
	if err != nil || conversations != 2 || turns != 3 {
		t.Errorf("%d conversations, the longest with %d turns, %v; want 2 and 3", conversations, turns, err)
	}
	var standalone string
	err = sys.DB.App.QueryRow(t.Context(), `SELECT standalone FROM turns ORDER BY length(standalone) DESC LIMIT 1`).Scan(&standalone)
	if err != nil || !strings.Contains(standalone, "geleert") || !strings.Contains(standalone, "Papiertonne") {
		t.Errorf("searched for %q, %v", standalone, err)
	}
}

// The model that helps the desk is measured with it: what became of its tasks is in the run.
func TestAidesAreMeasured(t *testing.T) {
	set, err := dataset.Read(town(t), "")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := llmtest.NewFunc(t, func(r llmtest.Request) llmtest.Reply {
		if strings.Contains(r.Prompt(), "Du übersetzt eine Frage") {
			return llmtest.Reply{Text: `{"question": "Was kostet ein neuer Reisepass?"}`}
		}
		return llmtest.Reply{Status: http.StatusInternalServerError}
	})
	model, err := llm.New(llm.Config{BaseURL: endpoint.URL(), Model: "wortlaut"})
	if err != nil {
		t.Fatal(err)
	}
	sys := production(t)
	sys.Helper = model
	if err := sys.Load(t.Context(), evals.Documents(set)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "fremd.yaml")
	text := `set: fremd
title: Fragen in anderen Sprachen
defaults: {today: 2026-03-02}
cases:
  - id: pass
    lang: en
    question: How much does a new passport cost?
    expect: {status: answered, required: [70 Euro], sources: [pass]}
`
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	run, err := evals.Cases(t.Context(), sys, evals.CasesOptions{Files: []string{file}}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	got := run.Samples[0]
	aids := got.Answer.Aids
	if len(aids) == 0 || aids[0].Task != "question" || aids[0].Outcome != "used" || got.Values[evals.AidsUsed] != 1/float64(len(aids)) {
		t.Errorf("aids %+v, figures %+v", aids, got.Values)
	}
}

// What calibration sees is what the search adds up.
func TestCandidatesAddUpToTheRanking(t *testing.T) {
	set, err := dataset.Read(town(t), "")
	if err != nil {
		t.Fatal(err)
	}
	sys := production(t)
	if err := sys.Load(t.Context(), evals.Documents(set)); err != nil {
		t.Fatal(err)
	}
	_, weights := sys.LegWeights()
	for _, q := range set.Queries[:3] {
		candidates, err := sys.Candidates(t.Context(), evals.Query{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader, Now: noon})
		if err != nil {
			t.Fatal(err)
		}
		hits, err := sys.Search(t.Context(), evals.Query{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader, K: 25, Now: noon})
		if err != nil || len(hits) != len(candidates) {
			t.Fatalf("%d hits, %d candidates, %v", len(hits), len(candidates), err)
		}
		seen := [2]float64{}
		for i, c := range candidates {
			sum := weights[0]*c.Scores[0] + weights[1]*c.Scores[1]
			if c.DocID != hits[i].DocID || math.Abs(sum-hits[i].Score) > 1e-6 {
				t.Errorf("%s: candidate %+v, hit %+v", q.Text, c, hits[i])
			}
			seen[0], seen[1] = max(seen[0], c.Scores[0]), max(seen[1], c.Scores[1])
		}
		if seen[0] <= 0 || seen[1] <= 0 {
			t.Errorf("%s: the best of each leg is %v; one says nothing", q.Text, seen)
		}
	}
	_, legs, evidence := desk.EvidenceLegs()
	said := make([]float64, len(legs))
	for _, q := range set.Queries[:3] {
		query := evals.Query{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader, Now: noon}
		words, err := desk.Words{System: sys}.Candidates(t.Context(), query)
		candidates, err2 := sys.Candidates(t.Context(), query)
		if err != nil || err2 != nil || len(words) != len(candidates) {
			t.Fatalf("%d by evidence, %d by legs, %v, %v", len(words), len(candidates), err, err2)
		}
		for i, c := range words {
			sum := 0.0
			for leg, score := range c.Scores {
				sum += evidence[leg] * score
				said[leg] = max(said[leg], score)
			}
			if math.Abs(sum-candidates[i].Scores[0]) > 1e-5 {
				t.Errorf("%s: evidence %+v adds up to %v of %v", q.Text, c, sum, candidates[i].Scores[0])
			}
		}
	}
	if slices.Contains(said, 0) {
		t.Errorf("the best of %v is %v; one says nothing", legs, said)
	}
	questions, err := calibrate.Questions(t.Context(), sys, set, noon)
	if err != nil || len(questions) < 6 || len(questions[0].Features) != len(chat.Features()) {
		t.Errorf("questions %+v, %v", questions, err)
	}
}

var noon = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

// An answer may show addresses of stored texts and of the city's configuration, others not.
func TestKnowsURL(t *testing.T) {
	sys := production(t)
	sys.Town.Website = "https://auenwede.example/"
	set := []auskunft.Document{{Key: "a", Title: "Bad", Text: "Karten unter https://bad.example/karten gibt es immer."}}
	if err := sys.Load(t.Context(), slices.Values(set)); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]bool{
		"https://auenwede.example/": true, "https://bad.example/karten": true, "https://boese.example/": false,
	} {
		if known, err := sys.KnowsURL(t.Context(), url); err != nil || known != want {
			t.Errorf("%s: %v, %v", url, known, err)
		}
	}
}

// unstemmed loads the corpus as texts of an unknown language and asks in it, which the
// analyser reads without stems and compounds.
type unstemmed struct{ *desk.System }

func (u unstemmed) Load(ctx context.Context, documents iter.Seq[auskunft.Document]) error {
	return u.System.Load(ctx, func(yield func(auskunft.Document) bool) {
		for d := range documents {
			d.Lang = "und"
			if !yield(d) {
				return
			}
		}
	})
}

func (u unstemmed) Search(ctx context.Context, q evals.Query) ([]measure.Scored, error) {
	q.Lang = "und"
	return u.System.Search(ctx, q)
}

// An index that was made worse is found out: without stems the gate over all sets closes.
func TestStemmingOffClosesTheGateInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("loads three published sets twice")
	}
	data := t.TempDir()
	sets := map[string][]string{"omos": {"dev", "train"}, "covid-faq": {""}, "munich": {""}}
	for name, source := range map[string][2]string{"omos": {"omos", "omos-qa"}, "covid-faq": {"faq", "covid-faq"}, "munich": {"dldb", "munich-services"}} {
		err := dataset.Convert(dataset.ConvertOptions{Format: source[0], Source: sharedtest.Folder(t, source[1]), Out: filepath.Join(data, name)}, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
	}
	run := func(wrap func(*desk.System) evals.System) (runs []*evals.Run) {
		for _, name := range slices.Sorted(maps.Keys(sets)) {
			sys := wrap(production(t))
			for i, split := range sets[name] {
				one, err := evals.Retrieval(t.Context(), sys, evals.RetrievalOptions{Dataset: filepath.Join(data, name), Split: split, Loaded: i > 0, Seed: 1}, io.Discard)
				if err != nil {
					t.Fatal(err)
				}
				runs = append(runs, one)
			}
		}
		return runs
	}
	baseline := filepath.Join(t.TempDir(), "baseline.json")
	good := run(func(s *desk.System) evals.System { return s })
	if err := evals.UpdateBaseline(baseline, good...); err != nil {
		t.Fatal(err)
	}
	if err := evals.Gate(baseline, io.Discard, good...); err != nil {
		t.Fatalf("the gate closes on the same runs: %v", err)
	}
	worse := run(func(s *desk.System) evals.System { return unstemmed{s} })
	var print bytes.Buffer
	err := evals.Gate(baseline, &print, worse...)
	t.Log(print.String())
	if auskunft.CodeOf(err) != "eval_gate" || !strings.Contains(fmt.Sprint(err), "4 sets together: ndcg@10 fell") {
		t.Errorf("stemming off: %v", err)
	}
}
