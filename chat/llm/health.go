package llm

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"auskunft"
)

// How often Watch asks whether the endpoints answer, and how long they may take to.
const (
	watchEvery = 15 * time.Second
	probeTime  = 3 * time.Second
)

// Watch asks the endpoints for their models now and then, until ctx ends, and logs when one
// goes away or comes back. One that keeps failing is asked for a word as well: so it is used again before
// a citizen has tried it, and is not said to be away for as long as nobody asks.
func (m *Model) Watch(ctx context.Context, log *slog.Logger) {
	for {
		for i, e := range m.endpoints {
			was, now := e.state(), e.probe(ctx)
			if now == nil && e.breaker.Open() {
				e.try(ctx)
			}
			if ctx.Err() != nil {
				return
			}
			e.down.Store(&now)
			switch is := e.state(); {
			case was == nil && is != nil:
				log.WarnContext(ctx, "the language model does not answer", slog.String("endpoint", endpointNames[i]), slog.Any("error", is))
			case was != nil && is == nil:
				log.InfoContext(ctx, "the language model answers again", slog.String("endpoint", endpointNames[i]))
			}
		}
		if sleep(ctx, watchEvery) != nil {
			return
		}
	}
}

// Check says at once which endpoint does not answer, as far as is known from the calls so far
// and from Watch.
func (m *Model) Check(context.Context) error {
	for i, e := range m.endpoints {
		if err := e.state(); err != nil {
			return auskunft.Errorf(auskunft.Unavailable, CodeUnreachable, "the %s language model: %w", endpointNames[i], err)
		}
	}
	return nil
}

func (e *endpoint) state() error {
	if e.breaker.Open() {
		return fmt.Errorf("%s keeps failing", e.BaseURL)
	}
	if down := e.down.Load(); down != nil {
		return *down
	}
	return nil
}

// probe asks for the models that are served. An endpoint that does not list them answers all
// the same.
func (e *endpoint) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.BaseURL+"/models", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+e.Key)
	response, err := e.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxErrorBody)) // so that the connection can be used again
	if code := response.StatusCode; code >= http.StatusInternalServerError || code == http.StatusUnauthorized || code == http.StatusForbidden {
		return fmt.Errorf("%s answers %d", e.BaseURL, code)
	}
	return nil
}

// try asks for one word.
func (e *endpoint) try(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	_ = e.breaker.Do(ctx, func() error { // which keeps what came of it
		_, err := e.call(ctx, Request{Messages: []Message{{User, "?"}}, MaxTokens: 1}, &reader{})
		if auskunft.CodeOf(err) == CodeUnfinished {
			return nil
		}
		return err
	})
}
