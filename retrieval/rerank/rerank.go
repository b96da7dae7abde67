// Package rerank asks a reranking model, which reads a question together with each passage,
// through the protocol that vLLM, llama.cpp, Infinity, Cohere and Jina share, or that of
// Hugging Face's Text Embeddings Inference. Which of the two an endpoint speaks is found out
// with the first request.
package rerank

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"auskunft"
)

// Config says where the endpoint is.
type Config struct {
	BaseURL string // /rerank below it is asked; usually it ends in /v1
	Model   string // "" where the endpoint serves one only
	Token   string // "" where the endpoint wants none
}

// Endpoint reranks. It is safe for concurrent use.
type Endpoint struct {
	config Config
	client *http.Client
	texts  atomic.Bool // it speaks the protocol of Text Embeddings Inference
}

// maxResponse bounds the bytes read of one response, maxText the runes sent of one passage:
// reranking models read some hundred tokens, and time grows with each.
const (
	maxResponse = 1 << 20
	maxText     = 2000
)

// New checks the configuration. It asks nothing: an endpoint that is away when the program
// starts may be there later.
func New(c Config) (*Endpoint, error) {
	if u, err := url.Parse(c.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, auskunft.Errorf(auskunft.Invalid, "rerank_url", "reranking endpoint %q is no http or https address", c.BaseURL)
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		IdleConnTimeout:     90 * time.Second,
		MaxIdleConnsPerHost: 8,
		ForceAttemptHTTP2:   true,
	}
	return &Endpoint{config: c, client: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // redirected texts, internal ones too, would leave for a host nobody configured
	}}}, nil
}

// Rerank scores texts against the question, one score a text, higher is better; the scale is
// the model's. The context bounds the time. Every error is Unavailable but the caller's own
// cancellation, which is returned as it is.
func (e *Endpoint) Rerank(ctx context.Context, question string, texts []string) ([]float64, error) {
	short := make([]string, len(texts))
	for i, t := range texts {
		short[i] = cut(t, maxText)
	}
	was := e.texts.Load()
	scores, status, err := e.ask(ctx, question, short, was)
	if status == http.StatusUnprocessableEntity || status == http.StatusBadRequest {
		var other error
		if scores, _, other = e.ask(ctx, question, short, !was); other == nil {
			e.texts.Store(!was)
			err = nil
		}
	}
	if err != nil && ctx.Err() == nil {
		err = auskunft.Errorf(auskunft.Unavailable, "rerank_failed", "reranking endpoint: %w", err)
	}
	return scores, err
}

// cut is text with at most n runes.
func cut(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// request has the fields of both protocols; one of Documents and Texts is set.
type request struct {
	Model     string   `json:"model,omitempty"`
	Query     string   `json:"query"`
	Documents []string `json:"documents,omitempty"`
	TopN      int      `json:"top_n,omitempty"`
	Texts     []string `json:"texts,omitempty"`
	Truncate  bool     `json:"truncate,omitempty"`
}

// scored is one result; which of the scores is there depends on the protocol.
type scored struct {
	Index     *int     `json:"index"`
	Relevance *float64 `json:"relevance_score"`
	Score     *float64 `json:"score"`
}

// ask sends one request. The status is that of the response, 0 without one.
func (e *Endpoint) ask(ctx context.Context, question string, texts []string, asTexts bool) (scores []float64, status int, err error) {
	body := request{Model: e.config.Model, Query: question, Documents: texts, TopN: len(texts)}
	if asTexts {
		body = request{Query: question, Texts: texts, Truncate: true}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return nil, 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.config.BaseURL+"/rerank", bytes.NewReader(b))
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if e.config.Token != "" {
		r.Header.Set("Authorization", "Bearer "+e.config.Token)
	}
	response, err := e.client.Do(r)
	if err != nil && ctx.Err() == nil {
		r.Body = io.NopCloser(bytes.NewReader(b)) // the connection may only have been an old one
		response, err = e.client.Do(r)
	}
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	if b, err = io.ReadAll(io.LimitReader(response.Body, maxResponse)); err != nil {
		return nil, response.StatusCode, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, response.StatusCode, fmt.Errorf("status %d: %s", response.StatusCode, cut(strings.Join(strings.Fields(string(b)), " "), 200))
	}
	scores, err = read(b, len(texts))
	return scores, response.StatusCode, err
}

// read takes the scores of a response in the order of the texts.
func read(body []byte, n int) ([]float64, error) {
	var wrapped struct {
		Results []scored `json:"results"`
	}
	err := json.Unmarshal(body, &wrapped)
	if err != nil { // a bare list, as Text Embeddings Inference sends it
		err = json.Unmarshal(body, &wrapped.Results)
	}
	if err != nil {
		return nil, fmt.Errorf("response is no list of scores: %w", err)
	}
	scores, seen := make([]float64, n), make([]bool, n)
	for _, r := range wrapped.Results {
		score := r.Relevance
		if score == nil {
			score = r.Score
		}
		if r.Index == nil || score == nil || *r.Index < 0 || *r.Index >= n || seen[*r.Index] {
			return nil, errors.New("response has a result without index or score, or one that was not asked for")
		}
		scores[*r.Index], seen[*r.Index] = *score, true
	}
	if len(wrapped.Results) != n {
		return nil, fmt.Errorf("response has %d scores for %d texts", len(wrapped.Results), n)
	}
	return scores, nil
}
