package sets

import (
	"cmp"

	"auskunft/chat/guard"
	"auskunft/evals/calibrate"
)

// Sentences are the rows as the classifier of routes is fitted and judged by them. A matter
// that is routed on by other means than the classifier is a question to it; what nobody can
// understand is none of its kinds.
func (s Set) Sentences() []calibrate.Sentence {
	var all []calibrate.Sentence
	for _, r := range s.Rows {
		text := r.Text
		if len(r.Turns) > 0 {
			text = r.Turns[len(r.Turns)-1]
		}
		sentence := calibrate.Sentence{Set: s.Name, Group: cmp.Or(r.Topic, r.ID), Text: text, Kind: classified(r.Expect), Unseen: true}
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

func classified(outcome string) guard.Kind { return cmp.Or(routes[outcome], guard.Question) }
