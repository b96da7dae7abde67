package chat

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/retrieval"
)

// signs are what is known of a question before it is answered.
type signs struct {
	found retrieval.Result
	given bool // the asker has named the documents; they are not what a search came up with
	page  compose.Evidence
}

// feature is one number that the decision to answer can rest on.
type feature struct {
	name string
	of   func(signs) float64
}

// features are all that a decision can rest on: two of the search, and those of the page
// that would be answered from.
var features = slices.Concat(searchFeatures, pageFeatures())

var searchFeatures = []feature{
	{"coverage", func(s signs) float64 { return s.found.Coverage }},
	{"strange", func(s signs) float64 { return float64(min(s.found.Strange, 1)) }},
}

func pageFeatures() []feature {
	var all []feature
	for i, name := range compose.EvidenceNames() {
		all = append(all, feature{name, func(s signs) float64 {
			if len(s.page) > 0 {
				return s.page[i]
			}
			return 0
		}})
	}
	return all
}

// model is a logistic regression over some of the features, for "this question can be
// answered"; it is answered from the threshold on.
type model struct {
	Features  []string  `json:"features"`
	Weights   []float64 `json:"weights"`
	Bias      float64   `json:"bias"`
	Threshold float64   `json:"threshold"`
}

//go:embed decision.json
var decisionFile []byte

// decisions are the committed models: one for questions about given documents, where
// finding the page proves nothing, and one for all others. `auskunft eval calibrate` writes
// the file, with the measurement beside it.
var decisions = func() (d struct {
	Open  fitted `json:"open"`
	Given fitted `json:"given"`
}) {
	if err := json.Unmarshal(decisionFile, &d); err != nil {
		panic(err) // embedded in this binary, read by a test
	}
	for _, name := range slices.Concat(d.Open.Model.Features, d.Given.Model.Features) {
		if !slices.ContainsFunc(features, func(f feature) bool { return f.name == name }) {
			panic(fmt.Sprintf("decision.json: no feature %q", name))
		}
	}
	return d
}()

type fitted struct {
	Model model `json:"model"`
}

// decision is the model for a question.
func decision(given bool) model {
	if given {
		return decisions.Given.Model
	}
	return decisions.Open.Model
}

func (m model) probability(s signs) float64 {
	z := m.Bias
	for i, name := range m.Features {
		f := slices.IndexFunc(features, func(f feature) bool { return f.name == name })
		z += m.Weights[i] * features[f].of(s)
	}
	return 1 / (1 + math.Exp(-z))
}

// signs reads the page that would be answered from.
func (w *walk) signs() signs {
	w.reading = compose.Read(w.task())
	return signs{w.found, w.given(), w.reading.Evidence()}
}

// given tells whether the asker has named the documents to answer from.
func (w *walk) given() bool { return len(w.question.Documents) > 0 }

// Features names what the decision to answer can rest on.
func Features() []string {
	names := make([]string, len(features))
	for i, f := range features {
		names[i] = f.name
	}
	return names
}

// Threshold is the probability from which is answered, from given documents or from all.
func Threshold(given bool) float64 { return decision(given).Threshold }

// Evidence walks with a question as Ask does until it has to be decided whether to answer.
// It returns the Features, and the probability by the model in use; no features for
// questions that are decided by their routing or by finding nothing. It records nothing.
func (d *Desk) Evidence(ctx context.Context, q auskunft.Question) (values []float64, probability float64, err error) {
	w, err := d.begin(ctx, q, func(Event) error { return nil })
	if err != nil {
		return nil, 0, err
	}
	route := guard.Route(w.asked)
	if !route.Search || route.Status != "" || route.Kind == guard.OtherAuthority && !w.given() {
		return nil, 0, nil
	}
	if w.standalone, err = w.understand(ctx); err != nil {
		return nil, 0, err
	}
	if done, err := w.clarify(ctx, route.Kind); done || err != nil {
		return nil, 0, err
	}
	if _, err := w.retrieve(ctx, route.Kind); err != nil || len(w.found.Hits) == 0 {
		return nil, 0, err
	}
	signs := w.signs()
	for _, f := range features {
		values = append(values, f.of(signs))
	}
	return values, decision(signs.given).probability(signs), nil
}
