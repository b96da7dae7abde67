package compose

import (
	"cmp"
	"slices"

	"auskunft"
	"auskunft/retrieval"
	"auskunft/retrieval/intent"
)

// A lead is what an answer may begin with: a block of its page, or one row of a list. Which one leads
// is decided by a conditional logit, the same for every kind of question: features in
// lead_features.go, weights in lead_weights.go, the fit and what it is worth for authors whom it has
// not seen in lead_fit_test.go.
type lead struct {
	block
	row      bool // an item of a list
	features features
	rated    float64 // logarithm of the odds against the page's other leads, up to a constant
}

const (
	// leadSentences is how many leads an answer begins with: what a caller on the phone waits for.
	leadSentences = 2
	// leadMargin is by how much a second lead outside of the run may be rated lower than the first. The
	// town's cases are the same with 3 and without one, three of 648 fewer have their facts early with 2;
	// on OMoS-QA precision is .494 without one, .515 with 2.
	leadMargin = 2.5
)

// leads are the page's, in its order.
func (r *reading) leads() []lead {
	var leads []lead
	for _, k := range r.blocks(run{a: 0, b: len(r.units) - 1}) {
		if r.units[k.body].heading || k.body == k.b && r.opens(k.body) {
			continue
		}
		leads = append(leads, lead{block: k, row: k.a == k.b && r.units[k.a].list})
		for i := k.body; i <= k.b && k.b > k.body; i++ {
			if r.isWhole(i, k) {
				leads = append(leads, lead{block: block{i, i, i}, row: true})
			}
		}
	}
	_, all := r.measureLeads(leads)
	for i := range leads {
		leads[i].features, leads[i].rated = all[i], logOdds(0, leadWeights, all[i])
	}
	return leads
}

// isWhole tells whether unit i of a block is a row by itself: no lead-in, no half of a sentence.
func (r *reading) isWhole(i int, k block) bool {
	return !r.opens(i) && (i == k.b || !continues(r.units[i], r.units[i+1])) && (i == k.body || !continues(r.units[i-1], r.units[i]))
}

// bestLeads are the leads that an answer begins with, the best first; no two share a unit.
func (r *reading) bestLeads() (best []lead) {
	ranked := r.leads()
	slices.SortStableFunc(ranked, func(a, b lead) int { return cmp.Compare(b.rated, a.rated) })
	ranked = toFront(ranked, r.tellsHow)
	ranked = toFront(ranked, r.bestValue(ranked))
	if len(ranked) > 0 && r.tellsValue(ranked[0]) && !ranked[0].row { // one step of many
		ranked = toFront(ranked, func(l lead) bool { return l.row && l.meets(ranked[0].block) && r.tellsValue(l) })
	}
	for _, l := range ranked {
		if row := len(best) > 0 && best[0].row && r.tellsValue(best[0]); row && l.row && !r.tellsValue(l) {
			continue // the steps around the one that is asked for
		}
		if len(best) < leadSentences && !slices.ContainsFunc(best, func(have lead) bool { return l.meets(have.block) }) {
			best = append(best, l)
		}
	}
	return best
}

// toFront moves the best of such leads before the others.
func toFront(ranked []lead, such func(lead) bool) []lead {
	i := slices.IndexFunc(ranked, such)
	if i <= 0 {
		return ranked
	}
	return slices.Insert(slices.Delete(slices.Clone(ranked), i, i+1), 0, ranked[i])
}

// tellsHow tells whether a lead is the page's steps and nothing but how to go about it was asked: steps
// share few words with such a question, and no author of cases looks for a fact in them.
func (r *reading) tellsHow(l lead) bool {
	how := slices.ContainsFunc(r.intents, func(in intent.Intent) bool { return len(in.Fields) > 0 && in.Fields[0] == auskunft.FieldProcedure })
	more := slices.ContainsFunc(r.intents, func(in intent.Intent) bool { return len(in.Fields) > 0 && in.Fields[0] != auskunft.FieldProcedure })
	return how && !more && !l.row && r.units[l.body].field == auskunft.FieldProcedure
}

// tellsValue tells whether a lead has a value that is asked for and that hardly any other sentence has: who asks whether he
// needs an appointment is told that before what it costs.
func (r *reading) tellsValue(l lead) bool {
	return slices.ContainsFunc(r.values, func(v askedValue) bool {
		return v.leads && slices.ContainsFunc(r.units[l.body:l.b+1], func(u unit) bool { return v.given(r, u, v.groups) })
	})
}

// bestValue tells which lead has such a value of what is asked for: of equal ones the first, for exceptions stand behind the rule.
func (r *reading) bestValue(ranked []lead) func(lead) bool {
	best, most := block{}, -1.0
	for _, l := range ranked {
		if covered := r.cover(r.itself(), l.body, l.b); r.tellsValue(l) && (covered > most || covered == most && l.body < best.body) {
			best, most = l.block, covered
		}
	}
	return func(l lead) bool { return most >= 0 && l.block == best }
}

// meets tells whether two blocks share a unit.
func (k block) meets(other block) bool { return k.body <= other.b && other.body <= k.b }

// leadFirst puts the leads before the drafts of the best run. One that cannot be understood alone
// brings the sentence before it along; of a list the row that is asked for is said first.
func (r *reading) leadFirst(drafts []worded, hits []retrieval.Hit) []worded {
	var led []worded
	leads := r.bestLeads()
	for _, l := range leads {
		inRun := slices.ContainsFunc(drafts, func(d worded) bool { return l.meets(block{d.a, d.body, d.b}) })
		if !inRun && l.rated < leads[0].rated-leadMargin {
			continue
		}
		if r.dangles(l.a) {
			led = append(led, r.word(block{l.a - 1, l.a - 1, l.a - 1}, hits))
		}
		led = append(led, r.word(l.block, hits))
	}
	first := led[:min(len(led), 1)]
	return slices.Concat(r.rowFirst(first, hits), led[len(first):], drafts)
}

// word words a block as the first of an answer: a fragment needs its heading.
func (r *reading) word(k block, hits []retrieval.Hit) worded {
	return worded{r.draft(k.a, k.body, k.b, true, hits), k.a, k.body, k.b}
}

// Lead is a lead as it would be told, with what it was rated by.
type Lead struct {
	Document int64
	Text     string
	From, To int // its units, of the page's
	Features []float64
	Rated    float64
}

// Leads are those of the pages that were read, by page, the page to answer from first; names are
// those of their features.
func (r *Reading) Leads(task Task) (names []string, pages [][]Lead) {
	r.settle()
	for _, p := range r.pages {
		if p.chance == nil {
			p.estimate()
		}
		leads := p.leads()
		names, _ = p.measureLeads(leads)
		var all []Lead
		for _, l := range leads {
			all = append(all, Lead{p.document, p.word(l.block, task.Hits).Text, l.body, l.b, l.features, l.rated})
		}
		pages = append(pages, all)
	}
	return names, pages
}
