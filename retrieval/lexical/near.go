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

// nearCounts counts in how many places the texts of a view may share an n-gram with a word.
type nearCounts struct {
	places []uint16 // of texts; all zero between uses
	met    []uint32 // texts that have some
}

// nearest returns the known words most like an unknown one: for slips of the keyboard and for
// endings and compounds that analysis does not reach. Only words of living documents that the asker
// sees are considered.
func (s *search) nearest(word string) []neighbour {
	grams := make(map[uint64]bool)
	eachGram([]byte(word), func(h uint64) { grams[h] = true })
	starts := make(map[uint32]bool)
	eachStart([]byte(word), func(start uint32) { starts[start] = true })
	var found []neighbour
	for _, v := range s.views {
		n := &s.near
		if len(n.places) < v.texts.len() {
			n.places = make([]uint16, v.texts.len())
		}
		for start := range starts {
			for _, i := range v.alike.with(start) {
				if n.places[i] == 0 {
					n.met = append(n.met, i)
				}
				n.places[i]++
			}
		}
		for _, i := range n.met {
			text, places := v.texts.bytes(int(i)), n.places[i]
			n.places[i] = 0
			if len(stemOf(text)) < len(text) {
				continue
			}
			all := float32(len(grams) + gramsIn(text))
			likeness := slip([]byte(word), text)
			if most := 2 * places; likeness == 0 && 2*float32(most)/all < minLikeness { // an n-gram of each size begins in a place
				continue
			}
			shared := 0
			eachGram(text, func(h uint64) {
				if grams[h] {
					shared++
				}
			})
			if likeness = max(likeness, 2*float32(shared)/all); shared > 0 && likeness >= minLikeness {
				found = append(found, neighbour{text: string(text), likeness: likeness})
			}
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
