package report

import (
	"auskunft/evals"
	"auskunft/evals/calibrate"
	"auskunft/evals/stats"
)

// Plots are laid out in user units; the style sheet scales them. All have their numbers in
// a table beside them.
const (
	histogramWidth, histogramHeight = 600.0, 160.0
	rangeWidth                      = 200.0
	curveSize                       = 300.0
)

// rangePlot is a 95 % interval on a line from 0 to 1.
type rangePlot struct {
	X, Low, Width float64
}

func newRange(i stats.Interval) rangePlot {
	low, high := max(0, i.Low)*rangeWidth, min(1, i.High)*rangeWidth
	return rangePlot{X: i.Value * rangeWidth, Low: low, Width: max(1, high-low)}
}

// histogram counts values in ten equal parts.
type histogram struct {
	Title string
	Bars  []bar
}

type bar struct {
	Label               string
	Count               int
	X, Y, Width, Height float64
}

// newHistogram cuts from 0 to top into ten parts; what lies beyond counts in the last.
func newHistogram(w *words, title string, values []float64, top float64, digits int, open bool) histogram {
	const parts = 10
	counts := make([]int, parts)
	most := 1
	for _, v := range values {
		part := min(parts-1, max(0, int(v/top*parts)))
		counts[part]++
		most = max(most, counts[part])
	}
	h := histogram{Title: title}
	step := histogramWidth / parts
	for i, n := range counts {
		from, to := top*float64(i)/parts, top*float64(i+1)/parts
		label := w.number(from, digits) + "–" + w.number(to, digits)
		if open && i == parts-1 {
			label = w.number(from, digits) + " " + w.text("and_more")
		}
		height := histogramHeight * float64(n) / float64(most)
		h.Bars = append(h.Bars, bar{label, n, float64(i)*step + 2, histogramHeight - height, step - 4, height})
	}
	return h
}

// histograms are those of the main measure, where it is not just yes or no, and of the time.
func histograms(w *words, r *evals.Run) []histogram {
	var all []histogram
	main := mainMeasure(r)
	if !main.Binary() {
		all = append(all, newHistogram(w, w.text("distribution_of", w.title(main)), valuesOf(r, main), 1, 1, false))
	}
	var ms []float64
	for _, s := range r.Samples {
		ms = append(ms, s.MS)
	}
	if top := 1.5 * r.P95; top > 0 {
		digits := 0
		if top < 100 {
			digits = 1
		}
		all = append(all, newHistogram(w, w.text("distribution_of", w.text("latency")+" (ms)"), ms, top, digits, true))
	}
	return all
}

// mainMeasure is the one that a run is sorted and sliced by.
func mainMeasure(r *evals.Run) evals.Name {
	for _, n := range []evals.Name{evals.Passed, evals.NDCG10, evals.LineF1, evals.StatusRight} {
		if f, ok := r.Figure(n); ok && f.N > 0 {
			return n
		}
	}
	return evals.Verbatim
}

func valuesOf(r *evals.Run, name evals.Name) []float64 {
	var v []float64
	for _, s := range r.Samples {
		if x, applies := s.Values[name]; applies {
			v = append(v, x)
		}
	}
	return v
}

// curvePlot is believed against true, from 0 at the lower left.
type curvePlot struct {
	Points []point
}

type point struct {
	X, Y           float64
	Believed, True string
	N              int
}

func newCurve(w *words, fit *calibrate.DecisionFit) *curvePlot {
	if fit == nil || len(fit.Curve) == 0 {
		return nil
	}
	c := &curvePlot{}
	for _, b := range fit.Curve {
		c.Points = append(c.Points, point{b.Believed * curveSize, curveSize - b.True*curveSize,
			w.number(b.Believed, 2), w.number(b.True, 2), b.N})
	}
	return c
}
