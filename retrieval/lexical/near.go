package lexical

import (
	"cmp"
	"slices"
	"unicode/utf8"
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
	frequency
}

// nearCounts counts the n-grams that the terms of a view share with a word.
type nearCounts struct {
	shared []uint16 // of terms; all zero between uses
	met    []uint32 // terms that share some
}

// nearest returns the known words most like an unknown one: for slips of the keyboard and for
// endings and compounds that analysis does not reach. Only words of living documents that the asker
// sees are considered.
func (s *search) nearest(word string) []neighbour {
	var grams []uint64
	eachGram([]byte(word), func(h uint64) { grams = append(grams, h) })
	slices.Sort(grams)
	grams = slices.Compact(grams)
	var found []neighbour
	for _, v := range s.views {
		n := &s.near
		if len(n.shared) < v.texts.len() {
			n.shared = make([]uint16, v.texts.len())
		}
		for _, g := range grams {
			v.grams.each(g, func(term uint32) {
				if n.shared[term] == 0 {
					n.met = append(n.met, term)
				}
				n.shared[term]++
			})
		}
		for _, term := range n.met {
			text := v.texts.bytes(int(term))
			dice := 2 * float32(n.shared[term]) / float32(len(grams)+gramsIn(text))
			likeness := max(dice, slip([]byte(word), text))
			if likeness >= minLikeness {
				found = append(found, neighbour{text: string(text), likeness: likeness})
			}
			n.shared[term] = 0
		}
		n.met = n.met[:0]
	}
	slices.SortFunc(found, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.likeness, a.likeness), cmp.Compare(a.text, b.text))
	})
	found = slices.Compact(found) // a word may be in several views
	near := make([]neighbour, 0, maxNear)
	for _, n := range found {
		if n.frequency = s.count(n.text); n.documents > 0 {
			near = append(near, n)
		}
		if len(near) == maxNear {
			break
		}
	}
	return near
}

// gramsIn is how often eachGram calls its function for a word of letters.
func gramsIn(word []byte) (n int) {
	runes := utf8.RuneCount(word) + 2
	for size := minGram; size <= maxGram; size++ {
		n += max(0, runes-size+1)
	}
	return n
}
