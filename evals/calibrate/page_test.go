package calibrate

import (
	"cmp"
	"encoding/json"
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/evals"
)

var pageRuns = flag.String("runs", "", "runs of OMoS-QA train, stored by auskunft eval answers --open --store, by commas")

// pageSample is a question whose page was chosen, answered or asked back.
type pageSample struct {
	group  string // its right page
	values []float64
	right  bool
}

func pageSamples(t *testing.T) (all []pageSample) {
	root := func(lead float64) float64 { return math.Sqrt(min(max(lead, 0), 1)) }
	for _, file := range strings.Split(*pageRuns, ",") {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var run evals.Run
		if err := json.Unmarshal(b, &run); err != nil {
			t.Fatal(err)
		}
		for _, s := range run.Samples {
			if s.Sure == nil || s.Sure.Page == "" || s.Sure.Probability == 0 || s.Answer.Status == auskunft.Refused {
				continue
			}
			p := min(max(s.Sure.Probability, 1e-6), 1-1e-6)
			all = append(all, pageSample{s.Right[0], []float64{root(s.Sure.Lead), root(s.Sure.Elsewhere), math.Log(p / (1 - p))}, slices.Contains(s.Right, s.Sure.Page)})
		}
	}
	return all
}

func fitPages(t *testing.T, samples []pageSample) Model {
	x, y, weights := [][]float64{}, []bool{}, []float64{}
	for _, s := range samples {
		x, y, weights = append(x, s.values), append(y, s.right), append(weights, 1)
	}
	m, err := logistic(x, y, weights)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFitPage fits how likely the page to answer from is a right one (chat/sure.go), and says how often it is when only the surest
// are answered: by a fit on other pages' questions (five folds), and by the lead over another place alone.
func TestFitPage(t *testing.T) {
	if *pageRuns == "" {
		t.Skip("needs -runs")
	}
	samples := pageSamples(t)
	folds := map[string]int{}
	for _, s := range samples {
		if _, ok := folds[s.group]; !ok {
			folds[s.group] = len(folds) % 5
		}
	}
	m := fitPages(t, samples)
	t.Logf("%d questions: lead %.2f, elsewhere %.2f, odds %.2f, bias %.2f", len(samples), m.Weights[0], m.Weights[1], m.Weights[2], m.Bias)
	type judged struct{ unseen, elsewhere, right float64 }
	var all []judged
	for fold := range 5 {
		of := func(s pageSample) bool { return folds[s.group] == fold }
		m := fitPages(t, slices.DeleteFunc(slices.Clone(samples), of))
		for _, s := range samples {
			if of(s) {
				j := judged{unseen: m.Probability(s.values), elsewhere: s.values[1]}
				if s.right {
					j.right = 1
				}
				all = append(all, j)
			}
		}
	}
	for _, share := range []float64{.4, .5, .6, .7, .8, .9, 1} {
		right := func(by func(judged) float64) float64 {
			slices.SortStableFunc(all, func(a, b judged) int { return cmp.Compare(by(b), by(a)) })
			n, sum := int(share*float64(len(all))), 0.0
			for _, j := range all[:n] {
				sum += j.right
			}
			return sum / float64(n)
		}
		t.Logf("surest %.1f: right %.3f by all, %.3f by the lead over another place", share,
			right(func(j judged) float64 { return j.unseen }), right(func(j judged) float64 { return j.elsewhere }))
	}
}
