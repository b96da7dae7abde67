package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/calibrate"
	"auskunft/evals/stats"
	"auskunft/internal/browsertest"
)

func yes(v bool) *bool { return &v }

// runs are one run of each kind, with a crash, a broken rule, markup in texts, and umlauts.
func runs() []*evals.Run {
	began := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	figure := func(n evals.Name, v, low, high float64, count int) evals.Figure {
		return evals.Figure{Name: n, Interval: stats.Interval{Value: v, Low: low, High: high, N: count}}
	}
	retrieval := &evals.Run{Kind: evals.RetrievalRun, Set: "omos/dev", Data: strings.Repeat("9a855d9b", 8), Documents: 442, StartedAt: began,
		Seconds: 1.5, Parallel: 2, P50: 0.5, P95: 1.5,
		Figures: []evals.Figure{figure(evals.NDCG10, 0.613, 0.551, 0.676, 155), figure(evals.Hit1, 0.445, 0.368, 0.516, 155)},
		Slices:  []evals.Slice{{Tag: "lang:de", Figures: []evals.Figure{figure(evals.NDCG10, 0.613, 0.551, 0.676, 155)}}},
		Samples: []evals.Sample{
			{ID: "q1", Question: "Wo gibt es <b>Halal</b> & Co.?", Values: map[evals.Name]float64{evals.NDCG10: 0}, MS: 0.5,
				Found:  []evals.Found{{DocID: "d1", Place: 1, Title: "Einkaufen", Text: "Die Kosten für ein Leben …"}},
				Wanted: []evals.Found{{DocID: "d2", Grade: 1, Title: "Märkte"}}},
			{ID: "q2", Question: "Gut?", Values: map[evals.Name]float64{evals.NDCG10: 1}, MS: 0.7},
			{ID: "q3", Question: "Absturz?", Values: map[evals.Name]float64{evals.NDCG10: 0}, Error: "panic: index out of range", MS: 2},
		}}
	cases := &evals.Run{Kind: evals.CasesRun, Set: "demo", StartedAt: began, P95: 80,
		Versions: evals.Versions{Model: "mistral-small", Code: "62005ac"},
		Figures:  []evals.Figure{figure(evals.Passed, 0.5, 0.1, 0.9, 2), figure(evals.ReadingLevel, 9.3, 8, 10, 2)},
		Slices:   []evals.Slice{{Tag: "gebuehr", Figures: []evals.Figure{figure(evals.Passed, 0.5, 0.1, 0.9, 2)}}},
		Samples: []evals.Sample{
			{ID: "demo/hund", Question: "Was kostet die Hundesteuer?", Values: map[evals.Name]float64{evals.Passed: 0, evals.FactsCovered: 0.5},
				Answerable: yes(true), Wrong: []string{"missing: 90 Euro"}, Expected: []string{"answered", "90 Euro"},
				Broken: []evals.Breach{{Rule: evals.ForeignLink, Detail: "https://example.com"}}, MS: 40,
				Answer: &evals.AnswerLine{Status: auskunft.Answered, Sentences: []auskunft.Sentence{{Text: "Die Steuer ist jährlich fällig.", Citations: []int{1}}},
					Citations: []evals.AnswerLineCitation{{N: 1, DocID: "hund", Quote: "Die Steuer ist jährlich fällig."}}}},
			{ID: "demo/pass", Question: "Pass?", Values: map[evals.Name]float64{evals.Passed: 1}, MS: 60},
		}}
	return []*evals.Run{retrieval, cases}
}

func fit() *calibrate.DecisionFit {
	return &calibrate.DecisionFit{Curve: []calibrate.Bin{{Believed: 0.1, True: 0.05, N: 20}, {Believed: 0.9, True: 0.95, N: 20}}}
}

func render(t *testing.T, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, lang, runs(), fit()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	page := render(t, "de")
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("script, link, img, iframe, [onclick], [src]").Length(); n > 0 {
		t.Errorf("%d elements that load or run something", n)
	}
	if got := doc.Find("h4").First().Text(); got != "Absturz?" {
		t.Errorf("the first of the worst cases is %q, want the crash", got)
	}
	for _, want := range []string{"Wo gibt es &lt;b&gt;Halal&lt;/b&gt; &amp; Co.?", "panic: index out of range", "0,613", "0,551 – 0,676", "nicht gefunden",
		"fremde Adresse", "https://example.com", "missing: 90 Euro", "Die Steuer ist jährlich fällig.", "mistral-small",
		"2 Läufe, 5 Fragen, 1 gescheitert, 1 verletzte Grundregeln.", "0,613"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if again := render(t, "de"); again != page {
		t.Error("the same runs give another page")
	}
}

// Every text and every measure has words in both languages.
func TestWords(t *testing.T) {
	var keys [][]string
	for _, lang := range []string{"de", "en"} {
		if found := regexp.MustCompile(`![a-z_]+!|%!.{0,20}`).FindAllString(render(t, lang), -1); len(found) > 0 {
			t.Errorf("%s: texts are missing: %v", lang, found)
		}
		w, err := loadWords(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range evals.Names {
			if m := w.measures[n]; m[0] == "" || m[1] == "" {
				t.Errorf("%s: no words for %s", lang, n)
			}
		}
		var all []string
		for key, text := range w.texts {
			if text == "" {
				t.Errorf("%s: %s is empty", lang, key)
			}
			all = append(all, key)
		}
		slices.Sort(all)
		keys = append(keys, all)
	}
	if !slices.Equal(keys[0], keys[1]) {
		t.Error("German and English have different texts")
	}
	if _, err := loadWords("fr"); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("French: %v", err)
	}
}

func TestMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := Markdown(&b, "en", runs()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| Quality of the order | 0.613 | 0.551 – 0.676 | 155 |", "- **failed** q3: panic: index out of range", "- **foreign address** demo/hund: https://example.com"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

func TestJUnit(t *testing.T) {
	var b bytes.Buffer
	if err := JUnit(&b, runs()); err != nil {
		t.Fatal(err)
	}
	var parsed junitSuites
	if err := xml.Unmarshal(b.Bytes(), &parsed); err != nil {
		t.Fatal(err)
	}
	first, second := parsed.Suites[0], parsed.Suites[1]
	if first.Errors != 1 || first.Failures != 0 || second.Failures != 1 || second.Cases[0].Failure.Message != "missing: 90 Euro; foreign_link: https://example.com" {
		t.Errorf("%s", b.String())
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	stored := filepath.Join(dir, "run.json")
	if err := evals.WriteRun(stored, runs()[0]); err != nil {
		t.Fatal(err)
	}
	opts := Options{Runs: []string{stored}, HTML: dir + "/out/r.html", Markdown: dir + "/out/r.md", JUnit: dir + "/out/r.xml", JSON: dir + "/out/r.json"}
	if err := Write(opts, io.Discard); err != nil {
		t.Fatal(err)
	}
	var figures []evals.Run
	data, err := os.ReadFile(opts.JSON)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &figures); err != nil || figures[0].Figures[0].Value != 0.613 || figures[0].Samples != nil {
		t.Errorf("JSON: %v, %+v", err, figures)
	}
	for want, opts := range map[auskunft.ErrorKind]Options{
		auskunft.Invalid:  {},
		auskunft.NotFound: {Runs: []string{dir + "/none"}},
	} {
		if err := Write(opts, io.Discard); auskunft.KindOf(err) != want {
			t.Errorf("%+v: %v", opts, err)
		}
	}
}

// A person with any device and any need can read the report.
func TestReportInABrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(render(t, "de")), 0o644); err != nil {
		t.Fatal(err)
	}
	page := browsertest.Start(t).Page(t)
	for name, look := range map[string]browsertest.Look{
		"light": {}, "dark": {Dark: true}, "narrow": {Width: 320, Height: 600}, "forced colours": {ForcedColors: true},
	} {
		page.Look(look)
		page.Open("file://" + path)
		page.See("h1", "Prüfbericht")
		page.CheckAxe(name)
		page.Screenshot("evals-report-" + strings.ReplaceAll(name, " ", "-"))
		if wide := browsertest.Eval[bool](page, "document.documentElement.scrollWidth > document.documentElement.clientWidth"); wide {
			t.Errorf("%s: the page scrolls sideways", name)
		}
	}
	if complaints := page.Complaints(); len(complaints) > 0 {
		t.Errorf("the browser complains: %v", complaints)
	}
}
