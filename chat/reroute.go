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

// How much of what somebody tells and asks a page may lack, in nats of IDF, and still has the rule for whoever is so.
// Of 477 cases and 486 look-alikes of seven authors, each by weights of the others, up to mostLacking 26 and 91 are
// answered (12.5: 5 and 80; 16: 12 and 88; 25: 45 and 94). Up to saysAll they need no note that the office decides:
// that takes it from none of these cases (from three up to 10), and from 18 of 53 plain questions in 664.
const (
	mostLacking = 20
	saysAll     = 8
	// even is the probability of a case up to which whatever page answers will do, and another authority's matter is sent there.
	even = .5
)

// reconsider makes a question of an individual case that a page answers: the office has nothing to decide where the
// page has a rule for what the asker says of himself, and where it has most of it, a person would say what holds for
// everybody, and that the office decides. A condition put to what was asked before is answered in any case.
func (w *walk) reconsider(ctx context.Context, decision guard.Decision) (guard.Decision, error) {
	decision, err := w.byPage(ctx, decision)
	if err == nil && decision.Kind == guard.Individual && w.supposes() {
		decision = guard.Decision{Kind: guard.Question, Search: true, Case: 1, Rule: "a condition of what was asked before"}
		w.step("route", "%s (%s)", decision.Kind, decision.Rule)
	}
	return decision, err
}

// byPage is reconsider for what is said without a condition. Without a lexicon nobody can tell what a page lacks.
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
	if answerable {
		if try.reading == nil { // not read for the decision
			try.reading = compose.Read(try.task())
		}
		lacking = try.reading.Lacking()
	}
	w.step("case", "probability %.2f; the page lacks %.1f of it, answered up to %d", question.Case, lacking, mostLacking)
	most := float64(mostLacking)
	likelier := question.Case <= even && (answerable || question.Kind == guard.OtherAuthority)
	if decision.Kind != guard.Individual { // to be sent away by a guess is worse than an answer that has all of it
		most, likelier = saysAll, false
	}
	if lacking > most && !likelier {
		return decision, nil
	}
	w.step("route", "%s (%s)", question.Kind, question.Rule)
	return question, nil
}

// besideCase says of what is answered that it holds in general, where the question may be somebody's own case and the page
// does not have all that he tells and asks. The hours or the telephone of an office decide nothing.
func (w *walk) besideCase(ofCase float64) {
	if ofCase < guard.Thinkable || w.reading == nil {
		return
	}
	lacking := w.reading.Lacking()
	w.step("note", "a case with probability %.2f; the page lacks %.1f of it, no note up to %d", ofCase, lacking, saysAll)
	if lacking > saysAll {
		w.answer.Note = w.messages.Text(w.lang, "note.individual_case")
	}
}
