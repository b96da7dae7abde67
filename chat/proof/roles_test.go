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
		{false, "Pass", "Anmeldungen sind ab dem 1. März möglich.", "Anmeldungen sind am 1. März möglich."},
		{false, "Lärm", "Die Stadt entschädigt die Anwohner.", "Die Anwohner entschädigen die Stadt."},
		{false, "Lärm", "Die Stadt muss die Anwohner informieren.", "Die Anwohner müssen die Stadt informieren."},
		{false, "Bauen", "Der Architekt reicht den Antrag bei der Stadt ein.", "Die Stadt reicht den Antrag beim Architekten ein."},
		{false, "Umzug", "Der Vermieter bestätigt dem Mieter den Einzug.", "Der Mieter bestätigt dem Vermieter den Einzug."},
		{false, "Umzug", "Die Praxis wird vom Gesundheitsamt angeschrieben.", "Das Gesundheitsamt wird von der Praxis angeschrieben."},
		{false, "Umzug", "Wir schicken Ihnen den Bescheid.", "Sie schicken uns den Bescheid."},
		{false, "Erbe", "Zuerst zahlen die Erben, dann die Kinder.", "Zuerst zahlen die Kinder, dann die Erben."},
		{true, "Lärm", "Die Stadt entschädigt die Anwohner.", "Die Anwohner entschädigt die Stadt."},
		{true, "Lärm", "Die Stadt informiert die Anwohner.", "Die Anwohner werden von der Stadt informiert."},
		{true, "Bauen", "Der Architekt reicht den Antrag bei der Stadt ein.", "Bei der Stadt reicht der Architekt den Antrag ein."},
		{true, "Erklärung", "Die Eltern unterschreiben in der Klinik die Erklärung.", "In der Klinik unterschreiben die Eltern die Erklärung."},
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

// TestVerifyReadsForms has the ways in which German says the same: a noun for a verb, a duty as
// a noun, numbers in words, abbreviations.
func TestVerifyReadsForms(t *testing.T) {
	for _, c := range []struct{ title, heading, quote, sentence string }{
		{"A", "", "Der Eintritt ist bis 17 Jahre frei.", "Wer höchstens 17 Jahre alt ist, zahlt keinen Eintritt."},
		{"A", "", "Es ist erlaubt, die Karte an andere weiterzugeben.", "Sie dürfen die Karte weitergeben."},
		{"A", "", "Das Mitbringen von Hunden ist gestattet.", "Hunde dürfen Sie mitbringen."},
		{"A", "", "Eine Ratenzahlung kann vereinbart werden.", "Sie können eine Zahlung in Raten vereinbaren."},
		{"A", "", "Auf Wunsch ist eine Beratung zu Hause möglich.", "Wenn Sie möchten, kann die Beratung auch bei Ihnen zu Hause stattfinden."},
		{"A", "", "Sie dürfen zwischen zwei Terminen wählen.", "Zwei Termine stehen zur Wahl."},
		{"A", "", "Anträge können formlos gestellt werden.", "Ein formloser Antrag genügt."},
		{"A", "", "Der Antrag kann formlos gestellt werden.", "Sie können den Antrag formlos stellen."},
		{"Ausweis", "Erforderliche Unterlagen", "Geburtsurkunde; bei Verheirateten die Heiratsurkunde", "Sie benötigen die Geburtsurkunde. Wenn Sie verheiratet sind, brauchen Sie auch die Heiratsurkunde."},
		{"Ausweis", "Erforderliche Unterlagen", "gültiger Personalausweis oder Reisepass", "Bringen Sie bitte Ihren gültigen Personalausweis oder Reisepass mit."},
		{"Ausweis", "Voraussetzungen", "Hauptwohnsitz in der Stadt", "Sie müssen Ihren Hauptwohnsitz in der Stadt haben."},
		{"Ausweis", "", "Falls Sie umgezogen sind, lassen Sie die Adresse ändern.", "Nach einem Umzug lassen Sie die Adresse ändern."},
		{"Ausweis", "", "Bei Verlust müssen Sie den Ausweis sofort sperren lassen.", "Wenn Sie den Ausweis verlieren, müssen Sie ihn sofort sperren lassen."},
		{"Ausweis", "", "Wenn Sie den Ausweis verloren haben, melden Sie das.", "Haben Sie den Ausweis verloren, dann melden Sie das bitte."},
		{"Ausweis", "", "Die Gebühr entfällt bei Bedürftigkeit.", "Wer bedürftig ist, muss keine Gebühr zahlen."},
		{"Ausweis", "", "Die Gebühr wird nicht erstattet, wenn Sie den Antrag zurückziehen.", "Ziehen Sie den Antrag zurück, wird die Gebühr nicht erstattet."},
		{"Ausweis", "", "Montag 8.00 - 12.00 und 14.00 - 16.00 Uhr", "Montags ist von 8 bis 12 Uhr und von 14 bis 16 Uhr geöffnet."},
		{"Ausweis", "", "täglich 10-18 Uhr", "Geöffnet ist jeden Tag von 10 bis 18 Uhr."},
		{"Ausweis", "", "Anmeldungen sind ab dem 1. Februar 2027 möglich.", "Ab 01.02.2027 können Sie sich anmelden."},
		{"Ausweis", "", "Die Frist endet am 30. September.", "Sie haben bis zum 30.09. Zeit."},
		{"Ausweis", "", "Der Kurs umfasst 12 Termine à 90 Minuten.", "Der Kurs hat zwölf Termine mit je anderthalb Stunden."},
		{"Ausweis", "", "Die Bearbeitung dauert bis zu 4 Wochen.", "Rechnen Sie mit höchstens vier Wochen Bearbeitungszeit."},
		{"Ausweis", "", "Die Bearbeitungszeit beträgt ca. 4 Wochen.", "Die Bearbeitung dauert ungefähr vier Wochen."},
		{"Ausweis", "", "Wir benötigen Ihre Unterschrift.", "Sie müssen unterschreiben."},
		{"Ausweis", "", "Die Vorlage des Originals ist erforderlich.", "Sie müssen das Original vorlegen."},
		{"Ausweis", "", "Die persönliche Anwesenheit ist zwingend.", "Sie müssen persönlich anwesend sein."},
		{"Ausweis", "", "Eltern haben das Kind zu begleiten.", "Die Eltern müssen das Kind begleiten."},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if _, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{0, c.quote}}}, []retrieval.Hit{passage(c.quote, c.title, c.heading)}); err != nil {
				t.Errorf("from %q: %v", c.quote, err)
			}
		})
	}
}

// TestVerifyStopsAttacks has for each thing that a wording may do freely, three ways of misusing it.
func TestVerifyStopsAttacks(t *testing.T) {
	for _, c := range []struct{ title, quote, sentence string }{
		// generic nouns
		{"Parken", "Für den Parkausweis zahlen Sie 30 Euro.", "Für den Parkausweis müssen Sie Unterlagen vorlegen."},
		{"Parken", "Die Gebühr zahlen Sie an der Kasse.", "Die Gebühr wird im Verfahren erlassen."},
		{"Parken", "Der Parkausweis gilt ein Jahr.", "Der Antrag gilt ein Jahr."},
		// both parts of a compound
		{"Hund anmelden", "Die Gebühr für den Hund beträgt 30 Euro, die Steuer 96 Euro.", "Die Hundesteuer beträgt 30 Euro."},
		{"Namen ändern", "Die Änderung des Namens kostet 25 Euro.", "Die Adressänderung kostet 25 Euro."},
		{"Tier gefunden", "Für Fundtiere ist die Feuerwehr da.", "Für Fundtiere ist das Fundbüro da."},
		// endings that make another word
		{"Pflege", "Der Arzt stellt das Zeugnis aus.", "Der Tierarzt stellt das Zeugnis aus."},
		{"Rad", "Die Karte ist kostenpflichtig.", "Die Karte ist kostenlos."},
		{"Verein", "Der Vereinsbeitrag ist steuerlich absetzbar.", "Der Vereinsbeitrag ist steuerfrei."},
		// units of length, ages without a unit
		{"Hochwasser", "Ab 380 cm wird der Uferweg gesperrt.", "Ab 38 Metern wird der Uferweg gesperrt."},
		{"Hochwasser", "Ab 380 cm wird der Uferweg gesperrt.", "Ab 380 Metern wird der Uferweg gesperrt."},
		{"Ausweis", "Ab 16 Jahren dürfen Sie den Ausweis selbst beantragen.", "Ab 18 dürfen Sie den Ausweis selbst beantragen."},
		// "nur noch bis", "erst im"
		{"Fahrkarte", "Die Karte gilt ab Oktober.", "Die Karte gilt nur im Oktober."},
		{"Fahrkarte", "Die Karte startet erst im Oktober.", "Die Karte startet bis Oktober."},
		{"Kirche", "Die Steuer endet am Ende des Monats.", "Die Steuer zahlen Sie erst ab dem Ende des Monats."},
		// at least, whatever stands before it
		{"Ehrenamt", "Sie engagieren sich seit mindestens zwei Jahren.", "Sie engagieren sich seit höchstens zwei Jahren."},
		{"Ehrenamt", "Sie engagieren sich seit zwei Jahren.", "Sie engagieren sich seit mindestens drei Jahren."},
		{"Ehrenamt", "Sie engagieren sich seit mindestens zwei Jahren.", "Sie engagieren sich bis zu zwei Jahre."},
		// "sonst", "für alle anderen"
		{"Bildung", "Wer Leistungen vom Jobcenter bekommt, beantragt das Paket dort; für alle anderen ist das Sozialamt da.", "Wer Leistungen vom Jobcenter bekommt, beantragt das Paket beim Sozialamt."},
		{"Bildung", "Für Eltern ist das Jugendamt da, sonst das Sozialamt.", "Für Eltern ist das Sozialamt da."},
		{"Bildung", "Der Ausweis kostet für Kinder 10 Euro, sonst 20 Euro.", "Der Ausweis kostet für Kinder 20 Euro."},
		// "alle, die" is "wer", but not when it is said of some
		{"Hund", "Einige Besitzer eines Assistenzhundes brauchen keine Prüfung.", "Alle, die einen Assistenzhund besitzen, brauchen keine Prüfung."},
		{"Hund", "Wer einen Assistenzhund besitzt, braucht keine Prüfung.", "Alle brauchen keine Prüfung, auch wer einen Assistenzhund besitzt."},
		{"Hund", "Wer einen Assistenzhund besitzt, braucht keine Prüfung.", "Alle, die einen Hund besitzen, brauchen eine Prüfung."},
		// conditions are not compared for duty, but what they limit is
		{"Parken", "Sie dürfen dort stehen, soweit der Wagen am Einsatzort gebraucht wird.", "Sie müssen dort stehen, soweit der Wagen am Einsatzort gebraucht wird."},
		{"Parken", "Sie dürfen dort stehen, soweit der Wagen am Einsatzort gebraucht wird.", "Sie dürfen dort stehen, soweit der Wagen am Einsatzort nicht gebraucht wird."},
		{"Parken", "Sie dürfen dort stehen, soweit der Wagen am Einsatzort gebraucht wird.", "Sie dürfen dort stehen."},
		// "noch keine 24", "nach Hause", "vom Ersten an"
		{"Ausweis", "27,60 Euro, wenn Sie jünger als 24 Jahre sind.", "27,60 Euro, wenn Sie keine 24 Jahre mehr sind."},
		{"Ausweis", "Der Versand nach Hause kostet 5,10 Euro.", "Der Versand nach Hause kostet mindestens 5,10 Euro."},
		{"Müll", "Änderungen gelten vom 1. des Monats an.", "Änderungen gelten bis zum 1. des Monats."},
		// one sense of the thesaurus is the same word, but the law tells some apart
		{"Bescheid", "Gegen den Bescheid können Sie Widerspruch einlegen.", "Gegen den Bescheid können Sie Einspruch einlegen."},
		{"Müll", "Die Steuer wird am 1. März fällig.", "Der Beitrag wird am 1. März fällig."},
		{"Hilfe", "Die Mitarbeit ist freiwillig.", "Die Mitarbeit ist ehrenamtlich."},
		// an amount may be counted as the next one is
		{"Reinigung", "Klasse R1: 2,94 Euro je Meter und Jahr\nKlasse R2: 1,47 Euro je Meter und Jahr", "Klasse R1 kostet 2,94 Euro, Klasse R2 1,47 Euro je Meter und Monat."},
		{"Reinigung", "Klasse R1: 2,94 Euro je Meter und Jahr\nMarke: 6 Euro", "Klasse R1 kostet 2,94 Euro, die Marke 6 Euro."},
		{"Halteverbot", "ein Tag: 32 Euro\njeder weitere Tag: 8 Euro", "Jeder weitere Monat kostet 8 Euro."},
		// "vor" and "nach" are no bounds of amounts, and a verb may end in "vor"
		{"Heirat", "Prüfung nach deutschem Recht: 60 Euro", "Die Prüfung nach deutschem Recht kostet mindestens 60 Euro."},
		{"Hund", "Melden Sie den Hund sechs Wochen vor dem Umzug ab.", "Melden Sie den Hund sechs Wochen nach dem Umzug ab."},
		{"Wohngeld", "Legen Sie die Nachweise innerhalb von sechs Wochen vor.", "Legen Sie die Nachweise frühestens in sechs Wochen vor."},
		// a sentence close to its quote
		{"Geburt", "Geschwister müssen ein berechtigtes Interesse nachweisen.", "Enkel müssen ein berechtigtes Interesse nachweisen."},
		{"Denkmal", "Auf alten Dächern sind Anlagen mit Genehmigung erlaubt.", "Auf alten Dächern sind Anlagen erlaubt."},
		{"Schule", "Kinder aus geflüchteten Familien bekommen die Karte kostenlos.", "Kinder aus Familien bekommen die Karte kostenlos."},
		// ways that a number or an address proves
		{"Jugendamt", "Schreiben Sie an jugend@stadt.example.", "Rufen Sie das Jugendamt an: Telefon, oder schreiben Sie an jugend@stadt.example."},
		{"Jugendamt", "Sie erreichen uns unter 04227 99-5199.", "Sie erreichen uns per Mail unter 04227 99-5199."},
		{"Jugendamt", "Sie erreichen uns unter 04227 99-5199.", "Sie erreichen uns per Fax unter 04227 99-5199."},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if _, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{0, c.quote}}}, []retrieval.Hit{passage(c.quote, c.title)}); err == nil {
				t.Errorf("%q from %q passes", c.sentence, c.quote)
			}
		})
	}
}

// TestVerifyReadsListsUnderTheirLine has items of lists that hold as the line or heading above
// them says, not by themselves.
func TestVerifyReadsListsUnderTheirLine(t *testing.T) {
	for _, c := range []struct {
		kept           bool
		text, heading  string
		quote, wording string
	}{
		{true, "Gasflaschen und Munition", "Nicht angenommen", "Gasflaschen und Munition", "Gasflaschen und Munition nimmt der Wertstoffhof nicht an."},
		{false, "Gasflaschen und Munition", "Nicht angenommen", "Gasflaschen und Munition", "Gasflaschen und Munition nimmt der Wertstoffhof an."},
		{false, "Gasflaschen und Munition", "Angenommen", "Gasflaschen und Munition", "Gasflaschen und Munition nimmt der Wertstoffhof nicht an."},
		{false, "Nicht in die Tonne gehören:\n- Glas\n- Asche", "Tonne", "Glas", "In die Tonne gehört Glas."},
		{false, "Nicht in die Tonne gehört Glas.\nHolz", "Tonne", "Holz", "In die Tonne gehört kein Holz."},
	} {
		_, err := Verify(Draft{Text: c.wording, Quotes: []Quote{{0, c.quote}}}, []retrieval.Hit{passage(c.text, "Wertstoffhof", c.heading)})
		if (err == nil) != c.kept {
			t.Errorf("%q from %q under %q: %v", c.wording, c.quote, c.heading, err)
		}
	}
}
