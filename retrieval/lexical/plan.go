package lexical

import (
	"math"
	"slices"
	"strings"
)

// scoredTerm is a term to score: one of the question's or a known word in its place.
type scoredTerm struct {
	text        string
	standsFor   string // the unknown word, "" when text is the question's own
	inPassages  float32
	inDocuments float32 // weights: share times inverse document frequency
	passages    int     // that have it
	bound       float32 // no passage gets more for it

	unknown bool    // no text has the question's own word
	covers  bool    // a document that has it covers its place in the question
	place   int     // in the question
	shared  bool    // others may cover the place, too
	most    float32 // that they can add there: the weight of the word itself
}

// plan decides what is scored for the question's terms, in their order. An unknown word is
// replaced by its nearest known ones; an unknown compound is covered by its parts, because nobody
// writes down every word that German can make.
func (s *search) plan() {
	s.total, s.scored = 0, s.scored[:0]
	for from := 0; from < len(s.terms); {
		place := s.at(from)
		at := scoredTerm{place: from, most: math.MaxFloat32,
			shared: slices.ContainsFunc(place, func(t searchTerm) bool { return t.synonym != "" && !t.guess })}
		for i := range place {
			s.planTerm(place, i, &at)
		}
		from += len(place)
	}
}

// planTerm plans term i of a place, of which at says what is known so far.
func (s *search) planTerm(place []searchTerm, i int, at *scoredTerm) {
	t := &place[i]
	t.weight = 0
	if n := s.count(t.Text); n.documents > 0 {
		at.covers = (t.Kind != Part || t.instead) && !t.guess
		w := s.weigh(*at, t.Text, t.synonym, t.share, n)
		t.weight = w.inPassages
		if at.covers && t.synonym == "" {
			s.total += w.inDocuments
			at.most = w.inDocuments
		}
		w.most = at.most
		if at.unknown && t.synonym != "" && !t.guess {
			w.raise(min(s.weights.alone, 1/t.share))
		}
		s.scored = append(s.scored, w)
		return
	}
	if t.Kind == Part || t.synonym != "" || t.Kind == Word && s.partsInstead(place) {
		return
	}
	if isFigure(t.Text) {
		return // of the asker's: no text says 61,350 euros, and a table by income covers them all the same
	}
	at.unknown, at.most = true, t.share*idf(0, s.live.documents)
	s.total += at.most
	if t.Kind != Word || s.knowsSynonym(place) {
		return
	}
	at.shared, at.covers = true, true
	for _, n := range s.nearest(t.Text) {
		s.scored = append(s.scored, s.weigh(*at, n.text, t.Text, t.share*s.weights.near*n.likeness, n.frequency))
	}
}

// raise lets a term score more, and cover no more of the question.
func (w *scoredTerm) raise(times float32) {
	w.most = min(w.most, w.inDocuments)
	w.inPassages, w.inDocuments, w.bound = times*w.inPassages, times*w.inDocuments, times*w.bound
}

// isFigure tells whether a term has nothing but digits and what stands between them.
func isFigure(term string) bool { return strings.Trim(term, "0123456789.,:/-") == "" }

// weigh is a term to score in a place.
func (s *search) weigh(at scoredTerm, text, standsFor string, share float32, n frequency) scoredTerm {
	at.text, at.standsFor, at.passages = text, standsFor, n.passages
	at.inPassages, at.inDocuments = share*idf(n.passages, s.live.passages), share*idf(n.documents, s.live.documents)
	at.bound = at.inPassages*s.ofPassages.at(float32(n.inPassage)*s.unit, 0) +
		s.weights.document*at.inDocuments*s.ofDocuments.at(float32(n.inDocument)*s.unit, 0)
	return at
}

// at returns the terms from i on that stand in one place of the question.
func (s *search) at(i int) []searchTerm {
	n := i
	for n < len(s.terms) && s.terms[n].Position == s.terms[i].Position {
		n++
	}
	return s.terms[i:n]
}

// partsInstead lets the parts of an unknown compound count for it when all of them are
// known; otherwise it is rather a known one with a slip. Parts follow their compound.
func (s *search) partsInstead(place []searchTerm) bool {
	parts := 0
	for _, t := range place {
		if t.Kind != Part || t.synonym != "" {
			continue
		}
		if s.count(t.Text).documents == 0 {
			return false
		}
		parts++
	}
	for i := range place {
		place[i].instead = place[i].Kind == Part && place[i].synonym == ""
	}
	return parts > 0
}

// knowsSynonym reports whether a text has another word for the unknown one of a place.
func (s *search) knowsSynonym(place []searchTerm) bool {
	return slices.ContainsFunc(place, func(t searchTerm) bool {
		return t.synonym != "" && !t.guess && s.count(t.Text).documents > 0
	})
}

// covered is the weight of the question's words met in a document, themselves or in other
// words. Where several terms may cover a place, only the best of them counts, and never for more
// than the word itself.
func (s *search) covered(document int) (sum float32) {
	place, credit := -1, float32(0)
	for i, w := range s.scored {
		if w.place != place {
			place, credit = w.place, 0
		}
		if !w.covers || !s.has(document, i) {
			continue
		}
		if !w.shared {
			sum += w.inDocuments
		} else if more := min(w.inDocuments, w.most) - credit; more > 0 {
			credit += more
			sum += more
		}
	}
	return sum
}
