package mediawiki_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source"
	"auskunft/ingest/source/wiki/wikitest"
)

// server is a wiki as the public documentation of the interface describes one.
type server struct {
	*httptest.Server

	mu       sync.Mutex
	now      time.Time
	pages    map[int64]*entry
	changes  []map[string]any
	requests []string
	private  bool
	batch    int
}

type entry struct {
	title, html string
	rev         int64
	redirects   []string
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{now: time.Now().Add(-time.Hour).UTC().Truncate(time.Second), batch: 2, pages: map[int64]*entry{
		1: {title: "Kasse", rev: 11, html: "<p>Die Kasse zieht Forderungen ein.</p>"},
		2: {title: "Kasse/Mahnung", rev: 21, redirects: []string{"Zahlungserinnerung"}, html: `<div class="mw-parser-output"><div id="toc" class="toc">Inhalt</div>` +
			`<h2>Fristen<span class="mw-editsection">[Bearbeiten]</span></h2><p>Nach vierzehn Tagen<sup class="reference">[1]</sup> mahnen.</p>` +
			`<table class="wikitable"><tr><th>Fall</th><th>Gebühr</th></tr><tr><td>erste</td><td>5 Euro</td></tr></table><ol class="references"><li>Satzung</li></ol></div>`},
		3: {title: "Erlass", rev: 31, html: "<p>Bei Härte wird erlassen.</p>"},
	}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// edit changes a page and notes it.
func (s *server) edit(id int64, html string) {
	s.now = s.now.Add(time.Hour)
	p := s.pages[id]
	p.html, p.rev = html, p.rev+1
	s.changes = append(s.changes, map[string]any{"type": "edit", "ns": 0, "title": p.title, "pageid": id, "revid": p.rev, "redirect": false, "timestamp": s.now})
}

func (s *server) delete(id int64) {
	s.now = s.now.Add(time.Hour)
	s.changes = append(s.changes, map[string]any{"type": "log", "ns": 0, "title": s.pages[id].title, "pageid": 0, "revid": 0, "redirect": false, "logtype": "delete", "logaction": "delete", "timestamp": s.now})
	delete(s.pages, id)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = r.ParseForm()
	what := r.Form.Get("action") + r.Form.Get("list") + r.Form.Get("generator") + r.Form.Get("meta")
	s.requests = append(s.requests, what)
	answer := map[string]any{"curtimestamp": s.now}
	session, _ := r.Cookie("session")
	signedIn := session != nil && session.Value == "angemeldet"
	switch {
	case r.URL.Path != "/w/api.php":
		http.NotFound(w, r)
		return
	case what == "querytokens":
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "neu"})
		answer["query"] = map[string]any{"tokens": map[string]any{"logintoken": "marke+\\"}}
	case what == "login":
		result := "Failed"
		if r.Method == http.MethodPost && session != nil && session.Value == "neu" && r.Form.Get("lgtoken") == "marke+\\" && r.Form.Get("lgname") == "Bot@import" && r.Form.Get("lgpassword") == "geheim-123" {
			result = "Success"
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "angemeldet"})
		}
		answer["login"] = map[string]any{"result": result, "reason": "Falsches Passwort"}
	case s.private && !signedIn:
		answer["error"] = map[string]any{"code": "readapidenied", "info": "You need read permission to use this module."}
	case what == "querysiteinfo":
		answer["query"] = map[string]any{"general": map[string]any{"server": "https://wiki.auenwede.example", "articlepath": "/wiki/$1", "lang": "de-formal"}}
	case what == "queryallpages":
		s.allPages(r, answer)
	case what == "queryrecentchanges":
		from, _ := time.Parse(time.RFC3339, r.Form.Get("rcstart"))
		found := slices.DeleteFunc(slices.Clone(s.changes), func(c map[string]any) bool { return c["timestamp"].(time.Time).Before(from) })
		answer["query"] = map[string]any{"recentchanges": found}
	case what == "parse":
		id, _ := strconv.ParseInt(r.Form.Get("pageid"), 10, 64)
		if p := s.pages[id]; p == nil {
			answer["error"] = map[string]any{"code": "nosuchpageid", "info": "There is no page with ID."}
		} else {
			answer["parse"] = map[string]any{"title": p.title, "pageid": id, "revid": p.rev, "text": p.html,
				"categories": []any{map[string]any{"category": "Steuern_und_Abgaben", "hidden": false}, map[string]any{"category": "Wartung", "hidden": true}}}
		}
	default:
		answer["error"] = map[string]any{"code": "badvalue", "info": "Unrecognized value."}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// allPages answers in parts, the redirects of a part in a second answer.
func (s *server) allPages(r *http.Request, answer map[string]any) {
	var ids []int64
	for id := range s.pages {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	from, _ := strconv.Atoi(r.Form.Get("gapcontinue"))
	second := r.Form.Get("rdcontinue") != ""
	var found []any
	for _, id := range ids[from:min(len(ids), from+s.batch)] {
		p := s.pages[id]
		one := map[string]any{"pageid": id, "ns": 0, "title": p.title, "lastrevid": p.rev, "revisions": []any{map[string]any{"timestamp": s.now}}}
		if second {
			var redirects []any
			for _, title := range p.redirects {
				redirects = append(redirects, map[string]any{"title": title})
			}
			one["redirects"] = redirects
		}
		found = append(found, one)
	}
	answer["query"] = map[string]any{"pages": found}
	switch {
	case !second:
		answer["continue"] = map[string]any{"rdcontinue": "1", "gapcontinue": strconv.Itoa(from), "continue": "||"}
	case from+s.batch < len(ids):
		answer["continue"] = map[string]any{"gapcontinue": strconv.Itoa(from + s.batch), "rdcontinue": "", "continue": "gapcontinue||"}
	}
}

func (s *server) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.requests
	s.requests = nil
	return all
}

func (s *server) source(options map[string]string) ingest.Source {
	return ingest.Source{Name: "wiki", Kind: "mediawiki", Location: s.URL + "/w/api.php", Options: options, Visibility: auskunft.Internal}
}

func TestImportOfARunningWiki(t *testing.T) {
	s := newServer(t)
	desk := wikitest.NewDesk(t)
	if r := desk.Import(s.source(nil)); r.Stored != 3 || len(r.Failed)+len(r.Warnings) != 0 {
		t.Fatalf("%+v", r)
	}
	if n := len(s.asked()); n != 1+4+3 {
		t.Errorf("the first import took %d requests", n)
	}
	internal := auskunft.ReaderOf(auskunft.Internal)
	text := desk.Texts(internal)["page/2"]
	for _, want := range []string{"Kasse\n\nFristen\n\nNach vierzehn Tagen mahnen.\n\nFall: erste | Gebühr: 5 Euro"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	if len(desk.Texts(auskunft.PublicReader)) != 0 {
		t.Error("the public sees an internal wiki")
	}
	desk.Offsets(internal)

	if r := desk.Import(s.source(nil)); r.Unchanged != 3 || r.Stored != 0 {
		t.Errorf("again: %+v", r)
	}
	if got := s.asked(); !slices.Equal(got, []string{"queryrecentchanges"}) {
		t.Errorf("an import without changes asked for %q", got)
	}
	s.edit(3, "<p>Bei großer Härte wird erlassen.</p>")
	if r := desk.Import(s.source(nil)); r.Stored != 1 || r.Unchanged != 2 {
		t.Errorf("one edit: %+v", r)
	}
	if got := s.asked(); !slices.Equal(got, []string{"queryrecentchanges", "parse"}) {
		t.Errorf("one edit asked for %q", got)
	}
	s.delete(3)
	if r := desk.Import(s.source(nil)); r.Retired != 1 || r.Unchanged != 2 {
		t.Errorf("a deletion: %+v", r)
	}
	if got := s.asked(); !slices.Contains(got, "queryallpages") {
		t.Errorf("a deletion asked for %q", got)
	}
}

func TestPrivateWiki(t *testing.T) {
	s := newServer(t)
	s.private = true
	t.Setenv("WIKI_PASSWORD", "geheim-123")
	t.Setenv("WIKI_WRONG", "falsch")
	listing := func(options map[string]string) (n int, err error) {
		src := s.source(options)
		place := src.Place()
		place.Client = wikitest.Client()
		opened, err := source.Open(place)
		if err != nil {
			t.Fatal(err)
		}
		return n, opened.List(t.Context(), func(source.Item) error { n++; return nil })
	}
	if _, err := listing(nil); auskunft.KindOf(err) != auskunft.Forbidden || !strings.Contains(err.Error(), "after signing in") {
		t.Errorf("%v", err)
	}
	if _, err := listing(map[string]string{"user": "Bot@import", "token_env": "WIKI_WRONG"}); auskunft.KindOf(err) != auskunft.Forbidden || !strings.Contains(err.Error(), "Spezial:Botpasswörter") {
		t.Errorf("%v", err)
	}
	if _, err := listing(map[string]string{"user": "Bot@import", "token_env": "WIKI_PASSWORD"}); err != nil {
		t.Errorf("%v", err)
	}
}

// The page a dump no longer has is retired, what is the same is left alone.
func TestImportOfADump(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wiki.xml")
	dump := func(pages ...string) {
		t.Helper()
		var b strings.Builder
		for i, text := range pages {
			if text != "" {
				fmt.Fprintf(&b, "<page><title>Seite %d</title><ns>0</ns><id>%d</id><revision><id>%d</id><text>%s</text></revision></page>", i, i+1, len(text), text)
			}
		}
		if err := os.WriteFile(path, []byte(`<mediawiki xml:lang="de">`+b.String()+"</mediawiki>"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	desk := wikitest.NewDesk(t)
	src := ingest.Source{Name: "wiki", Kind: "mediawiki", Location: path, Visibility: auskunft.DepartmentOnly("finanzen")}
	dump("== A ==\n* eins\n* zwei", "Text mit [[Link]].", "Noch einer.")
	if r := desk.Import(src); r.Stored != 3 || len(r.Failed) != 0 {
		t.Fatalf("%+v", r)
	}
	if r := desk.Import(src); r.Unchanged != 3 {
		t.Errorf("again: %+v", r)
	}
	dump("== A ==\n* eins\n* zwei", "Anderer Text mit [[Link]].", "")
	if r := desk.Import(src); r.Stored != 1 || r.Unchanged != 1 || r.Retired != 1 {
		t.Errorf("changed: %+v", r)
	}
	desk.Offsets(auskunft.ReaderOf(auskunft.DepartmentOnly("finanzen")))
	if len(desk.Texts(auskunft.ReaderOf(auskunft.Internal))) != 0 {
		t.Error("everybody inside sees a department's wiki")
	}
}
