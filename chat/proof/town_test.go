package proof

import (
	"testing"

	"auskunft/retrieval"
)

// TestVerifyKnowsItsTown puts the town's name in and leaves it out: where it says nothing new, and where it does.
func TestVerifyKnowsItsTown(t *testing.T) {
	for _, c := range []struct {
		quote, sentence string
		kept            bool
	}{
		{"Den Ausweis beantragen Sie persönlich im Bürgerbüro.", "In Auenwede beantragen Sie den Ausweis persönlich im Bürgerbüro der Stadt.", true},
		{"Den Ausweis beantragen Sie persönlich im Bürgerbüro.", "Den Ausweis beantragen Sie persönlich im Bürgerbüro der Stadt Auenwede.", true},
		{"Die Hundesteuer der Stadt Auenwede beträgt 120 Euro im Jahr.", "Die Hundesteuer beträgt 120 Euro im Jahr.", true},
		{"Die 27 Einrichtungen in Auenwede werden über ein Portal vergeben.", "Die 27 Einrichtungen werden über ein Portal vergeben.", true},
		{"Betrieben wird das Tierheim vom Tierschutzverein Auenwede.", "Das Tierheim wird vom Tierschutzverein betrieben.", true},
		{"Für die Anmeldung wird eine Gebühr von 20 Euro erhoben.", "Die Stadt Auenwede erhebt für die Anmeldung eine Gebühr von 20 Euro.", true},

		{"Den Ausweis beantragen Sie persönlich im Bürgerbüro.", "In Walmetal beantragen Sie den Ausweis persönlich im Bürgerbüro.", false},
		{"Den Ausweis beantragen Sie persönlich im Bürgerbüro.", "Den Ausweis beantragen Sie persönlich im Bürgerbüro der Stadt Walmetal.", false},
		{"Zuständig ist das Finanzamt Walmetal.", "Zuständig ist das Finanzamt Auenwede.", false},
		{"Zuständig ist das Finanzamt.", "Zuständig ist das Finanzamt Auenwede.", false},
		{"Der Zuschlag beträgt 13 Euro, wenn Sie nicht in Auenwede wohnen.", "Der Zuschlag beträgt 13 Euro, wenn Sie nicht wohnen.", false},
		{"Wer seit zwei Jahren in Auenwede wohnt, bekommt die Karte.", "Wer seit zwei Jahren wohnt, bekommt die Karte.", false},
		{"Die Karte bekommen Sie im Rathaus.", "Wenn Sie in Auenwede wohnen, bekommen Sie die Karte im Rathaus.", false},
		{"Nach sechs Monaten gehört die Fundsache Ihnen.", "Die Fundsache gehört nach sechs Monaten der Stadt.", false},
		{"Den Antrag stellen Sie schriftlich.", "Die Stadt stellt den Antrag schriftlich.", false},
		{"Die Kosten werden von der Krankenkasse übernommen.", "Die Stadt übernimmt die Kosten.", false},
	} {
		for _, name := range []string{"Auenwede", "Stadt Auenwede"} {
			_, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{0, c.quote}}}, []retrieval.Hit{passage(c.quote, "Auskunft")}, name)
			if (err == nil) != c.kept {
				t.Errorf("%s: %q from %q: %v", name, c.sentence, c.quote, err)
			}
		}
	}
	quote := "Den Ausweis beantragen Sie persönlich im Bürgerbüro."
	if _, err := Verify(Draft{Text: "In Auenwede beantragen Sie den Ausweis persönlich im Bürgerbüro.", Quotes: []Quote{{0, quote}}}, []retrieval.Hit{passage(quote)}); err == nil {
		t.Error("a town that nobody has named is let through")
	}
}

func TestTownNames(t *testing.T) {
	for name, in := range map[string]string{
		"Landeshauptstadt Musterburg": "Das Amt in Musterburg hilft.",
		"Musterburg am See":           "Das Amt in Musterburg hilft.",
		"Große Kreisstadt Musterburg": "Das Amt in Musterburg hilft.",
		"Bad Muster":                  "Das Amt in Bad Muster hilft.",
		"":                            "Das Amt hilft.",
	} {
		if got := townOf([]string{name}).plain(in); got != "Das Amt hilft." {
			t.Errorf("%s: %q", name, got)
		}
	}
}
