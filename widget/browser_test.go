package widget_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft/internal/browsertest"
)

// narrow is the reflow size of WCAG 1.4.10.
var narrow = browsertest.Look{Width: 320, Height: 568}

func ask(p *browsertest.Page, question string) {
	p.Click("textarea")
	p.Type(question)
	p.Press("Enter")
}

// clean fails for anything the strict host page complained about. Failures that a
// scenario makes on purpose are named by what the console says of them.
func clean(t *testing.T, p *browsertest.Page, wanted ...string) {
	t.Helper()
	for _, complaint := range p.Complaints() {
		if !slices.ContainsFunc(wanted, func(w string) bool { return strings.Contains(complaint, w) }) {
			t.Errorf("the page complains: %s", complaint)
		}
	}
}

// paths lists what the page asked for, without our host; another host stays visible.
func paths(p *browsertest.Page, server *scripted) []string {
	var paths []string
	for _, request := range p.Requests() {
		path, _, _ := strings.Cut(strings.TrimPrefix(request.URL, server.URL), "?")
		paths = append(paths, path)
	}
	return paths
}

func subtract(all, known []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(known, s) })
}

func TestAskAndSeeACitedAnswer(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.See("button", "Frage stellen")
	p.Screenshot("widget-launcher")
	p.CheckAxe("closed")
	if more := subtract(paths(p, server), []string{"/", "/favicon.ico", "/hostile.css", "/widget/v1/auskunft.js"}); len(more) > 0 {
		t.Errorf("before it is opened the page requests %v", more)
	}

	p.Press("Tab", "Tab")
	if got := p.Focused(); got != "Frage stellen" {
		t.Fatalf("Tab leads to %q, not to the launcher", got)
	}
	p.Press("Enter")
	p.See(".intro", "KI-System")
	if got := p.Focused(); got != "Ihre Frage" {
		t.Fatalf("opening focuses %q", got)
	}
	p.Screenshot("widget-open")
	p.CheckAxe("open")
	asked := paths(p, server)
	if want := []string{"/", "/favicon.ico", "/hostile.css", "/widget/v1/auskunft.js", "/api/v1/features"}; len(subtract(asked, want)) > 0 {
		t.Errorf("before the first question the page requests %v", subtract(asked, want))
	}
	if stored := p.Stored(); len(stored) > 0 {
		t.Errorf("before the first question the page stores %v", stored)
	}

	p.Type("Was kostet die Hundesteuer?")
	p.Press("Enter")
	p.See(".answer .sources", "Hundesteuersatzung")
	p.Gone("[aria-busy]")
	if got := p.Focused(); got != "Ihre Frage" {
		t.Errorf("the answer moved the focus to %q", got)
	}
	p.See(".text", "120,00 Euro")
	p.See(".office a[href='tel:04227992210']", "04227 99-2210")
	p.See(".office", "Jetzt geöffnet")
	p.See(".notices, .notice", "Fortbildung")
	p.Screenshot("widget-answer")

	p.See(".sources li", "www.auenwede.example · geprüft am 12.10.2026")
	p.See(".sources a[href$='hundesteuersatzung.pdf#page=2']", "Hundesteuersatzung")
	p.See(".sources a[href*='#fristen:~:text=Die%20Anmeldung%20muss']", "Hundesteuer: Anmeldung")
	p.See(".office a[href^='https://www.openstreetmap.org/search?query=Hafenstra%C3%9Fe']", "Karte")
	p.See(".answer[data-generated-by=extractive]", "KI-System")
	p.See(".text p", "Außerdem:")
	p.See(".text ul li", "648 Euro im Jahr")
	p.ClickText(".marker", "Quelle 1: Hundesteuersatzung")
	p.See(".quote", "für jeden weiteren Hund 192,00 Euro")
	p.See(".quote", "Seite 2")
	p.Screenshot("widget-quote")
	p.CheckAxe("answer with an open quote")
	p.Press("Escape")
	p.Gone(".quote")
	if got := p.Focused(); !strings.HasPrefix(got, "Quelle 1") {
		t.Errorf("closing the quote moves the focus to %q", got)
	}
	p.ClickText(".sources button", "Zitat 2")
	p.See(".sources blockquote", "innerhalb von 14 Tagen erfolgen")
	p.ClickText(".service button", "Unterlagen, Fristen")
	p.See(".service dd", "Chipnummer des Hundes")
	p.Press("Escape")
	p.Gone("[role=dialog]")
	if got := p.Focused(); got != "Frage stellen" {
		t.Errorf("closing moves the focus to %q", got)
	}

	if stored := p.Stored(); !slices.Equal(stored, []string{"auskunft-chat"}) {
		t.Errorf("after the first answer the page stores %v", stored)
	}
	for _, request := range p.Requests() {
		if !strings.HasPrefix(request.URL, server.URL) {
			t.Errorf("another host was asked: %s", request.URL)
		}
	}
	clean(t, p)
}

// The way of the Tab key through the open dialog, and out of it: it is not modal.
func TestFocusPath(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.Click("button")
	ask(p, "Umzug anmelden")
	p.See(".options button", "Zuzug")
	p.Gone("[aria-busy]")
	for _, want := range []string{"Senden", "115", "Anliegen übergeben"} {
		p.Press("Tab")
		if got := p.Focused(); got != want {
			t.Errorf("Tab leads to %q, want %q", got, want)
		}
	}
	p.Press("Tab")
	if inside := browsertest.Eval[bool](p, "document.activeElement.localName === 'auskunft-chat'"); inside {
		t.Error("Tab does not leave the dialog")
	}
	p.Click("textarea")
	for _, want := range []string{"Einfach erklärt (automatisch)", "Zuzug aus einer anderen Gemeinde", "Umzug innerhalb von Auenwede", "Sprache", "Barrierefreiheit", "Datenschutz", "Gesprächsverlauf", "Auskunft schließen", "Gespräch löschen"} {
		p.Press("Shift+Tab")
		if got := p.Focused(); got != want {
			t.Errorf("Shift+Tab leads to %q, want %q", got, want)
		}
	}
}

// What a screen reader is told: progress, then the whole answer, each once.
func TestAnnouncedOnce(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	p.Click("button")
	p.See("[role=dialog]", "")
	p.Until("the live regions to be heard", "browsertest.find('[role=log]').length === 1")
	ask(p, "Was kostet die Hundesteuer?")
	p.Gone("[aria-busy]")
	p.Until("the answer to be said", "browsertest.spoken.some((text) => text.includes('14 Tagen'))")
	spoken := p.Spoken()
	want := taxCitation.Quote + " Außerdem: gefährlicher Hund: 648 Euro im Jahr Ersatz einer Steuermarke: 6 Euro Melden Sie Ihren Hund innerhalb von 14 Tagen an."
	if last := spoken[len(spoken)-1]; last != want {
		t.Errorf("said last: %q\nwant %q", last, want)
	}
	if n := len(slices.DeleteFunc(slices.Clone(spoken), func(s string) bool { return !strings.Contains(s, "120,00") })); n != 1 {
		t.Errorf("the answer was said %d times: %q", n, spoken)
	}
}

// Something happens with the key press, and with the one on the stop button: neither waits
// for the server. The server then hears that nobody listens any more.
func TestProgressAndStopAtOnce(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL)
	open(p)
	seen := browsertest.Eval[string](p, `(() => {
		browsertest.find("textarea")[0].value = "Schlange stehen";
		browsertest.find("form")[0].requestSubmit();
		const [stop] = browsertest.find("form .button:not(.primary)");
		return browsertest.texts(".stage") + (stop.checkVisibility() ? " " + stop.textContent : "");
	})()`)
	if seen != "Ihre Frage wird gesendet … Anhalten" {
		t.Errorf("with the key press one sees %q", seen)
	}
	p.See(".stage", "an 3. Stelle")
	p.ClickText("button", "Anhalten")
	p.See(".answer", "Angehalten.")
	select {
	case <-server.left:
	case <-time.After(time.Minute):
		t.Error("the server goes on")
	}
	clean(t, p)
}

func TestOtherWaysAnAnswerEnds(t *testing.T) {
	server := newScripted(t)
	browser := browsertest.Start(t)
	open := func(t *testing.T) *browsertest.Page {
		p := browser.Page(t)
		p.Open(server.URL)
		p.Click("button")
		return p
	}

	t.Run("clarify", func(t *testing.T) {
		p := open(t)
		ask(p, "Umzug anmelden")
		p.See(".answer", "innerhalb von Auenwede oder aus")
		p.Screenshot("widget-clarify")
		p.CheckAxe("clarify")
		p.ClickText(".options button", "Zuzug")
		p.See(".question", "Zuzug aus einer anderen Gemeinde")
		p.See(".text", "120,00 Euro")
		if got := p.Focused(); got != "Ihre Frage" {
			t.Errorf("choosing moves the focus to %q", got)
		}
		clean(t, p)
	})

	t.Run("general rule after a refusal", func(t *testing.T) {
		p := open(t)
		ask(p, "Wohngeld für mich?")
		p.See(".answer[data-status=refused] .text > p:first-child", "Ob das für Sie gilt")
		p.See(".text", "120,00 Euro")
		clean(t, p)
	})

	for name, look := range map[string]browsertest.Look{"light": {Width: 1280, Height: 900}, "dark-320": {Width: 320, Height: 640, Dark: true}} {
		t.Run("note beside an answer, "+name, func(t *testing.T) {
			p := browser.Page(t)
			p.Look(look)
			p.Open(server.URL)
			p.Click("button")
			ask(p, "Zwillinge in der Krippe: zahlen wir doppelt?")
			p.See(".answer[data-status=answered] .text > p:last-child", "gilt allgemein")
			p.Gone("[aria-busy]")
			p.Screenshot("widget-note-" + name)
			p.CheckAxe("note, " + name)
			clean(t, p)
		})
	}

	t.Run("a notice told before is only named", func(t *testing.T) {
		p := open(t)
		ask(p, "Was kostet die Hundesteuer?")
		p.See(".notice", "Fortbildung")
		p.Gone("[aria-busy]")
		ask(p, "Was kostet die Hundesteuer?")
		p.See(".answer ~ .answer .notice", "Steueramt am 27. November geschlossen")
		p.Gone("[aria-busy]")
		p.Screenshot("widget-notice-again")
		p.CheckAxe("notice named again")
		if got := p.Texts(".notice p"); len(got) != 2 {
			t.Errorf("texts of notices: %q, want text and end of the first", got)
		}
		clean(t, p)
	})

	t.Run("refused", func(t *testing.T) {
		p := open(t)
		ask(p, "Wetter morgen?")
		p.See(".answer[data-status=refused]", "Zum Wetter")
		p.See(".text a[href='tel:04227990']", "04227 99-0")
		p.See(".text a[href='tel:112']", "112")
		p.See(".text a[href='tel:08001110111']", "0800 111 0 111")
		p.See(".text p:first-child a[href='tel:116111']", "116 111")
		p.See(".text p + p", "Persönlich:")
		p.See(".text a[href='mailto:stadt@auenwede.example']", "stadt@")
		p.See(".text a[href='https://auenwede.example/melden']", "https://auenwede.example/melden")
		p.See(".answer a[href='/kontakt']", "Nachricht schreiben")
		p.See(".answer a", "Hochwasser an der Walme")
		p.See(".office", "öffnet Montag um 8:00")
		p.Screenshot("widget-refused")
		p.CheckAxe("refused")
		clean(t, p)
	})

	t.Run("danger", func(t *testing.T) {
		p := open(t)
		ask(p, "Notruf jetzt")
		p.See(".answer .text a[href='tel:112']", "112")
		p.Gone("[aria-busy]")
		p.Gone(".answer .card, .feedback, .answer a[href='tel:115'], .answer button")
		p.Until("the footer to offer nothing", "browsertest.find('footer > *').every((e) => e.offsetParent === null)")
		p.Screenshot("widget-danger")
		p.CheckAxe("danger")
		ask(p, "Wetter morgen?")
		p.See(".answer ~ .answer .feedback", "")
		p.Until("the footer to be back", "browsertest.find('footer > *').some((e) => e.offsetParent !== null)")
		clean(t, p)
	})

	t.Run("stopped", func(t *testing.T) {
		p := open(t)
		ask(p, "Langsam bitte")
		p.See(".text", "120,00 Euro")
		p.Screenshot("widget-working")
		p.CheckAxe("working")
		p.ClickText("button", "Anhalten")
		p.See(".answer", "Angehalten")
		p.See(".text", "120,00 Euro")
		if got := p.Focused(); got != "Ihre Frage" {
			t.Errorf("stopping leaves the focus at %q", got)
		}
		clean(t, p)
	})

	t.Run("deleted", func(t *testing.T) {
		p := open(t)
		ask(p, "Hundesteuer?")
		p.See(".text", "120,00 Euro")
		p.Gone("[aria-busy]")
		p.ClickText("button", "Gespräch löschen")
		p.Gone(".transcript li")
		p.Until("the server to be told", "browsertest.spoken.join().includes('Das Gespräch ist gelöscht.')")
		if stored := p.Stored(); len(stored) > 0 {
			t.Errorf("after deleting %v is stored", stored)
		}
		if n := server.deleted.Load(); n != 1 {
			t.Errorf("the server was told %d times", n)
		}
		clean(t, p)
	})

	t.Run("kept over a page change", func(t *testing.T) {
		p := open(t)
		ask(p, "Hundesteuer?")
		p.Gone("[aria-busy]")
		p.See(".text", "120,00 Euro")
		p.Open(server.URL)
		p.Gone("[role=dialog]")
		p.Click("button")
		p.See(".text", "120,00 Euro")
		p.See(".office", "04227 99-2210")
		p.Gone(".office .badge") // it was open then; nobody knows about now
		if spoken := strings.Join(p.Spoken(), " "); strings.Contains(spoken, "120,00") {
			t.Errorf("history is said again: %s", spoken)
		}
		clean(t, p)
	})
}

func TestFailures(t *testing.T) {
	server := newScripted(t)
	browser := browsertest.Start(t)
	for _, test := range []struct {
		name, question, text string
		retry                bool
		console              string
	}{
		{"limited", "Viele Fragen", "kommen viele Fragen", true, "429"},
		{"rejected", "Lang und breit", "höchstens 2.000 Zeichen", false, "400"},
		{"closed", "Zu dieser Stunde", "abgeschaltet. Menschen erreichen Sie unter der Behördennummer 115", false, "503"},
		{"cut", "Abriss der Verbindung", "Verbindung ist abgerissen", true, ""},
		{"error event", "Fehler bitte", "Die Datenbank antwortet gerade nicht.", true, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := browser.Page(t)
			p.Open(server.URL)
			p.Click("button")
			ask(p, test.question)
			p.See(".failure", test.text)
			if retry := len(p.Texts(".failure button")) > 0; retry != test.retry {
				t.Errorf("retry offered: %v", retry)
			}
			if kept := browsertest.Eval[string](p, "browsertest.find('textarea')[0].value"); kept != test.question {
				t.Errorf("the field keeps %q", kept)
			}
			p.Screenshot("widget-failure-" + strings.ReplaceAll(test.name, " ", "-"))
			p.CheckAxe(test.name)
			clean(t, p, append([]string{}, test.console)[:len(strings.Fields(test.console))]...)
		})
	}

	t.Run("out of order, then retried", func(t *testing.T) {
		p := browser.Page(t)
		p.Open(server.URL)
		p.Click("button")
		server.failing.Store(true)
		ask(p, "Hundesteuer?")
		p.See(".failure", "gerade gestört")
		server.failing.Store(false)
		p.ClickText(".failure button", "Noch einmal")
		p.See(".text", "120,00 Euro")
		if left := browsertest.Eval[string](p, "browsertest.find('textarea')[0].value"); left != "" {
			t.Errorf("after the retry the field still holds %q", left)
		}
		clean(t, p, "503")
	})
}

// What cannot be had from a server: no network, and a server that says nothing more.
func TestSilence(t *testing.T) {
	server := newScripted(t)
	browser := browsertest.Start(t)
	for _, test := range []struct{ name, script, text string }{
		{"offline", "Object.defineProperty(navigator, 'onLine', {value: false}), fetch = () => Promise.reject(new TypeError('offline'))", "nicht mit dem Internet verbunden"},
		{"timeout", "((real) => setTimeout = (then, ms) => real(then, ms === 45000 ? 300 : ms))(setTimeout)", "braucht zu lange"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := browser.Page(t)
			p.Open(server.URL)
			open(p)
			browsertest.Eval[bool](p, test.script+", true")
			ask(p, "Schlange stehen")
			p.See(".failure", test.text)
			if kept := browsertest.Eval[string](p, "browsertest.find('textarea')[0].value"); kept != "Schlange stehen" {
				t.Errorf("the field keeps %q", kept)
			}
			p.See(".failure button", "Noch einmal versuchen")
			p.CheckAxe(test.name)
			clean(t, p)
		})
	}
}

// Every look people use shows everything: dark, forced colours, 320 pixels, hardly any height.
func TestLooks(t *testing.T) {
	server := newScripted(t)
	browser := browsertest.Start(t)
	for name, look := range map[string]browsertest.Look{
		"dark":   {Width: 1280, Height: 900, Dark: true},
		"forced": {Width: 1280, Height: 900, ForcedColors: true},
		"320":    narrow,
		"low":    {Width: 320, Height: 256},
	} {
		t.Run(name, func(t *testing.T) {
			p := browser.Page(t)
			p.Look(look)
			p.Open(server.URL)
			p.Screenshot("widget-launcher-" + name)
			p.Click("button")
			p.Screenshot("widget-open-" + name)
			ask(p, "Was kostet die Hundesteuer?")
			p.Gone("[aria-busy]")
			p.Screenshot("widget-answer-" + name)
			p.Click(".marker")
			p.See(".quote", "168,00 Euro")
			if below := browsertest.Eval[bool](p, "browsertest.find('.quote blockquote')[0].getBoundingClientRect().top > innerHeight"); below {
				t.Error("the opened quote is out of view")
			}
			p.Screenshot("widget-quote-" + name)
			browsertest.Eval[bool](p, "browsertest.find('.office')[0].scrollIntoView({block: 'end'}), true")
			p.Screenshot("widget-cards-" + name)
			p.CheckAxe(name)
			wide := browsertest.Eval[[]string](p, `browsertest.find('.panel, .body').flatMap((box) =>
				box.scrollWidth <= box.clientWidth ? [] : [...box.querySelectorAll('*')]
					.filter((e) => e.getBoundingClientRect().right > box.getBoundingClientRect().left + box.clientWidth)
					.map((e) => e.outerHTML.slice(0, 120)))`)
			if len(wide) > 0 {
				t.Errorf("wider than its box: %q", wide)
			}
			clean(t, p)
		})
	}
}

// The widget asks the server its script came from, on whatever page it stands.
func TestOnAnotherOrigin(t *testing.T) {
	server := newScripted(t)
	host := server.embedder(t)
	p := browsertest.Start(t).Page(t)
	p.Open(host.URL)
	p.Click("button")
	ask(p, "Hundesteuer?")
	p.See(".text", "120,00 Euro")
	p.Gone("[aria-busy]")
	p.ClickText("button", "Gespräch löschen")
	p.Until("the server to be told", "browsertest.spoken.join().includes('Das Gespräch ist gelöscht.')")
	if n := server.deleted.Load(); n != 1 {
		t.Errorf("the server was told %d times", n)
	}
	clean(t, p)
}

func TestEnglishPage(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/?lang=en-GB")
	p.ClickText("button", "Ask a question")
	p.See(".intro", "not to a human being")
	ask(p, "How much is the dog tax?")
	p.See(".answer", "Sources")
	p.ClickText(".marker", "Source 1")
	if lang := browsertest.Eval[string](p, "browsertest.find('blockquote')[0].lang"); lang != "de" {
		t.Errorf("the German quote says its language is %q", lang)
	}
	p.Screenshot("widget-english")
	p.CheckAxe("English")
	clean(t, p)
}
