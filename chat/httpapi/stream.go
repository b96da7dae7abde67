package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// stream writes server-sent events. Each write has a deadline of its own: a client that
// does not take an event in time is treated as gone, which ends the work for it.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration
	gone    func() // ends the work

	mu      sync.Mutex
	written time.Time
	err     error // the first write that failed; nothing is written after it
}

func openStream(w http.ResponseWriter, gone func(), timeout time.Duration) *stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	s := &stream{w: w, control: http.NewResponseController(w), timeout: timeout, gone: gone}
	w.WriteHeader(http.StatusOK)
	return s
}

// send writes one event with its data as JSON.
func (s *stream) send(event string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("event %s: %w", event, err)
	}
	return s.write(fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, body))
}

func (s *stream) write(message []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(s.timeout)) // recorders in tests have none
	if _, s.err = s.w.Write(message); s.err == nil {
		s.err = s.control.Flush()
	}
	if s.err != nil {
		s.gone()
	}
	s.written = time.Now()
	return s.err
}

// keepAlive writes a comment whenever nothing was written for a while, so that proxies
// keep the connection and a client that left is noticed. It returns when ctx ends.
func (s *stream) keepAlive(ctx context.Context, interval time.Duration) {
	ticks := time.NewTicker(interval / 2)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			if s.silence() >= interval/2 && s.write([]byte(": keep-alive\n\n")) != nil {
				return
			}
		}
	}
}

func (s *stream) silence() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Since(s.written)
}

func (s *stream) broken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err != nil
}

// close ends writing, also that of keepAlive, and lifts the deadline for the next request
// on the same connection.
func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = http.ErrHandlerTimeout
	}
	_ = s.control.SetWriteDeadline(time.Time{})
}
