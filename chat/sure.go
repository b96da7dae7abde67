package chat

import (
	"math"

	"auskunft/chat/compose"
)

// How likely the page to answer from is a right one, as distinct from whether the question can be answered: a logistic model over
// the leads of the page over the next one and over the next one about another place, and over the odds that it can be answered.
// Fitted on OMoS-QA train, asked without naming a page (go test ./evals/calibrate -run FitPage -v -runs FILE); evals/README.md,
// "Several places", has how it is judged.
const (
	pageBias      = -2.69
	pageLead      = 2.88
	pageElsewhere = 1.56
	pageOdds      = .31
	// pageSurely is the probability from which on nobody is asked for the place. Who is asked gets a right page in .55 of cases, so
	// below that asking loses nothing; a wrong page is worse than a question. Between .55 and .6 eight of 23 pages are right.
	pageSurely = .6
	// mostLead is the lead from which on more of it tells nothing; noRival is that of a page without another beside it.
	mostLead = 1.0
	noRival  = 10.0
)

// pageSure is the probability that a page is a right one, of the one that its question can be answered and of its leads.
func pageSure(answerable, lead, elsewhere float64) float64 {
	root := func(lead float64) float64 { return math.Sqrt(min(max(lead, 0), mostLead)) }
	z := pageBias + pageLead*root(lead) + pageElsewhere*root(elsewhere) + pageOdds*compose.LogOdds(answerable)
	return 1 / (1 + math.Exp(-z))
}

// lead is by how much the first page fits better than the best of some others.
func lead(pages []compose.Page, of func(compose.Page) bool) float64 {
	least := noRival
	for _, p := range pages[1:] {
		if of(p) {
			least = min(least, pages[0].Fit-p.Fit)
		}
	}
	return least
}
