package proof

import (
	"slices"
	"strings"

	"auskunft"
)

// Tells tells whether sentences that stand on a citation say all of it: each noun, each adjective before one, each number, and
// how it holds. What the citation stands under is known.
func Tells(sentences string, c auskunft.Citation) bool {
	s, q := read(lined(sentences)), read(lined(c.Quote))
	known := withParts(wordsOf(strings.Join(append([]string{c.Title}, c.Headings...), "\n")))
	if q.modality()&^s.modality() != 0 {
		return false
	}
	return !slices.ContainsFunc(q.facts, func(f fact) bool { return !slices.ContainsFunc(s.facts, f.agrees) }) &&
		!slices.ContainsFunc(q.words, func(w word) bool {
			return (w.isNoun() || w.attribute) && content(w) && !s.names(w) && !held(w, known)
		})
}
