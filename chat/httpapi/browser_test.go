package httpapi

import (
	"context"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/compose"
	"auskunft/internal/browsertest"
)

// TestPageInABrowser uses the page version as a person without script does, and lets axe look
// at every state of it.
func TestPageInABrowser(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	p := browsertest.Start(t).Page(t)
	looks := map[string]browsertest.Look{"dark-320": {Width: 320, Height: 568, Dark: true}}
	if !testing.Short() {
		looks["light"], looks["forced"] = browsertest.Look{}, browsertest.Look{ForcedColors: true}
	}
	for name, look := range looks {
		state := func(state string) {
			t.Helper()
			p.CheckLook(name + ", " + state)
			p.Screenshot("chat-" + state + "-" + name)
		}
		opened := func(at time.Time) { // gives the form a ticket of that time
			t.Helper()
			browsertest.Eval[bool](p, "document.querySelector('[name=ticket]').value = '"+tickets{[]byte("key")}.issue(formTicket, at)+"', true")
		}
		p.Look(look)
		r.compose, r.said = nil, nil
		p.Open(server.URL + "/chat?lang=de")
		state("form")
		p.Click("#question")
		p.Type("Was kostet die Hundesteuer?")
		p.ClickText("form.ask button", "Senden")
		p.See(".sentences", "84 Euro")
		p.Click(".sources summary")
		p.See(".sources blockquote", "84 Euro")
		state("answer")

		answered := <-r.recorded
		answered.Answer.Note = "Was hier steht, gilt allgemein. Über Ihren Fall kann nur die zuständige Stelle verbindlich entscheiden."
		r.said = []chat.Said{{Question: answered.Turn.Question, Answer: answered.Answer}}
		p.ClickText(".rating button", "Nein")
		p.See(".sentences + .meta", "gilt allgemein")
		p.See(".rating", "Was war das Problem?")
		state("rating")
		p.ClickText(".rating button", "Veraltet")
		p.See(".rating", "Danke für Ihre Rückmeldung")

		r.compose = func(context.Context, func(compose.Draft) error) error { return nil }
		p.Click("#question")
		p.Type("Gibt es einen Elefantenverleih?")
		p.ClickText("form.ask button", "Senden")
		p.See(".message", "115")
		state("refusal")
		<-r.recorded

		p.ClickText(".offer button", "Anliegen übergeben")
		p.See("h1", "Anliegen an die Stadt übergeben")
		state("handover")
		opened(time.Now().Add(time.Minute)) // however long it took to look at the form
		p.ClickText(".request button", "Absenden")
		p.See(".failure", "sehr schnell")
		opened(time.Now().Add(-time.Minute))
		p.ClickText(".request button", "Absenden")
		p.See(".wrong", "Telefonnummer mit Vorwahl")
		state("handover-wrong")
		p.Click("#phone")
		p.Type("04227 991234")
		p.ClickText(".request button", "Absenden")
		p.See(".reference", "A7K-3QX9")
		state("handover-arrived")
		p.ClickText("button", "Zurück zum Gespräch")
		p.See(".asked", "Hundesteuer")
		p.Click("form.delete button")
		p.See("[role=status]", "gelöscht")
		state("deleted")
		p.Open(server.URL + "/chat?lang=ar")
		state("arabic")
		p.Open(server.URL + "/chat/handover?lang=ar")
		state("arabic-handover")
		if stored := p.Stored(); len(stored) != 0 {
			t.Errorf("stored %v", stored)
		}
	}
	for _, complaint := range p.Complaints() {
		if !strings.Contains(complaint, "status of 422") {
			t.Errorf("the browser complains: %s", complaint)
		}
	}
	want := auskunft.Handover{Topic: "Was kostet die Hundesteuer?", Phone: "04227 991234", Lang: "de"}
	for _, got := range r.received {
		if want.Summary = got.Summary; got != want || got.Summary == "" {
			t.Errorf("received %+v", got)
		}
	}
}
