package evals

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
)

// curves say how often the page that is answered from, or would be if nothing were asked back, is a right one, when only the
// surest questions are answered: precision over coverage, by each thing that one can be sure by.
var curves = []struct {
	name string
	of   func(Sure) float64
}{
	{"probability", func(s Sure) float64 { return s.Probability }},
	{"lead over the next page", func(s Sure) float64 { return s.Lead }},
	{"lead over another place", func(s Sure) float64 { return s.Elsewhere }},
	{"all of these", func(s Sure) float64 { return s.Right }},
}

// steps are the shares of all questions at which a curve is printed.
var steps = []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9, 1}

// precision is the share of right pages among the surest of the samples, for each of steps; NaN where so
// many are not answered. Ties are in the order of the samples.
func precision(samples []Sample, of func(Sure) float64) []float64 {
	sure := slices.DeleteFunc(slices.Clone(samples), func(s Sample) bool { return s.Sure == nil })
	slices.SortStableFunc(sure, func(a, b Sample) int { return cmp.Compare(of(*b.Sure), of(*a.Sure)) })
	points := make([]float64, len(steps))
	for i, share := range steps {
		n := int(math.Round(share * float64(len(samples))))
		if n == 0 || n > len(sure) {
			points[i] = math.NaN()
			continue
		}
		for _, s := range sure[:n] {
			if slices.Contains(s.Right, s.Sure.Page) {
				points[i] += 1 / float64(n)
			}
		}
	}
	return points
}

// printCurves prints nothing for runs in which nobody asked how sure the desk was.
func printCurves(w io.Writer, samples []Sample) {
	if !slices.ContainsFunc(samples, func(s Sample) bool { return s.Sure != nil }) {
		return
	}
	fmt.Fprintf(w, "  right page, of so many answered  ")
	for _, share := range steps {
		fmt.Fprintf(w, " %5.1f", share)
	}
	fmt.Fprintln(w)
	for _, c := range curves {
		fmt.Fprintf(w, "    surest by %-23s", c.name)
		for _, p := range precision(samples, c.of) {
			if math.IsNaN(p) {
				fmt.Fprintf(w, " %5s", "")
				continue
			}
			fmt.Fprintf(w, " %5.3f", p)
		}
		fmt.Fprintln(w)
	}
}
