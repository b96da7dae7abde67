package compose

import (
	"context"
	"encoding/json"
	"strings"
	"time"

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
	budget    time.Duration
}

// judgeBudget is how long a judge may take over one sentence. The answer waits for it.
const judgeBudget = 3 * time.Second

// NewJudge makes a Judge.
func NewJudge(c Completer) *Judge { return &Judge{c, judgeBudget} }

var verdictSchema = &llm.Schema{Name: "verdict", Root: &llm.Property{
	Type: "object", Required: []string{"follows"}, Properties: map[string]*llm.Property{"follows": {Type: "boolean"}},
}}

// maxVerdict bounds what a judge may write, in tokens.
const maxVerdict = 20

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
	prompt, err := prompts.Write(prompts.Judge, claim)
	if err != nil {
		return false, false
	}
	ctx, cancel := context.WithTimeout(ctx, j.budget)
	defer cancel()
	var text strings.Builder
	_, err = j.completer.Complete(ctx, llm.Request{
		Messages: []llm.Message{{Role: llm.User, Text: prompt}}, Schema: verdictSchema, MaxTokens: maxVerdict,
	}, func(piece string) error {
		text.WriteString(piece)
		return nil
	})
	var verdict struct{ Follows *bool }
	if err != nil || json.Unmarshal([]byte(text.String()), &verdict) != nil || verdict.Follows == nil {
		return false, false
	}
	return *verdict.Follows, true
}
