package guard

import "testing"

func TestNamesAreSearchedFor(t *testing.T) {
	for _, test := range []struct {
		text string
		want Kind
	}{
		{"Auto", Question},
		{"Strafzettel nicht einverstanden", Question},
		{"Wer räumt den Schnee auf dem Gehweg", Question},
		{"Ist das Schwimmbad am Feiertag auf?", Question},
		{"Wann macht der Park zu", Question},
		{"Die Ampel am Bahnhof geht nicht", Defect},
		{"Die Laterne am Park ist seit Montag aus", Defect},
		{"Auto zulassen", Question},
		{"Grünschnitt", Question},
		{"Stundung und Ratenzahlung", Question},
		{"Untersuchung vor der Einschulung", Question},
		{"Wer ist Bürgermeister?", Question},
		{"Wie heißt die Oberbürgermeisterin", Question},
		{"Wer ist der bessere Bürgermeister?", Opinion},
		{"Notarzt", Emergency},
		{"Hallo", Greeting},
	} {
		if d := Route(test.text); d.Kind != test.want {
			t.Errorf("%s: %s (%s), want %s", test.text, d.Kind, d.Rule, test.want)
		}
	}
	for text, want := range map[string]bool{"Feuer": true, "Hilfe": true, "Hilfe zur Pflege": false, "Grünschnitt": false,
		"Meine Nachbarin hört laut Musik in der Nacht": false, "Meine Nachbarin schreit nachts": true} {
		if d := Route(text); d.Help != want {
			t.Errorf("%s: help lines beside the answer: %t, want %t", text, d.Help, want)
		}
	}
}
