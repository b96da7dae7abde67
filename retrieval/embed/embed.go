// Package embed turns passages and questions into vectors. There is a built-in embedder
// that needs no model, and a door to any OpenAI-compatible endpoint. langchaingo is used
// here, for its protocol, behind an adapter that keeps its rough edges inside.
package embed

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"strings"
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

// Table names the database table of an embedder's vectors: a plain identifier, different
// for embedders of different names or dimensions.
func Table(e Embedder) string {
	if _, ok := e.(*Builtin); ok {
		return "vectors_builtin"
	}
	readable := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, e.Name())
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", e.Name(), e.Dimension()))
	return fmt.Sprintf("vectors_%.40s_%x", readable, sum[:4]) // at most 57 bytes; PostgreSQL cuts at 63
}
