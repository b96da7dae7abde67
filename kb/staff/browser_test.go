package staff_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/kb/staff"
	"auskunft/kb/staff/frame"
	"auskunft/retrieval"
)

// library finds its hits by the words of their titles, so that typing changes the list.
type library struct {
	desk
	signals signals
	drafts  drafter
	trials  trials
	hits    []retrieval.Hit
	script  chan struct{} // the script is served when it is closed
	slow    chan struct{} // what contains "langsam" is searched for, and answers composed, when it is closed; nil: at once
}

func (l *library) Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error) {
	l.wait(ctx)
	return l.desk.Ask(ctx, q)
}

func (l *library) wait(ctx context.Context) {
	if l.slow != nil {
		select {
		case <-l.slow:
		case <-ctx.Done():
		}
	}
}

func (l *library) Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error) {
	var result retrieval.Result
	if strings.Contains(q.Text, "langsam") {
		l.wait(ctx)
	}
	for _, hit := range l.hits {
		if strings.Contains(strings.ToLower(hit.Document.Title), strings.ToLower(strings.Fields(q.Text)[0])) {
			result.Hits = append(result.Hits, hit)
		}
	}
	return result, nil
}

func newLibrary() *library {
	served := make(chan struct{})
	close(served)
	l := &library{script: served, desk: desk{account: agent, answer: taxAnswer}, hits: []retrieval.Hit{taxHit, wikiHit}}
	for i := range 18 {
		hit := taxHit
		hit.Document.ID = int64(i + 3)
		hit.Document.Title = fmt.Sprintf("Hundesteuer: häufige Frage %d", i+1)
		hit.Document.Kind, hit.Document.Source = auskunft.PageDocument, "www.auenwede.example"
		hit.Passage = auskunft.Passage{Headings: []string{"Fragen und Antworten"}, Text: "Wer einen Hund hält, der älter als drei Monate ist, meldet ihn innerhalb von 14 Tagen an. Die Hundesteuer wird ab dem Monat fällig, der auf die Aufnahme folgt; für zugezogene Hunde gilt der Tag der Anmeldung der Wohnung."}
		l.hits = append(l.hits, hit)
	}
	return l
}

// serveStaff serves the pages with their built style and script.
func serveStaff(t *testing.T, d *library) (url string) {
	t.Helper()
	if !frame.AssetsBuilt() {
		t.Fatal("the staff pages' style and script are not built: run make generate")
	}
	handler := d.site(t, staff.Deps{
		Search: d, Ask: d, Sessions: d, Analyse: analyser, Now: clock,
		Signals: &d.signals, Draft: &d.drafts, Trial: d.trials,
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "staff.js") {
			<-d.script
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestFromSignInToAnAnswer(t *testing.T) {
	d := newLibrary()
	d.account = auskunft.Account{}
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.Open(url + "/staff/")
	p.See("h1", "Anmelden")
	p.Screenshot("staff-sign-in")
	p.CheckAxe("sign-in")
	if got := p.Focused(); got != "Anmeldename" {
		t.Errorf("the focus is on %q", got)
	}
	p.Type("agentin")
	p.Press("Tab")
	p.Type("falsches Kennwort")
	p.Press("Enter")
	p.See("[role=alert]", "falsch")
	p.Screenshot("staff-sign-in-failed")
	p.CheckAxe("sign-in failed")
	p.Type("ein langes Kennwort")
	p.Press("Enter")

	p.See("label", "Suchen oder fragen")
	if got := p.Focused(); got != "Suchen oder fragen" {
		t.Fatalf("the focus is on %q", got)
	}
	p.Screenshot("staff-search-empty")
	p.CheckAxe("empty search")
	p.Type("Hundesteuer")
	p.See("#hits h2", "20 Treffer")
	p.Type("satzung")
	p.See("#hits h2", "1 Treffer")
	if got := p.Focused(); got != "Suchen oder fragen" {
		t.Errorf("the results moved the focus to %q", got)
	}
	if got := browsertest.Eval[string](p, "document.querySelector('#q').value"); got != "Hundesteuersatzung" {
		t.Errorf("the field holds %q", got)
	}
	if spoken := p.Spoken(); !slices.Contains(spoken, "20 Treffer") || !slices.Contains(spoken, "1 Treffer") {
		t.Errorf("said: %q", spoken)
	}
	if d.question.Text != "" {
		t.Error("typing asked for an answer")
	}

	p.Press("Enter")
	p.See("#answer .sentences", "120,00 Euro")
	p.See("#answer .office a[href='tel:04227992210']", "04227 99-2210")
	p.Screenshot("staff-answer")
	p.CheckAxe("answer")
	p.Click("#answer sup a")
	p.See("#source-1:target", "168,00 Euro")
	p.Press("Control+k")
	if got := p.Focused(); got != "Suchen oder fragen" {
		t.Errorf("Ctrl+K leads to %q", got)
	}
	p.ClickText("button", "Abmelden")
	p.See("h1", "Anmelden")
	complaints := slices.DeleteFunc(p.Complaints(), func(c string) bool { return strings.Contains(c, "403") }) // the failed sign-in
	if len(complaints) > 0 {
		t.Errorf("the page complains: %q", complaints)
	}
}

// A session that ends while somebody types leads to the sign-in and back to the search.
func TestSessionEndsInTheBrowser(t *testing.T) {
	d := newLibrary()
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.Open(url + "/staff/search")
	p.Type("Hundesteuer")
	p.See("#hits h2", "20 Treffer")
	d.account = auskunft.Account{}
	p.Type("satzung")
	p.See("h1", "Anmelden")
	p.Click("input[name=login]")
	p.Press("Control+a") // the last letters may have been typed here: the page came in between
	p.Type("agentin")
	p.Press("Tab")
	p.Type("ein langes Kennwort")
	p.Press("Enter")
	p.See("#hits h2", "1 Treffer")
	quiet(t, p)
}

// What is typed before the script is there is searched for, and not typed over.
func TestTypingBeforeTheScript(t *testing.T) {
	d := newLibrary()
	d.script = make(chan struct{})
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.OpenEarly(url + "/staff/search")
	p.See("#q", "")
	p.Click("#q")
	p.Type("Hundesteuer")
	close(d.script)
	p.See("#hits h2", "20 Treffer")
	p.Type("satzung")
	p.See("#hits h2", "1 Treffer")
	quiet(t, p)
}

// A server that takes its time keeps nobody from typing on; what comes late is shown in its
// place, and never over what was asked for since.
func TestSlowServer(t *testing.T) {
	d := newLibrary()
	d.slow = make(chan struct{})
	p, url := browsertest.Start(t).Page(t), serveStaff(t, d)
	p.Open(url + "/staff/search?q=Hundesteuer&answer=1")
	p.See("#answer", "wird zusammengestellt")
	p.See("#hits h2", "20 Treffer")
	p.Click("#q")
	p.Press("Control+a")
	p.Type("Hundesteuer langsam") // its hits wait
	p.Press("Control+a")
	p.Type("Hundesteuersatzung")
	p.See("#hits h2", "1 Treffer")
	close(d.slow)
	p.See("#answer .sentences", "120,00 Euro")
	p.See("#hits h2", "1 Treffer")
	if got := browsertest.Eval[string](p, "document.querySelector('#q').value + document.activeElement.id"); got != "Hundesteuersatzungq" {
		t.Errorf("field and focus: %q", got)
	}
	quiet(t, p)
}

// Back restores the search that was sent off, and its answer.
func TestBack(t *testing.T) {
	p, url := browsertest.Start(t).Page(t), serveStaff(t, newLibrary())
	p.Open(url + "/staff/search?q=Hundesteuer&answer=1")
	p.See("#answer .sentences", "120,00 Euro")
	p.Click("#q")
	p.Open(url + "/staff/search?q=Befreiungen&answer=1")
	p.See("#answer .sentences", "120,00 Euro")
	p.Open(url + "/staff/search")
	p.Back()
	p.See("#hits h2", "1 Treffer")
	p.Back()
	p.See("#hits h2", "20 Treffer")
	p.See("#answer .sentences", "120,00 Euro")
	quiet(t, p)
}

// An agent prints an answer for a visitor: the answer with its sources, and nothing to click.
func TestAnswerOnPaper(t *testing.T) {
	p, url := browsertest.Start(t).Page(t), serveStaff(t, newLibrary())
	p.Open(url + "/staff/search?q=Hundesteuer&answer=1")
	p.See("#answer .sources a", "Hundesteuersatzung")
	p.Look(browsertest.Look{Width: 794, Height: 1123, Print: true})
	p.See("#answer .sentences", "120,00 Euro")
	p.See("#answer .office", "04227 99-2210")
	p.See(".brand", "Stadt Auenwede")
	p.Gone("#hits, nav, form, button, #answer details")
	p.Screenshot("staff-paper")
}

func TestStaffLooks(t *testing.T) {
	browser := browsertest.Start(t)
	for name, look := range map[string]browsertest.Look{
		"light":  {},
		"dark":   {Width: 1280, Height: 900, Dark: true},
		"wide":   {Width: 1920, Height: 1080},
		"320":    {Width: 320, Height: 640},
		"forced": {Width: 1280, Height: 900, ForcedColors: true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newLibrary()
			p, url := browser.Page(t), serveStaff(t, d)
			p.Look(look)
			p.Open(url + "/staff/search?q=Hundesteuer&answer=1")
			p.See("#answer .sentences", "120,00 Euro")
			p.See("#hits .excerpt mark", "Hund")
			p.Screenshot("staff-" + name)
			p.CheckLook(name)
			browsertest.Eval[bool](p, "document.querySelector('#answer').scrollIntoView(), true")
			p.Screenshot("staff-" + name + "-answer")
			d.answer = auskunft.Answer{Status: auskunft.Refused, Reason: auskunft.NoSource, GeneratedBy: "extractive", GeneratedAt: now,
				Message: "Dazu steht in den Texten der Stadt keine belegte Antwort.", Nearest: []auskunft.Nearby{{Title: "Freibad", URL: "https://www.auenwede.example/freibad"}}, Cards: taxAnswer.Cards[2:]}
			p.Open(url + "/staff/search?q=Unbekanntes&answer=1")
			p.See("#answer .message", "keine belegte Antwort")
			p.Screenshot("staff-" + name + "-refused")
			p.CheckLook(name + ", refused")
			quiet(t, p)
		})
	}
}

func TestWithoutScript(t *testing.T) {
	p, url := browsertest.Start(t).Page(t), serveStaff(t, newLibrary())
	p.Scripts(false)
	p.Open(url + "/staff/search")
	p.Click("#q")
	p.Type("Hundesteuer")
	p.Press("Enter")
	p.See("#hits h2", "20 Treffer")
	p.See("#answer .sentences", "120,00 Euro")
	p.See(".sources .kern-badge", "nur intern")
	quiet(t, p)
}
