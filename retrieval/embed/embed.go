// Package embed turns passages and questions into vectors, and owns the tables that hold
// those of passages.
//
// There is a built-in embedder that needs no model, and a door to any OpenAI-compatible
// endpoint. langchaingo is used here, for its protocol, behind an adapter that keeps its
// rough edges inside.
//
// Every embedder has a table of its own; one of them serves. A change of model is a change of
// tables: [Ensure] makes the new one, ingest fills it as a job while the old one serves, and
// [Settle] switches once no passage is missing and drops the old one when nobody reads it any
// more. Whatever is killed in between goes on where it was, because what is left to do is
// what has no vector.
package embed

import (
	"context"
	"math"
)

// Embedder makes vectors whose inner product says how alike two texts are. All vectors have
// unit length, or are zero where a text has nothing to compare.
type Embedder interface {
	// Name identifies the embedder and everything its vectors depend on. Vectors of
	// different names must not be compared.
	Name() string
	// Dimension is the length of every vector.
	Dimension() int
	// Passages embeds texts, in their order. It leaves the slice as it is.
	Passages(ctx context.Context, texts []string) ([][]float32, error)
	// Question embeds a question, within the embedder's time budget.
	Question(ctx context.Context, text string) ([]float32, error)
}

// normalise scales v to unit length and reports whether it was a vector of finite numbers.
func normalise(v []float32) bool {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return false
	}
	if sum > 0 {
		scale := 1 / math.Sqrt(sum)
		for i := range v {
			v[i] = float32(float64(v[i]) * scale)
		}
	}
	return true
}
