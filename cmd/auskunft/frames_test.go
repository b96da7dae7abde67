package main

import (
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat"
	"auskunft/evals/cases"
)

// frames are what people put around a question that changes nothing about its answer.
var frames = []struct {
	name, before, after string
	lower               bool // the question is typed in small letters
}{
	{name: "for a relative", after: " für meinen Bruder?"},
	{name: "for an old mother", after: " für meine alte Mutter?"},
	{name: "greeting", before: "Guten Tag, ", after: "?"},
	{name: "hello, a question", before: "Hallo, ich hätte da mal eine Frage: ", after: "?"},
	{name: "thanks", after: "? Vielen Dank im Voraus!"},
	{name: "kind regards", before: "Sehr geehrte Damen und Herren, ", after: "? Mit freundlichen Grüßen"},
	{name: "please tell me", before: "Bitte um Auskunft: ", after: "?"},
	{name: "help me", before: "Können Sie mir weiterhelfen? ", after: "?"},
	{name: "can you help", after: "? Können Sie mir da helfen?"},
	{name: "mail", before: "Guten Tag Frau Meier,\n\n", after: "? Danke für Ihre Hilfe!\n\nViele Grüße\nPetra Lang"},
	{name: "new here", before: "Ich bin neu in der Stadt. ", after: "?"},
	{name: "a pensioner", before: "Ich bin Rentnerin. ", after: "?"},
	{name: "in a hurry", after: "? Es ist wirklich dringend."},
	{name: "nothing found", before: "Auf der Homepage habe ich nichts gefunden. ", after: "?"},
	{name: "in the town", after: " in Auenwede?"},
	{name: "with you", after: " bei Ihnen?"},
	{name: "actually", after: " eigentlich?"},
	{name: "question marks", after: "???"},
	{name: "no question mark", after: ""},
	{name: "small letters", after: "", lower: true},
	{name: "for work", after: "? Mein Chef will das wissen."},
	{name: "dear colleagues", before: "Liebe Mitarbeiterinnen und Mitarbeiter, ", after: "? Danke schon mal und schöne Grüße aus der Altstadt"},
	{name: "can somebody say", before: "Kann mir das jemand sagen? ", after: "?"},
	{name: "where", before: "Ich wohne in Osterfeld. ", after: "?"},
	{name: "postscript", after: "? PS: Ihre Seite ist toll!"},
	{name: "german is not my language", after: "? Ich spreche nicht so gut Deutsch."},
}

// What people put around a question changes nothing about its answer: questions of the development cases are answered from
// the same page with it and without.
func TestFramesInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("asks some four thousand questions")
	}
	d := demoDesk(t)
	type asked struct {
		cases.Case
		text, page string
	}
	page := func(c cases.Case, text string) string {
		a, err := d.chat.Ask(t.Context(), auskunft.Question{Text: text, Lang: c.Lang, Mode: c.Mode, Reader: c.Reader(), Area: c.Area, Now: c.Today}, func(chat.Event) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if a.Status != auskunft.Answered || len(a.Citations) == 0 {
			return string(a.Status)
		}
		return a.Citations[0].Title
	}
	var all []asked
	for _, author := range []string{"demo", "fresh", "citizens", "neighbours", "callers", "walkin"} {
		set, err := cases.ReadFile(filepath.Join("..", "..", "demo", "cases", author+"-dev.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range set.Cases {
			text, asks := strings.CutSuffix(c.Question, "?")
			if !asks || strings.ContainsAny(text, "?!.:") || strings.Contains(text, "mein") || c.Expect.Status != auskunft.Answered || len(c.Before) > 0 || c.Lang != "de" {
				continue
			}
			if p := page(c, c.Question); p != string(auskunft.Refused) && p != string(auskunft.Clarify) {
				all = append(all, asked{c, text, p})
			}
		}
	}
	for _, f := range frames {
		same := 0
		for _, q := range all {
			text := f.before + q.text + f.after
			if f.lower {
				text = strings.ToLower(text)
			}
			if got := page(q.Case, text); got == q.page {
				same++
			} else {
				t.Logf("%s: %q: %q, not %q", f.name, q.Question, got, q.page)
			}
		}
		t.Logf("== %s: %d of %d from the same page", f.name, same, len(all))
		if float64(same) < .9*float64(len(all)) {
			t.Errorf("%s: %d of %d questions are answered from the same page", f.name, same, len(all))
		}
	}
}
