package desk

import (
	"context"
	"math"

	"auskunft/chat"
	"auskunft/evals"
	"auskunft/evals/calibrate"
	"auskunft/retrieval"
)

// Legs are the legs of the search as the weights file names them, in the order of
// Candidates' scores.
var Legs = []string{"lexical", "vectors"}

// LegWeights are the weights in use, in the order of Legs, and the entry of the weights
// file that they stand in.
func (s *System) LegWeights() (entry string, weights []float64) {
	entry, w := s.search.Weights()
	return entry, []float64{w.Lexical, w.Vectors}
}

// mostHits is how many hits a search gives at most. Passages that only much greater weights
// would bring among the first ten are not seen by a fit.
const mostHits = 100

// Candidates takes the scores of the hits apart again: each leg's share of its best, as
// the fusion adds them.
func (s *System) Candidates(ctx context.Context, q evals.Query) ([]calibrate.Candidate, error) {
	result, err := s.search.Search(ctx, retrieval.Query{Text: q.Text, Lang: q.Lang, Reader: q.Reader, K: mostHits, Now: q.Now, Explain: true})
	if err != nil {
		return nil, err
	}
	_, w := s.search.Weights()
	candidates := make([]calibrate.Candidate, len(result.Hits))
	for i, h := range result.Hits {
		vectors := 0.0
		for _, part := range h.Why {
			if part.Name == "vectors" {
				vectors += part.Value
			}
		}
		candidates[i] = calibrate.Candidate{DocID: h.Document.Key, Scores: []float64{share(h.Score-vectors, w.Lexical), share(vectors, w.Vectors)}}
	}
	return candidates, nil
}

// share undoes a weighting; a leg without weight says nothing.
func share(score, weight float64) float64 {
	if weight == 0 {
		return 0
	}
	return score / weight
}

// DecisionFeatures are what Features measures, in this order.
var DecisionFeatures = []string{
	"coverage",   // retrieval.Result.Coverage
	"page",       // log odds of compose.Evidence.Answerable
	"title",      // share of the question's IDF that the title covers
	"sentence",   // share that the best sentence covers
	"run",        // expected F1 of what would be quoted
	"unmet",      // kinds of answers asked for that no sentence looks like
	"field",      // 1 where a structured field answers
	"log(pages)", // documents found
}

// DecisionThreshold is the coverage from which is answered by the rule in use.
const DecisionThreshold = chat.MinCoverage

// Features measures a question as the desk does before it decides whether to answer.
func (s *System) Features(ctx context.Context, q evals.Question) (features []float64, before float64, err error) {
	question, err := s.restricted(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	e, ok, err := s.chat.Evidence(ctx, question)
	if err != nil || !ok {
		return nil, 0, err
	}
	p := min(max(e.Page.Answerable, 0.001), 0.999)
	field := 0.0
	if e.Page.Field {
		field = 1
	}
	return []float64{e.Coverage, math.Log(p / (1 - p)), e.Page.Title, e.Page.Sentence, e.Page.Run, float64(e.Page.Unmet),
		field, math.Log(float64(1 + e.Page.Pages))}, e.Coverage, nil
}

var (
	_ calibrate.LegSource     = (*System)(nil)
	_ calibrate.FeatureSource = (*System)(nil)
)
