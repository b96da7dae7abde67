package mcp_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"auskunft"
	"auskunft/kb/mcp"
	"auskunft/retrieval"
)

// nothing finds and answers nothing, and counts how often it was asked.
type nothing struct{ asked atomic.Int32 }

func (n *nothing) Search(context.Context, retrieval.Query) (retrieval.Result, error) {
	n.asked.Add(1)
	return retrieval.Result{}, nil
}

func (n *nothing) Ask(context.Context, auskunft.Question) (auskunft.Answer, error) {
	n.asked.Add(1)
	return auskunft.Answer{Status: auskunft.Refused}, nil
}

// Closed takes "Hilfe" for danger.
func (n *nothing) Closed(q auskunft.Question, err error) error {
	switch {
	case strings.Contains(q.Text, "Hilfe"):
		return nil
	case strings.Contains(q.Text, "Gewalt"):
		return auskunft.WithHelp(err, "116 016")
	}
	return err
}

// A program that may use no tool now learns it as the tool's result, in words, and nothing is
// searched for.
func TestToolsSayThatTheyAreClosed(t *testing.T) {
	var refusal error
	rooms := &nothing{}
	server := httptest.NewServer(mcp.Handler(mcp.Config{
		Search: rooms, Ask: rooms, Town: "Auenwede", Log: slog.New(slog.DiscardHandler),
		Admit: func(*http.Request) error { return refusal },
		Text:  func(_ string, err error) string { return "Satz zu " + auskunft.CodeOf(err) },
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).
		Connect(ctx, &sdk.StreamableClientTransport{Endpoint: server.URL, DisableStandaloneSSE: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	for _, test := range []struct {
		refusal error
		want    string
	}{
		{auskunft.ClosedError(auskunft.MCPChannel, ""), "Satz zu channel_closed"},
		{auskunft.Errorf(auskunft.Limited, "limited", "too often"), "Satz zu limited"},
		{nil, ""},
	} {
		refusal = test.refusal
		for tool, arguments := range map[string]map[string]any{"search": {"query": "Hundesteuer"}, "answer": {"question": "Was kostet die Hundesteuer?"}} {
			before := rooms.asked.Load()
			result, err := session.CallTool(ctx, &sdk.CallToolParams{Name: tool, Arguments: arguments})
			if err != nil {
				t.Fatal(err)
			}
			text := result.Content[0].(*sdk.TextContent).Text
			if result.IsError != (test.refusal != nil) || test.want != "" && !strings.Contains(text, test.want) || (rooms.asked.Load() > before) == (test.refusal != nil) {
				t.Errorf("%s, %v: error %t, %q, asked %d times", tool, test.refusal, result.IsError, text, rooms.asked.Load()-before)
			}
		}
	}
}

// What an administrator has closed says who helps all the same.
func TestClosedToolsHelpInDanger(t *testing.T) {
	rooms := &nothing{}
	server := httptest.NewServer(mcp.Handler(mcp.Config{
		Search: rooms, Ask: rooms, Town: "Auenwede", Log: slog.New(slog.DiscardHandler),
		Admit: func(*http.Request) error { return auskunft.ClosedError(auskunft.MCPChannel, "") },
		Text:  func(_ string, err error) string { return auskunft.HelpOf(err) + " zu" },
	}))
	defer server.Close()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).
		Connect(t.Context(), &sdk.StreamableClientTransport{Endpoint: server.URL, DisableStandaloneSSE: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	for _, test := range []struct {
		tool, argument, text string
		asked                int32
		want                 string
	}{
		{"answer", "question", "Hilfe, mein Haus brennt", 1, ""},
		{"answer", "question", "Mein Mann ist gewalttätig: Gewalt", 0, "116 016 zu"},
		{"answer", "question", "Hundesteuer?", 0, " zu"},
		{"search", "query", "Hilfe zur Pflege", 0, " zu"}, // finds pages, and answers nobody
	} {
		rooms.asked.Store(0)
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: test.tool, Arguments: map[string]any{test.argument: test.text}})
		if err != nil {
			t.Fatal(err)
		}
		text := result.Content[0].(*sdk.TextContent).Text
		if rooms.asked.Load() != test.asked || result.IsError != (test.want != "") || test.want != "" && text != test.want {
			t.Errorf("%s %q: asked %d times, error %t, %q", test.tool, test.text, rooms.asked.Load(), result.IsError, text)
		}
	}
}
