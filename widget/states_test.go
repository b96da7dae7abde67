package widget_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"auskunft/internal/browsertest"
)

// states are all the states a person can meet, each from a page that was just opened in the language.
var states = []struct {
	name    string
	reach   func(p *browsertest.Page, server *scripted)
	console string // what the console says of a failure that is wanted
}{
	{"closed", func(*browsertest.Page, *scripted) {}, ""},
	{"open", func(p *browsertest.Page, _ *scripted) { open(p); p.See(".options button", "Hundesteuer") }, ""},
	{"working", func(p *browsertest.Page, _ *scripted) { open(p); ask(p, "Langsam bitte"); p.See(".text", "120,00") }, ""},
	{"queued", func(p *browsertest.Page, _ *scripted) { open(p); ask(p, "Schlange"); p.See(".stage", "3") }, ""},
	{"answer", func(p *browsertest.Page, _ *scripted) { open(p); answered(p, "Hundesteuer?") }, ""},
	{"everything opened", func(p *browsertest.Page, _ *scripted) {
		open(p)
		answered(p, "Hundesteuer?")
		browsertest.Eval[bool](p, "browsertest.find('.answer [aria-expanded=false]').forEach((b) => b.click()), true")
		p.See(".quote", "168,00")
	}, ""},
	{"reason", func(p *browsertest.Page, _ *scripted) {
		open(p)
		answered(p, "Hundesteuer?")
		browsertest.Eval[bool](p, "browsertest.find('.feedback .chip')[1].click(), true")
		p.Until("thanks", "browsertest.find('.feedback > p')[0].textContent !== ''")
	}, ""},
	{"urgent", func(p *browsertest.Page, _ *scripted) { open(p); answered(p, "Sturmflut"); p.See(".urgent h4", "") }, ""},
	{"clarify", func(p *browsertest.Page, _ *scripted) { open(p); answered(p, "Umzug anmelden") }, ""},
	{"refused", func(p *browsertest.Page, _ *scripted) { open(p); answered(p, "Wetter morgen?") }, ""},
	{"stopped", func(p *browsertest.Page, _ *scripted) {
		open(p)
		ask(p, "Langsam bitte")
		p.See(".text", "120,00")
		p.Click("form .button:not(.primary)")
		p.Gone("[aria-busy]")
	}, ""},
	{"failed", func(p *browsertest.Page, _ *scripted) { open(p); ask(p, "Viele Fragen"); p.See(".failure button", "") }, "429"},
	{"cut", func(p *browsertest.Page, _ *scripted) { open(p); ask(p, "Abriss"); p.See(".failure button", "") }, ""},
	{"deleted", func(p *browsertest.Page, _ *scripted) {
		open(p)
		answered(p, "Hundesteuer?")
		p.Click("header button")
		p.Gone(".transcript li")
		p.See("form > .small", "")
	}, ""},
	{"inline", func(p *browsertest.Page, server *scripted) {
		p.Open(server.URL + "/inline" + browsertest.Eval[string](p, "location.search"))
		p.See("[role=region] .options button", "Hundesteuer")
	}, ""},
	{"inline answer", func(p *browsertest.Page, server *scripted) {
		p.Open(server.URL + "/inline" + browsertest.Eval[string](p, "location.search"))
		p.See(".options button", "Hundesteuer")
		p.Click("form .primary")
		p.See(".answer", "")
		p.Gone("[aria-busy]")
		p.Until("the whole of it to be in view", "innerHeight < 600 || browsertest.find('header').every((e) => e.getBoundingClientRect().top >= 0)")
	}, ""},
	{"handover", func(p *browsertest.Page, _ *scripted) { handOver(p) }, ""},
	{"handover wrong", func(p *browsertest.Page, _ *scripted) {
		handOver(p)
		p.Click(".handover .primary")
		p.See(".error", "")
	}, ""},
	{"handover failed", func(p *browsertest.Page, _ *scripted) {
		handOver(p)
		fillIn(p, "#reach", "04227 55555")
		p.Press("Enter")
		p.See(".handover .failure", "")
	}, "503"},
	{"handover done", func(p *browsertest.Page, _ *scripted) {
		handOver(p)
		fillIn(p, "#reach", "04227 991234")
		p.Press("Enter")
		p.See(".reference", "A7K-3QX9")
	}, ""},
}

func open(p *browsertest.Page) {
	p.Click("button.launcher")
	p.See("[role=dialog]", "")
	p.See("footer button", "") // what the server offers has arrived
}

func answered(p *browsertest.Page, question string) {
	ask(p, question)
	p.See(".answer", "")
	p.Gone("[aria-busy]")
}

func handOver(p *browsertest.Page) {
	open(p)
	answered(p, "Hundesteuer?")
	p.Click("footer button")
	p.See(".handover form", "")
}

// Every state in every look and direction is free of faults.
func TestEveryState(t *testing.T) {
	if testing.Short() {
		t.Skip("19 states in six looks take minutes")
	}
	server := newScripted(t)
	browser := browsertest.Start(t)
	looks := map[string]browsertest.Look{
		"light":  {Width: 1280, Height: 900},
		"dark":   {Width: 1280, Height: 900, Dark: true},
		"forced": {Width: 1280, Height: 900, ForcedColors: true},
	}
	for _, lang := range []string{"de", "ar"} {
		for look, device := range looks {
			for _, state := range states {
				name := fmt.Sprintf("%s %s %s", state.name, look, lang)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					p := browser.Page(t)
					p.Look(device)
					p.Open(server.URL + "/?lang=" + lang)
					p.See("button.launcher", "")
					state.reach(p, server)
					p.Screenshot("state-" + strings.ReplaceAll(name, " ", "-"))
					p.CheckAxe(name)
					clean(t, p, append([]string{}, state.console)[:len(strings.Fields(state.console))]...)
				})
			}
		}
	}
}

// On the smallest screen of WCAG 1.4.10, with type twice as large as usual or widely set, and
// both ways of writing, nothing is wider than the screen, and everything can be scrolled to.
func TestNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("19 states on four screens take minutes")
	}
	server := newScripted(t)
	browser := browsertest.Start(t)
	for _, screen := range []struct {
		name, path string
		look       browsertest.Look
		style      string // of a reader
	}{
		{"320x256", "/", browsertest.Look{Width: 320, Height: 256}, ""},
		{"320x256 ar", "/?lang=ar", browsertest.Look{Width: 320, Height: 256}, ""},
		{"200 percent", "/", browsertest.Look{Width: 1280, Height: 720}, largeType},
		{"spacing", "/", browsertest.Look{Width: 320, Height: 568}, wideSpacing},
	} {
		for _, state := range states {
			t.Run(screen.name+" "+state.name, func(t *testing.T) {
				t.Parallel()
				p := browser.Page(t)
				p.Look(screen.look)
				p.Open(server.URL + screen.path)
				p.See("button.launcher", "")
				browsertest.Eval[bool](p, adopting(screen.style))
				state.reach(p, server)
				browsertest.Eval[bool](p, adopting(screen.style)) // the state may be one of another page
				p.Screenshot("small-" + strings.ReplaceAll(screen.name+"-"+state.name, " ", "-"))
				if lost := browsertest.Eval[[]string](p, outOfReach); len(lost) > 0 {
					t.Errorf("out of reach: %q", lost)
				}
			})
		}
	}
}

const (
	// largeType doubles type as the browser's setting does: everything here is em of it.
	largeType = ":host { font-size: 32px !important }"
	// wideSpacing is what WCAG 1.4.12 lets readers ask for.
	wideSpacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }"
)

// adopting puts a reader's style into the element.
func adopting(style string) string {
	return `(() => { const s = new CSSStyleSheet(); s.replaceSync("` + style + `");
	const root = browsertest.find("auskunft-chat")[0].shadowRoot; root.adoptedStyleSheets = [...root.adoptedStyleSheets, s]; return true })()`
}

// outOfReach lists what cannot be brought into view, by brute force: each control and text is
// scrolled to, and its box must then lie on the screen sideways and begin on it.
const outOfReach = `browsertest.visible("button, a, select, textarea, input, h2, h3, h4, p, blockquote, dd", "")
	.filter((e) => e.getRootNode() !== document && !e.closest(".hidden"))
	.filter((e) => {
		e.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
		const box = e.getBoundingClientRect();
		return box.left < -1 || box.right > innerWidth + 1 || box.top > innerHeight - 8 || box.bottom < 8;
	}).map((e) => e.outerHTML.slice(0, 90) + " " + JSON.stringify(e.getBoundingClientRect()))`

func TestHostilePage(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/unset")
	open(p)
	answered(p, "Hundesteuer?")
	size := browsertest.Eval[string](p, "getComputedStyle(browsertest.find('.text p')[0]).fontSize + ' ' + getComputedStyle(browsertest.find('.panel')[0]).direction + ' ' + getComputedStyle(browsertest.find('.panel')[0]).position")
	if size != "16px ltr fixed" {
		t.Errorf("the page's style comes through: %s", size)
	}
	p.Screenshot("widget-hostile")
	p.CheckAxe("hostile page")
	p.Click("footer button")
	p.See(".handover form", "")
	browsertest.Eval[bool](p, `(() => { const e = document.createElement("auskunft-chat"); e.setAttribute("inline", ""); document.body.append(e); return true })()`)
	p.See("[role=region] .intro", "KI-System")
	p.Screenshot("widget-hostile-parts")
	p.CheckAxe("handover and inline on a hostile page")
	clean(t, p)
}

// Two desks on one page, one at its corner and one within it, answer, are heard, hand over and
// are deleted apart from each other.
func TestTwoOnOnePage(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/two")
	p.Click("button.launcher")
	p.Until("both to be open", "browsertest.visible('.panel', '').length === 2")
	if stored := p.Stored(); len(stored) > 0 {
		t.Errorf("before the first question %v is stored", stored)
	}
	both := func(script string) {
		browsertest.Eval[bool](p, "browsertest.find('auskunft-chat').forEach((e, i) => { const r = e.shadowRoot; "+script+" }), true")
	}
	both("r.querySelector('textarea').value = i ? 'Umzug anmelden' : 'Hundesteuer?'; r.querySelector('form').requestSubmit()")
	p.Until("both to answer", "browsertest.find('.answer[data-status]').length === 2")
	stored := p.Stored()
	slices.Sort(stored)
	if !slices.Equal(stored, []string{"auskunft-chat", "auskunft-chatzwei"}) {
		t.Errorf("stored are %v", stored)
	}
	both("if (i) r.querySelector('header button').click()")
	p.Until("one to be deleted", "browsertest.find('.answer').length === 1")
	if stored := p.Stored(); !slices.Equal(stored, []string{"auskunft-chat"}) {
		t.Errorf("after deleting one, %v is stored", stored)
	}
	p.ClickText("[role=dialog] footer button", "Anliegen übergeben")
	p.See(".handover form", "")
	fillIn(p, "#reach", "04227 991234")
	p.Press("Enter")
	p.See("[role=dialog] .reference", "A7K-3QX9")
	p.CheckAxe("two on one page")
	clean(t, p)
}

// Whoever sets unreadable colours is told once; whoever sets readable ones is not.
func TestContrastWarning(t *testing.T) {
	server := newScripted(t)
	browser := browsertest.Start(t)
	for accent, warned := range map[string]int{"#ffcc00": 1, "#004225": 0} {
		p := browser.Page(t)
		p.Open(server.URL)
		browsertest.Eval[bool](p, "document.querySelector('auskunft-chat').style.setProperty('--auskunft-accent', '"+accent+"'), true")
		open(p)
		p.Press("Escape")
		p.Click("button.launcher")
		warnings := slices.DeleteFunc(p.Complaints(), func(c string) bool { return !strings.Contains(c, "contrast") })
		if len(warnings) != warned {
			t.Errorf("%s: warnings %q, want %d", accent, warnings, warned)
		}
	}
}

func TestReducedMotion(t *testing.T) {
	server := newScripted(t)
	p := browsertest.Start(t).Page(t)
	p.Look(browsertest.Look{Width: 1280, Height: 900, ReducedMotion: true})
	p.Open(server.URL)
	open(p)
	ask(p, "Langsam bitte")
	p.See(".text", "120,00")
	if moving := browsertest.Eval[int](p, "browsertest.find('auskunft-chat')[0].shadowRoot.getAnimations().length"); moving > 0 {
		t.Errorf("%d things move", moving)
	}
}
