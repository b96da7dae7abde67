package retrieval

import (
	"context"
	"time"

	"auskunft"
	"auskunft/internal/breaker"
)

// CheckVectors says whether questions are compared by vectors: not while the embedder is left
// alone because it kept failing.
func (s *Searcher) CheckVectors(context.Context) error { return closed(&s.questions, "embedder") }

// CheckRerank says the same of the reranking model.
func (s *Searcher) CheckRerank(context.Context) error { return closed(&s.reranks, "reranking model") }

// CheckIndex says whether the index has lately been compared with the database.
func (s *Searcher) CheckIndex(context.Context) error {
	looked := time.Unix(0, s.looked.Load())
	if age := time.Since(looked); age > 3*s.healEvery {
		return auskunft.Errorf(auskunft.Unavailable, "index", "the index was last compared with the database %s ago, usually it is every %s", age.Round(time.Second), s.healEvery)
	}
	return nil
}

func closed(b *breaker.Breaker, part string) error {
	if b.Open() {
		return auskunft.Errorf(auskunft.Unavailable, "paused", "the %s keeps failing", part)
	}
	return nil
}
