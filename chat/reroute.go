package chat

import (
	"context"
	"math"
	"strings"
	"time"

	"auskunft/chat/aide"
	"auskunft/chat/compose"
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
	decision := w.routed
	if again, ok := w.routedAgain(); ok {
		decision = again
	}
	if w.Helper == nil || len(decision.Open) == 0 {
		return decision
	}
	kinds := []string{string(decision.Kind)}
	for _, k := range decision.Open {
		kinds = append(kinds, string(k))
	}
	out, aid := routeTask.Ask(ctx, w.Helper, prompts.Choice{Text: w.asked, Kinds: kinds})
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

// routedAgain is what a correction is with the question that it corrects: "Standesamt war falsch" is no complaint. Only what
// would be sent to a person is looked at again.
func (w *walk) routedAgain() (guard.Decision, bool) {
	last, talked := lastMatter(w.turns)
	if !talked || lean(w.masked) != corrects && !takesBack(w.masked) || w.routed.Kind != guard.Complaint && w.routed.Kind != guard.Defect {
		return w.routed, false
	}
	alone, _ := last.correct(w.masked)
	again := w.town.whose(guard.Route(alone), w.masked)
	return again, again.Kind == guard.Question
}

// supposes tells whether a message only puts a condition to what was asked before: "Und wenn ich mehr verdiene?" asks for the
// rule, of whoever does.
func (w *walk) supposes() bool {
	_, talked := lastMatter(w.turns)
	return talked && compose.Supposing.MatchString(strings.TrimSpace(w.asked))
}

// reconsider makes a question of an individual case that a page answers as it stands: the office
// has nothing to decide where the page has a rule for what the asker says of himself. What is likelier a
// question, but not surely enough, is answered with the note beside: a person would say what holds for
// everybody, and that the office decides. A condition put to what was asked before is answered so in any case. Without a lexicon nobody can tell what a page lacks.
func (w *walk) reconsider(ctx context.Context, decision guard.Decision) (guard.Decision, error) {
	if decision.Kind == guard.Individual && w.supposes() {
		decision, err := w.byPage(ctx, decision)
		if err == nil && decision.Kind == guard.Individual {
			decision = guard.Decision{Kind: guard.Question, Search: true, Note: "note.individual_case", Rule: "a condition of what was asked before"}
			w.step("route", "%s (%s)", decision.Kind, decision.Rule)
		}
		return decision, err
	}
	return w.byPage(ctx, decision)
}

// byPage is reconsider for what is said without a condition.
func (w *walk) byPage(ctx context.Context, decision guard.Decision) (guard.Decision, error) {
	if decision.Else == nil || w.Lexicon == nil {
		return decision, nil
	}
	question := *decision.Else
	try := *w
	try.trace, try.theirs = nil, question.Matter
	answerable, err := try.retrieve(ctx, question.Kind)
	if err != nil {
		return decision, err
	}
	lacking := math.Inf(1)
	if answerable && try.reading != nil {
		lacking = try.reading.Lacking()
	}
	w.step("case", "the page lacks %.1f of it; a question up to %.1f", lacking, decision.Leeway)
	plain := answerable && asksPlainly(w.asked) && !byIncome.MatchString(try.page())
	theirs := question.Kind == guard.OtherAuthority && !answerable && decision.Leeway > guard.EvenLeeway
	switch {
	case answerable && lacking <= decision.Leeway || theirs || plain:
		w.step("route", "%s (%s)", question.Kind, question.Rule)
		return question, nil
	case answerable && question.Kind == guard.Question && decision.Leeway > guard.EvenLeeway && !total.MatchString(w.masked):
		w.step("case", "likelier a question: answered, with the note beside")
		question.Note = "note.individual_case"
		return question, nil
	}
	return decision, nil
}

// page is all that was found of the page to answer from.
func (w *walk) page() string {
	var text strings.Builder
	for _, h := range w.found.Hits {
		if w.reading != nil && h.Document.ID == w.reading.Document() {
			text.WriteString(h.Passage.Text)
			text.WriteByte('\n')
		}
	}
	return text.String()
}
