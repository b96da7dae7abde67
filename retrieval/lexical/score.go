package lexical

import (
	"math"
	"slices"
	"strings"

	"auskunft"
)

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

// Meant is the known word that a term looks like with a slip or two of the keyboard, "" when
// there is none.
func (x *Index) Meant(term string, visible []auskunft.Visibility) string {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	near := s.nearest(term)
	if len(near) == 0 || near[0].likeness < slips[len(slips)-1].likeness {
		return ""
	}
	return near[0].text
}

// Ends tells whether a known word is a compound that ends with a term: of the "Museum" nothing is said where the texts say
// "Stadtmuseum" throughout.
func (x *Index) Ends(term string, visible []auskunft.Visibility) bool {
	s := x.searches.Get().(*search)
	defer x.release(s)
	s.look(x, visible)
	return len(term) >= minEnd && slices.ContainsFunc(s.nearest(term), func(n neighbour) bool {
		return strings.HasSuffix(n.text, term) && len(n.text) >= len(term)+minBegin
	})
}

// minEnd and minBegin are how many bytes the last part of a compound has at least, and what stands before it: "Preise" are no "Reise".
const (
	minEnd   = 5
	minBegin = 3
)

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
func (s *search) living(v view, term uint32) frequency {
	n := v.found[term]
	if v.alive == nil {
		return n
	}
	n.passages, n.documents = 0, 0
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

// scoreTerm adds a term to the scores of the passages and documents it is in.
func (s *search) scoreTerm(i int) {
	w := &s.scored[i]
	bit := uint64(1) << (i & 63)
	for n, v := range s.views {
		term, ok := v.term(w.text)
		if !ok {
			continue
		}
		base, among := s.base[n], v.alive
		if s.pruned {
			among = s.kept[base.slot/64:]
		}
		s.postings = appendPostings(s.postings[:0], v.list(term), among)
		passages := s.passages[base.slot:][:len(v.owner)]
		documents := s.documents[base.document:][:len(v.documents)]
		for n := 0; n < len(s.postings); {
			document := v.owner[s.postings[n].slot]
			best, all := float32(0), uint32(0)
			for ; n < len(s.postings) && v.owner[s.postings[n].slot] == document; n++ {
				p := s.postings[n]
				score := passages[p.slot] + w.inPassages*s.inPassage(v, p)
				passages[p.slot] = score
				all += p.frequency
				best = max(best, score)
			}
			d := &documents[document]
			d.best = max(d.best, best)
			d.score += w.inDocuments * s.inDocument(v, document, all)
			s.met[(base.document+int(document))*s.stride+i>>6] |= bit
		}
	}
}

// has reports whether a document has scored term i.
func (s *search) has(document, i int) bool { return s.met[document*s.stride+i>>6]&(1<<(i&63)) != 0 }

// inPassage is the saturation of a posting in its passage, inDocument that of a frequency in a
// whole document.
func (s *search) inPassage(v view, p posting) float32 {
	return s.ofPassages.at(float32(p.frequency)*s.unit, v.lengths[p.slot])
}

func (s *search) inDocument(v view, document, frequency uint32) float32 {
	return s.ofDocuments.at(float32(frequency)*s.unit, float32(v.wholes[document]))
}
