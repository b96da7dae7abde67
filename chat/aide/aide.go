// Package aide gives a language model small tasks beside wording the answer: translating,
// saying it plainly, understanding a follow-up.
//
// Each task is done by rules first, and its caller checks what the model makes of it. Where
// that fails, comes too late or does not come at all, the rules' result stands: an aide has
// no errors, only outcomes, which are shown by `ask --explain` and kept with the answer.
package aide

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/llm"
	"auskunft/chat/prompts"
)

// Completer is the language model as a task needs it; llm.Model is one.
type Completer interface {
	Complete(ctx context.Context, request llm.Request, on func(piece string) error) (llm.Result, error)
}

// What became of a task, besides the codes of package llm.
const (
	Used = "used"
	Slow = "slow" // not done within its budget
	Form = "form" // not the JSON that was asked for

	// What callers find wrong with what was made.
	NotPlain    = "not_plain"    // no words, orders, or something invisible
	WrongLength = "wrong_length" // too much or too little, or more or fewer parts than were given
	LostWords   = "lost_words"   // words are missing, or others were added
	Unproven    = "unproven"     // nothing of it stands on the quotes
)

// Task is one kind of task. Out is the Go type of the JSON that the model is to write.
type Task[Out any] struct {
	Prompt prompts.Name
	Form   *llm.Property // JSON schema of Out
	Budget time.Duration // for all of it, queueing included
	Tokens int           // that may be written
}

// maxBytes is what is read of a model that does not keep to Tokens.
const maxBytes = 32 << 10

var errLong = errors.New("the model writes too much")

// Ask gives the model the task; data fills its prompt. out is worth something only when the
// outcome is Used; the caller may still reject it.
func (t Task[Out]) Ask(ctx context.Context, c Completer, data any) (out Out, aid auskunft.Aid) {
	started := time.Now()
	aid = auskunft.Aid{Task: string(t.Prompt), Prompt: prompts.Hash(t.Prompt), Outcome: Used}
	limited, cancel := context.WithTimeout(llm.WithPlace(ctx, nil), t.Budget) // nobody is told of a queue that is left so soon
	defer cancel()
	text, result, err := t.complete(limited, c, data)
	switch {
	case limited.Err() != nil:
		aid.Outcome = Slow
	case errors.Is(err, errLong):
		aid.Outcome = Form
	case err != nil:
		aid.Outcome = auskunft.CodeOf(err)
	case !decode(text, &out):
		aid.Outcome = Form
	}
	aid.Model, aid.Tokens = result.Model, result.PromptTokens+result.CompletionTokens
	aid.Milliseconds = float64(time.Since(started).Microseconds()) / 1000
	return out, aid
}

func (t Task[Out]) complete(ctx context.Context, c Completer, data any) (text string, result llm.Result, err error) {
	prompt, err := prompts.Write(t.Prompt, data)
	if err != nil {
		return "", result, err
	}
	var b strings.Builder
	result, err = c.Complete(ctx, llm.Request{
		Messages:  []llm.Message{{Role: llm.User, Text: prompt}},
		Schema:    &llm.Schema{Name: string(t.Prompt), Root: t.Form},
		MaxTokens: t.Tokens,
		Restart:   func() bool { b.Reset(); return true },
	}, func(piece string) error {
		if b.Len()+len(piece) > maxBytes {
			return errLong
		}
		b.WriteString(piece)
		return nil
	})
	return b.String(), result, err
}

// decode reads one JSON object with the fields of out and nothing beside it.
func decode(text string, out any) bool {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if d.Decode(out) != nil {
		return false
	}
	_, err := d.Token()
	return err == io.EOF
}

// Text is the schema of an object with one text.
func Text(name string) *llm.Property {
	return &llm.Property{Type: "object", Required: []string{name}, Properties: map[string]*llm.Property{name: {Type: "string"}}}
}

// Texts is the schema of an object with one list of texts.
func Texts(name string) *llm.Property {
	return &llm.Property{Type: "object", Required: []string{name}, Properties: map[string]*llm.Property{
		name: {Type: "array", Items: &llm.Property{Type: "string"}},
	}}
}
