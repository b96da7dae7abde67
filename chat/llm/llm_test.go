package llm_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
)

const story = "Die Hundesteuer beträgt 96,00 Euro im Jahr – für den ersten Hund. Grüße!"

// open is a model that a busy machine does not make wait in vain: what times out says so by
// its own configuration, see hasty.
func open(t *testing.T, url string, change func(*llm.Config)) *llm.Model {
	t.Helper()
	config := llm.Config{BaseURL: url, Model: "test", HeaderTimeout: 20 * time.Second, IdleTimeout: 20 * time.Second, Budget: time.Minute}
	if change != nil {
		change(&config)
	}
	m, err := llm.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// hasty waits for no silence; never for what has to arrive.
func hasty(c *llm.Config) { c.HeaderTimeout, c.IdleTimeout = 2*time.Second, time.Second }

// silent reports whether a reply is one that only a timeout ends.
func silent(r llmtest.Reply) bool { return r.Fault == llmtest.Stall || r.LateBy > 0 }

func ask(t *testing.T, m *llm.Model) (llm.Result, string, error) {
	t.Helper()
	var streamed strings.Builder
	result, err := m.Complete(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "Was kostet die Hundesteuer?"}}},
		func(piece string) error { streamed.WriteString(piece); return nil })
	return result, streamed.String(), err
}

func TestCompleteGivesWholeTexts(t *testing.T) {
	for name, c := range map[string]struct {
		reply llmtest.Reply
		want  string
	}{
		"stream":                {llmtest.Reply{Text: story}, story},
		"letter by letter":      {llmtest.Reply{Text: story, Piece: 1}, story},
		"slow":                  {llmtest.Reply{Text: story, Piece: 30, Pause: 120 * time.Millisecond}, story},
		"not streamed":          {llmtest.Reply{Text: story, NoStream: true}, story},
		"line over 64 KiB":      {llmtest.Reply{Text: strings.Repeat("größer ", 30_000), OneLine: true}, strings.Repeat("größer ", 30_000)},
		"reasoning":             {llmtest.Reply{Text: "<think>96 oder 120?\n</think>" + story, Piece: 3}, story},
		"reasoning in one":      {llmtest.Reply{Text: "A<think>x</think>B<think>y</think>C < 5", OneLine: true}, "ABC < 5"},
		"reasoning never ended": {llmtest.Reply{Text: "<think>hm, " + story, Piece: 5}, ""},
		"other stop reason":     {llmtest.Reply{Text: story, Finish: "eos"}, story},
		"empty":                 {llmtest.Reply{Text: ""}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			result, streamed, err := ask(t, open(t, llmtest.New(t, c.reply).URL(), nil))
			if err != nil {
				t.Fatal(err)
			}
			if result.Text != c.want || streamed != c.want {
				t.Errorf("got %.80q, streamed %.80q, want %.80q", result.Text, streamed, c.want)
			}
			if result.PromptTokens != 7 || result.CompletionTokens != 3 {
				t.Errorf("tokens %+v", result)
			}
		})
	}
}

func TestCompleteReportsEveryFault(t *testing.T) {
	for name, c := range map[string]struct {
		reply llmtest.Reply
		code  string
	}{
		"cut at once":        {llmtest.Reply{Text: story, Fault: llmtest.Cut}, llm.CodeTruncated},
		"cut in the middle":  {llmtest.Reply{Text: story, Fault: llmtest.Cut, After: 3}, llm.CodeTruncated},
		"cut at the end":     {llmtest.Reply{Text: story, Fault: llmtest.Cut, After: 99}, llm.CodeTruncated},
		"token limit":        {llmtest.Reply{Text: story, Finish: "length"}, llm.CodeUnfinished},
		"content filter":     {llmtest.Reply{Text: story, Finish: "content_filter"}, llm.CodeUnfinished},
		"connection reset":   {llmtest.Reply{Text: story, Fault: llmtest.Reset, After: 3}, llm.CodeUnreachable},
		"error event":        {llmtest.Reply{Text: story, Fault: llmtest.ErrorEvent, After: 3}, llm.CodeFailed},
		"error event first":  {llmtest.Reply{Text: story, Fault: llmtest.ErrorEvent}, llm.CodeFailed},
		"stall":              {llmtest.Reply{Text: story, Fault: llmtest.Stall, After: 3}, llm.CodeStalled},
		"stall at once":      {llmtest.Reply{Text: story, Fault: llmtest.Stall}, llm.CodeStalled},
		"no headers":         {llmtest.Reply{Text: story, LateBy: time.Hour}, llm.CodeTimeout},
		"web page":           {llmtest.Reply{Text: "Bitte anmelden", Fault: llmtest.WebPage}, llm.CodeFailed},
		"too many requests":  {llmtest.Reply{Text: "slow down", Status: 429, Header: http.Header{"Retry-After": {"60"}}}, llm.CodeBusy},
		"overloaded":         {llmtest.Reply{Text: "<html>503</html>", Status: 503}, llm.CodeBusy},
		"server error":       {llmtest.Reply{Text: `{"error":{"message":"x"}}`, Status: 500}, llm.CodeFailed},
		"bad gateway":        {llmtest.Reply{Text: "<html>", Status: 502}, llm.CodeFailed},
		"wrong key":          {llmtest.Reply{Text: "no", Status: 401}, llm.CodeRefused},
		"no such model":      {llmtest.Reply{Text: "no", Status: 404}, llm.CodeRefused},
		"thought not opened": {llmtest.Reply{Text: "96 oder 120?\n</think>" + story, Piece: 3}, llm.CodeFailed},
		"redirect":           {llmtest.Reply{Status: 302, Header: http.Header{"Location": {"http://127.0.0.1:1/"}}}, llm.CodeRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			started := time.Now()
			m := open(t, llmtest.New(t, c.reply).URL(), func(config *llm.Config) {
				if silent(c.reply) {
					hasty(config)
				}
			})
			_, _, err := ask(t, m)
			if auskunft.KindOf(err) != auskunft.Unavailable || auskunft.CodeOf(err) != c.code {
				t.Errorf("got %v (%s), want %s", err, auskunft.CodeOf(err), c.code)
			}
			if took := time.Since(started); took > 15*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestCompleteWithoutServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String() + "/v1"
	l.Close()
	if _, _, err := ask(t, open(t, url, nil)); auskunft.CodeOf(err) != llm.CodeUnreachable {
		t.Errorf("got %v", err)
	}
}

func TestCompleteComesBackAfterASecond(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Status: 429, Header: http.Header{"Retry-After": {"1"}}}, llmtest.Reply{Text: story})
	result, _, err := ask(t, open(t, server.URL(), nil))
	if err != nil || result.Text != story {
		t.Errorf("got %q, %v", result.Text, err)
	}
	if n := len(server.Requests()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

func TestCompleteTellsWhenToComeBack(t *testing.T) {
	_, _, err := ask(t, open(t, llmtest.New(t, llmtest.Reply{Status: 429, Header: http.Header{"Retry-After": {"60"}}}).URL(), nil))
	if busy, ok := errors.AsType[*llm.Busy](err); !ok || busy.RetryAfter != time.Minute {
		t.Errorf("got %v", err)
	}
}

func TestCompleteKeepsTheBudget(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: strings.Repeat(story, 100), Pause: 20 * time.Millisecond})
	_, _, err := ask(t, open(t, server.URL(), func(c *llm.Config) { c.Budget = 300 * time.Millisecond }))
	if auskunft.CodeOf(err) != llm.CodeTimeout {
		t.Errorf("got %v", err)
	}
}

func TestCompleteIsCancelled(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: strings.Repeat(story, 100), Pause: 10 * time.Millisecond})
	m := open(t, server.URL(), nil)
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		_, err := m.Complete(ctx, llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}, func(string) error {
			if n++; n == 2 {
				cancel()
			}
			return nil
		})
		cancel()
		if !errors.Is(err, context.Canceled) || auskunft.KindOf(err) == auskunft.Unavailable {
			t.Fatalf("got %v, want the caller's cancellation", err)
		}
	}
	for deadline := time.Now().Add(time.Minute); server.Open() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d requests are still open at the endpoint", server.Open())
		}
	}
}

func TestCompleteReturnsTheReadersError(t *testing.T) {
	gone := errors.New("reader is gone")
	m := open(t, llmtest.New(t, llmtest.Reply{Text: story}).URL(), nil)
	_, err := m.Complete(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}, func(string) error { return gone })
	if err != gone {
		t.Errorf("got %v", err)
	}
}

func TestSlots(t *testing.T) {
	gate := make(chan struct{})
	server := llmtest.NewFunc(t, func(llmtest.Request) llmtest.Reply {
		<-gate
		return llmtest.Reply{Text: story}
	})
	m := open(t, server.URL(), func(c *llm.Config) { c.Slots, c.Queue = 2, 3 })
	results := make(chan error, 8)
	for range 8 {
		go func() {
			_, err := m.Complete(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}, nil)
			results <- err
		}()
	}
	for range 3 { // two are asked, three wait, the others are turned away at once
		if err := <-results; auskunft.CodeOf(err) != llm.CodeBusy {
			t.Errorf("got %v, want %s", err, llm.CodeBusy)
		}
	}
	for deadline := time.Now().Add(time.Minute); server.Open() < 2 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond)
	if n := server.Open(); n != 2 {
		t.Errorf("%d requests at once, want 2", n)
	}
	close(gate)
	for range 5 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

func TestRequest(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: "{}"})
	_, err := open(t, server.URL(), nil).Complete(t.Context(), llm.Request{
		Messages:  []llm.Message{{Role: llm.System, Text: "Regeln"}, {Role: llm.User, Text: "Frage"}, {Role: llm.Assistant, Text: "{"}},
		Schema:    &llm.Schema{Name: "answer", Root: &llm.Property{Type: "object", Properties: map[string]*llm.Property{"complete": {Type: "boolean"}}}},
		MaxTokens: 77,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := server.Requests()[0]
	if len(r.Messages) != 3 || r.Messages[0] != (llmtest.Message{Role: "system", Text: "Regeln"}) || r.Messages[2].Role != "assistant" {
		t.Errorf("messages %+v", r.Messages)
	}
	for _, want := range []string{`"max_tokens":77`, `"model":"test"`, `"stream":true`} {
		if !strings.Contains(string(r.Body), want) {
			t.Errorf("request lacks %s: %s", want, r.Body)
		}
	}
	if !strings.Contains(string(r.Schema), `"json_schema"`) || !strings.Contains(string(r.Schema), `"complete"`) {
		t.Errorf("schema %s", r.Schema)
	}
}

// How much a model thinks is asked for only where somebody has set it: not every server knows the field.
func TestEffort(t *testing.T) {
	for _, effort := range []string{"", "none"} {
		server := llmtest.New(t, llmtest.Reply{Text: story})
		m := open(t, server.URL(), func(c *llm.Config) { c.Effort = effort })
		if result, _, err := ask(t, m); err != nil || result.Text != story {
			t.Errorf("%q, %v", result.Text, err)
		}
		body := string(server.Requests()[0].Body)
		if strings.Contains(body, `"reasoning_effort":"none"`) != (effort != "") || strings.Contains(body, "reasoning_effort") != (effort != "") || !strings.Contains(body, `"stream":true`) {
			t.Errorf("asked for %q by %s", effort, body)
		}
	}
}

func TestNewChecksTheConfiguration(t *testing.T) {
	for _, c := range []llm.Config{
		{BaseURL: "", Model: "m"}, {BaseURL: "localhost:8080", Model: "m"}, {BaseURL: "ftp://x/v1", Model: "m"}, {BaseURL: "http://x/v1", Model: " "},
	} {
		if _, err := llm.New(c); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A server may close a connection that was idle just when the next question comes over it.
func TestOldConnectionIsNoFailure(t *testing.T) {
	endpoint, err := url.Parse(llmtest.New(t, llmtest.Reply{Text: story}).URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = endpoint.Scheme, endpoint.Host }}
	var used sync.Map
	var closed atomic.Int32
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, old := used.LoadOrStore(r.RemoteAddr, true); old {
			closed.Add(1)
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	m := open(t, front.URL+endpoint.Path, nil)
	for asked := 0; asked < 100 && closed.Load() == 0; asked++ { // a connection goes back a moment after its answer
		if result, _, err := ask(t, m); err != nil || result.Text != story {
			t.Fatalf("%q, %v", result.Text, err)
		}
	}
	if closed.Load() == 0 {
		t.Error("no connection was used twice")
	}
}
