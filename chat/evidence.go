package chat

import (
	"context"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
)

// Evidence is what the decision to answer can rest on, for those who calibrate it.
type Evidence struct {
	Coverage float64          // of the best hit, retrieval.Result.Coverage
	Page     compose.Evidence // of the page that would be answered from
}

// Evidence walks with a question as Ask does until it has to be decided whether to answer,
// and returns what is known then. It records nothing. ok is false for questions that are
// decided by their routing alone.
func (d *Desk) Evidence(ctx context.Context, q auskunft.Question) (e Evidence, ok bool, err error) {
	w, err := d.begin(ctx, q, func(Event) error { return nil })
	if err != nil {
		return Evidence{}, false, err
	}
	decision := guard.Route(w.masked)
	if !decision.Search || decision.Status != "" {
		return Evidence{}, false, nil
	}
	if _, err := w.retrieve(ctx, decision.Kind); err != nil {
		return Evidence{}, false, err
	}
	page := compose.EvidenceFor(compose.Task{Question: w.standalone, Lang: w.lang, Mode: w.question.Mode, Hits: w.found.Hits})
	return Evidence{Coverage: w.found.Coverage, Page: page}, true, nil
}

// MinCoverage is the Evidence.Coverage from which a question about the city's own matters
// is answered.
const MinCoverage = minCoverage
