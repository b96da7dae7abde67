package staff_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/draft"
	"auskunft/internal/browsertest"
	"auskunft/kb/staff"
)

// drafter answers every mail with the same draft, and keeps what it was asked.
type drafter struct {
	mu     sync.Mutex
	reply  draft.Reply
	err    error
	mail   string
	reader auskunft.Reader
}

func (d *drafter) Reply(_ context.Context, pasted string, reader auskunft.Reader, _ time.Time) (draft.Reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mail, d.reader = pasted, reader
	return d.reply, d.err
}

var taxReply = draft.Reply{
	Mail:    "Guten Tag, wir haben seit [NAME] einen Hund. Was kostet die Hundesteuer?\nSind Blindenführhunde befreit? Wann ist das <Freibad> offen?",
	Opening: []string{"Guten Tag,", "vielen Dank für Ihre Nachricht."},
	Matters: []draft.Matter{
		{Question: "Was kostet die Hundesteuer?", Status: auskunft.Answered, Sentences: []draft.Sentence{{Sentence: taxAnswer.Sentences[0]}}},
		{Question: "Sind Blindenführhunde befreit?", Status: auskunft.Refused, Reason: auskunft.NoSource, Said: "[Bitte ergänzen: Dazu gibt es nur interne Texte.]",
			Sentences: []draft.Sentence{{Sentence: taxAnswer.Sentences[1], Internal: true}}},
		{Question: "Wann ist das <Freibad> offen?", Status: auskunft.Refused, Reason: auskunft.NoSource, Said: "Dazu haben wir in den Texten der Stadt keine Angabe gefunden.",
			Nearest: []auskunft.Nearby{{Title: "Freibad", URL: "https://www.auenwede.example/freibad"}}},
		{Question: "Und für den zweiten Hund?", Status: auskunft.Answered, Said: "[Bitte prüfen: Das steht schon oben.]"},
		{Question: "Bekomme ich eine Ermäßigung?", Status: auskunft.Refused, Reason: auskunft.IndividualCase, Said: "Das entscheidet die Stelle."},
	},
	More:        []string{"Wo gibt es Hundetüten?"},
	Closing:     []string{"Weiter hilft Ihnen die 115.", "Mit freundlichen Grüßen", "Stadt Auenwede"},
	Citations:   taxAnswer.Citations[:2],
	GeneratedBy: "extractive",
}

func (d *desk) withDrafts(t testing.TB, drafts staff.Drafter) http.Handler {
	t.Helper()
	return d.site(t, staff.Deps{Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock, Draft: drafts})
}

func TestReplyToAMail(t *testing.T) {
	drafts := &drafter{reply: taxReply}
	handler := (&desk{account: agent}).withDrafts(t, drafts)
	_, page := get(t, handler, "/staff/antwort")
	wantText(t, page, ".area [aria-current]", "Antwort entwerfen")
	if page.Find("form textarea[name=mail][autofocus]").Length() != 1 || drafts.mail != "" {
		t.Error("there is no field for a mail, or a draft was made without one")
	}

	response, page := post(t, handler, "/staff/antwort", url.Values{"mail": {"Guten Tag,\r\nwas kostet die Hundesteuer?"}})
	if response.StatusCode != http.StatusOK || response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s, kept by browsers: %q", response.Status, response.Header.Get("Cache-Control"))
	}
	if drafts.mail != "Guten Tag,\nwas kostet die Hundesteuer?" || !drafts.reader.Sees("department:finanzen") || drafts.reader.Sees("department:jugend") {
		t.Errorf("drafted as %v for %q", drafts.reader, drafts.mail)
	}
	if got := page.Find("#letter").Text(); got != taxReply.Text(false) || strings.Contains(got, "Merkzeichen") || strings.Contains(got, "wiki.") {
		t.Errorf("the letter:\n%s", got)
	}
	if got := page.Find("#letter-all").Text(); got != taxReply.Text(true) || !strings.Contains(got, "Merkzeichen") {
		t.Errorf("the letter with internal text:\n%s", got)
	}
	if page.Find("#with-internal:not([checked])").Length() != 1 {
		t.Error("internal text is on from the beginning, or cannot be switched on")
	}
	var states []string
	for _, badge := range page.Find(".matters .kern-badge").EachIter() {
		states = append(states, text(badge))
	}
	if want := []string{"belegt", "nur intern belegt", "keine Quelle", "weiter oben beantwortet", "Einzelfall: entscheidet die Stelle"}; !slices.Equal(states, want) {
		t.Errorf("matters stand as %q, want %q", states, want)
	}
	wantText(t, page, ".mail", "Wann ist das <Freibad> offen?")
	wantText(t, page, ".matters a[href='https://www.auenwede.example/freibad']", "Freibad")
	wantText(t, page, ".note", "Wo gibt es Hundetüten?")
	wantText(t, page, ".claim-list li:nth-child(1)", "120,00 Euro")
	wantText(t, page, ".claim-list li:nth-child(2) .kern-badge", "nur intern")
	wantText(t, page, ".sources li:nth-child(2) .kern-badge", "nur intern")
	for _, marker := range page.Find(".claim-list sup a").EachIter() {
		if source := marker.AttrOr("href", ""); page.Find(source+" blockquote").Length() != 1 {
			t.Errorf("a claim points to %q, where there is no quote", source)
		}
	}
	if page.Find("[role=alert]").Length() != 0 {
		t.Error("there is an alarm without a danger")
	}
}

func TestReplyWithoutInternalOrQuestions(t *testing.T) {
	reply := taxReply
	reply.Matters, reply.Citations = nil, nil
	_, page := post(t, (&desk{account: agent}).withDrafts(t, &drafter{reply: reply}), "/staff/antwort", url.Values{"mail": {"Danke!"}})
	wantText(t, page, ".reply", "keine Frage erkannt")
	if page.Find("#with-internal, #letter-all, .claims").Length() != 0 {
		t.Error("there is a switch, a letter or a list for what is not there")
	}
}

func TestReplyToADanger(t *testing.T) {
	reply := taxReply
	reply.Urgent = []string{"Mein Nachbar liegt bewusstlos im Flur."}
	_, page := post(t, (&desk{account: agent}).withDrafts(t, &drafter{reply: reply}), "/staff/antwort", url.Values{"mail": {"Hilfe"}})
	wantText(t, page, "[role=alert]", "Zuerst handeln, dann schreiben")
	wantText(t, page, "[role=alert] blockquote", "bewusstlos")
	wantText(t, page, "[role=alert]", "112")
}

// What cannot be drafted for is still there, with what to do.
func TestReplyToWhatIsNoMail(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
		want   string
	}{
		"empty":  {auskunft.Errorf(auskunft.Invalid, "mail_empty", "no word"), http.StatusUnprocessableEntity, "bleibt von ihr kein Wort"},
		"binary": {auskunft.Errorf(auskunft.Invalid, "mail_binary", "no text"), http.StatusUnprocessableEntity, "kein Text"},
		"long":   {auskunft.Errorf(auskunft.Invalid, "mail_too_long", "too long"), http.StatusUnprocessableEntity, "mehr als 8.000 Zeichen"},
		"away":   {auskunft.Errorf(auskunft.Unavailable, "search", "no database"), http.StatusServiceUnavailable, "in einer Minute noch einmal"},
		"fault":  {errors.New("secret detail"), http.StatusInternalServerError, "schiefgegangen"},
	} {
		const mail = "\n  Liebe Stadt, </textarea><b>was tun?"
		response, page := post(t, (&desk{account: agent}).withDrafts(t, &drafter{err: test.err}), "/staff/antwort", url.Values{"mail": {mail}})
		if response.StatusCode != test.status {
			t.Errorf("%s: %s, want %d", name, response.Status, test.status)
		}
		wantText(t, page, "[role=alert]", test.want)
		if got := page.Find("#mail").Text(); got != mail {
			t.Errorf("%s: the field holds %q", name, got)
		}
	}
}

func TestWhoMayDraftReplies(t *testing.T) {
	for role, want := range map[auskunft.Role]int{auskunft.StaffRole: http.StatusOK, auskunft.EditorRole: http.StatusOK, auskunft.AuditorRole: http.StatusForbidden} {
		d := &desk{account: auskunft.Account{ID: 1, Login: "x", Role: role}}
		if response, _ := get(t, d.withDrafts(t, &drafter{}), "/staff/antwort"); response.StatusCode != want {
			t.Errorf("%s: %s, want %d", role, response.Status, want)
		}
	}
	response, page := get(t, (&desk{account: agent}).handler(t), "/staff/antwort")
	if response.StatusCode != http.StatusNotFound || page.Find("a[href='/staff/antwort']").Length() != 0 {
		t.Errorf("without drafts: %s", response.Status)
	}
}

// A mail is pasted, its draft edited and copied, all by keyboard.
func TestReplyInTheBrowser(t *testing.T) {
	browser := browsertest.Start(t)
	for name, look := range map[string]browsertest.Look{
		"light": {},
		"dark":  {Width: 1280, Height: 900, Dark: true},
		"320":   {Width: 320, Height: 640},
	} {
		t.Run(name, func(t *testing.T) {
			d := newLibrary()
			d.drafts.reply = taxReply
			p, url := browser.Page(t), serveStaff(t, d)
			p.Look(look)
			p.Open(url + "/staff/antwort")
			if got := p.Focused(); got != "Nachricht einer Bürgerin oder eines Bürgers" {
				t.Errorf("the focus is on %q", got)
			}
			p.Screenshot("reply-" + name + "-empty")
			p.CheckLook(name + ", empty")
			p.Type("Was kostet die Hundesteuer?")
			p.Press("Tab", "Enter")
			p.See(".matters", "belegt")
			p.Screenshot("reply-" + name)
			p.CheckLook(name)
			copied := func() string { return browsertest.Eval[string](p, "window.copied ?? ''") }
			browsertest.Eval[bool](p, "navigator.clipboard.writeText = async (text) => { window.copied = text }, true")
			p.Click("#letter")
			browsertest.Eval[bool](p, "document.querySelector('#letter').setSelectionRange(0, 0), true")
			p.Type("Liebe Frau Muster, ")
			p.Press("Alt+c")
			p.See("#said", "Entwurf kopiert")
			if got := copied(); !strings.HasPrefix(got, "Liebe Frau Muster, Guten Tag,") || strings.Contains(got, "Merkzeichen") {
				t.Errorf("copied: %s", got)
			}
			p.Click("#with-internal")
			p.Until("the letter without internal text is away", "document.querySelector('#letter').offsetParent === null")
			p.Screenshot("reply-" + name + "-internal")
			p.CheckLook(name + ", with internal text")
			p.Click("#copy-letter")
			p.See("#said", "Entwurf mit Internem kopiert")
			if got := copied(); !strings.Contains(got, "Merkzeichen") {
				t.Errorf("copied with internal text: %s", got)
			}
			if spoken := p.Spoken(); !slices.Contains(spoken, "Entwurf kopiert") {
				t.Errorf("said: %q", spoken)
			}
			browsertest.Eval[bool](p, "document.querySelector('.claims').scrollIntoView(), true")
			p.Screenshot("reply-" + name + "-claims")
			quiet(t, p)
		})
	}
}

func TestReplyWithoutScript(t *testing.T) {
	d := newLibrary()
	d.drafts.reply = taxReply
	d.drafts.reply.Urgent = []string{"Mein Nachbar liegt bewusstlos im Flur."}
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.Scripts(false)
	p.Open(url + "/staff/antwort")
	p.Click("#mail")
	p.Type("Was kostet die Hundesteuer?")
	p.Press("Tab", "Enter")
	p.See("[role=alert]", "Zuerst handeln")
	p.Screenshot("reply-urgent")
	p.Click("#with-internal")
	p.See(".letter-internal", "Fassung mit Internem")
	quiet(t, p)
}

// A mail that was pasted before the session ended is there again after signing in, for the same
// person only; leaving what nobody has copied is asked about.
func TestReplySurvivesTheSession(t *testing.T) {
	d := newLibrary()
	d.drafts.reply = taxReply
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	asks := func() bool {
		return browsertest.Eval[bool](p, `!window.dispatchEvent(new Event("beforeunload", { cancelable: true }))`)
	}
	signIn := func() {
		p.See("h1", "Anmelden")
		p.Click("#login")
		p.Type(agent.Login)
		p.Click("#password")
		p.Type("ein langes Kennwort")
		p.Press("Enter")
	}
	p.Open(url + "/staff/antwort")
	if asks() {
		t.Error("leaving the empty page is asked about")
	}
	p.Click("#mail")
	p.Type("Was kostet die Hundesteuer?")
	if !asks() {
		t.Error("a mail that was pasted may be left without a question")
	}
	d.account = auskunft.Account{}
	p.Press("Tab", "Enter")
	signIn()
	p.See(".working", "Die Nachricht ist noch da")
	if got := browsertest.Eval[string](p, "document.querySelector('#mail').value"); got != "Was kostet die Hundesteuer?" {
		t.Errorf("the field holds %q", got)
	}
	p.ClickText("button", "Entwurf erstellen")
	p.See(".matters", "belegt")
	if stored := browsertest.Eval[int](p, "sessionStorage.length"); stored != 0 {
		t.Error("the mail is kept although there is a draft of it")
	}
	if !asks() {
		t.Error("a draft that nobody has copied may be left without a question")
	}
	browsertest.Eval[bool](p, "navigator.clipboard.writeText = async () => {}, true")
	p.Click("#copy-letter")
	p.See("#said", "Entwurf kopiert")
	if asks() {
		t.Error("leaving a copied draft is asked about")
	}

	// Somebody else at the same window.
	p.ClickText("a", "Andere Nachricht einfügen")
	p.See("#mail", "")
	p.Click("#mail")
	p.Type("Vertraulich")
	d.account = auskunft.Account{}
	p.Press("Tab", "Enter")
	p.See("h1", "Anmelden")
	browsertest.Eval[bool](p, `sessionStorage.setItem("auskunft.mail", sessionStorage.getItem("auskunft.mail").replace('"who":"7"', '"who":"8"')), true`)
	signIn()
	p.See("#mail", "")
	if got := browsertest.Eval[string](p, "document.querySelector('#mail').value + sessionStorage.length"); got != "0" {
		t.Errorf("somebody else's mail: %q", got)
	}
	quiet(t, p)
}
