package embed

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tmc/langchaingo/embeddings"
	"github.com/tmc/langchaingo/llms/openai"

	"auskunft"
	"auskunft/internal/postgres"
)

// EndpointConfig says where an OpenAI-compatible endpoint is and how it wants to be asked.
type EndpointConfig struct {
	BaseURL        string // up to and including /v1
	Model          string
	Token          string        // "" where the endpoint wants none
	Dimension      int           // 0 asks the endpoint
	QuestionPrefix string        // "query: " for models of the e5 family
	PassagePrefix  string        // "passage: " likewise
	Batch          int           // texts a request, 32 when 0
	QuestionBudget time.Duration // 500 ms when 0
	Timeout        time.Duration // of a request for passages, 60 s when 0
	Log            *slog.Logger  // told of texts that had to be cut; nil: nobody is
}

// Endpoint embeds by an OpenAI-compatible endpoint. It is safe for concurrent use.
type Endpoint struct {
	config    EndpointConfig
	dimension int
	client    embeddings.EmbedderClient
}

// attempts is how often a request for passages is sent when the endpoint is busy.
const attempts = 4

// OpenEndpoint is NewEndpoint for an endpoint that a database may remember: then it need not
// answer now for its dimension to be known, and a start does not depend on it.
func OpenEndpoint(ctx context.Context, db *postgres.DB, c EndpointConfig) (*Endpoint, error) {
	if c.Dimension == 0 {
		var err error
		if c.Dimension, err = recordedDimension(ctx, db, (&Endpoint{config: c}).Name()); err != nil {
			return nil, err
		}
	}
	return NewEndpoint(ctx, c)
}

// Recorded is the endpoint that a record tells of. e, which may be nil, is the one that is
// configured now; its token goes along to the same address only.
func (e *Endpoint) Recorded(ctx context.Context, r Record) (*Endpoint, error) {
	c := EndpointConfig{BaseURL: r.BaseURL, Model: r.Model, Dimension: r.Dimension, QuestionPrefix: r.QuestionPrefix, PassagePrefix: r.PassagePrefix}
	if e != nil && e.config.BaseURL == r.BaseURL {
		c.Token = e.config.Token
	}
	return NewEndpoint(ctx, c)
}

// NewEndpoint checks the configuration and, when no dimension is given, asks the endpoint for
// one vector. A wrong configuration is Invalid, an endpoint that does not answer Unavailable.
func NewEndpoint(ctx context.Context, c EndpointConfig) (*Endpoint, error) {
	if u, err := url.Parse(c.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, auskunft.Errorf(auskunft.Invalid, "embed_url", "embedding endpoint %q is no http or https address", c.BaseURL)
	}
	if c.Model == "" {
		return nil, auskunft.Errorf(auskunft.Invalid, "embed_model", "the embedding endpoint needs the name of a model")
	}
	if c.Batch <= 0 {
		c.Batch = 32
	}
	if c.QuestionBudget <= 0 {
		c.QuestionBudget = 500 * time.Millisecond
	}
	if c.Timeout <= 0 {
		c.Timeout = time.Minute
	}
	token := c.Token
	if token == "" {
		token = "none" // langchaingo insists on one
	}
	client, err := openai.New(openai.WithBaseURL(strings.TrimRight(c.BaseURL, "/")), openai.WithToken(token), openai.WithOrganization(""),
		openai.WithModel(c.Model), openai.WithEmbeddingModel(c.Model), openai.WithHTTPClient(newDoer()))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "embed_config", "embedding endpoint: %w", err)
	}
	e := &Endpoint{config: c, dimension: c.Dimension, client: client}
	if e.dimension == 0 {
		probe, err := e.Passages(ctx, []string{"Rathaus"})
		if err != nil {
			return nil, err
		}
		e.dimension = len(probe[0])
	}
	return e, nil
}

// Name is the model's name with what else shapes its vectors of passages.
func (e *Endpoint) Name() string {
	if e.config.PassagePrefix == "" {
		return e.config.Model
	}
	return e.config.Model + "/" + strings.TrimSpace(e.config.PassagePrefix)
}

// Dimension is the length of the model's vectors.
func (e *Endpoint) Dimension() int { return e.dimension }

// Passages embeds texts in batches; a busy endpoint is asked again. Every error is Unavailable
// but the caller's own cancellation, which is returned as it is.
func (e *Endpoint) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		n := min(e.config.Batch, len(texts))
		batch, err := e.fitting(ctx, e.prefixed(e.config.PassagePrefix, texts[:n]))
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, batch...)
		texts = texts[n:]
	}
	return vectors, nil
}

// Question embeds a question within the question budget. A broken connection, which may only
// have been an old one, is tried once more.
func (e *Endpoint) Question(ctx context.Context, text string) ([]float32, error) {
	line := e.prefixed(e.config.QuestionPrefix, []string{text})
	started := time.Now()
	vectors, err := e.request(ctx, e.config.QuestionBudget, line)
	if _, broke := errors.AsType[*brokenError](err); broke {
		vectors, err = e.request(ctx, e.config.QuestionBudget-time.Since(started), line)
	}
	if err != nil {
		return nil, err
	}
	return vectors[0], nil
}

// prefixed copies the texts: one line each, since embedding models are trained on lines.
func (e *Endpoint) prefixed(prefix string, texts []string) []string {
	lines := make([]string, len(texts))
	for i, text := range texts {
		lines[i] = prefix + strings.Join(strings.Fields(text), " ")
	}
	return lines
}

// leastCut is the length in bytes below which a text is not cut further: no embedding model
// takes less, so its refusal has another reason.
const leastCut = 400

// fitting embeds a batch. When the endpoint refuses it, the texts go one by one and are halved
// until they are taken, because half a passage is found more often than none. The shortest
// goes first: when not even little of it is taken, the reason is another one.
func (e *Endpoint) fitting(ctx context.Context, lines []string) ([][]float32, error) {
	vectors, err := e.patiently(ctx, lines)
	if _, refused := errors.AsType[*refusedError](err); !refused {
		return vectors, err
	}
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(lines[a]), len(lines[b])) })
	vectors = make([][]float32, len(lines))
	cut := 0
	for _, i := range order {
		line := lines[i]
		for {
			one, err := e.patiently(ctx, []string{line})
			if err == nil {
				vectors[i] = one[0]
				break
			}
			if _, refused := errors.AsType[*refusedError](err); !refused || len(line) < leastCut {
				return nil, err
			}
			line = strings.ToValidUTF8(line[:len(line)/2], "")
		}
		if len(line) < len(lines[i]) {
			cut++
		}
	}
	if cut > 0 && e.config.Log != nil {
		e.config.Log.WarnContext(ctx, "the embedding endpoint refuses texts this long; only their beginning is compared with questions",
			"model", e.config.Model, "texts", cut, "of", len(lines))
	}
	return vectors, nil
}

// patiently repeats a request while the endpoint says that it is busy.
func (e *Endpoint) patiently(ctx context.Context, lines []string) ([][]float32, error) {
	for attempt := 1; ; attempt++ {
		vectors, err := e.request(ctx, e.config.Timeout, lines)
		busy, ok := errors.AsType[*busyError](err)
		if !ok || attempt == attempts {
			return vectors, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(busy.wait(attempt)):
		}
	}
}

// request embeds one batch and checks what comes back.
func (e *Endpoint) request(ctx context.Context, budget time.Duration, lines []string) ([][]float32, error) {
	limited, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	vectors, err := e.client.CreateEmbedding(limited, lines)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, auskunft.Errorf(auskunft.Unavailable, "embed_slow", "embedding endpoint did not answer within %v", budget)
	case err != nil:
		return nil, auskunft.Errorf(auskunft.Unavailable, "embed_failed", "embedding endpoint: %w", err)
	case len(vectors) != len(lines):
		return nil, auskunft.Errorf(auskunft.Unavailable, "embed_count", "embedding endpoint sent %d vectors for %d texts", len(vectors), len(lines))
	}
	want := e.dimension
	if want == 0 {
		want = len(vectors[0])
	}
	for _, v := range vectors {
		if len(v) != want || len(v) == 0 {
			return nil, auskunft.Errorf(auskunft.Unavailable, "embed_dimension", "embedding endpoint sent a vector of %d numbers, want %d", len(v), want)
		}
		if !normalise(v) {
			return nil, auskunft.Errorf(auskunft.Unavailable, "embed_numbers", "embedding endpoint sent a vector with numbers that are not finite")
		}
	}
	return vectors, nil
}

// newDoer makes the HTTP side: time-outs for each step, no idle connection kept for ever.
// The whole request is bounded by its context.
func newDoer() *doer {
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   8,
		ForceAttemptHTTP2:     true,
	}
	return &doer{client: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // redirected texts, internal ones too, would leave for a host nobody configured
	}}}
}
