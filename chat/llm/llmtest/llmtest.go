// Package llmtest plays a language model's endpoint for tests: the test says what the
// model writes, how fast, and what goes wrong on the way. Its Proxy makes a real endpoint go
// wrong.
package llmtest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Reply is what the endpoint answers to one request.
type Reply struct {
	Text     string
	Piece    int           // characters of one event; 8
	Pause    time.Duration // between two events
	Finish   string        // finish_reason; "stop"
	Fault    Fault
	After    int           // events before the fault
	Status   int           // of a response that is no success, with Text as its body
	Header   http.Header   // further headers
	LateBy   time.Duration // before the headers
	OneLine  bool          // the whole text in one event
	NoStream bool          // the whole answer as one JSON document

	Sends func(text string) // told what of Text is there with an event, just before it is sent; nil: nobody is
}

// Fault is what goes wrong in a stream.
type Fault int

// The faults.
const (
	NoFault    Fault = iota
	Cut              // the stream ends cleanly, without a reason and without [DONE]
	Reset            // the connection breaks
	ErrorEvent       // an error object comes instead of a chunk
	Stall            // nothing comes any more
	WebPage          // success, but the body is HTML
	Garbled          // an event is no JSON, and the stream goes on
)

// The faults that a Proxy makes beside these.
const (
	Late           Fault = 100 + iota // not even headers come
	Busy                              // 429 with Retry-After
	Down                              // 503 with a web page
	Empty                             // success without a body
	WrongJSON                         // success, but JSON of another kind
	LongLine                          // an event of more than 64 KiB
	WrongDimension                    // vectors of another length
)

// Request is what the endpoint was asked.
type Request struct {
	Model    string
	Messages []Message
	Schema   json.RawMessage // response_format
	Stream   bool
	Body     []byte
}

// Message is one message of a request.
type Message struct{ Role, Text string }

// Prompt is the text of all messages.
func (r Request) Prompt() string {
	var texts []string
	for _, m := range r.Messages {
		texts = append(texts, m.Text)
	}
	return strings.Join(texts, "\n\n")
}

// Server is a scripted endpoint. Its base URL is URL() and it is closed with the test.
type Server struct {
	server *httptest.Server
	script func(Request) Reply

	mu       sync.Mutex
	requests []Request
	open     int // requests being answered
}

// New starts an endpoint that gives the replies in order; the last one is repeated.
func New(t testing.TB, replies ...Reply) *Server {
	n := 0
	var mu sync.Mutex
	return NewFunc(t, func(Request) Reply {
		mu.Lock()
		defer mu.Unlock()
		reply := replies[min(n, len(replies)-1)]
		n++
		return reply
	})
}

// NewFunc starts an endpoint whose replies follow from the requests. The function is
// called by several goroutines when there are several requests at once.
func NewFunc(t testing.TB, script func(Request) Reply) *Server {
	s := &Server{script: script}
	s.server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// URL is the base URL, with /v1.
func (s *Server) URL() string { return s.server.URL + "/v1" }

// Close ends the endpoint before the test does.
func (s *Server) Close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

// InAnswerForm makes sentences into answers of one sentence, each quoting itself, with the
// fields in the order in which the schema of answers is sent.
func InAnswerForm(sentences []string) []string {
	var answers []string
	for i, sentence := range sentences {
		text := quoted(sentence)
		answers = append(answers, fmt.Sprintf(`{"sentences": [{"quotes": [{"passage": %d, "quote": %s}], "text": %s}]}`, i%9+1, text, text))
	}
	return answers
}

// Requests are the requests so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Forget drops the requests so far.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Open is how many requests are being answered at the moment.
func (s *Server) Open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/v1/models" {
		fmt.Fprint(w, `{"object":"list","data":[]}`)
		return
	}
	if r.URL.Path != "/v1/chat/completions" || r.Method != http.MethodPost {
		http.NotFound(w, r)
		return
	}
	request, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, request)
	s.open++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.open--
		s.mu.Unlock()
	}()
	reply := s.script(request)
	if !wait(r, reply.LateBy) {
		return
	}
	for name, values := range reply.Header {
		w.Header()[name] = values
	}
	switch {
	case reply.Status != 0:
		w.WriteHeader(reply.Status)
		fmt.Fprint(w, reply.Text)
	case reply.Fault == WebPage:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><body>"+reply.Text+"</body></html>")
	case reply.NoStream:
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"choices":[{"message":{"role":"assistant","content":%s},"finish_reason":%s}],"usage":{"prompt_tokens":7,"completion_tokens":3}}`,
			quoted(reply.Text), quoted(reply.finish()))
	default:
		reply.stream(w, r)
	}
}

func read(r *http.Request) (Request, error) {
	var in struct {
		Model    string `json:"model"`
		Stream   bool   `json:"stream"`
		Messages []struct {
			Role    string          `json:"role"`
			Content json.RawMessage `json:"content"`
		} `json:"messages"`
		ResponseFormat json.RawMessage `json:"response_format"`
	}
	raw := json.RawMessage{}
	if err := json.NewDecoder(r.Body).Decode(&raw); err != nil {
		return Request{}, err
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return Request{}, err
	}
	request := Request{Model: in.Model, Stream: in.Stream, Schema: in.ResponseFormat, Body: raw}
	for _, m := range in.Messages {
		request.Messages = append(request.Messages, Message{Role: m.Role, Text: contentText(m.Content)})
	}
	return request, nil
}

// contentText reads a message's content, a string or a list of parts.
func contentText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var parts []struct{ Text string }
	if err := json.Unmarshal(raw, &parts); err != nil {
		return string(raw)
	}
	for _, p := range parts {
		text += p.Text
	}
	return text
}

func (r Reply) finish() string {
	if r.Finish == "" {
		return "stop"
	}
	return r.Finish
}

func (r Reply) pieces() []string {
	if r.OneLine {
		return []string{r.Text}
	}
	size := r.Piece
	if size == 0 {
		size = 8
	}
	var pieces []string
	for text := []rune(r.Text); len(text) > 0; {
		n := min(size, len(text))
		pieces = append(pieces, string(text[:n]))
		text = text[n:]
	}
	return pieces
}

func (r Reply) stream(w http.ResponseWriter, request *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(data string) bool {
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
			return false
		}
		return http.NewResponseController(w).Flush() == nil
	}
	sent := ""
	for i, piece := range r.pieces() {
		if r.Fault == Garbled && i == r.After {
			send(`{"choices":[{"index":0,"del`)
			continue
		}
		if r.Fault != NoFault && i == r.After {
			broken(r.Fault, w, request, send)
			return
		}
		if sent += piece; r.Sends != nil {
			r.Sends(sent)
		}
		if !send(`{"choices":[{"index":0,"delta":{"content":` + quoted(piece) + `},"finish_reason":null}]}`) {
			return
		}
		if !wait(request, r.Pause) {
			return
		}
	}
	if r.Fault != NoFault && r.Fault != Garbled {
		broken(r.Fault, w, request, send)
		return
	}
	send(`{"choices":[{"index":0,"delta":{},"finish_reason":` + quoted(r.finish()) + `}]}`)
	send(`{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}`)
	send("[DONE]")
}

// broken ends a stream badly.
func broken(fault Fault, w http.ResponseWriter, request *http.Request, send func(string) bool) {
	switch fault {
	case ErrorEvent:
		send(`{"error":{"message":"slot unavailable","type":"server_error","code":500}}`)
	case Stall:
		send(`{"choices":[]}`) // the headers are out, and then nothing
		<-request.Context().Done()
	case Reset:
		wait(request, 50*time.Millisecond) // a reset throws away what the client has not read yet
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			if tcp, ok := conn.(*net.TCPConn); ok {
				tcp.SetLinger(0)
			}
			conn.Close()
		}
	}
}

// wait returns false when the client goes away first.
func wait(r *http.Request, d time.Duration) bool {
	if d == 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(b)
}
