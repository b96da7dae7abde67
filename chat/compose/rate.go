package compose

import "slices"

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
	r.fit = best + pageName*r.nameCover(r.idf) + pageAnswer*r.answers() + pageCalled*r.called() - pageLacks*r.holdings().lacking + rowFit*r.bounds()
}

// weighAnswers words the answers of those pages that can still be the best, and adds what they have of what is asked.
func weighAnswers(readings []*reading, task Task) {
	most := 0.0
	for _, r := range readings {
		most = max(most, r.fit)
	}
	for _, r := range readings {
		if r.fit+pageSays >= most {
			r.estimate()
			r.fit += pageSays * r.said(r.worded(task))
		}
	}
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
