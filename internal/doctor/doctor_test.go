package doctor

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/cluster"
	"auskunft/internal/postgres/pgtest"
)

func want(t *testing.T, c Check, status Status, part string) {
	t.Helper()
	if c.Status != status || !strings.Contains(c.Detail, part) || strings.Contains(c.Detail, "\n") {
		t.Errorf("%+v, want %s with %q in one line", c, status, part)
	}
}

func byName(t *testing.T, checks []Check, name string) Check {
	t.Helper()
	for _, c := range checks {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no check %q in %+v", name, checks)
	return Check{}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestPrivateDatabase(t *testing.T) {
	cfg := config.Config{Data: pgtest.Folder(t)}
	checks := database(t.Context(), cfg, quiet())
	want(t, byName(t, checks, "server"), OK, "with pgvector")
	want(t, byName(t, checks, "database"), OK, "the first start makes it")
	if _, err := os.Stat(filepath.Join(cfg.Data, "postgres")); err == nil {
		t.Error("looking made a database")
	}

	db, err := postgres.Open(t.Context(), cfg, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	want(t, byName(t, database(t.Context(), cfg, quiet()), "migrations"), Fail, "run auskunft migrate")
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	checks = database(t.Context(), cfg, quiet())
	if Failed(checks) {
		t.Errorf("a good database fails: %+v", checks)
	}
	want(t, byName(t, checks, "roles"), OK, cluster.AppRole)
}

func TestDatabaseURL(t *testing.T) {
	own := pgtest.New(t)
	host, name := own.App.Config().ConnConfig.Host, own.App.Config().ConnConfig.Database
	checks := database(t.Context(), config.Config{DatabaseURL: config.Secret(fmt.Sprintf("postgres:///%s?host=%s&user=%s", name, host, cluster.SuperRole))}, quiet())
	want(t, byName(t, checks, "roles"), Warn, "DATABASE_OWNER_URL")
	want(t, byName(t, checks, "migrations"), OK, "current")

	checks = database(t.Context(), config.Config{DatabaseURL: "postgres://127.0.0.1:1/auskunft"}, quiet())
	want(t, byName(t, checks, "database"), Fail, "DATABASE_URL: no PostgreSQL answers at 127.0.0.1:1")
}

func TestJudgements(t *testing.T) {
	want(t, vectors(postgres.Login{}), Fail, "CREATE EXTENSION vector")
	want(t, vectors(postgres.Login{Vector: cluster.ParseVersion("0.6.0")}), Fail, "too old")
	want(t, vectors(postgres.Login{Vector: cluster.ParseVersion("0.8.0")}), Warn, "0.8.4 or newer is better")
	want(t, vectors(postgres.Login{Vector: cluster.ParseVersion("0.8.4")}), OK, "0.8.4")
	want(t, role(postgres.Login{Role: "admin", Super: true}, false), Fail, "row-level security would not hold")
}

func TestAssessment(t *testing.T) {
	want(t, assessment(config.Config{}), Warn, "set DSFA_REFERENCE")
	want(t, assessment(config.Config{DSFAReference: "10-2026/17"}), OK, "recorded as 10-2026/17")
}

func TestDisk(t *testing.T) {
	want(t, disk(filepath.Join(t.TempDir(), "noch", "nicht", "da")), OK, "GB free")
	want(t, disk("/proc/auskunft"), Fail, "set AUSKUNFT_DATA")
}

func TestPort(t *testing.T) {
	ours := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			http.NotFound(w, r)
		}
	}))
	defer ours.Close()
	foreign, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go http.Serve(foreign, http.NotFoundHandler())
	defer foreign.Close()
	want(t, port(t.Context(), "LISTEN", "127.0.0.1:0", "/healthz"), OK, "free")
	want(t, port(t.Context(), "LISTEN", ours.Listener.Addr().String(), "/healthz"), OK, "auskunft runs there")
	want(t, port(t.Context(), "LISTEN", foreign.Addr().String(), "/healthz"), Fail, "set LISTEN to another port")
	want(t, port(t.Context(), "METRICS_LISTEN", "192.0.2.1:9090", "/metrics"), Fail, "correct METRICS_LISTEN")
}

// endpoint answers every path with a status and a body and wants the key "k".
func endpoint(t *testing.T, status int, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer k" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

func TestEndpoints(t *testing.T) {
	const nobody = "http://127.0.0.1:1/v1"
	list := `{"data":[{"id":"klein"},{"id":"groß"}]}`
	vector := `{"data":[{"embedding":[0.1,0.2,0.3]}]}`
	llm := func(base, name string, key config.Secret) Check {
		return models(t.Context(), config.Config{LLMBaseURL: base, LLMModel: name, LLMAPIKey: key})[0]
	}
	want(t, llm("", "", ""), OK, "none")
	second := models(t.Context(), config.Config{LLMBaseURL: nobody, LLMFallbackBaseURL: endpoint(t, 200, list), LLMFallbackModel: "riesig", LLMFallbackAPIKey: "k"})
	want(t, second[1], Fail, "correct LLM_FALLBACK_MODEL")
	want(t, llm(endpoint(t, 200, list), "groß", "k"), OK, "groß at http://")
	want(t, llm(endpoint(t, 200, list), "riesig", "k"), Fail, `does not serve "riesig" but klein, groß`)
	want(t, llm(endpoint(t, 404, "<html>"), "klein", "k"), OK, "does not list its models")
	want(t, llm(endpoint(t, 200, list), "klein", "falsch"), Fail, "check LLM_API_KEY")
	want(t, llm(endpoint(t, 503, ""), "klein", "k"), Fail, "look into its log")
	want(t, llm(nobody, "klein", "k"), Fail, "check LLM_BASE_URL and that it runs; until then answers do without")

	embed := func(base string) Check {
		return embedder(t.Context(), config.Config{EmbedBaseURL: base, EmbedModel: "e", EmbedAPIKey: "k"})
	}
	want(t, embedder(t.Context(), config.Config{}), OK, "built in")
	want(t, embed(endpoint(t, 200, vector)), OK, "3 dimensions")
	want(t, embed(endpoint(t, 200, `{"data":[]}`)), Fail, "no embedding: correct EMBED_BASE_URL")
	want(t, embed(endpoint(t, 404, "not found")), Fail, "status 404 and no embedding")
	want(t, embed(nobody), Fail, "check EMBED_BASE_URL")

	rerank := func(base string) Check {
		return reranker(t.Context(), config.Config{RerankBaseURL: base, RerankAPIKey: "k"})
	}
	want(t, reranker(t.Context(), config.Config{}), OK, "none")
	want(t, rerank(endpoint(t, 200, `{"results":[]}`)), OK, "http://")
	want(t, rerank(endpoint(t, 404, "")), Fail, "status 404")
	want(t, rerank(nobody), Fail, "check RERANK_BASE_URL")
}

func TestTesseract(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	want(t, tesseract(t.Context()), Warn, "apt-get install tesseract-ocr tesseract-ocr-deu")
	for script, expect := range map[string]Check{
		"echo eng":              {Status: Warn, Detail: "knows no German"},
		"echo deu; echo eng":    {Status: OK, Detail: "with German"},
		"echo 'kaputt'; exit 1": {Status: Warn, Detail: "does not work"},
	} {
		if err := os.WriteFile(filepath.Join(bin, "tesseract"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		want(t, tesseract(t.Context()), expect.Status, expect.Detail)
	}
}

func TestRun(t *testing.T) {
	checks := Run(t.Context(), config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", MetricsListen: "off"}, quiet())
	if Failed(checks) || len(checks) < 6 {
		t.Errorf("without any configuration: %+v", checks)
	}
}
