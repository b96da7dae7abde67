package admin_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/kb/staff/admin"
	"auskunft/kb/staff/frame"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// site is the pages made from deps for who is signed in.
func site(t testing.TB, who auskunft.Account, deps admin.Deps) http.Handler {
	t.Helper()
	site, err := frame.New(frame.Config{
		Town: "Stadt Auenwede", Account: func(context.Context) (auskunft.Account, bool) { return who, who.ID != 0 },
	})
	if err == nil {
		err = admin.Register(site, deps)
	}
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// get requests a page; header is a list of names and values.
func get(t testing.TB, handler http.Handler, path string, header ...string) (*http.Response, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return send(t, handler, r)
}

func post(t testing.TB, handler http.Handler, path string, form url.Values) (*http.Response, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(t, handler, r)
}

func send(t testing.TB, handler http.Handler, r *http.Request) (*http.Response, *goquery.Document) {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	document, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), document
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// wantText checks the text of what selector finds; it must be found once.
func wantText(t *testing.T, document *goquery.Document, selector, want string) {
	t.Helper()
	found := document.Find(selector)
	if found.Length() != 1 {
		t.Errorf("%s is there %d times, want once", selector, found.Length())
		return
	}
	if got := text(found); !strings.Contains(got, want) {
		t.Errorf("%s = %q, want %q in it", selector, got, want)
	}
}

func quiet(t *testing.T, p *browsertest.Page) {
	t.Helper()
	if complaints := p.Complaints(); len(complaints) > 0 {
		t.Errorf("the page complains: %q", complaints)
	}
}
