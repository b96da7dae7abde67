package compose

import (
	"strings"
	"testing"

	"auskunft"
)

func TestPointsBack(t *testing.T) {
	for sentence, want := range map[string]bool{
		"Fällen dürfen Sie sie nur mit Erlaubnis.":                    true,
		"Abgeben können Sie ihn im Bürgerbüro.":                       true,
		"Bis dahin gilt er weiter.":                                   true,
		"Die Steuermarke verliert, wer sie nicht befestigt.":          false, // names what it speaks of
		"Wer die Karte verliert, lässt sie sperren.":                  false,
		"Bringen Sie den Ausweis mit, wenn er noch gültig ist.":       false,
		"Melden Sie sich an.":                                         false,
		"Fällen dürfen Sie geschützte Bäume nur mit einer Erlaubnis.": false,
		"": false,
	} {
		if got := pointsBack(sentence); got != want {
			t.Errorf("%q: %v", sentence, got)
		}
	}
}

// Who asks only how to go about something is told the steps first; who asks for more is not.
func TestStepsFirst(t *testing.T) {
	hits := dogTax()
	steps := hits[0]
	steps.Passage.ID, steps.Passage.Ordinal, steps.Passage.Field = 9, 9, auskunft.FieldProcedure
	steps.Passage.Headings, steps.Passage.Text = []string{"Verfahrensablauf"}, "1. Rufen Sie das Formular auf.\n2. Senden Sie es ab."
	steps.Passage.Start, steps.Passage.End = 5000, 5000+len([]rune(steps.Passage.Text))
	hits = append(hits[:6:6], steps)
	for question, want := range map[string]bool{
		"Wie melde ich meinen Hund an?":                        true,
		"Ich habe jetzt einen Hund, was muss ich tun?":         true,
		"Was kostet der Hund?":                                 false,
		"Wie melde ich den Hund an und was kostet die Steuer?": false,
	} {
		drafts := answer(t, Task{Question: question, Hits: hits})
		if got := strings.Contains(drafts[0].Text, "Formular auf"); got != want {
			t.Errorf("%s: begins with %q", question, drafts[0].Text)
		}
	}
}
