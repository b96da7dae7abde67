package lexical

import (
	"cmp"
	"math"
	"slices"
)

// What a thesaurus of the whole language may add: no word in so small a share of the senses, or in
// so large a share of the documents that it tells nothing; and so many for a word of the question.
const (
	leastSenses = .3
	mostCommon  = .1
	maxSame     = 8
)

// same is a known word that may mean the same as one of the question.
type same struct {
	text  string
	share float32 // of the senses of the question's word
}

// widen adds the words that may mean the same as nouns of the question, by Query.Senses. Verbs and
// adjectives have too many senses to gain from it. A thesaurus does not know which sense is meant, so a
// word counts for the share of senses that it is in; n of them count as much as √n.
func (s *search) widen() {
	if s.query.Senses == nil {
		return
	}
	for _, t := range s.terms[:len(s.terms):len(s.terms)] {
		word := t.Kind == Word && !t.Frame && !(t.Small && s.capitals)
		if t.synonym != "" || !word && t.Kind != Part {
			continue
		}
		found := s.sameAs(t.Text)
		each := t.share * s.weights.sense / float32(math.Sqrt(float64(len(found))))
		for _, y := range found {
			known := len(s.terms)
			s.addTerm(Term{Text: y.text, Kind: Word, Position: t.Position}, each*y.share, t.Text)
			for i := range s.terms[known:] {
				s.terms[known+i].guess = true
			}
		}
	}
}

// sameAs are the words of the visible texts that share senses with a stem, those of most first.
func (s *search) sameAs(stem string) []same {
	senses := s.query.Senses(stem)
	words := slices.Concat(senses...)
	slices.Sort(words)
	var found []same
	for n := 0; len(words) > 0; words = words[n:] {
		for n = 1; n < len(words) && words[n] == words[0]; n++ {
		}
		share := float32(n) / float32(len(senses))
		if share < leastSenses || words[0] == stem {
			continue
		}
		if in := s.count(words[0]).documents; in > 0 && float32(in) <= mostCommon*float32(s.live.documents) {
			found = append(found, same{words[0], share})
		}
	}
	slices.SortStableFunc(found, func(a, b same) int { return cmp.Compare(b.share, a.share) })
	return found[:min(len(found), maxSame)]
}
