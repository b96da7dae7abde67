package mcp_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"auskunft"
	"auskunft/kb/mcp"
	"auskunft/retrieval"
)

// nothing finds and answers nothing, and counts how often it was asked.
type nothing struct{ asked int }

func (n *nothing) Search(context.Context, retrieval.Query) (retrieval.Result, error) {
	n.asked++
	return retrieval.Result{}, nil
}

func (n *nothing) Ask(context.Context, auskunft.Question) (auskunft.Answer, error) {
	n.asked++
	return auskunft.Answer{Status: auskunft.Refused}, nil
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
			before := rooms.asked
			result, err := session.CallTool(ctx, &sdk.CallToolParams{Name: tool, Arguments: arguments})
			if err != nil {
				t.Fatal(err)
			}
			text := result.Content[0].(*sdk.TextContent).Text
			if result.IsError != (test.refusal != nil) || test.want != "" && !strings.Contains(text, test.want) || (rooms.asked > before) == (test.refusal != nil) {
				t.Errorf("%s, %v: error %t, %q, asked %d times", tool, test.refusal, result.IsError, text, rooms.asked-before)
			}
		}
	}
}
