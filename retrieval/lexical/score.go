package lexical

import (
	"math"
	"slices"

	"auskunft"
)

// scoredTerm is a term that was scored: one of the question's or a known word in its place.
type scoredTerm struct {
	text        string
	standsFor   string // the unknown word, "" when text is the question's own
	inPassages  float32
	inDocuments float32 // weights: share times inverse document frequency
}

// idf is the inverse document frequency of BM25 in the form that is never negative, as Lucene has it.
func idf(n, total int) float32 {
	return float32(math.Log(1 + (float64(total)-float64(n)+.5)/(float64(n)+.5)))
}

// saturation is the share of its weight that a term earns in a text: BM25 without the
// inverse document frequency. Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009.
func saturation(frequency, length, average, k1, b float32) float32 {
	return frequency * (k1 + 1) / (frequency + k1*(1-b+b*length/average))
}

// IDF is how rare a term is among the passages of the visible segments, as BM25 counts it.
func (x *Index) IDF(term string, visible []auskunft.Visibility) float64 {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.begin(x, Query{Visible: visible})
	n, _ := s.load(term)
	return float64(idf(n, s.live.passages))
}

// Knows reports whether a passage of the visible segments has the term.
func (x *Index) Knows(term string, visible []auskunft.Visibility) bool {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.begin(x, Query{Visible: visible})
	passages, _ := s.load(term)
	return passages > 0
}

// load decodes the living postings of a term in all views and counts the passages and
// documents they are in.
func (s *search) load(text string) (passages, documents int) {
	s.postings, s.bounds = s.postings[:0], s.bounds[:0]
	for _, v := range s.views {
		from := len(s.postings)
		if number, ok := v.term(text); ok {
			s.postings = v.appendPostings(s.postings, number)
			if v.dead != nil {
				alive := slices.DeleteFunc(s.postings[from:], func(p posting) bool { return v.isDead(int(v.owner[p.slot])) })
				s.postings = s.postings[:from+len(alive)]
			}
		}
		last := -1
		for _, p := range s.postings[from:] {
			if v.passages[p.slot] != 0 {
				passages++
			}
			if owner := int(v.owner[p.slot]); owner != last {
				documents++
				last = owner
			}
		}
		s.bounds = append(s.bounds, len(s.postings))
	}
	return passages, documents
}

// scoreTerm adds term i of the question to the scores. An unknown word is replaced by its
// nearest known ones; an unknown compound is covered by its parts, because nobody writes
// down every word that German can make.
func (s *search) scoreTerm(i int) {
	t := &s.terms[i]
	covers := t.Kind != Part || t.instead
	passages, documents := s.load(t.Text)
	if t.synonym != "" {
		if t.weight = 0; documents > 0 {
			w := s.weigh(t.Text, t.synonym, t.share, passages, documents)
			t.weight = w.inPassages
			s.score(w, t.Kind != Part)
		}
		return
	}
	if documents > 0 {
		w := s.weigh(t.Text, "", t.share, passages, documents)
		t.weight = w.inPassages
		if covers {
			s.total += w.inDocuments
		}
		s.score(w, covers)
		return
	}
	t.weight = 0
	instead := t.Kind == Word && s.partsInstead(i)
	if covers && !instead {
		s.total += t.share * idf(0, s.live.documents)
	}
	if t.Kind != Word {
		return
	}
	for _, n := range s.nearest(t.Text) {
		passages, documents := s.load(n.text)
		s.score(s.weigh(n.text, t.Text, t.share*s.weights.near*n.likeness, passages, documents), true)
	}
}

// partsInstead lets the parts of the unknown compound at i count for it when all of them
// are known; otherwise it is rather a known one with a slip. Parts follow their compound.
func (s *search) partsInstead(i int) bool {
	var parts []*searchTerm
	for j := i + 1; j < len(s.terms); j++ {
		t := &s.terms[j]
		if t.Kind != Part || t.Position != s.terms[i].Position {
			continue
		}
		if _, documents := s.load(t.Text); documents == 0 {
			return false
		}
		parts = append(parts, t)
	}
	for _, t := range parts {
		t.instead = true
	}
	return len(parts) > 0
}

func (s *search) weigh(text, standsFor string, share float32, passages, documents int) scoredTerm {
	w := scoredTerm{text, standsFor, share * idf(passages, s.live.passages), share * idf(documents, s.live.documents)}
	s.scored = append(s.scored, w)
	return w
}

// score adds the loaded postings to the scores of passages and documents.
func (s *search) score(w scoredTerm, covers bool) {
	from := 0
	for i, v := range s.views {
		list := s.postings[from:s.bounds[i]]
		from = s.bounds[i]
		base := s.base[i]
		for len(list) > 0 {
			document := v.owner[list[0].slot]
			frequency, n := uint32(0), 0
			for ; n < len(list) && v.owner[list[n].slot] == document; n++ {
				p := list[n]
				frequency += p.frequency
				if v.passages[p.slot] != 0 {
					s.passages[base.slot+int(p.slot)] += w.inPassages * s.passageSaturation(v, p)
				}
			}
			d := base.document + int(document)
			s.documents[d] += w.inDocuments * s.documentSaturation(v, document, frequency)
			if covers {
				s.covered[d] += w.inDocuments
			}
			list = list[n:]
		}
	}
}

func (s *search) passageSaturation(v view, p posting) float32 {
	w := s.weights
	return saturation(float32(p.frequency)/float32(w.word), float32(v.lengths[p.slot]), s.averagePassage(), w.k1, w.b)
}

func (s *search) documentSaturation(v view, document, frequency uint32) float32 {
	w := s.weights
	return saturation(float32(frequency)/float32(w.word), float32(v.documents[document].length), s.averageDocument(), w.docK1, w.docB)
}

func (s *search) averageDocument() float32 {
	return float32(s.live.documentLength) / float32(max(1, s.live.documents))
}

func (s *search) averagePassage() float32 {
	return float32(s.live.passageLength) / float32(max(1, s.live.passages))
}
