package editor_test

import (
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/kb/article"
	"auskunft/kb/notice"
	"auskunft/kb/pin"
)

// looks checks the page as it stands on every device.
func looks(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	for look, device := range browsertest.Looks {
		p.Look(device)
		p.Screenshot("editor-" + name + "-" + look)
		p.CheckAxe(name + ", " + look)
		if wider := browsertest.Eval[bool](p, "document.documentElement.scrollWidth > innerWidth"); wider {
			t.Errorf("%s, %s is wider than the screen", name, look)
		}
	}
	p.Look(browsertest.Look{})
}

// replace types text into a field in place of what it holds.
func replace(p *browsertest.Page, field, text string) {
	p.Click(field)
	p.Press("Control+a")
	p.Type(text)
}

// One writes, loses the browser, goes on and hands in; another releases; people read it.
func TestFromDraftToPublishedInTheBrowser(t *testing.T) {
	o := open(t)
	o.create(dogs)
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	browser := browsertest.Start(t)
	p := browser.Page(t)

	*o.who = anna
	p.Open(server.URL + "/staff/artikel")
	p.See("h1", "Artikel")
	looks(t, p, "list")
	p.ClickText("a", "Neuer Artikel")
	p.See("h1", "Neuer Artikel")
	looks(t, p, "new")
	replace(p, "#title", "Wohngeld beantragen")
	p.ClickText("button", "Anlegen und schreiben")
	p.See("h1", "Bearbeiten")
	id := newest(o).ID
	replace(p, "#body", "## Wo\n\nAntrag beim Wohnungsamt")
	p.See("#kept", "Zwischengespeichert um")
	p.Until("the whole text is kept", `document.querySelector("#body").value.endsWith("Wohnungsamt")`)
	await(t, "the text on the server", func() bool {
		c, ok, err := o.articles.Working(t.Context(), anna, id)
		return err == nil && ok && strings.HasSuffix(c.Text.Body, "Wohnungsamt")
	})

	p = browser.Page(t) // the other is gone
	p.Open(server.URL + path(id, "/bearbeiten"))
	p.See(".note", "nicht gespeicherten Stand")
	looks(t, p, "unsaved")
	if got := browsertest.Eval[string](p, `document.querySelector("#body").value`); !strings.HasSuffix(got, "Wohnungsamt") {
		t.Errorf("after the crash the form holds %q", got)
	}
	p.Click("#body")
	p.Press("Control+End")
	p.Type(" stellen.")
	p.ClickText("button", "Vorschau und prüfen")
	p.See(".preview .reading", "Antrag beim Wohnungsamt stellen.")
	looks(t, p, "preview")
	p.ClickText("button", "Speichern")
	p.See(".status", "Entwurf")
	looks(t, p, "draft")
	p.ClickText("button", "Zur Prüfung geben")
	p.See(".status", "In Prüfung")

	*o.who = bert
	p.Open(server.URL + "/staff/artikel?liste=review")
	p.ClickText("a", "Wohngeld beantragen")
	p.See(".status", "In Prüfung")
	p.ClickText("button", "Freigeben")
	p.See(".status", "Veröffentlicht")
	looks(t, p, "published")
	slug := newest(o).Slug
	if read, err := o.articles.Published(t.Context(), auskunft.ReaderOf(auskunft.Internal), slug, time.Now()); err != nil || !strings.Contains(read.Body.String(), "stellen") {
		t.Errorf("people read %+v, %v", read, err)
	}

	now := time.Now()
	if _, err := o.pins.Add(t.Context(), pin.By{Account: bert}, pin.Seed{
		Name: "Wohngeld", Article: id, Questions: []string{"Wo beantrage ich Wohngeld?"}, Sentences: []string{"Antrag beim Wohnungsamt stellen."}, ExpiresAt: now.Add(time.Hour),
	}, now); err != nil {
		t.Fatal(err)
	}
	if _, err := o.notices.Add(t.Context(), notice.By{Account: bert}, auskunft.Notice{
		Title: "Wohnungsamt zieht um", Text: "Ab Montag im Rathaus, Zimmer 12.", Severity: "warning", Visibility: auskunft.Public, From: now.Add(-time.Hour),
	}); err != nil {
		t.Fatal(err)
	}
	conflict(t, o, p, server.URL, id)
	if complaints := p.Complaints(); len(complaints) > 1 { // the conflict itself is one
		t.Errorf("the page complains: %q", complaints)
	}
}

// conflict looks at the pages of two people who write the same article.
func conflict(t *testing.T, o *office, p *browsertest.Page, server string, id int64) {
	t.Helper()
	*o.who = bert
	p.Open(server + path(id, "/bearbeiten"))
	_, r, err := o.articles.Get(t.Context(), anna, id)
	if err != nil {
		t.Fatal(err)
	}
	other := r.Text
	other.Body = strings.Replace(other.Body, "Wohnungsamt", "Sozialamt", 1)
	if _, err := o.articles.Save(t.Context(), article.Actor{Account: anna, Why: "Umzug des Amts"}, id, r.Number, other); err != nil {
		t.Fatal(err)
	}
	p.Click("#body")
	p.Press("Control+End")
	p.Type(" Formulare gibt es dort.")
	p.ClickText("button", "Speichern")
	p.See(".conflict", "Das hat anna inzwischen geändert")
	looks(t, p, "conflict")
	p.Open(server + path(id, ""))
	p.See("#live", "Veröffentlicht (Fassung "+strconv.Itoa(r.Number)+")")
	looks(t, p, "both")
	p.ClickText("a", "Wort für Wort vergleichen")
	p.See(".difference ins", "Sozialamt")
	looks(t, p, "compare")
	for name, path := range map[string]string{
		"notices": "/staff/hinweise", "notice": "/staff/hinweise/neu", "pins": "/staff/festgelegt", "pin": "/staff/festgelegt/neu?artikel=" + strconv.FormatInt(id, 10),
	} {
		p.Open(server + path)
		p.See("h1", "")
		looks(t, p, name)
	}
	p.Open(server + path(id, "/archivieren"))
	p.See("h1", "Archivieren")
	looks(t, p, "archive")
}

// await waits until something holds that no page shows.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
