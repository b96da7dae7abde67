package retrieval

import (
	"context"
	"sync"
	"time"

	"auskunft"
)

// A part that failed this often in a row is left alone for a while: citizens should not wait
// for its time-out with every question.
const (
	breakerFailures = 3
	breakerPause    = 10 * time.Second
)

// breaker keeps questions from waiting for something that does not answer. The zero breaker
// is closed. Safe for concurrent use.
type breaker struct {
	mu       sync.Mutex
	failures int       // in a row
	until    time.Time // nobody is let through before; then one is, to try
}

// errPaused is what a breaker answers for what it keeps from being asked.
var errPaused = auskunft.Errorf(auskunft.Unavailable, "paused", "failed %d times in a row and is not asked for %v", breakerFailures, breakerPause)

// do calls ask, unless it has failed too often. That the caller went away is no failure.
func (b *breaker) do(ctx context.Context, ask func() error) error {
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
		if b.failures++; b.failures >= breakerFailures {
			b.until = time.Now().Add(breakerPause)
		}
	}
	return err
}

func (b *breaker) lets(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < breakerFailures {
		return true
	}
	if now.Before(b.until) {
		return false
	}
	b.until = now.Add(breakerPause) // the others wait for how this one fares
	return true
}
