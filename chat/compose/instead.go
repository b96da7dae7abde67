package compose

import (
	"slices"

	"auskunft"
	"auskunft/chat/proof"
)

// A sentence that is dropped costs its wording and leaves no hole: what it was to say is said in the town's own words,
// in its place.

// An alternative is what a quote of a dropped sentence says. It is said unless another sentence stands on that quote.
type alternative struct {
	quote  auskunft.Citation
	drafts []Draft
}

// alternatives gives what a dropped draft's quotes say, each widened to whole sentences and items of a list, with the
// heading it needs to be understood. What is no quote, or stands behind orders to whoever answers, gives nothing.
func alternatives(dropped Draft, task Task) []alternative {
	var all []alternative
	for _, q := range dropped.Quotes {
		citation, err := proof.Cite(q, task.Hits)
		if err != nil {
			continue
		}
		a := alternative{quote: citation}
		hits := task.Hits[q.Passage : q.Passage+1]
		start, p := hits[0].Passage.Start, pagesOf(hits, 1, plainWords{})[0]
		quoted := func(u unit) bool { return start+u.start < a.quote.End && a.quote.Start < start+u.end }
		first := slices.IndexFunc(p.units, quoted)
		if first < 0 {
			continue // behind the last unit that is cut
		}
		last := first
		for last+1 < len(p.units) && quoted(p.units[last+1]) {
			last++
		}
		for _, d := range p.named(p.drafts(run{a: first, b: last}, hits), hits) {
			for i := range d.Quotes {
				d.Quotes[i].Passage = q.Passage
			}
			if _, err := proof.Verify(d.Draft, task.Hits, task.Town); err == nil {
				a.drafts = append(a.drafts, d.Draft)
			}
		}
		all = append(all, a)
	}
	return all
}

// overlaps tells whether two citations share text.
func overlaps(a, b auskunft.Citation) bool {
	return a.Document == b.Document && a.Start < b.End && b.Start < a.End
}
