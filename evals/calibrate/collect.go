package calibrate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/cases"
	"auskunft/evals/dataset"
	"auskunft/evals/measure"
)

// LegSource shows what each leg of the search found.
type LegSource interface {
	// Candidates returns everything the legs propose for a query, unfused.
	Candidates(ctx context.Context, q evals.Query) ([]Candidate, error)
}

// FeatureSource shows on what the answerable decision rests.
type FeatureSource interface {
	// Features returns the features of a question and the probability by the model in use;
	// no features where the decision is not asked, because something before it decides.
	Features(ctx context.Context, q evals.Question) (features []float64, before float64, err error)
}

// Rankings asks the source every query of the set that has a relevant document. Queries
// for the same document are one group. The set must be loaded.
func Rankings(ctx context.Context, source LegSource, set *dataset.Set, now time.Time) ([]Ranking, error) {
	var all []Ranking
	for _, q := range set.Queries {
		r := Ranking{ID: q.ID, Set: set.Name, Qrels: measure.Qrels(set.Qrels[q.ID]), Group: group(q)}
		if r.Qrels.Relevant() == 0 {
			continue
		}
		var err error
		r.Candidates, err = source.Candidates(ctx, evals.Query{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader, Now: now})
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		all = append(all, r)
	}
	return all, nil
}

// Questions asks the source every query of which is known whether it can be answered,
// restricted to its documents where it has some. Those that are refused before the decision
// is asked, because nothing was found or by their routing, have no features. The set must be
// loaded.
func Questions(ctx context.Context, source FeatureSource, set *dataset.Set, now time.Time) ([]Question, error) {
	var all []Question
	for _, q := range set.Queries {
		if q.Answerable == nil {
			continue
		}
		asked := auskunft.Question{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader, Now: now}
		features, before, err := source.Features(ctx, evals.Question{Question: asked, DocIDs: q.DocIDs})
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		all = append(all, Question{ID: q.ID, Set: set.Name, Group: group(q), Features: features, Answerable: *q.Answerable, Before: before})
	}
	return all, nil
}

// Cases asks the source every case that has to be answered, or refused because nothing
// known answers it. Cases that another rule decides say nothing about this decision: those
// asked back, those with a turn before, individual cases, unsafe ones.
func Cases(ctx context.Context, source FeatureSource, set cases.Set) ([]Question, error) {
	var all []Question
	for _, c := range set.Cases {
		answered := c.Expect.Status == auskunft.Answered
		if len(c.Before) > 0 || !answered && !slices.Contains([]auskunft.Reason{"", auskunft.NoSource, auskunft.OutOfScope}, c.Expect.Reason) || c.Expect.Status == auskunft.Clarify {
			continue
		}
		asked := auskunft.Question{Text: c.Question, Lang: c.Lang, Reader: c.Reader(), Area: c.Area, Now: c.Today}
		features, before, err := source.Features(ctx, evals.Question{Question: asked})
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", c.ID, err)
		}
		if features != nil {
			all = append(all, Question{ID: c.ID, Set: set.Name, Features: features, Answerable: answered, Before: before})
		}
	}
	return all, nil
}

// foreignQuestions is how many questions of a foreign set are taken: enough to teach that
// words in common are no answer, few enough to leave the share of unanswerable questions
// about as people ask them.
const foreignQuestions = 60

// Unanswerable asks the source some questions of a set that is about something else, spread
// over the set. They count to town, whose texts do not answer them.
func Unanswerable(ctx context.Context, source FeatureSource, set *dataset.Set, town string, now time.Time) ([]Question, error) {
	var all []Question
	step := max(1, len(set.Queries)/foreignQuestions)
	for i := 0; i < len(set.Queries); i += step {
		q := set.Queries[i]
		asked := auskunft.Question{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader, Now: now}
		features, before, err := source.Features(ctx, evals.Question{Question: asked})
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		if features != nil {
			all = append(all, Question{ID: q.ID, Set: town + "/foreign", Features: features, Before: before})
		}
	}
	return all, nil
}

// group is the document a question is about, so that a fit is not judged on a page it has seen.
func group(q dataset.Query) string {
	if len(q.DocIDs) > 0 {
		return q.DocIDs[0]
	}
	return ""
}
