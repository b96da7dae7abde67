package llm

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"auskunft/internal/breaker"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// An endpoint that works again is said to be there and used again before anybody has asked a question.
func TestWatchTriesWhatKeepsFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var broken atomic.Bool
		var calls atomic.Int32
		respond := func(status int, body string) *http.Response {
			return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}
		}
		m, err := New(Config{BaseURL: "http://model.example/v1", Model: "test", Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/models") {
				return respond(200, `{"data":[]}`), nil // it lists its model all the time
			}
			if calls.Add(1); broken.Load() {
				return respond(500, "out of memory"), nil
			}
			return respond(200, `{"choices":[{"message":{"content":"Ja"},"finish_reason":"length"}]}`), nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		broken.Store(true)
		ask := Request{Messages: []Message{{User, "?"}}}
		for range breaker.Failures {
			if _, err := m.Complete(t.Context(), ask, nil); err == nil {
				t.Fatal("a broken endpoint answers")
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		go m.Watch(ctx, slog.New(slog.DiscardHandler))
		time.Sleep(time.Minute)
		synctest.Wait()
		if tried := calls.Load() - breaker.Failures; m.Check(ctx) == nil || tried < 2 || tried > 5 {
			t.Errorf("broken for a minute: the check says %v after %d tries", m.Check(ctx), tried)
		}
		broken.Store(false)
		time.Sleep(2 * watchEvery)
		synctest.Wait()
		before := calls.Load()
		time.Sleep(time.Minute)
		synctest.Wait()
		if m.Check(ctx) != nil || calls.Load() != before {
			t.Errorf("works again: the check says %v, and %d tries more", m.Check(ctx), calls.Load()-before)
		}
		cancel()
		synctest.Wait()
	})
}
