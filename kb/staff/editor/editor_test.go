package editor_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/kb/article"
	"auskunft/kb/staff/pagetest"
)

// Everything that the pages do, by people who run no script, on one database.
func TestWithoutScript(t *testing.T) {
	o := open(t)
	for _, test := range []struct {
		name string
		run  func(*office)
	}{
		{"from nothing to published", fromNothing},
		{"four eyes", fourEyes},
		{"conflict", conflicting},
		{"unsaved text", unsaved},
		{"history", history},
		{"dates", dates},
		{"list", lists},
		{"archive", archiving},
		{"files", attachments},
		{"translation", translating},
		{"taken over", takenOver},
		{"notices", notices},
		{"pins", pins},
		{"bad input", badInput},
	} {
		t.Run(test.name, func(t *testing.T) {
			part := *o
			part.T = t
			test.run(&part)
		})
	}
}

func newest(o *office) article.Article {
	o.Helper()
	list, _, err := o.articles.List(o.Context(), bert, article.Filter{Limit: 1})
	if err != nil || len(list) == 0 {
		o.Fatal("no article: ", err)
	}
	return list[0]
}

func fromNothing(o *office) {
	page := o.get(anna, "/staff/artikel", 200)
	o.says(page, "main", "Hier ist kein Artikel", "Neuer Artikel", "zu prüfen (0)")
	page = o.get(anna, "/staff/artikel/neu?titel=Wohngeld", 200)
	if got, _ := page.Find("#title").Attr("value"); got != "Wohngeld" {
		o.Errorf("the title is prefilled with %q", got)
	}
	page = o.post(anna, "/staff/artikel", 422, "title", " ", "kind", "howto", "visibility", "public")
	o.says(page, "[role=alert]", "Titel braucht")
	o.post(anna, "/staff/artikel", 303, "title", "Wohngeld beantragen", "kind", "howto", "visibility", "public")
	a := newest(o)
	if a.State != article.Draft || a.Template != article.HowTo || a.Department != "finanzen" || a.Owner != "anna" {
		o.Fatalf("%+v", a)
	}
	page = o.get(anna, path(a.ID, ""), 200)
	o.says(page, ".status", "Stand: Entwurf", "Vertrauen: Ungeprüft", "Lesbar für: öffentlich")
	o.says(page, ".checks", "Vor der Freigabe zu ändern")
	page = o.get(anna, path(a.ID, "/bearbeiten"), 200)
	values := with(form(page), "body", "## Antrag\r\n\r\nStellen Sie den Antrag beim *Wohnungsamt*.", "synonyms", "Mietzuschuss, Lastenzuschuss", "why", "erste Fassung")
	page = o.post(anna, path(a.ID, "/bearbeiten"), 200, with(values, "preview", "1")...)
	o.says(page, ".preview", "Antrag", "Stellen Sie den Antrag beim Wohnungsamt", "Nichts fällt auf")
	if o.state(a.ID).Head != 1 {
		o.Error("the preview has saved the text")
	}
	o.says(o.get(anna, path(a.ID, "/bearbeiten"), 200), "main", "nicht gespeicherten Stand", "beim *Wohnungsamt*")
	o.post(anna, path(a.ID, "/bearbeiten"), 303, form(page)...)
	o.post(anna, path(a.ID, "/schritt"), 303, "head", "2", "move", "submit", "why", "bitte ansehen")
	o.says(o.get(bert, "/staff/artikel?liste=review", 200), "main", "zu prüfen (1)", "1 bis 1 von 1", "Wohngeld beantragen")
	o.says(o.get(anna, "/staff/artikel?liste=review", 200), "main", "zu prüfen (0)", "Hier ist kein Artikel")
	page = o.get(anna, path(a.ID, ""), 200)
	if page.Find("[value=release]").Length() != 0 {
		o.Error("an editor is offered to release")
	}
	o.post(bert, path(a.ID, "/schritt"), 303, "head", "2", "move", "release")
	page = o.get(bert, path(a.ID, ""), 200)
	o.says(page, ".status", "Stand: Veröffentlicht", "Vertrauen: Geprüft")
	o.says(page, "dl", "/artikel/wohngeld-beantragen", "365 Tage", "von bert")
	o.says(page, ".reading", "Stellen Sie den Antrag")
	read, err := o.articles.Published(o.Context(), auskunft.PublicReader, "wohngeld-beantragen", time.Now())
	if err != nil || !strings.Contains(read.Body.String(), "Wohnungsamt") {
		o.Errorf("people read %+v, %v", read, err)
	}
	o.post(anna, path(a.ID, "/bestaetigen"), 303, "doubt", "1")
	if got := o.state(a.ID).Confidence; got != article.Unchecked {
		o.Errorf("after a doubt: %s", got)
	}
	o.post(anna, path(a.ID, "/bestaetigen"), 303)
	if got := o.state(a.ID); got.Confidence != article.Checked || got.CheckedBy != "anna" {
		o.Errorf("after a confirmation: %+v", got)
	}
	o.post(anna, path(a.ID, "/zustaendig"), 303, "owner", "emil", "deputy", "anna", "department", "wohnen", "days", "90")
	o.says(o.get(anna, path(a.ID, ""), 200), "dl", "Verantwortlichemil", "Vertretunganna", "Fachbereichwohnen", "90 Tage")
	page = o.post(anna, path(a.ID, "/zustaendig"), 422, "owner", "emil", "days", "0.5")
	o.says(page, "[role=alert]", "Zahlen")
}

// Who has written a text sees why they cannot release it, and is refused when they try.
func fourEyes(o *office) {
	id, err := o.articles.Create(o.Context(), article.Actor{Account: bert}, article.Seed{Template: article.FAQ, Text: dogs})
	if err != nil {
		o.Fatal(err)
	}
	o.post(bert, path(id, "/schritt"), 303, "head", "1", "move", "submit")
	page := o.get(bert, path(id, ""), 200)
	o.says(page, ".note", "Vier-Augen-Prinzip", "Geschrieben von: bert")
	if page.Find("[value=release]").Length() != 0 || page.Find("[value=send_back]").Length() != 1 {
		o.Error("the moves of an author are wrong")
	}
	page = o.post(bert, path(id, "/schritt"), 403, "head", "1", "move", "release")
	o.says(page, "[role=alert]", "Vier-Augen-Prinzip")
	o.says(page, "h1", dogs.Title)
	if got := o.state(id).State; got != article.Review {
		o.Errorf("it is %s", got)
	}
}

// Two people write: the second sees what the first has changed, and their own text stays.
func conflicting(o *office) {
	id := o.create(dogs)
	first, second := o.get(anna, path(id, "/bearbeiten"), 200), o.get(emil, path(id, "/bearbeiten"), 200)
	o.post(anna, path(id, "/bearbeiten"), 303, with(form(first), "body", strings.Replace(dogs.Body, "84,00", "96,00", 1))...)
	own := strings.Replace(dogs.Body, "Steueramt", "Bürgerbüro", 1)
	page := o.post(emil, path(id, "/bearbeiten"), 409, with(form(second), "body", own, "title", "Hunde anmelden")...)
	o.says(page, "[role=alert]", "nicht verloren")
	o.says(page, ".conflict", "anna", "Fassung 2")
	o.says(page, ".conflict del", "84")
	o.says(page, ".conflict ins", "[neu: 96")
	if got := page.Find("#body").Text(); !strings.Contains(got, "Bürgerbüro") || !strings.Contains(got, "84,00") {
		o.Errorf("the form holds %q", got)
	}
	// The page is lost: the text and the conflict are there again.
	o.says(o.get(emil, path(id, "/bearbeiten"), 200), ".conflict, .note", "anna", "nicht gespeicherten Stand")
	o.says(o.get(anna, path(id, "/bearbeiten"), 200), ".note", "emil schreibt gerade")
	o.post(emil, path(id, "/bearbeiten"), 303, form(page)...)
	_, r, err := o.articles.Get(o.Context(), bert, id)
	if err != nil || r.Number != 3 || r.Text.Title != "Hunde anmelden" || !strings.Contains(r.Text.Body, "Bürgerbüro") {
		o.Errorf("%+v %v", r, err)
	}
}

// What was typed is there again after a crash, until it is saved or given up.
func unsaved(o *office) {
	id := o.create(dogs)
	page := o.get(anna, path(id, "/bearbeiten"), 200)
	o.post(anna, path(id, "/zwischenstand"), 204, with(form(page), "body", "Ein halber Sa", "from", "2026-13-99")...)
	page = o.get(anna, path(id, "/bearbeiten"), 200)
	o.says(page, ".note", "Es gibt einen nicht gespeicherten Stand von", "Verwerfen")
	o.says(page, "#body", "Ein halber Sa")
	o.says(o.get(emil, path(id, ""), 200), ".note", "anna schreibt gerade")
	o.says(o.get(emil, path(id, "/bearbeiten"), 200), "#body", "Der erste Hund")
	o.post(anna, path(id, "/zwischenstand/verwerfen"), 303)
	page = o.get(anna, path(id, "/bearbeiten"), 200)
	o.says(page, "#body", "Der erste Hund")
	if page.Find(".note:not([hidden])").Length() != 0 {
		o.Error("the copy that was given up is still announced")
	}
}

func history(o *office) {
	id := o.create(dogs)
	page := o.get(anna, path(id, "/bearbeiten"), 200)
	o.post(anna, path(id, "/bearbeiten"), 303, with(form(page), "body", "Hunde sind steuerpflichtig & bei < 3 Monaten frei.", "synonyms", "", "why", "kürzer")...)
	page = o.get(bert, path(id, ""), 200)
	o.says(page, "table", "kürzer", "Änderungen dieser Fassung")
	page = o.get(bert, path(id, "/vergleich?von=1&bis=2"), 200)
	o.says(page, ".difference del", "[gelöscht: ", "Wauwauabgabe")
	o.says(page, ".difference ins", "[neu: ", "steuerpflichtig")
	page = o.get(bert, path(id, "/vergleich?von=2&bis=2"), 200)
	o.says(page, "main", "Beide Fassungen sind gleich")
	o.post(anna, path(id, "/wiederherstellen"), 303, "head", "2", "revision", "1", "why", "doch ausführlich")
	page = o.get(bert, path(id, ""), 200)
	o.says(page, "table", "bringt 1 zurück", "doch ausführlich")
	o.says(page, ".reading", "Der erste Hund kostet")
	o.says(o.post(anna, path(id, "/wiederherstellen"), 409, "head", "2", "revision", "1"), "[role=alert]", "geändert")
	o.get(bert, path(id, "/vergleich?von=77"), 404)
	o.get(bert, path(id, "/vergleich?von=x"), 422)
}

// A text that is valid until a day is valid on that day.
func dates(o *office) {
	id := o.create(dogs)
	page := o.get(anna, path(id, "/bearbeiten"), 200)
	o.post(anna, path(id, "/bearbeiten"), 303, with(form(page), "from", "2027-01-01", "until", "2027-03-28")...)
	_, r, err := o.articles.Get(o.Context(), bert, id)
	if err != nil || !r.Text.ValidFrom.Equal(time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)) || !r.Text.ValidUntil.Equal(time.Date(2027, 3, 28, 22, 0, 0, 0, time.UTC)) {
		o.Errorf("%v to %v, %v", r.Text.ValidFrom, r.Text.ValidUntil, err)
	}
	o.says(o.get(anna, path(id, ""), 200), "dl", "ab 01.01.2027 bis 28.03.2027")
	page = o.get(anna, path(id, "/bearbeiten"), 200)
	if got, _ := page.Find("#until").Attr("value"); got != "2027-03-28" {
		o.Errorf("the form says until %q", got)
	}
	o.post(anna, path(id, "/bearbeiten"), 303, form(page)...)
	if got := o.state(id).Head; got != 2 {
		o.Errorf("saving the same text again makes revision %d", got)
	}
	page = o.post(anna, path(id, "/bearbeiten"), 422, with(form(page), "until", "2026-12-01", "body", "bleibt stehen")...)
	o.says(page, "[role=alert]", "nach ihrem Beginn")
	o.says(page, "#body", "bleibt stehen")
}

func lists(o *office) {
	for i := range 51 {
		text := dogs
		text.Title = "Blatt " + strings.Repeat("i", i+1)
		o.create(text)
	}
	page := o.get(bert, "/staff/artikel?q=blatt&stand=draft&vertrauen=unchecked", 200)
	o.says(page, "main", "1 bis 50 von 51")
	later, _ := page.Find(".pager a").Attr("href")
	page = o.get(bert, later, 200)
	o.says(page, "main", "51 bis 51 von 51", "Vorige Seite")
	if chosen, _ := page.Find("#state [selected]").Attr("value"); chosen != "draft" {
		o.Errorf("the next page has lost its filter: %q", chosen)
	}
	o.says(o.get(bert, "/staff/artikel?q=blatt&fachbereich=bauen", 200), "main", "Hier ist kein Artikel")
	o.get(bert, "/staff/artikel?seite=zwei", 422)
	o.get(bert, "/staff/artikel?stand=gibtesnicht", 200)
}

func archiving(o *office) {
	id := o.create(dogs)
	linking := dogs
	linking.Title, linking.Related = "Tiere", []string{o.state(id).Slug}
	o.create(linking)
	o.get(anna, path(id, "/archivieren"), 403)
	page := o.get(bert, path(id, "/archivieren"), 200)
	o.says(page, ".checks", "hat ihn keine Antwort zitiert", "in keiner anderen Sprache", "Auf ihn verweisen: Tiere", "Keine feste Antwort")
	o.post(bert, path(id, "/schritt"), 303, "head", "1", "move", "archive", "why", "gibt es nicht mehr")
	page = o.get(anna, path(id, ""), 200)
	o.says(page, ".status", "Archiviert")
	if page.Find("[value=reopen]").Length() != 1 || page.Find("a[href$=bearbeiten]").Length() != 0 {
		o.Error("an archived article offers the wrong things")
	}
}

// upload sends the writing form with a file.
func (o *office) upload(who auskunft.Account, path, name string, data []byte, status int, fields ...string) *goquery.Document {
	o.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	last := map[string]string{}
	for i := 0; i < len(fields); i += 2 {
		last[fields[i]] = fields[i+1] // of one name the later counts
	}
	for name, value := range last {
		_ = form.WriteField(name, value) // into memory
	}
	part, err := form.CreateFormFile("upload", name)
	if err != nil {
		o.Fatal(err)
	}
	_, _ = part.Write(data)
	form.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return o.send(who, r, status)
}

// odt is a small document of LibreOffice.
func odt(text string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, _ := w.Create("content.xml") // into memory
	fmt.Fprintf(f, `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>%s</text:p></office:text></office:body></office:document-content>`, text)
	w.Close()
	return out.Bytes()
}

// A file comes with the text, is shown with it, and is taken off it.
func attachments(o *office) {
	text := dogs
	text.Title = "Hund mit Formular"
	id := o.create(text)
	edit := path(id, "/bearbeiten")
	fields := form(o.get(anna, edit, 200))
	page := o.upload(anna, edit, "bild.png", []byte("\x89PNG"), 422, with(fields, "title", "Hund mit Bild")...)
	o.says(page, "[role=alert]", "PDF-, DOCX- oder ODT-Dateien")
	if got, _ := page.Find("#title").Attr("value"); got != "Hund mit Bild" {
		o.Errorf("the refused file has cost the text: %q", got)
	}
	page = o.upload(anna, edit, "Antrag.odt", odt("Hundemarke beantragen"), 200, with(fields, "preview", "1")...)
	if page.Find(".attachments [checked]").Length() != 1 {
		o.Error("after the preview the file is not chosen")
	}
	o.upload(anna, edit, "Antrag.odt", odt("Neue Hundemarke beantragen"), 303, fields...)
	page = o.get(emil, path(id, ""), 200)
	o.says(page, "[aria-labelledby=files]", "Antrag", "antrag.odt")
	link, _ := page.Find("[aria-labelledby=files] a").Attr("href")
	o.as(emil)
	response, _ := pagetest.Get(o, o, link)
	if got := response.Header.Get("Content-Disposition"); got != "attachment; filename=antrag.odt" {
		o.Errorf("the file comes as %q", got)
	}
	o.get(agnt, link, 403)
	o.says(o.get(emil, path(id, "/vergleich?von=1&bis=2"), 200), ".difference ins", "Anhänge", "antrag.odt")
	o.post(anna, path(id, "/schritt"), 303, "head", "2", "move", "submit")
	o.post(bert, path(id, "/schritt"), 303, "head", "2", "move", "release")
	o.says(o.get(agnt, "/staff/lesen/hund-mit-formular", 200), "main", "Der erste Hund", "Antrag (ODT)")
	o.get(agnt, "/staff/lesen/hund-mit-formular/antrag.odt", 200)
	o.get(agnt, "/staff/lesen/hund-mit-formular/anderes.odt", 404)
	o.post(anna, edit, 303, with(form(o.get(anna, edit, 200)), "why", "ohne Formular")...) // without the file's box
	if _, head, err := o.articles.Get(o.Context(), anna, id); err != nil || len(head.Text.Files) != 0 {
		o.Errorf("the file is still there: %v %v", head.Text.Files, err)
	}
}

// A translation begins with its original beside it, is behind when that moves on, and goes with it.
func translating(o *office) {
	text := dogs
	text.Title = "Hund anmelden"
	id := o.create(text)
	o.post(anna, path(id, "/schritt"), 303, "head", "1", "move", "submit")
	o.post(bert, path(id, "/schritt"), 303, "head", "1", "move", "release")
	o.post(anna, path(id, "/uebersetzen"), 303, "lang", "tr")
	other := newest(o)
	if other.Lang != "tr" || other.Original != id {
		o.Fatalf("%+v", other)
	}
	page := o.get(anna, path(other.ID, "/bearbeiten"), 200)
	o.says(page, "[aria-labelledby=original]", "Original: Hund anmelden", "Der erste Hund kostet")
	o.says(page, "#body", "Der erste Hund kostet")
	o.says(o.get(anna, path(other.ID, ""), 200), ".checks", "steht noch in der Sprache des Originals")
	o.says(o.post(anna, path(id, "/uebersetzen"), 409, "lang", "tr"), "[role=alert]", "gibt es den Artikel schon")
	o.post(anna, path(id, "/uebersetzen"), 422, "lang", "xx")
	turkish := with(form(page), "title", "Köpek kaydı", "body", "İlk köpek yılda 84,00 avro.")
	o.post(anna, path(other.ID, "/bearbeiten"), 303, turkish...)
	o.says(o.get(anna, path(id, ""), 200), "[aria-labelledby=languages]", "Deutsch: dieser Artikel", "Türkisch: Köpek kaydı")

	changed := form(o.get(anna, path(id, "/bearbeiten"), 200))
	o.post(anna, path(id, "/bearbeiten"), 303, with(changed, "body", strings.Replace(dogs.Body, "84,00", "96,00", 1))...)
	o.post(anna, path(id, "/schritt"), 303, "head", "2", "move", "submit")
	o.post(bert, path(id, "/schritt"), 303, "head", "2", "move", "release")
	o.says(o.get(anna, path(id, ""), 200), "[aria-labelledby=languages]", "Übersetzung veraltet")
	page = o.get(anna, path(other.ID, "/bearbeiten"), 200)
	o.says(page, "[aria-labelledby=original] ins", "96")
	o.says(o.get(anna, "/staff/artikel?liste=stale", 200), "main", "Köpek kaydı")
	o.says(o.get(anna, "/staff/artikel?sprache=tr&art=service", 200), "main", "Köpek kaydı")
	o.post(anna, path(other.ID, "/bearbeiten"), 303, with(form(page), "body", "İlk köpek yılda 96,00 avro.", "uptodate", "1")...)
	o.says(o.get(anna, "/staff/artikel?liste=stale", 200), "main", "Hier ist kein Artikel")

	page = o.get(bert, path(id, "/archivieren"), 200)
	also, _ := page.Find("[name=also][checked]").Attr("value")
	o.post(bert, path(id, "/schritt"), 303, "head", "2", "move", "archive", "why", "vorbei", "also", also)
	if got := o.state(other.ID).State; got != article.Archived {
		o.Errorf("the translation is %s", got)
	}
}

// A text of another source becomes a draft.
func takenOver(o *office) {
	written, err := o.pipeline.Prepare(o.Context(), "wiki", "files", source.Fetched{
		Document: auskunft.Document{Key: "sperrmuell", Title: "Sperrmüll am Telefon", Lang: "de", Visibility: auskunft.Internal}, Format: "markdown",
		Original: []byte("# Sperrmüll am Telefon\n\n![Karte](karte.png)\n\nTermine vergibt der Bauhof."),
	})
	if err != nil {
		o.Fatal(err)
	}
	if err := o.db.Write(o.Context(), auskunft.ReaderOf(auskunft.Internal), func(tx pgx.Tx) error { return written.Store(o.Context(), tx) }); err != nil {
		o.Fatal(err)
	}
	o.says(o.get(anna, "/staff/artikel/uebernehmen?q=gibt+es+nicht", 200), "main", "Kein Text hat so einen Titel")
	page := o.get(anna, "/staff/artikel/uebernehmen?q=SPERRMÜLL", 200)
	document, _ := page.Find("[name=document]").Attr("value")
	o.post(anna, "/staff/artikel/uebernehmen", 303, "document", document, "kind", "faq")
	a := newest(o)
	page = o.get(anna, path(a.ID, ""), 200)
	o.says(page, ".reading", "Termine vergibt der Bauhof.")
	o.says(page, "table", "Aus einer anderen Quelle übernommen. Nicht übernommen: Bilder.")
	o.get(agnt, "/staff/artikel/uebernehmen?q=x", 403)
	o.post(anna, "/staff/artikel/uebernehmen", 404, "document", "99999", "kind", "faq")
}

func badInput(o *office) {
	id := o.create(dogs)
	o.get(agnt, "/staff/artikel", 403)
	o.get(agnt, path(id, "/bearbeiten"), 403)
	o.get(anna, "/staff/artikel/abc", 404)
	o.get(anna, "/staff/artikel/99999", 404)
	o.post(anna, path(id, "/schritt"), 422, "head", "1", "move", "fliegen")
	o.post(anna, path(id, "/schritt"), 422, "head", "x", "move", "submit")
	o.says(o.post(anna, path(id, "/schritt"), 409, "head", "9", "move", "submit"), "[role=alert]", "geändert")
	o.post(anna, path(id, "/zwischenstand"), 422, "base", "x")
	page := o.get(anna, path(id, "/bearbeiten"), 200)
	page = o.post(anna, path(id, "/bearbeiten"), 422, with(form(page), "leika", "123", "body", "<script>alert(1)</script>", "preview", "1")...)
	o.says(page, "[role=alert]", "14 Ziffern")
	hidden := dogs
	hidden.Title, hidden.Visibility = "Nur Finanzen", auskunft.DepartmentOnly("finanzen")
	secret := o.create(hidden)
	o.get(anna, path(secret, ""), 200)
	o.get(emil, path(secret, ""), 404)
}

func notices(o *office) {
	page := o.get(anna, "/staff/hinweise", 200)
	o.says(page, "main", "Jetzt zu sehen (0)", "Geplant (0)")
	o.get(agnt, "/staff/hinweise", 403)
	o.get(anna, "/staff/hinweise/neu", 200)
	fresh := []string{"title", "Bürgerbüro zu", "text", "Heute wegen Wasserschadens geschlossen.", "severity", "urgent", "visibility", "public",
		"from", "2026-01-01T08:00", "until", "2099-01-02T18:30", "areas", "Nordstadt, Hafen", "why", "Rohrbruch"}
	page = o.post(anna, "/staff/hinweise", 422, with(fresh, "until", "2025-01-01T08:00")...)
	o.says(page, "[role=alert]", "Ende muss danach liegen")
	o.says(page, "#text", "Wasserschadens")
	o.post(anna, "/staff/hinweise", 303, fresh...)
	page = o.get(emil, "/staff/hinweise", 200)
	o.says(page, "[aria-labelledby=running]", "Bürgerbüro zu", "dringend", "Ortsteile: Nordstadt, Hafen", "öffentlich", "bis 02.01.2099, 18:30", "anna")
	link, _ := page.Find("table a").Attr("href")
	page = o.get(emil, link, 200)
	if got, _ := page.Find("#from").Attr("value"); got != "2026-01-01T08:00" {
		o.Errorf("the form begins at %q", got)
	}
	page = o.post(emil, link, 422, with(fresh, "title_tr", "Vatandaş bürosu kapalı")...)
	o.says(page, "[role=alert]", "in jeder Sprache")
	if got, _ := page.Find("#title-tr").Attr("value"); got != "Vatandaş bürosu kapalı" {
		o.Errorf("the form has lost the Turkish title: %q", got)
	}
	o.post(emil, link, 303, with(fresh, "title", "Bürgerbüro bleibt zu", "title_tr", "Vatandaş bürosu kapalı", "text_tr", "Su hasarı nedeniyle.", "title_en", " ")...)
	o.says(o.get(emil, "/staff/hinweise", 200), "[aria-labelledby=running]", "Bürgerbüro bleibt zu", "auch auf Türkisch")
	o.says(o.get(emil, link, 200), "#text-tr", "Su hasarı")
	o.post(emil, link+"/beenden", 303, "why", "wieder offen")
	o.says(o.get(emil, "/staff/hinweise", 200), "[aria-labelledby=over]", "Bürgerbüro bleibt zu", "emil")
	o.get(emil, "/staff/hinweise/99999", 404)
}

// An answer is pinned to a published article, answers its questions, and breaks with it.
func pins(o *office) {
	text := dogs
	text.Title = "Hundesteuer am Telefon"
	id := o.create(text)
	o.get(bert, "/staff/festgelegt/neu?artikel="+strconv.FormatInt(id, 10), 404) // nobody reads it yet
	o.post(anna, path(id, "/schritt"), 303, "head", "1", "move", "submit")
	o.post(bert, path(id, "/schritt"), 303, "head", "1", "move", "release")
	if link := o.get(anna, path(id, ""), 200).Find("main a[href*='festgelegt/neu']").Length(); link != 0 {
		o.Error("an editor is offered to pin an answer")
	}
	link, _ := o.get(bert, path(id, ""), 200).Find("main a[href*='festgelegt/neu']").Attr("href")
	o.says(o.get(bert, link, 200), ".reading", "Anzumelden ist ein Hund")
	seed := []string{"article", strconv.FormatInt(id, 10), "name", "Hund anmelden", "questions", "Wo melde ich meinen Hund an?\r\nHund anmelden",
		"sentences", "Anzumelden ist ein Hund beim Steueramt.", "expires", time.Now().AddDate(0, 6, 0).Format(time.DateOnly)}
	page := o.post(bert, "/staff/festgelegt", 422, with(seed, "sentences", "Hunde sind frei.")...)
	o.says(page, "[role=alert]", "wörtlich")
	o.says(page, "#questions", "Wo melde ich")
	o.post(anna, "/staff/festgelegt", 403, seed...)
	o.post(bert, "/staff/festgelegt", 303, seed...)
	page = o.get(anna, "/staff/festgelegt?frage=Wo+melde+ich+meinen+Hund+an", 200)
	o.says(page, "main", "Hund anmelden: antwortet (", "in Kraft", "festgelegt von bert")
	o.says(o.get(bert, "/staff/artikel", 200), "main", "feste Antworten außer Kraft (0)")
	o.says(o.get(bert, path(id, "/archivieren"), 200), ".checks", "nicht mehr gelten: Hund anmelden")
	o.post(bert, path(id, "/schritt"), 303, "head", "1", "move", "archive")
	o.says(o.get(bert, "/staff/artikel", 200), "main", "feste Antworten außer Kraft (1)")
	page = o.get(bert, "/staff/festgelegt", 200)
	o.says(page, "table", "der Artikel hat sich geändert")
	remove, _ := page.Find("table form").Attr("action")
	o.post(bert, remove, 303, "why", "überholt")
	o.says(o.get(bert, "/staff/festgelegt", 200), "main", "Noch gibt es keine feste Antwort.")
}
