package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"auskunft/evals"
	"auskunft/evals/calibrate"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
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
// the fusion adds them, raised or lowered by what the page is worth.
func (s *System) Candidates(ctx context.Context, q evals.Query) ([]calibrate.Candidate, error) {
	result, err := s.search.Search(ctx, retrieval.Query{Text: q.Text, Lang: q.Lang, Reader: q.Reader, K: mostHits, Now: q.Now, Explain: true})
	if err != nil {
		return nil, err
	}
	_, w := s.search.Weights()
	candidates := make([]calibrate.Candidate, len(result.Hits))
	for i, h := range result.Hits {
		legs := map[string]float64{}
		for _, part := range h.Why {
			legs[part.Kind] += part.Value
		}
		paged := paged(h)
		candidates[i] = calibrate.Candidate{DocID: h.Document.Key,
			Scores: []float64{paged * share(legs[retrieval.WordsPart], w.Lexical), paged * share(legs[retrieval.VectorsPart], w.Vectors)}}
	}
	return candidates, nil
}

// Words is the search by words alone, whose legs are the kinds of evidence that its score is made of.
type Words struct{ *System }

// EvidenceLegs are these kinds, that of the passage first, with their weights in use.
func EvidenceLegs() (entry string, legs []string, weights []float64) {
	evidence := lexical.Evidence()
	legs = append([]string{"passage"}, slices.DeleteFunc(slices.Sorted(maps.Keys(evidence)), func(kind string) bool { return kind == "passage" })...)
	for _, kind := range legs {
		weights = append(weights, float64(evidence[kind]))
	}
	return "words", legs, weights
}

// Candidates takes the scores of the words apart. Passages that only vectors found have none.
func (s Words) Candidates(ctx context.Context, q evals.Query) ([]calibrate.Candidate, error) {
	result, err := s.search.Search(ctx, retrieval.Query{Text: q.Text, Lang: q.Lang, Reader: q.Reader, K: mostHits, Now: q.Now, Explain: true})
	if err != nil {
		return nil, err
	}
	_, legs, weights := EvidenceLegs()
	candidates := make([]calibrate.Candidate, len(result.Hits))
	for i, h := range result.Hits {
		scores, paged := make([]float64, len(legs)), paged(h)
		for leg, kind := range legs {
			for _, part := range h.Why {
				if part.Kind == retrieval.WordsPart && (part.Name == kind || strings.HasPrefix(part.Name, kind+" ")) {
					scores[leg] += paged * share(part.Value, weights[leg])
				}
			}
		}
		candidates[i] = calibrate.Candidate{DocID: h.Document.Key, Scores: scores}
	}
	return candidates, nil
}

// paged is what a hit's page makes of what its legs say: they are multiplied by it, whatever
// they weigh.
func paged(h retrieval.Hit) float64 {
	legs, page := 0.0, 0.0
	for _, part := range h.Why {
		switch part.Kind {
		case retrieval.PagePart:
			page += part.Value
		case retrieval.WordsPart, retrieval.VectorsPart:
			legs += part.Value
		}
	}
	return 1 + share(page, legs)
}

// share undoes a weighting; a leg without weight says nothing.
func share(score, weight float64) float64 {
	if weight == 0 {
		return 0
	}
	return score / weight
}

// Features measures a question as the desk does before it decides whether to answer, in
// the order of chat.Features.
func (s *System) Features(ctx context.Context, q evals.Question) (features []float64, before float64, err error) {
	question, err := s.restricted(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	return s.chat.Evidence(ctx, question)
}

var (
	_ calibrate.LegSource     = (*System)(nil)
	_ calibrate.LegSource     = Words{}
	_ calibrate.FeatureSource = (*System)(nil)
)
