package retrieval

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Reranker is a model that reads a question together with a passage.
type Reranker interface {
	// Rerank scores texts against the question, one score a text, higher is better.
	Rerank(ctx context.Context, question string, texts []string) ([]float64, error)
}

const (
	// reranked is how many of the best hits a reranking model reads.
	reranked = 30
	// rerankBudget is how long people wait for it; then the order stays as it was.
	rerankBudget = 500 * time.Millisecond
)

// SetReranker adds a reranking model to the searches that begin from now on; nil is none.
func (s *Searcher) SetReranker(r Reranker) { s.reranker = r }

// rerank re-orders the best hits by a model that reads them. Their old score keeps its say:
// a model knows what a question means, and nothing of services, notices or checks. When it
// does not answer in time nothing changes, and the error says why.
func (s *Searcher) rerank(ctx context.Context, q Query, hits []Hit) error {
	if s.reranker == nil || len(hits) < 2 {
		return nil
	}
	hits = hits[:min(len(hits), reranked)]
	texts := make([]string, len(hits))
	for i, h := range hits {
		texts[i] = strings.Join(append(append([]string{h.Document.Title}, h.Passage.Headings...), h.Passage.Text), "\n")
	}
	var scores []float64
	err := s.reranks.Do(ctx, func() (err error) {
		limited, cancel := context.WithTimeout(ctx, rerankBudget)
		defer cancel()
		scores, err = s.reranker.Rerank(limited, q.Text, texts)
		return err
	})
	if err != nil {
		return err
	}
	if len(scores) != len(texts) || slices.ContainsFunc(scores, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }) {
		return fmt.Errorf("reranking %d texts gave %d scores, or some that are no numbers", len(texts), len(scores))
	}
	blend(hits, probabilities(scores), pageWeights.rerank)
	return nil
}

// blend moves the share w of each score to what the model thinks of the hit, as a share of
// what it thinks of its favourite, and sorts.
func blend(hits []Hit, p []float64, w float64) {
	best, favourite := hits[0].Score, slices.Max(p)
	if favourite == 0 {
		return
	}
	for i := range hits {
		h := &hits[i]
		value := w * (best*p[i]/favourite - h.Score)
		h.Score += value
		h.Why = append(h.Why, Part{Kind: RerankPart, Name: fmt.Sprintf("model says %.2f", p[i]), Value: value})
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
}

// probabilities brings scores between 0 and 1. Servers send probabilities, or what the model
// puts out (llama.cpp, Text Embeddings Inference with raw scores): then some lie outside.
func probabilities(scores []float64) []float64 {
	if !slices.ContainsFunc(scores, func(x float64) bool { return x < 0 || x > 1 }) {
		return scores
	}
	p := make([]float64, len(scores))
	for i, x := range scores {
		p[i] = 1 / (1 + math.Exp(-x))
	}
	return p
}
