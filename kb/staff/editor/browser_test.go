package editor_test

import (
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"auskunft"
	"auskunft/demo"
	"auskunft/ingest/extract"
	"auskunft/internal/browsertest"
	"auskunft/internal/web"
	"auskunft/kb/article"
	"auskunft/kb/article/markdown"
	"auskunft/kb/notice"
	"auskunft/kb/pin"
)

// looks checks the page as it stands on every device.
func looks(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	for look, device := range browsertest.Looks {
		p.Look(device)
		p.Screenshot("editor-" + name + "-" + look)
		p.CheckLook(name + ", " + look)
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
	mux := http.NewServeMux() // the public pages beside ours, with the style that they share with the chat's
	var asked atomic.Int32    // requests that the server is answering
	mux.HandleFunc("/staff/", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		defer asked.Add(-1)
		o.ServeHTTP(w, r)
	})
	mux.Handle(article.Path, web.SecurityHeaders(o.articles.Page("Stadt Auenwede", slog.New(slog.DiscardHandler))))
	mux.HandleFunc("/chat/page.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "../../../chat/httpapi/static/page.css")
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	browser := browsertest.Start(t)
	p := browser.Page(t)

	o.as(anna)
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
	replace(p, "#visual-text", "Wo")
	p.ClickText("button", "Absatz")
	p.See("#visual-text p", "Wo")
	p.ClickText("button", "Überschrift 2")
	p.See("#visual-text h2", "Wo")
	inField(t, p)
	p.Press("End", "Enter")
	p.Type("Antrag beim Wohnungsamt")
	p.See("#kept", "Zwischengespeichert um")
	await(t, "the text on the server", func() bool {
		c, ok, err := o.articles.Working(t.Context(), anna, id)
		return err == nil && ok && c.Text.Body == "## Wo\n\nAntrag beim Wohnungsamt\n"
	})

	p = browser.Page(t) // the other is gone
	p.Open(server.URL + path(id, "/bearbeiten"))
	p.See(".note", "nicht gespeicherten Stand")
	looks(t, p, "unsaved")
	p.See("#visual-text p", "Antrag beim Wohnungsamt")
	p.Click("#visual-text")
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

	o.as(bert)
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
	visual(t, o, p, server.URL, id)
	// A page that is left is kept on its way out: only then can what it kept be thrown away.
	p.Open(server.URL + "/staff/artikel")
	p.See("h1", "Artikel")
	await(t, "the server to rest", func() bool { return asked.Load() == 0 })
	o.post(anna, path(id, "/zwischenstand/verwerfen"), 303)
	inOtherLanguages(t, o, p, server.URL, id)
	conflict(t, o, p, server.URL, id)
	signedOut(t, o, p, server.URL, id)
	twice(t, o, p, server.URL, id)
	if complaints := p.Complaints(); len(complaints) > 1 { // the conflict itself is one
		t.Errorf("the page complains: %q", complaints)
	}
}

// inField fails unless the field has the focus already: a click on a tool or in the dialog gives
// it back at once, so that nothing that is typed gets lost.
func inField(t *testing.T, p *browsertest.Page) {
	t.Helper()
	if !browsertest.Eval[bool](p, `!!document.activeElement.closest("#visual-text")`) {
		t.Error("the field has to be clicked before one can type on")
	}
}

// visual uses the field that shows a text as it will look.
func visual(t *testing.T, o *office, p *browsertest.Page, server string, id int64) {
	t.Helper()
	o.as(anna)
	p.Open(server + path(id, "/bearbeiten"))
	browsertest.Eval[bool](p, `(document.querySelector("form.writing").addEventListener("input", () => (document.body.dataset.typed = "yes")), true)`)
	p.Click("#visual-text")
	p.Press("ArrowDown")
	if typed := browsertest.Eval[bool](p, `"typed" in document.body.dataset`); typed {
		t.Error("to look into the field counts as writing")
	}
	p.Press("Control+a", "Backspace")
	p.Until("what is typed counts", `"typed" in document.body.dataset`)

	// By the keyboard: to the tools, along them, and back with a table.
	p.Press("Alt+F10")
	if got := p.Focused(); got != "Absatz" {
		t.Errorf("Alt+F10 leads to %q", got)
	}
	p.Press("ArrowRight", "End")
	if got := p.Focused(); got != "Tabelle einfügen" {
		t.Errorf("End leads to %q", got)
	}
	p.Press("Enter")
	p.Type("Hund")
	p.See("#visual-text th", "Hund")
	p.See(".toolbar button", "Zeile dazu")
	p.Press("Tab")
	if got := p.Focused(); got != "Als Markdown bearbeiten" {
		t.Errorf("Tab leads out of the field to %q", got)
	}

	// A link, and one that leads nowhere.
	p.ClickText("button", "Tabelle löschen")
	inField(t, p)
	p.Type("Satzung")
	p.Press("Control+a")
	p.ClickText("button", "Link …")
	p.See("dialog", "Adresse")
	p.Type("javascript:alert(1)")
	p.Press("Enter")
	p.See("[role=alert]", "keine Adresse")
	looks(t, p, "link")
	replace(p, "#link-address", "stadt.example/satzung")
	p.Press("Enter")
	p.Until("the link", `document.querySelector("#visual-text a")?.getAttribute("href") === "https://stadt.example/satzung"`)

	// What is pasted keeps its structure, and what it loses is named.
	inField(t, p)
	p.Press("Control+End")
	p.Until("the caret behind the link", `!!document.activeElement.closest("#visual-text") && getSelection().isCollapsed`)
	browsertest.Eval[bool](p, `(() => {
		const data = new DataTransfer();
		data.setData("text/html", "<p style='color:red'>Bitte <b>mitbringen</b>:</p><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Ausweis</p><img src='data:image/png;base64,AAAA'><script>alert(1)</script>");
		data.setData("text/plain", "Bitte mitbringen: Ausweis");
		return document.querySelector("#visual-text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
	})()`)
	p.See("#visual-text li", "Ausweis")
	p.See("[role=status]", "Nicht übernommen: Schrift, Farben und Ausrichtung, Bilder, Programme")
	looks(t, p, "pasted")
	p.Screenshot("editors-schreiben") // for docs/editors.md

	// The source shows the same text, and the field what is written there.
	p.ClickText("button", "Als Markdown bearbeiten")
	p.See("#body", "")
	want := "[Satzung](https://stadt.example/satzung)Bitte **mitbringen**:\n\n- Ausweis\n"
	if got := browsertest.Eval[string](p, `document.querySelector("#body").value`); got != want {
		t.Errorf("the source is %q, want %q", got, want)
	}
	roundTrips(t, p)
	p.ClickText("button", "Als Markdown bearbeiten")
	p.See("#visual-text", "")
}

// signedOut saves when the session has ended: the text stays where it is until its writer has
// signed in again.
func signedOut(t *testing.T, o *office, p *browsertest.Page, server string, id int64) {
	t.Helper()
	o.as(anna)
	p.Open(server + path(id, "/bearbeiten"))
	p.Click("#visual-text")
	p.Press("Control+End")
	o.as(auskunft.Account{})
	p.Type(" Formulare gibt es im Foyer.")
	p.ClickText("button", "Speichern")
	p.See("#ended", "Ihre Anmeldung ist beendet.")
	looks(t, p, "signed-out")
	o.as(anna)
	p.ClickText("button", "Speichern")
	p.See("h1", "Wohngeld beantragen")
	if _, r, err := o.articles.Get(t.Context(), anna, id); err != nil || !strings.Contains(r.Text.Body, "Formulare gibt es im Foyer.") {
		t.Errorf("saved is %q, %v", r.Text.Body, err)
	}
}

// roundTrips sends every text there is through the field and back.
func roundTrips(t *testing.T, p *browsertest.Page) {
	t.Helper()
	all, err := os.ReadFile("../../article/markdown/testdata/everything.md")
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(all)}
	for _, kind := range article.Templates {
		texts = append(texts, kind.Body())
	}
	err = fs.WalkDir(demo.Files(), "wiki", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".md") {
			var b []byte
			b, err = fs.ReadFile(demo.Files(), name)
			_, b = extract.FrontMatter(b)
			texts = append(texts, string(b))
		}
		return err
	})
	if err != nil || len(texts) < 40 {
		t.Fatal(len(texts), err)
	}
	for i := range texts {
		doc, _ := markdown.Parse(texts[i])
		texts[i] = doc.String()
	}
	sent, _ := json.Marshal(texts) // strings always marshal
	back := browsertest.Eval[[]string](p, `(async () => {
		const source = document.querySelector("#body"), button = document.querySelector("[data-source]"), back = [];
		const turn = (to) => new Promise((done) => {
			const seen = new MutationObserver(() => { if (button.ariaPressed === to) { seen.disconnect(); done(); } });
			seen.observe(button, { attributeFilter: ["aria-pressed"] });
			button.click();
		});
		for (const text of `+string(sent)+`) {
			source.value = text;
			await turn("false");
			source.value = "";
			await turn("true");
			back.push(source.value);
		}
		return back;
	})()`)
	for i, text := range texts {
		if back[i] != text {
			t.Errorf("the field made of\n%s\nthis:\n%s", text, back[i])
		}
	}
}

// inOtherLanguages writes a translation without a script, with a file, and reads the public page.
func inOtherLanguages(t *testing.T, o *office, p *browsertest.Page, server string, id int64) {
	t.Helper()
	p.Open(server + path(id, "/bearbeiten"))
	p.Scripts(false)
	p.Open(server + path(id, ""))
	p.ClickText("summary", "Übersetzung beginnen")
	p.See("#lang", "")
	browsertest.Eval[bool](p, `((document.querySelector("#lang").value = "tr"), true)`)
	p.ClickText("button", "Übersetzung anlegen")
	p.See("#original", "Original: Wohngeld beantragen")
	replace(p, "#title", "Kira yardımı")
	replace(p, "#body", "## Nerede\n\nBaşvuru **konut dairesine** yapılır.")
	browsertest.Eval[bool](p, `(() => {
		const bytes = Uint8Array.from(atob("`+base64.StdEncoding.EncodeToString(odt("Başvuru formu"))+`"), (c) => c.charCodeAt(0)), data = new DataTransfer();
		data.items.add(new File([bytes], "Basvuru formu.odt"));
		document.querySelector("#upload").files = data.files;
		return true;
	})()`)
	p.ClickText("button", "Vorschau und prüfen")
	p.See(".preview .reading", "Başvuru konut dairesine yapılır.")
	p.See(".attachments label", "Basvuru formu")
	p.ClickText("button", "Speichern")
	p.See("[aria-labelledby=files]", "Basvuru formu")
	p.ClickText("button", "Zur Prüfung geben")
	p.See(".status", "In Prüfung")
	p.Scripts(true)
	p.Open(server + path(newest(o).ID, "/bearbeiten"))
	p.See("#visual-text", "konut dairesine")
	looks(t, p, "translation")
	p.Screenshot("editors-uebersetzen")

	o.as(bert)
	translated := newest(o)
	if err := o.articles.Move(t.Context(), article.Actor{Account: bert}, translated.ID, translated.Head, article.Release, time.Time{}); err != nil {
		t.Fatal(err)
	}
	p.Open(server + path(translated.ID, ""))
	p.See("#languages", "Sprachen")
	looks(t, p, "languages")
	p.Open(server + "/staff/lesen/" + translated.Slug)
	p.See("h1", "Kira yardımı")
	looks(t, p, "read")
	text := dogs
	text.Title = "Hundesteuer"
	public := o.create(text)
	o.post(anna, path(public, "/schritt"), 303, "head", "1", "move", "submit")
	o.post(bert, path(public, "/schritt"), 303, "head", "1", "move", "release")
	p.Open(server + article.Path + "hundesteuer")
	p.See("h1", "Hundesteuer")
	looks(t, p, "public")
	p.Open(server + "/staff/artikel/uebernehmen?q=hund")
	p.See("h1", "übernehmen")
	looks(t, p, "import")
}

// conflict looks at the pages of two people who write the same article.
func conflict(t *testing.T, o *office, p *browsertest.Page, server string, id int64) {
	t.Helper()
	o.as(bert)
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
	p.Click("#visual-text")
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

// twice saves by two clicks, of which the second would meet the first as somebody else's change.
func twice(t *testing.T, o *office, p *browsertest.Page, server string, id int64) {
	t.Helper()
	o.as(anna)
	p.Open(server + path(id, "/bearbeiten"))
	p.Click("#visual-text")
	p.Press("Control+End")
	p.Type(" Zimmer 3.")
	p.See("#kept", "Zwischengespeichert um")
	if stopped := browsertest.Eval[bool](p, `(() => {
		const form = document.querySelector("form.writing");
		const save = [...form.querySelectorAll("button")].find((button) => button.textContent.trim() === "Speichern");
		const again = new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: save });
		form.requestSubmit(save);
		form.dispatchEvent(again);
		return again.defaultPrevented;
	})()`); !stopped {
		t.Error("a second click saves a second time")
	}
	p.See("h1", "Wohngeld beantragen")
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
