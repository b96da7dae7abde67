package sets

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/chat/guard"
	"auskunft/chat/proof"
)

// Today is the day the rows are asked on: the demo town's notices and dates are written
// around it.
var Today = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// Reply is an answer with what the measures need to know of its making.
type Reply struct {
	Answer       auskunft.Answer
	Conversation string     // what the next question of the conversation has to name
	Route        guard.Kind // which way the question went
	Lang         string     // of the desk's own words
}

// Desk is what is measured.
type Desk interface {
	Ask(ctx context.Context, q auskunft.Question) (Reply, error)
	// Keys are the document keys of services by name, which is what buttons say.
	Keys(ctx context.Context) (map[string]string, error)
	// Names are the official names of services by document key.
	Names(ctx context.Context) (map[string]string, error)
	// Town is the name of the town whose texts the sets are written from.
	Town() string
}

// Figure is how many rows of a kind came out right.
type Figure struct {
	Set, Kind, Name string
	Right, Of       int
}

// Failure is a row that did not come out right.
type Failure struct {
	Set, Name, ID string
	Text          string // what was asked; "" for held-out rows
	Got           string
}

// Report is what a measurement found.
type Report struct {
	Figures  []Figure
	Failures []Failure
}

// Measure asks every row of a set.
func Measure(ctx context.Context, desk Desk, s Set) (Report, error) {
	m := meter{ctx: ctx, desk: desk, set: s}
	kind, _ := s.edition()
	measure := map[string]func(Row) error{
		"entitlement": m.entitlement, "routes": m.route, "danger": m.danger, "followups": m.followUp, "typos-dialect": m.spelling, "clarify": m.clarify, "everyday": m.everyday,
		"paraphrases": m.wording, "hallucinations": m.wording,
	}[kind]
	if measure == nil {
		return Report{}, auskunft.Errorf(auskunft.Invalid, "set", "there is no measure for a set %q", s.Name)
	}
	var err error
	if m.keys, err = desk.Keys(ctx); err != nil {
		return Report{}, err
	}
	names, err := desk.Names(ctx)
	if err != nil {
		return Report{}, err
	}
	for _, r := range s.Rows {
		for i, p := range r.Passages {
			r.Passages[i].name = names[p.Source]
		}
		if err := measure(r); err != nil {
			return m.report, fmt.Errorf("%s: %w", r.ID, err)
		}
	}
	if kind == "paraphrases" {
		return m.report, m.answers()
	}
	return m.report, nil
}

type meter struct {
	ctx    context.Context
	desk   Desk
	set    Set
	keys   map[string]string // of services, by name
	report Report
}

// count adds a row to the figure of its kind, and to that of all kinds.
func (m *meter) count(r Row, kind, name string, right bool, got string) {
	for _, k := range slices.Compact([]string{kind, "all"}) {
		i := slices.IndexFunc(m.report.Figures, func(f Figure) bool { return f.Kind == k && f.Name == name })
		if i < 0 {
			i = len(m.report.Figures)
			m.report.Figures = append(m.report.Figures, Figure{Set: m.set.Name, Kind: k, Name: name})
		}
		m.report.Figures[i].Of++
		if right {
			m.report.Figures[i].Right++
		}
	}
	if right {
		return
	}
	f := Failure{Set: m.set.Name, Name: name, ID: r.ID, Got: got}
	if !m.set.HeldOut {
		f.Text = r.Text + strings.Join(r.Turns, " | ") + r.Sentence
	}
	m.report.Failures = append(m.report.Failures, f)
}

// ask asks one question as the public. What is no question at all ends as nonsense.
func (m *meter) ask(text, conversation string) (Reply, error) {
	reply, err := m.desk.Ask(m.ctx, auskunft.Question{Text: text, Conversation: conversation, Reader: auskunft.PublicReader, Now: Today})
	if auskunft.KindOf(err) == auskunft.Invalid {
		return Reply{Route: guard.Nonsense}, nil
	}
	return reply, err
}

// route counts messages that went their way, and look-alikes that were answered.
func (m *meter) route(r Row) error {
	reply, err := m.ask(r.Text, "")
	if err != nil {
		return err
	}
	right := reply.is(r.Expect) || slices.ContainsFunc(r.AlsoOK, reply.is)
	switch r.Expect {
	case "question":
		m.count(r, r.Kind+", look-alike", "routed", right, reply.String())
		m.count(r, r.Kind+", look-alike", "answered from its source", reply.from(r.Source) || slices.ContainsFunc(r.AlsoOK, reply.is), reply.String())
	case "other_authority":
		m.count(r, r.Kind, "routed", right, reply.String())
		m.count(r, r.Kind, "authority named", reply.names(r.Authority) || reply.from(r.Source), reply.String())
	case "other_language":
		lang, _, _ := strings.Cut(r.Note, ",")
		lang, _, _ = strings.Cut(lang, ";")
		if lang != "" {
			m.count(r, r.Kind, "in the asker's language", reply.Lang == cmp.Or(languages[lang], lang), reply.String())
		}
		m.count(r, r.Kind, "routed", right, reply.String())
		if len(r.Source) > 0 {
			m.count(r, r.Kind, "answered from its source", reply.from(r.Source), reply.String())
		}
	default:
		m.count(r, r.Kind, "routed", right, reply.String())
	}
	if slices.Contains(r.With, "crisis") {
		m.count(r, r.Kind, "help beside the answer", strings.Contains(reply.Answer.Message, "0800 111 0 111"), reply.String())
	}
	return nil
}

// languages are the codes of those that notes name in words.
var languages = map[string]string{
	"Englisch": "en", "Türkisch": "tr", "Ukrainisch": "uk", "Russisch": "ru", "Arabisch": "ar", "Französisch": "fr", "Polnisch": "pl",
}

// followUp walks a conversation to its last question, and asks the same on its own.
func (m *meter) followUp(r Row) error {
	var reply Reply
	for _, turn := range r.Turns {
		var err error
		if reply, err = m.ask(turn, reply.Conversation); err != nil {
			return err
		}
	}
	if r.Expect != "answered" {
		m.count(r, r.Kind, r.Expect, reply.is(r.Expect) && (len(r.Says) == 0 || reply.says(r.Says)), reply.String())
		return nil
	}
	right := reply.from(r.Source) && !reply.from(r.Avoid)
	m.count(r, r.Kind, "answered from its source", right, reply.String())
	if len(r.Says) > 0 {
		m.count(r, r.Kind, "… and what is asked comes first", right && reply.says(r.Says), reply.String())
	}
	return m.asWritten(r)
}

// asWritten counts whether the row's question in standard German is answered: what is lost
// against it is lost by the conversation or the spelling.
func (m *meter) asWritten(r Row) error {
	reply, err := m.ask(r.Question, "")
	if err != nil {
		return err
	}
	m.count(r, r.Kind, "the same in standard German", reply.from(r.Source), reply.String())
	return nil
}

func (m *meter) spelling(r Row) error {
	reply, err := m.ask(r.Text, "")
	if err != nil {
		return err
	}
	m.count(r, r.Kind, "answered from its source", reply.from(r.Source), reply.String())
	return m.asWritten(r)
}

// everyday counts what leads to one of its sources: by the answer, or by a button of asking back; and what has none and is
// refused.
func (m *meter) everyday(r Row) error {
	reply, err := m.ask(r.Text, "")
	if err != nil {
		return err
	}
	if r.Expect != "led" {
		m.count(r, r.Kind, "refused", reply.Answer.Status == auskunft.Refused, reply.String())
		return nil
	}
	answered := reply.from(r.Source) && !reply.from(r.Avoid)
	offered := slices.IndexFunc(reply.Answer.Options, func(o string) bool { return isOneOf(m.keys[o], r.Source) })
	m.count(r, r.Kind, "led to its source", answered || offered >= 0, reply.String())
	m.count(r, r.Kind, "answered from it, or by the first button", answered || offered == 0, reply.String())
	return nil
}

// clarify counts, of what is ambiguous, how much is asked back, with the right buttons, and
// of what is clear, how much is answered.
func (m *meter) clarify(r Row) error {
	reply, err := m.ask(r.Text, "")
	if err != nil {
		return err
	}
	asked := reply.Answer.Status == auskunft.Clarify
	if r.Expect != "clarify" {
		m.count(r, "clear", "not asked back", !asked, reply.String())
		m.count(r, "clear", "answered from its source", reply.from(r.Source), reply.String())
		return nil
	}
	m.count(r, "ambiguous", "asked back", asked, reply.String())
	m.count(r, "ambiguous", "asked back with two right buttons, the first right", asked && m.rightButtons(reply.Answer.Options, r.Choices), reply.String())
	return nil
}

func (m *meter) rightButtons(options, choices []string) bool {
	right := 0
	for i, o := range options {
		if isOneOf(m.keys[o], choices) {
			right++
		} else if i == 0 {
			return false
		}
	}
	return right >= 2
}

// wording lets a model write the row's sentence and counts whether it leaves the composer as
// expected: what is faithful is said, what is not is not.
func (m *meter) wording(r Row) error {
	script, task, err := newScripted(m.desk.Town(), r)
	if err != nil {
		return err
	}
	for _, by := range []struct {
		name  string
		model *compose.Model
	}{
		{r.Expect, compose.NewModel(script).Freely()},
		{r.Expect + worded, compose.NewModel(script)},
		{r.Expect + ", whatever a judge says yes to", compose.NewModel(script).Freely().JudgedBy(compose.NewJudge(agreeing{}))},
	} {
		said := false
		report, err := by.model.Compose(m.ctx, task, func(d compose.Draft) error {
			said = said || d.Text == r.Sentence
			return nil
		})
		if err != nil {
			return err
		}
		got := "said"
		if len(report.Dropped) > 0 {
			got = report.Dropped[0].Rejection.Error()
		}
		m.count(r, r.Kind, by.name, said == (r.Expect == "kept"), got)
	}
	if err := m.fates(r, true); err != nil {
		return err
	}
	return m.fates(r, false)
}

// sentences is how many a scripted answer has: what a model writes to one question.
const sentences = 3

// answers counts answers of several of the set's faithful sentences: how many keep one of them, and how many
// say something, all of it proven, whatever was dropped.
func (m *meter) answers() error {
	for rows := range slices.Chunk(m.set.Rows, sentences) {
		drafts, task, err := m.composed(true, rows...)
		if err != nil {
			return err
		}
		said := text(drafts)
		inModel := slices.ContainsFunc(rows, func(r Row) bool { return strings.Contains(said, r.Sentence) })
		proven := !slices.ContainsFunc(drafts, func(d compose.Draft) bool { _, err := proof.Verify(d, task.Hits, task.Town); return err != nil })
		m.count(rows[0], "answer of three", "in the model's words", inModel, "not one sentence kept")
		m.count(rows[0], "answer of three", "answered, all proven", len(drafts) > 0 && proven, "no answer")
		for _, r := range rows {
			m.count(r, "answer of three", toldOfThree, r.told(said), said)
		}
	}
	return nil
}

// Print writes the figures, those of all kinds last in each set, and the failures when
// they are wanted.
func (r Report) Print(w io.Writer, failures bool) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "set\tkind\tmeasure\tright\tof\tshare")
	for _, f := range r.Figures {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%.3f\n", f.Set, f.Kind, f.Name, f.Right, f.Of, float64(f.Right)/float64(f.Of))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if !failures {
		return nil
	}
	for _, f := range r.Failures {
		if _, err := fmt.Fprintf(w, "%s: not %s: %s: %s\n    %s\n", f.Set, f.Name, f.ID, f.Text, f.Got); err != nil {
			return err
		}
	}
	return nil
}

// Of is the figure of a kind; a Figure of nothing when there is none.
func (r Report) Of(kind, name string) Figure {
	for _, f := range r.Figures {
		if f.Kind == kind && f.Name == name {
			return f
		}
	}
	return Figure{Kind: kind, Name: name}
}
