package retrieval

import "slices"

// fold leaves out passages that another hit stands for, and names their pages there. It is
// decided among the hits, so a page that somebody may not read changes nothing for them.
func fold(hits []Hit) []Hit { return foldWordings(foldLikes(hits)) }

// foldLikes shows, of documents that are near-duplicates, the canonical one or, where it is
// no hit, the best: the others say the same or what was true before.
func foldLikes(hits []Hit) []Hit {
	shown := map[int64]int64{} // of canonical documents: the document that stands for all
	for _, h := range hits {
		if _, taken := shown[h.canonical]; !taken || h.Document.ID == h.canonical {
			shown[h.canonical] = h.Document.ID
		}
	}
	kept := make([]Hit, 0, len(hits))
	var left []Hit
	first := map[int64]int{} // of documents: place of their best hit in kept
	for _, h := range hits {
		if shown[h.canonical] != h.Document.ID {
			left = append(left, h)
			continue
		}
		if _, again := first[h.Document.ID]; !again {
			first[h.Document.ID] = len(kept)
		}
		kept = append(kept, h)
	}
	for _, h := range left {
		kept[first[shown[h.canonical]]].standsFor(h)
	}
	return kept
}

// foldWordings leaves out passages with the very words of a better one under the same title.
// Without the title it would take the "Gebühren: keine" of one service for another's.
func foldWordings(hits []Hit) []Hit {
	type wording struct{ lang, title, text string }
	place := map[wording]int{}
	kept := make([]Hit, 0, len(hits))
	for _, h := range hits {
		same := wording{h.Document.Lang, h.Document.Title, h.Passage.Text}
		if at, twice := place[same]; twice {
			kept[at].standsFor(h)
			continue
		}
		place[same] = len(kept)
		kept = append(kept, h)
	}
	return kept
}

// standsFor notes that other is left out for h.
func (h *Hit) standsFor(other Hit) {
	page := FoldedPage{other.Document.ID, other.Document.Key, other.Document.Title, other.Document.URL}
	if other.Document.ID != h.Document.ID && !slices.Contains(h.Folded, page) {
		h.Folded = append(h.Folded, page)
	}
	for _, p := range other.Folded {
		if p.Document != h.Document.ID && !slices.Contains(h.Folded, p) {
			h.Folded = append(h.Folded, p)
		}
	}
}
