package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/kb/account"
)

// hiddenText is a text that somebody may not read: what would give it away.
type hiddenText struct {
	title string
	lines []string // that nothing they may read has
}

// hiddenFrom are the texts that reader may not read and whose titles no other text has.
func hiddenFrom(t *testing.T, d *desk, reader auskunft.Reader) (hidden []hiddenText) {
	t.Helper()
	const texts = `SELECT title || E'\n' || text FROM documents WHERE retired_at IS NULL ORDER BY id`
	readable := rowsAs[string](t, d, reader, texts)
	all := strings.Join(readable, "\n")
	for _, text := range rowsAs[string](t, d, everybody(t, d), texts) {
		title, body, _ := strings.Cut(text, "\n")
		if slices.Contains(readable, text) || strings.Contains(all, title) {
			continue
		}
		lines := slices.DeleteFunc(longLines(body), func(line string) bool { return strings.Contains(all, line) || strings.Contains(line, title) })
		hidden = append(hidden, hiddenText{title, lines})
	}
	return hidden
}

// For every role, in two departments, and every text that somebody of it may not read: no page and no
// interface gives it away, whoever searches, types or asks for the very title.
func TestNoResponseGivesAwayWhatIsHiddenInBulk(t *testing.T) {
	d := demoDesk(t)
	departments := []string{"bauen", "finanzen"}
	tried, lines := 0, 0
	for _, department := range departments {
		v := invite(t, d, department)
		for n, role := range account.Roles {
			reader := auskunft.PublicReader
			if role != account.Visitor {
				reader = auskunft.Account{Role: role, Departments: []string{department}}.Reader()
			}
			for i, hidden := range hiddenFrom(t, d, reader) {
				if testing.Short() && (i+n)%8 != 0 || role == account.Visitor && department != departments[0] {
					continue
				}
				tried++
				lines += len(hidden.lines)
				v.mustHide(t, role, hidden)
			}
		}
	}
	if tried < 20 || lines < 50 {
		t.Errorf("%d texts with %d lines tried; too few to prove anything", tried, lines)
	}
	t.Logf("%d texts with %d lines", tried, lines)
}

// mustHide asks for a hidden text in all ways that a role has: staff on their pages, the public on its own.
func (v *visitors) mustHide(t *testing.T, role auskunft.Role, hidden hiddenText) {
	t.Helper()
	q := url.QueryEscape(hidden.title)
	paths := []string{"/api/v1/search?k=100&q=" + q, "/api/v1/suggest?k=20&q=" + url.QueryEscape(prefix(hidden.title, 4)), "/chat?q=" + q}
	if role != account.Visitor {
		paths = []string{"/staff/search?answer=1&plain=1&q=" + q}
	}
	for _, path := range paths {
		response, body := v.send(t, role, "GET", path)
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s as %q: %s", path, role, response.Status)
		}
		for _, line := range hidden.lines {
			if strings.Contains(body, line) {
				t.Errorf("%s tells %q: %q", path, role, line)
			}
		}
		if named(t, body, hidden.title) {
			t.Errorf("%s tells %q that there is %q", path, role, hidden.title)
		}
	}
}

// named reports whether a response names a title elsewhere than where it repeats the question.
func named(t *testing.T, body, title string) bool {
	t.Helper()
	if strings.HasPrefix(strings.TrimSpace(body), "{") {
		return strings.Contains(body, title)
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(page.Find(".hit, .sentences, .sources, .cards").Text(), title)
}
