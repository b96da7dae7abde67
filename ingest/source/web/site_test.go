package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/encoding/charmap"

	"auskunft/ingest/extract/extracttest"
	"auskunft/ingest/source"
	"auskunft/internal/safehttp"
)

// TestMain makes the test binary its own PDF child, as the program is.
func TestMain(m *testing.M) { extracttest.Main(m) }

// file is one answer of a test website.
type file struct {
	status int    // default 200
	kind   string // Content-Type; default text/html without a charset
	body   string
	to     string      // redirects there, with status 302 unless another is given
	header http.Header // more headers
	fresh  bool        // made anew each time: no ETag
	slow   time.Duration
}

// town is a website that can be changed and counts what it is asked for.
type town struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string]file
	asked []string // "GET /pfad 200"
}

func newTown(t testing.TB, files map[string]file) *town {
	s := &town{files: maps.Clone(files)}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *town) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f, ok := s.files[r.URL.RequestURI()]
	s.mu.Unlock()
	if !ok {
		f = file{status: 404, body: page_("Nicht da", "Hier ist nichts.")}
	}
	status := f.status
	if status == 0 {
		status = 200
	}
	select {
	case <-time.After(f.slow):
	case <-r.Context().Done(): // whoever asked has given up
	}
	for name, values := range f.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", f.kind)
	if f.kind == "" {
		w.Header().Set("Content-Type", "text/html")
	}
	body := strings.ReplaceAll(f.body, "{{site}}", s.URL)
	if f.to != "" {
		if f.status == 0 {
			status = 302
		}
		w.Header().Set("Location", strings.ReplaceAll(f.to, "{{site}}", s.URL))
	} else if etag := fmt.Sprintf(`"%x"`, len(body)); status == 200 && !f.fresh {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			status = 304
		}
	}
	s.mu.Lock()
	s.asked = append(s.asked, fmt.Sprintf("%s %s %d", r.Method, r.URL.RequestURI(), status))
	s.mu.Unlock()
	w.WriteHeader(status)
	if status != 304 {
		_, _ = w.Write([]byte(body))
	}
}

// set changes files of the website; a nil body is none.
func (s *town) set(path string, f file) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[path] = f
}

func (s *town) remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, path)
}

// requests are what was asked since the last call.
func (s *town) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

// page_ is a small page with the frame of a town's website.
func page_(title, main string, links ...string) string {
	var nav strings.Builder
	for _, l := range links {
		fmt.Fprintf(&nav, `<a href="%s">%s</a> `, l, "weiter")
	}
	return `<!doctype html><html lang="de-DE"><head><title>` + title + ` | Stadt Auenwede</title></head><body>` +
		`<header><p>Kopf der Stadt</p></header><nav>Hauptmenü ` + nav.String() + `</nav><main><h1>` + title + `</h1><p>` + main +
		`</p></main><div class="cookie-banner">Wir verwenden Cookies</div><footer>Fußzeile</footer></body></html>`
}

func latin1(s string) string {
	out, err := charmap.ISO8859_1.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func windows1252(s string) string {
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func pdfFile(text string) string {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetCreationDate(time.Unix(0, 0))
	doc.AddPage()
	doc.SetFont("Helvetica", "", 12)
	doc.MultiCell(0, 6, doc.UnicodeTranslatorFromDescriptor("")(text), "", "", false)
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		panic(err)
	}
	return out.String()
}

func packed(s string) string {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write([]byte(s))
	z.Close()
	return out.String()
}

// auenwede is the website most tests walk through.
func auenwede() map[string]file {
	return map[string]file{
		"/robots.txt": {kind: "text/plain", body: "User-agent: *\nDisallow: /intern/\nDisallow: /*?druck=\nAllow: /intern/offen\nSitemap: {{site}}/sitemaps.xml\n"},
		"/sitemaps.xml": {kind: "application/xml", body: `<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` +
			`<sitemap><loc>{{site}}/sitemap-1.xml.gz</loc></sitemap><sitemap><loc>{{site}}/fehlt.xml</loc></sitemap></sitemapindex>`},
		"/sitemap-1.xml.gz":  {kind: "application/gzip", body: ""}, // set by newAuenwede, which knows the address
		"/":                  {body: page_("Willkommen in Auenwede", "Die Stadt an der Aue.", "/rathaus/", "leben/hund?utm_source=start&PHPSESSID=0123456789abcdef0123", "/alt", "/intern/plan", "https://anderswo.example/", "mailto:post@auenwede.example", "#oben", "javascript:void(0)", "/bild.png", "/haushalt.xlsx")},
		"/rathaus/":          {body: `<html><head><base href="/rathaus/unten/"><title>Rathaus</title></head><body><main><h1>Rathaus</h1><p>Rathausplatz 1</p><a href="amt">Amt</a> <a href="/rathaus/#zeiten">Zeiten</a> <a href="/satzung.pdf">Satzung</a> <a rel="nofollow" href="/anmelden">Anmelden</a></main></body></html>`},
		"/rathaus/unten/amt": {kind: "text/html; charset=ISO-8859-1", body: latin1(page_("Bürgeramt", "Öffnungszeiten für Bürger: Montag bis Freitag.", "/leben/muell", "/leben/hund"))},
		"/leben/hund":        {body: windows1252(`<html><head><meta charset="windows-1252"><title>Hundesteuer</title></head><body><main><h1>Hundesteuer</h1><p>Die Steuer beträgt 60 € für den ersten „Hund“.</p><a href="/leben/hund?druck=1">Druck</a></main></body></html>`)},
		"/leben/muell":       {body: strings.Repeat("<!-- "+strings.Repeat("x", 100)+" -->", 15) + "<html><body><main><h1>Müllabfuhr</h1><p>Die Tonne wird zweiwöchentlich geleert.</p></main></body></html>"},
		"/alt":               {to: "/alt2", status: 301}, "/alt2": {to: "{{site}}/leben/neu#da", status: 308},
		"/leben/neu":       {body: page_("Neubürger", "Willkommen allen Neuen.", "/leben/neu/druck", "/kreis", "/sitzung", "/fehler", "/leer")},
		"/leben/neu/druck": {body: `<html><head><link rel="canonical" href="/leben/neu"><title>Druck</title></head><body><p>Willkommen allen Neuen.</p></body></html>`},
		"/kreis":           {to: "/kreis2"}, "/kreis2": {to: "/kreis"},
		"/sitzung": {to: "/sitzung?PHPSESSID=0123456789abcdef0123"}, "/sitzung?PHPSESSID=0123456789abcdef0123": {body: page_("Ratssitzung", "Der Rat tagt am Dienstag.")},
		"/leer":             {body: page_("Seite nicht gefunden", "Diese Seite gibt es nicht.")},
		"/fehler":           {status: 500, body: "kaputt"},
		"/intern/plan":      {body: page_("Geheimplan", "Nur für uns.")},
		"/anmelden":         {body: page_("Anmelden", `<input type="password">`)},
		"/satzung.pdf":      {kind: "application/pdf", body: pdfFile("Satzung über die Hundesteuer. § 1 Steuergegenstand. Besteuert wird das Halten von Hunden."), header: http.Header{"Last-Modified": {"Mon, 02 Mar 2026 10:00:00 GMT"}}},
		"/nur/sitemap":      {body: `<html lang="en"><head><title>Welcome</title><meta property="article:modified_time" content="2026-05-04T10:00:00+02:00"></head><body><main><h1>Welcome</h1><p>Only the sitemap knows this page.</p></main></body></html>`},
		"/verborgen":        {body: `<html><head><meta name="robots" content="noindex"><title>Suche</title></head><body><p>Treffer</p><a href="/hinter/verborgen">weiter</a></body></html>`},
		"/hinter/verborgen": {body: page_("Hinter der Suche", "Doch gefunden."), header: http.Header{"X-Robots-Tag": {"otherbot: noindex", "nofollow"}}},
		"/kopf/verborgen":   {body: page_("Kopf", "Der Kopf der Antwort verbietet es."), header: http.Header{"X-Robots-Tag": {"noindex"}}},
	}
}

func newAuenwede(t testing.TB) *town {
	s := newTown(t, auenwede())
	s.set("/sitemap-1.xml.gz", file{kind: "application/gzip", body: packed(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i">` +
		`<url><loc>` + s.URL + `/nur/sitemap</loc><lastmod>2026-05-04</lastmod><image:image><image:loc>` + s.URL + `/bild.png</image:loc></image:image></url>` +
		`<url><loc>` + s.URL + `/verborgen</loc></url><url><loc>` + s.URL + `/kopf/verborgen</loc></url><url><loc>https://anderswo.example/x</loc></url></urlset>`)})
	return s
}

// headerPatience is how long a page may say nothing: longer than a busy machine keeps quiet,
// except where a test is about a page that never says anything.
var headerPatience = 20 * time.Second

// client reaches the test servers, without pauses between requests.
func client() *safehttp.Client {
	return safehttp.New(safehttp.Options{
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 2 * headerPatience, HeaderTimeout: headerPatience,
		Backoff: time.Millisecond, MaxWait: time.Millisecond, Attempts: 2,
	})
}

// open opens a website for a test, without pauses between requests.
func open(t testing.TB, location string, state []byte, set ...string) *Web {
	t.Helper()
	p := source.Place{Kind: "web", Location: location, Options: map[string]string{"delay": "0"}, State: state, Client: client()}
	for _, s := range set {
		name, value, _ := strings.Cut(s, "=")
		p.Options[name] = value
	}
	w, err := Open(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// listing is what a website listed, keys without the server's address.
type listing struct {
	*Web
	marks      map[string]string
	keys       []string
	incomplete *source.Incomplete
	state      []byte
}

func list(t testing.TB, w *Web, s *town) listing {
	t.Helper()
	l := listing{Web: w, marks: map[string]string{}}
	var whole []string
	err := w.List(context.Background(), func(item source.Item) error {
		whole = append(whole, item.Key)
		key := strings.TrimPrefix(item.Key, s.URL)
		l.keys, l.marks[key] = append(l.keys, key), item.Mark
		return nil
	})
	if !errors.As(err, &l.incomplete) && err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(whole) {
		t.Errorf("not sorted: %v", whole)
	}
	if l.state, err = w.State(); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l listing) fetch(t testing.TB, key string) (source.Fetched, error) {
	t.Helper()
	return l.Fetch(t.Context(), source.Item{Key: key})
}
