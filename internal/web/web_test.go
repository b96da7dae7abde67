package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"auskunft"
)

// testProblems speaks code and language, so that tests see which text was asked for.
func testProblems(log *slog.Logger) *Problems {
	return &Problems{Text: func(lang string, err error) string { return lang + ":" + auskunft.CodeOf(err) }, Log: log}
}

// city is the website that embeds us.
func city() []string { return []string{"https://www.stadt.example"} }

func testRouter(t *testing.T) (http.Handler, *bytes.Buffer) {
	t.Helper()
	var lines bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&lines, nil))
	problems := testProblems(log)
	r := NewRouter(problems, log, city)
	r.Get("/things/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "thing") })
	r.Post("/things/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "changed") })
	r.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("secret cause") })
	r.Get("/late-panic", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "half")
		w.(http.Flusher).Flush()
		panic("secret cause")
	})
	return r, &lines
}

func TestLogHoldsNothingPersonal(t *testing.T) {
	r, lines := testRouter(t)
	req := httptest.NewRequest("GET", "/things/0123456789abcdef?q=Ich+heisse+Erika", nil)
	req.RemoteAddr = "203.0.113.7:4711"
	req.Header.Set("X-Forwarded-For", "198.51.100.9")
	req.Header.Set("X-Request-Id", "made-up")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	line := lines.String()
	for _, secret := range []string{"203.0.113.7", "198.51.100.9", "Erika", "0123456789abcdef", "made-up"} {
		if strings.Contains(line, secret) {
			t.Errorf("%s is in the log: %s", secret, line)
		}
	}
	var entry struct {
		Route, Request string
		Status, Bytes  int
	}
	if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
		t.Fatal(err)
	}
	if entry.Route != "/things/{id}" || entry.Status != 200 || entry.Bytes != 5 || entry.Request != w.Header().Get("X-Request-Id") || entry.Request == "" {
		t.Errorf("%+v", entry)
	}
}

func TestPanic(t *testing.T) {
	r, lines := testRouter(t)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest("GET", "/panic", nil))
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(lines.String(), "secret cause") {
		t.Error("the cause is not in the log")
	}
	server := httptest.NewServer(r)
	defer server.Close()
	resp, err := http.Get(server.URL + "/late-panic")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("a response that broke off looks complete: %q", body)
	}
}

func TestRouterErrors(t *testing.T) {
	r, _ := testRouter(t)
	for _, tt := range []struct {
		method, path, origin string
		status               int
		code                 string
	}{
		{"GET", "/nothing", "", 404, "not_found"},
		{"DELETE", "/things/1", "", 405, "method_not_allowed"},
		{"POST", "/things/1", "https://evil.example", 403, "cross_origin"},
		{"POST", "/things/1", "https://www.stadt.example", 200, ""},
		{"GET", "/things/1", "https://evil.example", 200, ""},
	} {
		req := httptest.NewRequest(tt.method, tt.path, nil)
		req.Header.Set("Accept-Language", "en-GB,de;q=0.5")
		if tt.origin != "" {
			req.Header.Set("Origin", tt.origin)
		}
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		if w.Code != tt.status {
			t.Errorf("%s %s: %d", tt.method, tt.path, w.Code)
		}
		if h := w.Header(); h.Get("Content-Security-Policy") == "" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s %s: headers %v", tt.method, tt.path, h)
		}
		if tt.code == "" {
			continue
		}
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code != tt.code || p.Status != tt.status || p.Detail != "en:"+tt.code || p.Request == "" {
			t.Errorf("%s %s: %+v %v", tt.method, tt.path, p, err)
		}
	}
}

func TestStatusOf(t *testing.T) {
	for kind, want := range map[auskunft.ErrorKind]int{
		auskunft.Invalid: 422, auskunft.NotFound: 404, auskunft.Forbidden: 403, auskunft.Conflict: 409,
		auskunft.Limited: 429, auskunft.Unavailable: 503, auskunft.Closed: 503, auskunft.Unexpected: 500,
	} {
		if got := StatusOf(fmt.Errorf("wrapped: %w", auskunft.Errorf(kind, "x", "y"))); got != want {
			t.Errorf("%s: %d", kind, got)
		}
	}
	if got := StatusOf(io.EOF); got != 500 {
		t.Errorf("unknown: %d", got)
	}
	p := testProblems(slog.New(slog.DiscardHandler)).Of(context.Background(), "de", fmt.Errorf("asking: %w", context.DeadlineExceeded))
	if p.Status != 503 || p.Code != "timeout" {
		t.Errorf("timeout: %+v", p)
	}
}

func TestLimitKnowsClientsByAddress(t *testing.T) {
	problems := testProblems(slog.New(slog.DiscardHandler))
	ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	behind := NewClients([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}).Limit(func() int { return 1 }, time.Hour, problems)(ok)
	ask := func(h http.Handler, peer, forwarded string) int {
		req := httptest.NewRequest("GET", "/", nil)
		req.RemoteAddr = peer
		if forwarded != "" {
			req.Header.Set("X-Forwarded-For", forwarded)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		return w.Code
	}
	for _, tt := range []struct {
		peer, forwarded string
		want            int
	}{
		{"10.0.0.1:1", "203.0.113.7", 200},
		{"10.0.0.2:1", "203.0.113.7", 429},          // the same client through another proxy
		{"10.0.0.1:1", "1.2.3.4, 203.0.113.7", 429}, // what the client made up does not help
		{"10.0.0.1:1", "203.0.113.8", 200},          // somebody else
		{"203.0.113.9:1", "203.0.113.7", 200},       // no proxy of ours: the header is ignored
		{"203.0.113.9:2", "203.0.113.1", 429},       //
		{"[2001:db8:1:2::3]:1", "", 200},            //
		{"[2001:db8:1:2:ffff::4]:1", "", 429},       // one household
		{"[2001:db8:1:3::3]:1", "", 200},            // its neighbour
	} {
		if got := ask(behind, tt.peer, tt.forwarded); got != tt.want {
			t.Errorf("%s via %s: %d, want %d", tt.forwarded, tt.peer, got, tt.want)
		}
	}
}

// Limits and origins that change hold from the next request on.
func TestRulesChangeWhileServing(t *testing.T) {
	problems := testProblems(slog.New(slog.DiscardHandler))
	limit, origins := 1, []string{}
	c := NewClients(nil)
	h := CrossOrigin(problems, func() []string { return origins })(c.Limit(func() int { return limit }, time.Hour, problems)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	ask := func() int {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header.Set("Origin", "https://www.stadt.example")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	if got := ask(); got != 403 {
		t.Errorf("a website that may not embed us: %d", got)
	}
	origins = city()
	if first, second := ask(), ask(); first != 200 || second != 429 {
		t.Errorf("once a window: %d, then %d", first, second)
	}
	limit = 2
	if third, fourth := ask(), ask(); third != 200 || fourth != 429 {
		t.Errorf("once more: %d, then %d", third, fourth)
	}
	origins = nil
	if got := ask(); got != 403 {
		t.Errorf("a website that may embed us no more: %d", got)
	}

	quota := c.Quota(func() int { return limit }, time.Hour)
	r := httptest.NewRequest("POST", "/", nil)
	for i, want := range []auskunft.ErrorKind{"", "", auskunft.Limited} {
		if got := auskunft.KindOf(quota(r, "anna")); got != want {
			t.Errorf("call %d of a token: %q, want %q", i+1, got, want)
		}
	}
	if err := quota(r, "bert"); err != nil {
		t.Errorf("another token: %v", err)
	}
}

// What an administrator has closed is in nobody's log as a fault.
func TestClosedIsNoFault(t *testing.T) {
	var lines bytes.Buffer
	p := testProblems(slog.New(slog.NewTextHandler(&lines, nil))).Of(context.Background(), "de", auskunft.ClosedError(auskunft.WidgetChannel, ""))
	if p.Status != 503 || p.Code != "channel_closed" || lines.Len() > 0 {
		t.Errorf("%+v, logged %q", p, lines.String())
	}
}

func TestClientKeysChange(t *testing.T) {
	c := NewClients(nil)
	req := httptest.NewRequest("GET", "/", nil)
	first, _ := c.key(req)
	again, _ := c.key(req)
	c.expires = time.Now().Add(-time.Second)
	later, _ := c.key(req)
	if first != again || first == later || strings.Contains(first, "192.0.2.1") {
		t.Errorf("keys %x, %x, %x", first, again, later)
	}
}

func TestTries(t *testing.T) {
	tries := NewClients(nil).Tries(2, 3, time.Hour)
	from := func(address string) *http.Request {
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = address + ":1"
		return r
	}
	here, there := from("203.0.113.7"), from("203.0.113.8")
	for range 2 {
		if !tries.Begin(here, "anna") {
			t.Fatal("limited too early")
		}
		tries.Failed(here)
	}
	if tries.Begin(here, "bert") {
		t.Error("a client that failed twice may go on with another name")
	}
	if !tries.Begin(there, "anna") || tries.Begin(there, "anna") {
		t.Error("a name may be tried three times from anywhere, not four")
	}
	if !tries.Begin(there, "bert") {
		t.Error("another name is limited, too")
	}
}

func TestCORS(t *testing.T) {
	h := CORS(city)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "answer") }))
	for _, tt := range []struct {
		method, origin, asks string
		allowed              bool
		status               int
	}{
		{"GET", "https://www.stadt.example", "", true, 200},
		{"GET", "https://evil.example", "", false, 200},
		{"GET", "", "", false, 200},
		{"OPTIONS", "https://www.stadt.example", "POST", true, 204},
		{"OPTIONS", "https://evil.example", "POST", false, 200},
	} {
		req := httptest.NewRequest(tt.method, "/", nil)
		req.Header.Set("Origin", tt.origin)
		req.Header.Set("Access-Control-Request-Method", tt.asks)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if got := w.Header().Get("Access-Control-Allow-Origin") != ""; got != tt.allowed || w.Code != tt.status || w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%+v: %d %v", tt, w.Code, w.Header())
		}
	}
}

func TestReaderOfARequest(t *testing.T) {
	if Reader(context.Background()).Sees(auskunft.Internal) || !Reader(context.Background()).Sees(auskunft.Public) {
		t.Error("anybody is the public")
	}
	if !Reader(WithReader(context.Background(), auskunft.ReaderOf(auskunft.Internal))).Sees(auskunft.Internal) {
		t.Error("a signed-in reader is lost")
	}
}

func TestHealth(t *testing.T) {
	w := httptest.NewRecorder()
	Healthz(w, nil)
	if w.Code != 200 {
		t.Errorf("healthz %d", w.Code)
	}
	log := slog.New(slog.DiscardHandler)
	for want, check := range map[int]Check{200: func(context.Context) error { return nil }, 503: func(context.Context) error { return errors.New("secret") }} {
		w := httptest.NewRecorder()
		Readyz(log, check)(w, httptest.NewRequest("GET", "/readyz", nil))
		if w.Code != want || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("readyz %d %s, want %d", w.Code, w.Body, want)
		}
	}
	fine, away := func(context.Context) error { return nil }, func(context.Context) error { return errors.New("secret") }
	w = httptest.NewRecorder()
	Readyz(log, fine, Part{"language model", away}, Part{"vectors", fine})(w, httptest.NewRequest("GET", "/readyz", nil))
	if w.Code != 200 || w.Body.String() != "ready\ndegraded: language model\n" {
		t.Errorf("without the language model: %d %q", w.Code, w.Body)
	}
}

func TestRender(t *testing.T) {
	pages := template.Must(template.New("ok").Parse("<p>{{.}}</p>"))
	template.Must(pages.New("broken").Parse("<p>half {{.Missing}}</p>"))
	w := httptest.NewRecorder()
	if err := Render(w, 418, pages, "ok", "<b>"); err != nil || w.Code != 418 || w.Body.String() != "<p>&lt;b&gt;</p>" {
		t.Errorf("%v %d %s", err, w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	if err := Render(w, 200, pages, "broken", "x"); err == nil || w.Body.Len() != 0 {
		t.Errorf("a broken page was sent: %v %s", err, w.Body)
	}
}

func TestServeLetsRequestsEnd(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	started, finish := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(started)
		select {
		case <-finish:
			fmt.Fprint(w, "complete")
		case <-r.Context().Done():
		}
	})
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, handler, slog.New(slog.DiscardHandler)) }()
	body := make(chan string, 1)
	go func() {
		resp, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			body <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		body <- string(b)
	}()
	<-started
	stop()
	close(finish)
	if got := <-body; got != "complete" {
		t.Errorf("a running request got %q", got)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestTel(t *testing.T) {
	for number, want := range map[string]string{
		"04227 99-2210": "tel:04227992210", "+49 (4227) 99-0": "tel:+494227990", "115": "tel:115",
		"javascript:alert(1)": "tel:1", "": "tel:",
	} {
		if got := Tel(number); string(got) != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}
