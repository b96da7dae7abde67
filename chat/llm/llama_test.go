package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/llm"
	"auskunft/chat/llm/llmtest"
	"auskunft/internal/llamacpp"
)

// A real server streams, ends when it is cancelled, keeps to a schema, and says what went wrong.
func TestLlamaServer(t *testing.T) {
	const sentence = "Wer umzieht, meldet sich im Bürgerbüro an."
	server := llamacpp.ForTest(t, llamacpp.StartChat, []string{sentence, sentence})
	m := open(t, server.URL, func(c *llm.Config) { c.Model = llamacpp.Alias })
	t.Run("stream", func(t *testing.T) {
		result, streamed, err := ask(t, m)
		if err != nil || strings.TrimSpace(result.Text) != sentence || streamed != result.Text || result.PromptTokens == 0 || result.CompletionTokens == 0 {
			t.Errorf("%+v, streamed %q: %v", result, streamed, err)
		}
	})
	endless := llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}, MaxTokens: 20_000, Schema: &llm.Schema{Name: "endless", Root: &llm.Property{
		Type: "object", Required: []string{"text"}, Properties: map[string]*llm.Property{"text": {Type: "string"}},
	}}}
	t.Run("cancel", func(t *testing.T) {
		for range 20 { // more often than there are slots: a slot that is not given back would be missed
			ctx, cancel := context.WithCancel(t.Context())
			_, err := m.Complete(ctx, endless, func(string) error { cancel(); return nil })
			cancel()
			if err != nil && !errors.Is(err, context.Canceled) || auskunft.KindOf(err) == auskunft.Unavailable {
				t.Fatalf("got %v, want the caller's cancellation", err)
			}
		}
		if _, _, err := ask(t, m); err != nil {
			t.Error(err)
		}
	})
	t.Run("schema", func(t *testing.T) {
		request := endless
		request.Schema = &llm.Schema{Name: "route", Root: &llm.Property{
			Type: "object", Required: []string{"kind", "sure"}, Properties: map[string]*llm.Property{"kind": {Type: "string", Enum: []any{"question", "greeting"}}, "sure": {Type: "boolean"}},
		}}
		result, err := m.Complete(t.Context(), request, nil)
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Kind string
			Sure *bool
		}
		if err := json.Unmarshal([]byte(result.Text), &answer); err != nil || !slices.Contains([]string{"question", "greeting"}, answer.Kind) || answer.Sure == nil {
			t.Errorf("%q is not what the schema wants: %v", result.Text, err)
		}
	})
	t.Run("too long", func(t *testing.T) {
		_, err := m.Complete(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: strings.Repeat("Wer umzieht? ", 40_000)}}}, nil)
		if auskunft.CodeOf(err) != llm.CodeRefused {
			t.Errorf("a prompt longer than the model's context: %v", err)
		}
	})
	t.Run("faults", func(t *testing.T) {
		proxy := llmtest.NewProxy(t, server.URL, false)
		for fault, code := range map[llmtest.Fault]string{
			llmtest.Cut: llm.CodeTruncated, llmtest.Reset: llm.CodeUnreachable, llmtest.ErrorEvent: llm.CodeFailed, llmtest.Stall: llm.CodeStalled,
			llmtest.Garbled: llm.CodeFailed, llmtest.Late: llm.CodeTimeout, llmtest.Down: llm.CodeBusy, llmtest.Empty: llm.CodeTruncated,
			llmtest.WrongJSON: llm.CodeTruncated, llmtest.LongLine: "", llmtest.Busy: "",
		} {
			proxied := open(t, proxy.URL(), func(c *llm.Config) {
				if c.Model = llamacpp.Alias; fault == llmtest.Stall || fault == llmtest.Late {
					hasty(c)
				}
			})
			proxy.Break(fault, 1)
			result, _, err := ask(t, proxied)
			if code == "" && (err != nil || strings.Join(strings.Fields(result.Text), " ") != sentence) || code != "" && auskunft.CodeOf(err) != code {
				t.Errorf("fault %d: %.80q, %v; want %q", fault, result.Text, err, code)
			}
		}
	})
}
