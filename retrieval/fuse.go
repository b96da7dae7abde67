package retrieval

import (
	"cmp"
	"slices"

	"auskunft/retrieval/lexical"
)

// candidate is a passage that has not been read back yet.
type candidate struct {
	passage  int64
	score    float64
	coverage float64
	why      []Part
}

// fuse adds the legs' scores, each as a share of its best, weighted. A passage that one leg
// does not know gets nothing from it; vectors alone make a candidate from w.Alone on.
func fuse(words []lexical.Hit, near map[int64]float64, w Weights) []candidate {
	all := make([]candidate, 0, len(words)+len(near))
	places := make(map[int64]int, len(words)) // of passages: in all
	for i, h := range words {
		best := words[0].Score
		c := candidate{passage: h.Passage, score: w.Lexical * h.Score / best, coverage: h.Coverage}
		for _, part := range h.Parts {
			c.why = append(c.why, Part{Kind: WordsPart, Name: partName(part), Value: w.Lexical * part.Score / best})
		}
		all = append(all, c)
		places[h.Passage] = i
	}
	best := 0.0
	for _, cosine := range near {
		best = max(best, cosine)
	}
	for passage, cosine := range near {
		if cosine <= 0 {
			continue
		}
		at, found := places[passage]
		if !found && cosine < w.Alone {
			continue
		}
		if !found {
			at = len(all)
			all = append(all, candidate{passage: passage})
		}
		share := w.Vectors * cosine / best
		all[at].score += share
		all[at].why = append(all[at].why, Part{Kind: VectorsPart, Name: VectorsPart, Value: share})
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.passage, b.passage))
	})
	return all
}

func partName(c lexical.Contribution) string {
	if c.Term == "" {
		return c.Kind
	}
	return c.Kind + " " + c.Term
}
