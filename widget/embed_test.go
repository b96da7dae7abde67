package widget

import (
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"io"
	"io/fs"
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
	laterBytes = 5 << 10 // each of what is loaded on demand: handover, kiosk, one more language
)

// Everything an answer needs is in one file; what is loaded later has its own bar.
func TestSize(t *testing.T) {
	size := func(name string) int {
		packed := len(compressed(read(name)))
		t.Logf("%s: %d bytes, %d gzip", name, len(read(name)), packed)
		return packed
	}
	script := size(Script)
	if script > limitBytes {
		t.Fatalf("the widget weighs %d bytes gzip, the limit is %d", script, limitBytes)
	}
	if script > goalBytes {
		t.Errorf("the widget weighs %d bytes gzip, promised are %d", script, goalBytes)
	}
	later, _ := fs.Glob(dist, "dist/*/*.json")
	for _, name := range append(later, "dist/handover.js", "dist/kiosk.js") {
		if size := size(strings.TrimPrefix(name, "dist/")); size > laterBytes || size < 100 {
			t.Errorf("%s weighs %d bytes gzip, the limit is %d", name, size, laterBytes)
		}
	}
}

func TestHandler(t *testing.T) {
	handler, script := Handler(), read(Script)
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

func TestAddresses(t *testing.T) {
	handler := Handler()
	for _, test := range []struct {
		path   string
		status int
		cache  string
	}{
		{"/widget/v1/auskunft.js", 200, "public, max-age=3600"},
		{"/widget/v1/handover.js", 200, "public, max-age=3600"},
		{"/widget/v1/texts/ar.json", 200, "public, max-age=3600"},
		{"/widget/v" + Version + "/auskunft.js", 200, "public, max-age=31536000, immutable"},
		{"/widget/v" + Version + "/texts/tr.json", 200, "public, max-age=31536000, immutable"},
		{"/widget/v1.0.99/auskunft.js", 404, ""},
		{"/widget/v1/texts/de.json", 404, ""},
		{"/widget/v1/texts", 404, ""},
		{"/widget/v1/../embed.go", 404, ""},
		{"/widget/", 404, ""},
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", "http://host"+test.path, nil))
		if w.Code != test.status || w.Header().Get("Cache-Control") != test.cache {
			t.Errorf("%s: %d %q, want %d %q", test.path, w.Code, w.Header().Get("Cache-Control"), test.status, test.cache)
		}
	}
}

// What a page pins is the hash of what it gets.
func TestIntegrity(t *testing.T) {
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest("GET", "/widget/v"+Version+"/"+Script, nil))
	sum := sha512.Sum384(w.Body.Bytes())
	if want := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); Integrity() != want {
		t.Errorf("integrity %s, want %s", Integrity(), want)
	}
}

// languages are those the interface speaks, beside German.
var languages = []string{"ar", "en", "fr", "pl", "ru", "tr", "uk"}

// Texts are complete in every language, with the same places to fill in.
func TestTexts(t *testing.T) {
	read := func(lang string) map[string]map[string]string {
		data, err := os.ReadFile("src/texts/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]map[string]string
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		return texts
	}
	place := regexp.MustCompile(`\{\w+\}`)
	places := func(text string) []string {
		found := place.FindAllString(text, -1)
		slices.Sort(found)
		return found
	}
	files, _ := filepath.Glob("src/texts/*.json")
	if len(files) != len(languages)+1 {
		t.Errorf("the files %v are not German and %v", files, languages)
	}
	german := read("de")
	for _, lang := range languages {
		texts, want := read(lang), german
		for section, keys := range want {
			for key, text := range keys {
				other := texts[section][key]
				if strings.TrimSpace(other) == "" {
					t.Errorf("%s: %s.%s is missing", lang, section, key)
				}
				if want, got := places(text), places(other); !slices.Equal(want, got) {
					t.Errorf("%s: %s.%s has places %v, want %v", lang, section, key, got, want)
				}
			}
		}
		for section, keys := range texts {
			for key := range keys {
				if _, ok := want[section][key]; !ok {
					t.Errorf("%s: %s.%s is no text of ours", lang, section, key)
				}
			}
		}
	}
}

// A text that nothing shows is one too many.
func TestTextsAreUsed(t *testing.T) {
	sources, _ := filepath.Glob("src/*.ts")
	var all strings.Builder
	for _, source := range sources {
		data, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	var german map[string]map[string]string
	data, err := os.ReadFile("src/texts/de.json")
	if err == nil {
		err = json.Unmarshal(data, &german)
	}
	if err != nil {
		t.Fatal(err)
	}
	// Named by what they are for rather than by name: kinds of failure.
	indirect := []string{"offline", "limited", "unavailable", "timeout", "cut", "rejected"}
	for section, texts := range german {
		for key := range texts {
			if !regexp.MustCompile(`\btexts\.`+key+`\b`).MatchString(all.String()) && !slices.Contains(indirect, key) && !strings.Contains(all.String(), `"`+key+`"`) {
				t.Errorf("%s.%s is never shown", section, key)
			}
		}
	}
}

// The script must not be able to do what a strict policy forbids, nor know other hosts.
func TestNoForbiddenMeans(t *testing.T) {
	script := string(read(Script)) + string(read("handover.js")) + string(read("kiosk.js"))
	for _, means := range []string{
		"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
		"localStorage", "document.cookie", "indexedDB", "sendBeacon", "importScripts", "new Worker", "blob:",
	} {
		if strings.Contains(script, means) {
			t.Errorf("the script uses %s", means)
		}
	}
	for _, url := range regexp.MustCompile(`https?://[^"'\x60\s]+`).FindAllString(script, -1) {
		if url != "http://www.w3.org/2000/svg" {
			t.Errorf("the script names another host: %s", url)
		}
	}
}
