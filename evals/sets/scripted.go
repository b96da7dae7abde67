package sets

import (
	"context"
	"encoding/json"

	"auskunft/chat/compose"
	"auskunft/chat/llm"
)

// scripted is a language model that writes the rows' sentences with their quotes, whatever it
// is asked, a few bytes at a time.
type scripted struct{ answer string }

// newScripted also gives the task to write it for: the passages of all rows, one after the other, which are the town's.
func newScripted(town string, rows ...Row) (scripted, compose.Task, error) {
	type sentence struct {
		Text   string  `json:"text"`
		Quotes []Quote `json:"quotes"`
	}
	var answer struct {
		Sentences []sentence `json:"sentences"`
	}
	var all Row
	for _, r := range rows {
		s := sentence{Text: r.Sentence}
		for _, q := range r.Quotes {
			s.Quotes = append(s.Quotes, Quote{Passage: len(all.Passages) + q.Passage, Quote: q.Quote})
		}
		answer.Sentences = append(answer.Sentences, s)
		all.Passages = append(all.Passages, r.Passages...)
	}
	b, err := json.Marshal(answer)
	return scripted{string(b)}, compose.Task{Question: all.Passages[0].Title, Town: town, Hits: all.hits()}, err
}

// Name is "scripted".
func (scripted) Name() string { return "scripted" }

// Complete writes the answer.
func (s scripted) Complete(_ context.Context, _ llm.Request, on func(string) error) (llm.Result, error) {
	const piece = 16
	for rest := s.answer; rest != ""; {
		n := min(piece, len(rest))
		if err := on(rest[:n]); err != nil {
			return llm.Result{}, err
		}
		rest = rest[n:]
	}
	return llm.Result{}, nil
}

// agreeing is a judge that says of everything that it follows: the most that one can give back, and the worst that it can
// let through.
type agreeing struct{}

// Name is "agreeing".
func (agreeing) Name() string { return "agreeing" }

// Complete says yes.
func (agreeing) Complete(_ context.Context, _ llm.Request, on func(string) error) (llm.Result, error) {
	return llm.Result{}, on(`{"follows": true}`)
}

var _, _ compose.Completer = scripted{}, agreeing{}
