package finding_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/internal/safehttp"
)

// dead is what is reported, as "reason address".
func (d *desk) dead() []string {
	var all []string
	for _, f := range d.list(auskunft.PublicReader, finding.Filter{Kinds: []finding.Kind{finding.DeadLink}}) {
		all = append(all, f.Reason+" "+f.Params["url"])
	}
	slices.Sort(all)
	return all
}

func TestLinksThatNeedNobodyToAsk(t *testing.T) {
	html := func(body string) string {
		return `<html lang="de"><head><title>Seite</title></head><body><main><h1 id="a">Seite</h1>` + body + `</main></body></html>`
	}
	d := newDesk(t, map[string]string{
		"leben/a.html": html(`<p>Zu <a href="b.html">B</a>, <a href="b.html#zwei">B, zwei</a>, <a href="b.html#weg">B, weg</a>, <a href="fehlt.html">Fehlt</a>,
			<a href="fehlt.pdf">PDF</a>, <a href="bild.jpg">Bild</a>, <a href="/leben/c">C</a>, <a href="/leben/weg">Weg</a>, <a href="/leben/">Leben</a>,
			<a href="/formulare/antrag.pdf">Antrag</a>, <a href="https://www.stadt.example/leben/c.html?x=1">C</a>, <a href="mailto:a@b.example">Mail</a>,
			<a href="tel:0422799">Telefon</a>, <a href="#">oben</a>, <a href="https://Gemeinsam">Wort</a>, <a href="https://https://doppelt.example">Doppelt</a>,
			<a href="https://anderswo.example/weg">Anderswo</a></p>`),
		"leben/b.html": html(`<h2 id="eins">Eins</h2><p>Text.</p><h2 id="zwei">Zwei</h2><p>Text.</p><h2 id="drei">Drei</h2><p>Text.</p>`),
		"leben/c.html": html(`<p>Text und mehr Text.</p>`),
	})
	d.look()
	want := []string{"anchor b.html#weg", "missing /leben/weg", "missing fehlt.html", "missing fehlt.pdf",
		"misspelt https://Gemeinsam", "misspelt https://https://doppelt.example"}
	if got := d.dead(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A server is asked only when the operator allows it, seldom, and more than once before a
// link is called dead.
func TestAskingServers(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	mended := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked[r.URL.Path]++
		switch {
		case r.URL.Path == "/weg" && !mended:
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/nur-get" && r.Method == http.MethodHead:
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/geheim":
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer server.Close()
	text := "# Links\n\n"
	for _, path := range []string{"/da", "/weg", "/nur-get", "/geheim"} {
		text += "[Link](" + server.URL + path + ")\n\n"
	}
	d := newDesk(t, map[string]string{"links.md": text})
	client := safehttp.New(safehttp.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Attempts: 1})
	look := func(later time.Duration) []string {
		t.Helper()
		d.now = d.now.Add(later)
		if _, err := finding.Run(t.Context(), d.db, client, d.now); err != nil {
			t.Fatal(err)
		}
		return d.dead()
	}
	if got := look(0); len(got) != 0 || len(asked) != 0 {
		t.Fatalf("nobody allowed it, and %v was asked", asked)
	}
	if _, err := d.db.App.Exec(t.Context(), `INSERT INTO settings (key, value) VALUES ('findings', '{"check_links": true}')`); err != nil {
		t.Fatal(err)
	}
	for i, later := range []time.Duration{0, time.Hour, 7 * time.Hour, 7 * time.Hour} {
		got := look(later)
		if dead := i == 3; (len(got) == 1 && strings.HasSuffix(got[0], "/weg")) != dead || !dead && len(got) > 0 {
			t.Errorf("look %d: dead are %q", i, got)
		}
	}
	if asked["/da"] != 1 || asked["/weg"] != 6 { // HEAD and GET, three times
		t.Errorf("asked %v", asked)
	}
	// Without a client what is known stays.
	d.look()
	if got := d.dead(); len(got) != 1 {
		t.Errorf("without asking, dead are %q", got)
	}
	mu.Lock()
	mended = true
	mu.Unlock()
	if got := look(7 * time.Hour); len(got) != 0 {
		t.Errorf("it works again, and dead are %q", got)
	}
}
