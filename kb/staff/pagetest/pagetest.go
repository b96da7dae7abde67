// Package pagetest asks the pages of staff over HTTP and reads what they say, for the tests
// of all rooms.
package pagetest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"auskunft/internal/browsertest"
)

// Get requests a page; header is a list of names and values.
func Get(t testing.TB, handler http.Handler, path string, header ...string) (*http.Response, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return Send(t, handler, r)
}

// Post sends a form.
func Post(t testing.TB, handler http.Handler, path string, form url.Values) (*http.Response, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return Send(t, handler, r)
}

// Send answers any request by the handler.
func Send(t testing.TB, handler http.Handler, r *http.Request) (*http.Response, *goquery.Document) {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	document, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), document
}

// Text is the text of what was found, with single spaces.
func Text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// WantText checks the text of what selector finds; it must be found once.
func WantText(t *testing.T, document *goquery.Document, selector, want string) {
	t.Helper()
	found := document.Find(selector)
	if found.Length() != 1 {
		t.Errorf("%s is there %d times, want once", selector, found.Length())
		return
	}
	if got := Text(found); !strings.Contains(got, want) {
		t.Errorf("%s = %q, want %q in it", selector, got, want)
	}
}

// Quiet checks that a page in the browser has complained about nothing.
func Quiet(t *testing.T, p *browsertest.Page) {
	t.Helper()
	if complaints := p.Complaints(); len(complaints) > 0 {
		t.Errorf("the page complains: %q", complaints)
	}
}
