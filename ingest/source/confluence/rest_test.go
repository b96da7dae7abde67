package confluence_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source"
	_ "auskunft/ingest/source/confluence"
	"auskunft/ingest/source/wiki/wikitest"
)

// server is a wiki as the public documentation of the interface describes one: the search for
// contents, in pages that a link leads through. Data Center counts from a start, Cloud gives
// a cursor and has everything below /wiki.
type server struct {
	*httptest.Server
	cloud bool

	mu       sync.Mutex
	pages    []*wikiPage
	requests []string
	limited  int    // requests that are answered with 429
	public   bool   // people who are not signed in see the space
	limit    int    // contents an answer has at most
	hidden   string // id of a page that is never listed
}

type wikiPage struct {
	id, kind, title, parent, body string
	version                       int
	groups, users                 []string
	labels                        []string
	silent                        bool // its restrictions are not told
	during                        func(*wikiPage)
}

func newServer(t *testing.T, cloud bool) *server {
	t.Helper()
	t.Setenv("WIKI_TOKEN", "geheim-123")
	s := &server{cloud: cloud, limit: 2, pages: []*wikiPage{
		{id: "10", kind: "page", title: "Kasse", version: 1, body: "<p>Die Kasse zieht Forderungen ein.</p>"},
		{id: "11", kind: "page", title: "Mahnung", parent: "10", version: 3, body: "<p>Gemahnt wird nach vierzehn Tagen.</p>", labels: []string{"mahnlauf"}},
		{id: "12", kind: "page", title: "Erlass", parent: "11", version: 1, body: "<p>Bei Härte wird erlassen.</p>"},
		{id: "20", kind: "blogpost", title: "Neue Kontonummer", version: 1, body: "<p>Ab Mai gilt sie.</p>"},
		{id: "att30", kind: "attachment", title: "Vordruck.txt", parent: "12", version: 1, body: "Vordruck für den Erlass."},
		{id: "att31", kind: "attachment", title: "Bild.png", parent: "12", version: 1, body: "PNG"},
	}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) prefix() string {
	if s.cloud {
		return "/wiki"
	}
	return "/confluence"
}

func (s *server) page(id string) *wikiPage {
	return s.pages[slices.IndexFunc(s.pages, func(p *wikiPage) bool { return p.id == id })]
}

var (
	oneID    = regexp.MustCompile(`^id = (\d+)$`)
	oneSpace = regexp.MustCompile(`^space = "([A-Z]+)"`)
)

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.URL.Path)
	signedIn := r.Header.Get("Authorization") == "Bearer geheim-123"
	if user, password, ok := r.BasicAuth(); ok {
		signedIn = user == "bot@stadt.example" && password == "geheim-123"
	}
	path, below := strings.CutPrefix(r.URL.Path, s.prefix())
	switch {
	case s.limited > 0:
		s.limited--
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	case !below:
		http.NotFound(w, r)
	case !signedIn && !s.public:
		w.WriteHeader(http.StatusUnauthorized)
	case path == "/rest/api/content/search":
		s.search(w, r)
	case strings.HasPrefix(path, "/download/attachments/"):
		fmt.Fprint(w, s.page("att"+filepath.Base(path)).body)
	default:
		http.NotFound(w, r)
	}
}

func (s *server) search(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var found []*wikiPage
	if m := oneID.FindStringSubmatch(q.Get("cql")); m != nil {
		for _, p := range s.pages {
			if p.id == m[1] {
				if p.during != nil {
					p.during(p)
				}
				found = append(found, p)
			}
		}
	} else if m := oneSpace.FindStringSubmatch(q.Get("cql")); m == nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	} else if m[1] == "KASSE" {
		found = slices.DeleteFunc(slices.Clone(s.pages), func(p *wikiPage) bool { return p.id == s.hidden })
	} else if m[1] == "GESPERRT" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	start, _ := strconv.Atoi(q.Get("start") + strings.TrimPrefix(q.Get("cursor"), "raw_"))
	asked, _ := strconv.Atoi(q.Get("limit"))
	end := min(len(found), start+min(asked, s.limit))
	answer := map[string]any{"results": []any{}, "_links": map[string]any{"base": "https://anderswo.example", "context": s.prefix()}}
	for _, p := range found[start:end] {
		answer["results"] = append(answer["results"].([]any), s.describe(p, q.Get("expand")))
	}
	if end < len(found) {
		q.Set("start", strconv.Itoa(end))
		next := "/rest/api/content/search?"
		if s.cloud {
			q.Del("start")
			q.Set("cursor", "raw_"+strconv.Itoa(end))
			next = "/wiki" + next
		}
		answer["_links"].(map[string]any)["next"] = next + q.Encode()
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func (s *server) describe(p *wikiPage, expand string) map[string]any {
	has := func(name string) bool { return strings.Contains(","+expand+",", ","+name+",") }
	c := map[string]any{"id": p.id, "type": p.kind, "status": "current", "title": p.title, "_links": map[string]any{}}
	if p.kind == "attachment" {
		c["container"] = map[string]any{"id": p.parent, "type": "page"}
		c["_links"] = map[string]any{"download": "/download/attachments/" + p.parent + "/" + strings.TrimPrefix(p.id, "att")}
	}
	if has("version") {
		c["version"] = map[string]any{"number": p.version, "when": "2026-03-01T09:30:00.000+01:00"}
	}
	if has("space") {
		c["space"] = map[string]any{"id": 1, "key": "KASSE", "name": "Stadtkasse"}
	}
	if has("metadata.labels") {
		labels := []any{map[string]any{"prefix": "my", "name": "favourite"}}
		for _, l := range p.labels {
			labels = append(labels, map[string]any{"prefix": "global", "name": l})
		}
		c["metadata"] = map[string]any{"labels": map[string]any{"results": labels}}
	}
	if has("ancestors") && p.kind == "page" {
		ancestors := []any{}
		for at := p.parent; at != ""; at = s.page(at).parent {
			ancestors = append([]any{map[string]any{"id": at, "type": "page"}}, ancestors...)
		}
		c["ancestors"] = ancestors
	}
	if has("restrictions.read.restrictions.user") && !p.silent {
		subjects := func(names []string) map[string]any {
			all := []any{}
			for _, name := range names {
				all = append(all, map[string]any{"name": name})
			}
			return map[string]any{"results": all, "start": 0, "limit": 200, "size": len(names)}
		}
		c["restrictions"] = map[string]any{"read": map[string]any{"operation": "read", "restrictions": map[string]any{"user": subjects(p.users), "group": subjects(p.groups)}}}
	}
	if has("body.storage") {
		c["body"] = map[string]any{"storage": map[string]any{"value": p.body, "representation": "storage"}}
	}
	return c
}

// asked returns and forgets how many requests there were.
func (s *server) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.requests)
	s.requests = nil
	return n
}

// source is the server as a source of public texts.
func (s *server) source(options map[string]string) ingest.Source {
	all := map[string]string{"spaces": "KASSE", "token_env": "WIKI_TOKEN", "space_permissions": "ignore"}
	if s.cloud {
		all["user"] = "bot@stadt.example"
	}
	for name, value := range options {
		all[name] = value
	}
	return ingest.Source{Name: "wiki", Kind: "confluence", Location: s.URL + s.prefix() + "/", Options: all, Visibility: auskunft.Public, BaseURL: s.URL + s.prefix() + "/"}
}

func TestImportOfARunningWiki(t *testing.T) {
	for name, cloud := range map[string]bool{"Data Center": false, "Cloud": true} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, cloud)
			desk := wikitest.NewDesk(t)
			if r := desk.Import(s.source(nil)); r.Stored != 5 || len(r.Failed)+len(r.Withheld)+len(r.Warnings) != 0 {
				t.Fatalf("%+v", r)
			}
			if n := s.asked(); n != 3+5 { // six contents, two an answer; five texts
				t.Errorf("the first import took %d requests", n)
			}
			texts := desk.Texts(auskunft.PublicReader)
			if !strings.Contains(texts["page/12"], "Stadtkasse › Mahnung") || !strings.Contains(texts["attachment/30"], "Vordruck") {
				t.Errorf("%v", texts)
			}
			if r := desk.Import(s.source(nil)); r.Unchanged != 5 || r.Stored != 0 {
				t.Errorf("again: %+v", r)
			}
			if n := s.asked(); n != 3 {
				t.Errorf("an import without changes took %d requests, want one list", n)
			}

			s.page("11").version, s.page("11").body = 4, "<p>Gemahnt wird nach zehn Tagen.</p>"
			if r := desk.Import(s.source(nil)); r.Stored != 1 || s.asked() != 4 {
				t.Errorf("one change: %+v", r)
			}

			s.page("11").groups = []string{"leitung"} // its version stays
			if r := desk.Import(s.source(nil)); r.Retired != 3 || len(r.Withheld) != 3 {
				t.Errorf("restricted: %+v", r)
			}
			if texts := desk.Texts(auskunft.PublicReader); len(texts) != 2 || texts["page/11"]+texts["page/12"] != "" {
				t.Errorf("the public still sees %v", texts)
			}
			desk.Import(s.source(map[string]string{"groups": "leitung=department:finanzen"}))
			if texts := desk.Texts(auskunft.ReaderOf(auskunft.DepartmentOnly("finanzen"))); len(texts) != 5 {
				t.Errorf("the department sees %v", texts)
			}
			if texts := desk.Texts(auskunft.ReaderOf(auskunft.Internal)); len(texts) != 2 {
				t.Errorf("everybody inside sees %v", texts)
			}
			s.pages = slices.DeleteFunc(s.pages, func(p *wikiPage) bool { return p.id == "20" })
			if r := desk.Import(s.source(map[string]string{"groups": "leitung=department:finanzen"})); r.Retired != 1 {
				t.Errorf("deleted: %+v", r)
			}
		})
	}
}

func openWiki(t *testing.T, s *server, options map[string]string) source.Source {
	t.Helper()
	src := s.source(options)
	place := src.Place()
	place.Client = wikitest.Client()
	opened, err := source.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func items(t *testing.T, s source.Source) map[string]source.Item {
	t.Helper()
	all := map[string]source.Item{}
	if err := s.List(context.Background(), func(i source.Item) error { all[i.Key] = i; return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// What the wiki does not tell is not guessed.
func TestUnknownRestrictionsOfARunningWiki(t *testing.T) {
	s := newServer(t, false)
	s.page("11").silent = true
	s.page("20").users = []string{"meier"}
	got := items(t, openWiki(t, s, map[string]string{"groups": "x=internal"}))
	for key, withheld := range map[string]bool{"page/10": false, "page/11": true, "page/12": true, "attachment/30": true, "blog/20": true} {
		if (got[key].Withheld != "") != withheld {
			t.Errorf("%s: %+v", key, got[key])
		}
	}
	s.page("11").silent = false
	s.hidden = "11" // above page 12, and not listed
	if got := items(t, openWiki(t, s, nil)); !strings.Contains(got["page/12"].Withheld, "(11) is not there") {
		t.Errorf("%+v", got)
	}
}

// A page that is restricted after it was listed is not stored as it was.
func TestRestrictedWhileItIsRead(t *testing.T) {
	s := newServer(t, false)
	wiki := openWiki(t, s, nil)
	got := items(t, wiki)
	s.page("11").during = func(p *wikiPage) { p.groups = []string{"leitung"} }
	if _, err := wiki.Fetch(t.Context(), got["page/11"]); auskunft.KindOf(err) != auskunft.Conflict {
		t.Errorf("%v", err)
	}
	s.pages = nil
	if _, err := wiki.Fetch(t.Context(), got["page/10"]); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("%v", err)
	}
}

// A space that nobody sees without signing in is for staff at most, whatever the source is.
func TestClosedSpaces(t *testing.T) {
	for _, tt := range []struct {
		public bool
		option string
		want   auskunft.Visibility
	}{{false, "", auskunft.Internal}, {true, "", ""}, {false, "ignore", ""}} {
		s := newServer(t, false)
		s.public = tt.public
		wiki := openWiki(t, s, map[string]string{"space_permissions": tt.option})
		f, err := wiki.Fetch(t.Context(), items(t, wiki)["page/11"])
		if err != nil || f.Document.Visibility != tt.want {
			t.Errorf("%+v: %q, %v", tt, f.Document.Visibility, err)
		}
	}
}

func TestSentencesOfARunningWiki(t *testing.T) {
	s := newServer(t, false)
	t.Setenv("WIKI_WRONG", "falsch")
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html>Bitte anmelden</html>")
	}))
	defer other.Close()
	for name, tt := range map[string]struct {
		options  map[string]string
		location string
		limited  int
		kind     auskunft.ErrorKind
		want     string
	}{
		"wrong token":   {map[string]string{"token_env": "WIKI_WRONG"}, "", 0, auskunft.Forbidden, "does not accept the token"},
		"no right":      {map[string]string{"spaces": "GESPERRT"}, "", 0, auskunft.Forbidden, "right to view"},
		"wrong address": {nil, s.URL + "/jira", 0, auskunft.NotFound, "is the address right"},
		"too often":     {nil, "", 9, auskunft.Unavailable, "fewer requests"},
		"sign-in page":  {nil, other.URL, 0, auskunft.Invalid, "web page"},
		"bad key":       {map[string]string{"spaces": "1"}, "", 0, auskunft.Invalid, "space with each of the keys"},
	} {
		src := s.source(tt.options)
		place := src.Place()
		if place.Client = wikitest.Client(); tt.location != "" {
			place.Location = tt.location
		}
		opened, err := source.Open(place)
		if err != nil {
			t.Fatal(err)
		}
		s.limited = tt.limited
		err = opened.List(t.Context(), func(source.Item) error { return nil })
		if auskunft.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v (%s)", name, err, auskunft.KindOf(err))
		}
		s.limited = 0
	}
}

func TestTokensAreNamedNotGiven(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "wiki.token")
	if err := os.WriteFile(file, []byte("geheim-123\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, false)
	if got := items(t, openWiki(t, s, map[string]string{"token_env": "", "token_file": file})); len(got) != 5 {
		t.Errorf("%v", got)
	}
	for name, options := range map[string]map[string]string{
		"another variable": {"token_env": "DATABASE_URL"}, "another file": {"token_env": "", "token_file": "/etc/passwd"}, "both": {"token_file": file},
		"not set": {"token_env": "WIKI_FEHLT"}, "no file": {"token_env": "", "token_file": filepath.Join(dir, "x.token")}, "no space": {"spaces": ""},
		"user without token": {"token_env": "", "user": "x"},
	} {
		src := s.source(options)
		if _, err := source.Open(src.Place()); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
