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

// saturation is BM25 without the inverse document frequency: the share of its weight that a
// term earns in a text of a collection. Robertson and Zaragoza, The Probabilistic Relevance
// Framework, 2009.
type saturation struct{ most, base, perLength float32 }

// saturationOf has the parameters k1 and b, for texts of an average length.
func saturationOf(k1, b, average float32) saturation {
	return saturation{k1 + 1, k1 * (1 - b), k1 * b / max(1, average)}
}

func (c saturation) at(frequency, length float32) float32 {
	return frequency * c.most / (frequency + c.base + c.perLength*length)
}

// IDF is how rare a term is among the passages of the visible segments, as BM25 counts it.
func (x *Index) IDF(term string, visible []auskunft.Visibility) float64 {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	return float64(idf(s.count(term).passages, s.live.passages))
}

// Knows reports whether a passage of the visible segments has the term.
func (x *Index) Knows(term string, visible []auskunft.Visibility) bool {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	return s.count(term).passages > 0
}

// Misspelt reports whether a term looks like a known one with a slip or two of the keyboard.
func (x *Index) Misspelt(term string, visible []auskunft.Visibility) bool {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	near := s.nearest(term)
	return len(near) > 0 && near[0].likeness >= slips[len(slips)-1].likeness
}

// count says in how many visible passages and documents a term is.
func (s *search) count(text string) (n frequency) {
	for _, v := range s.views {
		if term, ok := v.term(text); ok {
			n = n.plus(s.living(v, term))
		}
	}
	return n
}

// living is the frequency of a term in documents that are not dead. Blocks know that of all.
func (s *search) living(v view, term uint32) (n frequency) {
	if v.dead == nil {
		_, n = v.list(term)
		return n
	}
	s.postings = v.living(s.postings[:0], term)
	last := -1
	for _, p := range s.postings {
		owner := int(v.owner[p.slot])
		if v.passages[p.slot] != 0 {
			n.passages++
		}
		if owner != last {
			n.documents++
		}
		last = owner
	}
	return n
}

// scoreTerm adds term i of the question to the scores. An unknown word is replaced by its
// nearest known ones; an unknown compound is covered by its parts, because nobody writes
// down every word that German can make.
func (s *search) scoreTerm(i int) {
	t := &s.terms[i]
	if i == 0 || s.terms[i-1].Position != t.Position {
		s.settle(i)
	}
	if n := s.count(t.Text); n.documents > 0 {
		w := s.weigh(t.Text, t.synonym, t.share, n)
		t.weight = w.inPassages
		covers := t.Kind != Part || t.instead
		if covers && t.synonym == "" {
			s.total += w.inDocuments
			s.most = w.inDocuments
		}
		s.score(w, covers)
		return
	}
	t.weight = 0
	if t.Kind == Part || t.synonym != "" || t.Kind == Word && s.partsInstead(i) {
		return
	}
	s.most = t.share * idf(0, s.live.documents)
	s.total += s.most
	if t.Kind != Word || s.knowsSynonym(i) {
		return
	}
	s.shared = true
	for _, n := range s.nearest(t.Text) {
		s.score(s.weigh(n.text, t.Text, t.share*s.weights.near*n.likeness, n.frequency), true)
	}
}

// settle begins with term i a new place in the question. When further terms may cover it, a
// document gets credit for the best of them only, and never for more than the word itself.
func (s *search) settle(i int) {
	for _, d := range s.credited {
		s.documents[d].credit = 0
	}
	s.credited = s.credited[:0]
	s.most = math.MaxFloat32
	s.shared = slices.ContainsFunc(s.at(i), func(t searchTerm) bool { return t.synonym != "" })
}

// at returns the terms from i on that stand in one place of the question.
func (s *search) at(i int) []searchTerm {
	n := i
	for n < len(s.terms) && s.terms[n].Position == s.terms[i].Position {
		n++
	}
	return s.terms[i:n]
}

// cover notes that a document covers the place at hand with a weight.
func (s *search) cover(document int, weight float32) {
	d := &s.documents[document]
	if !s.shared {
		d.covered += weight
		return
	}
	if more := min(weight, s.most) - d.credit; more > 0 {
		if d.credit == 0 {
			s.credited = append(s.credited, document)
		}
		d.credit += more
		d.covered += more
	}
}

// partsInstead lets the parts of the unknown compound at i count for it when all of them
// are known; otherwise it is rather a known one with a slip. Parts follow their compound.
func (s *search) partsInstead(i int) bool {
	parts := 0
	place := s.at(i)
	for _, t := range place {
		if t.Kind != Part || t.synonym != "" {
			continue
		}
		if s.count(t.Text).documents == 0 {
			return false
		}
		parts++
	}
	for j := range place {
		place[j].instead = place[j].Kind == Part && place[j].synonym == ""
	}
	return parts > 0
}

// knowsSynonym reports whether a text has another word for the unknown one at i.
func (s *search) knowsSynonym(i int) bool {
	return slices.ContainsFunc(s.at(i), func(t searchTerm) bool {
		return t.synonym != "" && s.count(t.Text).documents > 0
	})
}

func (s *search) weigh(text, standsFor string, share float32, n frequency) scoredTerm {
	w := scoredTerm{text, standsFor, share * idf(n.passages, s.live.passages), share * idf(n.documents, s.live.documents)}
	s.scored = append(s.scored, w)
	return w
}

// score adds a term to the scores of the passages and documents it is in.
func (s *search) score(w scoredTerm, covers bool) {
	for i, v := range s.views {
		term, ok := v.term(w.text)
		if !ok {
			continue
		}
		s.postings = v.living(s.postings[:0], term)
		base := s.base[i]
		passages := s.passages[base.slot:][:len(v.owner)]
		for list := s.postings; len(list) > 0; {
			document := v.owner[list[0].slot]
			d := &s.documents[base.document+int(document)]
			head, end := v.slots(int(document))
			n, all := 0, uint32(0)
			for n < len(list) && list[n].slot < end {
				p := list[n]
				n++
				all += p.frequency
				if p.slot == head {
					continue
				}
				score := &passages[p.slot]
				*score += w.inPassages * s.inPassage(v, p)
				if d.best < *score {
					d.best = *score
				}
			}
			list = list[n:]
			d.score += w.inDocuments * s.inDocument(v, document, all)
			if covers {
				s.cover(base.document+int(document), w.inDocuments)
			}
		}
	}
}

// inPassage is the saturation of a posting in its passage, inDocument that of a frequency in a
// whole document.
func (s *search) inPassage(v view, p posting) float32 {
	return s.ofPassages.at(float32(p.frequency)*s.unit, float32(v.lengths[p.slot]))
}

func (s *search) inDocument(v view, document, frequency uint32) float32 {
	return s.ofDocuments.at(float32(frequency)*s.unit, float32(v.wholes[document]))
}
