package proof

import (
	"testing"

	"auskunft/retrieval"
)

// TestVerifyTellsClosestApart has what a close wording may do, each beside a sentence that differs in one word and says something else.
func TestVerifyTellsClosestApart(t *testing.T) {
	for _, c := range []struct {
		title, quote, sentence string
		kept                   bool
	}{
		// bounds behind their number, and whether it is within
		{"", "Ab 60 Jahren gibt es Rabatt.", "Wenn Sie 60 Jahre oder älter sind, gibt es Rabatt.", true},
		{"", "Ab 60 Jahren gibt es Rabatt.", "Wenn Sie 60 Jahre oder jünger sind, gibt es Rabatt.", false},
		{"", "Bei Buden über 20 Meter brauchen Sie einen Plan.", "Bei Buden ab 20 Metern brauchen Sie einen Plan.", false},
		{"", "Bei Buden über 20 Meter brauchen Sie einen Plan.", "Sie brauchen bei Buden über 20 Meter einen Plan.", true},
		{"Kanu leihen", "Höchstmietdauer: 3 Stunden", "Die Höchstmietdauer beträgt 3 Stunden.", true},
		{"", "Das Bad ist vom 3. Mai 2027 bis 9. Mai 2027 zu.", "Das Bad ist vom 3. bis 9. Mai 2027 zu.", true},
		{"", "Das Bad ist vom 3. Mai 2027 bis 9. Mai 2027 zu.", "Das Bad ist vom 3. bis 9. Juni 2027 zu.", false},
		// clauses that borrow a verb, a noun or a condition
		{"", "Lastwagen bekommen am Tor eine Karte, Busse ab 9 Plätzen eine Marke.", "Busse ab 9 Plätzen bekommen am Tor eine Marke.", true},
		{"", "Lastwagen bekommen am Tor eine Karte, Busse ab 9 Plätzen eine Marke.", "Busse bekommen am Tor eine Marke.", false},
		{"", "Für Gruppen ab zehn Personen ist der Eintritt frei; für kleinere zahlen Sie je Kopf.", "Für kleinere Gruppen zahlen Sie je Kopf.", true},
		{"", "Die alte Brücke ist ein Denkmal und trägt nur Fußgänger.", "Die alte Brücke trägt nur Fußgänger.", true},
		{"", "Die alte Brücke ist ein Denkmal und trägt nur Fußgänger.", "Die alte Brücke trägt Fußgänger.", false},
		{"", "Der Pass gilt nur am Ort, in dem Sie wohnen, und ersetzt keinen Ausweis.", "Der Pass ersetzt keinen Ausweis.", true},
		{"", "Sie kündigen den Vertrag schriftlich, und er endet, sobald das Amt das bestätigt.", "Sie kündigen den Vertrag schriftlich.", true},
		{"", "Sie kündigen den Vertrag schriftlich, und er endet, sobald das Amt das bestätigt.", "Der Vertrag endet.", false},
		{"", "Vereine melden ihren Zug an, nutzen die Straße aber umsonst.", "Vereine nutzen die Straße umsonst, melden ihren Zug aber an.", true},
		// what a clause is about, and how
		{"", "Legen Sie einen Beleg vor, dass das Rad Ihnen dauerhaft überlassen ist.", "Legen Sie einen Beleg vor.", false},
		{"", "Sie geben das Rad nebenan ab.", "Sie geben das Rad ab.", false},
		{"", "Das Heft wird sofort gedruckt.", "Das Heft wird gedruckt.", false},
		{"", "Die Erlaubnis kann einmal verlängert werden.", "Die Erlaubnis kann verlängert werden.", false},
		{"", "Kinder, die wegen einer Krankheit fehlen, zahlen nichts.", "Kinder, die fehlen, zahlen nichts.", false},
		{"", "Die Prüfung dauert durchschnittlich drei Wochen.", "Die Prüfung dauert drei Wochen.", false},
		{"", "Gebraucht wird ein einfacher oder beglaubigter Auszug.", "Gebraucht wird ein beglaubigter Auszug.", false},
		// who, to whom, whose
		{"", "Der Beschluss bindet uns zwei Jahre.", "Der Beschluss bindet die Stadt zwei Jahre.", true},
		{"", "Der Beschluss bindet uns zwei Jahre.", "Der Beschluss bindet Sie zwei Jahre.", false},
		{"", "Mit dem Bescheid schicken wir Ihnen zwei Formulare.", "Mit dem Bescheid schicken wir dem Vermieter zwei Formulare.", false},
		{"", "Sie haften für Miete, Strom und Schäden.", "Ihr Nachbar haftet für Miete, Strom und Schäden.", false},
		{"", "Geprüft werden Größe und Zustand.", "Wir prüfen Größe und Zustand.", true},
		{"", "Für den Begleiter reichen Sie eine Kopie seines Scheins ein.", "Für den Begleiter reichen Sie eine Kopie Ihres Scheins ein.", false},
		// the matter by its title, and another matter of it
		{"Katze anmelden", "Das Tier bekommt einen Chip.", "Die Katze bekommt einen Chip.", true},
		{"Zelt für Hochzeit oder Messe", "Messe: 40 bis 90 Euro", "Für eine Messe kostet das Zelt 40 bis 90 Euro.", true},
		{"Zelt für Hochzeit oder Messe", "Messe: 40 bis 90 Euro", "Für eine Hochzeit kostet das Zelt 40 bis 90 Euro.", false},
		{"", "Die Beraterin kommt und schaut, wo ein Griff hilft.", "Die Beraterin kommt und bezahlt einen Griff.", false},
		{"Passfoto", "Farbabzug, Zuschlag je Blatt: 2 Euro", "Ein Farbabzug kostet 2 Euro je Blatt.", false},
		{"Hafenamt", "Telefon: 04999 12-3456", "Die Telefonnummer des Hafenamts lautet 04999 12-3456.", true},
		{"", "Brauchen zwei Leute ein Boot, buchen Sie zwei Plätze.", "Brauchen zwei Leute ein Boot, genügt ein Platz.", false},
	} {
		_, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{Text: c.quote}}}, []retrieval.Hit{passage(c.quote, c.title)}, "Neustadt")
		if (err == nil) != c.kept {
			t.Errorf("%q from %q: %v, want kept %v", c.sentence, c.quote, err, c.kept)
		}
	}
}
