package staff_test

import (
	"slices"
	"strings"
	"testing"

	"auskunft/internal/browsertest"
)

// An agent with a caller on the line never takes the hand off the keyboard.
func TestByKeyboardOnly(t *testing.T) {
	d := newLibrary()
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	clipboard := func() string { return browsertest.Eval[string](p, "window.copied ?? ''") }
	chosen := func() string {
		return browsertest.Eval[string](p, "document.querySelector('.hit[aria-selected=true]')?.id ?? ''")
	}
	p.Open(url + "/staff/search")
	browsertest.Eval[bool](p, "navigator.clipboard.writeText = async (text) => { window.copied = text }, true")

	p.Type("Hundesteuer")
	p.See("#hits h2", "20 Treffer")
	p.Press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")
	if got := chosen(); got != "hit-2" || p.Focused() != "Suchen oder fragen" {
		t.Fatalf("arrows chose %q, the focus is on %q", got, p.Focused())
	}
	if active := browsertest.Eval[string](p, "document.activeElement.getAttribute('aria-activedescendant')"); active != "hit-2" {
		t.Errorf("a screen reader hears of %q", active)
	}
	if at := browsertest.Eval[string](p, "location.search + location.hash"); at != "?q=Hundesteuer#hit-2" {
		t.Errorf("the address is %q", at)
	}
	p.Press("Alt+l")
	p.See("#said", "Link kopiert")
	if got := clipboard(); got != wikiHit.Document.URL {
		t.Errorf("the chosen hit's link is copied as %q", got)
	}
	p.Screenshot("staff-chosen")
	p.CheckAxe("a hit is chosen")
	p.Press("Escape")
	if chosen() != "" {
		t.Error("Esc does not take the choice back")
	}

	p.Press("Enter")
	p.See("#answer .sentences", "120,00 Euro")
	browsertest.Eval[bool](p, "navigator.clipboard.writeText = async (text) => { window.copied = text }, true")
	p.Press("Alt+c")
	p.See("#said", "Text kopiert")
	if got := clipboard(); !strings.Contains(got, "120,00 Euro") || strings.Contains(got, "Merkzeichen") {
		t.Errorf("copied: %s", got)
	}
	if spoken := p.Spoken(); !slices.Contains(spoken, "Text kopiert") {
		t.Errorf("said: %q", spoken)
	}
	p.Press("Escape", "v") // out of the field a letter is enough
	p.See("#aloud", "0 42 27 – 99 – 22 10")
	p.Screenshot("staff-aloud")
	p.CheckAxe("read aloud")
	p.Press("j")
	p.See("#answer [role=status]", "Danke, das ist gezählt.")
	if len(d.signals.said) != 1 || d.signals.said[0].Kind != "helped" || d.signals.said[0].Question != "Hundesteuer" {
		t.Errorf("said: %+v", d.signals.said)
	}
	p.Press("?")
	p.See("#help", "Treffer auswählen")
	p.Screenshot("staff-help")
	p.CheckAxe("help")
	p.Press("Tab", "Shift+Tab")
	browsertest.Eval[bool](p, "document.querySelector('#single-keys').focus(), true")
	p.Press("Space", "Escape")
	p.Press("Control+k", "Escape", "?")
	p.Gone("#help")
	p.Press("Alt+f")
	p.See("#filter-area", "")
	if got := p.Focused(); got != "Ortsteil" {
		t.Errorf("the filter's key leads to %q", got)
	}
	p.Screenshot("staff-filter")
	p.CheckAxe("filter")
	quiet(t, p)
}

// A gap is reported by a key and Enter on the button behind it.
func TestReportByKeyboard(t *testing.T) {
	d := newLibrary()
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.Open(url + "/staff/search?q=Hundesteuer&answer=1")
	p.See("#answer .sentences", "120,00 Euro")
	p.Press("Alt+m")
	if got := p.Focused(); got != "Wonach wurde gefragt?" {
		t.Errorf("the key leads to %q", got)
	}
	p.Screenshot("staff-report")
	p.CheckAxe("report")
	p.Press("Tab")
	p.Type("Der Zwingersatz fehlt.")
	p.Press("Tab", "Enter")
	p.See("#answer [role=status]", "Danke, die Lücke ist gemeldet.")
	p.CheckAxe("reported")
	if len(d.signals.said) != 1 || d.signals.said[0].Kind != "gap" || d.signals.said[0].Note != "Der Zwingersatz fehlt." || d.signals.said[0].Question != "Hundesteuer" {
		t.Errorf("said: %+v", d.signals.said)
	}
	quiet(t, p)
}

// What was searched for is remembered in this window only, and until somebody else signs in.
func TestRecentSearches(t *testing.T) {
	d := newLibrary()
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.Open(url + "/staff/search")
	p.Type("Hundesteuer")
	p.Press("Enter")
	p.See("#answer .sentences", "120,00 Euro")
	p.Open(url + "/staff/search")
	p.See("#recent", "Hundesteuer")
	p.Screenshot("staff-recent")
	p.CheckAxe("recent searches")
	if stored := p.Stored(); slices.ContainsFunc(stored, func(s string) bool { return strings.Contains(s, "local") }) {
		t.Errorf("stored: %q", stored)
	}
	p.ClickText("button", "Abmelden")
	p.See("h1", "Anmelden")
	d.account = agent
	p.Open(url + "/staff/search")
	p.See("label", "Suchen oder fragen")
	p.Gone("#recent")
	quiet(t, p)
}

// Twenty hits fit on 1080 pixels, and Back brings the chosen one again.
func TestCompactAndBack(t *testing.T) {
	p, url := browsertest.Start(t).Page(t), serveStaff(t, newLibrary())
	p.Look(browsertest.Look{Width: 1920, Height: 1080})
	p.Open(url + "/staff/search?q=Hundesteuer&answer=1")
	p.See("#answer .sentences", "120,00 Euro")
	p.Press("Alt+d")
	p.Until("twenty hits on the screen", "[...document.querySelectorAll('.hit')].filter(h => h.getBoundingClientRect().bottom <= innerHeight).length === 20")
	p.Screenshot("staff-compact")
	p.CheckAxe("compact")
	p.Press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
	p.Open(url + "/staff/rechte")
	p.See("h1", "Rollen und Rechte")
	p.Back()
	p.Until("the chosen hit", "document.querySelector('.hit[aria-selected=true]')?.id === 'hit-4'")
	p.See("#answer .sentences", "120,00 Euro")
	p.Open(url + "/staff/rechte")
	p.Press("Control+k") // from everywhere
	p.See("label", "Suchen oder fragen")
	quiet(t, p)
}
