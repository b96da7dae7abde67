package main

import (
	"strings"
	"testing"

	"auskunft/internal/browsertest"
	"auskunft/kb/account"
)

// A citizen opens the town's home page, asks what the dog tax costs, and sees the amount
// with its quote, the office's phone and its hours.
func TestCitizenGetsACitedAnswer(t *testing.T) {
	server := serveDemo(t, demoDesk(t))
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/")
	p.Screenshot("home")
	p.CheckAxe("home page, widget closed")
	if stored := p.Stored(); len(stored) > 0 {
		t.Errorf("before the first question the page stores %v", stored)
	}
	p.ClickText("button", "Frage stellen")
	p.See("[role=dialog]", "KI-System")
	p.Click("textarea")
	p.Type("Was kostet die Hundesteuer?")
	p.Press("Enter")
	p.Gone("[aria-busy]")
	p.See(".answer", "für den ersten Hund 120 Euro im Jahr")
	p.See(".office", "04227 99-2210")
	p.See(".office", "Uhr")
	p.Screenshot("home-answer")
	p.Click(".marker")
	p.See(".quote", "120 Euro")
	p.Screenshot("home-quote")
	p.CheckAxe("home page, answer with an open quote")
	for _, request := range p.Requests() {
		if !strings.HasPrefix(request.URL, server.URL) {
			t.Errorf("another host was asked: %s", request.URL)
		}
	}
	for _, complaint := range p.Complaints() {
		t.Errorf("the page complains: %s", complaint)
	}
}

// A citizen who checks a quote lands on the city's page, where the quote is in sight.
func TestCitationLeadsToItsSentence(t *testing.T) {
	server := serveDemo(t, demoDesk(t))
	browser := browsertest.Start(t)
	for name, look := range browsertest.Looks {
		t.Run(name, func(t *testing.T) {
			p := browser.Page(t)
			p.Look(look)
			p.Open(server.URL + "/")
			p.ClickText(".kekse button", "Nur notwendige")
			p.ClickText("button", "Frage stellen")
			p.Click("textarea")
			p.Type("Was kostet die Hundesteuer?")
			p.Press("Enter")
			p.Gone("[aria-busy]")
			p.Click(".marker")
			p.ClickText(".quote a", "Hund anmelden und Hundesteuer zahlen")
			p.See("h1", "Hund anmelden und Hundesteuer zahlen")
			p.Until("the quoted line to be in sight", `[...document.querySelectorAll("main li")].some(li => {
				const at = li.getBoundingClientRect();
				return li.textContent.startsWith("für den ersten Hund 120 Euro") && at.top >= 0 && at.bottom <= innerHeight;
			})`)
			if banner := browsertest.Eval[bool](p, `document.querySelector(".kekse").open`); banner {
				t.Error("the cookie banner forgot the choice")
			}
			p.Screenshot("cited-page-" + name)
			p.CheckAxe("the page of a citation, " + name)
			for _, complaint := range p.Complaints() {
				t.Errorf("the page complains: %s", complaint)
			}
		})
	}
}

// An agent signs in and finds the internal note beside the public page.
func TestAgentSearches(t *testing.T) {
	d := demoDesk(t)
	const password = "nur in diesem Test"
	accounts := account.NewStore(d.db.App)
	if _, err := accounts.Add(t.Context(), account.By{}, demoAccounts[0], password); err != nil {
		t.Fatal(err)
	}
	server := serveDemo(t, d)
	p := browsertest.Start(t).Page(t)
	p.Open(server.URL + "/staff/")
	p.Click("input[name=login]")
	p.Type(demoAccounts[0].Login)
	p.Click("input[name=password]")
	p.Type(password)
	p.Press("Enter")
	p.See("main", "")
	p.Click("input[type=search]")
	p.Type("Hundesteuer Befreiung")
	p.See("main", "Hundesteuer – Befreiung und Ermäßigung in der Praxis")
	p.See("main", "intern")
	p.Screenshot("staff-search")
	p.CheckAxe("staff search")
	for _, complaint := range p.Complaints() {
		t.Errorf("the page complains: %s", complaint)
	}
}
