package lexical

// Contribution is one addend of a score.
type Contribution struct {
	Kind  string // "passage", "document", "n-grams" or "window"
	Term  string // as indexed, "known for unknown" where it stands in; "" for what belongs to no single term
	Score float64
}

// explain fills the parts of hits, which belong to s.best one by one.
func (s *search) explain(hits []Hit) {
	for _, w := range s.scored {
		s.load(w.text)
		term := w.text
		if w.standsFor != "" {
			term += " for " + w.standsFor
		}
		for i, c := range s.best {
			v := s.views[c.view]
			inPassage, inDocument := float32(0), uint32(0)
			from := 0
			if c.view > 0 {
				from = s.bounds[c.view-1]
			}
			for _, p := range s.postings[from:s.bounds[c.view]] {
				if p.slot == c.slot {
					inPassage = w.inPassages * s.passageSaturation(v, p)
				}
				if int(v.owner[p.slot]) == c.document {
					inDocument += p.frequency
				}
			}
			hits[i].add("passage", term, inPassage)
			if inDocument > 0 {
				hits[i].add("document", term, s.weights.document*w.inDocuments*s.documentSaturation(v, uint32(c.document), inDocument))
			}
		}
	}
	for i, c := range s.best {
		hits[i].add("n-grams", "", s.weights.grams*s.gramScore(c.view, c.slot))
		hits[i].add("window", "", s.weights.window*s.windowScore(c.view, c.slot))
	}
}

func (h *Hit) add(kind, term string, score float32) {
	if score != 0 {
		h.Parts = append(h.Parts, Contribution{kind, term, float64(score)})
	}
}
