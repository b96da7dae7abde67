package retrieval

import (
	"cmp"
	"math"
	"slices"
	"time"

	"auskunft"
	"auskunft/retrieval/intent"
)

// rank lets speak what is known of the hits' documents and what they show, and sorts. Each reason changes the
// score by a share, so that it decides between passages that match about equally well and
// never brings up one that matches badly. Ties are broken by what documents are called, not
// by ids: those depend on what else was stored, and when.
func rank(hits []Hit, q Query) {
	answers := intent.Answers(q.Text)
	newest := newestChange(hits, q.Now)
	for i := range hits {
		h := &hits[i]
		for _, r := range append(reasons(&h.Document, q, newest), answering(&h.Passage, answers)) {
			if r.share == 0 {
				continue
			}
			value := h.Score * r.share
			h.Score += value
			h.Why = append(h.Why, Part{Kind: PagePart, Name: r.name, Value: value})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Document.Source, b.Document.Source),
			cmp.Compare(a.Document.Key, b.Document.Key), cmp.Compare(a.Passage.Ordinal, b.Passage.Ordinal))
	})
}

// reason is why a document ranks higher or lower than its words do, as a share of the score.
type reason struct {
	name  string
	share float64
}

func reasons(d *auskunft.Document, q Query, newest time.Time) []reason {
	w := &pageWeights
	return []reason{
		{string(d.Kind), w.kind[d.Kind]},
		{"checked", w.confidence(d, q.Now)},
		{"age", w.age(d, q.Now, newest)},
		{"area", w.place(d, q.Area)},
	}
}

// answering prefers passages that show what kind of thing is asked for: "Wie lange …?" has a time in
// its answer.
func answering(p *auskunft.Passage, answers intent.Set) reason {
	if answers == 0 || intent.Shown(p.Text, answers) == 0 {
		return reason{}
	}
	return reason{"answers", pageWeights.answers}
}

// confidence is what it is worth that somebody confirmed the text, until it is due again.
func (w *weightsOfPages) confidence(d *auskunft.Document, now time.Time) float64 {
	if d.CheckedAt.IsZero() || now.Sub(d.CheckedAt) > w.checkHolds {
		return 0
	}
	return w.checked
}

// age is what a page's last change is worth: +w.fresh today, nothing after one w.halfLife, and
// towards -w.fresh after many. What nobody has touched for w.forgottenAfter while another hit was kept up
// is worth less still: it told of masks when there was a pandemic. Where all hits are as old, they are
// an archive, and none is forgotten. What does not say when it changed is not judged, nor is law, which
// is as valid as on its first day.
func (w *weightsOfPages) age(d *auskunft.Document, now, newest time.Time) float64 {
	last := lastChange(d)
	if last.IsZero() || last.After(now) || !w.ages[d.Kind] {
		return 0
	}
	if newest.Sub(last) > w.forgottenAfter {
		return w.forgotten
	}
	age := now.Sub(last).Truncate(24 * time.Hour) // whole days: the same question gets the same scores all day
	return w.fresh * (2*math.Exp2(-float64(age)/float64(w.halfLife)) - 1)
}

// place prefers what is about the asker's district to what is about another one.
func (w *weightsOfPages) place(d *auskunft.Document, area string) float64 {
	switch {
	case area == "" || len(d.Areas) == 0:
		return 0
	case slices.Contains(d.Areas, area):
		return w.here
	default:
		return w.elsewhere
	}
}

// ofPlace keeps the hits that are about a place, or about none in particular.
func ofPlace(hits []Hit, place string) []Hit {
	if place == "" {
		return hits
	}
	return slices.DeleteFunc(hits, func(h Hit) bool {
		return len(h.Document.Areas) > 0 && !slices.Contains(h.Document.Areas, place)
	})
}

// newestChange is when the hit that was touched last was, as of now.
func newestChange(hits []Hit, now time.Time) (newest time.Time) {
	for i := range hits {
		if last := lastChange(&hits[i].Document); last.After(newest) && !last.After(now) {
			newest = last
		}
	}
	return newest
}

// lastChange is when a text was changed or confirmed, zero when nobody says.
func lastChange(d *auskunft.Document) time.Time {
	if d.CheckedAt.After(d.ChangedAt) {
		return d.CheckedAt
	}
	return d.ChangedAt
}
