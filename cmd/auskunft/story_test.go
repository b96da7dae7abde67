package main

import (
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/account"
	"auskunft/kb/gap"
)

// From a bad answer to a good one, on the demo town: a citizen says "no", an editor finds the
// gap, writes an article from it and sees what it will change, another person releases it, the
// citizen is answered, the gap has closed itself and the test case is green.
func TestFromABadAnswerToAGreenCase(t *testing.T) {
	s := surroundingsIn(pgtest.Folder(t))
	s.environ = append(s.environ, "QUESTION_LOG=all")
	d, err := openDesk(s, deskOptions{demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	handler, sessions := handlerOf(t, d)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	st := &story{t, d, server.URL, browsertest.Start(t)}
	for _, a := range demoAccounts {
		if _, err := sessions.Add(t.Context(), account.By{}, a, storyPassword); err != nil {
			t.Fatal(err)
		}
	}

	const lend, borrow = "Kann ich bei der Stadt ein Lastenrad leihen?", "Wo kann ich ein Lastenrad ausleihen?"
	citizen := st.browser.Page(t)
	st.ask(citizen, lend)
	citizen.See(".answer", "leihen Sie Bücher, Spiele, Filme")
	citizen.ClickText(".feedback button", "Nein")
	citizen.See(".feedback", "Was war das Problem?")
	rated := func(reason string) func() bool { // one after the other: on a slow machine a later word may arrive first
		return func() bool {
			return len(rowsAs[int](t, d, auskunft.PublicReader, `SELECT 1 FROM feedback WHERE reason = $1`, reason)) == 1
		}
	}
	st.await("the citizen's no", rated(""))
	st.picture(citizen, "nein")
	citizen.ClickText(".feedback button", "Falsch")
	st.await("the citizen's reason", rated("wrong"))
	for _, q := range []string{borrow, "Gibt es hier ein Lastenrad zu leihen?", "Was kostet die Hundesteuer?", "Wo melde ich meinen Hund an?"} {
		if _, err := (wholeAnswers{d.chat}).Ask(t.Context(), auskunft.Question{Text: q, Reader: auskunft.PublicReader}); err != nil {
			t.Fatal(err)
		}
	}
	st.learn()

	editor := st.signIn("redaktion")
	editor.Open(server.URL + "/staff/luecken")
	editor.See(".list", "Lastenrad")
	st.looks(editor, "luecken")
	editor.ClickText(".list a", "Lastenrad")
	editor.See("main", lend)
	editor.See("main", borrow)
	editor.See("main", "Antwort hat nicht geholfen (falsch)")
	editor.See("main", "Antwort heute")
	st.looks(editor, "luecke")
	editor.ClickText("a", "Damalige Antwort")
	editor.See(".reading", "leihen Sie Bücher")
	editor.CheckAxe("the answer that was given")
	editor.ClickText("a", "Zur Lücke")
	editor.See("h1", "Lastenrad")
	gapAddress := browsertest.Eval[string](editor, "location.href")
	replaceIn(editor, "#title", "Lastenrad ausleihen")
	// From here on without script: how the writing field looks is tested elsewhere.
	editor.Scripts(false)
	editor.ClickText("button", "Artikel schreiben")
	editor.See("h1", "Bearbeiten")
	if body := browsertest.Eval[string](editor, `document.querySelector("#body").value`); !strings.Contains(body, lend) {
		t.Errorf("the article does not begin with the question: %q", body)
	}
	replaceIn(editor, "#body", "Die Stadt verleiht drei Lastenräder. Ein Lastenrad leihen Sie im Bürgerbüro aus. Das Ausleihen kostet 5 Euro am Tag.")
	editor.ClickText("button", "Speichern")
	editor.See(".status", "Entwurf")
	editor.Scripts(true)
	articleAddress := browsertest.Eval[string](editor, "location.href")

	editor.Open(gapAddress)
	editor.See(".status", "in Arbeit")
	editor.ClickText("a", "Testfall anlegen")
	editor.Click("#question")
	editor.Type("Was kostet es, ein Lastenrad auszuleihen?")
	editor.Click("#words")
	editor.Type("5 Euro")
	editor.ClickText("button", "Anlegen und fragen")
	editor.See(".list", "nicht bestanden")

	editor.Open(articleAddress)
	editor.ClickText("a", "Was ändert die Freigabe?")
	editor.See("h1", "Was ändert die Freigabe?")
	editor.See(".list", "besser: bestanden")
	changes := strings.Join(editor.Texts(".change"), "\n")
	for _, want := range []string{borrow, "wird neu beantwortet", lend, "aus anderen Texten beantwortet", "Ein Lastenrad leihen Sie im Bürgerbüro aus."} {
		if !strings.Contains(changes, want) {
			t.Errorf("the preview does not say %q:\n%s", want, changes)
		}
	}
	if strings.Contains(changes, "Hund") {
		t.Errorf("the preview changes what has nothing to do with it:\n%s", changes)
	}
	st.looks(editor, "wirkung")
	if a, err := (wholeAnswers{d.chat}).Ask(t.Context(), auskunft.Question{Text: borrow, Reader: auskunft.ReaderOf(auskunft.Internal)}); err != nil || a.Status == auskunft.Answered {
		t.Errorf("before the release the draft answers: %+v %v", a, err)
	}
	editor.Open(articleAddress)
	editor.ClickText("button", "Zur Prüfung geben")
	editor.See(".status", "In Prüfung")

	approver := st.signIn("freigabe")
	approver.Open(articleAddress)
	approver.See("main", "Für die Lücke")
	approver.ClickText("button", "Freigeben")
	approver.See(".status", "Veröffentlicht")
	st.learn()

	st.ask(citizen, lend)
	citizen.See(".answer", "Ein Lastenrad leihen Sie im Bürgerbüro aus.")
	st.picture(citizen, "besser")
	editor.Open(gapAddress)
	editor.See(".status", "beantwortet")
	editor.See("main", "Hat sich selbst geschlossen")
	st.picture(editor, "geschlossen")
	editor.Open(server.URL + "/staff/testfaelle")
	editor.See(".list .kern-badge--success", "bestanden")
	st.looks(editor, "testfaelle")
	page, _, err := d.gaps.List(t.Context(), auskunft.Account{Login: "redaktion", Role: auskunft.EditorRole}, gap.Filter{State: gap.Answered, Limit: 2})
	if err != nil || len(page) != 1 || page[0].Good != page[0].Tried || page[0].MovedBy != "" {
		t.Errorf("closed: %+v %v", page, err)
	}
	for _, p := range []*browsertest.Page{citizen, editor, approver} {
		for _, complaint := range p.Complaints() {
			t.Errorf("the page complains: %s", complaint)
		}
	}
}

// story is the demo town with people who look at it.
type story struct {
	*testing.T
	desk    *desk
	address string
	browser *browsertest.Browser
}

const storyPassword = "nur in diesem Test"

func (s *story) ask(p *browsertest.Page, question string) {
	s.Helper()
	p.Open(s.address + "/")
	if browsertest.Eval[bool](p, `document.querySelector(".kekse").open`) {
		p.ClickText(".kekse button", "Nur notwendige")
	}
	p.ClickText("button", "Frage stellen")
	p.Click("textarea")
	p.Type(question)
	p.Press("Enter")
	p.Gone("[aria-busy]")
}

func (s *story) signIn(login string) *browsertest.Page {
	s.Helper()
	p := s.browser.Page(s.T)
	p.Open(s.address + "/staff/")
	p.Click("input[name=login]")
	p.Type(login)
	p.Click("input[name=password]")
	p.Type(storyPassword)
	p.Press("Enter")
	p.See("main", "")
	p.See(".bar", "Abmelden")
	return p
}

// learn does what the server does every few seconds.
func (s *story) learn() {
	s.Helper()
	if err := s.desk.learnOnce(s.Context()); err != nil {
		s.Fatal(err)
	}
}

// looks checks a page on every device, and takes its picture.
func (s *story) looks(p *browsertest.Page, name string) {
	s.Helper()
	for look, device := range browsertest.Looks {
		p.Look(device)
		p.Screenshot("story-" + name + "-" + look)
		p.CheckLook(name + ", " + look)
	}
	p.Look(browsertest.Look{})
	s.picture(p, name)
}

// picture takes a picture for the editors' guide, small enough to be committed.
func (s *story) picture(p *browsertest.Page, name string) {
	s.Helper()
	folder := os.Getenv(browsertest.ScreenshotsVariable)
	if folder == "" {
		return
	}
	p.Look(browsertest.Look{Width: 1100, Height: 760})
	p.Screenshot("editors-" + name)
	p.Look(browsertest.Look{})
	path := filepath.Join(folder, "editors-"+name+".png")
	small := fewColours(decodePNG(s.T, path))
	file, err := os.Create(path)
	if err != nil {
		s.Fatal(err)
	}
	defer file.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(file, small); err != nil {
		s.Fatal(err)
	}
}

func (s *story) await(what string, holds func() bool) {
	s.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("waited in vain for %s", what)
		}
	}
}

// replaceIn types text into a field in place of what it holds.
func replaceIn(p *browsertest.Page, field, text string) {
	p.Click(field)
	p.Press("Control+a")
	p.Type(text)
}
