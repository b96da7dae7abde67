package retrieval

import (
	"context"

	"auskunft"
	"auskunft/internal/breaker"
)

// CheckVectors says whether questions are compared by vectors: not while the embedder is left
// alone because it kept failing.
func (s *Searcher) CheckVectors(context.Context) error { return closed(&s.questions, "embedder") }

// CheckRerank says the same of the reranking model.
func (s *Searcher) CheckRerank(context.Context) error { return closed(&s.reranks, "reranking model") }

func closed(b *breaker.Breaker, part string) error {
	if b.Open() {
		return auskunft.Errorf(auskunft.Unavailable, "paused", "the %s keeps failing", part)
	}
	return nil
}
