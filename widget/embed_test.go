package widget

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What the widget may weigh on the wire, gzip, style and German and English texts
// included. The goal is what we promise; the limit is where the build breaks.
const (
	goalBytes  = 15 << 10
	limitBytes = 20 << 10
)

func TestSize(t *testing.T) {
	size := len(compressed(script))
	t.Logf("auskunft.js: %d bytes, %d gzip", len(script), size)
	if size > limitBytes {
		t.Fatalf("the widget weighs %d bytes gzip, the limit is %d", size, limitBytes)
	}
	if size > goalBytes {
		t.Errorf("the widget weighs %d bytes gzip, promised are %d", size, goalBytes)
	}
}

func TestHandler(t *testing.T) {
	handler := Handler()
	get := func(method string, header ...string) *http.Response {
		r := httptest.NewRequest(method, "/widget/v1/auskunft.js", nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Result()
	}

	plain := get("GET")
	body, _ := io.ReadAll(plain.Body)
	if plain.StatusCode != http.StatusOK || string(body) != string(script) {
		t.Fatalf("plain: status %d, %d bytes", plain.StatusCode, len(body))
	}
	if origin := plain.Header.Get("Access-Control-Allow-Origin"); origin != "*" {
		t.Errorf("other origins may not load the script: %q", origin)
	}

	packed := get("GET", "Accept-Encoding", "br, gzip")
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(reader); string(body) != string(script) {
		t.Error("gzip holds something else")
	}

	again := get("GET", "If-None-Match", plain.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: status %d", again.StatusCode)
	}
	if post := get("POST"); post.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", post.StatusCode)
	}
}

// Texts are complete in every language, with the same places to fill in.
func TestTexts(t *testing.T) {
	read := func(file string) map[string]string {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		return texts
	}
	place := regexp.MustCompile(`\{\w+\}`)
	german := read("src/texts/de.json")
	files, _ := filepath.Glob("src/texts/*.json")
	if len(files) < 2 {
		t.Fatalf("languages: %v", files)
	}
	for _, file := range files {
		texts := read(file)
		for key, text := range german {
			other := texts[key]
			if strings.TrimSpace(other) == "" {
				t.Errorf("%s: %q is missing", file, key)
			}
			if want, got := place.FindAllString(text, -1), place.FindAllString(other, -1); !slices.Equal(want, got) {
				t.Errorf("%s: %q has places %v, want %v", file, key, got, want)
			}
		}
		for key := range maps.Keys(texts) {
			if _, ok := german[key]; !ok {
				t.Errorf("%s: %q is no text of ours", file, key)
			}
		}
	}
}

// The script must not be able to do what a strict policy forbids, nor know other hosts.
func TestNoForbiddenMeans(t *testing.T) {
	for _, means := range []string{
		"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
		"localStorage", "document.cookie", "indexedDB", "sendBeacon", "importScripts",
	} {
		if strings.Contains(string(script), means) {
			t.Errorf("the script uses %s", means)
		}
	}
	for _, url := range regexp.MustCompile(`https?://[^"'\x60\s]+`).FindAllString(string(script), -1) {
		if url != "http://www.w3.org/2000/svg" {
			t.Errorf("the script names another host: %s", url)
		}
	}
}
