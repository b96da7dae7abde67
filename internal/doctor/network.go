package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"auskunft/internal/config"
)

// port checks that an address can be listened on, or that it is this program that does.
// path answers there with 200 when it is.
func port(ctx context.Context, variable, address, path string) Check {
	name := "port " + address
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		listener.Close()
		return ok(name, "free")
	case errors.Is(err, syscall.EADDRINUSE) && answers(ctx, address, path):
		return ok(name, "auskunft runs there")
	case errors.Is(err, syscall.EADDRINUSE):
		return fail(name, "another program listens there: stop it or set %s to another port", variable)
	case errors.Is(err, syscall.EACCES):
		return fail(name, "this user may not listen there: set %s to a port from 1024 on", variable)
	}
	return fail(name, "%v: correct %s", err, variable)
}

func answers(ctx context.Context, address, path string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	response, err := call(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+path, "", nil)
	return err == nil && response.status == http.StatusOK
}

// models checks the endpoints that word answers.
func models(ctx context.Context, cfg config.Config) []Check {
	const name = "language model"
	if cfg.LLMBaseURL == "" {
		return []Check{ok(name, "none: answers quote the texts as they stand (set LLM_BASE_URL and LLM_MODEL for worded ones)")}
	}
	checks := []Check{model(ctx, name, "LLM", cfg.LLMBaseURL, cfg.LLMModel, cfg.LLMAPIKey)}
	if cfg.LLMFallbackBaseURL != "" {
		checks = append(checks, model(ctx, "second "+name, "LLM_FALLBACK", cfg.LLMFallbackBaseURL, cfg.LLMFallbackModel, cfg.LLMFallbackAPIKey))
	}
	return checks
}

func model(ctx context.Context, name, prefix, base, wanted string, key config.Secret) Check {
	response, err := call(ctx, http.MethodGet, strings.TrimRight(base, "/")+"/models", key, nil)
	if problem := response.problem(prefix, err); problem != "" {
		return fail(name, "%s; until then answers do without it", problem)
	}
	var list struct{ Data []struct{ ID string } }
	if response.status == http.StatusNotFound || json.Unmarshal(response.body, &list) != nil || len(list.Data) == 0 {
		return ok(name, "%s answers (and does not list its models)", base)
	}
	var served []string
	for _, m := range list.Data {
		served = append(served, m.ID)
	}
	if !slices.Contains(served, wanted) {
		return fail(name, "%s does not serve %q but %s: correct %s_MODEL", base, wanted, strings.Join(served, ", "), prefix)
	}
	return ok(name, "%s at %s", wanted, base)
}

func embedder(ctx context.Context, cfg config.Config) Check {
	const name = "embedder"
	if cfg.EmbedBaseURL == "" {
		return ok(name, "built in")
	}
	body, err := json.Marshal(map[string]any{"model": cfg.EmbedModel, "input": []string{"Hundesteuer"}})
	if err != nil {
		return fail(name, "%v", err)
	}
	response, err := call(ctx, http.MethodPost, cfg.EmbedBaseURL+"/embeddings", cfg.EmbedAPIKey, body)
	if problem := response.problem("EMBED", err); problem != "" {
		return fail(name, "%s; until then search goes without vectors", problem)
	}
	var result struct {
		Data []struct{ Embedding []float32 }
	}
	if json.Unmarshal(response.body, &result) != nil || len(result.Data) != 1 || len(result.Data[0].Embedding) == 0 {
		return fail(name, "%s answers with status %d and no embedding: correct EMBED_BASE_URL (usually ending in /v1) or EMBED_MODEL", cfg.EmbedBaseURL, response.status)
	}
	return ok(name, "%s at %s, %d dimensions", cfg.EmbedModel, cfg.EmbedBaseURL, len(result.Data[0].Embedding))
}

func reranker(ctx context.Context, cfg config.Config) Check {
	const name = "reranker"
	if cfg.RerankBaseURL == "" {
		return ok(name, "none")
	}
	body, err := json.Marshal(map[string]any{"model": cfg.RerankModel, "query": "Hundesteuer", "documents": []string{"Die Hundesteuer"}})
	if err != nil {
		return fail(name, "%v", err)
	}
	response, err := call(ctx, http.MethodPost, cfg.RerankBaseURL+"/rerank", cfg.RerankAPIKey, body)
	if problem := response.problem("RERANK", err); problem != "" {
		return fail(name, "%s; until then search ranks without it", problem)
	}
	if response.status != http.StatusOK {
		return fail(name, "%s/rerank answers with status %d: correct RERANK_BASE_URL or RERANK_MODEL", cfg.RerankBaseURL, response.status)
	}
	return ok(name, "%s", cfg.RerankBaseURL)
}

// tesseract is needed for scanned PDFs only.
func tesseract(ctx context.Context) Check {
	const name, install = "text recognition", "apt-get install tesseract-ocr tesseract-ocr-deu"
	out, err := exec.CommandContext(ctx, "tesseract", "--list-langs").CombinedOutput()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return warn(name, "tesseract is not installed, so scanned PDFs stay without text: %s", install)
	case err != nil:
		return warn(name, "tesseract does not work (%v), so scanned PDFs stay without text", err)
	case !slices.Contains(strings.Fields(string(out)), "deu"):
		return warn(name, "tesseract knows no German, so scanned PDFs stay without text: %s", install)
	}
	return ok(name, "tesseract with German")
}

type response struct {
	status int
	body   []byte
}

// call makes one short request.
func call(ctx context.Context, method, url string, key config.Secret, body []byte) (response, error) {
	const (
		patience = 5 * time.Second
		limit    = 1 << 20
	)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return response{}, err
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key.Reveal())
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		return response{}, err
	}
	defer reply.Body.Close()
	content, err := io.ReadAll(io.LimitReader(reply.Body, limit))
	return response{reply.StatusCode, content}, err
}

// problem says what any endpoint may suffer from; "" when it answers. prefix is that of
// its variables.
func (r response) problem(prefix string, err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("the endpoint does not answer within five seconds: check %s_BASE_URL and that it runs", prefix)
	case err != nil:
		return fmt.Sprintf("the endpoint is not reachable (%v): check %s_BASE_URL and that it runs", err, prefix)
	case r.status == http.StatusUnauthorized, r.status == http.StatusForbidden:
		return fmt.Sprintf("the endpoint refuses the key (status %d): check %s_API_KEY", r.status, prefix)
	case r.status >= http.StatusInternalServerError:
		return fmt.Sprintf("the endpoint answers with status %d: look into its log", r.status)
	}
	return ""
}
