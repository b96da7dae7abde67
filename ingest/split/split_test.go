package split

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
)

// check asserts what holds for the passages of every document.
func check(t *testing.T, res *extract.Result, passages []auskunft.Passage) {
	t.Helper()
	runes := []rune(res.Text)
	at := 0
	for i, p := range passages {
		if p.Ordinal != i || p.Start < at || p.End <= p.Start || p.End > len(runes) {
			t.Fatalf("passage %d: ordinal %d, range [%d, %d) after %d in a text of %d", i, p.Ordinal, p.Start, p.End, at, len(runes))
		}
		if p.Text != string(runes[p.Start:p.End]) {
			t.Fatalf("passage %d is not its range: %q", i, p.Text)
		}
		if strings.TrimSpace(p.Text) == "" {
			t.Fatalf("passage %d is empty: %q", i, p.Text)
		}
		if size := utf8.RuneCountInString(p.Text); size > maxSize {
			t.Errorf("passage %d has %d characters", i, size)
		}
		checkGap(t, string(runes[at:p.Start]))
		at = p.End
	}
	checkGap(t, string(runes[at:]))
}

func checkGap(t *testing.T, gap string) {
	t.Helper()
	if strings.TrimFunc(gap, unicode.IsSpace) != "" {
		t.Fatalf("%q is in no passage", gap)
	}
}

// outline shows passages one a line: heading path, anchor, field, text.
func outline(passages []auskunft.Passage) []string {
	var out []string
	for _, p := range passages {
		line := strings.Join(p.Headings, " > ")
		if p.Anchor != "" {
			line += " #" + p.Anchor
		}
		if p.Field != "" {
			line += " [" + string(p.Field) + "]"
		}
		out = append(out, line+": "+strings.ReplaceAll(p.Text, "\n", "/"))
	}
	return out
}

func markdown(t *testing.T, text string) *extract.Result {
	t.Helper()
	res, err := extract.Markdown([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func plain(t *testing.T, text string) *extract.Result {
	t.Helper()
	res, err := extract.Plain([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestSplitBySections(t *testing.T) {
	res := markdown(t, "Vorweg.\n\n# Hund {#hund}\n\n## Steuer\n\nSie kostet.\n\n### Höhe\n\n60 €.\n\n## Marke\n\n## Leine {#leine}\n\nIm Wald.\n")
	got := Split(res, auskunft.PageDocument, nil)
	check(t, res, got)
	want := []string{
		": Vorweg.",
		"Hund > Steuer #hund: Hund//Steuer//Sie kostet.",
		"Hund > Steuer > Höhe #hund: Höhe//60 €.",
		"Hund > Marke #hund: Marke",
		"Hund > Leine #leine: Leine//Im Wald.",
	}
	if !slices.Equal(outline(got), want) {
		t.Errorf("got %q\nwant %q", outline(got), want)
	}
}

func TestSplitByFields(t *testing.T) {
	b := &extract.Builder{}
	b.Add(extract.Block{Kind: extract.Heading, Level: 1}, "Hundesteuer")
	var fields []extract.FieldRange
	for _, f := range []struct {
		field       auskunft.Field
		title, text string
	}{{auskunft.FieldSummary, "", "Wer einen Hund hat, zahlt."}, {auskunft.FieldFees, "Gebühren", "60 €."}, {auskunft.FieldNotes, "", "Hinweis."}} {
		mark := b.Mark()
		b.Add(extract.Block{Kind: extract.Heading, Level: 2}, f.title)
		b.Add(extract.Block{Kind: extract.Paragraph}, f.text)
		start, end, _ := b.Since(mark)
		fields = append(fields, extract.FieldRange{Field: f.field, Start: start, End: end})
	}
	res := b.Done()
	got := Split(res, auskunft.ServiceDocument, fields)
	check(t, res, got)
	want := []string{
		"Hundesteuer [summary]: Hundesteuer//Wer einen Hund hat, zahlt.",
		"Hundesteuer > Gebühren [fees]: Gebühren//60 €.",
		"Hundesteuer > Gebühren [notes]: Hinweis.",
	}
	if !slices.Equal(outline(got), want) {
		t.Errorf("got %q\nwant %q", outline(got), want)
	}
}

const ordinance = `Satzung der Stadt Mittelstadt
über die Hundesteuer

Inhaltsverzeichnis
§ 1 Steuergegenstand
§ 2 Steuersatz ........ 3
§ 3 Inkrafttreten

Präambel
Aufgrund des
§ 58 Abs. 1 des Gesetzes hat der Rat am
3. Mai 2026 diese Satzung beschlossen.

I. Abschnitt: Allgemeines

§ 1 Steuergegenstand

(1) Gegenstand der Steuer ist das Halten von Hunden, die
älter als drei Monate sind, im Stadtgebiet.
(2) Ausgenommen sind Hunde nach
§ 2 Abs. 3.

§ 2
Steuersatz
Die Steuer beträgt 60 Euro. Das gilt nicht nach Abs. 2
Satz 1.

II. Abschnitt

§ 3a Inkrafttreten

Diese Satzung tritt am 1. Juli 2026 in Kraft.

Anlage 1 zu § 2
(1) Tarif
`

func TestSplitOrdinance(t *testing.T) {
	for _, kind := range []auskunft.DocumentKind{auskunft.OrdinanceDocument, auskunft.PageDocument} {
		res := plain(t, ordinance)
		got := Split(res, kind, nil)
		check(t, res, got)
		want := []string{
			": Satzung der Stadt Mittelstadt/über die Hundesteuer",
			"Inhaltsverzeichnis: Inhaltsverzeichnis/§ 1 Steuergegenstand/§ 2 Steuersatz ........ 3/§ 3 Inkrafttreten",
			"Präambel: Präambel/Aufgrund des/§ 58 Abs. 1 des Gesetzes hat der Rat am/3. Mai 2026 diese Satzung beschlossen.",
			"I. Abschnitt: Allgemeines > § 1 Steuergegenstand #§ 1 Abs. 1: I. Abschnitt: Allgemeines//§ 1 Steuergegenstand//(1) Gegenstand der Steuer ist das Halten von Hunden, die/älter als drei Monate sind, im Stadtgebiet.",
			"I. Abschnitt: Allgemeines > § 1 Steuergegenstand #§ 1 Abs. 2: (2) Ausgenommen sind Hunde nach/§ 2 Abs. 3.",
			"I. Abschnitt: Allgemeines > § 2 Steuersatz #§ 2: § 2/Steuersatz/Die Steuer beträgt 60 Euro. Das gilt nicht nach Abs. 2/Satz 1.",
			"II. Abschnitt > § 3a Inkrafttreten #§ 3a: II. Abschnitt//§ 3a Inkrafttreten//Diese Satzung tritt am 1. Juli 2026 in Kraft.",
			"Anlage 1 zu § 2: Anlage 1 zu § 2/(1) Tarif",
		}
		if !slices.Equal(outline(got), want) {
			t.Errorf("%s\n got %q\nwant %q", kind, outline(got), want)
		}
	}
}

func TestSplitOrdinanceFromHTML(t *testing.T) {
	b := &extract.Builder{}
	if err := b.HTML("<h1>Satzung</h1><h2>§ 1 Zweck</h2><p>(1) Der Zweck.</p><p>(2) Noch einer:</p><ol><li>eins</li></ol><h2>§ 2</h2><h2>Gebühr</h2><p>5 €.</p>"); err != nil {
		t.Fatal(err)
	}
	res := b.Done()
	got := Split(res, auskunft.OrdinanceDocument, nil)
	check(t, res, got)
	want := []string{
		"Satzung > § 1 Zweck #§ 1 Abs. 1: Satzung//§ 1 Zweck//(1) Der Zweck.",
		"Satzung > § 1 Zweck #§ 1 Abs. 2: (2) Noch einer://1. eins",
		"Satzung > § 2 Gebühr #§ 2: § 2//Gebühr//5 €.",
	}
	if !slices.Equal(outline(got), want) {
		t.Errorf("got %q\nwant %q", outline(got), want)
	}
}

func TestSplitKeepsPartsAboveSections(t *testing.T) {
	res := markdown(t, "# Satzung\n\n## Erster Abschnitt\n\n## Ordnung\n\n## § 1 Zweck\n\nText.\n\n## Zweiter Abschnitt: Gebühren\n\n## § 2 Tarif\n\n(1) 5 €.\n\n## Anlage 1\n\nListe.\n")
	got := Split(res, auskunft.OrdinanceDocument, nil)
	check(t, res, got)
	want := []string{
		"Satzung > Erster Abschnitt > Ordnung > § 1 Zweck #§ 1: Satzung//Erster Abschnitt//Ordnung//§ 1 Zweck//Text.",
		"Satzung > Zweiter Abschnitt: Gebühren > § 2 Tarif #§ 2 Abs. 1: Zweiter Abschnitt: Gebühren//§ 2 Tarif//(1) 5 €.",
		"Satzung > Anlage 1: Anlage 1//Liste.",
	}
	if !slices.Equal(outline(got), want) {
		t.Errorf("got %q\nwant %q", outline(got), want)
	}
}

func TestPagesThatOnlyMentionLaw(t *testing.T) {
	text := "Ihr Anspruch:\n§ 5 Abs. 1 des Gesetzes regelt das.\n(1) ist eine Zahl.\nMehr dazu."
	res := plain(t, text)
	got := Split(res, auskunft.PageDocument, nil)
	check(t, res, got)
	if len(got) != 1 || got[0].Anchor != "" {
		t.Errorf("got %q", outline(got))
	}
}

func TestSplitLongSections(t *testing.T) {
	sentence := "Die Gebühr nach § 5 Abs. 1 Nr. 3 beträgt z. B. 25,00 Euro für jeden Hund. "
	row := "| Hund der Rasse mit einem langen Namen | 60,00 Euro im Jahr |\n"
	tests := []struct {
		name, text string
		atEnds     string // what passages may end with
	}{
		{"one paragraph", strings.Repeat(sentence, 40), "."},
		{"many paragraphs", strings.Repeat(strings.Repeat(sentence, 3)+"\n\n", 15), "."},
		{"table", "| Hund | Steuer |\n| --- | --- |\n" + strings.Repeat(row, 60), "r"},
		{"intro and list", strings.Repeat(sentence, 9) + "\n\nBringen Sie mit:\n\n" + strings.Repeat("- Ausweis, Foto und Geld\n", 40), ".d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := markdown(t, tt.text)
			got := Split(res, auskunft.PageDocument, nil)
			check(t, res, got)
			for _, p := range got {
				if size := utf8.RuneCountInString(p.Text); size < minSize*3/4 {
					t.Errorf("a passage of %d characters", size)
				}
				if end := p.Text[len(p.Text)-1:]; !strings.Contains(tt.atEnds, end) {
					t.Errorf("passage ends with %q", p.Text[len(p.Text)-20:])
				}
			}
		})
	}
}

func TestSplitHardWrappedText(t *testing.T) {
	line := "Die Gebühr richtet sich nach der Größe des Grundstücks und wird jedes\nJahr neu berechnet. "
	res := plain(t, strings.ReplaceAll(strings.Repeat(line, 40), ". Die", ".\nDie"))
	got := Split(res, auskunft.PageDocument, nil)
	check(t, res, got)
	for _, p := range got {
		if !strings.HasSuffix(p.Text, ".") {
			t.Errorf("passage ends inside a sentence: %q", p.Text)
		}
	}
}

func TestSplitWithoutAnyEnd(t *testing.T) {
	for _, text := range []string{strings.Repeat("wort ", 1000), strings.Repeat("x", 5000), strings.Repeat("ü\u0308", 2000), ""} {
		res := plain(t, text)
		check(t, res, Split(res, auskunft.PageDocument, nil))
	}
}

func FuzzSplit(f *testing.F) {
	f.Add(ordinance, true)
	f.Add("# A\n\n- b\n\n§ 1\n\n§ 2\n\n§ 3 X\n(1) y", false)
	f.Fuzz(func(t *testing.T, text string, law bool) {
		kind := auskunft.PageDocument
		if law {
			kind = auskunft.OrdinanceDocument
		}
		if res, err := extract.Plain([]byte(text)); err == nil {
			check(t, res, Split(res, kind, nil))
		}
		if res, err := extract.Markdown([]byte(text)); err == nil {
			check(t, res, Split(res, kind, nil))
		}
	})
}
