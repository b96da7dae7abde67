package safehttp

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// gates let one request at a time through to each host, with a pause in between. The zero
// value is ready to use.
type gates struct {
	mu   sync.Mutex
	host map[string]*gate
}

// gate is that of one host.
type gate struct {
	turn   chan struct{} // holds one token while nobody is inside
	users  int           // inside or waiting; guarded by gates.mu
	last   time.Time     // when the request before began; like closed, it belongs to whoever is inside
	closed time.Time     // until when the host asked to be left alone
}

// manyGates is when gates nobody waits at are forgotten. A link check meets thousands of
// hosts, each once.
const manyGates = 1000

// enter waits for the host's gate, until delay has passed since the request before, and
// until the host wants requests again. Whoever entered must leave.
func (g *gates) enter(ctx context.Context, host string, delay time.Duration) (*gate, error) {
	here := g.join(host)
	select {
	case <-here.turn:
	case <-ctx.Done():
		g.part(here)
		return nil, ctx.Err()
	}
	wait := max(time.Until(here.last.Add(delay)), time.Until(here.closed))
	if err := sleep(ctx, wait); err != nil {
		g.leave(here)
		return nil, err
	}
	here.last = time.Now()
	return here, nil
}

func (g *gates) leave(here *gate) {
	here.turn <- struct{}{}
	g.part(here)
}

func (g *gates) part(here *gate) {
	g.mu.Lock()
	defer g.mu.Unlock()
	here.users--
}

func (g *gates) join(host string) *gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.host) >= manyGates {
		for name, old := range g.host {
			if old.users == 0 {
				delete(g.host, name)
			}
		}
	}
	here := g.host[host]
	if here == nil {
		here = &gate{turn: make(chan struct{}, 1)}
		here.turn <- struct{}{}
		if g.host == nil {
			g.host = map[string]*gate{}
		}
		g.host[host] = here
	}
	here.users++
	return here
}

// retryAfter is how long a host asks to be left alone: seconds or a date, 0 when it does
// not say.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<30)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
