package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
)

var auenwedeDocuments = []string{
	"/", "/fehler", "/hinter/verborgen", "/leben/hund", "/leben/muell", "/leben/neu", "/nur/sitemap", "/rathaus/",
	"/rathaus/unten/amt", "/satzung.pdf", "/sitzung",
}

func TestList(t *testing.T) {
	s := newAuenwede(t)
	l := list(t, open(t, s.URL, nil), s)
	if !slices.Equal(l.keys, auenwedeDocuments) {
		t.Errorf("listed\n%v, want\n%v", l.keys, auenwedeDocuments)
	}
	if l.incomplete == nil || !slices.Equal(l.incomplete.Parts, []string{s.URL + "/fehler"}) || l.incomplete.State == nil {
		t.Errorf("incomplete %+v, want the page that fails, and a state", l.incomplete)
	}
	asked := s.requests()
	for i, request := range asked {
		if strings.Contains(request, "/intern") || strings.Contains(request, "druck=") || strings.Contains(request, "anmelden") || strings.Contains(request, ".png") {
			t.Errorf("asked for %s", request)
		}
		if slices.Contains(asked[:i], request) && !strings.Contains(request, "/fehler") {
			t.Errorf("asked twice for %s", request)
		}
	}
}

func TestFetch(t *testing.T) {
	s := newAuenwede(t)
	l := list(t, open(t, s.URL, nil, "language=de"), s)
	s.requests()
	other := open(t, s.URL, nil) // as in another process, which has nothing kept
	for _, tt := range []struct {
		path, title, lang string
		text, changed     string
	}{
		{"/", "Willkommen in Auenwede", "de", "Die Stadt an der Aue.", ""},
		{"/rathaus/unten/amt", "Bürgeramt", "de", "Öffnungszeiten für Bürger", ""},
		{"/leben/hund", "Hundesteuer", "de", "60 € für den ersten „Hund“", ""},
		{"/leben/muell", "Müllabfuhr", "de", "zweiwöchentlich", ""},
		{"/nur/sitemap", "Welcome", "en", "Only the sitemap", "2026-05-04"},
		{"/satzung.pdf", "satzung", "de", "Besteuert wird", "2026-03-02"},
	} {
		fetched, err := l.fetch(t, s.URL+tt.path)
		if err != nil {
			t.Errorf("%s: %v", tt.path, err)
			continue
		}
		result := fetched.Result
		if result == nil {
			if result, err = extract.Extract(t.Context(), fetched.Format, tt.path, fetched.Original); err != nil {
				t.Fatal(err)
			}
		}
		title, lang := fetched.Document.Title+result.Title, fetched.Document.Lang
		if lang == "" {
			lang = result.Lang
		}
		changed := ""
		if at := fetched.Document.ChangedAt; !at.IsZero() {
			changed = at.Format(time.DateOnly)
		}
		if title != tt.title || lang != tt.lang || changed != tt.changed || fetched.Document.URL != s.URL+tt.path {
			t.Errorf("%s: title %q, language %q, changed %q, URL %s", tt.path, title, lang, changed, fetched.Document.URL)
		}
		if !strings.Contains(result.Text, tt.text) {
			t.Errorf("%s: text %q", tt.path, result.Text)
		}
		for _, frame := range []string{"Kopf der Stadt", "Hauptmenü", "Cookies", "Fußzeile"} {
			if strings.Contains(result.Text, frame) {
				t.Errorf("%s: %q is no content", tt.path, frame)
			}
		}
		again, err := other.Fetch(t.Context(), item(s.URL+tt.path))
		if err != nil || string(again.Original) != string(fetched.Original) || !again.Document.ChangedAt.Equal(fetched.Document.ChangedAt) || again.Document.Title != fetched.Document.Title {
			t.Errorf("%s: another process reads %+v, %v", tt.path, again.Document, err)
		}
	}
	if fetched, _ := l.fetch(t, s.URL+"/"); len(fetched.Unknown) != 1 || !strings.HasSuffix(fetched.Unknown[0], "/haushalt.xlsx") {
		t.Errorf("not understood: %v, want the linked table", fetched.Unknown)
	}
	if _, err := l.fetch(t, s.URL+"/fehler"); auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), "status 500") {
		t.Errorf("a page with a fault: %v", err)
	}
	for path, kind := range map[string]auskunft.ErrorKind{"/gibt-es-nicht": auskunft.NotFound, "/leer": auskunft.NotFound, "/alt": auskunft.NotFound, "/bild.json": auskunft.NotFound} {
		if _, err := other.Fetch(t.Context(), item(s.URL+path)); auskunft.KindOf(err) != kind {
			t.Errorf("%s: %v, want %s", path, err, kind)
		}
	}
}

// Pages that were kept are not asked for again; those of a closed website are.
func TestPagesAreDownloadedOnce(t *testing.T) {
	s := newAuenwede(t)
	l := list(t, open(t, s.URL, nil), s)
	s.requests()
	fetch := func() {
		for _, key := range l.keys {
			if _, err := l.fetch(t, s.URL+key); err != nil && key != "/fehler" {
				t.Errorf("%s: %v", key, err)
			}
		}
	}
	if fetch(); len(s.requests()) > 0 {
		t.Error("pages were asked for twice")
	}
	l.Close()
	fetch()
	// A page that could not be read is not tried again, and one is behind a redirect.
	if asked := s.requests(); len(asked) != len(l.keys)-1+1 {
		t.Errorf("of a closed website was asked %v", asked)
	}
}

// The second run asks for every page and downloads none.
func TestUnchanged(t *testing.T) {
	s := newAuenwede(t)
	s.remove("/fehler")
	first := list(t, open(t, s.URL, nil), s)
	if first.incomplete != nil {
		t.Fatalf("incomplete: %v", first.incomplete)
	}
	before := s.requests()
	second := list(t, open(t, s.URL, first.state), s)
	if !slices.Equal(first.keys, second.keys) {
		t.Errorf("listed %v, then %v", first.keys, second.keys)
	}
	for key, mark := range first.marks {
		if second.marks[key] != mark {
			t.Errorf("%s has another mark", key)
		}
	}
	after := s.requests()
	if len(after) != len(before) {
		t.Errorf("%d requests, then %d", len(before), len(after))
	}
	for _, request := range after {
		path := strings.Fields(request)[1]
		if strings.HasSuffix(request, " 200") && path != "/robots.txt" && !strings.HasPrefix(path, "/sitemap") {
			t.Errorf("downloaded again: %s", request)
		}
	}
	if string(second.state) == "" || len(second.state) != len(first.state) {
		t.Errorf("the memory grew from %d to %d bytes", len(first.state), len(second.state))
	}
}

func TestChanges(t *testing.T) {
	s := newAuenwede(t)
	s.remove("/fehler")
	first := list(t, open(t, s.URL, nil), s)
	s.set("/leben/hund", file{body: page_("Hundesteuer", "Die Steuer beträgt jetzt 90 Euro.")})
	s.set("/leben/neu", file{to: "/leben/zugezogen", status: 301})
	s.set("/leben/zugezogen", file{body: page_("Zugezogen", "Willkommen allen Zugezogenen.")})
	s.set("/satzung.pdf", file{status: 410})
	s.set("/nur/sitemap", file{status: 401})
	second := list(t, open(t, s.URL, first.state), s)
	want := []string{"/", "/hinter/verborgen", "/leben/hund", "/leben/muell", "/leben/zugezogen", "/rathaus/", "/rathaus/unten/amt"}
	if !slices.Equal(second.keys, want) || second.incomplete != nil {
		t.Errorf("listed %v (%v), want %v", second.keys, second.incomplete, want)
	}
	if first.marks["/leben/hund"] == second.marks["/leben/hund"] {
		t.Error("a changed page has the same mark")
	}
	s.requests()
	if _, err := second.fetch(t, s.URL+"/leben/hund"); err != nil || len(s.requests()) > 0 {
		t.Errorf("the changed page was not kept: %v", err)
	}
}

// What fails is never taken for gone, nor is what hangs below it.
func TestFaultsRetireNothing(t *testing.T) {
	s := newAuenwede(t)
	s.remove("/fehler")
	first := list(t, open(t, s.URL, nil), s)
	after := first.state
	for name, fault := range map[string]file{
		"500": {status: 500}, "503": {status: 503}, "403": {status: 403}, "slow": {slow: time.Minute, body: "spät"},
		"cut off": {header: http.Header{"Content-Length": {"100000"}}, body: "<html>", fresh: true},
	} {
		t.Run(name, func(t *testing.T) {
			faulty := []string{"/rathaus/", "/leben/neu", "/leben/hund", "/satzung.pdf"}
			if fault.slow > 0 {
				faulty = faulty[:1] // each is waited for
				defer func(was time.Duration) { headerPatience = was }(headerPatience)
				headerPatience = 1500 * time.Millisecond
			}
			for _, path := range faulty {
				was := s.files[path]
				s.set(path, fault)
				defer s.set(path, was)
			}
			l := list(t, open(t, s.URL, after), s) // with the memory of a run with faults
			if !slices.Equal(l.keys, first.keys) {
				t.Errorf("listed %v, want all of %v", l.keys, first.keys)
			}
			if _, err := l.fetch(t, s.URL+"/rathaus/"); err == nil {
				t.Error("the fault is not reported")
			}
			after = l.state
		})
	}
	mended := list(t, open(t, s.URL, after), s)
	for key, mark := range first.marks {
		if mended.marks[key] != mark {
			t.Errorf("%s has another mark after the faults", key)
		}
	}
}

// A page that fails and is new may hide pages that moved below it.
func TestFaultOfANewPageIsIncomplete(t *testing.T) {
	s := newTown(t, map[string]file{
		"/": {body: page_("Start", "Hier.", "/a")}, "/a": {body: page_("A", "A.", "/b")}, "/b": {body: page_("B", "B.")},
	})
	first := list(t, open(t, s.URL, nil), s)
	s.set("/", file{body: page_("Start", "Hier geht es weiter.", "/neu")})
	s.set("/neu", file{status: 502})
	second := list(t, open(t, s.URL, first.state), s)
	if second.incomplete == nil || !slices.Equal(second.keys, []string{"/", "/neu"}) {
		t.Errorf("listed %v (%v)", second.keys, second.incomplete)
	}
	s.set("/neu", file{body: page_("Neu", "Neu.", "/a")})
	s.requests()
	third := list(t, open(t, s.URL, second.incomplete.State), s)
	if third.incomplete != nil || !slices.Equal(third.keys, []string{"/", "/a", "/b", "/neu"}) {
		t.Errorf("listed %v (%v)", third.keys, third.incomplete)
	}
	if asked := s.requests(); !slices.Contains(asked, "GET /b 304") {
		t.Errorf("what was not reached once is forgotten: %v", asked)
	}
}

// A website that stops answering is left alone, and nothing is lost.
func TestSiteGoesDown(t *testing.T) {
	files := map[string]file{}
	var links []string
	for i := range 30 {
		path := fmt.Sprintf("/seite-%c%c", 'a'+i/26, 'a'+i%26)
		files[path] = file{body: page_(path, "Text.", path+"/unten")}
		files[path+"/unten"] = file{body: page_("unten", "Unten "+path)}
		links = append(links, path)
	}
	files["/"] = file{body: page_("Start", "Hier.", links...)}
	s := newTown(t, files)
	first := list(t, open(t, s.URL, nil), s)
	var second listing
	for _, fault := range []file{
		{status: 429, header: http.Header{"Retry-After": {"3600"}}},
		{header: http.Header{"Content-Length": {"100000"}}, body: "<html>", fresh: true},
	} {
		for _, path := range links {
			s.set(path, fault)
		}
		s.requests()
		second = list(t, open(t, s.URL, first.state), s)
		if second.incomplete == nil || len(second.incomplete.Parts) != maxSilent {
			t.Errorf("incomplete: %+v", second.incomplete)
		}
		if asked := len(s.requests()); asked > 2+2*maxSilent {
			t.Errorf("%d requests to a website that does not answer", asked)
		}
	}
	for _, path := range links {
		s.set(path, files[path])
	}
	third := list(t, open(t, s.URL, second.incomplete.State), s)
	if third.incomplete != nil || !slices.Equal(third.keys, first.keys) {
		t.Errorf("afterwards %d are listed, want %d (%v)", len(third.keys), len(first.keys), third.incomplete)
	}
}

// Where the start cannot be read, nothing is known and nothing may change.
func TestStartFails(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]file
		kind  auskunft.ErrorKind
		says  string
	}{
		"500":            {map[string]file{"/": {status: 500}}, auskunft.Unavailable, "status 500"},
		"404":            {map[string]file{}, auskunft.NotFound, "nothing at this address"},
		"robots 503":     {map[string]file{"/": {body: page_("a", "b")}, "/robots.txt": {status: 503}}, auskunft.Unavailable, "nothing is read now"},
		"robots forbids": {map[string]file{"/": {body: page_("a", "b")}, "/robots.txt": {body: "User-agent: Auskunft/2\nDisallow: /"}}, auskunft.Forbidden, "robots=ignore"},
		"away":           {map[string]file{"/": {to: "https://anderswo.example/"}}, auskunft.Invalid, "start there"},
		"circle":         {map[string]file{"/": {to: "/?sid=0123456789abcdef0123"}, "/?sid=0123456789abcdef0123": {to: "/"}}, auskunft.Invalid, "cookies"},
		"no page":        {map[string]file{"/": {kind: "image/png", body: "\x89PNG"}}, auskunft.Invalid, "no page that can be read"},
		"soft 404":       {map[string]file{"/": {body: page_("404 - Seite nicht gefunden", "Leider.")}}, auskunft.Invalid, "no page that can be read"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTown(t, tt.files)
			err := open(t, s.URL, nil).List(t.Context(), nil)
			if auskunft.KindOf(err) != tt.kind || !strings.Contains(fmt.Sprint(err), tt.says) {
				t.Errorf("%v, want %s with %q", err, tt.kind, tt.says)
			}
		})
	}
	s := newTown(t, nil)
	s.Close()
	if err := open(t, s.URL, nil).List(t.Context(), nil); auskunft.KindOf(err) != auskunft.Unavailable {
		t.Errorf("a server that is off: %v", err)
	}
	private, err := Open(place("http://127.0.0.1:1/", nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := private.List(t.Context(), nil); auskunft.KindOf(err) != auskunft.Forbidden || !strings.Contains(err.Error(), "FETCH_ALLOW") {
		t.Errorf("a private network: %v", err)
	}
}

func TestRobotsMayBeIgnoredOnPurpose(t *testing.T) {
	s := newAuenwede(t)
	l := list(t, open(t, s.URL, nil, "robots=ignore"), s)
	if !slices.Contains(l.keys, "/intern/plan") || !slices.Contains(l.keys, "/nur/sitemap") || slices.Contains(l.keys, "/verborgen") {
		t.Errorf("listed %v", l.keys)
	}
}

func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		set  string
		want []string
	}{
		{"depth=0", []string{"/", "/hinter/verborgen?", "/nur/sitemap"}},
		{"depth=1", []string{"/", "/hinter/verborgen", "/leben/hund", "/leben/neu", "/nur/sitemap", "/rathaus/", "/satzung.pdf"}},
		{"include=/leben/", []string{"/", "/leben/hund"}},
		{"exclude=/leben/,*.pdf$,/rathaus/*/amt,/nur", []string{"/", "/hinter/verborgen", "/rathaus/"}},
	} {
		t.Run(tt.set, func(t *testing.T) {
			s := newAuenwede(t)
			s.remove("/fehler")
			l := list(t, open(t, s.URL, nil, tt.set), s)
			want := slices.DeleteFunc(slices.Clone(tt.want), func(p string) bool { return strings.HasSuffix(p, "?") })
			if !slices.Equal(l.keys, want) || l.incomplete != nil {
				t.Errorf("listed %v (%v), want %v", l.keys, l.incomplete, want)
			}
		})
	}
	s := newAuenwede(t)
	l := list(t, open(t, s.URL, nil, "pages=8"), s)
	if l.incomplete == nil || !slices.Contains(l.keys, "limit/pages") {
		t.Errorf("listed %v (%v), want the limit named", l.keys, l.incomplete)
	}
	if _, err := l.fetch(t, "limit/pages"); auskunft.CodeOf(err) != "web_limit" || !strings.Contains(err.Error(), "Raise pages") {
		t.Errorf("the limit says %v", err)
	}
	if _, err := open(t, s.URL, nil).Fetch(t.Context(), item("limit/pages")); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("in another process the limit says %v", err)
	}
	if asked := s.requests(); len(asked) > 9 {
		t.Errorf("%d requests: %v", len(asked), asked)
	}
}

func TestHosts(t *testing.T) {
	other := newTown(t, map[string]file{"/bad": {body: page_("Freibad", "Offen.")}})
	s := newTown(t, map[string]file{"/": {body: page_("Start", "Hier.", other.URL+"/bad")}})
	if l := list(t, open(t, s.URL, nil), s); len(l.keys) != 1 {
		t.Errorf("listed %v", l.keys)
	}
	l := list(t, open(t, s.URL, nil, "hosts="+strings.TrimPrefix(other.URL, "http://")), s)
	if len(l.keys) != 2 || !slices.Contains(l.keys, other.URL+"/bad") {
		t.Errorf("listed %v", l.keys)
	}
}

func TestSitemapAsStart(t *testing.T) {
	s := newAuenwede(t)
	for _, start := range []string{"/sitemaps.xml", "/sitemap-1.xml.gz"} {
		l := list(t, open(t, s.URL+start, nil, "depth=0"), s)
		if !slices.Equal(l.keys, []string{"/nur/sitemap"}) || l.incomplete != nil {
			t.Errorf("%s: listed %v (%v)", start, l.keys, l.incomplete)
		}
	}
	s.set("/adressen.txt", file{kind: "text/plain", body: s.URL + "/leben/hund\r\n" + s.URL + "/leben/muell\n\nkeine Adresse\n"})
	if l := list(t, open(t, s.URL+"/adressen.txt", nil, "depth=0"), s); !slices.Equal(l.keys, []string{"/leben/hund", "/leben/muell"}) {
		t.Errorf("listed %v", l.keys)
	}
	s.set("/halb.xml", file{kind: "text/xml", body: `<urlset><url><loc>` + s.URL + `/leben/hund</loc></url><url><loc>` + s.URL})
	l := list(t, open(t, s.URL+"/halb.xml", nil, "depth=0"), s)
	if l.incomplete == nil || !slices.Equal(l.keys, []string{"/halb.xml", "/leben/hund"}) {
		t.Errorf("half a sitemap: listed %v (%v)", l.keys, l.incomplete)
	}
}

// A sitemap that may be believed saves the request.
func TestLastmodIsBelievedOnPurpose(t *testing.T) {
	s := newAuenwede(t)
	s.remove("/fehler")
	first := list(t, open(t, s.URL, nil, "lastmod=trust"), s)
	s.requests()
	second := list(t, open(t, s.URL, first.state, "lastmod=trust"), s)
	if !slices.Equal(first.keys, second.keys) || slices.Contains(s.requests(), "GET /nur/sitemap 304") {
		t.Errorf("listed %v, or asked for what the sitemap says is unchanged", second.keys)
	}
}

func TestCanonical(t *testing.T) {
	link := func(to string) string { return `<head><link rel="canonical" href="` + to + `"></head>` }
	s := newTown(t, map[string]file{
		"/":  {body: page_("Start", "Hier.", "/a", "/c", "/x", "/verirrt", "/tot")},
		"/a": {body: link("/b") + "A"}, "/b": {body: link("/a") + "B"}, // each the other: one of them
		"/c": {body: link("/d") + "C"}, "/d": {body: link("/e") + "D"}, "/e": {body: link("/e") + "E"},
		"/x":       {body: link("/") + "Alle Seiten nennen die Startseite"},
		"/verirrt": {body: link("https://anderswo.example/") + "Woanders"},
		"/tot":     {body: link("/gibt-es-nicht") + "Nirgends"},
	})
	l := list(t, open(t, s.URL, nil), s)
	if want := []string{"/", "/a", "/e", "/tot", "/verirrt", "/x"}; !slices.Equal(l.keys, want) {
		t.Errorf("listed %v, want %v", l.keys, want)
	}
}

// The same content under several addresses is one document.
func TestCopies(t *testing.T) {
	s := newTown(t, map[string]file{
		"/":           {body: page_("Start", "Hier.", "/index.html", "/bad", "/bad.html", "/bad?ansicht=1", "/see")},
		"/index.html": {body: page_("Start", "Hier.", "/index.html", "/bad", "/bad.html", "/bad?ansicht=1", "/see")},
		"/bad":        {body: page_("Bad", "Offen.")}, "/bad.html": {body: page_("Bad", "Offen.")}, "/bad?ansicht=1": {body: page_("Bad", "Offen.")},
		"/see": {body: page_("See", "Offen.")},
	})
	l := list(t, open(t, s.URL, nil), s)
	if want := []string{"/", "/bad", "/see"}; !slices.Equal(l.keys, want) {
		t.Errorf("listed %v, want %v", l.keys, want)
	}
	if l = list(t, open(t, s.URL, l.state), s); !slices.Equal(l.keys, []string{"/", "/bad", "/see"}) {
		t.Errorf("the second time %v", l.keys)
	}
}

// Calendars and filters end; ordinary pages with numbers do not.
func TestTraps(t *testing.T) {
	files := map[string]file{}
	var links []string
	for i := range 3 * maxDated {
		files[fmt.Sprintf("/seite/%d", i)] = file{body: page_("Seite", fmt.Sprint("Text ", i))}
		links = append(links, fmt.Sprintf("/seite/%d", i))
	}
	s := newTown(t, files)
	s.set("/", file{body: page_("Start", "Hier.", append(links, "/kalender?monat=1", "/immer")...)})
	var day atomic.Int32
	s.Server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next := day.Add(1)
		switch r.URL.Path {
		case "/kalender":
			fmt.Fprint(w, page_("Kalender", "Termine "+r.URL.RawQuery, fmt.Sprintf("/kalender?monat=%d", next), fmt.Sprintf("/kalender?monat=%d", -next)))
		default:
			if strings.HasPrefix(r.URL.Path, "/immer") {
				fmt.Fprint(w, page_("Immer", "weiter als "+r.URL.Path, r.URL.Path+"/immer"))
				return
			}
			s.ServeHTTP(w, r)
		}
	})
	l := list(t, open(t, s.URL, nil), s)
	if pages := len(l.keys); pages != 1+3*maxDated+maxDated+maxRepeats || l.incomplete != nil {
		t.Errorf("%d pages are listed (%v)", pages, l.incomplete)
	}
}

func TestInterrupted(t *testing.T) {
	s := newAuenwede(t)
	ctx, cancel := contextWithCancel(t)
	s.set("/robots.txt", file{body: "", slow: time.Millisecond})
	time.AfterFunc(5*time.Millisecond, cancel)
	err := open(t, s.URL, nil, "delay=0.05").List(ctx, nil)
	if auskunft.CodeOf(err) != "fetch_interrupted" {
		t.Errorf("interrupted: %v", err)
	}
}
