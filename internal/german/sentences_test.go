package german

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestSentences(t *testing.T) {
	tests := []struct {
		name string
		want []string // joined by a space unless one starts with a line break
	}{
		{"plain", []string{"Die Steuer beträgt 60 Euro.", "Sie ist am 15. Februar fällig."}},
		{"abbreviations", []string{"Bringen Sie z. B. Ihren Pass mit, d. h. ein Dokument mit Bild.", "Ggf. Die Meldebescheinigung genügt."}},
		{"closed abbreviations", []string{"Das gilt z.B. Für Kinder i.d.R. nicht.", "Hunde, Katzen usw.", "Die Frist läuft."}},
		{"references", []string{"Nach § 5 Abs. 1 Nr. 3 S. 2 der Satzung i. V. m. Art. 12 GG ist das verboten.", "Es gilt § 3 Abs. 2.", "Die Ausnahme regelt § 4."}},
		{"dates", []string{"Der Antrag muss bis 31.12.2026 oder bis zum 15. 3. Januar vorliegen.", "Ab dem 1. Juli 2027 gilt er.", "Die Frist endet am 30. 6. 2027."}},
		{"ordinals", []string{"Das Büro ist im 2. Stock, 1. Obergeschoss des 3. Hauses.", "Zimmer 12.", "Wir helfen."}},
		{"number ends a sentence", []string{"Der Beitrag steigt auf 25.", "Die Ermäßigung bleibt.", "Im Jahr 2024.", "Personen zahlen."}},
		{"numbered item", []string{"1. Die Anmeldung ist Pflicht.", "Sie kostet nichts."}},
		{"initials and titles", []string{"Frau Dr. M. Müller und Prof. Dr. J. S. Bach helfen.", "Vitamin C.", "Die Zone B ist frei."}},
		{"hours", []string{"Mo. bis Fr. 8.00 bis 12.30 Uhr.", "Do. 14 bis 18 Uhr.", "Tel. 04409 123-0, Fax. 04409 99."}},
		{"quotes and brackets", []string{"„Bin ich steuerpflichtig?“", "Ja (siehe § 2 Abs. 1 S. 1).", "Nein (s. o.).", "Der Rest folgt."}},
		{"marks", []string{"Was kostet das?", "Nichts!", "Wirklich?!", "Ja…", "Gut."}},
		{"question inside", []string{"Die Frage „wer?“ stellt sich nicht."}},
		{"addresses", []string{"Schreiben Sie an amt@mittelstadt.example oder www.mittelstadt.example.", "Die Hauptstr. 5 ist zu."}},
		{"money", []string{"Es kostet 1.250,50 Euro bzw. 3 Mio. Euro.", "Das ist viel."}},
		{"vowelless", []string{"Die Gmkg. Mittelstadt und die Vfg. Nummer 3."}},
		{"lines", []string{"Unterlagen", "\nPersonalausweis", "\nMeldebescheinigung", "\n\nDas genügt."}},
		{"decomposed umlauts", []string{"Gebu\u0308hren fallen an.", "U\u0308ber 65 zahlt niemand."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, want := join(tt.want)
			if got := texts(text, Sentences(text)); !slices.Equal(got, want) {
				t.Errorf("Sentences(%q)\n got %q\nwant %q", text, got, want)
			}
		})
	}
}

func TestSentencesBullets(t *testing.T) {
	text := "Bringen Sie mit:\n- gültigen Ausweis\n• altes Foto, z. B. Passbild\n  – 37 Euro\n1. Antrag stellen\n2. Warten. Gebühr zahlen."
	want := []string{"Bringen Sie mit:", "gültigen Ausweis", "altes Foto, z. B. Passbild", "37 Euro",
		"1. Antrag stellen", "2. Warten.", "Gebühr zahlen."}
	if got := texts(text, Sentences(text)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSentencesHardWrapped(t *testing.T) {
	text := "Aufgrund des § 4 der Gemeindeordnung in der Fassung vom\r\n24. Juli 2000 und des Gesetzes über die Förderung der\r\n" +
		"Kreislaufwirtschaft hat der Rat der Stadt Mittelstadt am\r\n3. Mai 2026 diese Satzung beschlossen. Sie gilt für alle\r\n" +
		"Grundstücke.\r\n\r\n§ 1\r\nGeltungsbereich\r\n(1) Sie gilt überall.\r\n(2) Mehr nicht.\r\n"
	want := []string{
		"Aufgrund des § 4 der Gemeindeordnung in der Fassung vom\r\n24. Juli 2000 und des Gesetzes über die Förderung der\r\n" +
			"Kreislaufwirtschaft hat der Rat der Stadt Mittelstadt am\r\n3. Mai 2026 diese Satzung beschlossen.",
		"Sie gilt für alle\r\nGrundstücke.", "§ 1", "Geltungsbereich", "(1) Sie gilt überall.", "(2) Mehr nicht.",
	}
	if got := texts(text, Sentences(text)); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSpanRunes(t *testing.T) {
	text := "Größe. Übergröße kostet mehr."
	spans := Sentences(text)
	if len(spans) != 2 {
		t.Fatalf("spans: %v", spans)
	}
	if start, end := spans[1].Runes(text); string([]rune(text)[start:end]) != spans[1].Of(text) {
		t.Errorf("Runes = %d, %d", start, end)
	}
}

// Every letter and digit is in exactly one sentence, whatever the text.
func FuzzSentences(f *testing.F) {
	f.Add("Was kostet die Hundesteuer? Sie kostet z. B. 60 €.\n\n- Ausweis\n- Foto")
	f.Add("§ 5 Abs. 1\r\n\r\n…\"«.\n\x00\xff. Ä")
	f.Fuzz(func(t *testing.T, text string) {
		checkSpans(t, text, Sentences(text))
	})
}

func checkSpans(t *testing.T, text string, spans []Span) {
	t.Helper()
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("span %v after %d in %q", s, at, text)
		}
		checkGap(t, text, text[at:s.Start])
		at = s.End
	}
	checkGap(t, text, text[at:])
}

func checkGap(t *testing.T, text, gap string) {
	t.Helper()
	if strings.ContainsFunc(gap, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		t.Fatalf("%q is in no sentence of %q", gap, text)
	}
}

func BenchmarkSentences(b *testing.B) {
	text := strings.Repeat("Nach § 5 Abs. 1 Nr. 3 beträgt die Steuer für den ersten Hund 60 Euro. Sie ist am 15. Februar fällig.\n", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sentences(text)
	}
}

func join(sentences []string) (text string, want []string) {
	for i, s := range sentences {
		if i > 0 && !strings.HasPrefix(s, "\n") {
			text += " "
		}
		text += s
		want = append(want, strings.TrimSpace(s))
	}
	return text, want
}

func texts(text string, spans []Span) []string {
	var out []string
	for _, s := range spans {
		out = append(out, s.Of(text))
	}
	return out
}
