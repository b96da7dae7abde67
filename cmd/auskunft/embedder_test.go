package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
)

// dictionary is an embedding endpoint that knows two things in two languages.
func dictionary(t *testing.T) *httptest.Server {
	t.Helper()
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		var data []string
		for i, text := range body.Input {
			v := [3]int{0, 0, 1}
			for at, words := range [][]string{{"Hund", "dog"}, {"Müll", "waste"}} {
				for _, word := range words {
					if strings.Contains(text, word) {
						v[at] = 9
					}
				}
			}
			data = append(data, fmt.Sprintf(`{"index":%d,"embedding":[%d,%d,%d]}`, i, v[0], v[1], v[2]))
		}
		fmt.Fprintf(w, `{"data":[%s]}`, strings.Join(data, ","))
	}))
}

// Texts that the built-in embedder has embedded get an endpoint's vectors by a job, at the next
// start; until then, and when the endpoint is away, questions are answered without them.
func TestAnotherEmbedderTakesOver(t *testing.T) {
	dir := pgtest.Folder(t)
	open := func(variables ...string) *desk {
		t.Helper()
		s := surroundingsIn(dir)
		s.environ = append(s.environ, variables...)
		d, err := openDesk(s, deskOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := func(d *desk, question string) (title, degraded string) {
		t.Helper()
		if err := d.search.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := d.search.Search(t.Context(), retrieval.Query{Text: question, Reader: auskunft.PublicReader})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) > 0 {
			title = r.Hits[0].Document.Title
		}
		return title, r.Degraded
	}
	folder := filepath.Join(dir, "texte")
	for name, text := range map[string]string{"hund.md": "# Hundesteuer\n\nJeder Hund wird angemeldet.\n", "abfall.md": "# Abfuhr\n\nDer Müll wird montags geholt.\n"} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d := open()
	importFolder(t, d, ingest.Source{Name: "texte", Kind: "files", Location: folder, Visibility: auskunft.Public})
	if title, _ := first(d, "dog"); title != "" {
		t.Errorf("without a model an English word finds %q", title)
	}
	d.Close()

	server := dictionary(t)
	settings := []string{"EMBED_BASE_URL=" + server.URL + "/v1", "EMBED_MODEL=woerterbuch"}
	d = open(settings...)
	if title, degraded := first(d, "Hund"); title != "Hundesteuer" || degraded != "" {
		t.Errorf("before the job has run: %q, degraded %q", title, degraded)
	}
	if err := d.ingest.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(2 * time.Minute)
	for title := ""; title != "Hundesteuer"; title, _ = first(d, "dog") {
		if time.Now().After(deadline) {
			t.Fatal("the endpoint's vectors do not serve after two minutes")
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.ingest.Stop()
	d.Close()
	server.Close()

	d = open(settings...) // the endpoint is away, and that keeps nobody from starting
	if title, degraded := first(d, "Hund"); title != "Hundesteuer" || degraded != "vectors" {
		t.Errorf("with the endpoint away: %q, degraded %q; want the page by its words, and told so", title, degraded)
	}
	d.Close()

	d = open() // and back
	defer d.Close()
	if title, degraded := first(d, "Müll"); title != "Abfuhr" || degraded != "" {
		t.Errorf("back with the built-in embedder: %q, degraded %q", title, degraded)
	}
}
