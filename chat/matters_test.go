package chat

import (
	"strings"
	"testing"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

func TestAskingClause(t *testing.T) {
	for message, want := range map[string]string{
		"Ich bin gerade umgezogen und habe zwei Kinder. Wo melde ich den Hund um?":                                  "Wo melde ich den Hund um?",
		"Wo melde ich den Hund um? Ich bin gerade umgezogen.":                                                       "Wo melde ich den Hund um?",
		"Meine Frau ist gestorben, ich bin ganz durcheinander und weiß gar nichts mehr, wie melde ich ihr Auto ab?": "wie melde ich ihr Auto ab?",
		"Was kostet ein Reisepass?":              "Was kostet ein Reisepass?",
		"Ich bin 19, was kostet der Perso?":      "Ich bin 19, was kostet der Perso?", // no story yet
		"Mein Ausweis ist weg. Das ist so blöd.": "Mein Ausweis ist weg. Das ist so blöd.",
		"Wann hat die Stelle offen, wo ich als frisch zugezogener Student meinen neuen Reisepass am schnellsten beantragen kann?": "Wann hat die Stelle offen, wo ich als frisch zugezogener Student meinen neuen Reisepass am schnellsten beantragen kann?",
	} {
		if got := askingClause(message); got != want {
			t.Errorf("%q asks %q, want %q", message, got, want)
		}
	}
}

func TestApart(t *testing.T) {
	for message, want := range map[string]string{
		"Was kosten Perso und Reisepass?":                                         "Was kosten Perso?|Was kosten Reisepass?",
		"Was kostet ein Führungszeugnis und was brauche ich für einen Reisepass?": "Was kostet ein Führungszeugnis?|was brauche ich für einen Reisepass?",
		"Wohnsitz ummelden und Hund anmelden: was kostet das?":                    "Wohnsitz ummelden: was kostet das?|Hund anmelden: was kostet das?",
		"Wo bekomme ich Gelbe Säcke? Was kostet Sperrmüll?":                       "Wo bekomme ich Gelbe Säcke?|Was kostet Sperrmüll?",
		"Was kostet ein Reisepass und was brauche ich dafür?":                     "", // one matter
		"Was kostet und wo beantrage ich ein Führungszeugnis?":                    "",
		"Wo kann ich alte Farbe abgeben und wann?":                                "",
		"Wie lange dauert die Anmeldung?":                                         "",
	} {
		if got := strings.Join(apart(message), "|"); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}

// What is asked anywhere in a message stays in the question; what is only told may go.
func TestAlsoAsked(t *testing.T) {
	for message, want := range map[string]string{
		"Muss ich auch sonntags Schnee schippen? Ab wie viel Uhr gilt das?": "Muss ich auch sonntags Schnee schippen?", // the rest is its asking clause
		"Kann man da auch das Foto machen und was kostet das Bild?":         "Kann man da auch das Foto machen",
		"Wir wandern nach Kanada aus. Wie früh können wir uns abmelden?":    "Wie früh können wir uns abmelden?",
		"Wir wandern nach Kanada aus.":                                      "",
	} {
		if got := alsoAsked(message); got != want {
			t.Errorf("%q asks %q, want %q", message, got, want)
		}
	}
}

// Who is asked is no matter.
func TestOwnMatter(t *testing.T) {
	for clause, want := range map[string]bool{
		"Was brauche ich alles von der Stadt?":        false,
		"Wie melde ich das bei der Behörde?":          true, // it is reported
		"Was kostet ein Stadtplan?":                   true,
		"Was muss ich beim Amt jetzt machen und wann": false,
	} {
		if got := ownMatter(clause); got != want {
			t.Errorf("%q: %t, want %t", clause, got, want)
		}
	}
}

// A page tells what is beside the point of a story only when it holds what the story or its question is about.
func TestHoldsMatter(t *testing.T) {
	words := compose.NewVocabulary(lexical.NewAnalyser(nil), func([]lexical.Term) []lexical.Synonym { return nil }, func(string) float64 { return 1 })
	museum := words.Words("Stadtmuseum: dienstags bis sonntags von 11 bis 17 Uhr")
	moving := words.Words("Wer auswandert, kann sich eine Woche früher abmelden.")
	for _, test := range []struct {
		page            []compose.Word
		message, clause string
		want            bool
	}{
		{museum, "Ich schippe Schnee vor der Garage. Gilt das am Wochenende?", "Gilt das am Wochenende?", false},
		{moving, "Wir ziehen im Februar nach Kanada. Wie können wir uns abmelden?", "Wie können wir uns abmelden?", true},
		{museum, "Mein Opa will ins Stadtmuseum. Geht das?", "Geht das?", true}, // kin is no matter
	} {
		if got := holdsMatter(test.page, test.message, test.clause, words); got != test.want {
			t.Errorf("%q: %t, want %t", test.message, got, test.want)
		}
	}
}

// Who asks something of registering elsewhere and says not what means his residence; the word alone, a car, and a town
// with two such services stay open.
func TestOneself(t *testing.T) {
	w := &walk{Desk: &Desk{Parts: Parts{Lexicon: germanWords{lexical.NewAnalyser(nil)}}}}
	named := func(titles ...string) (all []service) {
		for i, title := range titles {
			all = append(all, service{Hit: retrieval.Hit{Document: auskunft.Document{ID: int64(i), Title: title}}})
		}
		return all
	}
	town := named("Gewerbe ummelden", "Wohnsitz anmelden oder ummelden")
	for _, test := range []struct {
		question string
		all      []service
		want     string
	}{
		{"Was kostet das Ummelden?", town, "Wohnsitz anmelden oder ummelden"},
		{"kostet ummelden was", town, "Wohnsitz anmelden oder ummelden"},
		{"ummelden", town, ""},
		{"Was kostet das Ummelden vom Auto?", town, ""},
		{"Was kostet das Anmelden?", town, ""},
		{"Was kostet das Ummelden?", named("Wohnsitz ummelden", "Nebenwohnung, zweiten Wohnsitz ummelden"), ""},
	} {
		if got := w.oneself(subject(test.question), test.question, test.all); got != test.want {
			t.Errorf("%q means %q, want %q", test.question, got, test.want)
		}
	}
}
