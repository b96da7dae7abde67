// Package breaker keeps people from waiting for a part that does not answer: an embedder, a
// reranking model, a language model. Each of them can be done without for a while.
package breaker

import (
	"context"
	"sync"
	"time"

	"auskunft"
)

// A part that failed this often in a row is left alone for a while: citizens should not wait
// for its time-out with every question.
const (
	Failures = 3
	Pause    = 10 * time.Second
)

// Breaker guards one part. The zero Breaker is closed. Safe for concurrent use.
type Breaker struct {
	mu       sync.Mutex
	failures int       // in a row
	until    time.Time // nobody is let through before; then one is, to try
}

// errPaused is what a Breaker answers for what it keeps from being asked.
var errPaused = auskunft.Errorf(auskunft.Unavailable, "paused", "failed %d times in a row and is not asked for %v", Failures, Pause)

// Do calls ask, unless it has failed too often: then the error is Unavailable with the code
// "paused". That the caller went away is no failure.
func (b *Breaker) Do(ctx context.Context, ask func() error) error {
	if !b.lets(time.Now()) {
		return errPaused
	}
	err := ask()
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		b.failures = 0
	case ctx.Err() == nil:
		if b.failures++; b.failures >= Failures {
			b.until = time.Now().Add(Pause)
		}
	}
	return err
}

// Open reports whether the part has failed so often that it is left alone, or has not yet
// answered since.
func (b *Breaker) Open() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failures >= Failures
}

func (b *Breaker) lets(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < Failures {
		return true
	}
	if now.Before(b.until) {
		return false
	}
	b.until = now.Add(Pause) // the others wait for how this one fares
	return true
}
