package chat

import (
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/internal/civil"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// A service that people take for an office is open when the office in charge of it is.
func TestHoursOfServicesOffice(t *testing.T) {
	hit := func(id int64, kind auskunft.DocumentKind, title, text string, field auskunft.Field, synonyms ...string) retrieval.Hit {
		h := taxHit(auskunft.Public)
		h.Document.ID, h.Document.Kind, h.Document.Title, h.Document.Synonyms = id, kind, title, synonyms
		h.Passage = auskunft.Passage{ID: 10*id + int64(len(field)), DocumentID: id, Text: text, End: len([]rune(text)), Field: field}
		return h
	}
	for question, wanted := range map[string]string{
		"Fundbüro Öffnungszeiten":        "Bürgerbüro Altstadt: Montag: 8:00 bis 12:30 Uhr",
		"Fundsachenlager Öffnungszeiten": "", // no sentence says that it is there
		"Wann hat das Freibad offen":     "",
	} {
		b := newBench(t)
		b.desk.Lexicon = germanWords{lexical.NewAnalyser(nil)}
		b.desk.Composer = compose.NewExtractive()
		b.search.found.Hits = []retrieval.Hit{
			hit(1, auskunft.ServiceDocument, "Etwas verloren", "Das Fundbüro gehört zum Bürgerbüro Altstadt.", auskunft.FieldSummary, "Fundbüro", "Fundsachenlager"),
			hit(1, auskunft.ServiceDocument, "Etwas verloren", "Bürgerbüro Altstadt", auskunft.FieldResponsible, "Fundbüro", "Fundsachenlager"),
			hit(2, auskunft.OfficeDocument, "Bürgerbüro Altstadt", "Montag: 8:00 bis 12:30 Uhr", auskunft.FieldHours),
			hit(3, auskunft.OfficeDocument, "Standesamt", "Montag: 9:00 bis 11:00 Uhr", auskunft.FieldHours),
		}
		answer, _ := b.ask(t, question)
		first := ""
		if len(answer.Sentences) > 0 {
			first = answer.Sentences[0].Text
		}
		if hours := strings.HasPrefix(first, "Bürgerbüro Altstadt: Montag"); hours != (wanted != "") || hours && len(answer.Sentences) < 2 {
			t.Errorf("%s: %q and %d more, want %q and what the service says", question, first, len(answer.Sentences)-1, wanted)
		}
	}
}

// Whether an office is open is asked for by its name and a day alone, too, and by a part of the day.
func TestWhenOpen(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, civil.Berlin) // a Monday
	for question, want := range map[string]string{
		"Hat das Standesamt am Freitag offen?":          "Hat das Standesamt  offen? 27",
		"Standesamt Freitagnachmittag":                  "Standesamt  27",
		"Ist die Stadtkasse nachmittags besetzt?":       "Ist die Stadtkasse ? week",
		"Wann hat das Standesamt auf?":                  "Wann hat das Standesamt auf? week",
		"Hat das Standesamt auf?":                       "", // at no time in particular
		"Wird am Freitag die Tonne geleert?":            "",
		"Wo kann ich nachmittags Tischtennis spielen?":  "",
		"Können wir am Freitag im Standesamt heiraten?": "",
	} {
		got := ""
		if rest, day, week, ok := whenOpen(question, now); ok {
			got = rest + " " + day.Format("02")
			if week {
				got = rest + " week"
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}
