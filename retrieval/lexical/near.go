package lexical

import (
	"cmp"
	"math/bits"
	"slices"
)

// How near a known word has to be to stand for an unknown one, and how many may. Likeness is the
// Dice coefficient of their sets of n-grams, or what slips of the keyboard say.
const (
	minLikeness = .4
	maxNear     = 3
)

// neighbour is a known word with its likeness to an unknown one, 0 to 1.
type neighbour struct {
	text     string
	likeness float32
}

// nearest returns the known words most like an unknown one: for slips of the keyboard and for
// endings and compounds that analysis does not reach. Only words of living documents that the asker
// sees are considered.
func (s *search) nearest(word string) []neighbour {
	grams := make(map[uint64]bool)
	eachGram([]byte(word), func(h uint64) { grams[h] = true })
	sign := signature([]byte(word))
	least := max(1, bits.OnesCount64(sign)/3)
	var found []neighbour
	for _, v := range s.views {
		for i, other := range v.signs {
			if bits.OnesCount64(sign&other) < least {
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
			likeness := max(2*float32(shared)/float32(len(grams)+total), slip([]byte(word), text))
			if likeness >= minLikeness {
				found = append(found, neighbour{string(text), likeness})
			}
		}
	}
	slices.SortFunc(found, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.likeness, a.likeness), cmp.Compare(a.text, b.text))
	})
	found = slices.Compact(found) // a word may be in several views
	near := make([]neighbour, 0, maxNear)
	for _, n := range found {
		if _, documents := s.load(n.text); documents > 0 {
			near = append(near, n)
		}
		if len(near) == maxNear {
			break
		}
	}
	return near
}
