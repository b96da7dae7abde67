package home_test

import (
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"gopkg.in/yaml.v3"

	"auskunft/demo"
	"auskunft/demo/home"
)

// What other parts of the program serve.
var others = []string{"/widget/", "/chat", "/staff/"}

// TestEveryLinkLeadsSomewhere follows every link and loads every picture and style of the
// website; only the links that were planted dead may be dead. Nothing leads to an address
// that the world does not have.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	var planted struct {
		Dead []struct{ URL string } `yaml:"dead_links"`
	}
	data, err := os.ReadFile("../faults.yaml")
	if err == nil {
		err = yaml.Unmarshal(data, &planted)
	}
	if err != nil {
		t.Fatal(err)
	}
	var dead []string
	for _, d := range planted.Dead {
		dead = append(dead, d.URL)
	}
	handler := home.Handler(demo.Website())
	queue, seen := []string{"/"}, map[string]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		address := queue[0]
		if seen[address] || slices.ContainsFunc(others, func(o string) bool { return strings.HasPrefix(address, o) }) {
			continue
		}
		seen[address] = true
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		if to := w.Header().Get("Location"); to != "" {
			queue = append(queue, resolve(t, address, to))
			continue
		}
		if w.Code != 200 {
			t.Errorf("%s answers %d", address, w.Code)
			continue
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		page, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		page.Find("[href], [src], [action]").Each(func(_ int, e *goquery.Selection) {
			for _, name := range []string{"href", "src", "action"} {
				to, ok := e.Attr(name)
				switch {
				case !ok || slices.Contains(dead, to):
				case strings.Contains(to, "auenwede.example") && !strings.HasPrefix(to, "mailto:"):
					t.Errorf("%s links to %s", address, to)
				case !strings.Contains(to, ":"):
					queue = append(queue, resolve(t, address, to))
				}
			}
		})
	}
	err = fs.WalkDir(demo.Website(), "dienstleistungen", func(name string, d fs.DirEntry, err error) error {
		if address := "/" + strings.TrimSuffix(name, ".html"); err == nil && !d.IsDir() && path.Base(name) != "index.html" && !seen[address] {
			t.Errorf("no link leads to %s", address)
		}
		return err
	})
	if err != nil || len(seen) < 200 {
		t.Errorf("%d addresses, %v; too few to prove anything", len(seen), err)
	}
}

// resolve is the path that a link on the page at address leads to.
func resolve(t *testing.T, address, link string) string {
	t.Helper()
	to, err := url.Parse(link)
	if err != nil {
		t.Errorf("%s links to %s: %v", address, link, err)
		return "/"
	}
	return (&url.URL{Path: address}).ResolveReference(to).Path
}
