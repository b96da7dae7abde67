package main

import (
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/kb/inbox"
)

var agent = auskunft.Account{Login: "agentin", Role: auskunft.AgentRole}

// handedOver is the request with a reference, as the service centre sees it.
func handedOver(t *testing.T, d *desk, reference string) inbox.Request {
	t.Helper()
	r, err := d.inbox.Get(t.Context(), agent, reference)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// elephant is a question that the demo's texts do not answer.
const elephant = "Wo kann ich einen Elefanten ausleihen?"

// A citizen gets no answer in the widget, hands the question over with a small sum that the
// device solves, and the service centre has it under the reference that was shown.
func TestCitizenHandsOverInTheWidget(t *testing.T) {
	d := demoDesk(t)
	server := serveDemo(t, d)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/")
	p.ClickText("button", "Frage stellen")
	p.Click("textarea")
	p.Type(elephant)
	p.Press("Enter")
	p.Gone("[aria-busy]")
	p.See(".answer", "115")
	p.ClickText("footer button", "Anliegen übergeben")
	p.See(".handover h3", "Anliegen an die Stadt übergeben")
	p.Click("#reach")
	p.Type("04227 991234")
	p.Click("#person")
	p.Type("Ä. Müller")
	started := browsertest.Eval[float64](p, "performance.now()")
	p.ClickText("button", "Absenden")
	p.See(".reference", "-")
	t.Logf("sum and sending took %.0f ms", browsertest.Eval[float64](p, "performance.now()")-started)
	p.Screenshot("home-handover")
	r := handedOver(t, d, p.Texts(".reference")[0])
	if r.Topic != elephant || !strings.HasPrefix(r.Summary, "Frage: "+elephant+"\nAntwort: ") || r.Phone != "04227 991234" || r.Email != "" ||
		r.Name != "Ä. Müller" || r.Conversation != "" || r.Lang != "de" {
		t.Errorf("in the inbox is %+v", r)
	}
	for _, complaint := range p.Complaints() {
		t.Errorf("the page complains: %s", complaint)
	}
}

// The same without script, on the page version.
func TestCitizenHandsOverWithoutScript(t *testing.T) {
	d := demoDesk(t)
	server := serveDemo(t, d)
	p := browsertest.Start(t).Page(t)
	p.Scripts(false)
	p.Open(server.URL + "/chat?lang=de")
	p.Click("#question")
	p.Type(elephant)
	p.ClickText("form.ask button", "Senden")
	p.See(".message", "115")
	p.ClickText(".offer button", "Anliegen übergeben")
	p.See("h1", "Anliegen an die Stadt übergeben")
	opened := time.Now()
	p.Click("#email")
	p.Type("eva@post.example")
	time.Sleep(time.Until(opened.Add(3 * time.Second))) // who is quicker is asked to look again
	p.ClickText(".request button", "Absenden")
	p.See(".reference", "-")
	r := handedOver(t, d, p.Texts(".reference")[0])
	if r.Topic != elephant || !strings.HasPrefix(r.Summary, "Frage: "+elephant+"\nAntwort: ") || r.Email != "eva@post.example" || r.Phone != "" {
		t.Errorf("in the inbox is %+v", r)
	}
	p.ClickText("button", "Zurück zum Gespräch")
	p.See(".asked", elephant)
	p.ClickText("form.delete button", "Gespräch löschen")
	p.See("[role=status]", "gelöscht")
	handedOver(t, d, r.Reference) // the request is still there
	if stored := p.Stored(); len(stored) != 0 {
		t.Errorf("stored %v", stored)
	}
}

// With script the page of a question hosts the widget, the question in its field; its answer
// can be printed as a whole.
func TestPageHostsTheWidget(t *testing.T) {
	server := serveDemo(t, demoDesk(t))
	p := browsertest.Start(t).Page(t)
	for name, look := range map[string]browsertest.Look{"light": {}, "dark-320": {Width: 320, Height: 568, Dark: true}} {
		p.Look(look)
		p.Open(server.URL + "/chat?lang=de&q=Was+kostet+die+Hundesteuer%3F")
		p.See("[role=region]", "KI-System")
		if asked := browsertest.Eval[string](p, "browsertest.find('textarea')[0].value"); asked != "Was kostet die Hundesteuer?" || len(p.Texts(".transcript li")) > 0 {
			t.Errorf("the field holds %q, and something was asked", asked)
		}
		if buttons := strings.Join(p.Texts("button"), " "); strings.Contains(buttons, "Auskunft schließen") || strings.Count(buttons, "Senden") != 1 || strings.Count(buttons, "Anliegen übergeben") != 1 {
			t.Errorf("buttons %q: two forms, or one to close", buttons)
		}
		p.Screenshot("chat-widget-" + name)
		p.CheckAxe("/chat with the widget, " + name)
		p.Click("textarea")
		p.Press("Enter", "Escape")
		p.See(".answer", "für den ersten Hund 120 Euro im Jahr")
		p.Gone("[aria-busy]")
		p.Screenshot("chat-widget-answer-" + name)
		p.ClickText("button", "Gespräch löschen")
		p.Gone(".transcript li")
	}
	for _, complaint := range p.Complaints() {
		t.Errorf("the page complains: %s", complaint)
	}
}
