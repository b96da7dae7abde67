package compose

import (
	"context"
	"time"

	"auskunft/chat/aide"
	"auskunft/chat/llm"
	"auskunft/chat/prompts"
	"auskunft/chat/proof"
)

// Judge asks a language model whether a sentence follows from its quotes. What the rules let
// through it can drop. What they reject for the wording of a single word, and for nothing else, it
// can let through; what they reject for a number, a name, a link, a denial, a limit or a duty is
// never shown to it. When it fails or takes too long the rules' word stands, as it does without one.
type Judge struct {
	completer Completer
	task      aide.Task[verdict]
}

type verdict struct{ Follows *bool }

// NewJudge makes a Judge. An answer waits for it, once a sentence.
func NewJudge(c Completer) *Judge {
	return &Judge{c, aide.Task[verdict]{
		Prompt: prompts.Judge, Budget: 3 * time.Second, Tokens: 20,
		Form: &llm.Property{
			Type: "object", Required: []string{"follows"}, Properties: map[string]*llm.Property{"follows": {Type: "boolean"}},
		},
	}}
}

// reject gives the judge's verdict against a sentence; nil when there is none, or no judge.
func (j *Judge) reject(ctx context.Context, c proof.Checked) *proof.Rejection {
	if follows, ok := j.verdict(ctx, c); ok && !follows {
		return &proof.Rejection{Reason: proof.NotEntailed}
	}
	return nil
}

// allows tells whether the judge has said that a sentence follows.
func (j *Judge) allows(ctx context.Context, c proof.Checked) bool {
	follows, ok := j.verdict(ctx, c)
	return ok && follows
}

// verdict asks; ok is false when nobody answered in time.
func (j *Judge) verdict(ctx context.Context, c proof.Checked) (follows, ok bool) {
	if j == nil {
		return false, false
	}
	claim := prompts.Claim{Sentence: c.Text}
	for _, citation := range c.Citations {
		claim.Quotes = append(claim.Quotes, citation.Quote)
	}
	out, aid := j.task.Ask(ctx, j.completer, claim)
	if aid.Outcome != aide.Used || out.Follows == nil {
		return false, false
	}
	return *out.Follows, true
}
