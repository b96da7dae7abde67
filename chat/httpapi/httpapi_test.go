package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/internal/web"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

const taxText = "Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr. Für jeden weiteren Hund sind es 120 Euro im Jahr."

// rooms are everything below the API, scripted.
type rooms struct {
	mu        sync.Mutex
	found     retrieval.Result
	searchErr error
	readers   []auskunft.Reader
	compose   func(ctx context.Context, emit func(compose.Draft) error) error // nil: two sentences
	recorded  chan chat.Exchange
	forgotten []string
	rateErr   error
	ratings   []string
	said      []chat.Said
	received  []auskunft.Handover
	tickets   map[string]bool
}

func newRooms() *rooms {
	return &rooms{
		tickets:  map[string]bool{},
		recorded: make(chan chat.Exchange, 100),
		found: retrieval.Result{Coverage: .9, Hits: []retrieval.Hit{{
			Passage:  auskunft.Passage{ID: 7, DocumentID: 3, Text: taxText, End: len([]rune(taxText)), Headings: []string{"Gebühren"}, Anchor: "gebuehren"},
			Document: auskunft.Document{ID: 3, Title: "Hundesteuer", URL: "https://stadt.example/hundesteuer", Lang: "de", Visibility: auskunft.Public, CheckedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)},
			Score:    1, Coverage: .9,
		}}},
	}
}

func (r *rooms) Search(_ context.Context, q retrieval.Query) (retrieval.Result, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readers = append(r.readers, q.Reader)
	return r.found, r.searchErr
}

func (r *rooms) Suggest(prefix string, _ auskunft.Reader, _ int) []lexical.Suggestion {
	if strings.HasPrefix("hundesteuer", prefix) {
		return []lexical.Suggestion{{Text: "Hundesteuer"}}
	}
	return nil
}

func (r *rooms) Cards(context.Context, auskunft.Reader, []retrieval.Hit, string, time.Time) ([]auskunft.Card, error) {
	return []auskunft.Card{
		{Kind: auskunft.NoticeCard, Notice: &auskunft.NoticeFacts{Title: "Umzug", Text: "Das Amt zieht um.", Severity: "info"}},
		{Kind: auskunft.ServiceCard, Service: &auskunft.ServiceFacts{Name: "Hundesteuer", Fees: []string{"84 Euro"}}},
		{Kind: auskunft.OfficeCard, Office: &auskunft.OfficeFacts{Name: "Steueramt", Phones: []string{"04227 99-2210"}, Today: "heute geschlossen", Week: []string{"Mo 8:00–12:30"}}},
	}, nil
}

func (r *rooms) Name() string { return "extractive" }

func (r *rooms) Compose(ctx context.Context, _ compose.Task, emit func(compose.Draft) error) (compose.Report, error) {
	if r.compose != nil {
		return compose.Report{}, r.compose(ctx, emit)
	}
	for _, s := range []string{"Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr.", "Für jeden weiteren Hund sind es 120 Euro im Jahr."} {
		if err := emit(draft(s)); err != nil {
			return compose.Report{}, err
		}
	}
	return compose.Report{GeneratedBy: r.Name()}, nil
}

func draft(s string) compose.Draft {
	return compose.Draft{Text: s, Quotes: []compose.Quote{{Text: s}}}
}

func (r *rooms) Turns(context.Context, auskunft.Reader, string, time.Time) ([]chat.Turn, bool, error) {
	return nil, false, nil
}

func (*rooms) Begin(context.Context, string, string, string, time.Time) error { return nil }

func (r *rooms) Record(_ context.Context, e chat.Exchange) error {
	r.recorded <- e
	return nil
}

func (r *rooms) Forget(_ context.Context, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forgotten = append(r.forgotten, id)
	return nil
}

func (r *rooms) Rate(_ context.Context, _ auskunft.Reader, answer string, helpful bool, reason string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ratings = append(r.ratings, fmt.Sprint(answer, " ", helpful, " ", reason))
	return r.rateErr
}

func (r *rooms) Transcript(context.Context, auskunft.Reader, string, time.Time) ([]chat.Said, error) {
	return r.said, nil
}

// Receive is an inbox that takes a ticket once.
func (r *rooms) Receive(_ context.Context, h auskunft.Handover, ticket string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tickets[ticket] {
		return "", auskunft.Errorf(auskunft.Conflict, "handover_challenge", "used")
	}
	r.tickets[ticket] = true
	r.received = append(r.received, h)
	return "A7K-3QX9", nil
}

// rules are an administrator's: how often one client may ask, and what is closed.
type rules struct {
	questions int
	mu        sync.Mutex
	closed    map[auskunft.Channel]string // with what is said about it
}

func (r *rules) QuestionsPerMinute() int { return r.questions }

func (*rules) Origins() []string { return []string{"https://www.auenwede.example"} }

func (r *rules) Admit(c auskunft.Channel) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if text, closed := r.closed[c]; closed {
		return auskunft.ClosedError(c, text)
	}
	return nil
}

// close closes channels; none opens all.
func (r *rules) close(text string, channels ...auskunft.Channel) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = map[auskunft.Channel]string{}
	for _, c := range channels {
		r.closed[c] = text
	}
}

// serve starts the API over rooms; change adjusts its configuration.
func serve(t *testing.T, r *rooms, change func(*Config)) *httptest.Server {
	t.Helper()
	town := chat.Town{Name: "Auenwede", Phone: "04227 99-0", Email: "stadt@auenwede.example", Privacy: "https://auenwede.example/datenschutz",
		Suggestions: []string{"Was kostet die Hundesteuer?"}}
	desk, err := chat.New(chat.Parts{Searcher: r, Catalogue: r, Composer: r, Conversations: r}, town)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	cfg := Config{Desk: desk, Searcher: r, Suggest: r, Keeper: r, Inbox: r, TicketKey: []byte("key"), Address: "https://auskunft.example", Messages: desk.Messages(), Town: town, Log: log,
		Rules: &rules{questions: 1000}, LookupsPerMinute: 1000}
	if change != nil {
		change(&cfg)
	}
	router := web.NewRouter(&web.Problems{Text: desk.Messages().Error, Log: log}, log, cfg.Rules.Origins)
	New(cfg).Routes(router)
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	return server
}

type event struct {
	name string
	data map[string]any
}

// events reads a stream to its end.
func events(t *testing.T, body io.Reader) []event {
	t.Helper()
	var all []event
	var current event
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "event: "):
			current.name = line[len("event: "):]
		case strings.HasPrefix(line, "data: "):
			if err := json.Unmarshal([]byte(line[len("data: "):]), &current.data); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		case line == "" && current.name != "":
			all, current = append(all, current), event{}
		}
	}
	return all
}

func post(t *testing.T, url, body string, header ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

func TestChatStream(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	resp := post(t, server.URL+"/api/v1/chat", `{"question":"Was kostet die Hundesteuer?"}`)
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%s %s", resp.Status, resp.Header.Get("Content-Type"))
	}
	got := events(t, resp.Body)
	var names []string
	for _, e := range got {
		names = append(names, e.name)
	}
	want := []string{"conversation", "stage", "stage", "citation", "sentence", "citation", "sentence", "card", "card", "card", "done"}
	if !slices.Equal(names, want) {
		t.Fatalf("events %v\n want %v", names, want)
	}
	citation, done := got[3].data, got[len(got)-1].data
	if citation["n"] != 1.0 || citation["title"] != "Hundesteuer" || citation["url"] == "" || !strings.Contains(taxText, citation["quote"].(string)) ||
		citation["anchor"] != "gebuehren" || citation["checked_at"] == nil {
		t.Errorf("citation %v", citation)
	}
	if done["status"] != "answered" || done["generated_by"] != "extractive" || done["lang"] != "de" || !chat.ValidID(done["answer_id"].(string)) {
		t.Errorf("done %v", done)
	}
	if e := <-r.recorded; e.Answer.ID != done["answer_id"] || e.Conversation != got[0].data["id"] {
		t.Errorf("recorded %+v", e)
	}
	if !slices.Equal(r.readers[0].Visibilities(), auskunft.PublicReader.Visibilities()) {
		t.Errorf("asked as %s", r.readers[0])
	}
}

func TestSignedInReader(t *testing.T) {
	r := newRooms()
	desk := serve(t, r, nil)
	staff := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		desk.Config.Handler.ServeHTTP(w, req.WithContext(web.WithReader(req.Context(), auskunft.ReaderOf(auskunft.Internal))))
	}))
	defer staff.Close()
	events(t, post(t, staff.URL+"/api/v1/chat", `{"question":"Was kostet die Hundesteuer?"}`).Body)
	if !r.readers[0].Sees(auskunft.Internal) {
		t.Errorf("asked as %s", r.readers[0])
	}
}

func TestProblems(t *testing.T) {
	r := newRooms()
	r.rateErr = auskunft.Errorf(auskunft.NotFound, "not_found", "no such answer: secret")
	server := serve(t, r, nil)
	id := strings.Repeat("0a", 16)
	tests := []struct {
		name, method, path, body string
		status                   int
		code, says               string
	}{
		{"empty question", "POST", "/api/v1/chat", `{"question":" "}`, 422, "question_empty", "Bitte schreiben Sie eine Frage."},
		{"20,000 characters", "POST", "/api/v1/chat", `{"question":"` + strings.Repeat("a", 20000) + `"}`, 413, "request_too_large", "1.000 Zeichen"},
		{"2,000 characters", "POST", "/api/v1/chat", `{"question":"` + strings.Repeat("a", 2000) + `"}`, 422, "question_too_long", "1.000 Zeichen"},
		{"binary", "POST", "/api/v1/chat", `{"question":"\u0000\u0001\u0002"}`, 422, "question_binary", "Text"},
		{"broken JSON", "POST", "/api/v1/chat", `{"question":`, 422, "invalid", "Anfrage"},
		{"no question", "POST", "/api/v1/chat", `{}`, 422, "invalid", "Anfrage"},
		{"unknown mode", "POST", "/api/v1/chat", `{"question":"Was?","mode":"poem"}`, 422, "invalid", "Anfrage"},
		{"conversation", "POST", "/api/v1/chat", `{"question":"Was kostet das?","conversation":"x"}`, 422, "conversation_id", "beginnen Sie neu"},
		{"method", "PUT", "/api/v1/chat", ``, 405, "method_not_allowed", "aufrufen"},
		{"route", "GET", "/api/v1/nothing", ``, 404, "not_found", "gibt es hier nicht"},
		{"search without q", "GET", "/api/v1/search", ``, 422, "invalid", "Anfrage"},
		{"search for nothing", "GET", "/api/v1/search?q=%20", ``, 422, "question_empty", "Frage"},
		{"search for too much", "GET", "/api/v1/search?q=Hund&k=1000", ``, 422, "invalid", "Anfrage"},
		{"forget", "DELETE", "/api/v1/conversations/x", ``, 422, "conversation_id", "Gespräch"},
		{"rate", "POST", "/api/v1/feedback", `{"answer_id":"` + id + `","helpful":true}`, 404, "not_found", "gibt es hier nicht"},
		{"rate in words", "POST", "/api/v1/feedback", `{"answer_id":"` + id + `","helpful":true,"reason":"Ich bin Erika"}`, 422, "invalid", "Anfrage"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequest(tt.method, server.URL+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if tt.body != "" {
				req.Header.Set("Content-Type", "application/json")
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, _ := io.ReadAll(resp.Body)
			var p web.Problem
			if err := json.Unmarshal(body, &p); err != nil {
				t.Fatalf("%s: %v", body, err)
			}
			if resp.Header.Get("Content-Type") != "application/problem+json" || resp.StatusCode != tt.status || p.Status != tt.status ||
				p.Code != tt.code || !strings.Contains(p.Detail, tt.says) || p.Title == "" {
				t.Errorf("%s %s: %s", resp.Status, resp.Header.Get("Content-Type"), body)
			}
			if strings.Contains(string(body), "secret") || strings.Contains(string(body), "expected") {
				t.Errorf("internal text got out: %s", body)
			}
		})
	}
}

// A client that does not read blocks the connection; the deadline of an event ends it.
// The deadline for sending a request must not end a stream that goes on longer,
// and silence is filled with comments.
func TestLookups(t *testing.T) {
	server := serve(t, newRooms(), nil)
	var found struct {
		Hits []Hit
	}
	getJSON(t, server.URL+"/api/v1/search?q=Hundesteuer&k=3", &found)
	if len(found.Hits) != 1 || found.Hits[0].Text != taxText || found.Hits[0].Visibility != auskunft.Public {
		t.Errorf("%+v", found)
	}
	var completed struct{ Suggestions []string }
	getJSON(t, server.URL+"/api/v1/suggest?q=hund", &completed)
	if !slices.Equal(completed.Suggestions, []string{"Hundesteuer"}) {
		t.Errorf("%+v", completed)
	}
	getJSON(t, server.URL+"/api/v1/suggest?q=zzz", &completed)
	if completed.Suggestions == nil || len(completed.Suggestions) != 0 {
		t.Errorf("no suggestions are an empty list: %+v", completed)
	}
}

func getJSON(t *testing.T, url string, into any) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(resp.Body)
		t.Fatalf("%s: %s %s", url, resp.Status, body)
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestForget(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	id := strings.Repeat("0a", 16)
	req, _ := http.NewRequest(http.MethodDelete, server.URL+"/api/v1/conversations/"+id, nil)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent || !slices.Equal(r.forgotten, []string{id}) {
		t.Errorf("%s, forgotten %v", resp.Status, r.forgotten)
	}
	if resp := post(t, server.URL+"/api/v1/feedback", `{"answer_id":"`+id+`","helpful":false,"reason":"outdated"}`); resp.StatusCode != http.StatusNoContent {
		t.Errorf("feedback: %s", resp.Status)
	}
}

func TestRateLimit(t *testing.T) {
	server := serve(t, newRooms(), func(c *Config) { c.Rules = &rules{questions: 3} })
	var last *http.Response
	for range 4 {
		last = post(t, server.URL+"/api/v1/chat", `{"question":"Was kostet die Hundesteuer?"}`)
		_, _ = io.Copy(io.Discard, last.Body)
	}
	if last.StatusCode != http.StatusTooManyRequests || last.Header.Get("Retry-After") == "" || last.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s %v", last.Status, last.Header)
	}
	resp, err := http.Get(server.URL + "/api/v1/search?q=Hund")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("searching is limited with asking: %s", resp.Status)
	}
}

func TestOtherWebsites(t *testing.T) {
	server := serve(t, newRooms(), nil)
	for origin, want := range map[string]int{"https://www.auenwede.example": 200, "https://evil.example": 403} {
		resp := post(t, server.URL+"/api/v1/chat", `{"question":"Was kostet die Hundesteuer?"}`, "Origin", origin, "Sec-Fetch-Site", "cross-site")
		if resp.StatusCode != want {
			t.Errorf("%s: %s", origin, resp.Status)
		}
		if got := resp.Header.Get("Access-Control-Allow-Origin"); (got == origin) != (want == 200) {
			t.Errorf("%s is allowed as %q", origin, got)
		}
	}
	req, _ := http.NewRequest(http.MethodOptions, server.URL+"/api/v1/chat", nil)
	req.Header.Set("Origin", "https://www.auenwede.example")
	req.Header.Set("Access-Control-Request-Method", "POST")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent || !strings.Contains(resp.Header.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("preflight: %s %v", resp.Status, resp.Header)
	}
}

func TestOpenAPI(t *testing.T) {
	server := serve(t, newRooms(), nil)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	getJSON(t, server.URL+"/api/v1/openapi.json", &doc)
	for path, method := range map[string]string{"/chat": "post", "/search": "get", "/suggest": "get", "/feedback": "post", "/conversations/{id}": "delete"} {
		if doc.Paths[path][method] == nil {
			t.Errorf("%s %s is not described", method, path)
		}
	}
	raw, _ := json.Marshal(doc.Paths["/chat"])
	for _, name := range []string{"text/event-stream", "conversation", "citation", "sentence", "done", "error"} {
		if !strings.Contains(string(raw), name) {
			t.Errorf("%s is not described", name)
		}
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
}

func TestFeatures(t *testing.T) {
	server := serve(t, newRooms(), nil)
	var got struct {
		Feedback, Simple, Handover bool
		Languages, Suggestions     []string
	}
	getJSON(t, server.URL+"/api/v1/features", &got)
	if !got.Feedback || !got.Simple || !got.Handover || len(got.Languages) < 2 || got.Languages[0] != "de" || got.Suggestions == nil {
		t.Errorf("%+v", got)
	}
}
