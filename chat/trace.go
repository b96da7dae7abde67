package chat

import (
	"context"
	"fmt"
)

// Step is one decision on the way to an answer, for `ask --explain` and for tests. Detail
// holds masked text only.
type Step struct {
	Name   string  `json:"step"` // "language", "area", "mask", "spelling", "route", "standalone", "reading", "named", "aide", "translate", "clarify", "retrieve", "hit", "probability", "answerable", "page", "lead", "lead elsewhere", "page sure", "compose", "verify"
	Detail string  `json:"detail"`
	Value  float64 `json:"-"` // of a step that measured something
}

type traceKey struct{}

// WithTrace returns a context in which Desk.Ask reports its steps to f.
func WithTrace(ctx context.Context, f func(Step)) context.Context {
	return context.WithValue(ctx, traceKey{}, f)
}

// tracer returns the context's trace function, nil when nobody listens.
func tracer(ctx context.Context) func(Step) {
	f, _ := ctx.Value(traceKey{}).(func(Step))
	return f
}

// measured reports a number to whoever listens.
func (w *walk) measured(name string, value float64) {
	if w.trace != nil {
		w.trace(Step{Name: name, Detail: fmt.Sprintf("%.2f", value), Value: value})
	}
}
