package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"auskunft"
	"auskunft/kb/token"
)

// bearer sends a token along with every request.
type bearer struct{ secret string }

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if b.secret != "" {
		r.Header.Set("Authorization", "Bearer "+b.secret)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// A program reads by its token what the token's visibility is, by the search and by both tools
// of the protocol, and not a word more.
func TestTokensSeeTheirVisibility(t *testing.T) {
	const note = "Hundesteuer – Befreiung und Ermäßigung in der Praxis"
	d := demoDesk(t)
	server := serveDemo(t, d)
	department := rowsAs[string](t, d, everybody(t, d), `SELECT title FROM documents WHERE visibility = 'department:finanzen' AND retired_at IS NULL ORDER BY title LIMIT 1`)[0]
	tokens := token.New(d.db.App)
	for _, test := range []struct {
		visibility        auskunft.Visibility
		internal, finance bool
	}{
		{auskunft.Public, false, false}, {auskunft.Internal, true, false}, {"department:jugend", true, false}, {"department:finanzen", true, true},
	} {
		t.Run(string(test.visibility), func(t *testing.T) {
			secret, err := tokens.Add(t.Context(), "test", string(test.visibility), test.visibility, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Transport: bearer{secret}}
			for title, sees := range map[string]bool{note: test.internal, department: test.finance} {
				response, err := client.Get(server.URL + "/api/v1/search?k=100&q=" + url.QueryEscape(title))
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil || response.StatusCode != http.StatusOK || hitNamed(string(body), title, true) != sees {
					t.Errorf("the search gives %q: %t, want %t (%s, %v)", title, !sees, sees, response.Status, err)
				}
				found := callTool(t, server.URL, secret, "search", map[string]any{"query": title, "k": 50})
				if strings.Contains(found, title) != sees {
					t.Errorf("the tool gives %q: %t, want %t", title, !sees, sees)
				}
			}
			said := callTool(t, server.URL, secret, "answer", map[string]any{"question": "Welche Nachweise brauchen wir intern für die Befreiung von der Hundesteuer?"})
			if strings.Contains(said, note) != test.internal || !strings.Contains(said, `"status"`) {
				t.Errorf("the answer cites the note: %t, want %t\n%s", !test.internal, test.internal, said)
			}
		})
	}
	for _, path := range []string{"/mcp", "/api/v1/search?q=x"} {
		response, err := (&http.Client{Transport: bearer{token.Prefix + "gestohlen"}}).Post(server.URL+path, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusUnauthorized && path == "/mcp" || response.StatusCode < 400 {
			t.Errorf("%s with a wrong token: %s", path, response.Status)
		}
	}
}

// callTool returns what a tool answers, as JSON.
func callTool(t *testing.T, address, secret, name string, arguments map[string]any) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	transport := &mcp.StreamableClientTransport{Endpoint: address + "/mcp", HTTPClient: &http.Client{Transport: bearer{secret}}, DisableStandaloneSSE: true}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil || result.IsError {
		t.Fatalf("%s: %v %+v", name, err, result)
	}
	b, err := json.Marshal(result.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
