package proof

import (
	"testing"

	"auskunft/retrieval"
)

// TestVerifyTellsReplaced has words that took another's place, and words that stand for one: each wrong sentence is beside one that
// differs in hardly more than that and is right.
func TestVerifyTellsReplaced(t *testing.T) {
	for _, c := range []struct {
		before, quote, sentence string
		kept                    bool
	}{
		// another verb
		{"", "Wer plötzlich verhindert ist, darf noch am Abend jemanden schicken.", "Wer plötzlich verhindert ist, darf noch am Abend kommen.", false},
		{"", "Wer plötzlich verhindert ist, darf noch am Abend jemanden schicken.", "Wer plötzlich verhindert ist, kann noch am Abend jemanden schicken.", true},
		{"", "Im Haus teilen wir die Plätze zu.", "Im Haus suchen Sie die Plätze aus.", false},
		{"", "Wer früher auszieht, zahlt die Pflege des Gartens.", "Wer früher auszieht, pflegt den Garten.", false},
		{"", "Die Anmeldung erfolgt schriftlich.", "Sie melden sich schriftlich an.", true},
		{"", "Die Leihe kostet 4 Euro im Monat.", "Für die Leihe zahlen Sie 4 Euro im Monat.", true},
		// a verb that leaves it to a noun, one of whose parts comes after a number, one in "-ern", one of two syllables before "s"
		{"", "Der Schein berechtigt vier Wochen lang zum Rudern im Hafen.", "Mit dem Schein dürfen Sie vier Wochen lang im Hafen rudern.", true},
		{"", "Der Schein berechtigt vier Wochen lang zum Rudern im Hafen.", "Mit dem Schein dürfen Sie vier Wochen lang im Hafen segeln.", false},
		{"", "Das Segelzeichen kostet im Kurs mit elf Stunden 85 Euro.", "Für das Segelzeichen zahlen Sie im Kurs mit elf Stunden 85 Euro.", true},
		{"", "Ein Boot lässt sich hier nicht ausbessern, es gibt aber ein Lager.", "Ein Boot kann hier nicht ausgebessert werden, es gibt aber ein Lager.", true},
		{"", "Ein Boot lässt sich hier nicht ausbessern, es gibt aber ein Lager.", "Ein Boot kann hier nicht ausgeliehen werden, es gibt aber ein Lager.", false},
		{"", "Der Vertrag weist nach, wem das Boot gehört.", "Mit dem Vertrag wird nachgewiesen, wem das Boot gehört.", true},
		{"", "Für fast alle Boote gibt es einen Plan.", "Für alle Boote gibt es einen Plan.", false},
		// a condition in two clauses, and one that says of whom
		{"", "Wer ein Boot oder einen Liegeplatz am Hafen hat, ist ausgeschlossen.", "Ausgeschlossen ist, wer am Hafen ein Boot oder einen Liegeplatz hat.", true},
		{"", "Gäste, die bis zum 3. Mai sieben Jahre alt werden, werden im selben Sommer gemessen.", "Wird ein Gast bis zum 3. Mai sieben Jahre alt, wird er im selben Sommer gemessen.", true},
		{"", "Wenn das Boot im Hafen liegt, kostet der Platz am Ufer 5 Euro.", "Wenn das Boot am Ufer liegt, kostet der Platz im Hafen 5 Euro.", false},
		// opposites that a thesaurus has as one
		{"", "Die Gebühr beträgt 5 Euro.", "Die Steuer beträgt 5 Euro.", false},
		{"", "Der Vermieter bestätigt den Einzug.", "Den Einzug bestätigt der Mieter.", false},
		// who speaks
		{"", "Den Liegeplatz vergibt das Hafenamt.", "Den Liegeplatz vergeben wir.", false},
		// a word beside the one it stands for
		{"", "Sind die Eltern nicht da, holt der Onkel das Kind zum Essen.", "Sind die Eltern nicht da, holt die Mutter das Kind zum Essen.", false},
		// the numbers of two rows, and of whom something is denied
		{"", "Räder ohne Schloss: 3 Euro, mit Schloss: 5 Euro", "Räder ohne Schloss kosten 5 Euro, mit Schloss 3 Euro.", false},
		{"", "Räder ohne Schloss: 3 Euro, mit Schloss: 5 Euro", "Räder ohne Schloss kosten 3 Euro, mit Schloss 5 Euro.", true},
		{"", "Ab 24 Jahren ist er zehn Jahre gültig, bei jüngeren Gästen sechs Jahre.", "Ab 24 Jahren ist er sechs Jahre gültig, bei jüngeren Gästen zehn Jahre.", false},
		{"", "Für das Boot wird eine Gebühr berechnet, die meist der Verein trägt.", "Für das Boot wird meist eine Gebühr berechnet, die der Verein trägt.", false},
		// instead, otherwise, up to, what was
		{"", "Boote nennen statt eines Namens die Zahl der Plätze.", "Boote nennen einen Namen und die Zahl der Plätze.", false},
		{"", "Boote nennen statt eines Namens die Zahl der Plätze.", "Statt eines Namens nennen Boote die Zahl der Plätze.", true},
		{"", "Anders als am Hafen brauchen Sie hier keinen Schein.", "Am Hafen brauchen Sie hier keinen Schein.", false},
		{"", "Der Markt findet am Samstag statt.", "Am Samstag findet der Markt statt.", true},
		{"", "Am Hafen und zum Fest gilt die Karte nicht.", "Am Hafen bis zum Fest gilt die Karte nicht.", false},
		{"", "Wer schon Mitglied war, zahlt nichts.", "Wer schon Mitglied ist, zahlt nichts.", false},
		{"", "Das Boot darf höchstens vier Meter hoch sein.", "Das Boot darf höchstens vier Meter breit sein.", false},
		{"", "Meldet sich niemand, gehört der Fund nach sechs Monaten Ihnen.", "Meldet sich niemand, gehört der Fund sechs Monate Ihnen.", false},
		// which ones
		{"", "Fällt ein Kurs aus, verschieben sich alle folgenden Kurse um einen Tag.", "Fällt ein Kurs aus, verschieben sich alle Kurse um einen Tag.", false},
		{"", "Holz, lackiert, je angefangene 100 Kilogramm: 9 Euro", "Holz kostet je angefangene 100 Kilogramm 9 Euro.", false},
		{"", "Holz, lackiert, je angefangene 100 Kilogramm: 9 Euro", "Lackiertes Holz kostet je angefangene 100 Kilogramm 9 Euro.", true},
		// a pronoun
		{"Mit dem Bescheid kommt die Marke per Post.", "Geht sie verloren, kostet der Ersatz 6 Euro.", "Geht der Bescheid verloren, kostet der Ersatz 6 Euro.", false},
		{"Mit dem Bescheid kommt die Marke per Post.", "Geht sie verloren, kostet der Ersatz 6 Euro.", "Geht die Marke verloren, kostet der Ersatz 6 Euro.", true},
		{"Am Anleger liegen Boote.", "Im Hafen und beim Fest gilt die Karte nicht.", "Am Anleger und beim Fest gilt die Karte nicht.", false},
	} {
		text := c.quote
		if c.before != "" {
			text = c.before + " " + c.quote
		}
		_, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{Text: c.quote}}}, []retrieval.Hit{passage(text, "")}, "Neustadt")
		if (err == nil) != c.kept {
			t.Errorf("%q from %q: %v, want kept %v", c.sentence, c.quote, err, c.kept)
		}
	}
}
