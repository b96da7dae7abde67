package lexical

// Contribution is one addend of a score.
type Contribution struct {
	Kind  string // "passage", "document", "n-grams", "window", "same form", "title" or "coverage"
	Term  string // as indexed, "known for unknown" where it stands in; "" for what belongs to no single term
	Score float64
}

// explain fills the parts of hits, which belong to s.best one by one.
func (s *search) explain(hits []Hit) {
	for _, w := range s.scored {
		for view, v := range s.views {
			if term, ok := v.term(w.text); ok {
				s.postings = v.living(s.postings[:0], term)
				s.explainTerm(hits, w, view)
			}
		}
	}
	for i, c := range s.best {
		e, w := s.secondLook(&c), s.weights
		hits[i].add("n-grams", "", w.grams*e.grams)
		hits[i].add("window", "", w.window*e.window)
		hits[i].add("same form", "", w.form*e.form)
		hits[i].add("title", "", w.title*e.title)
		hits[i].add("coverage", "", w.cover*e.cover)
	}
}

// explainTerm adds what a term, whose postings in a view are loaded, adds to the hits there.
func (s *search) explainTerm(hits []Hit, w scoredTerm, view int) {
	v := s.views[view]
	name := w.text
	if w.standsFor != "" {
		name += " for " + w.standsFor
	}
	for i, c := range s.best {
		if c.view != view {
			continue
		}
		inPassage, inDocument := float32(0), uint32(0)
		for _, p := range s.postings {
			if p.slot == c.slot {
				inPassage = w.inPassages * s.inPassage(v, p)
			}
			if int(v.owner[p.slot]) == c.document {
				inDocument += p.frequency
			}
		}
		hits[i].add("passage", name, inPassage)
		if inDocument > 0 {
			hits[i].add("document", name, s.weights.document*w.inDocuments*s.inDocument(v, uint32(c.document), inDocument))
		}
	}
}

func (h *Hit) add(kind, term string, score float32) {
	if score != 0 {
		h.Parts = append(h.Parts, Contribution{kind, term, float64(score)})
	}
}
