package compose

import (
	"cmp"
	"math"
	"slices"
)

// What counts in choosing a page, beside its best hit: how much of the question one of its names covers, how well three units
// in a row answer, how much of its name the question says, each word of the question that it lacks, and how much of what is
// asked the answer has that it would give.
// After a conditional logit on 566 questions to the demo town for development and 490 of OMoS-QA train and dev asked without
// naming a page, whose page is among those found: 515 and 350 get it by weights of other questions (five folds), 506 and 346
// got it when all the page's words counted in place of its answer's.
const (
	pageName   = .35
	pageAnswer = .27
	pageCalled = .26
	pageLacks  = .11
	pageSays   = .42
	// unprovenUnits is what is left of units that do not show the kind of thing asked for.
	unprovenUnits = .6
)

// rate says how well the page as a whole fits the question, whatever its answer would be; top is the search's opinion
// of the best passage of all.
func (r *reading) rate(top float64) {
	best := 1.0
	if top > 0 {
		best = r.score / top
	}
	r.bare = best + pageName*r.nameCover(r.idf) + pageAnswer*r.answers() + pageCalled*r.called() - pageLacks*r.holdings().lacking + rowFit*r.bounds()
	r.fit = r.bare
}

// weigh adds what the page's answer has of what is asked.
func (r *reading) weigh(task Task) { r.fit = r.bare + pageSays*r.said(r.worded(task)) }

// holdsOfAsked is the most that an answer of the page can have of what is asked.
func (r *reading) holdsOfAsked() float64 {
	return r.saidBy(r.allWords())
}

// lead moves the page that fits best to the front. Wording an answer is most of the work, so it is done only for
// pages that can still be the best.
func (r *Reading) lead() {
	most := math.Inf(-1)
	for _, p := range slices.SortedFunc(slices.Values(r.pages), byFit) {
		if p.bare+pageSays >= most && p.bare+pageSays*p.holdsOfAsked() >= most {
			p.weigh(r.task)
			most = max(most, p.fit)
		}
	}
	if first := slices.IndexFunc(r.pages, func(p *reading) bool { return p.fit == most }); first > 0 {
		r.promote(first)
	}
}

// settle puts all pages in order, as far as their answers can matter to it.
func (r *Reading) settle() {
	if r.settled {
		return
	}
	r.settled = true
	most := 0.0
	for _, p := range r.pages {
		most = max(most, p.bare)
	}
	for _, p := range r.pages {
		if p.bare+pageSays >= most {
			p.weigh(r.task)
		}
	}
	slices.SortFunc(r.pages, byFit)
}

// promote moves a page to the front.
func (r *Reading) promote(i int) {
	p := r.pages[i]
	copy(r.pages[1:], r.pages[:i])
	r.pages[0] = p
}

// byFit orders pages, equal ones as they were found.
func byFit(a, b *reading) int {
	return cmp.Or(cmp.Compare(b.fit, a.fit), cmp.Compare(a.place, b.place))
}

// answers is how much of the question a unit and its neighbours cover that shows what is asked for.
func (r *reading) answers() float64 {
	best := 0.0
	for i, u := range r.units {
		covers := r.cover(r.idf, i-1, i+1)
		if r.proof != 0 && u.patterns&r.proof == 0 {
			covers *= unprovenUnits
		}
		best = max(best, covers)
	}
	return best
}

// called is how much of one of the page's names the question says: "Müllgebühren" is called less
// by "Gebühren" than "Gebühren" is.
func (r *reading) called() float64 {
	best := 0.0
	for _, name := range append([][]Word{r.title.words}, r.synonyms...) {
		said, total := 0.0, 1e-9
		for _, have := range name {
			idf, top := r.vocabulary.IDF(have.Stem), 0.0
			for _, w := range r.words {
				top = max(top, match(w, have))
			}
			said, total = said+idf*top, total+idf
		}
		best = max(best, said/total)
	}
	return best
}

// rowFit is what a page gains by a row whose bounds hold what the question says in figures: two
// pages tell what a place costs, one of them by income.
const rowFit = 1

// bounds is how well the best row's bounds hold the figures of the question.
func (r *reading) bounds() float64 {
	best := 0.0
	if !slices.ContainsFunc(r.words, func(w Word) bool { return isFigure(w.Stem) }) {
		return best // how old a child is was only guessed
	}
	for i := range r.units {
		best = max(best, r.within(i))
	}
	return best
}
