package retrieval

import (
	"cmp"
	"slices"

	"auskunft"
	"auskunft/retrieval/lexical"
)

// fuse adds the legs' scores, each as a share of its best, weighted. A passage that one leg
// does not know gets nothing from it; vectors alone make a hit from w.Alone on.
func fuse(words []lexical.Hit, near map[int64]float64, w Weights) []Hit {
	byPassage := make(map[int64]*Hit, len(words)+len(near))
	if len(words) > 0 {
		best := words[0].Score
		for _, h := range words {
			hit := &Hit{Passage: auskunft.Passage{ID: h.Passage}, Score: w.Lexical * h.Score / best, Coverage: h.Coverage}
			for _, part := range h.Parts {
				hit.Why = append(hit.Why, Part{Kind: WordsPart, Name: partName(part), Value: w.Lexical * part.Score / best})
			}
			byPassage[h.Passage] = hit
		}
	}
	best := 0.0
	for _, cosine := range near {
		best = max(best, cosine)
	}
	for id, cosine := range near {
		if cosine <= 0 || best == 0 {
			continue
		}
		hit := byPassage[id]
		if hit == nil && cosine < w.Alone {
			continue
		}
		if hit == nil {
			hit = &Hit{Passage: auskunft.Passage{ID: id}}
			byPassage[id] = hit
		}
		share := w.Vectors * cosine / best
		hit.Score += share
		hit.Why = append(hit.Why, Part{Kind: VectorsPart, Name: VectorsPart, Value: share})
	}
	hits := make([]Hit, 0, len(byPassage))
	for _, h := range byPassage {
		hits = append(hits, *h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Passage.ID, b.Passage.ID))
	})
	return hits
}

func partName(c lexical.Contribution) string {
	if c.Term == "" {
		return c.Kind
	}
	return c.Kind + " " + c.Term
}
