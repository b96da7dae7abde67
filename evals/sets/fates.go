package sets

import (
	"slices"
	"strings"
	"unicode"

	"auskunft/chat/compose"
	"auskunft/chat/proof"
	"auskunft/internal/german"
)

// What the asker is told of a sentence that a model wrote. A faithful one that is dropped is no loss to him when the town's
// own words say it; an unfaithful one must leave nothing of itself behind.
const (
	toldWorded  = "told in the model's words"
	toldAtAll   = "told in the model's or the town's words"
	toldOfThree = "told, in an answer of three"
	toldAlone   = "told, when the model writes nothing else"
	toldInstead = "nothing is told instead but the town's words"
)

// beside is a sentence that is told in any case, so that an answer has one that is proven.
var beside = Row{
	Passages: []Passage{{Source: "beside", Title: "Rathaus", Text: "Das Rathaus hat einen Aufzug."}},
	Quotes:   []Quote{{Passage: 1, Quote: "Das Rathaus hat einen Aufzug."}}, Sentence: "Das Rathaus hat einen Aufzug.",
}

// worded is behind the names of what is counted when a model may only say what is derived from its quotes.
const worded = ", worded closely"

// fates lets a model write the row's sentence beside another one, and alone, and counts what becomes of its fact; freely tells
// whether it may use other words.
func (m *meter) fates(r Row, freely bool) error {
	grade := map[bool]string{false: worded}[freely]
	drafts, task, err := m.composed(freely, r, beside)
	if err != nil {
		return err
	}
	said := text(drafts)
	if r.Expect == "dropped" {
		m.count(r, r.Kind, toldInstead+grade, !slices.ContainsFunc(drafts, func(d compose.Draft) bool { return d.Text != r.Sentence && !proof.IsVerbatim(d, task.Hits) }), said)
		return nil
	}
	m.count(r, r.Kind, toldWorded+grade, strings.Contains(said, r.Sentence), said)
	m.count(r, r.Kind, toldAtAll+grade, r.told(said), said)
	if drafts, _, err = m.composed(freely, r); err != nil {
		return err
	}
	m.count(r, r.Kind, toldAlone+grade, r.told(text(drafts)), text(drafts))
	return nil
}

// composed is what a model's answer of the rows' sentences becomes.
func (m *meter) composed(freely bool, rows ...Row) (drafts []compose.Draft, task compose.Task, err error) {
	script, task, err := newScripted(m.desk.Town(), rows...)
	if err != nil {
		return nil, task, err
	}
	model := compose.NewModel(script)
	if freely {
		model.Freely()
	}
	_, err = model.Compose(m.ctx, task, func(d compose.Draft) error {
		drafts = append(drafts, d)
		return nil
	})
	return drafts, task, err
}

// told tells whether a text has the row's sentence, or all that it was to be proven by, sentence by sentence and line by line, in
// whatever order.
func (r Row) told(said string) bool {
	if strings.Contains(said, r.Sentence) {
		return true
	}
	said = letters(said)
	return !slices.ContainsFunc(r.Quotes, func(q Quote) bool {
		return slices.ContainsFunc(german.Sentences(q.Quote), func(span german.Span) bool {
			return slices.ContainsFunc(strings.Split(span.Of(q.Quote), "\n"), func(line string) bool { return !strings.Contains(said, letters(line)) })
		})
	})
}

// letters are the letters and digits of a text, in lower case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// text is that of drafts, one on a line.
func text(drafts []compose.Draft) string {
	var all []string
	for _, d := range drafts {
		all = append(all, d.Text)
	}
	return strings.Join(all, "\n")
}
