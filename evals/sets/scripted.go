package sets

import (
	"context"
	"encoding/json"

	"auskunft/chat/compose"
	"auskunft/chat/llm"
)

// scripted is a language model that writes one row's sentence with its quotes, whatever it
// is asked, a few bytes at a time.
type scripted struct{ answer string }

func newScripted(r Row) (scripted, error) {
	b, err := json.Marshal(map[string]any{"sentences": []any{map[string]any{"text": r.Sentence, "quotes": r.Quotes}}})
	return scripted{string(b)}, err
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

var _ compose.Completer = scripted{}
