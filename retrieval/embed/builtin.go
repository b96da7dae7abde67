package embed

import (
	"context"

	"auskunft/retrieval/lexical"
)

// BuiltinDimension is the length of the built-in embedder's vectors.
const BuiltinDimension = len(lexical.Vector{})

// Builtin is the built-in embedder: signed feature hashing (Weinberger et al., ICML 2009) of
// stems, compound parts and character n-grams, weighed by the analyser's vocabulary. It
// needs no model, is deterministic, and takes some microseconds a question.
type Builtin struct {
	analyser *lexical.Analyser
}

// NewBuiltin makes the built-in embedder on an analyser. Vectors made with different
// vocabularies may be compared: the hashes are the same, the weights nearly so.
func NewBuiltin(a *lexical.Analyser) *Builtin { return &Builtin{a} }

// Name is "builtin".
func (b *Builtin) Name() string { return "builtin" }

// Dimension is BuiltinDimension.
func (b *Builtin) Dimension() int { return BuiltinDimension }

// Passages embeds texts. The only error is that of ctx.
func (b *Builtin) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vectors[i] = b.vector(text)
	}
	return vectors, nil
}

// Question embeds a question like a passage. It never fails.
func (b *Builtin) Question(_ context.Context, text string) ([]float32, error) {
	return b.vector(text), nil
}

func (b *Builtin) vector(text string) []float32 {
	v := make([]float32, BuiltinDimension)
	for _, f := range b.analyser.Features("de", text) {
		w := f.Weight
		if f.Hash>>63 == 1 {
			w = -w
		}
		v[f.Hash%uint64(len(v))] += w
	}
	normalise(v)
	return v
}
