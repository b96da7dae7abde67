package httpapi

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/compose"
)

func TestErrorEvent(t *testing.T) {
	r := newRooms()
	r.searchErr = errors.New("relation \"passages\" does not exist")
	server := serve(t, r, nil)
	got := events(t, post(t, server.URL+"/api/v1/chat", `{"question":"Was kostet die Hundesteuer?"}`, "Accept-Language", "de").Body)
	last := got[len(got)-1]
	if last.name != "error" || last.data["code"] != "internal" || last.data["retry"] != true || strings.Contains(last.data["message"].(string), "passages") {
		t.Errorf("last event %+v", last)
	}
	r.searchErr = auskunft.Errorf(auskunft.Unavailable, "database", "no connection to 10.0.0.1")
	got = events(t, post(t, server.URL+"/api/v1/chat", `{"question":"How much is the dog tax in this town?","lang":"en"}`).Body)
	last = got[len(got)-1]
	if last.data["code"] != "database" || !strings.Contains(last.data["message"].(string), "call 115") {
		t.Errorf("last event %+v", last)
	}
}

func TestTimeoutIsAnErrorEvent(t *testing.T) {
	r := newRooms()
	r.compose = func(ctx context.Context, emit func(compose.Draft) error) error {
		<-ctx.Done()
		return ctx.Err()
	}
	server := serve(t, r, func(c *Config) { c.AnswerTimeout = 50 * time.Millisecond })
	got := events(t, post(t, server.URL+"/api/v1/chat", `{"question":"Was kostet die Hundesteuer?"}`).Body)
	if last := got[len(got)-1]; last.name != "error" || last.data["code"] != "timeout" || last.data["retry"] != true {
		t.Errorf("last event %+v", last)
	}
}

func TestClientGoneEndsTheWork(t *testing.T) {
	r := newRooms()
	ended := make(chan error, 1)
	r.compose = func(ctx context.Context, emit func(compose.Draft) error) error {
		if err := emit(draft("Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr.")); err != nil {
			return err
		}
		<-ctx.Done()
		ended <- ctx.Err()
		return ctx.Err()
	}
	server := serve(t, r, nil)
	ctx, cancel := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/api/v1/chat", strings.NewReader(`{"question":"Was kostet die Hundesteuer?"}`))
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() && lines.Text() != "event: sentence" {
	}
	cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the work goes on for a client that left")
	}
	select {
	case e := <-r.recorded:
		if e.Answer.Status != auskunft.Failed || len(e.Answer.Sentences) != 1 {
			t.Errorf("recorded %+v", e.Answer)
		}
	case <-time.After(time.Minute):
		t.Fatal("what was shown is not on record")
	}
}

func TestSlowClient(t *testing.T) {
	r := newRooms()
	ended := make(chan struct{})
	r.compose = func(_ context.Context, emit func(compose.Draft) error) error {
		defer close(ended)
		for { // until the buffers of both sides are full
			if err := emit(draft("Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr.")); err != nil {
				return err
			}
		}
	}
	plain := serve(t, r, func(c *Config) { c.EventTimeout = time.Second })
	server := httptest.NewUnstartedServer(plain.Config.Handler)
	server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		_ = c.(*net.TCPConn).SetWriteBuffer(4096) // full sooner
		return ctx
	}
	server.Start()
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	body := `{"question":"Was kostet die Hundesteuer?"}`
	if _, err := io.WriteString(conn, "POST /api/v1/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "+
		strconv.Itoa(len(body))+"\r\n\r\n"+body); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("a client that does not read keeps its answer busy")
	}
}

// An answer may take longer than any of its events: meanwhile the stream says that it lives.
func TestLongStreamStaysAlive(t *testing.T) {
	const each, all = 50 * time.Millisecond, time.Second
	r := newRooms()
	enough := make(chan struct{}) // closed when the client has heard for longer than an event may take
	r.compose = func(ctx context.Context, emit func(compose.Draft) error) error {
		select {
		case <-enough:
			return emit(draft("Die Hundesteuer beträgt für den ersten Hund 84 Euro im Jahr."))
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	server := serve(t, r, func(c *Config) { c.KeepAlive, c.EventTimeout = each, all })
	lines := bufio.NewScanner(post(t, server.URL+"/api/v1/chat", `{"question":"Was kostet die Hundesteuer?"}`).Body)
	alive, long, done := 0, false, false
	for began := time.Now(); lines.Scan(); {
		switch {
		case strings.HasPrefix(lines.Text(), ": keep-alive"):
			if alive++; alive > 3 && !long && time.Since(began) > all+2*each {
				long = true
				close(enough)
			}
		case lines.Text() == "event: done":
			done = true
		}
	}
	if err := lines.Err(); err != nil || !done || !long {
		t.Errorf("the stream ended after %d signs of life, done %t: %v", alive, done, err)
	}
}
