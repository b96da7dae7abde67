package chat

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/chat/llm"
	"auskunft/chat/proof"
	"auskunft/retrieval"
)

// walk is one question on its way through the desk.
type walk struct {
	*Desk
	question auskunft.Question // Text is raw; only begin reads it
	emit     func(Event) error
	trace    func(Step)
	started  time.Time

	at           string         // the stage that was told last
	routed       guard.Decision // by rules and classifier
	conversation string
	turns        []Turn
	lang         string    // of the asker: our own words are in it
	spoken       string    // detected language of the question, "" when unsure
	ages         []float64 // in years, of those whose birth dates the question tells
	area         string
	district     string   // that the asker chose of those offered; nothing of another is said
	masked       string   // the question as it was typed, masked
	asked        string   // … and with its words put right; all that follows reads this
	meant        []string // words of asked that were not typed
	standalone   string
	own          string // of a message that goes on with the conversation, what it says itself
	told         string // the message as it was told, where the question is only a part of it
	chose        string // of the services that were offered
	read         bool   // the glossary put the question in German
	theirs       string // words that make it another authority's matter, folded
	found        retrieval.Result
	behind       retrieval.Result // of the service whose office's hours are asked for
	approved     []compose.Draft  // of a pinned answer, nil without one
	reading      *compose.Reading // of the pages found; nil until the decision to answer needs it
	prompts      string           // version of those the answer was written by
	held         []proof.Checked  // sentences that wait to be translated
	unsaid       string           // key of our own words for what neither the page nor its office says, "" for nothing
	unlisted     bool             // the openings of a day are asked for that an office does not list
	eve          bool             // the openings of Christmas Eve or New Year's Eve are asked for
	isPlace      bool             // a place is told of, whatever the page it stands on is about
	most         int              // sentences of one of several matters; 0: there is one
	translator   string           // model that translated them
	answer       auskunft.Answer

	remembered compose.Vocabulary          // see vocabulary
	searched   map[looked]retrieval.Result // see find
}

// step reports a decision to whoever listens.
func (w *walk) step(name, format string, args ...any) {
	if w.trace != nil {
		w.trace(Step{Name: name, Detail: fmt.Sprintf(format, args...)})
	}
}

// open takes up the asker's conversation, or begins one. An identifier that is unknown
// or too old is never taken over: whoever made it up could read along.
func (w *walk) open(ctx context.Context) error {
	w.conversation = newID()
	if w.question.Conversation == "" {
		return nil
	}
	turns, ok, err := w.Conversations.Turns(ctx, w.question.Reader, w.question.Conversation, w.question.Now)
	if ok {
		w.conversation, w.turns = w.question.Conversation, turns
	}
	return err
}

// run answers the question. What it emits is in w.answer when it returns.
func (w *walk) run(ctx context.Context) error {
	ctx = llm.WithPlace(ctx, w.queued)
	if len(w.turns) == 0 && w.conversation != w.question.Conversation {
		begin := func(ctx context.Context) error {
			return w.Conversations.Begin(ctx, w.conversation, w.lang, w.area, w.question.Now)
		}
		if err := w.keep(ctx, begin); err != nil {
			return err
		}
	}
	if err := w.emit(ConversationEvent{ID: w.conversation}); err != nil {
		return err
	}
	if w.meansOther() {
		w.askBack(nil)
		return nil
	}
	decision := w.route(ctx)
	w.step("route", "%s (%s)", decision.Kind, decision.Rule)
	if !decision.Search && decision.Else == nil {
		w.answer.Danger = inDanger(decision)
		w.sendAway(decision)
		return nil
	}
	return w.lookUp(ctx, decision)
}

// sendAway says what is said to a message that nothing is searched for.
func (w *walk) sendAway(decision guard.Decision) {
	w.close(decision.Status, decision.Reason, decision.Message)
	w.helpBeside(decision)
}

// lookUp answers from the town's texts, or says that they have nothing.
func (w *walk) lookUp(ctx context.Context, decision guard.Decision) error {
	if err := w.stage("searching"); err != nil {
		return err
	}
	var err error
	if w.standalone, err = w.understand(ctx); err != nil {
		return err
	}
	if decision, err = w.reconsider(ctx, decision); err != nil {
		return err
	}
	if !decision.Search { // no page has it
		w.sendAway(decision)
		return nil
	}
	w.theirs = decision.Matter
	done, err := w.clarify(ctx, decision.Kind)
	if err != nil {
		return err
	}
	if !done {
		if err := w.respond(ctx, decision.Kind); err != nil {
			return err
		}
	}
	if w.answer.Status == auskunft.Clarify {
		w.helpBeside(decision)
		return nil
	}
	w.conclude(decision)
	w.helpBeside(decision)
	return w.cards(ctx)
}

// respond says what there is to say: the approved answer, or what is found and composed.
func (w *walk) respond(ctx context.Context, kind guard.Kind) error {
	if w.approved != nil {
		return w.say(ctx)
	}
	if done, err := w.bothMatters(ctx, kind); done || err != nil {
		return err
	}
	if kind == guard.Individual {
		return w.ruleBeside(ctx)
	}
	answerable, err := w.retrieve(ctx, kind)
	if err != nil || !answerable {
		return err
	}
	if kind == guard.OtherAuthority && w.reading == nil {
		w.reading = compose.Read(w.task()) // not read for the decision
	}
	if err := w.stayHere(ctx, kind); err != nil {
		return err
	}
	if names := w.rivals(); names != nil {
		w.offer(names, "reply.which_place")
		return nil
	}
	if err := w.compose(ctx, kind); err != nil {
		return err
	}
	return w.sayBehind(ctx, kind)
}

// clarify asks back when a question may mean several services; then the answer is done. One with an
// approved answer means what that says.
func (w *walk) clarify(ctx context.Context, kind guard.Kind) (done bool, err error) {
	if kind == guard.Individual && !asksRule(w.standalone) {
		w.told = firstNonEmpty(w.told, w.standalone)
		w.standalone = generalTerms(w.standalone)
	}
	w.step("standalone", "%s", w.standalone)
	if kind != guard.Question || w.chose != "" || w.pinned(ctx) {
		return false, nil
	}
	names, err := w.happened(ctx)
	if names == nil && err == nil && w.chose == "" {
		names, err = w.ambiguous(ctx, w.standalone)
	}
	if err != nil || names == nil {
		return false, err
	}
	w.askBack(names)
	return true, nil
}

// retrieve searches for the stand-alone question and decides whether to answer.
func (w *walk) retrieve(ctx context.Context, kind guard.Kind) (bool, error) {
	for _, office := range []func(context.Context) (bool, error){w.openings, w.reach} {
		if ok, err := office(ctx); ok || err != nil {
			w.explainHits()
			return ok, err
		}
	}
	if done, answerable, err := w.place(ctx); done || err != nil {
		w.explainHits()
		return answerable && (w.theirs == "" || w.saysTheirs()), err
	}
	ok, err := w.findAnswer(ctx, kind)
	if err != nil {
		return false, err
	}
	if clause := askingClause(w.standalone); !ok && kind == guard.Question && clause != w.standalone && ownMatter(clause) && !w.given() {
		if ok, err = w.asksAlone(ctx, clause); err != nil {
			return false, err
		}
	}
	if w.theirs != "" {
		return ok, nil
	}
	return w.appointment(ctx, ok)
}

// asksAlone tries what a message asks without what it tells besides, which no page may have. What was found for the whole message
// stays when that cannot be answered either.
func (w *walk) asksAlone(ctx context.Context, clause string) (bool, error) {
	whole, found, reading := w.standalone, w.found, w.reading
	w.standalone, w.reading = clause, nil
	w.step("alone", "%s", clause)
	ok, err := w.findAnswer(ctx, guard.Question)
	if err != nil || ok {
		return ok, err
	}
	w.standalone, w.found, w.reading = whole, found, reading
	return false, nil
}

// findAnswer finds passages for the stand-alone question, reads them and decides whether they answer it.
func (w *walk) findAnswer(ctx context.Context, kind guard.Kind) (bool, error) {
	found, err := w.search(ctx)
	if err != nil {
		return false, fmt.Errorf("searching: %w", err)
	}
	if w.spoken != "" {
		found.Hits = readable(found.Hits, w.spoken, w.lang)
	}
	w.found = inLanguage(found, w.lang, w.question.Mode)
	w.found.Hits = oneDepartment(w.found.Hits)
	w.explainHits()
	w.readInGerman()
	ok, why := w.answerable(kind)
	w.step("answerable", "%t: %s", ok, why)
	return ok, nil
}

// compose emits every sentence that passes verification, citations first.
func (w *walk) compose(ctx context.Context, kind guard.Kind) error {
	if err := w.stage("writing"); err != nil {
		return err
	}
	task := w.task()
	task.Reading = w.reading
	task.Case = kind == guard.Individual
	if task.Case {
		task.Reading = nil // it was read as a question
	}
	if task.Case && !asksRule(w.standalone) {
		task.Wanted = []auskunft.Field{auskunft.FieldRequirements, auskunft.FieldSummary, auskunft.FieldDescription}
	}
	task.Overview = kind == guard.Question && asksNothing(w.standalone)
	report, err := w.Composer.Compose(ctx, task, w.verify)
	if err != nil {
		return err
	}
	if err := w.release(ctx); err != nil {
		return err
	}
	w.answer.Dropped += len(report.Dropped)
	w.answer.Tokens += report.Tokens.Prompt + report.Tokens.Completion
	for _, aid := range report.Aids {
		w.aided(aid, "")
	}
	for _, drop := range report.Dropped {
		w.step("verify", "dropped by the composer: %v: %s", drop.Rejection, drop.Draft.Text)
	}
	if report.Fallback != nil {
		w.Log.WarnContext(ctx, "composer fell back", slog.Any("error", report.Fallback))
		w.step("compose", "fell back: %v", report.Fallback)
	}
	if report.GeneratedBy != "" && len(w.answer.Sentences) > 0 {
		w.answer.GeneratedBy, w.prompts = report.GeneratedBy, report.Prompts
	}
	return nil
}

// task is what there is to compose from.
func (w *walk) task() compose.Task {
	own := ""
	if strings.HasPrefix(w.standalone, w.own) {
		own = w.own
	}
	told := w.told
	if guard.HasPlaceholder(w.asked) { // the sentence with a name or an address may tell more than that
		told = guard.RemovePlaceholders(w.asked)
	}
	return compose.Task{
		Question: w.standalone, Own: own, Told: told, Ages: w.ages, Lang: w.lang, Mode: w.question.Mode, Town: w.town.Name, Hits: w.found.Hits, MaxSentences: w.most, Given: w.given(),
		Vocabulary: w.vocabulary(),
	}
}

// verify shows a draft if it can be proven, and counts it if not.
func (w *walk) verify(draft compose.Draft) error {
	if guard.GivesOrders(draft.Text) {
		w.answer.Dropped++
		w.step("verify", "dropped: gives orders: %s", draft.Text)
		return nil
	}
	checked, err := proof.Verify(draft, w.found.Hits, w.town.Name)
	if err != nil {
		w.answer.Dropped++
		w.step("verify", "dropped: %v: %s", err, draft.Text)
		return nil
	}
	if w.translates() {
		w.held = append(w.held, checked)
		return nil
	}
	return w.tell(checked, "")
}

// tell shows a verified sentence, citations first, or its translation, "" for none.
func (w *walk) tell(checked proof.Checked, translation string) error {
	sentence := auskunft.Sentence{Text: checked.Text}
	if translation != "" {
		sentence = auskunft.Sentence{Text: translation, Lang: w.messages.Language(w.lang)}
	}
	for _, c := range checked.Citations {
		n, err := w.cite(c)
		if err != nil {
			return err
		}
		sentence.Citations = append(sentence.Citations, n)
	}
	sentence.Links = w.links(sentence.Text)
	w.answer.Sentences = append(w.answer.Sentences, sentence)
	return w.emit(SentenceEvent(sentence))
}

// cite returns the number of a citation, sending it first when it is new.
func (w *walk) cite(c auskunft.Citation) (int, error) {
	for _, have := range w.answer.Citations {
		if have.Document == c.Document && have.Start == c.Start && have.End == c.End {
			return have.N, nil
		}
	}
	c.N = len(w.answer.Citations) + 1
	w.answer.Citations = append(w.answer.Citations, c)
	return c.N, w.emit(citationEvent(c))
}

func (w *walk) stage(name string) error {
	w.at = name
	return w.emit(StageEvent{Stage: name, Text: w.messages.Text(w.lang, "stage."+name)})
}

// queued says that the asker waits for the language model, and at last that the work goes on.
func (w *walk) queued(place int) error {
	if place == 0 {
		return w.stage(w.at)
	}
	return w.emit(StageEvent{Stage: "queued", Text: w.messages.Text(w.lang, "stage.queued", "{n}", strconv.Itoa(place)), Place: place})
}

// record keeps the exchange. The answer has been shown by then, so a failure is for the
// operators.
func (w *walk) record(ctx context.Context) {
	patience := 5 * time.Second
	if inDanger(w.routed) {
		patience = keepTime
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := w.Conversations.Record(ctx, Exchange{
		Conversation: w.conversation,
		Turn:         Turn{Question: w.masked, Standalone: w.standalone, Status: w.answer.Status, Subject: subjectOf(w.answer), Options: w.answer.Options},
		Answer:       w.answer,
		Prompts:      w.prompts,
		Visibility:   narrowest(cited(w.found.Hits, w.answer.Citations)),
		Reader:       w.question.Reader,
		Lang:         w.lang,
		Area:         w.area,
		At:           w.question.Now,
	})
	if err != nil && !isGone(err) {
		w.Log.ErrorContext(ctx, "answer not recorded", slog.String("answer", w.answer.ID), slog.Any("error", err))
	}
}

// subjectOf is the title of what an answer quotes first.
func subjectOf(a auskunft.Answer) string {
	if len(a.Citations) == 0 {
		return ""
	}
	return a.Citations[0].Title
}

func (w *walk) explainHits() {
	if w.trace == nil {
		return
	}
	w.step("retrieve", "%d hits, coverage %.2f, degraded %q", len(w.found.Hits), w.found.Coverage, w.found.Degraded)
	for i, h := range w.found.Hits {
		var why strings.Builder
		for _, p := range h.Why {
			fmt.Fprintf(&why, " %s=%.3f", p.Name, p.Value)
		}
		w.step("hit", "%d %.3f coverage %.2f %s, passage %d%s", i+1, h.Score, h.Coverage, h.Document.Title, h.Passage.ID, why.String())
	}
}
