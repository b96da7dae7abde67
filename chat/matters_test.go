package chat

import (
	"strings"
	"testing"
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
