package measure

import (
	"cmp"
	"slices"
)

// Scored is one document in a ranking.
type Scored struct {
	DocID string
	Score float64
}

// Rank puts scored passages' documents in the order in which trec_eval will see them: the
// best score of each document, higher first, and among equal scores the greater id first.
// Scores are cut to single precision, which is what older trec_evals compare; without
// that, a run could measure differently here and there. At most k documents stay.
func Rank(hits []Scored, k int) []Scored {
	best := map[string]float64{}
	for _, h := range hits {
		score := float64(float32(h.Score))
		if old, seen := best[h.DocID]; !seen || score > old {
			best[h.DocID] = score
		}
	}
	ranked := make([]Scored, 0, len(best))
	for id, score := range best {
		ranked = append(ranked, Scored{id, score})
	}
	slices.SortFunc(ranked, func(a, b Scored) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.DocID, a.DocID))
	})
	return ranked[:min(k, len(ranked))]
}

// Qrels are the judgements of one query: document -> grade. A grade of 0 and a missing
// document are both not relevant.
type Qrels map[string]int

// Relevant counts the documents with a grade above 0.
func (q Qrels) Relevant() int {
	n := 0
	for _, grade := range q {
		if grade > 0 {
			n++
		}
	}
	return n
}
