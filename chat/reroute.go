package chat

import (
	"context"
	"time"

	"auskunft/chat/aide"
	"auskunft/chat/guard"
	"auskunft/chat/prompts"
)

var routeTask = aide.Task[struct{ Kind guard.Kind }]{
	Prompt: prompts.Route, Form: aide.Text("kind"), Budget: time.Second, Tokens: 20,
}

// notLeft is the outcome when a model chose a kind that was not open to it.
const notLeft = "not_left"

// route decides what the question is: by rules and classifier, and where these leave a choice
// by a model among what they left.
func (w *walk) route(ctx context.Context) guard.Decision {
	decision := guard.Route(w.masked)
	if w.Helper == nil || len(decision.Open) == 0 {
		return decision
	}
	kinds := []string{string(decision.Kind)}
	for _, k := range decision.Open {
		kinds = append(kinds, string(k))
	}
	out, aid := routeTask.Ask(ctx, w.Helper, prompts.Choice{Text: w.masked, Kinds: kinds})
	chosen, ok := decision.Choose(out.Kind)
	fault := ""
	if !ok {
		fault = notLeft
	}
	if !w.aided(aid, fault) {
		return decision
	}
	return chosen
}
