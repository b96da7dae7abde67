package chat

import (
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// Who asks whether he needs an appointment is told the page's word on it, else that of the office in charge, else that there is none.
func TestAppointment(t *testing.T) {
	hit := func(id int64, kind auskunft.DocumentKind, title, text string) retrieval.Hit {
		h := taxHit(auskunft.Public)
		h.Document.ID, h.Document.Key, h.Document.Kind, h.Document.Title = id, title, kind, title
		h.Passage = auskunft.Passage{ID: 10 * id, DocumentID: id, Text: text, End: len([]rune(text))}
		return h
	}
	const rule = "Kommen Sie bitte mit Termin."
	for _, test := range []struct{ question, page, office, want string }{
		{"Brauche ich für den Angelschein einen Termin?", "Der Angelschein kostet 45 Euro. Ein Termin ist nicht nötig.", rule, "Ein Termin ist nicht nötig."},
		{"Brauche ich für den Angelschein einen Termin?", "Der Angelschein kostet 45 Euro.", rule, rule},
		{"Brauche ich für den Angelschein einen Termin?", "Der Angelschein kostet 45 Euro.", "Wir sind für Sie da.", ""},
		{"Was kostet der Angelschein?", "Der Angelschein kostet 45 Euro.", rule, "Der Angelschein kostet 45 Euro."},
	} {
		b := newBench(t)
		b.desk.Lexicon = germanWords{lexical.NewAnalyser(nil)}
		b.desk.Composer = compose.NewExtractive()
		b.search.found.Hits = []retrieval.Hit{
			hit(1, auskunft.ServiceDocument, "Angelschein", test.page), hit(2, auskunft.OfficeDocument, "Steueramt", test.office),
		}
		answer, _ := b.ask(t, test.question)
		first := ""
		if len(answer.Sentences) > 0 {
			first = answer.Sentences[0].Text
		}
		if first != test.want {
			t.Errorf("%s by %q and %q: %q, want %q", test.question, test.page, test.office, first, test.want)
		}
		if said := strings.Contains(answer.Message, "Ob Sie dafür einen Termin brauchen"); said != (test.want == "") {
			t.Errorf("%s by %q and %q: message %q", test.question, test.page, test.office, answer.Message)
		}
		if test.want == "" && len(answer.Cards) == 0 {
			t.Error("the office's card is missing")
		}
	}
}
