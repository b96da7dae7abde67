package compose

import (
	"context"
	"strings"
	"time"

	"auskunft/chat/aide"
	"auskunft/chat/prompts"
	"auskunft/chat/proof"
	"auskunft/internal/german"
	"auskunft/retrieval"
)

var simpleTask = aide.Task[struct{ Sentences []string }]{
	Prompt: prompts.Simple, Form: aide.Texts("sentences"), Budget: 6 * time.Second, Tokens: 800,
}

// easier is by how many school years the reading level of a whole answer has to fall; less
// is not worth leaving the words of the texts.
const easier = .5

// notEasier is the outcome when an answer in plain language is no easier to read.
const notEasier = "not_easier"

// simplify says plainly what Extractive says. A sentence is put more plainly only when the new
// one stands on the same quotes and nothing of the old one is missing in it; and the answer
// only when it has become easier to read.
func (m *Model) simplify(ctx context.Context, task Task, emit func(Draft) error) (Report, error) {
	var drafts []Draft
	report, err := m.extractive.Compose(ctx, task, func(d Draft) error {
		drafts = append(drafts, d)
		return nil
	})
	if err != nil || len(drafts) == 0 {
		return report, err
	}
	out, aid := simpleTask.Ask(ctx, m.completer, prompts.Sentences{Sentences: texts(drafts)})
	if aid.Outcome == aide.Used {
		plain, dropped := m.plainer(ctx, drafts, out.Sentences, task)
		report.Dropped = append(report.Dropped, dropped...)
		switch {
		case len(out.Sentences) != len(drafts):
			aid.Outcome = aide.WrongLength
		case len(dropped) == len(drafts):
			aid.Outcome = aide.Unproven
		case level(plain) > level(drafts)-easier:
			aid.Outcome = notEasier
		default:
			drafts, report.GeneratedBy, report.Prompts = plain, aid.Model, aid.Prompt
		}
	}
	report.Aids = append(report.Aids, aid)
	for _, d := range drafts {
		if err := emit(d); err != nil {
			return report, err
		}
	}
	return report, ctx.Err()
}

// plainer gives the drafts with those sentences that may stand for theirs.
func (m *Model) plainer(ctx context.Context, drafts []Draft, sentences []string, task Task) (plain []Draft, dropped []Drop) {
	if len(sentences) != len(drafts) {
		return nil, nil
	}
	for i, d := range drafts {
		said := Draft{Text: sentences[i], Quotes: d.Quotes}
		if r := m.changes(ctx, d, said, task); r != nil {
			dropped = append(dropped, Drop{said, r})
			said = d
		}
		plain = append(plain, said)
	}
	return plain, dropped
}

// changes says in what a sentence differs from the draft it is to stand for, nil when both
// follow from each other.
func (m *Model) changes(ctx context.Context, d, said Draft, task Task) *proof.Rejection {
	switch {
	case !aide.Plain(said.Text):
		return &proof.Rejection{Reason: proof.NoText}
	case !aide.SameFigures(d.Text, said.Text):
		return &proof.Rejection{Reason: proof.ForeignNumber}
	}
	checked, err := proof.Verify(said, task.Hits, task.Town)
	if err == nil {
		err = adds(said, task)
	}
	if err == nil {
		if r := m.judge.reject(ctx, checked); r != nil {
			return r
		}
		page := task.Hits[d.Quotes[0].Passage]
		page.Passage.Text = said.Text
		_, err = proof.Verify(Draft{Text: d.Text, Quotes: []Quote{{Passage: 0, Text: said.Text}}}, []retrieval.Hit{page}, task.Town)
	}
	r, _ := err.(*proof.Rejection)
	return r
}

// adds is the rejection of a draft of several sentences one of which says by itself what its
// quotes do not: among the words of the others it would not be noticed. What such a sentence
// leaves out, the others may say.
func adds(said Draft, task Task) error {
	for _, span := range german.Sentences(said.Text) {
		_, err := proof.Verify(Draft{Text: span.Of(said.Text), Quotes: said.Quotes}, task.Hits, task.Town)
		if r, _ := err.(*proof.Rejection); r != nil {
			switch r.Reason {
			case proof.LostLimit, proof.LostCondition, proof.LostDuty:
			default:
				return r
			}
		}
	}
	return nil
}

func texts(drafts []Draft) []string {
	all := make([]string, len(drafts))
	for i, d := range drafts {
		all[i] = d.Text
	}
	return all
}

func level(drafts []Draft) float64 {
	l, _ := german.ReadingLevel(strings.Join(texts(drafts), "\n"))
	return l
}
