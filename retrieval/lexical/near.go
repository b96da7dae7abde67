package lexical

import (
	"cmp"
	"math/bits"
	"slices"
)

// How near a known word has to be to stand for an unknown one, and how many may.
const (
	minLikeness = .4 // Dice coefficient of the sets of n-grams
	maxNear     = 3
)

// nearest returns the known words most like an unknown one, at a discount, for slips of the
// keyboard and for endings and compounds that analysis does not reach. Only words of living
// documents that the asker sees are considered.
func (s *search) nearest(t searchTerm) []searchTerm {
	grams := make(map[uint64]bool)
	eachGram([]byte(t.Text), func(h uint64) { grams[h] = true })
	sign := signature([]byte(t.Text))
	least := bits.OnesCount64(sign) / 3
	found := make(map[string]float64)
	for _, v := range s.views {
		for i, other := range v.signs {
			if bits.OnesCount64(sign&other) < max(1, least) {
				continue
			}
			text := v.texts.bytes(i)
			shared, total := 0, 0
			eachGram(text, func(h uint64) {
				total++
				if grams[h] {
					shared++
				}
			})
			if like := 2 * float64(shared) / float64(len(grams)+total); like >= minLikeness {
				found[string(text)] = like
			}
		}
	}
	words := make([]string, 0, len(found))
	for w := range found {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(found[b], found[a]), cmp.Compare(a, b))
	})
	var near []searchTerm
	for _, w := range words {
		if _, documents := s.load(w); documents == 0 || len(near) == maxNear {
			continue
		}
		near = append(near, searchTerm{Term: Term{w, Word, t.Position}, share: s.weights.near * t.share * float32(found[w]), standsIn: t.Text})
	}
	return near
}
