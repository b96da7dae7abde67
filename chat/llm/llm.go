// Package llm is the door to a language model: an OpenAI-compatible endpoint, spoken to
// through langchaingo, which is used here and in retrieval/embed only.
//
// The library is wrapped on both sides, because it reports a cut stream, an error in the
// middle of one and a cancelled call as success. Below it, a Doer of our own has the
// timeouts, turns every answer of the server into well-formed short events and notes what
// went wrong; above it, Complete believes the library only where that note is empty, the
// context still lives and the model said why it stopped. Whatever happens, the caller
// gets a complete text or an auskunft.Unavailable error, and never a hang.
//
// A Model is one queue before one or two endpoints, in order of preference. An endpoint that
// fails is followed by the next; one that keeps failing is left alone for a while.
package llm

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tmc/langchaingo/llms/openai"

	"auskunft"
)

// Config says where the model is and how patient to be with it. Zero values are replaced
// by the defaults.
type Config struct {
	BaseURL  string // with /v1
	Model    string
	Key      string
	Fallback Endpoint // asked when the first does not answer; the zero Endpoint is none
	Effort   string   // reasoning_effort, as the endpoints name it: "none", "low"; "" does not ask for one

	Slots         int           // calls at once; 4
	Queue         int           // calls that may wait for a slot; 32
	Patience      time.Duration // to wait for a slot; 20 s
	Budget        time.Duration // for one call, waiting included; 45 s
	HeaderTimeout time.Duration // until the server begins to answer; half of Budget
	IdleTimeout   time.Duration // between two pieces of a stream; a third of Budget
	Transport     http.RoundTripper
}

// Model is what answers are asked of. It is safe for concurrent use.
type Model struct {
	config    Config
	queue     queue
	endpoints []*endpoint // the preferred one first
	figures   figures
}

// dialTimeout is how long a connection may take. An address that swallows packets, as a machine that is
// switched off does, would otherwise take half a minute of the budget and leave the second endpoint too little.
const dialTimeout = 5 * time.Second

// New checks the configuration; it does not call an endpoint. Errors are Invalid.
func New(config Config) (*Model, error) {
	config.Slots = cmp.Or(config.Slots, 4)
	config.Queue = cmp.Or(config.Queue, 32)
	config.Patience = cmp.Or(config.Patience, 20*time.Second)
	config.Budget = cmp.Or(config.Budget, 45*time.Second)
	config.HeaderTimeout = cmp.Or(config.HeaderTimeout, config.Budget/2)
	config.IdleTimeout = cmp.Or(config.IdleTimeout, config.Budget/3)
	if config.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.ResponseHeaderTimeout = config.HeaderTimeout
		t.DialContext = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext
		t.MaxIdleConnsPerHost = config.Slots
		config.Transport = t
	}
	client := &http.Client{Transport: config.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a redirected prompt would leave for a host nobody configured
	}}
	m := &Model{config: config, queue: queue{slots: config.Slots, room: config.Queue}, figures: newFigures()}
	all := []Endpoint{{BaseURL: config.BaseURL, Model: config.Model, Key: config.Key}}
	if config.Fallback != (Endpoint{}) {
		all = append(all, config.Fallback)
	}
	for _, e := range all {
		if err := e.valid(); err != nil {
			return nil, err
		}
		e.BaseURL = strings.TrimSuffix(e.BaseURL, "/")
		e.Key = cmp.Or(e.Key, "none") // the library insists on one, and local servers ignore it
		m.endpoints = append(m.endpoints, &endpoint{Endpoint: e, client: client, effort: config.Effort, idle: config.IdleTimeout})
	}
	return m, nil
}

func (e Endpoint) valid() error {
	u, err := url.Parse(e.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return auskunft.Errorf(auskunft.Invalid, "llm_url", "the model's address %q is no http or https URL", e.BaseURL)
	}
	if strings.TrimSpace(e.Model) == "" {
		return auskunft.Errorf(auskunft.Invalid, "llm_model", "no model is named for the endpoint %s", u.Host)
	}
	return nil
}

// Name is the name of the preferred model.
func (m *Model) Name() string { return m.config.Model }

// Request is one call.
type Request struct {
	Messages    []Message
	Schema      *Schema // JSON the answer must be; nil for free text
	MaxTokens   int     // 0 is the server's limit
	Temperature float64

	// Restart is asked, when a call broke after pieces of it were given, whether another may
	// begin anew; then those pieces count no more. nil: it may not.
	Restart func() bool
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

// Result is what a complete call gave; of another one, who was asked last.
type Result struct {
	Text             string // without reasoning
	Model            string // that wrote it
	PromptTokens     int    // 0 when the endpoint does not say
	CompletionTokens int
	Waited           time.Duration // for a slot
}

// Complete asks the model and gives each piece of its answer to on as it comes, reasoning
// left out; on may be nil. The pieces together are Result.Text.
//
// A text that did not end by itself is an error, and so is everything else that went
// wrong with the endpoints: auskunft.Unavailable, with a code of errors.go. The caller's
// own cancellation and an error of on are returned as they are.
func (m *Model) Complete(ctx context.Context, request Request, on func(piece string) error) (Result, error) {
	started := time.Now()
	limited, cancel := context.WithTimeoutCause(ctx, m.config.Budget, errBudget)
	defer cancel()
	leave, err := m.enter(limited)
	if err != nil {
		return Result{}, err
	}
	defer leave()
	waited := time.Since(started)
	m.figures.waited(waited)
	a := &attempt{caller: ctx, request: request, reader: reader{on: on, restart: request.Restart}}
	result, err := m.ask(limited, a)
	if again := retryAfter(err); again > 0 && again <= maxRetryAfter && a.reader.anew() {
		if err = sleep(limited, again); err == nil {
			result, err = m.ask(limited, a)
		}
	}
	result.Waited = waited
	return result, err
}

// enter waits for a slot and returns how to give it back.
func (m *Model) enter(ctx context.Context) (leave func(), err error) {
	if ctx.Value(besideKey{}) != nil {
		return func() {}, nil
	}
	patient, cancel := context.WithTimeoutCause(ctx, m.config.Patience, errCrowded)
	defer cancel()
	return m.queue.leave, m.queue.enter(patient)
}

// attempt is a request and who it is for.
type attempt struct {
	caller  context.Context // without our time limit
	request Request
	reader  reader
}

// ask asks the endpoints in order of preference until one answers. Its error is that of the
// first.
func (m *Model) ask(ctx context.Context, a *attempt) (result Result, err error) {
	for i, e := range m.endpoints {
		if i > 0 && (ctx.Err() != nil || !a.reader.anew()) {
			break
		}
		var failed error
		paused := e.breaker.Do(a.caller, func() error {
			started := time.Now()
			result, failed = e.call(ctx, a.request, &a.reader)
			m.figures.called(i, started, result, failed)
			if !a.faulty(failed) {
				return nil
			}
			return failed
		})
		failed = cmp.Or(failed, paused)
		if !a.faulty(failed) {
			return result, failed
		}
		err = cmp.Or(err, failed)
	}
	return result, err
}

// faulty reports whether an error is the endpoint's fault, so that another may do better.
func (a *attempt) faulty(err error) bool {
	return a.reader.err == nil && auskunft.KindOf(err) == auskunft.Unavailable && auskunft.CodeOf(err) != CodeUnfinished
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
