package main

import (
	"slices"
	"strings"
	"testing"

	"auskunft"
)

// An answer names what the question names and its pages have nothing of, and nothing else: no other word for what they have, no time,
// no role of the asker, no word that only begins a sentence.
func TestWhatIsMissingIsSaid(t *testing.T) {
	d := demoDesk(t)
	for text, missing := range map[string][]string{
		"Was kostet ein Kurs Wassergymnastik im Walmebad?":              {"Wassergymnastik"},
		"Darf ich meinen Hund mit auf den Lichtermarkt nehmen?":         {"Lichtermarkt"},
		"Darf mein Hund mit ins Freibad?":                               {"Freibad"},
		"Darf ich mein altes Nummernschild aus Bremen behalten?":        {"Bremen"},
		"Was kostet die Hundesteuer?":                                   nil,
		"Was kostet der Perso?":                                         nil,
		"Ich bin Trainerin, muss ich das Führungszeugnis bezahlen?":     nil,
		"Darf ich im Dezember am Wochenende Feuerwerk zünden?":          nil,
		"Stellt ihr auch Reisepässe aus?":                               nil,
		"tierheim besuchszeiten":                                        nil,
		"Wann hat das Bürgerbüro am Freitag geöffnet?":                  nil,
		"Mein Führerschein ist von 2003. Bis wann muss ich ihn ändern?": nil,
	} {
		a := askDemo(t, d.chat, text, auskunft.PublicReader)
		if a.Status != auskunft.Answered || !slices.Equal(a.Missing, missing) {
			t.Errorf("%s: %s, missing %q, not %q", text, a.Status, a.Missing, missing)
		}
		for _, word := range missing {
			if !strings.Contains(a.Message, "Zu „"+word+"“ haben wir hier nichts gefunden") {
				t.Errorf("%s: %q", text, a.Message)
			}
		}
	}
}
