package compose

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"auskunft"
	"auskunft/chat/aide"
	"auskunft/chat/llm"
	"auskunft/chat/prompts"
	"auskunft/chat/proof"
	"auskunft/retrieval"
)

// Completer is the language model as composing needs it; llm.Model is one.
type Completer interface {
	aide.Completer
	Name() string
}

// Model lets a language model word the answer. Each sentence is verified as soon as it is
// written and emitted only then; what one that is dropped was to say is said in the town's own
// words, in its place. When the endpoint fails, or nothing of what the model writes can be
// proven even in a second try, Extractive answers instead, and behind it is said in the town's words
// what the model wanted to say besides.
type Model struct {
	completer  Completer
	extractive Extractive
	judge      *Judge
	verify     verifier
	repairs    time.Duration // what a first try may have taken for a second to be made
}

// A verifier proves a draft: proof.VerifyClose or proof.Verify.
type verifier func(proof.Draft, []retrieval.Hit, ...string) (proof.Checked, error)

// NewModel makes a Model that has to stay close to the texts: each sentence must be derived from its quotes.
func NewModel(c Completer) *Model {
	return &Model{completer: c, verify: proof.VerifyClose, repairs: 15 * time.Second}
}

// Freely lets it say in other words what its quotes prove.
func (m *Model) Freely() *Model {
	m.verify = proof.Verify
	return m
}

// JudgedBy makes what the model writes have to convince a judge as well.
func (m *Model) JudgedBy(j *Judge) *Model {
	m.judge = j
	return m
}

// Name is the model's name.
func (m *Model) Name() string { return m.completer.Name() }

// What a model is given and may write, at most.
const (
	maxMaterial     = 16_000 // code points of passages, about 5,000 tokens
	maxAnswerTokens = 1_500
	maxRest         = 256 // bytes after the last sentence, where the endpoint says what it used
	maxFaults       = 8   // sentences that it is told were wrong: the prompt is longer by each
)

// errEnough ends a call that has given all sentences that are wanted, or twice as many as were.
var errEnough = errors.New("enough sentences")

// errNothing is the fallback's reason when the model has nothing to say.
var errNothing = auskunft.Errorf(auskunft.Unavailable, "llm_nothing", "the model found no answer in the passages")

// errUnproven is the fallback's reason when nothing that the model said could be proven.
var errUnproven = auskunft.Errorf(auskunft.Unavailable, "llm_unproven", "nothing that the model wrote could be proven")

// writing is one answer in the making.
type writing struct {
	task   Task
	emit   func(Draft) error
	report Report
	said   map[string]bool
	answer []said        // what was said, and what of it waits for what is said before it
	open   []alternative // of sentences that were dropped since
	most   int
	stop   error // of emit: not to be taken for a fault of the model
	verify verifier
	judge  func(*Draft, proof.Checked, *proof.Rejection) *proof.Rejection
}

// Compose emits what the model writes and Verify lets through. With Report.Fallback set
// and Report.GeneratedBy the model's name, the endpoint failed after some sentences.
func (m *Model) Compose(ctx context.Context, task Task, emit func(Draft) error) (Report, error) {
	if len(task.Hits) == 0 {
		return Report{GeneratedBy: m.Name()}, ctx.Err()
	}
	if task.Mode == auskunft.SimpleMode {
		return m.simplify(ctx, task, emit)
	}
	w := &writing{task: task, emit: emit, report: Report{GeneratedBy: m.Name(), Prompts: prompts.Version()}, said: map[string]bool{}, most: task.sentences(), verify: m.verify}
	beside := llm.Beside(ctx)
	w.judge = func(d *Draft, c proof.Checked, r *proof.Rejection) *proof.Rejection {
		switch {
		case r == nil:
			return m.judge.reject(beside, c)
		case r.Soft && m.judge.allows(beside, c):
			d.Judged = true
			return nil
		}
		return r
	}
	err := m.write(ctx, w)
	if len(w.said) > 0 && w.stop == nil && ctx.Err() == nil {
		w.stop = w.fill()
	}
	switch {
	case w.stop != nil:
		return w.report, w.stop
	case ctx.Err() != nil:
		return w.report, ctx.Err()
	case len(w.said) > 0:
		w.report.Fallback = err
		return w.report, nil
	case err == nil:
		err = errNothing
	}
	report, failed := m.extractive.Compose(ctx, task, w.built)
	if failed == nil {
		failed = w.fill()
	}
	report.Dropped = slices.Concat(w.report.Dropped, report.Dropped)
	report.Fallback, report.Tokens = err, w.report.Tokens
	return report, failed
}

// write asks the model, and once more when it wrote nothing that could be used and the asker has not waited
// long for that.
func (m *Model) write(ctx context.Context, w *writing) error {
	messages, err := opening(w.task, w.most)
	if err != nil {
		return err
	}
	started := time.Now()
	text, faults, err := m.ask(ctx, w, messages)
	switch {
	case err != nil || len(w.said) > 0 || len(faults) == 0:
		return err
	case time.Since(started) >= m.repairs:
		return errUnproven
	}
	repair, err := prompts.Write(prompts.Repair, prompts.Faults{Faults: faults[:min(len(faults), maxFaults)]})
	if err != nil {
		return err
	}
	first := w.open
	w.open = nil
	messages = append(messages, llm.Message{Role: llm.Assistant, Text: text}, llm.Message{Role: llm.User, Text: repair})
	_, faults, err = m.ask(ctx, w, messages)
	if len(w.said) == 0 && len(w.open) == 0 {
		w.open = first // what it was to say it has said once
	}
	if err != nil || len(w.said) > 0 || len(faults) == 0 {
		return err
	}
	return errUnproven
}

// ask makes one call. It returns what the model wrote and what was wrong with it; err
// is the endpoint's.
func (m *Model) ask(ctx context.Context, w *writing, messages []llm.Message) (text string, faults []prompts.Fault, err error) {
	var all strings.Builder
	var parser sentenceParser
	var parseErr error
	rest, read := 0, 0
	request := llm.Request{Messages: messages, Schema: answerSchema, MaxTokens: maxAnswerTokens, Restart: func() bool {
		if len(w.said) > 0 {
			return false // the asker has read it
		}
		all.Reset()
		parser, parseErr, faults, rest, read, w.open = sentenceParser{}, nil, nil, 0, 0, nil
		return true
	}}
	result, err := m.completer.Complete(ctx, request, func(piece string) error {
		all.WriteString(piece)
		var sentences []written
		sentences, parseErr = parser.write(piece)
		for _, s := range sentences {
			fault, err := w.take(s)
			if err != nil {
				return err
			}
			faults = append(faults, fault...)
			if read++; read == 2*w.most {
				return errEnough
			}
		}
		if parser.done {
			if rest += len(piece); rest > maxRest {
				return errEnough
			}
			return nil
		}
		return parseErr
	})
	if result.Model != "" {
		w.report.GeneratedBy = result.Model
	}
	w.report.Tokens.Prompt += result.PromptTokens
	w.report.Tokens.Completion += result.CompletionTokens
	switch {
	case parser.done || errors.Is(err, errEnough): // whatever happened to the rest
		err = nil
	case parseErr != nil && errors.Is(err, parseErr):
		faults, err = append(faults, prompts.Fault{Kind: "form"}), nil
	case err == nil && !parser.done:
		faults = append(faults, prompts.Fault{Kind: "form"})
	}
	return all.String(), faults, err
}

// take verifies a sentence and emits it, behind what is said instead of those dropped before it, or says what is wrong
// with it.
func (w *writing) take(s written) ([]prompts.Fault, error) {
	d := s.draft()
	checked, err := w.verify(d, w.task.Hits, w.task.Town)
	r, _ := err.(*proof.Rejection)
	if r = w.judge(&d, checked, r); r != nil {
		w.report.Dropped = append(w.report.Dropped, Drop{d, r})
		w.open = append(w.open, alternatives(d, w.task)...)
		return []prompts.Fault{{Kind: string(r.Reason), Sentence: clipped(d.Text, 120), Detail: clipped(r.Detail, 200)}}, nil
	}
	w.answer = append(w.answer, said{checked.Text, checked.Citations})
	if w.stop = w.fill(); w.stop == nil {
		w.stop = w.say(d)
	}
	if w.stop == nil && len(w.said) == w.most {
		return nil, errEnough
	}
	return nil, w.stop
}

// built says a draft of the built-in composer, which answers when the model could not: what the model wanted to say besides
// comes behind it.
func (w *writing) built(d Draft) error {
	told := said{text: d.Text}
	for _, q := range d.Quotes {
		if c, err := proof.Cite(q, w.task.Hits); err == nil {
			told.citations = append(told.citations, c)
		}
	}
	w.answer = append(w.answer, told)
	return w.say(d)
}

// fill says in the town's words what dropped sentences were to say and no other sentence tells.
func (w *writing) fill() error {
	for _, a := range w.open {
		if a.told(w.answer) {
			continue
		}
		drafts := a.drafts
		if a.foreign(w.answer) {
			drafts = a.named(w.task)
		}
		for _, d := range drafts {
			w.answer = append(w.answer, said{d.Text, a.quotes})
			if err := w.say(d); err != nil {
				return err
			}
		}
	}
	w.open = nil
	return nil
}

// say emits a proven draft that says something new, while there is room.
func (w *writing) say(d Draft) error {
	key := proof.Fold(d.Text)
	if w.said[key] || len(w.said) == w.most {
		return nil
	}
	w.said[key] = true
	return w.emit(d)
}

func clipped(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// opening is the conversation that asks for an answer.
func opening(task Task, most int) ([]llm.Message, error) {
	rules, err := prompts.Write(prompts.Answer, prompts.Rules{MaxSentences: most})
	if err != nil {
		return nil, err
	}
	material, err := prompts.Write(prompts.Passages, prompts.Material{Question: task.Question, Passages: material(task.Hits)})
	if err != nil {
		return nil, err
	}
	return []llm.Message{{Role: llm.System, Text: rules}, {Role: llm.User, Text: material}}, nil
}

// material numbers the passages from 1, as many as fit.
func material(hits []retrieval.Hit) []prompts.Passage {
	var passages []prompts.Passage
	room := maxMaterial
	for i, h := range hits {
		if room -= utf8.RuneCountInString(h.Passage.Text); room < 0 && i > 0 {
			break
		}
		passages = append(passages, prompts.Passage{
			Number: i + 1, Title: h.Document.Title, Headings: strings.Join(h.Passage.Headings, " – "), Text: h.Passage.Text,
		})
	}
	return passages
}

var answerSchema = &llm.Schema{Name: "answer", Root: &llm.Property{
	Type: "object", Required: []string{"sentences"}, Properties: map[string]*llm.Property{
		"sentences": {Type: "array", Items: &llm.Property{
			Type: "object", Required: []string{"text", "quotes"}, Properties: map[string]*llm.Property{
				"text": {Type: "string"},
				"quotes": {Type: "array", Items: &llm.Property{
					Type: "object", Required: []string{"passage", "quote"}, Properties: map[string]*llm.Property{
						"passage": {Type: "integer"}, "quote": {Type: "string"},
					},
				}},
			},
		}},
	},
}}
