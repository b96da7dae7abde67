package compose

import (
	"cmp"
	"slices"

	"auskunft/retrieval"
)

// A lead is what an answer may begin with: a block of its page, or one row of a list. Which one
// leads is decided by a conditional logit over leadFeatures, fitted on the development cases of the
// demo town by the leads that hold the required facts (weights: lead_weights.go; fit and what it is
// worth for authors it has not seen: lead_fit_test.go).
type lead struct {
	block
	row      bool // of a list that is a lead, too
	features features
	rated    float64
}

// leads are the page's, in its order.
func (r *reading) leads() []lead {
	var leads []lead
	for _, k := range r.blocks(run{a: 0, b: len(r.units) - 1}) {
		if r.units[k.body].heading || k.body == k.b && r.opens(k.body) {
			continue
		}
		leads = append(leads, lead{block: k, row: k.a == k.b && r.units[k.a].list})
		for i := k.body; i <= k.b && k.b > k.body; i++ {
			if whole := !r.opens(i) && (i == k.b || !continues(r.units[i], r.units[i+1])) && (i == k.body || !continues(r.units[i-1], r.units[i])); whole {
				leads = append(leads, lead{block: block{i, i, i}, row: true})
			}
		}
	}
	_, all := r.measureLeads(leads)
	for i := range leads {
		leads[i].features, leads[i].rated = all[i], rate(all[i])
	}
	return leads
}

// leadSentences is how many leads an answer begins with: what a caller on the phone waits for.
const leadSentences = 2

// bestLeads are the leads that an answer begins with, the best first; no two say the same.
func (r *reading) bestLeads() (best []lead) {
	ranked := r.leads()
	slices.SortStableFunc(ranked, func(a, b lead) int { return cmp.Compare(b.rated, a.rated) })
	for _, l := range ranked {
		overlaps := func(have lead) bool { return l.body <= have.b && have.body <= l.b }
		if len(best) < leadSentences && !slices.ContainsFunc(best, overlaps) {
			best = append(best, l)
		}
	}
	return best
}

// leadFirst puts the leads before the drafts. One that cannot be understood alone brings the
// sentence before it along.
func (r *reading) leadFirst(drafts []worded, hits []retrieval.Hit) []worded {
	var led []worded
	for _, l := range r.bestLeads() {
		if r.dangles(l.a) {
			led = append(led, r.word(block{l.a - 1, l.a - 1, l.a - 1}, hits))
		}
		led = append(led, r.word(l.block, hits))
	}
	return append(led, drafts...)
}

func (r *reading) word(k block, hits []retrieval.Hit) worded {
	return worded{r.draft(k.a, k.body, k.b, true, hits), k.a, k.body, k.b}
}

// Lead is a lead as it would be told.
type Lead struct {
	Document int64
	Text     string
	Row      bool // of a list that is a lead, too
	Features []float64
	Rated    float64
}

// Leads are those of the pages that were read, by page, the page to answer from first; names are
// those of their features.
func (reading *Reading) Leads(task Task) (names []string, pages [][]Lead) {
	for _, r := range reading.pages {
		if r.chance == nil {
			r.estimate()
		}
		leads := r.leads()
		names, _ = r.measureLeads(leads)
		var page []Lead
		for _, l := range leads {
			page = append(page, Lead{r.document, r.word(l.block, task.Hits).Text, l.row, l.features, l.rated})
		}
		pages = append(pages, page)
	}
	return names, pages
}

func rate(f features) (sum float64) {
	for j, w := range leadWeights[:min(len(leadWeights), len(f))] {
		sum += w.value * f[j]
	}
	return sum
}
