package llm_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"auskunft"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/internal/breaker"
)

// with is a model whose preferred endpoint answers with reply and whose fallback answers well.
func with(t *testing.T, reply llmtest.Reply) (m *llm.Model, preferred, fallback *llmtest.Server) {
	preferred, fallback = llmtest.New(t, reply), llmtest.New(t, llmtest.Reply{Text: story})
	m = open(t, preferred.URL(), func(c *llm.Config) {
		c.Fallback = llm.Endpoint{BaseURL: fallback.URL(), Model: "second"}
		if silent(reply) {
			hasty(c)
		}
	})
	return m, preferred, fallback
}

// completed asks as somebody does who can begin anew.
func completed(t *testing.T, m *llm.Model) (llm.Result, string, error) {
	t.Helper()
	var text strings.Builder
	result, err := m.Complete(t.Context(), llm.Request{
		Messages: []llm.Message{{Role: llm.User, Text: "?"}}, Restart: func() bool { text.Reset(); return true },
	}, func(piece string) error { text.WriteString(piece); return nil })
	return result, text.String(), err
}

func TestFallback(t *testing.T) {
	for name, c := range map[string]struct {
		reply llmtest.Reply
		model string
	}{
		"works":         {llmtest.Reply{Text: story}, "test"},
		"cut":           {llmtest.Reply{Text: story, Fault: llmtest.Cut, After: 3}, "second"},
		"reset":         {llmtest.Reply{Text: story, Fault: llmtest.Reset, After: 3}, "second"},
		"error event":   {llmtest.Reply{Text: story, Fault: llmtest.ErrorEvent, After: 3}, "second"},
		"garbled":       {llmtest.Reply{Text: story, Fault: llmtest.Garbled, After: 3}, "second"},
		"stall":         {llmtest.Reply{Text: story, Fault: llmtest.Stall, After: 3}, "second"},
		"busy":          {llmtest.Reply{Status: 429, Header: http.Header{"Retry-After": {"1"}}}, "second"},
		"web page":      {llmtest.Reply{Text: "Wartung", Status: 503}, "second"},
		"wrong key":     {llmtest.Reply{Status: 401}, "second"},
		"never begins":  {llmtest.Reply{LateBy: time.Hour}, "second"},
		"empty":         {llmtest.Reply{Text: ""}, "test"},
		"token limit":   {llmtest.Reply{Text: story, Finish: "length"}, ""},
		"reasoning too": {llmtest.Reply{Text: "<think>" + story + "</think>" + story}, "test"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _, _ := with(t, c.reply)
			result, text, err := completed(t, m)
			if c.model == "" {
				if auskunft.CodeOf(err) != llm.CodeUnfinished {
					t.Errorf("got %v; another model would not know better when to stop", err)
				}
				return
			}
			if err != nil || result.Model != c.model || text != result.Text || c.model == "second" && text != story {
				t.Errorf("%q by %q, streamed %q: %v", result.Text, result.Model, text, err)
			}
		})
	}
}

// Pieces that somebody holds on to are never followed by those of another answer.
func TestNothingIsMixed(t *testing.T) {
	m, _, fallback := with(t, llmtest.Reply{Text: story, Fault: llmtest.Cut, After: 3})
	if _, text, err := ask(t, m); auskunft.CodeOf(err) != llm.CodeTruncated || !strings.HasPrefix(story, text) || len(fallback.Requests()) != 0 {
		t.Errorf("%q, %d further calls: %v", text, len(fallback.Requests()), err)
	}
}

func TestBothAway(t *testing.T) {
	away := llmtest.New(t, llmtest.Reply{Status: 500})
	m := open(t, away.URL(), func(c *llm.Config) { c.Fallback = llm.Endpoint{BaseURL: away.URL(), Model: "second"} })
	for range breaker.Failures + 2 {
		if _, _, err := completed(t, m); auskunft.KindOf(err) != auskunft.Unavailable {
			t.Errorf("got %v", err)
		}
	}
	if n := len(away.Requests()); n != 2*breaker.Failures {
		t.Errorf("%d requests; want each endpoint left alone after %d", n, breaker.Failures)
	}
	if err := m.Check(t.Context()); auskunft.KindOf(err) != auskunft.Unavailable {
		t.Errorf("the check says %v", err)
	}
}

func TestPreferredIsLeftAlone(t *testing.T) {
	m, preferred, fallback := with(t, llmtest.Reply{Status: 500})
	for range 10 {
		if result, _, err := completed(t, m); err != nil || result.Model != "second" {
			t.Errorf("by %q: %v", result.Model, err)
		}
	}
	if p, f := len(preferred.Requests()), len(fallback.Requests()); p != breaker.Failures || f != 10 {
		t.Errorf("%d and %d requests", p, f)
	}
	if got := figures(t, m); got["auskunft_llm_calls_total fallback ok"] != 10 || got["auskunft_llm_calls_total preferred llm_failed"] != 3 ||
		got["auskunft_llm_up fallback"] != 1 || got["auskunft_llm_up preferred"] != 0 {
		t.Errorf("figures %v", got)
	}
}

// figures are the counters and gauges of a model by name and labels.
func figures(t *testing.T, m *llm.Model) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(m)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			name := family.GetName()
			for _, label := range metric.GetLabel() {
				name += " " + label.GetValue()
			}
			all[name] = metric.GetCounter().GetValue() + metric.GetGauge().GetValue()
		}
	}
	return all
}

// A citizen's slow connection, and one who has heard enough, are not the endpoint's fault.
func TestReadersAreNoFault(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: story, Piece: 30})
	m := open(t, server.URL(), func(c *llm.Config) { c.IdleTimeout = 500 * time.Millisecond })
	enough := errors.New("enough")
	for range breaker.Failures + 1 {
		var slow sync.Once // its first piece takes longer than the endpoint may
		_, err := m.Complete(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}, func(string) error {
			slow.Do(func() { time.Sleep(600 * time.Millisecond) })
			return nil
		})
		if err != nil {
			t.Errorf("a slow reader: %v", err)
		}
		_, err = m.Complete(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}, func(string) error { return enough })
		if err != enough {
			t.Errorf("a reader who has heard enough: %v", err)
		}
	}
	if err := m.Check(t.Context()); err != nil {
		t.Errorf("the check says %v", err)
	}
}

// What Watch finds is what Check says, before anybody has asked a question.
func TestWatch(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: story})
	m := open(t, server.URL(), func(c *llm.Config) { c.Fallback = llm.Endpoint{BaseURL: "http://127.0.0.1:1/v1", Model: "away"} })
	if err := m.Check(t.Context()); err != nil {
		t.Errorf("before anything is known: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var log strings.Builder
	done := make(chan struct{})
	go func() {
		m.Watch(ctx, slog.New(slog.NewTextHandler(&log, nil)))
		close(done)
	}()
	for deadline := time.Now().Add(time.Minute); m.Check(t.Context()) == nil && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-done
	if err := m.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "fallback") || !strings.Contains(log.String(), "does not answer") {
		t.Errorf("the check says %v, the log %q", err, log.String())
	}
}
