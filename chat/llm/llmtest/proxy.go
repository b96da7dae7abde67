package llmtest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Proxy stands before a real endpoint and makes what comes from it go wrong.
type Proxy struct {
	server, target string
	lively         bool

	mu    sync.Mutex
	fault Fault
	left  int // requests that the fault is for; negative: all
	asked int
}

// NewProxy starts a proxy before the endpoint with the base URL target, with /v1. A lively one
// makes the model's choice of words depend on the request instead of taking the likeliest.
func NewProxy(t testing.TB, target string, lively bool) *Proxy {
	p := &Proxy{target: target, lively: lively}
	server := httptest.NewServer(p)
	p.server = server.URL
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return p
}

// URL is the base URL, with /v1.
func (p *Proxy) URL() string { return p.server + "/v1" }

// Break makes the next n requests go wrong, all of them when n is negative.
func (p *Proxy) Break(fault Fault, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.left, p.asked = fault, n, 0
}

// Asked is how many requests came since Break.
func (p *Proxy) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *Proxy) next() Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	if p.left == 0 {
		return NoFault
	}
	p.left--
	return p.fault
}

// ServeHTTP passes a request on.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body) // also so that it is noticed when the client leaves
	if err != nil {
		return
	}
	fault := p.next()
	switch fault {
	case Late:
		<-r.Context().Done()
		return
	case Busy:
		w.Header().Set("Retry-After", "1")
		http.Error(w, `{"error":"slow down"}`, http.StatusTooManyRequests)
		return
	case Down:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, "<html><h1>503 Service Unavailable</h1></html>")
		return
	case Empty:
		return
	case WrongJSON:
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"detail":[{"loc":["body"],"msg":"field required"}]}`)
		return
	}
	response, err := p.pass(r, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	w.Header().Set("Content-Type", response.Header.Get("Content-Type"))
	w.WriteHeader(response.StatusCode)
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		stream(w, r, response.Body, fault)
		return
	}
	if body, err = io.ReadAll(response.Body); err != nil {
		return
	}
	whole(w, r, body, fault)
}

func (p *Proxy) pass(r *http.Request, body []byte) (*http.Response, error) {
	if p.lively {
		var fields map[string]any
		err := json.Unmarshal(body, &fields)
		if err != nil {
			return nil, err
		}
		fields["temperature"], fields["seed"] = 1, crc32.ChecksumIEEE(body)
		if body, err = json.Marshal(fields); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(r.Context(), r.Method, p.target+strings.TrimPrefix(r.URL.Path, "/v1"), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", r.Header.Get("Content-Type"))
	request.Header["Idempotency-Key"] = []string{} // not sent; asked again when the server has closed an idle connection
	return http.DefaultClient.Do(request)
}

// sound is how many events of a stream pass before it goes wrong: some text, no sentence yet.
const sound = 6

func stream(w http.ResponseWriter, r *http.Request, from io.Reader, fault Fault) {
	send := func(data string) bool {
		_, err := io.WriteString(w, data)
		return err == nil && http.NewResponseController(w).Flush() == nil
	}
	lines := bufio.NewReader(from)
	for events := 0; ; events++ {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		if events == sound {
			switch fault {
			case NoFault:
			case LongLine:
				send(`data: {"choices":[{"index":0,"delta":{"content":"` + strings.Repeat(" ", 200_000) + `"}}]}` + "\n\n")
			case Garbled:
				send("data: {\"choices\":[{\"del\n\n")
			default:
				broken(fault, w, r, func(data string) bool { return send("data: " + data + "\n\n") })
				return
			}
		}
		if !send(line) {
			return
		}
	}
}

// whole sends an answer that is no stream, such as one with vectors.
func whole(w http.ResponseWriter, r *http.Request, body []byte, fault Fault) {
	switch fault {
	case Cut:
		body = body[:len(body)/2]
	case Reset, Stall:
		_, _ = w.Write(body[:len(body)/2])
		broken(fault, w, r, func(string) bool { return true })
		return
	case ErrorEvent:
		body = []byte(`{"error":{"message":"slot unavailable"}}`)
	case WrongDimension:
		var answer struct {
			Data []struct {
				Index     int       `json:"index"`
				Embedding []float32 `json:"embedding"`
			} `json:"data"`
		}
		if json.Unmarshal(body, &answer) == nil {
			for i := range answer.Data {
				answer.Data[i].Embedding = answer.Data[i].Embedding[:7]
			}
			body, _ = json.Marshal(answer)
		}
	}
	_, _ = w.Write(body)
}
