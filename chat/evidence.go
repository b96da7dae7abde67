package chat

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/retrieval"
)

// feature is one number that the decision to answer can rest on.
type feature struct {
	name string
	of   func(retrieval.Result, func() compose.Evidence) float64
}

// features are all that a decision can rest on: two of the search, and those of the page
// that would be answered from.
var features = append([]feature{
	{"coverage", func(r retrieval.Result, _ func() compose.Evidence) float64 { return r.Coverage }},
	{"strange", func(r retrieval.Result, _ func() compose.Evidence) float64 { return float64(min(r.Strange, 1)) }},
}, pageFeatures()...)

func pageFeatures() []feature {
	var all []feature
	for i, name := range compose.EvidenceNames() {
		all = append(all, feature{name, func(_ retrieval.Result, page func() compose.Evidence) float64 {
			if e := page(); len(e) > 0 {
				return e[i]
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

// decision is the committed model. `auskunft eval calibrate` writes the file, with the
// measurement beside it, when a fit is better.
var decision = func() model {
	var file struct {
		Model model `json:"model"`
	}
	if err := json.Unmarshal(decisionFile, &file); err != nil {
		panic(err) // embedded in this binary, read by a test
	}
	for _, name := range file.Model.Features {
		if !slices.ContainsFunc(features, func(f feature) bool { return f.name == name }) {
			panic(fmt.Sprintf("decision.json: no feature %q", name))
		}
	}
	return file.Model
}()

func (m model) probability(found retrieval.Result, page func() compose.Evidence) float64 {
	z := m.Bias
	for i, name := range m.Features {
		f := slices.IndexFunc(features, func(f feature) bool { return f.name == name })
		z += m.Weights[i] * features[f].of(found, page)
	}
	return 1 / (1 + math.Exp(-z))
}

// evidence reads the page that would be answered from.
func (w *walk) evidence() compose.Evidence {
	w.reading = compose.Read(w.task())
	return w.reading.Evidence()
}

// Features names what the decision to answer can rest on.
func Features() []string {
	names := make([]string, len(features))
	for i, f := range features {
		names[i] = f.name
	}
	return names
}

// Threshold is the probability from which is answered.
func Threshold() float64 { return decision.Threshold }

// Evidence walks with a question as Ask does until it has to be decided whether to answer.
// It returns the Features, and the probability by the model in use; no features for
// questions that are decided by their routing or by finding nothing. It records nothing.
func (d *Desk) Evidence(ctx context.Context, q auskunft.Question) (values []float64, probability float64, err error) {
	w, err := d.begin(ctx, q, func(Event) error { return nil })
	if err != nil {
		return nil, 0, err
	}
	route := guard.Route(w.masked)
	if !route.Search || route.Status != "" || route.Kind == guard.OtherAuthority {
		return nil, 0, nil
	}
	if _, err := w.retrieve(ctx, route.Kind); err != nil || len(w.found.Hits) == 0 {
		return nil, 0, err
	}
	evidence := sync.OnceValue(w.evidence)
	for _, f := range features {
		values = append(values, f.of(w.found, evidence))
	}
	return values, decision.probability(w.found, evidence), nil
}
