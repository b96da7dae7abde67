package llm_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/llm"
)

// served is the base URL of an endpoint that answers every call with the handler.
func served(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL + "/v1"
}

// sends is an endpoint that streams a body as it stands.
func sends(t *testing.T, body string) string {
	t.Helper()
	return served(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, body)
	})
}

// chunk is one event with fields of a delta; said, one with content.
func chunk(delta string) string {
	return `data: {"choices":[{"index":0,"delta":{` + delta + `},"finish_reason":null}]}` + "\n\n"
}

func said(text string) string { return chunk(fmt.Sprintf(`"content":%q`, text)) }

// failsWith tells whether an error has the code, and that there is none with none.
func failsWith(err error, code string) bool {
	if code == "" {
		return err == nil
	}
	return auskunft.KindOf(err) == auskunft.Unavailable && auskunft.CodeOf(err) == code
}

const (
	stopped = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
	done    = "data: [DONE]\n\n"
)

// What servers send beside the text of an answer, and in which forms they send it.
func TestShapesOfStreams(t *testing.T) {
	text := said("Die Hundesteuer ") + said("beträgt 96 Euro.")
	const whole = "Die Hundesteuer beträgt 96 Euro."
	for name, c := range map[string]struct{ body, want, code string }{
		"byte order mark":          {"\ufeff" + text + stopped + done, whole, ""},
		"carriage returns":         {strings.ReplaceAll(text+stopped+done, "\n", "\r\n"), whole, ""},
		"no space":                 {strings.ReplaceAll(text+stopped+done, "data: ", "data:"), whole, ""},
		"names and comments":       {": ping\n\nevent: message\nid: 7\n" + text + ": ping\n\n" + stopped + done, whole, ""},
		"without the last mark":    {text + stopped, whole, ""},
		"more behind the mark":     {text + stopped + done + said("und mehr"), whole, ""},
		"first choices are empty":  {`data: {"choices":[],"prompt_filter_results":[{}]}` + "\n\n" + text + stopped + done, whole, ""},
		"only empty choices":       {strings.Repeat(`data: {"choices":[]}`+"\n\n", 3) + done, "", llm.CodeTruncated},
		"only pings":               {strings.Repeat(": keep-alive\n\n", 100), "", llm.CodeTruncated},
		"nothing is said":          {chunk(`"role":"assistant","content":null`) + stopped + done, "", ""},
		"reasoning beside":         {chunk(`"reasoning_content":"96?"`) + chunk(`"reasoning":"oder 69?","reasoning_details":[{"text":"x"}]`) + chunk(`"thinking":"y"`) + text + stopped + done, whole, ""},
		"reasoning and no answer":  {chunk(`"reasoning_content":"`+whole+`"`) + stopped + done, "", ""},
		"a tool is called":         {chunk(`"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"suche","arguments":"{}"}}]`) + `data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}]}` + "\n\n" + done, "", llm.CodeUnfinished},
		"a refusal":                {chunk(`"refusal":"Das kann ich nicht."`) + stopped + done, "", ""},
		"content in parts":         {chunk(`"content":[{"type":"text","text":"Die"}]`) + stopped + done, "", llm.CodeFailed},
		"an odd reason to stop":    {text + `data: {"choices":[{"delta":{},"finish_reason":7}]}` + "\n\n" + done, "", llm.CodeTruncated},
		"error as a text":          {text + `data: {"error":"slot unavailable"}` + "\n\n", "", llm.CodeFailed},
		"error as an event":        {text + "event: error\n" + `data: {"error":{"message":"x","code":500}}` + "\n\n", "", llm.CodeFailed},
		"error of another form":    {text + `data: {"object":"error","message":"x"}` + "\n\n", "", llm.CodeTruncated},
		"web page as a stream":     {"<html><body>Wartung</body></html>", "", llm.CodeTruncated},
		"half a rune":              {said("Die H") + chunk("\"content\":\"\xc3\"") + stopped + done, "Die H\ufffd", ""},
		"half a pair":              {said("Die H") + chunk(`"content":"\ud83d"`) + stopped + done, "Die H\ufffd", ""},
		"answers of other choices": {text + `data: {"choices":[{"index":1,"delta":{"content":"69 Euro."}}]}` + "\n\n" + stopped + done, whole, ""},
		"an event too long":        {"data: " + strings.Repeat("x", 2<<20) + "\n\n", "", llm.CodeFailed},
		"more than an answer":      {strings.Repeat(said(strings.Repeat("x", 500_000)), 9) + stopped + done, "", llm.CodeFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, streamed, err := ask(t, open(t, sends(t, c.body), nil))
			if !failsWith(err, c.code) {
				t.Fatalf("got %.80q, %v, want %q", result.Text, err, c.code)
			}
			if c.code == "" && (result.Text != c.want || streamed != c.want) {
				t.Errorf("got %q, streamed %q, want %q", result.Text, streamed, c.want)
			}
		})
	}
}

// What comes in one piece, or not as what was asked for.
func TestShapesOfResponses(t *testing.T) {
	const whole = `{"choices":[{"message":{"role":"assistant","content":"96 Euro."},"finish_reason":"stop"}]}`
	stream := said("96 ") + said("Euro.") + stopped + done
	for name, c := range map[string]struct{ kind, body, want, code string }{
		"whole":                       {"application/json; charset=utf-8", whole, "96 Euro.", ""},
		"whole, byte order mark":      {"application/json", "\ufeff" + whole, "96 Euro.", ""},
		"whole, too long":             {"application/json", `{"choices":[{"message":{"content":"` + strings.Repeat("x", 10<<20) + `"},"finish_reason":"stop"}]}`, "", llm.CodeFailed},
		"whole, no choice":            {"application/json", `{"choices":[]}`, "", llm.CodeTruncated},
		"whole, an error":             {"application/json", `{"error":{"message":"no"}}`, "", llm.CodeFailed},
		"whole, a list":               {"application/json", `[]`, "", llm.CodeFailed},
		"web page":                    {"text/html; charset=utf-8", "<html>Wartung</html>", "", llm.CodeFailed},
		"web page of no kind":         {"", "<html>Wartung</html>", "", llm.CodeFailed},
		"stream of no kind":           {"text/plain", stream, "96 Euro.", ""},
		"stream of a kind of its own": {"text/event-stream;charset=UTF-8", stream, "96 Euro.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, _, err := ask(t, open(t, served(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.kind != "" {
					w.Header().Set("Content-Type", c.kind)
				}
				_, _ = io.WriteString(w, c.body)
			}), nil))
			if !failsWith(err, c.code) || c.code == "" && result.Text != c.want {
				t.Errorf("got %.80q, %v, want %q %q", result.Text, err, c.want, c.code)
			}
		})
	}
}

// A proxy may compress, or speak HTTP/2, and pieces still come one by one.
func TestTransports(t *testing.T) {
	first := make(chan struct{}, 1)
	stream := func(w io.Writer, flush func() error) {
		for i, event := range []string{said("96 "), said("Euro."), stopped, done} {
			if _, err := io.WriteString(w, event); err != nil || flush() != nil {
				return
			}
			if i == 0 {
				<-first // the endpoint goes on when the first piece was read
			}
		}
	}
	read := func(t *testing.T, m *llm.Model) {
		t.Helper()
		var text strings.Builder
		_, err := m.Complete(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}, func(piece string) error {
			if text.Len() == 0 {
				first <- struct{}{}
			}
			text.WriteString(piece)
			return nil
		})
		if err != nil || text.String() != "96 Euro." {
			t.Errorf("%q, %v", text.String(), err)
		}
	}
	t.Run("gzip", func(t *testing.T) {
		read(t, open(t, served(t, func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				t.Error("compression is not accepted")
			}
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close()
			stream(z, func() error {
				if err := z.Flush(); err != nil {
					return err
				}
				return http.NewResponseController(w).Flush()
			})
		}), nil))
	})
	t.Run("HTTP/2", func(t *testing.T) {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor != 2 {
				t.Errorf("asked with %s", r.Proto)
			}
			w.Header().Set("Content-Type", "text/event-stream")
			stream(w, http.NewResponseController(w).Flush)
		}))
		server.EnableHTTP2 = true
		server.StartTLS()
		t.Cleanup(server.Close)
		read(t, open(t, server.URL+"/v1", func(c *llm.Config) { c.Transport = server.Client().Transport }))
	})
}

// An endpoint that only shows that it is alive is given up when its time is over.
func TestSignsOfLifeAreNoAnswer(t *testing.T) {
	for name, sign := range map[string]string{"pings": ": ping\n\n", "reasoning": chunk(`"reasoning_content":"hm"`), "empty pieces": chunk(`"content":""`)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, text, err := ask(t, open(t, served(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				for r.Context().Err() == nil {
					if _, err := io.WriteString(w, sign); err != nil || http.NewResponseController(w).Flush() != nil {
						return
					}
					time.Sleep(10 * time.Millisecond)
				}
			}), func(c *llm.Config) { c.Budget = 500 * time.Millisecond }))
			if auskunft.CodeOf(err) != llm.CodeTimeout || text != "" {
				t.Errorf("%q, %v", text, err)
			}
		})
	}
}

// Wherever a connection breaks or ends: either the answer is whole, or the call has failed.
func TestBrokenAtEveryByte(t *testing.T) {
	body := said("Die Hundesteuer ") + said("beträgt – ") + said("96 Euro.") + stopped + done
	const text = "Die Hundesteuer beträgt – 96 Euro."
	for name, head := range map[string]string{
		"until it closes": "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n",
		"of known length": fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", len(body)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := head + body
			l := listen(t)
			answered := 0
			m := open(t, "http://"+l.Addr().String()+"/v1", nil)
			for n := range len(response) + 1 {
				go breakAfter(l, []byte(response[:n]), n%2 == 0)
				result, streamed, err := ask(t, m)
				switch {
				case !strings.HasPrefix(text, streamed):
					t.Fatalf("after %d bytes %q was said", n, streamed)
				case err == nil && result.Text != text:
					t.Fatalf("after %d bytes %q is an answer", n, result.Text)
				case err == nil:
					answered++
				case auskunft.KindOf(err) != auskunft.Unavailable:
					t.Fatalf("after %d bytes: %v", n, err)
				}
				m = open(t, "http://"+l.Addr().String()+"/v1", nil) // whose endpoint has not failed yet
			}
			if answered == 0 {
				t.Error("not even the whole response is an answer")
			}
		})
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// breakAfter answers one request with a response that ends anywhere, by a reset or cleanly. A
// connection without a byte of an answer is asked for once more.
func breakAfter(l net.Listener, response []byte, reset bool) {
	for range 2 {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		if request, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			_, _ = io.Copy(io.Discard, request.Body)
		}
		_, _ = io.Copy(conn, bytes.NewReader(response))
		if tcp, ok := conn.(*net.TCPConn); ok && reset {
			_ = tcp.SetLinger(0)
		}
		conn.Close()
		if len(response) > 0 {
			return
		}
	}
}
