package suite_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/evaltest"
	"auskunft/evals/suite"
)

// desks counts how many systems are made and given back.
type desks struct {
	empty, towns, closed int
}

func (d *desks) Empty(context.Context) (evals.System, func() error, error) {
	d.empty++
	return &evaltest.System{Refuse: 0.2}, d.done, nil
}

func (d *desks) Town(ctx context.Context) (evals.System, func() error, error) {
	d.towns++
	sys := &evaltest.System{}
	err := sys.Load(ctx, slices.Values([]auskunft.Document{{Key: "bad", Title: "Bad", Text: "Das Hallenbad öffnet um 8:00 Uhr."}}))
	return sys, d.done, err
}

func (d *desks) done() error {
	d.closed++
	return nil
}

// published writes small files in the shapes that others published.
func published(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	omos := func(id, question, context, answers string) string {
		return `{"id":` + id + `,"question":"` + question + `","context":"` + context + `","answers":` + answers + `,"language":"de","city":"x","pageId":` + id + "}\n"
	}
	for name, text := range map[string]string{
		"omos-qa/dev_de.jsonl": omos("1", "Was kostet die Hundesteuer?", `Hund\nDie Hundesteuer kostet 90 Euro.`, "[1]") +
			omos("2", "Wer ist Bürgermeisterin?", `Rathaus\nDas Rathaus steht am Markt.`, "[]"),
		"omos-qa/train_de.jsonl": omos("3", "Wann wird die Papiertonne geleert?", `Müll\nDie Papiertonne wird montags geleert.`, "[1]") +
			omos("4", "Wie alt ist der Mond?", `Bad\nDas Bad ist offen.`, "[]"),
		"xquad/xquad.de.json":              `{"data":[{"title":"Fluss","paragraphs":[{"context":"Die Elbe ist lang.","qas":[{"id":"a","question":"Wie lang ist die Elbe?"}]}]}]}`,
		"covid-faq/faq.tsv":                "question\tanswer\tlang\nWie lange bleibe ich zu Hause?\tSie bleiben 14 Tage zu Hause.\tde\n",
		"munich-services/services_de.json": `{"data":[{"id":"1","name":"Gewerbe-Anmeldung","description":"<p>Den Gewerbeschein gibt es sofort.</p>","meta":{"keywords":"Gewerbeschein"}}]}`,
		"cases.yaml": `set: faelle
title: Fälle
defaults: {today: 2026-03-02}
cases:
  - id: bad
    question: Wann öffnet das Hallenbad?
    expect: {status: answered, required: ["8:00 Uhr"]}
`} {
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

func TestRun(t *testing.T) {
	shared, out := published(t), t.TempDir()
	opts := suite.Options{Shared: shared, Cases: []string{filepath.Join(shared, "cases.yaml")}, Out: out, Baseline: filepath.Join(out, "baseline.json"), Update: true}
	made := &desks{}
	var print bytes.Buffer
	if err := suite.Run(t.Context(), made, opts, &print); err != nil {
		t.Fatal(err)
	}
	if made.empty != 4 || made.towns != 1 || made.closed != 5 {
		t.Errorf("%+v: want one system for each corpus, and all given back", made)
	}
	for _, want := range []string{"retrieval  omos/dev", "retrieval  omos/train", "answers    omos/dev", "retrieval  xquad-de", "retrieval  covid-faq",
		"retrieval  munich", "cases      faelle", "p95 ms", "95 % interval"} {
		if !strings.Contains(print.String(), want) {
			t.Errorf("%q is missing in\n%s", want, print.String())
		}
	}
	for _, name := range []string{"report.html", "report.md", "junit.xml", "figures.json", "runs/retrieval-omos-dev.json", "runs/retrieval-omos-dev.trec",
		"runs/answers-omos-train.jsonl", "runs/cases-cases.json", "data/omos/queries.jsonl"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}

	// The same again holds against it; a missing baseline is found before the work.
	opts.Update = false
	if err := suite.Run(t.Context(), made, opts, io.Discard); err != nil {
		t.Errorf("the same runs do not hold against themselves: %v", err)
	}
	opts.Baseline = filepath.Join(out, "none.json")
	before := made.empty
	if err := suite.Run(t.Context(), made, opts, io.Discard); auskunft.KindOf(err) != auskunft.NotFound || made.empty != before {
		t.Errorf("missing baseline: %v, %d systems made", err, made.empty-before)
	}
}

func TestMissingDataIsAnError(t *testing.T) {
	err := suite.Run(t.Context(), &desks{}, suite.Options{Shared: t.TempDir()}, io.Discard)
	if auskunft.KindOf(err) != auskunft.NotFound || !strings.Contains(err.Error(), "NOTHING WAS MEASURED") {
		t.Errorf("no data: %v", err)
	}
}
