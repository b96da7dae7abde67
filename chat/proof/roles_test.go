package proof

import (
	"testing"

	"auskunft/retrieval"
)

// TestVerifyKeepsRoles swaps what the quote says of one thing to another, and turns round how
// it holds; beside it, rewordings that leave everything in its place.
func TestVerifyKeepsRoles(t *testing.T) {
	for _, c := range []struct {
		kept                   bool
		title, quote, sentence string
	}{
		{false, "Bürgerbüro", "Montag bis Freitag von 8 bis 12 Uhr, donnerstags auch von 14 bis 18 Uhr.", "Freitags ist auch von 14 bis 18 Uhr geöffnet."},
		{false, "Bürgerbüro", "Geöffnet ist dienstags von 8 bis 12 Uhr und donnerstags von 14 bis 18 Uhr.", "Donnerstags ist von 8 bis 12 Uhr geöffnet."},
		{false, "Personalausweis", "Der Ausweis kostet 37 Euro, für Menschen unter 24 Jahren 22,80 Euro.", "Der Ausweis kostet 22,80 Euro."},
		{false, "Personalausweis", "Der Ausweis kostet 37 Euro, für Menschen unter 24 Jahren 22,80 Euro.", "Menschen unter 24 Jahren zahlen 37 Euro für den Ausweis."},
		{false, "Hundesteuer", "Für den ersten Hund 96 Euro, für den zweiten Hund 132 Euro im Jahr.", "Für den ersten Hund zahlen Sie 132 Euro im Jahr."},
		{false, "Wohngeld", "Der Antrag wird im Sozialamt gestellt, die Auszahlung übernimmt die Stadtkasse.", "Der Antrag wird in der Stadtkasse gestellt."},
		{false, "Wohngeld", "Studierende können Wohngeld bekommen, wenn sie kein BAföG erhalten.", "Studierende können Wohngeld bekommen."},
		{false, "Wohngeld", "Studierende können Wohngeld bekommen, wenn sie kein BAföG erhalten.", "Studierende können Wohngeld bekommen, wenn sie BAföG erhalten."},
		{false, "Parken", "Anwohner dürfen mit Ausweis in der Zone A parken.", "Anwohner dürfen mit Ausweis in der Zone B parken."},
		{false, "Parken", "Der Parkausweis gilt für ein Jahr.", "Der Parkausweis gilt für zwei Jahre."},
		{false, "Parken", "Der Parkausweis gilt für ein Jahr.", "Der Parkausweis gilt mindestens ein Jahr."},
		{false, "Geburtsurkunde", "Die Urkunde bekommen Eltern und Großeltern.", "Die Urkunde bekommen Eltern und Geschwister."},
		{false, "Umzug", "Die Ummeldung ist online oder persönlich möglich.", "Die Ummeldung ist online oder per Post möglich."},
		{false, "Umzug", "Die Ummeldung ist kostenlos.", "Die Ummeldung ist nicht kostenlos."},
		{false, "Umzug", "Die Ummeldung ist nicht kostenlos.", "Die Ummeldung ist kostenlos."},
		{false, "Umzug", "Die Ummeldung kostet nichts.", "Die Ummeldung ist gebührenpflichtig."},
		{false, "Müll", "Die Tonne wird alle zwei Wochen geleert.", "Die Tonne wird jede Woche geleert."},
		{false, "Müll", "Die Tonne wird alle zwei Wochen geleert.", "Die Tonne wird wöchentlich geleert."},
		{false, "Bauantrag", "Die Stadt entscheidet über den Antrag in der Regel innerhalb von drei Monaten.", "Die Stadt entscheidet über den Antrag innerhalb von drei Monaten."},
		{false, "Bauantrag", "Die Stadt entscheidet über den Antrag.", "Die Stadt genehmigt den Antrag."},
		{false, "Gebühr", "Die Gebühr beträgt 30 Euro. Bei Ablehnung werden 15 Euro fällig.", "Die Gebühr beträgt 15 Euro."},
		{false, "Fundbüro", "Fundsachen werden sechs Monate aufbewahrt und dann versteigert.", "Fundsachen werden nach sechs Monaten vernichtet."},
		{false, "Hund", "Hunde müssen im Stadtpark an der Leine geführt werden.", "Hunde müssen im Stadtpark nicht an der Leine geführt werden."},
		{false, "Hund", "Hunde sind auf Spielplätzen verboten.", "Hunde sind auf Spielplätzen erlaubt."},
		{false, "Pass", "Kinder brauchen die Zustimmung beider Eltern.", "Kinder brauchen die Zustimmung eines Elternteils."},
		{false, "Pass", "Der Pass muss spätestens am 1. März abgeholt werden.", "Der Pass kann ab dem 1. März abgeholt werden."},
		{false, "Pass", "Bitte bringen Sie den alten Pass oder die Geburtsurkunde mit.", "Bitte bringen Sie den alten Pass und die Geburtsurkunde mit."},
		{true, "Bürgerbüro", "Montag bis Freitag von 8 bis 12 Uhr, donnerstags auch von 14 bis 18 Uhr.", "Donnerstags hat das Bürgerbüro auch von 14 bis 18 Uhr geöffnet."},
		{true, "Personalausweis", "Der Ausweis kostet 37 Euro, für Menschen unter 24 Jahren 22,80 Euro.", "Wenn Sie jünger als 24 Jahre sind, zahlen Sie 22,80 Euro, sonst 37 Euro."},
		{true, "Hundesteuer", "Für den ersten Hund 96 Euro, für den zweiten Hund 132 Euro im Jahr.", "Der zweite Hund kostet jährlich 132 Euro."},
		{true, "Wohngeld", "Der Antrag wird im Sozialamt gestellt, die Auszahlung übernimmt die Stadtkasse.", "Sie stellen den Antrag beim Sozialamt."},
		{true, "Wohngeld", "Studierende können Wohngeld bekommen, wenn sie kein BAföG erhalten.", "Wer studiert und kein BAföG bekommt, kann Wohngeld erhalten."},
		{true, "Müll", "Die Tonne wird alle zwei Wochen geleert.", "Alle 14 Tage wird die Tonne geleert."},
		{true, "Parken", "Der Parkausweis gilt für ein Jahr.", "Ihr Parkausweis ist zwölf Monate gültig."},
		{true, "Umzug", "Die Ummeldung ist online oder persönlich möglich.", "Sie können sich online oder persönlich ummelden."},
		{true, "Fundbüro", "Fundsachen werden sechs Monate aufbewahrt und dann versteigert.", "Ein halbes Jahr lang werden Fundsachen aufbewahrt, danach werden sie versteigert."},
		{true, "Hund", "Hunde müssen im Stadtpark an der Leine geführt werden.", "Führen Sie Ihren Hund im Stadtpark an der Leine."},
		{true, "Hund", "Hunde sind auf Spielplätzen verboten.", "Auf Spielplätze dürfen Hunde nicht."},
		{true, "Pass", "Der Pass muss spätestens am 1. März abgeholt werden.", "Holen Sie den Pass bis zum 1. März ab."},
		{true, "Bauantrag", "Die Stadt entscheidet über den Antrag in der Regel innerhalb von drei Monaten.", "Meist wird binnen drei Monaten über den Antrag entschieden."},
		{true, "Gebühr", "Die Gebühr ist bei der Antragstellung zu zahlen.", "Sie zahlen die Gebühr, wenn Sie den Antrag stellen."},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			_, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{0, c.quote}}}, []retrieval.Hit{passage(c.quote, c.title)})
			if (err == nil) != c.kept {
				t.Errorf("%q from %q: %v", c.sentence, c.quote, err)
			}
		})
	}
}
