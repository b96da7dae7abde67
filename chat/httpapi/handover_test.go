package httpapi

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"auskunft"
)

// challenged fetches a challenge and solves it.
func challenged(t *testing.T, server string) (challenge, nonce string) {
	t.Helper()
	resp, err := http.Get(server + "/api/v1/handover/challenge")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var c struct {
		Challenge string
		Bits      int
		Expires   time.Time
	}
	if err := json.NewDecoder(resp.Body).Decode(&c); err != nil || resp.Header.Get("Cache-Control") != "no-store" {
		t.Fatal(err, resp.Header)
	}
	if left := time.Until(c.Expires); c.Bits < 14 || c.Bits > 16 || left < 9*time.Minute || left > 10*time.Minute {
		t.Errorf("challenge %+v", c)
	}
	for n := 0; ; n++ {
		if nonce = strconv.Itoa(n); zeroBits(c.Challenge+":"+nonce) >= c.Bits {
			return c.Challenge, nonce
		}
	}
}

// unsolved is a nonce that does not solve challenge.
func unsolved(challenge string) string {
	for n := 0; ; n++ {
		if nonce := strconv.Itoa(n); zeroBits(challenge+":"+nonce) < puzzleBits {
			return nonce
		}
	}
}

func code(t *testing.T, resp *http.Response) (code, detail string) {
	t.Helper()
	var p struct{ Code, Detail string }
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	return p.Code, p.Detail
}

func TestHandover(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	conversation := strings.Repeat("a", 32)
	const whole = `"topic":"Alte Hundemarke","summary":"Meine Marke ist weg. 🐕","reach":{"by":"email","value":"eva@example.org"},"lang":"de"`
	challenge, nonce := challenged(t, server.URL)
	body := func(fields string) string {
		return fmt.Sprintf(`{%s,"challenge":%q,"nonce":%q}`, fields, challenge, nonce)
	}
	resp := post(t, server.URL+"/api/v1/handover", body(whole+`,"name":"Eva","conversation":"`+conversation+`"`))
	var got struct{ Reference string }
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || resp.StatusCode != http.StatusCreated || got.Reference != "A7K-3QX9" {
		t.Fatalf("%s %+v %v", resp.Status, got, err)
	}
	want := auskunft.Handover{Topic: "Alte Hundemarke", Summary: "Meine Marke ist weg. 🐕", Email: "eva@example.org", Name: "Eva", Conversation: conversation, Lang: "de"}
	if len(r.received) != 1 || r.received[0] != want {
		t.Errorf("received %+v", r.received)
	}
	if resp := post(t, server.URL+"/api/v1/handover", body(whole)); resp.StatusCode != http.StatusConflict {
		t.Errorf("a challenge is good twice: %s", resp.Status)
	}

	challenge, nonce = challenged(t, server.URL)
	old := tickets{[]byte("key")}.issue(puzzleTicket, time.Now().Add(-puzzleLife))
	for _, tt := range []struct {
		name, body string
		code       string
		status     int
	}{
		{"no topic", body(strings.Replace(whole, "Alte Hundemarke", " ", 1)), "handover_topic", 422},
		{"no summary", body(strings.Replace(whole, "Meine Marke ist weg. 🐕", "", 1)), "handover_summary", 422},
		{"too long", body(strings.Replace(whole, "weg", strings.Repeat("ä", 4000), 1)), "handover_summary", 422},
		{"no way to reach", body(strings.Replace(whole, "eva@example.org", "eva", 1)), "handover_reach", 422},
		{"by letter", body(strings.Replace(whole, `"email"`, `"letter"`, 1)), "handover_reach", 422},
		{"a phone that is none", body(strings.Replace(whole, `"email"`, `"phone"`, 1)), "handover_reach", 422},
		{"wrong nonce", fmt.Sprintf(`{%s,"challenge":%q,"nonce":%q}`, whole, challenge, unsolved(challenge)), "handover_challenge", 422},
		{"changed", strings.Replace(body(whole), challenge, "x"+challenge, 1), "handover_challenge", 422},
		{"made up", fmt.Sprintf(`{%s,"challenge":"x","nonce":"1"}`, whole), "handover_challenge", 422},
		{"of a form", fmt.Sprintf(`{%s,"challenge":%q,"nonce":"1"}`, whole, tickets{[]byte("key")}.issue(formTicket, time.Now())), "handover_challenge", 422},
		{"too old", fmt.Sprintf(`{%s,"challenge":%q,"nonce":"1"}`, whole, old), "handover_challenge", 422},
		{"no JSON", `{"topic":`, "invalid", 422},
		{"too large", body(strings.Replace(whole, "weg", strings.Repeat("a", maxHandover), 1)), "request_too_large", 413},
	} {
		resp := post(t, server.URL+"/api/v1/handover", tt.body)
		got, detail := code(t, resp)
		if got != tt.code || resp.StatusCode != tt.status || detail == "" {
			t.Errorf("%s: %s %s %q, want %d %s", tt.name, resp.Status, got, detail, tt.status, tt.code)
		}
	}
	english := post(t, server.URL+"/api/v1/handover", body(strings.Replace(whole, "eva@example.org", "eva", 1)), "Accept-Language", "en")
	if _, detail := code(t, english); !strings.Contains(detail, "Telefonnummer") {
		t.Errorf("the request's language is not the form's: %q", detail)
	}
	if len(r.received) != 1 {
		t.Errorf("%d received", len(r.received))
	}
}

func TestHandoverIsNotThere(t *testing.T) {
	r := newRooms()
	server := serve(t, r, func(c *Config) { c.Inbox = nil })
	resp, err := http.Get(server.URL + "/api/v1/handover/challenge")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, _ := code(t, resp); got != "not_available" || resp.StatusCode != http.StatusNotFound {
		t.Errorf("challenge: %s %s", resp.Status, got)
	}
	resp = post(t, server.URL+"/api/v1/handover", `{"topic":"x","summary":"x","reach":{"by":"phone","value":"04227 1"},"challenge":"x","nonce":"x"}`)
	if got, _ := code(t, resp); got != "not_available" || resp.StatusCode != http.StatusNotFound {
		t.Errorf("handover: %s %s", resp.Status, got)
	}
	if offered(t, server.URL) {
		t.Error("it is offered all the same")
	}
	if !offered(t, serve(t, r, nil).URL) {
		t.Error("it is not offered where there is an inbox")
	}
}

func offered(t *testing.T, server string) bool {
	t.Helper()
	resp, err := http.Get(server + "/api/v1/features")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var features struct{ Handover bool }
	if err := json.NewDecoder(resp.Body).Decode(&features); err != nil {
		t.Fatal(err)
	}
	return features.Handover
}

func TestHandoverIsLimited(t *testing.T) {
	server := serve(t, newRooms(), func(c *Config) { c.HandoversPerHour = 2 })
	for i := range 3 {
		resp := post(t, server.URL+"/api/v1/handover", `{"topic":"x","summary":"x","reach":{"by":"phone","value":"04227 1"},"challenge":"x","nonce":"x"}`)
		got, _ := code(t, resp)
		if want := map[bool]string{true: "limited", false: "handover_challenge"}[i == 2]; got != want {
			t.Errorf("request %d: %s, want %s", i, got, want)
		}
	}
}

// The city's websites may hand over and rate; nobody else's page may, and none may show ours
// in a frame.
func TestHandoverFromOtherWebsites(t *testing.T) {
	server := serve(t, newRooms(), nil)
	for _, path := range []string{"/api/v1/handover", "/api/v1/handover/challenge", "/api/v1/feedback"} {
		for origin, allowed := range map[string]string{"https://www.auenwede.example": "https://www.auenwede.example", "https://evil.example": ""} {
			req, _ := http.NewRequest(http.MethodOptions, server.URL+path, nil)
			req.Header.Set("Origin", origin)
			req.Header.Set("Access-Control-Request-Method", http.MethodPost)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if got := resp.Header.Get("Access-Control-Allow-Origin"); got != allowed {
				t.Errorf("%s from %s: allows %q", path, origin, got)
			}
		}
	}
	for path, kind := range map[string]string{"/api/v1/handover": "application/json", "/chat/handover": "application/x-www-form-urlencoded", "/chat/feedback": "application/x-www-form-urlencoded"} {
		resp := post(t, server.URL+path, "{}", "Origin", "https://evil.example", "Content-Type", kind)
		if got, _ := code(t, resp); got != "cross_origin" {
			t.Errorf("%s from another website: %s", path, got)
		}
	}
	resp, err := http.Get(server.URL + "/chat/handover")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors https://www.auenwede.example;") || !strings.Contains(csp, "form-action 'self'") {
		t.Errorf("policy %q", csp)
	}
}

func FuzzTicket(f *testing.F) {
	t := tickets{[]byte(rand.Text())} // each process of a fuzzing run has its own, and its own ticket
	issued := t.issue(formTicket, time.Now())
	for _, s := range []string{issued, issued[1:], issued[:len(issued)-1], "", ".", "...", "form." + t.sign("form")} {
		f.Add(s)
	}
	f.Fuzz(func(test *testing.T, s string) {
		if _, ok := t.issued(formTicket, s); ok && s != issued {
			test.Errorf("%q passes", s)
		}
	})
}
