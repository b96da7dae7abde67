// Package llm is the door to a language model: an OpenAI-compatible endpoint, spoken to
// through langchaingo, which is used here and in retrieval/embed only.
//
// The library is wrapped on both sides, because it reports a cut stream, an error in the
// middle of one and a cancelled call as success. Below it, a Doer of our own has the
// timeouts, turns every answer of the server into well-formed short events and notes what
// went wrong; above it, Complete believes the library only where that note is empty, the
// context still lives and the model said why it stopped. Whatever happens, the caller
// gets a complete text or an auskunft.Unavailable error, and never a hang.
package llm

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"

	"auskunft"
)

// Config says where the model is and how patient to be with it. Zero values are replaced
// by the defaults.
type Config struct {
	BaseURL string // with /v1
	Model   string
	Key     string // "" sends a placeholder, which local servers ignore

	Slots         int           // calls at once; 4
	Queue         int           // calls that may wait for a slot; 32
	HeaderTimeout time.Duration // until the server begins to answer; 20 s
	IdleTimeout   time.Duration // between two pieces of a stream; 15 s
	Budget        time.Duration // for one call, waiting included; 90 s
	Transport     http.RoundTripper
}

// Model is one model at one endpoint. It is safe for concurrent use.
type Model struct {
	config  Config
	client  *http.Client
	slots   chan struct{}
	waiting atomic.Int64
}

// New checks the configuration; it does not call the endpoint. Errors are Invalid.
func New(config Config) (*Model, error) {
	u, err := url.Parse(config.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, auskunft.Errorf(auskunft.Invalid, "llm_url", "the model's address %q is no http or https URL", config.BaseURL)
	}
	if strings.TrimSpace(config.Model) == "" {
		return nil, auskunft.Errorf(auskunft.Invalid, "llm_model", "no model is named for the endpoint %s", u.Host)
	}
	config.BaseURL = strings.TrimSuffix(config.BaseURL, "/")
	orDefault(&config.Key, "none")
	orDefault(&config.Slots, 4)
	orDefault(&config.Queue, 32)
	orDefault(&config.HeaderTimeout, 20*time.Second)
	orDefault(&config.IdleTimeout, 15*time.Second)
	orDefault(&config.Budget, 90*time.Second)
	if config.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.ResponseHeaderTimeout = config.HeaderTimeout
		t.MaxIdleConnsPerHost = config.Slots
		config.Transport = t
	}
	client := &http.Client{Transport: config.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a redirected prompt would leave for a host nobody configured
	}}
	return &Model{config: config, client: client, slots: make(chan struct{}, config.Slots)}, nil
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Name is the model's name as configured.
func (m *Model) Name() string { return m.config.Model }

// Request is one call.
type Request struct {
	Messages    []Message
	Schema      *Schema // JSON the answer must be; nil for free text
	MaxTokens   int     // 0 is the server's limit
	Temperature float64
}

// Message is one turn of the conversation with the model.
type Message struct {
	Role Role
	Text string
}

// Role says whose turn a message is.
type Role string

// The roles.
const (
	System    Role = "system"
	User      Role = "user"
	Assistant Role = "assistant"
)

// Schema is a JSON schema with a name.
type Schema struct {
	Name string
	Root *Property
}

// Property is a node of a JSON schema.
type Property = openai.ResponseFormatJSONSchemaProperty

// Result is what a complete call gave.
type Result struct {
	Text             string // without reasoning
	PromptTokens     int    // 0 when the endpoint does not say
	CompletionTokens int
	Waited           time.Duration // for a slot
}

// Complete asks the model and gives each piece of its answer to on as it comes, reasoning
// left out; on may be nil. The pieces together are Result.Text.
//
// A text that did not end by itself is an error, and so is everything else that went
// wrong with the endpoint: auskunft.Unavailable, with a code of errors.go. The caller's
// own cancellation and an error of on are returned as they are.
func (m *Model) Complete(ctx context.Context, request Request, on func(piece string) error) (Result, error) {
	started := time.Now()
	limited, cancel := context.WithTimeoutCause(ctx, m.config.Budget, errBudget)
	defer cancel()
	release, err := m.slot(limited)
	if err != nil {
		return Result{}, own(ctx, err)
	}
	defer release()
	result := Result{Waited: time.Since(started)}
	err = m.call(limited, request, on, &result)
	if again := retryAfter(err); again > 0 && again <= maxRetryAfter {
		if err = sleep(limited, again); err == nil {
			err = m.call(limited, request, on, &result)
		}
	}
	if err != nil {
		return result, own(ctx, err)
	}
	return result, nil
}

// slot waits for one of the slots in the order of coming.
func (m *Model) slot(ctx context.Context) (release func(), err error) {
	release = func() { <-m.slots }
	select {
	case m.slots <- struct{}{}:
		return release, nil
	default:
	}
	if m.waiting.Add(1) > int64(m.config.Queue) {
		m.waiting.Add(-1)
		return nil, auskunft.Errorf(auskunft.Unavailable, CodeBusy, "all %d slots of the model are taken and %d calls wait", m.config.Slots, m.config.Queue)
	}
	defer m.waiting.Add(-1)
	select {
	case m.slots <- struct{}{}:
		return release, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// call makes one request. What the library says is believed last.
func (m *Model) call(ctx context.Context, request Request, on func(string) error, result *Result) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	door := &door{client: m.client, idle: m.config.IdleTimeout, cancel: cancel}
	client, err := openai.New(m.options(request, door)...)
	if err != nil {
		return auskunft.Errorf(auskunft.Unexpected, CodeFailed, "setting up the model's client: %w", err)
	}
	var text strings.Builder
	var onErr error
	think := thinkFilter{}
	deliver := func(piece string) error {
		if piece == "" || onErr != nil {
			return onErr
		}
		text.WriteString(piece)
		if on != nil {
			onErr = on(piece)
		}
		return onErr
	}
	response, err := client.GenerateContent(ctx, messages(request), m.callOptions(request,
		func(_ context.Context, chunk []byte) error { return deliver(think.write(string(chunk))) })...)
	switch {
	case onErr != nil:
		return onErr
	case door.failure() != nil:
		return door.failure()
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the model's endpoint: %w", err)
	}
	if err := deliver(think.rest()); err != nil {
		return err
	}
	choice := response.Choices[0]
	if !ended[choice.StopReason] {
		return auskunft.Errorf(auskunft.Unavailable, CodeTruncated, "the model's answer was cut (reason %q)", choice.StopReason)
	}
	result.Text = text.String()
	result.PromptTokens, _ = choice.GenerationInfo["PromptTokens"].(int)
	result.CompletionTokens, _ = choice.GenerationInfo["CompletionTokens"].(int)
	return nil
}

// ended are the reasons of a model that had said everything.
var ended = map[string]bool{"stop": true, "eos": true, "eos_token": true, "end_turn": true, "stop_sequence": true}

func (m *Model) options(request Request, door *door) []openai.Option {
	options := []openai.Option{
		openai.WithToken(m.config.Key), openai.WithModel(m.config.Model), openai.WithBaseURL(m.config.BaseURL),
		openai.WithOrganization(""), openai.WithHTTPClient(door),
	}
	if request.Schema != nil {
		options = append(options, openai.WithResponseFormat(&openai.ResponseFormat{Type: "json_schema",
			JSONSchema: &openai.ResponseFormatJSONSchema{Name: request.Schema.Name, Strict: true, Schema: request.Schema.Root}}))
	}
	return options
}

func (m *Model) callOptions(request Request, stream func(context.Context, []byte) error) []llms.CallOption {
	options := []llms.CallOption{llms.WithModel(m.config.Model), llms.WithTemperature(request.Temperature), llms.WithStreamingFunc(stream)}
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

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// own keeps the caller's cancellation as it is and makes everything else Unavailable.
func own(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil && errors.Is(err, context.Cause(ctx)):
		return err
	case errors.Is(err, errBudget):
		return auskunft.Errorf(auskunft.Unavailable, CodeTimeout, "the model: %w", err)
	}
	return err
}
