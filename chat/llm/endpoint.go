package llm

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"

	"auskunft"
	"auskunft/internal/breaker"
)

// Endpoint says where a model is.
type Endpoint struct {
	BaseURL string // with /v1
	Model   string
	Key     string // "" where the endpoint wants none
}

// endpoint is one that is asked.
type endpoint struct {
	Endpoint
	client  *http.Client
	effort  string
	idle    time.Duration
	breaker breaker.Breaker
	down    atomic.Pointer[error] // what the last probe found
}

// reader is who a call writes for. Its error is not the endpoint's.
type reader struct {
	on      func(piece string) error
	restart func() bool
	given   bool
	err     error
}

func (r *reader) write(piece string) error {
	if piece == "" || r.err != nil {
		return r.err
	}
	r.given = true
	if r.on != nil {
		r.err = r.on(piece)
	}
	return r.err
}

// anew reports whether a call may be made once more.
func (r *reader) anew() bool {
	if r.given && r.on != nil && (r.restart == nil || !r.restart()) {
		return false
	}
	r.given = false
	return true
}

// call makes one request and writes it to r. What the library says is believed last. Its Result names
// the model even when the call has failed or r has had enough: pieces may have been given.
func (e *endpoint) call(ctx context.Context, request Request, r *reader) (Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	door := &door{client: e.client, effort: e.effort, idle: e.idle, cancel: cancel}
	defer door.close()
	client, err := openai.New(e.options(request, door)...)
	if err != nil {
		return Result{}, auskunft.Errorf(auskunft.Unexpected, CodeFailed, "setting up the model's client: %w", err)
	}
	var text strings.Builder
	think := thinkFilter{}
	result := Result{Model: e.Model}
	response, err := client.GenerateContent(ctx, messages(request), e.callOptions(request, func(_ context.Context, chunk []byte) error {
		piece, err := think.write(string(chunk))
		if err != nil {
			return door.note(err)
		}
		text.WriteString(piece)
		return r.write(piece)
	})...)
	switch {
	case r.err != nil:
		return result, r.err
	case door.failure() != nil:
		return result, door.failure()
	case ctx.Err() != nil:
		return result, context.Cause(ctx)
	case err != nil:
		return result, auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the model's endpoint: %w", err)
	}
	rest := think.rest()
	text.WriteString(rest)
	if err := r.write(rest); err != nil {
		return result, err
	}
	choice := response.Choices[0]
	result.Text = text.String()
	result.PromptTokens, _ = choice.GenerationInfo["PromptTokens"].(int)
	result.CompletionTokens, _ = choice.GenerationInfo["CompletionTokens"].(int)
	switch {
	case ended[choice.StopReason]:
		return result, nil
	case choice.StopReason == "":
		return result, auskunft.Errorf(auskunft.Unavailable, CodeTruncated, "the model's stream ended before its answer did")
	}
	return result, auskunft.Errorf(auskunft.Unavailable, CodeUnfinished, "the model's answer was cut short (reason %q)", choice.StopReason)
}

// ended are the reasons of a model that had said everything.
var ended = map[string]bool{"stop": true, "eos": true, "eos_token": true, "end_turn": true, "stop_sequence": true}

func (e *endpoint) options(request Request, door *door) []openai.Option {
	options := []openai.Option{
		openai.WithToken(e.Key), openai.WithModel(e.Model), openai.WithBaseURL(e.BaseURL),
		openai.WithOrganization(""), openai.WithHTTPClient(door),
	}
	if request.Schema != nil {
		options = append(options, openai.WithResponseFormat(&openai.ResponseFormat{Type: "json_schema",
			JSONSchema: &openai.ResponseFormatJSONSchema{Name: request.Schema.Name, Strict: true, Schema: request.Schema.Root}}))
	}
	return options
}

func (e *endpoint) callOptions(request Request, stream func(context.Context, []byte) error) []llms.CallOption {
	options := []llms.CallOption{llms.WithModel(e.Model), llms.WithTemperature(request.Temperature), llms.WithStreamingFunc(stream)}
	if request.MaxTokens > 0 {
		options = append(options, llms.WithMaxTokens(request.MaxTokens), openai.WithLegacyMaxTokensField())
	}
	return options
}

func messages(request Request) []llms.MessageContent {
	roles := map[Role]llms.ChatMessageType{System: llms.ChatMessageTypeSystem, User: llms.ChatMessageTypeHuman, Assistant: llms.ChatMessageTypeAI}
	var all []llms.MessageContent
	for _, m := range request.Messages {
		all = append(all, llms.TextParts(roles[m.Role], m.Text))
	}
	return all
}
