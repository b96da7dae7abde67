package main

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/setting"
	"auskunft/kb/staff/frame"
)

// visitors are people by role, each with a browser that is signed in; the visitor's is not.
type visitors struct {
	server  *httptest.Server
	pages   *frame.Site
	browser map[auskunft.Role]*http.Client
}

// invited counts accounts: tests share the demo, and several invite people of one department.
var invited atomic.Int32

// invite signs somebody of each role in, who belongs to department.
func invite(t testing.TB, d *desk, department string) *visitors {
	t.Helper()
	const password = "nur in diesem Test"
	handler, sessions := handlerOf(t, d)
	pages, err := d.pages(sessions)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitors{httptest.NewServer(handler), pages, map[auskunft.Role]*http.Client{}}
	t.Cleanup(v.server.Close)
	for _, role := range account.Roles {
		jar, _ := cookiejar.New(nil)
		v.browser[role] = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		if role == account.Visitor {
			continue
		}
		a := auskunft.Account{Login: fmt.Sprintf("%s-%s-%d", department, role, invited.Add(1)), Name: string(role), Role: role, Departments: []string{department}}
		if _, err := sessions.Add(t.Context(), account.By{}, a, password); err != nil {
			t.Fatal(err)
		}
		r, err := v.browser[role].PostForm(v.server.URL+"/staff/sign-in", url.Values{"login": {a.Login}, "password": {password}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s cannot sign in: %s", role, r.Status)
		}
	}
	return v
}

// send returns the response and its body.
func (v *visitors) send(t *testing.T, role auskunft.Role, method, path string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, v.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := v.browser[role].Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// shown reads the two tables of the page: by row and role, whether it says yes.
func (v *visitors) shown(t *testing.T) (actions, texts []map[auskunft.Role]bool) {
	t.Helper()
	_, body := v.send(t, auskunft.StaffRole, "GET", "/staff/rechte")
	page, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	read := func(table *goquery.Selection) (rows []map[auskunft.Role]bool) {
		table.Find("tbody tr").Each(func(_ int, tr *goquery.Selection) {
			row := map[auskunft.Role]bool{}
			tr.Find("td").Each(func(i int, td *goquery.Selection) { row[account.Roles[i]] = td.Find(".sr-only").Text() == "ja" })
			if name := tr.Find("th").Text(); strings.HasPrefix(name, "action_") || len(row) != len(account.Roles) {
				t.Errorf("row %q has no German name, or %d cells", name, len(row))
			}
			rows = append(rows, row)
		})
		return rows
	}
	tables := page.Find(".matrix table")
	return read(tables.Eq(0)), read(tables.Eq(1))
}

var pathValue = regexp.MustCompile(`\{[a-z]+\}`)

// What the page about roles shows is what happens: every handler, for every role.
func TestRightsThroughHTTP(t *testing.T) {
	v := invite(t, demoDesk(t), "finanzen")
	actions, _ := v.shown(t)
	if len(actions) != len(account.Permissions) {
		t.Fatalf("the page shows %d actions of %d", len(actions), len(account.Permissions))
	}
	cells := 0
	for _, route := range v.pages.Routes() {
		method, pattern, _ := strings.Cut(route.Pattern, " ")
		if pattern == "" {
			method, pattern = "GET", method
		}
		if method == "POST" && route.Needs == account.Enter {
			continue // signing in with nothing is refused to everybody, signing out would end the test
		}
		path := pathValue.ReplaceAllString(strings.TrimSuffix(pattern, "{$}"), "0")
		at := slices.IndexFunc(account.Permissions, func(p account.Permission) bool { return p.Action == route.Needs })
		if at < 0 {
			t.Errorf("%s needs %q, which is in no row of the table", route.Pattern, route.Needs)
			continue
		}
		for _, role := range account.Roles {
			cells++
			response, _ := v.send(t, role, method, path)
			refused := response.StatusCode == http.StatusForbidden || strings.HasPrefix(response.Header.Get("Location"), "/staff/sign-in")
			if refused == actions[at][role] || response.StatusCode >= 500 {
				t.Errorf("%s %s as %q: %s, the page says %t", method, path, cmp.Or(role, "visitor"), response.Status, actions[at][role])
			}
		}
	}
	t.Logf("%d cells of %d handlers", cells, len(v.pages.Routes()))
	if cells < 100 {
		t.Errorf("only %d cells were tried", cells)
	}
}

// Who reads which texts, by searching over HTTP as each role, is what the page shows.
func TestTextsThroughHTTP(t *testing.T) {
	d := demoDesk(t)
	v := invite(t, d, "bauen")
	_, texts := v.shown(t)
	for i, visibility := range []auskunft.Visibility{auskunft.Public, auskunft.Internal, auskunft.DepartmentOnly("bauen"), auskunft.DepartmentOnly("finanzen")} {
		titles := rowsAs[string](t, d, everybody(t, d), `
			SELECT title FROM documents d WHERE visibility = $1 AND retired_at IS NULL AND length(title) > 20
			   AND NOT EXISTS (SELECT FROM documents o WHERE o.title = d.title AND o.visibility <> d.visibility) ORDER BY title LIMIT 1`, string(visibility))
		if len(titles) == 0 {
			t.Fatalf("the demo has no text for %s", visibility)
		}
		for _, role := range account.Roles {
			path := "/staff/search?q="
			if role == account.Visitor {
				path = "/api/v1/search?q="
			}
			response, body := v.send(t, role, "GET", path+url.QueryEscape(titles[0]))
			if response.StatusCode != http.StatusOK {
				t.Fatalf("%s as %q: %s", path, role, response.Status)
			}
			if found := hitNamed(body, titles[0], role == account.Visitor); found != texts[i][role] {
				t.Errorf("%q (%s) found as %q: %t, the page says %t", titles[0], visibility, role, found, texts[i][role])
			}
		}
	}
}

// hitNamed reports whether a result is called title: the question itself stands on the page, too.
func hitNamed(body, title string, json bool) bool {
	if json {
		return strings.Contains(body, `"title":"`+title) || strings.Contains(body, `"title": "`+title)
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	return err == nil && page.Find(".hit .title").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == title }).Length() > 0
}

// A route that nobody thought about keeps the server from starting.
func TestForgottenRoute(t *testing.T) {
	r := chi.NewRouter()
	r.Get("/api/v1/search", func(http.ResponseWriter, *http.Request) {})
	r.Get("/staff/", func(http.ResponseWriter, *http.Request) {})
	if err := checkRoutes(r); err != nil {
		t.Error(err)
	}
	r.Get("/api/v1/accounts", func(http.ResponseWriter, *http.Request) {})
	if err := checkRoutes(r); err == nil || !strings.Contains(err.Error(), "/api/v1/accounts") {
		t.Errorf("a route without a declaration: %v", err)
	}
}

// Other websites cannot make a signed-in browser change anything, not even the one that may
// embed the widget, and every response has the headers that keep pages to themselves.
func TestStaffPagesAgainstOtherWebsites(t *testing.T) {
	d := *demoDesk(t)
	d.cfg.AllowedOrigins = []string{"https://www.auenwede.example"}
	var err error
	if d.settings, err = setting.Open(t.Context(), d.db, d.cfg, d.log); err != nil {
		t.Fatal(err)
	}
	handler, _ := handlerOf(t, &d)
	for _, test := range []struct {
		path   string
		header map[string]string
		status int
	}{
		{"/staff/sign-out", map[string]string{"Origin": "https://evil.example"}, http.StatusForbidden},
		{"/staff/sign-out", map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		{"/staff/sign-out", map[string]string{"Sec-Fetch-Site": "same-site"}, http.StatusForbidden},
		{"/staff/sign-out", map[string]string{"Origin": "https://www.auenwede.example"}, http.StatusForbidden},
		{"/staff/sign-out", map[string]string{"Sec-Fetch-Site": "same-origin"}, http.StatusSeeOther},
		{"/staff/sign-out", nil, http.StatusSeeOther}, // no browser
	} {
		r := httptest.NewRequest("POST", test.path, nil)
		for name, value := range test.header {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != test.status {
			t.Errorf("%s with %v: %d, want %d", test.path, test.header, w.Code, test.status)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := w.Header().Get(name); !strings.HasPrefix(got, want) || strings.Contains(got, "unsafe") {
				t.Errorf("%s with %v: %s is %q", test.path, test.header, name, got)
			}
		}
	}
	r := httptest.NewRequest("GET", "/staff/sign-in", nil)
	r.Header.Set("X-Forwarded-Proto", "https")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	if w.Header().Get("Strict-Transport-Security") == "" || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Errorf("headers of the sign-in: %v", w.Header())
	}
}

func TestProviderIsConfigured(t *testing.T) {
	d := *demoDesk(t)
	d.log = slog.New(slog.DiscardHandler)
	d.cfg.OIDCIssuer, d.cfg.OIDCGroups = "https://sso.stadt.example", "testdata/gibt-es-nicht.yaml"
	if _, err := d.sessions(); auskunft.KindOf(err) != auskunft.Invalid || !strings.HasPrefix(err.Error(), "OIDC_GROUPS: ") {
		t.Errorf("a mapping that is not there: %v", err)
	}
}
