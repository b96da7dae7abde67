package split

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/internal/sharedtest"
)

// Real pages, contexts and ordinances: every passage is its range of the text, and
// every character of every block is in one.
func TestSharedPages(t *testing.T) {
	count := 0
	for _, path := range glob(t, "omos-qa/pages", "*.json") {
		var pages []struct{ Title, Content string }
		readJSON(t, path, &pages)
		for _, page := range pages {
			res, err := extract.HTML([]byte(page.Content))
			if err != nil {
				t.Fatal(err)
			}
			passages := Split(res, auskunft.PageDocument, nil)
			check(t, res, passages)
			count += len(passages)
		}
	}
	t.Logf("%d passages", count)
}

func TestSharedContexts(t *testing.T) {
	for _, path := range glob(t, "omos-qa", "*.jsonl") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			var q struct{ Context string }
			if err := json.Unmarshal([]byte(line), &q); err != nil {
				t.Fatal(err)
			}
			res, err := extract.Plain([]byte(q.Context))
			if err != nil {
				t.Fatal(err)
			}
			if res.Text != q.Context {
				t.Fatalf("the text changed: %q", q.Context)
			}
			check(t, res, Split(res, auskunft.PageDocument, nil))
		}
	}
}

func TestSharedOrdinances(t *testing.T) {
	paths := append(glob(t, "linsengericht-satzungen/ocr-txt", "*.txt"), glob(t, "karlsruhe-oparl/file-contents", "*.txt")...)
	passages, cited := 0, 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		res, err := extract.Plain(data)
		if err != nil {
			t.Fatal(err)
		}
		got := Split(res, auskunft.OrdinanceDocument, nil)
		check(t, res, got)
		for _, p := range got {
			if passages++; p.Anchor != "" {
				cited++
			}
		}
	}
	t.Logf("%d texts, %d passages, %d with a § as anchor", len(paths), passages, cited)
	if cited*2 < passages {
		t.Errorf("only %d of %d passages know their section", cited, passages)
	}
}

func TestSharedServices(t *testing.T) {
	var services struct {
		Data []struct{ Description string }
	}
	readJSON(t, filepath.Join(sharedtest.Folder(t, "munich-services"), "services_de.json"), &services)
	for _, service := range services.Data {
		res, err := extract.HTML([]byte(service.Description))
		if err != nil {
			t.Fatal(err)
		}
		check(t, res, Split(res, auskunft.PageDocument, nil))
	}
}

func glob(t *testing.T, folder, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(sharedtest.Folder(t, folder), pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s in %s", pattern, folder)
	}
	return paths
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}
