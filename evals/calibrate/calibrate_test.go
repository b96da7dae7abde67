package calibrate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/dataset"
	"auskunft/evals/measure"
)

// rankings are queries whose right document is found by the second leg and hidden among
// others by the first.
func rankings(n int, informative bool) []Ranking {
	random := rand.New(rand.NewPCG(1, 2))
	var all []Ranking
	for i := range n {
		r := Ranking{ID: fmt.Sprint("q", i), Set: []string{"a", "b"}[i%2], Qrels: measure.Qrels{"d7": 1}}
		for d := range 30 {
			id := fmt.Sprint("d", d)
			scores := []float64{random.Float64(), random.Float64()}
			if informative && r.Qrels[id] > 0 {
				scores[1] += 0.8
			}
			r.Candidates = append(r.Candidates, Candidate{id, scores}, Candidate{id, []float64{0, 0}})
		}
		all = append(all, r)
	}
	return all
}

func TestFitFusion(t *testing.T) {
	out := filepath.Join(t.TempDir(), "weights.json")
	if err := os.WriteFile(out, []byte(`{"*": {"words": 1, "vectors": 1}, "builtin": {"alone": 0.3}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	f := Fusion{Key: "builtin", Legs: []string{"words", "vectors"}, Weights: []float64{1, 0}, Rankings: rankings(120, true)}
	var print bytes.Buffer
	fit, err := FitFusion(f, Options{Out: out, Seed: 3}, &print)
	if err != nil {
		t.Fatalf("%v\n%s", err, print.String())
	}
	if fit.Weights["words"] != 1 || fit.Weights["vectors"] <= 0.5 {
		t.Errorf("weights %v: the informative leg must gain", fit.Weights)
	}
	if fit.Result.After.Value < fit.Result.Before.Value+0.2 || !strings.Contains(print.String(), "better") {
		t.Errorf("result %+v\n%s", fit.Result, print.String())
	}
	var stored map[string]map[string]float64
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &stored); err != nil || stored["builtin"]["vectors"] != fit.Weights["vectors"] || stored["*"]["words"] != 1 || stored["builtin"]["alone"] != 0.3 {
		t.Errorf("stored %v, %v", stored, err)
	}
	again, err := FitFusion(f, Options{Seed: 3}, io.Discard)
	if err != nil || again.Result != fit.Result {
		t.Errorf("the same fit again: %+v, %v", again, err)
	}
}

func TestFitThatIsNotBetterIsNotWritten(t *testing.T) {
	out := filepath.Join(t.TempDir(), "weights.json")
	f := Fusion{Key: "builtin", Legs: []string{"words", "vectors"}, Weights: []float64{1, 0}, Rankings: rankings(120, false)}
	_, err := FitFusion(f, Options{Out: out}, io.Discard)
	if auskunft.CodeOf(err) != "eval_calibrate" {
		t.Errorf("noise was fitted: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a fit to noise was written")
	}
}

func TestNDCGAgreesWithTheMeasure(t *testing.T) {
	f := Fusion{Legs: []string{"a", "b"}, Weights: []float64{1, 1}, Rankings: rankings(40, true)}
	for i := range f.Rankings { // ties and grades
		f.Rankings[i].Qrels["d3"] = 2
		f.Rankings[i].Qrels["missing"] = 1
		for c := range f.Rankings[i].Candidates {
			f.Rankings[i].Candidates[c].Scores[0] = math.Round(f.Rankings[i].Candidates[c].Scores[0] * 2)
			f.Rankings[i].Candidates[c].Scores[1] = math.Round(f.Rankings[i].Candidates[c].Scores[1] * 2)
		}
	}
	queries, err := compile(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range queries {
		var hits []measure.Scored
		for _, c := range f.Rankings[i].Candidates {
			hits = append(hits, measure.Scored{DocID: c.DocID, Score: c.Scores[0] + c.Scores[1]})
		}
		want := measure.NDCG(measure.Rank(hits, 1000), f.Rankings[i].Qrels, 10)
		if got := q.ndcg(f.Weights); math.Abs(got-want) > 1e-12 {
			t.Errorf("query %d: %v, want %v", i, got, want)
		}
	}
}

// questions follow a known logistic model.
func questions(n int) []Question {
	random := rand.New(rand.NewPCG(5, 6))
	var all []Question
	for i := range n {
		x := []float64{random.Float64() * 4, random.NormFloat64(), random.Float64()}
		p := 1 / (1 + math.Exp(-(2*x[0] - 3*x[1] - 3)))
		all = append(all, Question{ID: fmt.Sprint("q", i), Set: "s", Features: x, Answerable: random.Float64() < p, Before: random.Float64()})
	}
	return all
}

func TestFitDecisionInBulk(t *testing.T) {
	d := Decision{Key: "open", Features: []string{"coverage", "distance", "noise"}, Threshold: 0.5, Questions: questions(1500)}
	out := filepath.Join(t.TempDir(), "decision.json")
	fit, err := FitDecision(d, Options{Out: out}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{2, -3, 0} {
		if got := fit.Model.Weights[i]; math.Abs(got-want) > 0.5 {
			t.Errorf("weight of %s = %v, want about %v", d.Features[i], got, want)
		}
	}
	if fit.AUC < 0.9 || fit.Brier > fit.BrierBefore || fit.Result.Difference.P > 0.01 {
		t.Errorf("fit %+v", fit)
	}
	for _, bin := range fit.Curve {
		if math.Abs(bin.Believed-bin.True) > 0.12 {
			t.Errorf("believed %v, true %v of %d", bin.Believed, bin.True, bin.N)
		}
	}
	var stored map[string]DecisionFit
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &stored); err != nil || stored["open"].Model.Threshold != fit.Model.Threshold {
		t.Errorf("stored: %v, %+v", err, stored)
	}

	// The fitted model in use is not beaten by itself.
	for i := range d.Questions {
		d.Questions[i].Before = fit.Model.Probability(d.Questions[i].Features)
	}
	d.Threshold = fit.Model.Threshold
	if _, err := FitDecision(d, Options{Out: out}, io.Discard); auskunft.CodeOf(err) != "eval_calibrate" {
		t.Errorf("a model replaces itself: %v", err)
	}
	d.Key = "given"
	if _, err := FitDecision(d, Options{Out: out, Anyway: true}, io.Discard); err != nil {
		t.Errorf("asked to write anyway: %v", err)
	}
	if data, err = os.ReadFile(out); err != nil || json.Unmarshal(data, &stored) != nil || len(stored) != 2 {
		t.Errorf("two kinds of decisions: %v, %d stored", err, len(stored))
	}
}

func TestFitFaults(t *testing.T) {
	for name, err := range map[string]error{
		"no legs": func() error { _, err := FitFusion(Fusion{}, Options{}, io.Discard); return err }(),
		"scores": func() error {
			r := rankings(3, true)
			r[1].Candidates[0].Scores = nil
			_, err := FitFusion(Fusion{Legs: []string{"a", "b"}, Weights: []float64{1, 1}, Rankings: r}, Options{}, io.Discard)
			return err
		}(),
		"one kind": func() error {
			q := questions(50)
			for i := range q {
				q[i].Answerable = true
			}
			_, err := FitDecision(Decision{Features: []string{"a", "b", "c"}, Questions: q}, Options{}, io.Discard)
			return err
		}(),
		"features": func() error {
			_, err := FitDecision(Decision{Features: []string{"a"}, Questions: questions(50)}, Options{}, io.Discard)
			return err
		}(),
	} {
		if auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLogisticWithAConstantFeature(t *testing.T) {
	x, y := [][]float64{}, []bool{}
	for i := range 40 {
		x, y = append(x, []float64{1, float64(i)}), append(y, i >= 20) // separable, and one feature says nothing
	}
	m, err := logistic(x, y, slices.Repeat([]float64{1}, len(x)))
	if err != nil {
		t.Fatal(err)
	}
	if p, q := m.Probability([]float64{1, 0}), m.Probability([]float64{1, 39}); p > 0.2 || q < 0.8 || math.IsInf(m.Bias, 0) {
		t.Errorf("model %+v: %v, %v", m, p, q)
	}
}

// source is a search whose legs know one document each.
type source struct{}

func (source) Candidates(_ context.Context, q evals.Query) ([]Candidate, error) {
	return []Candidate{{DocID: "a", Scores: []float64{1, 0}}, {DocID: "b", Scores: []float64{0, 1}}}, nil
}

func (source) Features(_ context.Context, q evals.Question) ([]float64, float64, error) {
	if len(q.DocIDs) != 1 {
		return nil, 0, errors.New("the question is not restricted to its document")
	}
	return []float64{float64(len(q.Text))}, 0.5, nil
}

func TestCollect(t *testing.T) {
	set := &dataset.Set{Name: "s", Qrels: map[string]map[string]int{"q1": {"a": 1}},
		Queries: []dataset.Query{
			{ID: "q1", Text: "Frage?", DocIDs: []string{"a"}, Answerable: new(true)},
			{ID: "q2", Text: "Unbeantwortbar?", DocIDs: []string{"b"}, Answerable: new(false)},
			{ID: "q3", Text: "Unbekannt?"},
		}}
	rankings, err := Rankings(context.Background(), source{}, set, time.Time{})
	if err != nil || len(rankings) != 1 || rankings[0].Group != "a" || len(rankings[0].Candidates) != 2 {
		t.Errorf("rankings %+v, %v", rankings, err)
	}
	questions, err := Questions(context.Background(), source{}, set, time.Time{})
	if err != nil || len(questions) != 2 || questions[1].Answerable || questions[1].Group != "b" || questions[0].Before != 0.5 {
		t.Errorf("questions %+v, %v", questions, err)
	}
}
