package sets

import (
	"cmp"
	"context"
	"fmt"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/evals"
	"auskunft/evals/calibrate"
)

// Sentences are the rows as the classifier of routes is fitted and judged by them. A matter
// that is routed on by other means than the classifier is a question to it; what nobody can
// understand is none of its kinds.
func (s Set) Sentences() []calibrate.Sentence {
	_, author := s.edition()
	var all []calibrate.Sentence
	for _, r := range s.Rows {
		text := r.Text
		if len(r.Turns) > 0 {
			text = r.Turns[len(r.Turns)-1]
		}
		sentence := calibrate.Sentence{Set: s.Name, Author: author, Text: text, Kind: classified(r.Expect)}
		for _, outcome := range r.AlsoOK {
			sentence.Also = append(sentence.Also, classified(outcome))
		}
		if r.Expect == "other_language" && len(sentence.Also) > 0 {
			sentence.Kind = sentence.Also[0] // what is said in the other language
		}
		if sentence.Kind != guard.Nonsense {
			all = append(all, sentence)
		}
	}
	return all
}

// edition parts a set's name into its kind and who wrote it: a letter, "a" for a first set.
func (s Set) edition() (kind, author string) {
	if i := len(s.Name) - len("-b"); i > 0 && s.Name[i] == '-' {
		return s.Name[:i], s.Name[i+1:]
	}
	return s.Name, "a"
}

func classified(outcome string) guard.Kind { return cmp.Or(routes[outcome], guard.Question) }

// Questions asks the source the set's rows as the decision to answer is fitted and judged by
// them: those that have to be answered, and another authority's, which have not. What a row
// means is one more question, in the same fold as its text. They count to town. A held-out
// half is an auskunft.Invalid error.
func (s Set) Questions(ctx context.Context, source calibrate.FeatureSource, town string) ([]calibrate.Question, error) {
	if s.HeldOut {
		return nil, auskunft.Errorf(auskunft.Invalid, "set", "the held-out half of %s is not for fitting", s.Name)
	}
	var all []calibrate.Question
	for _, r := range s.Rows {
		answerable := len(r.Source) > 0 && (r.Expect == "answered" || r.Expect == "question")
		if !answerable && r.Expect != "other_authority" {
			continue
		}
		for _, text := range []string{r.Text, r.Question} {
			if text == "" {
				continue
			}
			asked := auskunft.Question{Text: text, Reader: auskunft.PublicReader, Now: Today}
			features, before, err := source.Features(ctx, evals.Question{Question: asked})
			if err != nil {
				return nil, fmt.Errorf("row %s: %w", r.ID, err)
			}
			if features != nil {
				all = append(all, calibrate.Question{ID: r.ID, Set: town + "/" + s.Name, Features: features, Answerable: answerable, Before: before})
			}
		}
	}
	return all, nil
}
