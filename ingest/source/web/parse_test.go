package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/internal/civil"
	"auskunft/internal/safehttp"
)

func item(key string) source.Item { return source.Item{Key: key} }

func place(location string, set map[string]string) source.Place {
	return source.Place{Kind: "web", Location: location, Options: set, Client: safehttp.New(safehttp.Options{Attempts: 1})}
}

func contextWithCancel(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}

var cleanTests = []struct{ from, want string }{
	{"HTTP://Stadt.Example:80", "http://stadt.example/"},
	{"https://stadt.example:443/a#b", "https://stadt.example/a"},
	{"https://stadt.example:8443/a", "https://stadt.example:8443/a"},
	{"https://stadt.example./a", "https://stadt.example/a"},
	{"https://münchen.example/straße", "https://xn--mnchen-3ya.example/stra%C3%9Fe"},
	{"https://a.example/%7Euser/%c3%a4/%2F/%41?b=%7e%2f&c=ä", "https://a.example/~user/%C3%A4/%2F/A?b=~%2F&c=%C3%A4"},
	{"https://a.example/a%zzb", ""}, {"http://0\x9f", ""}, {"https://a_b.example/", "https://a_b.example/"}, {"https://-/", ""},
	{"https://a.example/?b=2&a=1&b=3", "https://a.example/?b=2&a=1&b=3"},
	{"https://a.example/x;jsessionid=0A1B2C?id=5", "https://a.example/x?id=5"},
	{"https://a.example/?utm_source=x&UTM_medium=y&id=5&fbclid=z&PHPSESSID=q&&", "https://a.example/?id=5"},
	{"https://a.example/?sid=7&s=suche&session=0123456789abcdefABCDEF", "https://a.example/?sid=7&s=suche"},
	{"http://[2A00::1]:8080/", "http://[2a00::1]:8080/"},
	{"http://user@a.example/", ""}, {"ftp://a.example/", ""}, {"mailto:a@b.example", ""}, {"javascript:x()", ""},
	{"https://a.example/" + strings.Repeat("x/", 1500), ""},
}

func TestClean(t *testing.T) {
	for _, tt := range cleanTests {
		u, err := url.Parse(tt.from)
		if err != nil {
			if tt.want != "" {
				t.Errorf("%s: %v", tt.from, err)
			}
			continue
		}
		got, ok := clean(u)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, want %q", tt.from, got, tt.want)
		}
	}
}

// A clean address is clean, can be parsed, and has a path.
func FuzzClean(f *testing.F) {
	for _, tt := range cleanTests {
		f.Add(tt.from)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := url.Parse(s)
		if err != nil {
			return
		}
		once, ok := clean(u)
		if !ok {
			return
		}
		again, err := url.Parse(once)
		if err != nil {
			t.Fatalf("%q became %q: %v", s, once, err)
		}
		if twice, ok := clean(again); !ok || twice != once {
			t.Fatalf("%q became %q and then %q", s, once, twice)
		}
		if !strings.HasPrefix(pathOf(once), "/") || hostOf(once)+pathOf(once) != once {
			t.Fatalf("%q has the path %q", once, pathOf(once))
		}
		ending(once)
		fileName(once)
		traps{}.springs(once)
	})
}

func TestScope(t *testing.T) {
	s := scope{hosts: []string{"www.stadt.example", "*.amt.example"}, secure: "www.stadt.example"}
	for from, want := range map[string]string{
		"http://WWW.stadt.example/a": "https://www.stadt.example/a", "https://www.stadt.example/a": "https://www.stadt.example/a",
		"http://www.stadt.example:8080/": "", "https://stadt.example/": "", "https://bau.amt.example/x": "https://bau.amt.example/x",
		"http://bau.amt.example/x": "http://bau.amt.example/x", "https://amt.example/": "https://amt.example/", "https://xamt.example/": "",
		"https://www.stadt.example.evil.example/": "", "tel:+4942": "",
	} {
		u, err := url.Parse(from)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := s.take(u); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q, %t, want %q", from, got, ok, want)
		}
	}
}

const robotsFile = "\ufeff# Stadt Auenwede\r\nUser-agent: Googlebot\r\nDisallow: /\r\n\r\nUSER-AGENT: *\nUser-agent: sonst # wer\ndisallow: /intern/\nAllow: /intern/offen$\n" +
	"Disallow: /*.php?*druck=\nDisallow:\nCrawl-delay: 2.5\nUnsinn\n: \nSitemap: https://a.example/s.xml\nUser-agent: *\nDisallow: /stra%c3%9fe\nDisallow: /müll\n"

func TestRobots(t *testing.T) {
	r := parseRobots([]byte(robotsFile))
	if r.delay != 2500*time.Millisecond || !slices.Equal(r.sitemaps, []string{"https://a.example/s.xml"}) {
		t.Errorf("got %+v", r)
	}
	for path, want := range map[string]bool{
		"/": true, "/intern": true, "/intern/": false, "/intern/x": false, "/intern/offen": true, "/intern/offen/x": false,
		"/a.php?x=1&druck=1": false, "/a.php?x=1": true, "/stra%C3%9Fe/1": false, "/m%C3%BCll": false,
	} {
		if got := r.allows(path); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
	for name, tt := range map[string]struct {
		file string
		path string
		want bool
	}{
		"ours before everybody's": {"User-agent: *\nDisallow: /\nUser-agent: Auskunft/1.0\nAllow: /", "/a", true},
		"our groups are joined":   {"User-agent: auskunft\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: AUSKUNFT\nDisallow: /b", "/b", false},
		"ours is empty":           {"User-agent: *\nDisallow: /\n\nUser-agent: auskunft\nDisallow:", "/a", true},
		"another name":            {"User-agent: auskunftsbot\nDisallow: /", "/a", true},
		"the longer rule":         {"User-agent: *\nAllow: /a\nDisallow: /aa", "/aab", false},
		"as long: allowed":        {"User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		"star at the end":         {"User-agent: *\nDisallow: /a*", "/ab", false},
		"end":                     {"User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", true},
		"end after stars":         {"User-agent: *\nDisallow: /*a*.pdf$", "/ba/.pdf.pdf", false},
		"no group":                {"Disallow: /", "/a", true},
		"a page":                  {"<!doctype html><html>Nicht gefunden</html>", "/a", true},
		"delay only":              {"User-agent: *\nCrawl-delay: viel", "/a", true},
	} {
		r := parseRobots([]byte(tt.file))
		if got := r.allows(tt.path); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if r := parseRobots([]byte("User-agent: *\nCrawl-delay: 86400")); r.delay != maxDelay {
		t.Errorf("a delay of a day became %v", r.delay)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte(robotsFile), "/intern/offen")
	f.Add([]byte("user-agent:*\ndisallow:/*a*b*$\nallow:$"), "/ab")
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		r := parseRobots(data)
		if len(r.rules) > maxRules || len(r.sitemaps) > maxSitemaps || r.delay < 0 || r.delay > maxDelay {
			t.Fatalf("limits: %d rules, %d sitemaps, %v", len(r.rules), len(r.sitemaps), r.delay)
		}
		path = "/" + path
		if len(r.rules) == 0 && !r.allows(path) {
			t.Fatal("forbidden without a rule")
		}
		r.allows(path)
		if !newPattern(path).matches(escapes(path)) && !strings.ContainsAny(path, "*$") {
			t.Fatalf("%q does not match itself", path)
		}
	})
}

func TestSitemap(t *testing.T) {
	for name, tt := range map[string]struct {
		data  string
		pages string
		more  string
		fails bool
	}{
		"pages":    {`<?xml version="1.0" encoding="ISO-8859-1"?><urlset xmlns="x"><url><loc> https://a.example/?a=1&amp;b=2 </loc><lastmod>2026-01-02</lastmod></url></urlset>`, "https://a.example/?a=1&b=2@2026-01-02", "", false},
		"index":    {`<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>`, "", "https://a.example/1.xml", false},
		"packed":   {packed(`<urlset><url><loc>https://a.example/</loc></url></urlset>`), "https://a.example/@", "", false},
		"text":     {"\ufeffhttps://a.example/\n  https://a.example/b\nfoo", "https://a.example/@,https://a.example/b@", "", false},
		"images":   {`<urlset xmlns:image="i"><url><image:image><image:loc>https://a.example/x.png</image:loc></image:image><loc>https://a.example/</loc></url></urlset>`, "https://a.example/@", "", false},
		"entities": {`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://a.example/&e;</loc></url></urlset>`, "https://a.example/&e;@", "", false},
		"cut off":  {`<urlset><url><loc>https://a.example/</loc></url><url><loc>https`, "https://a.example/@", "", true},
		"no gzip":  {"\x1f\x8bxx", "", "", true},
		"nothing":  {"", "", "", false},
	} {
		m, err := parseSitemap([]byte(tt.data))
		var pages []string
		for _, p := range m.pages {
			pages = append(pages, p.Location+"@"+p.Modified)
		}
		if strings.Join(pages, ",") != tt.pages || strings.Join(m.nested, ",") != tt.more || (err != nil) != tt.fails {
			t.Errorf("%s: pages %q, nested %q, %v", name, pages, m.nested, err)
		}
	}
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?><urlset><url><loc>https://a.example/</loc><lastmod>x</lastmod></url></urlset>`))
	f.Add([]byte("https://a.example/\n"))
	f.Add([]byte(packed("<sitemapindex><sitemap><loc>a</loc></sitemap></sitemapindex>")))
	f.Fuzz(func(t *testing.T, data []byte) {
		isSitemap(data)
		m, err := parseSitemap(data)
		if len(m.pages)+len(m.nested) > maxSitemapLinks {
			t.Fatal("too many addresses")
		}
		if auskunft.KindOf(err) != "" && auskunft.KindOf(err) != auskunft.Invalid {
			t.Fatal(err)
		}
	})
}

const pageFile = `<html xml:lang="de"><head><base href="https://a.example/unten/"><link rel="canonical" href="../kanon?utm_source=x">
<meta name="Robots" content="NOINDEX, follow"><link rel="alternate" hreflang="en" href="/en/"><script type="application/ld+json">
{"@graph":[{"@type":["WebPage"],"dateModified":"2026-02-03T04:05:06+01:00"},{"@type":"Event","dateModified":"2026-09-09"}]}</script></head>
<body><a href=" eins
#x">1</a><a href="../zwei">2</a><area href="drei"><a href="zwei" rel="external NOFOLLOW">nein</a><a href="https://b.example/">fort</a>
<iframe src="/rahmen"></iframe><a href="bild.JPG">Bild</a><a href="alt.doc">Wort</a><a href="http://[">kaputt</a></body></html>`

func TestParsePage(t *testing.T) {
	s := scope{hosts: []string{"a.example"}}
	p, err := parsePage([]byte(pageFile), &url.URL{Scheme: "https", Host: "a.example", Path: "/seite"}, s.take)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"https://a.example/en/", "https://a.example/unten/eins", "https://a.example/zwei", "https://a.example/unten/drei", "https://a.example/rahmen"}
	if !slices.Equal(p.links, want) {
		t.Errorf("links %v, want %v", p.links, want)
	}
	if p.canonical != "https://a.example/kanon" || !p.noIndex || p.lang != "de" || p.changed.Format(time.DateOnly) != "2026-02-03" || !slices.Equal(p.unread, []string{"https://a.example/unten/alt.doc"}) {
		t.Errorf("got %+v", p)
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(pageFile), "text/html")
	f.Add([]byte(`<meta http-equiv=refresh content="0; url='x'"><title>404</title>`), "text/html; charset=utf-16")
	f.Fuzz(func(t *testing.T, data []byte, kind string) {
		s := scope{hosts: []string{"a.example"}}
		p, err := parsePage(toUTF8(data, kind), &url.URL{Scheme: "https", Host: "a.example", Path: "/seite"}, s.take)
		if err != nil {
			return
		}
		for _, link := range append(p.links, p.unread...) {
			if hostOf(link) != "https://a.example" && hostOf(link) != "http://a.example" {
				t.Fatalf("leads out: %q", link)
			}
		}
	})
}

func TestRefreshAndMissing(t *testing.T) {
	s := scope{hosts: []string{"a.example"}}
	for body, want := range map[string]string{
		`<meta http-equiv="Refresh" content="0;URL='/neu'">`:                                             "to https://a.example/neu",
		`<meta http-equiv="refresh" content="5; url=/neu">`:                                              "page",
		`<meta http-equiv="refresh" content="600">`:                                                      "page",
		`<title>404 - Seite nicht gefunden | Stadt</title>`:                                              "missing",
		`<title>Stadt Auenwede</title><h1>Die von Ihnen gesuchte Seite wurde leider nicht gefunden</h1>`: "missing",
		`<title>Fehler 404</title>`:                                                                      "missing",
		`<title>Page not found</title>`:                                                                  "missing",
		`<title>Nicht gefunden? Fundbüro</title><h1>Fundbüro</h1>`:                                       "page",
		`<title>Seite 404 der Satzung</title>`:                                                           "page",
		`<title>Anmeldung | Intranet</title><input type="password">`:                                     "missing",
		`<title>Anmeldung Kita</title><p>Melden Sie Ihr Kind an</p>`:                                     "page",
		`<title>Hundesteuer</title><form><input type="password"></form>`:                                 "page",
	} {
		p, err := parsePage([]byte(body), &url.URL{Scheme: "https", Host: "a.example", Path: "/"}, s.take)
		got := "page"
		switch {
		case err != nil:
			got = err.Error()
		case p.refresh != "":
			got = "to " + p.refresh
		case p.missing != "":
			got = "missing"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

func TestRobotsTag(t *testing.T) {
	for _, tt := range []struct {
		values        []string
		index, follow bool
	}{
		{nil, true, true}, {[]string{"noindex"}, false, true}, {[]string{"none"}, false, false}, {[]string{"googlebot: none"}, true, true},
		{[]string{"Auskunft: noindex, nofollow"}, false, false}, {[]string{"all", "nofollow"}, true, false},
		{[]string{"noarchive, unavailable_after: 25 Jun 2030 15:00:00 GMT"}, true, true},
	} {
		if index, follow := robotsTag(tt.values); index != tt.index || follow != tt.follow {
			t.Errorf("%q: %t, %t", tt.values, index, follow)
		}
	}
}

func TestDates(t *testing.T) {
	for from, want := range map[string]string{
		"2026-02-03": "2026-02-03T00:00:00+01:00", "2026-07-03T10:00:00Z": "2026-07-03T12:00:00+02:00", "03.02.2026": "2026-02-03T00:00:00+01:00",
		"2026-07-03T10:00:00+0200": "2026-07-03T10:00:00+02:00", "2026-07-03 10:00:00": "2026-07-03T10:00:00+02:00",
		"Fri, 03 Jul 2026 08:00:00 GMT": "2026-07-03T10:00:00+02:00", "0001-01-01": "", "9999-12-31": "", "gestern": "", "": "",
	} {
		got := ""
		if at := readDate(from); !at.IsZero() {
			got = at.In(civil.Berlin).Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", from, got, want)
		}
	}
	for body, want := range map[string]string{
		`<meta name="DCTERMS.modified" content="2026-01-02">`:                                                       "2026-01-02",
		`<time itemprop="dateModified" datetime="2026-01-03">3. Januar</time>`:                                      "2026-01-03",
		`<script type="application/ld+json">[{"@type":"Article","dateModified":"2026-01-04"}]</script>`:             "2026-01-04",
		`<script type="application/ld+json">{kaputt</script><meta property="og:updated_time" content="2026-01-05">`: "2026-01-05",
		`<script type="application/ld+json">{"@type":"Event","dateModified":"2026-01-04"}</script>`:                 "",
		`<p>Stand: <time datetime="2026-01-06">heute</time></p>`:                                                    "",
	} {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if at := modified(doc); !at.IsZero() {
			got = at.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestOptions(t *testing.T) {
	for option, says := range map[string]string{
		"depth=-1": "number from 0", "depth=viel": "number", "pages=0": "number from 1", "pages=9999999": "to 200000", "delay=61": "at most 60", "delay=-1s": "seconds",
		"delay=bald": "seconds", "robots=nein": "respect or ignore", "lastmod=ja": "check or trust", "language=": "code of a language", "language=Deutsch!": "code",
		"kind=service": "page, ordinance", "include=rathaus": "beginnings of paths", "exclude=/a,,": "beginnings of paths",
		"hosts=https://a.example": "write hosts", "hosts=*": "write hosts", "hosts=a.example/x": "write hosts", "hosts=*.de.*": "write hosts", "hosts=*.example": "write hosts",
		"farbe=rot": "no such option",
	} {
		name, value, _ := strings.Cut(option, "=")
		_, err := Open(place("https://www.stadt.example/", map[string]string{name: value}))
		if auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), option) {
			t.Errorf("%s: %v, want %q", option, err, says)
		}
	}
	w, err := Open(place("https://www.stadt.example", map[string]string{
		"depth": "3", "pages": "10", "delay": "1.5", "hosts": "Amt.example, *.bad.example", "include": "/a, *.pdf$", "exclude": "/b", "robots": "ignore",
		"lastmod": "trust", "language": "en-GB", "kind": "ordinance",
	}))
	if err != nil {
		t.Fatal(err)
	}
	o := w.options
	if o.start != "https://www.stadt.example/" || o.depth != 3 || o.pages != 10 || o.delay != 1500*time.Millisecond || !slices.Equal(o.hosts, []string{"amt.example", "*.bad.example"}) ||
		len(o.include) != 2 || len(o.exclude) != 1 || !o.ignore || !o.trust || o.language != "en" || o.kind != auskunft.OrdinanceDocument {
		t.Errorf("got %+v", o)
	}
	for _, location := range []string{"www.stadt.example", "/srv/texts", "file:///etc", "https://u:p@stadt.example/"} {
		if _, err := Open(place(location, nil)); auskunft.KindOf(err) != auskunft.Invalid || strings.Contains(err.Error(), "u:p@") {
			t.Errorf("%s: %v", location, err)
		}
	}
}

func TestToken(t *testing.T) {
	for from, want := range map[string]string{`W/"a b"`: `W/"a b"`, "a\x00": "", "ä": "", strings.Repeat("x", 501): ""} {
		if got := token(from); got != want {
			t.Errorf("%q: %q", from, got)
		}
	}
}

// A memory that another version wrote, or that is damaged, is no memory.
func TestMemory(t *testing.T) {
	for _, state := range []string{
		``, `null`, `{`, `{"version":"0"}`, `{"version":"1","addresses":["a"],"visits":{"1":{}}}`, `{"version":"1","addresses":["a"],"visits":{"0":null}}`,
		`{"version":"1","addresses":["a"],"visits":{"0":{"links":[5]}}}`, `{"version":"1","addresses":["a"],"visits":{"0":{"links":[-1]}}}`,
		`{"version":"1","addresses":["a"],"visits":{"0":{"canonical":2}}}`, `{"version":"1","addresses":["a"],"visits":{"0":{"canonical":-1}}}`,
	} {
		if remembered([]byte(state)) != nil {
			t.Errorf("%s is remembered", state)
		}
	}
	if m := remembered([]byte(`{"version":"1","addresses":["a","b"],"visits":{"0":{"links":[1],"canonical":2}}}`)); !m.has("a") || m.has("b") {
		t.Errorf("got %+v", m)
	}
}
