package widget_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"auskunft/internal/browsertest"
)

func TestFeedback(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	listen(p)
	p.Click("button")
	ask(p, "Hundesteuer?")
	p.See(".feedback", "Hat die Antwort geholfen?")
	p.ClickText(".feedback button", "Nein")
	p.See(".feedback", "Danke für Ihre Rückmeldung.")
	if got := p.Focused(); got != "Nein" {
		t.Errorf("rating moves the focus to %q", got)
	}
	p.ClickText(".feedback button", "Veraltet")
	p.Until("both ratings to arrive", "heard.filter((e) => e.startsWith('feedback')).length === 2")
	if got, want := server.ratings.all(), []string{`{"answer_id":"a1","helpful":false}`, `{"answer_id":"a1","helpful":false,"reason":"outdated"}`}; !slices.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
	p.Screenshot("widget-feedback")
	p.CheckAxe("feedback")
	p.Press("Escape")
	heard := browsertest.Eval[[]string](p, "heard")
	want := []string{`open null`, `answer {"status":"answered","lang":"de"}`, `feedback {"helpful":false}`, `feedback {"helpful":false,"reason":"outdated"}`, `close null`}
	if !slices.Equal(heard, want) {
		t.Errorf("the page hears %q, want %q", heard, want)
	}
	clean(t, p)
}

// listen keeps what the element tells the page.
func listen(p *browsertest.Page) {
	browsertest.Eval[bool](p, `globalThis.heard = [], ["open", "answer", "handover", "feedback", "close"].forEach((name) =>
		document.addEventListener("auskunft:" + name, (e) => heard.push(name + " " + JSON.stringify(e.detail)))), true`)
}

func TestSuggestionsSimpleAndQueue(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.Click("button")
	p.See("h3", "Oft gefragt")
	p.Click("textarea")
	p.Type("mein Entwurf")
	p.ClickText(".simple", "Einfach erklärt (automatisch)")
	p.ClickText(".options button", "Wann hat das Bürgerbüro")
	p.See(".text", "120,00 Euro")
	p.Gone("[aria-busy]")
	if kept := browsertest.Eval[string](p, "browsertest.find('textarea')[0].value"); kept != "mein Entwurf" {
		t.Errorf("the draft became %q", kept)
	}
	if sent := server.questions.all(); len(sent) != 1 || !strings.Contains(sent[0], `"mode":"simple"`) {
		t.Errorf("asked %v", sent)
	}
	if left := p.Texts(".options button"); len(left) > 0 {
		t.Errorf("after the first question %q are still offered", left)
	}
	browsertest.Eval[bool](p, "browsertest.find('textarea')[0].value = '', true")
	ask(p, "Schlange stehen")
	p.See(".stage", "an 3. Stelle")
	p.Screenshot("widget-queue")
	p.CheckAxe("queue")
	clean(t, p)
}

func TestTranslatedAnswerShowsTheGermanQuote(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/?lang=en")
	p.Click("button")
	ask(p, "Translate the dog tax")
	p.See(".sources blockquote", "192,00 Euro")
	p.See(".answer", "Machine translation.")
	// A sentence that was not translated is read out as German, one that was as English.
	if spoken := browsertest.Eval[string](p, `browsertest.find(".text span[lang=en], .text ul").map((e) => e.closest("[lang]").lang).join()`); spoken != "en,de" {
		t.Errorf("the sentences are in %q", spoken)
	}
	p.Screenshot("widget-translated")
	p.CheckAxe("translated")
	clean(t, p)
}

// On a German page an English note is read out as English, what it is about as German, and a
// page of the city in English as what it is.
func TestLanguageOfParts(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.Click("button")
	ask(p, "Passport please")
	p.See(".card.service", "70 euros")
	p.Gone("[aria-busy]")
	for selector, want := range map[string]string{
		".text > p": "en,de", ".sources li > a": "de,en", ".sources blockquote": "de,en", ".service h4 > *": "en", ".service dd > *": "en", ".service dt": "de",
	} {
		got := browsertest.Eval[string](p, `browsertest.find("`+selector+`").map((e) => e.closest("[lang]").lang).join()`)
		if got != want {
			t.Errorf("%s is said to be in %q, want %q", selector, got, want)
		}
	}
	clean(t, p)
}

// Every language draws itself, names itself, and is remembered as long as the conversation.
func TestLanguages(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.Click("button")
	p.See(".options button", "Hundesteuer")
	if got := strings.Join(browsertest.Eval[[]string](p, "[...browsertest.find('option')].map((o) => o.value)"), " "); got != "de en tr uk ru ar fr pl" {
		t.Errorf("languages to choose from: %s", got)
	}
	p.Click("textarea")
	p.Type("noch nicht fertig")
	for lang, send := range map[string]string{"tr": "Gönder", "uk": "Надіслати", "ru": "Отправить", "fr": "Envoyer", "pl": "Wyślij", "en": "Send", "ar": "إرسال"} {
		speak(p, lang)
		p.See("button.primary", send)
	}
	speak(p, "ar")
	p.See("button.primary", "إرسال")
	p.Until("the focus to stay on the choice", "browsertest.find('select')[0].getRootNode().activeElement?.localName === 'select'")
	if kept := browsertest.Eval[string](p, "browsertest.find('textarea')[0].value"); kept != "noch nicht fertig" {
		t.Errorf("the draft became %q", kept)
	}
	if stored := p.Stored(); len(stored) > 0 {
		t.Errorf("choosing a language stores %v", stored)
	}
	if dir := browsertest.Eval[string](p, "getComputedStyle(browsertest.find('.panel')[0]).direction"); dir != "rtl" {
		t.Errorf("Arabic is written %s", dir)
	}
	browsertest.Eval[bool](p, "browsertest.find('textarea')[0].value = '', true")
	ask(p, "Hundesteuer?")
	p.See(".text", "120,00 Euro")
	p.Gone("[aria-busy]")
	if sent := server.questions.all(); !strings.Contains(sent[0], `"lang":"ar"`) {
		t.Errorf("asked %v", sent)
	}
	p.Open(server.URL)
	p.See("button.launcher", "اطرح سؤالاً")
	p.Click("button")
	p.See(".text", "120,00 Euro")
	clean(t, p)
}

// In every language it says before the first question what it is, and how long the queue.
func TestEveryLanguageSaysWhatItIs(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	for _, lang := range []string{"de", "en", "tr", "uk", "ru", "ar", "fr", "pl"} {
		var texts struct{ Widget map[string]string }
		data, err := os.ReadFile("src/texts/" + lang + ".json")
		if err == nil {
			err = json.Unmarshal(data, &texts)
		}
		if err != nil {
			t.Fatal(err)
		}
		p.Open(server.URL + "/?lang=" + lang)
		open(p)
		p.See(".intro strong", texts.Widget["noticeTitle"])
		p.See(".links a[href='/datenschutz']", texts.Widget["privacy"])
		if mark := browsertest.Eval[string](p, "browsertest.find('header .mark .hidden')[0].textContent"); mark != texts.Widget["aiName"] {
			t.Errorf("%s: the mark says %q", lang, mark)
		}
		ask(p, "Schlange stehen")
		p.See(".stage", "3")
		p.See("header .mark", texts.Widget["ai"])
		p.ClickText("form .button", texts.Widget["stop"])
		p.Gone("[aria-busy]")
	}
	clean(t, p)
}

func speak(p *browsertest.Page, lang string) {
	browsertest.Eval[bool](p, "(() => { const s = browsertest.find('select')[0]; s.focus(); s.value = '"+lang+"'; s.dispatchEvent(new Event('change')); return true })()")
}

func TestHandover(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	listen(p)
	p.Click("button")
	ask(p, "Was kostet die Hundesteuer?")
	p.See(".text", "120,00 Euro")
	p.Gone("[aria-busy]")
	before := len(p.Requests())
	p.ClickText("footer button", "Anliegen übergeben")
	p.See(".handover h3", "Anliegen an die Stadt übergeben")
	if got := p.Focused(); got != "Anliegen an die Stadt übergeben" {
		t.Errorf("the form's beginning is not focused but %q", got)
	}
	summary := browsertest.Eval[string](p, "browsertest.find('#summary')[0].value")
	if !strings.HasPrefix(summary, "Frage: Was kostet die Hundesteuer?\nAntwort: Die Steuer beträgt") {
		t.Errorf("summary %q", summary)
	}
	for _, request := range p.Requests()[before:] {
		if !strings.Contains(request.URL, "/handover.js") {
			t.Errorf("before it is sent, the form asks %s", request.URL)
		}
	}
	p.Screenshot("widget-handover")
	p.CheckAxe("handover")

	var path []string
	for range 8 {
		p.Press("Tab")
		path = append(path, p.Focused())
	}
	want := []string{"Worum geht es?", "Ihr Anliegen", "Telefon", "Telefonnummer", "Name (freiwillig)", "Datenschutz", "Absenden", "Zurück zum Gespräch"}
	if !slices.Equal(path, want) {
		t.Errorf("Tab leads over %q, want %q", path, want)
	}

	p.ClickText("button", "Absenden")
	p.See(".error", "Telefonnummer mit Vorwahl")
	if got := p.Focused(); got != "Telefonnummer" {
		t.Errorf("the first wrong field is not focused but %q", got)
	}
	p.Screenshot("widget-handover-error")
	p.CheckAxe("handover with an error")
	p.Type("04227 00000")
	p.Until("the sum to be done before anything is sent", "performance.getEntriesByType('resource').some((e) => e.name.endsWith('/handover/challenge'))")
	if sent := paths(p, server)[before:]; slices.Contains(sent, "/api/v1/handover") {
		t.Errorf("before anybody presses the button, %v is asked", sent)
	}
	p.Press("Enter")
	p.See(".error", "Diese Telefonnummer gibt es nicht.")
	fillIn(p, "#reach", "04227 55555")
	p.ClickText("button", "Absenden")
	p.See(".failure", "Ihre Angaben stehen noch hier")
	if kept := browsertest.Eval[string](p, "browsertest.find('#reach')[0].value"); kept != "04227 55555" {
		t.Errorf("the failure left %q in the field", kept)
	}
	p.Screenshot("widget-handover-failure")

	// What has become too old is asked for again, unnoticed.
	fillIn(p, "#topic", "Alte Hundemarke")
	fillIn(p, "#summary", "Meine Marke ist weg. 🐕")
	p.ClickText(".chip", "E-Mail")
	fillIn(p, "#reach", "eva@example.org")
	p.ClickText("button", "Absenden")
	p.See(".reference", "A7K-3QX9")
	if got := p.Focused(); got != "Ihr Anliegen ist angekommen" {
		t.Errorf("the confirmation is not focused but %q", got)
	}
	p.Screenshot("widget-handover-done")
	p.CheckAxe("handover done")
	sent := server.requests.all()
	if len(sent) != 1 || !strings.Contains(sent[0], `"topic":"Alte Hundemarke","summary":"Meine Marke ist weg. 🐕","reach":{"by":"email","value":"eva@example.org"},"lang":"de"`) {
		t.Errorf("sent %v", sent)
	}
	p.ClickText("button", "Zurück zum Gespräch")
	p.See(".text", "120,00 Euro")
	if got := p.Focused(); got != "Anliegen übergeben" {
		t.Errorf("coming back focuses %q", got)
	}
	if heard := browsertest.Eval[[]string](p, "heard"); !slices.Contains(heard, "handover null") {
		t.Errorf("the page hears %q", heard)
	}
	if stored := p.Stored(); !slices.Equal(stored, []string{"auskunft-chat"}) {
		t.Errorf("handing over leaves %v", stored)
	}
	for _, request := range p.Requests() {
		if !strings.HasPrefix(request.URL, server.URL) {
			t.Errorf("another host was asked: %s", request.URL)
		}
	}
	clean(t, p, "422", "503")
}

func fillIn(p *browsertest.Page, selector, text string) {
	browsertest.Eval[bool](p, "(() => { const f = browsertest.find('"+selector+"')[0]; f.focus(); f.select(); return true })()")
	p.Type(text)
}

func TestHandoverThatIsNotThere(t *testing.T) {
	server := newScripted(t)
	server.closed.Store(true)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.Click("button")
	p.ClickText("footer button", "Anliegen übergeben")
	p.See(".handover form", "")
	fillIn(p, "#topic", "Frage")
	fillIn(p, "#summary", "Text")
	fillIn(p, "#reach", "04227 991234")
	p.ClickText("button", "Absenden")
	p.See(".handover", "nimmt hier keine Anliegen an")
	p.See(".handover a[href='/kontakt']", "Nachricht schreiben")
	p.CheckAxe("no handover")
	p.Press("Escape")
	p.See("textarea", "")
	clean(t, p, "404")
}

// A terminal: nothing leads away, and what was written does not stay for the next person.
func TestKiosk(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/kiosk")
	p.See("[role=dialog]", "Dieses Gerät nutzen viele Menschen")
	if buttons := strings.Join(p.Texts("header button"), ""); buttons != "" {
		t.Errorf("there is %q to leave it by", buttons)
	}
	p.Screenshot("widget-kiosk")
	p.CheckAxe("kiosk")
	p.Press("Escape")
	p.See("[role=dialog]", "")
	p.Click("textarea")
	ask(p, "Wetter morgen?")
	p.See(".answer", "Hochwasser an der Walme")
	p.Gone("[aria-busy]")
	if links := browsertest.Eval[int](p, "browsertest.find('.panel a').length"); links > 0 {
		t.Errorf("%d links lead out of the terminal", links)
	}
	p.See(".address", "www.auenwede.example/hochwasser")
	small := browsertest.Eval[[]string](p, `browsertest.visible('button, select, textarea, input', '').filter((e) =>
		Math.min(e.getBoundingClientRect().height, (e.closest('label') ?? e).getBoundingClientRect().height) < 44 && e.type !== 'checkbox').map((e) => e.outerHTML.slice(0, 100))`)
	if len(small) > 0 {
		t.Errorf("too small for a finger: %q", small)
	}
	if stored := p.Stored(); len(stored) > 0 {
		t.Errorf("the terminal stores %v", stored)
	}
	p.Screenshot("widget-kiosk-answer")
	p.CheckAxe("kiosk with an answer")
	p.See("[role=alertdialog]", "Sind Sie noch da?")
	if got := p.Focused(); got != "Ja, weitermachen" {
		t.Errorf("the question has the focus on %q", got)
	}
	p.Screenshot("widget-kiosk-idle")
	p.CheckAxe("kiosk asks")
	p.Press("Enter")
	p.Gone("[role=alertdialog]")
	p.See(".answer", "Hochwasser")
	p.ClickText("button", "Fertig")
	p.Gone(".transcript li")
	p.See("[role=dialog]", "Dieses Gerät nutzen viele Menschen")
	clean(t, p)
}

// Who walks away from a terminal is asked, and then forgotten, here and on the server.
func TestKioskForgets(t *testing.T) {
	if testing.Short() {
		t.Skip("nobody being there takes half a minute")
	}
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/kiosk")
	p.Click("textarea")
	ask(p, "Hundesteuer?")
	p.Gone("[aria-busy]")
	speak(p, "en")
	p.See("[role=alertdialog]", "Are you still there?")
	p.See("[role=alertdialog]", "in 14 seconds")
	p.Gone(".transcript li")
	p.See(".intro", "Dieses Gerät nutzen viele Menschen")
	if got := p.Focused(); got != "Ihre Frage" {
		t.Errorf("the next person begins at %q", got)
	}
	if n := server.deleted.Load(); n != 1 {
		t.Errorf("the server was told %d times", n)
	}
	clean(t, p)
}

// Everything a person can do is done without a mouse, from the page to the reference and back.
func TestKeyboardOnly(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	// to presses a key until the focus is where it should be, and never more than forty times.
	to := func(key, name string) {
		t.Helper()
		for range 40 {
			p.Press(key)
			if strings.HasPrefix(p.Focused(), name) {
				return
			}
		}
		t.Fatalf("%s does not lead to %q", key, name)
	}
	to("Tab", "Frage stellen")
	p.Press("Enter")
	p.See(".options button", "Hundesteuer")
	to("Shift+Tab", "Wann hat das Bürgerbüro")
	p.Press("Enter")
	p.See(".feedback", "Hat die Antwort geholfen?")
	to("Shift+Tab", "Nein")
	p.Press("Space")
	to("Tab", "Veraltet")
	p.Press("Space")
	p.See(".feedback", "Danke")
	to("Shift+Tab", "Alle Öffnungszeiten")
	p.Press("Enter")
	p.See(".office .bare", "Mi geschlossen")
	to("Shift+Tab", "Zitat 1")
	p.Press("Enter")
	p.See(".sources blockquote", "168,00 Euro")
	to("Shift+Tab", "Quelle 1")
	p.Press("Enter")
	p.See(".quote", "168,00 Euro")
	to("Tab", "Zitat schließen")
	p.Press("Enter")
	p.Gone(".quote")
	to("Tab", "Ihre Frage")
	to("Shift+Tab", "Einfach erklärt")
	p.Press("Space")
	to("Tab", "Anliegen übergeben")
	p.Press("Enter")
	p.See(".handover form", "")
	to("Tab", "Telefonnummer")
	p.Type("04227 991234")
	p.Press("Enter")
	p.See(".reference", "A7K-3QX9")
	to("Tab", "Zurück zum Gespräch")
	p.Press("Enter")
	if got := p.Focused(); got != "Anliegen übergeben" {
		t.Errorf("coming back focuses %q", got)
	}
	to("Shift+Tab", "Gespräch löschen")
	p.Press("Enter")
	p.Gone(".transcript li")
	p.Press("Escape")
	if got := p.Focused(); got != "Frage stellen" {
		t.Errorf("closing focuses %q", got)
	}
	clean(t, p)
}
