package httpapi

import (
	"context"
	"testing"

	"auskunft/chat/compose"
	"auskunft/internal/browsertest"
)

// TestPageInABrowser uses the page version as a person does, and lets
// axe look at every state of it.
func TestPageInABrowser(t *testing.T) {
	r := newRooms()
	server := serve(t, r, nil)
	p := browsertest.Start(t).Page(t)
	for _, look := range []browsertest.Look{{}, {Dark: true}, {Width: 320, Height: 568}} {
		p.Look(look)
		r.compose = nil
		p.Open(server.URL + "/chat?lang=de")
		p.CheckAxe("form")
		p.Click("#question")
		p.Type("Was kostet die Hundesteuer?")
		p.Click("form.ask button")
		p.See(".sentences", "84 Euro")
		p.CheckAxe("answer")
		p.Click(".sources summary")
		p.See(".sources blockquote", "84 Euro")
		p.CheckAxe("open quote")
		if wide := browsertest.Eval[bool](p, "document.documentElement.scrollWidth > document.documentElement.clientWidth"); wide {
			t.Errorf("%+v: the answer is wider than the screen", look)
		}
		r.compose = func(context.Context, func(compose.Draft) error) error { return nil }
		p.Click("#question")
		p.Type("Gibt es einen Elefantenverleih?")
		p.Click("form.ask button")
		p.See(".message", "115")
		p.CheckAxe("refusal")
		p.Click("form.delete button")
		p.See("[role=status]", "gelöscht")
		p.CheckAxe("deleted")
		if stored := p.Stored(); len(stored) != 0 {
			t.Errorf("stored %v", stored)
		}
	}
	if complaints := p.Complaints(); len(complaints) != 0 {
		t.Errorf("the browser complains: %v", complaints)
	}
}
