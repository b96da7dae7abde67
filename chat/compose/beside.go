package compose

import (
	"slices"
	"strings"

	"auskunft"
	"auskunft/chat/proof"
	"auskunft/internal/regex"
)

// besideFit is by how much less another page may fit whose point is told behind the first sentence. Of 868 development cases 37 have
// such a sentence: seven more have their facts in the first two, one less, eight more pass. With .45 fifteen more answers
// have one, for one fact.
const besideFit = .3

// answer words what the best page says to the question, and behind its first sentence the point of another page that fits hardly
// worse and says as much of what is asked: which of the two is meant the asker sees by their names.
func (r *Reading) answer(task Task) []Draft {
	first := r.pages[0]
	drafts := first.answer(task)
	other := r.beside(task)
	if len(drafts) == 0 || other == nil {
		return drafts
	}
	point := other.worded(task)[0].Draft
	if title := strings.TrimRight(other.title.text, ".:?! "); !strings.HasPrefix(point.Text, title) {
		point.Text = title + " – " + point.Text
	}
	at := 1
	for said := first.worded(task); at < len(drafts) && first.dangles(said[at].a); {
		at++ // it leans on the one before
	}
	return slices.Insert(drafts[:min(len(drafts), task.sentences()-1)], min(at, task.sentences()-1), point)
}

// beside is the page whose point is told beside the best one's, nil without one. Who names the pages, has a case of his own or asks for
// two things at once is answered from one.
func (r *Reading) beside(task Task) *reading {
	first := r.pages[0]
	if task.Given || task.Case || task.Overview || task.MaxSentences > 0 || len(task.Wanted) > 0 || first.parts() != nil {
		return nil
	}
	var best *reading
	for _, p := range r.pages[1:] {
		if p.bare+pageSays*p.holdsOfAsked() < first.fit-besideFit {
			continue
		}
		p.weigh(r.task)
		if best == nil || byFit(p, best) < 0 {
			best = p
		}
	}
	if best == nil || best.fit < first.fit-besideFit || best.fit > first.fit || !r.goTogether(first, best) {
		return nil
	}
	said, point := first.worded(task), best.worded(task)
	if !best.answered(point, task) || best.teases(point[0]) || !best.sharesName(first, point[0]) || best.said(point) < max(minSaidElsewhere, first.said(said)) ||
		slices.ContainsFunc(said, func(d worded) bool { return strings.Contains(proof.Fold(d.Text), proof.Fold(point[0].Text)) }) {
		return nil
	}
	return best
}

// sharesName tells whether a page is about what another one is called by, as far as the question says it: a number plate is no house
// number, whichever of them one may choose.
func (r *reading) sharesName(other *reading, point worded) bool {
	called := other.nameWords()
	have := r.nameWords()
	for _, u := range r.units[point.a : point.b+1] {
		have = append(have, u.words...)
	}
	return !slices.ContainsFunc(r.words, func(w Word) bool {
		return !scaffold[w.Stem] && bestMatch(w, called) >= ownWord && bestMatch(w, have) < ownWord
	})
}

// teases tells whether a point is a list of a page that is no service: of news, of what else there is. Its
// lines lead elsewhere, and none of them is what was asked.
func (r *reading) teases(point worded) bool {
	return point.b > point.body && r.units[point.body].field == ""
}

// animal names one, or a page about one: "Hund abmelden".
var animal = regex.MustCompile(`(?i)(?:^|\P{L})(?:hunde?[ns]?|katzen?|tier(?:e|en|s)?|\p{L}*tier(?:e|en)?)(?:\P{L}|$)`)

// goTogether tells whether two pages can be quoted in one answer: not two versions of one, nor in two languages or of two places. Who
// tells of somebody's death is not told what is to be done when a dog dies.
func (r *Reading) goTogether(a, b *reading) bool {
	of := func(p *reading) auskunft.Document { return r.task.Hits[p.hits[0]].Document }
	one, other := of(a).Areas, of(b).Areas
	if animal.MatchString(b.title.text) && !animal.MatchString(a.title.text+" "+r.task.Question) {
		return false
	}
	return a.title.text != b.title.text && of(a).Lang == of(b).Lang &&
		(len(one) == 0 || len(other) == 0 || slices.ContainsFunc(one, func(area string) bool { return slices.Contains(other, area) }))
}
