package main

import (
	"context"
	"strings"
	"testing"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/kb/account"
	"auskunft/kb/setting"
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

// Answers turn out wrong: an administrator switches the widget off, with a reason and a word to
// citizens, who read it where the answer would stand; the page finds pages meanwhile, staff
// search on without answers, programs are told; and once it is undone, all is as before.
func TestAdministratorSwitchesOff(t *testing.T) {
	const password, own = "nur in diesem Test", "Wir prüfen gerade unsere Texte zur Hundesteuer."
	d := demoDesk(t)
	admin := auskunft.Account{Login: "schalter", Name: "Ada Meier", Role: auskunft.AdminRole}
	if _, err := account.NewStore(d.db.App).Add(t.Context(), account.By{}, admin, password); err != nil {
		t.Fatal(err)
	}
	server := serveDemo(t, d)
	browser := browsertest.Start(t)
	staff, citizen := browser.Page(t), browser.Page(t)
	staff.Open(server.URL + "/staff/")
	staff.Click("input[name=login]")
	staff.Type(admin.Login)
	staff.Click("input[name=password]")
	staff.Type(password)
	staff.Press("Enter")
	staff.See("input[type=search]", "")
	citizen.Open(server.URL + "/")
	citizen.ClickText(".kekse button", "Nur notwendige")
	citizen.ClickText("button", "Frage stellen")
	citizen.See("[role=dialog]", "KI-System")

	staff.Open(server.URL + "/staff/schalter")
	staff.ClickText("a", "Widget auf Websites")
	staff.Click("#text")
	staff.Type(own)
	staff.Click("#why")
	staff.Type("Eine Gebühr ist falsch")
	staff.ClickText("button", "Abschalten")
	staff.See("blockquote", own+" Menschen erreichen Sie unter der Behördennummer 115")
	staff.ClickText("button", "Ja, abschalten")
	staff.See("h1", "abgeschaltet")
	citizen.Click("textarea")
	citizen.Type("Was kostet die Hundesteuer?")
	citizen.Press("Enter")
	citizen.Gone("[aria-busy]")
	citizen.See(".failure", own+" Menschen erreichen Sie unter der Behördennummer 115")
	citizen.Screenshot("widget-closed")
	citizen.CheckAxe("widget, closed")
	if ways := citizen.Texts(".failure button"); len(ways) > 0 {
		t.Errorf("what is closed offers %q", ways)
	}
	citizen.Click("textarea")
	citizen.Press("Control+a")
	citizen.Type("Ich will nicht mehr leben")
	citizen.Press("Enter")
	citizen.See(".answer a[href='tel:08001110111']", "")

	staff.ClickText("form[action$='/undo'] button", "Zurücknehmen") // the field for the reason is required
	staff.See("#undo-why:focus", "")
	staff.Type("Die Gebühr stimmt wieder")
	staff.ClickText("form[action$='/undo'] button", "Zurücknehmen")
	staff.See("button", "Abschalten")
	citizen.Click("textarea")
	citizen.Type("Was kostet die Hundesteuer?")
	citizen.Press("Enter")
	citizen.See(".answer", "für den ersten Hund 120 Euro im Jahr")
	staff.Open(server.URL + "/staff/protokoll")
	staff.See("tbody tr:nth-child(1)", "Kanal geöffnet")
	staff.See("tbody tr:nth-child(2)", "Kanal „Widget auf Websites“")

	// Both that answer citizens, and staff's: what is written can still be found.
	by := account.By{Who: "test", Why: "Probe"}
	for _, c := range []auskunft.Channel{auskunft.WidgetChannel, auskunft.PageChannel, auskunft.MCPChannel, auskunft.StaffChannel} {
		state, _, err := d.settings.History(t.Context(), setting.Switch(c))
		if err == nil {
			err = d.settings.Change(t.Context(), by, setting.Switch(c), state.Last.Number, &setting.Value{Closed: true})
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := d.settings.Undo(context.Background(), by, setting.Switch(c), state.Last.Number+1); err != nil {
				t.Error(err)
			}
		})
	}
	citizen.Open(server.URL + "/chat?lang=de&q=Was+kostet+die+Hundesteuer%3F")
	citizen.See(".closed", "Behördennummer 115")
	citizen.ClickText("button", "Suchen")
	citizen.See(".nearest", "Hund anmelden und Hundesteuer zahlen")
	citizen.Screenshot("chat-closed")
	citizen.CheckAxe("/chat, closed")
	for _, plain := range []string{"", "&plain=1"} {
		staff.Open(server.URL + "/staff/search?q=Hundesteuer&answer=1" + plain)
		staff.See("#hits", "Hund anmelden und Hundesteuer zahlen")
		staff.See("#answer [role=status]", "Antworten und Entwürfe sind zurzeit abgeschaltet. Die Suche geht weiter.")
	}
	staff.Screenshot("staff-search-closed")
	staff.CheckAxe("staff search, closed")
}
