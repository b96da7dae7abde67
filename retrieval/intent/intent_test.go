package intent_test

import (
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/retrieval/intent"
)

func TestAnswersShowWhatIsAskedFor(t *testing.T) {
	for _, test := range []struct {
		question, text string
		want           bool
	}{
		{"Wie lange dauert die Quarantäne?", "Sie endet nach 14 Tagen.", true},
		{"Wie lange dauert die Quarantäne?", "Sie wird vom Gesundheitsamt angeordnet.", false},
		{"Was kostet ein Reisepass?", "Die Gebühr beträgt 70 Euro.", true},
		{"Was kostet ein Reisepass?", "Bringen Sie ein Lichtbild mit.", false},
		{"How much is the dog tax?", "first dog: 120 euros a year", true},
		{"Muss ich die neue Tonne bezahlen?", "Beschädigte Tonnen tauschen wir ohne Berechnung.", true},
		{"Schülerticket Antragsfrist", "Bis 15. Juni.", true},
		{"Wie lange vorher muss ich das beantragen?", "mindestens zehn Tage", true},
		{"Was ist eine Satzung?", "Eine Satzung ist eine Vorschrift der Gemeinde.", true},
		{"Was ist eine Satzung?", "Satzungen beschließt der Rat.", false},
		{"Wann hat das Bürgerbüro auf?", "montags 8:00 bis 12:00 Uhr", true},
		{"Wie viele Einwohner hat die Stadt?", "Es sind 170.000.", true},
		{"Hund", "Der Hund bellt.", false}, // asks for nothing in particular
		{"", "", false},
	} {
		answers := intent.Answers(test.question)
		if got := intent.Shown(test.text, answers) != 0; got != test.want {
			t.Errorf("%q: %q answers: %t, want %t", test.question, test.text, got, test.want)
		}
	}
}

func TestNamesAreThoseOfPatterns(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range intent.Names {
		if name == "" || seen[name] {
			t.Errorf("pattern name %q is empty or used twice", name)
		}
		seen[name] = true
	}
	if n := intent.All.Len(); n != len(intent.Names) {
		t.Errorf("All has %d patterns, want %d", n, len(intent.Names))
	}
}

func TestOfDoor(t *testing.T) {
	hours, contact, address := auskunft.FieldHours, auskunft.FieldContact, auskunft.FieldAddress
	for _, test := range []struct {
		question, rest string
		fields         []auskunft.Field
	}{
		{"bürgerbüro öffnungszeiten", "bürgerbüro", []auskunft.Field{hours}},
		{"Öffnungszeiten vom Standesamt", "vom Standesamt", []auskunft.Field{hours}},
		{"standesamt telefon", "standesamt", []auskunft.Field{contact}},
		{"Wann ist die Wohngeldstelle erreichbar?", "ist die Wohngeldstelle ?", []auskunft.Field{hours, contact}},
		{"wo ist das bauamt", "ist das bauamt", []auskunft.Field{address}},
		{"Hat die Bücherei auf?", "Hat die Bücherei", []auskunft.Field{hours}},
		{"E-Mail-Adresse der Stadtkasse", "der Stadtkasse", []auskunft.Field{contact, address}},
		{"Termin im Bürgerbüro", "Termin im Bürgerbüro", nil}, // an appointment
		{"Kartoffelnummer", "Kartoffelnummer", nil},
		{"Was kostet ein Reisepass?", "Was kostet ein Reisepass?", nil},
		{"", "", nil},
	} {
		fields, rest := intent.OfDoor(test.question)
		if got := strings.Join(strings.Fields(rest), " "); got != test.rest || !slices.Equal(fields, test.fields) {
			t.Errorf("%q: %v, %q; want %v, %q", test.question, fields, got, test.fields, test.rest)
		}
	}
}
