package report

import (
	"cmp"
	"slices"
	"strings"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/calibrate"
)

// worstCases is how many cases of a run are shown in full.
const worstCases = 10

// view is what the page shows, with every number already written.
type view struct {
	Lang    string
	Summary string
	Runs    []runView
	Curve   *curvePlot
}

type runView struct {
	ID, Title  string
	Headline   string      // the main figure, beside the link to the run
	About      [][2]string // name, value
	Figures    []figureView
	Histograms []histogram
	SlicesOf   string
	Slices     []figureView
	Failed     []evals.Sample
	Answers    bool // rankings have no quotes, so no hard rule to break
	Broken     []brokenView
	Worst      []caseView
}

type figureView struct {
	Title, Meaning, Value, Low, High string
	N                                int
	Range                            *rangePlot
	RangeText                        string
}

type brokenView struct{ ID, Rule, Detail string }

type caseView struct {
	ID, Question, Status, Message      string
	Values                             []string
	Wrong, Expected, Sentences, Quotes []string
	Found, Wanted                      []placeView
}

type placeView struct {
	Place, DocID, Title, Text string
	Right                     bool
}

func newView(w *words, runs []*evals.Run, fit *calibrate.DecisionFit) view {
	v := view{Lang: w.lang, Curve: newCurve(w, fit)}
	samples, failed, broken := 0, 0, 0
	for i, r := range runs {
		rv := newRunView(w, r)
		rv.ID = "run-" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)
		v.Runs = append(v.Runs, rv)
		samples += len(r.Samples)
		failed += len(rv.Failed)
		broken += len(rv.Broken)
	}
	v.Summary = w.text("summary_text", len(runs), samples, failed, broken)
	return v
}

func newRunView(w *words, r *evals.Run) runView {
	main := mainMeasure(r)
	v := runView{
		Title: w.text("kind_"+string(r.Kind)) + ": " + r.Set, About: about(w, r), Histograms: histograms(w, r),
		SlicesOf: w.text("slices_of", w.title(main)), Failed: r.Failed(), Answers: r.Kind != evals.RetrievalRun,
		Broken: broken(w, r), Worst: worst(w, r, main),
	}
	for _, f := range r.Figures {
		if f.Name == main {
			v.Headline = w.text("headline", w.title(main), w.figure(main, f.Value), w.figure(main, f.Low), w.figure(main, f.High))
		}
		v.Figures = append(v.Figures, newFigure(w, w.title(f.Name), f))
	}
	for _, s := range r.Slices {
		for _, f := range s.Figures {
			if f.Name == main {
				v.Slices = append(v.Slices, newFigure(w, s.Tag, f))
			}
		}
	}
	return v
}

func newFigure(w *words, title string, f evals.Figure) figureView {
	v := figureView{Title: title, Meaning: w.measures[f.Name][1], Value: w.figure(f.Name, f.Value),
		Low: w.figure(f.Name, f.Low), High: w.figure(f.Name, f.High), N: f.N}
	if !f.Name.Descriptive() {
		r := newRange(f.Interval)
		v.Range, v.RangeText = &r, w.text("range_text", title, v.Low, v.High)
	}
	return v
}

func about(w *words, r *evals.Run) [][2]string {
	model := cmp.Or(r.Versions.Model, w.text("no_model"))
	rows := [][2]string{
		{w.text("data"), evals.Short(r.Data)}, {w.text("code"), evals.Short(r.Versions.Code)},
		{w.text("weights"), evals.Short(r.Versions.Weights)}, {w.text("embedder"), r.Versions.Embedder},
		{w.text("prompts"), evals.Short(r.Versions.Prompts)},
		{w.text("samples"), w.number(float64(len(r.Samples)), 0)},
		{w.text("latency"), w.text("latency_text", w.number(r.P50, 1), w.number(r.P95, 1))},
		{w.text("started"), r.StartedAt.Format("2006-01-02 15:04 MST")},
		{w.text("duration"), w.text("seconds", w.number(r.Seconds, 1), r.Parallel)},
	}
	if r.Kind != evals.RetrievalRun {
		rows = append(rows, [2]string{w.text("model"), model})
	}
	if r.Documents > 0 {
		rows = append(rows, [2]string{w.text("documents"), w.number(float64(r.Documents), 0)})
	}
	return slices.DeleteFunc(rows, func(row [2]string) bool { return row[1] == "" })
}

func broken(w *words, r *evals.Run) []brokenView {
	var all []brokenView
	for _, s := range r.Samples {
		for _, b := range s.Broken {
			all = append(all, brokenView{s.ID, w.text("rule_" + string(b.Rule)), b.Detail})
		}
	}
	return all
}

// worst picks the samples with the lowest main value, failed ones first, that are not as
// good as can be. Among equals the order of the run decides.
func worst(w *words, r *evals.Run, main evals.Name) []caseView {
	var bad []evals.Sample
	for _, s := range r.Samples {
		if v, applies := s.Values[main]; applies && (v < 1 || s.Error != "" || len(s.Broken) > 0) {
			bad = append(bad, s)
		}
	}
	slices.SortStableFunc(bad, func(a, b evals.Sample) int { return cmp.Compare(rank(a, main), rank(b, main)) })
	var views []caseView
	for _, s := range bad[:min(worstCases, len(bad))] {
		views = append(views, newCase(w, s))
	}
	return views
}

func rank(s evals.Sample, main evals.Name) float64 {
	v := s.Values[main]
	if len(s.Broken) > 0 {
		v -= 2
	}
	if s.Error != "" {
		v--
	}
	return v
}

func newCase(w *words, s evals.Sample) caseView {
	v := caseView{ID: s.ID, Question: s.Question, Wrong: s.Wrong, Expected: s.Expected}
	for _, name := range evals.Names {
		if x, applies := s.Values[name]; applies {
			v.Values = append(v.Values, w.title(name)+" "+w.figure(name, x))
		}
	}
	if s.Error != "" {
		v.Status = w.text("status_"+string(auskunft.Failed)) + ": " + s.Error
	}
	if a := s.Answer; a != nil && s.Error == "" {
		v.Status, v.Message = strings.TrimSpace(w.text("status_"+string(a.Status))+" "+string(a.Reason)), a.Message
		for _, sentence := range a.Sentences {
			v.Sentences = append(v.Sentences, sentence.Text)
		}
		for _, c := range a.Citations {
			v.Quotes = append(v.Quotes, c.DocID+": "+c.Quote)
		}
	}
	v.Found, v.Wanted = places(w, s.Found), places(w, s.Wanted)
	return v
}

func places(w *words, found []evals.Found) []placeView {
	var all []placeView
	for _, f := range found {
		p := placeView{Place: w.text("not_found"), DocID: f.DocID, Title: f.Title, Text: f.Text, Right: f.Grade > 0}
		if f.Place > 0 {
			p.Place = w.text("place", f.Place)
		}
		all = append(all, p)
	}
	return all
}
