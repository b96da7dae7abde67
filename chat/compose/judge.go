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

// Judge asks a language model whether a sentence that the rules let through follows from
// its quotes. It can only drop: a sentence that the rules reject is never shown to it, and
// when it fails or takes too long the rules' word stands, as it does without a judge.
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
	if j == nil {
		return nil
	}
	claim := prompts.Claim{Sentence: c.Text}
	for _, citation := range c.Citations {
		claim.Quotes = append(claim.Quotes, citation.Quote)
	}
	prompt, err := prompts.Write(prompts.Judge, claim)
	if err != nil {
		return nil
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
	if err != nil || json.Unmarshal([]byte(text.String()), &verdict) != nil || verdict.Follows == nil || *verdict.Follows {
		return nil
	}
	return &proof.Rejection{Reason: proof.NotEntailed}
}
