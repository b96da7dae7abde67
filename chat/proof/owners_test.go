package proof

import (
	"testing"

	"auskunft/retrieval"
)

// TestVerifyKeepsScope has what a sentence may not widen: whose a thing is, all of them, the label of a row, the condition.
func TestVerifyKeepsScope(t *testing.T) {
	for _, c := range []struct {
		heading, quote, sentence string
		kept                     bool
	}{
		// whose
		{"Unterlagen", "bei Minderjährigen die Zustimmung der Sorgeberechtigten und deren Ausweise", "Bei Minderjährigen brauchen Sie die Zustimmung der Sorgeberechtigten und deren Ausweise.", true},
		{"Unterlagen", "bei Minderjährigen die Zustimmung der Sorgeberechtigten und deren Ausweise", "Bei Minderjährigen brauchen Sie die Zustimmung der Sorgeberechtigten und Ihre Ausweise.", false},
		{"Unterlagen", "Name, Geburtsdatum und Anschrift des Gastes", "Sie brauchen Ihren Namen und die Anschrift des Gastes.", false},
		{"", "Wer seinen Hund abmeldet, bekommt einen Bescheid.", "Wenn Sie Ihren Hund abmelden, bekommen Sie einen Bescheid.", true},
		{"", "Bringen Sie Ihren Ausweis mit.", "Bringen Sie seinen Ausweis mit.", false},
		{"", "Sie brauchen für andere deren Vollmacht.", "Sie brauchen für andere seine Vollmacht.", false},
		// which
		{"", "Dann übernimmt das Sozialamt ungedeckte Pflegekosten im Heim.", "Dann übernimmt das Sozialamt Pflegekosten im Heim.", false},
		{"", "Dann übernimmt das Sozialamt ungedeckte Pflegekosten im Heim.", "Ungedeckte Pflegekosten im Heim übernimmt dann das Sozialamt.", true},
		{"", "Anerkannte Flüchtlinge bekommen einen Ausweis.", "Flüchtlinge bekommen einen Ausweis.", false},
		{"", "Wer plötzlich erkrankt, darf jemanden schicken.", "Wer erkrankt, darf jemanden schicken.", false},
		// all
		{"", "Die Bearbeitung beginnt nach Eingang aller Unterlagen.", "Die Bearbeitung beginnt nach Eingang von Unterlagen.", false},
		{"", "Die Bearbeitung beginnt nach Eingang aller Unterlagen.", "Nach Eingang sämtlicher Unterlagen beginnt die Bearbeitung.", true},
		{"", "Nötig ist die Unterschrift beider Eltern.", "Nötig ist die Unterschrift der Eltern.", false},
		// labels and rows
		{"Gebühr", "Aufbewahrung über 50 Euro Wert: 8 Euro", "Die Aufbewahrung kostet 8 Euro.", false},
		{"Gebühr", "Aufbewahrung über 50 Euro Wert: 8 Euro", "Die Aufbewahrung über 50 Euro Wert kostet 8 Euro.", true},
		{"Unterlagen", "für Kinder: Unterschrift der Eltern", "Sie brauchen die Unterschrift der Eltern.", false},
		{"Unterlagen", "für Kinder: Unterschrift der Eltern", "Für Kinder brauchen Sie die Unterschrift der Eltern.", true},
		{"", "Bei zwei Kindern sinkt die Gebühr für das zweite Kind um die Hälfte.", "Bei zwei Kindern sinkt die Gebühr um die Hälfte.", false},
		// conditions
		{"Unterlagen", "Brandschutznachweis, soweit verlangt", "Sie müssen den Brandschutznachweis vorlegen.", false},
		{"Unterlagen", "Brandschutznachweis, soweit verlangt", "Soweit verlangt, legen Sie den Brandschutznachweis vor.", true},
		{"", "Wird der Antrag zurückgenommen, bevor über ihn entschieden ist, sinkt die Gebühr.", "Wird der Antrag zurückgenommen, sinkt die Gebühr.", false},
		{"", "Das Amt setzt den Unterhalt durch und klärt, wenn nötig, die Vaterschaft.", "Der Unterhalt wird vom Amt durchgesetzt.", true},
		{"", "Das Amt setzt den Unterhalt durch und klärt, wenn nötig, die Vaterschaft.", "Das Amt klärt die Vaterschaft.", false},
		{"", "Flüchtlinge erhalten einen Ausweis, andere nur, wenn sie keinen Pass bekommen.", "Flüchtlinge erhalten einen Ausweis.", true},
		{"", "Wer länger im Ausland bleibt, kann das Recht verlieren.", "Wer länger im Ausland bleibt, verliert das Recht.", false},
		// lists
		{"Unterlagen", "Arbeitsvertrag, Lohnabrechnungen, Rentenverlauf", "Sie brauchen Arbeitsvertrag und Lohnabrechnungen.", true},
		{"Unterlagen", "Arbeitsvertrag, Lohnabrechnungen, Rentenverlauf", "Es genügen Arbeitsvertrag und Lohnabrechnungen.", false},
		{"Unterlagen", "Arbeitsvertrag, Lohnabrechnungen, Rentenverlauf", "Sie brauchen nur den Arbeitsvertrag.", false},
		{"Unterlagen", "Arbeitsvertrag, Lohnabrechnungen, Rentenverlauf", "Wir brauchen Arbeitsvertrag, Lohnabrechnungen und Rentenverlauf.", true},
		{"", "Werden Nachweise nicht vorgelegt, wird die höchste Stufe festgesetzt.", "Die höchste Stufe wird festgesetzt.", false},
		{"", "Werden Nachweise nicht vorgelegt, wird die höchste Stufe festgesetzt.", "Die höchste Stufe wird festgesetzt, wenn Nachweise nicht vorgelegt werden.", true},
		{"Voraussetzungen", "Sie wohnen selbst in der Wohnung.", "Sie können selbst in der Wohnung wohnen.", false},
		{"Voraussetzungen", "Sie wohnen selbst in der Wohnung.", "Sie müssen selbst in der Wohnung wohnen.", true},
		{"", "Sie melden sich um, wenn Sie in eine andere Wohnung ziehen.", "Sie melden sich um, wenn Sie in eine Wohnung ziehen.", false},
		// rows
		{"Führerscheine, Frist", "ausgestellt 2009: 19. Januar 2030\nausgestellt 2010: 19. Januar 2031", "Für Führerscheine, die 2010 ausgestellt wurden, endet die Frist am 19. Januar 2030.", false},
		{"Führerscheine, Frist", "ausgestellt 2009: 19. Januar 2030\nausgestellt 2010: 19. Januar 2031", "Für Führerscheine, die 2010 ausgestellt wurden, endet die Frist am 19. Januar 2031.", true},
		{"", "Das Ticket darf einmal je Parkvorgang benutzt werden.", "Das Ticket darf einmal am Tag benutzt werden.", false},
		{"", "Rufen Sie am Abfuhrtag an.", "Rufen Sie am Tag der Abfuhr an.", true},
		// part for the whole
		{"", "Wer einen Laubbaum fällen möchte, braucht eine Genehmigung.", "Wer einen Baum fällen möchte, braucht eine Genehmigung.", false},
		{"Laubbaum fällen", "Den Laubbaum fällt eine Firma.", "Eine Firma fällt den Baum.", true},
		// why, in spite of what
		{"", "Bäume werden geschützt, weil sie das Ortsbild prägen.", "Bäume werden geschützt, wenn sie das Ortsbild prägen.", false},
		{"", "Wer keinen Bescheid hat, obwohl ein Hund im Haus lebt, meldet sich.", "Wer keinen Bescheid hat, meldet sich.", false},
		// who, before what
		{"", "Wer Gäste einlädt, die ein Visum brauchen, erklärt das.", "Gäste, die ein Visum brauchen, erklären das.", false},
		{"", "Warten Sie den Bescheid ab, bevor Sie den Auftrag löschen.", "Löschen Sie den Auftrag, bevor der Bescheid kommt.", false},
		{"", "Warten Sie den Bescheid ab, bevor Sie den Auftrag löschen.", "Bevor Sie den Auftrag löschen, warten Sie den Bescheid ab.", true},
		{"", "Planen Sie vier bis sechs Wochen vor der Reise ein.", "Vor der Reise planen Sie vier bis sechs Wochen ein.", true},
		{"", "Schilder stellt eine Fachfirma auf.", "Schilder werden von einer Fachfirma aufgestellt.", true},
		{"Hund abmelden", "Die Abmeldung ist gebührenfrei.", "Den Hund abzumelden ist gebührenfrei.", true},
		{"Hund abmelden", "Die Abmeldung ist möglich.", "Der Hund ist abzumelden.", false},
		{"", "Lassen Sie sich vom Wohnungsgeber den Einzug bestätigen.", "Bestätigen Sie dem Wohnungsgeber den Einzug.", false},
		{"", "Lassen Sie sich vom Wohnungsgeber den Einzug bestätigen.", "Der Wohnungsgeber bestätigt Ihnen den Einzug.", true},
		{"", "Die Verlosung für den Sommer beginnt am 1. Juni.", "Am 1. Juni beginnt die Verlosung für den Sommer.", true},
		{"", "Die Verlosung für den Sommer beginnt am 1. Juni.", "Am 1. Juni endet die Verlosung für den Sommer.", false},
		{"", "Das Zeugnis kommt mit der Post, die Stadt sieht es nicht.", "Das Zeugnis kommt mit der Post.", true},
	} {
		_, err := Verify(Draft{Text: c.sentence, Quotes: []Quote{{0, c.quote}}}, []retrieval.Hit{passage(c.quote, "Auskunft", c.heading)})
		if (err == nil) != c.kept {
			t.Errorf("%q from %q: %v", c.sentence, c.quote, err)
		}
	}
}

// TestSoftRejections has what a judge may let through, one word of wording, and what nobody may.
func TestSoftRejections(t *testing.T) {
	const quote = "Bringen Sie den Ausweis mit. Der Antrag wird im Bürgerbüro binnen drei Wochen geprüft."
	for sentence, soft := range map[string]bool{
		"Der Antrag wird im Bürgerbüro binnen drei Wochen gelobt.":                true,
		"Bringen Sie den Ausweis fröhlich mit.":                                   true,
		"Der Antrag wird binnen drei Wochen geprüft.":                             false, // what is left out is a noun, maybe a name
		"Der Antrag wird im Bürgerbüro binnen vier Wochen geprüft.":               false,
		"Der Antrag wird im Bürgerbüro nicht binnen drei Wochen geprüft.":         false,
		"Der Antrag wird im Rathaus binnen drei Wochen geprüft.":                  false,
		"Der Antrag muss im Bürgerbüro binnen drei Wochen geprüft werden.":        false,
		"Der Antrag wird im Bürgerbüro binnen drei Wochen sofort geprüft.":        false,
		"Der Antrag wird im Bürgerbüro binnen drei Wochen wohlwollend verlesen.":  false,
		"Der Antrag wird im Bürgerbüro binnen drei Wochen geprüft: boese.example": false,
	} {
		d := Draft{Text: sentence, Quotes: []Quote{{0, quote}}}
		hits := []retrieval.Hit{passage(quote, "Auskunft")}
		checked, err := Verify(d, hits)
		r, _ := err.(*Rejection)
		if r == nil || r.Soft != soft {
			t.Errorf("%q: %v, soft should be %t", sentence, r, soft)
		}
		if soft && len(checked.Citations) == 0 {
			t.Errorf("%q: nothing to judge it by", sentence)
		}
		d.Judged = true
		if _, err := Verify(d, hits); (err == nil) != soft {
			t.Errorf("%q, judged: %v", sentence, err)
		}
	}
}
