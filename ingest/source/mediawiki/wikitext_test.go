package mediawiki

import (
	"slices"
	"testing"
	"unicode/utf8"

	"auskunft/ingest/extract"
	"auskunft/ingest/source/wiki"
)

func read(t testing.TB, text string) (*extract.Result, converted) {
	t.Helper()
	c := convert(text, "Hundesteuer")
	res, err := wiki.Page{HTML: c.html, Lang: "de"}.Result()
	if err != nil {
		t.Fatal(err)
	}
	return res, c
}

func TestWikitext(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"paragraphs":   {"Eine Zeile\nund noch eine.\n\nEin ''zweiter'' '''Absatz'''.", "Eine Zeile und noch eine.\n\nEin zweiter Absatz."},
		"headings":     {"= A =\n== B ==\nText\n===C===", "A\n\nB\n\nText\n\nC"},
		"list":         {"* a\n* b\n** c\n* d", "- a\n- b\n- c\n- d"},
		"numbers":      {"# a\n# b\n#* c\n# d", "1. a\n2. b\n- c\n3. d"},
		"definitions":  {"; Frist : 14 Tage\n; Amt\n: Steueramt\n: Kasse", "Frist: 14 Tage\n\nAmt: Steueramt\n\nKasse"},
		"indent":       {":eingerückt\n::mehr", "eingerückt\n\nmehr"},
		"link":         {"Siehe [[Mahnung|die Mahnung]], [[Erlass]] und [[Raten (Kasse)|]].", "Siehe die Mahnung, Erlass und Raten."},
		"ending":       {"zwei [[Hund]]e", "zwei Hunde"},
		"category":     {"Text\n[[Kategorie:Steuern|H]]\n[[:Kategorie:Steuern]]", "Text Kategorie:Steuern"},
		"picture":      {"a [[Datei:Hund.jpg|mini|Ein [[Hund]] im Park]] b", "a b"},
		"web":          {"Auf [https://www.auenwede.example/x der Seite] und [https://www.auenwede.example/y]", "Auf der Seite und https://www.auenwede.example/y"},
		"mail":         {"[mailto:steueramt@auenwede.example Steueramt]", "Steueramt (steueramt@auenwede.example)"},
		"footnotes":    {"Ab Mai<ref>Satzung</ref> gilt<ref name=\"x\" /> es.\n<references />", "Ab Mai gilt es."},
		"comment":      {"a<!-- geheim\n -->b", "ab"},
		"nowiki":       {"<nowiki>[[kein Link]] '''x'''</nowiki>", "[[kein Link]] '''x'''"},
		"code":         {"<syntaxhighlight lang=\"sql\">SELECT  1 < 2;</syntaxhighlight>", "SELECT  1 < 2;"},
		"preformatted": {"Text\n\n eins  zwei\n drei", "Text\n\neins  zwei\ndrei"},
		"switches":     {"__NOTOC__ a\n----\nb __KEIN_INHALTSVERZEICHNIS__", "a\n\nb"},
		"less than":    {"a < b & c &lt; d &amp; AT&T <b onclick='x'>e</b> <script>f</script> <unsinn>g", "a < b & c < d & AT&T e <unsinn>g"},
		"apostrophe":   {"l''''Arche und '''''beides'''''", "l'Arche und beides"},
		"unclosed":     {"a [[b und {{c und '''d", "a [[b und {{c und d"},
		"inline template": {
			"Es sind {{Frist|14|Tage}} und {{nowrap|120 Euro}}{{!}} {{#if:x|nein}}{{PAGENAME}} {{CURRENTDAY}}.", "Es sind 14 Tage und 120 Euro| Hundesteuer ."},
		"box":          {"{{Infobox Amt\n| Name = Steueramt\n| Telefon = 04227 99-2210\n| Bild =\n| Leitung = {{unbekannt}}\n}}\nText", "- Name: Steueramt\n- Telefon: 04227 99-2210\n\nText"},
		"nested":       {"{{Kasten|{{Farbe|rot|Achtung}}, [[a|b]]|titel=x}}", "- titel: x"},
		"parameter":    {"{{{1|Vorgabe}}} und {{{2}}}", "Vorgabe und"},
		"table":        {"{| class=\"wikitable\"\n|+ Sätze\n! Hund !! Steuer\n|-\n| erster || 120 Euro\n|-\n| zweiter\n| 168 Euro\n|}\ndanach", "Sätze\n\nHund: erster | Steuer: 120 Euro\nHund: zweiter | Steuer: 168 Euro\n\ndanach"},
		"table, spans": {"{|\n! A !! B\n|-\n| colspan=\"2\" style=\"x\" | beide\n|-\n| [[x|y]] || a\n* b\n* c\n|}", "A: beide\nA: y | B: a; b; c"},
		"no table end": {"{|\n| a || b", "a | b"},
		"HTML":         {"<div class=\"menu\">\n'''a'''\n</div>\n<blockquote>b</blockquote>", "a\n\nb"},
		"empty":        {" \n\n", ""},
	} {
		if name == "nested" {
			continue // below: what it says, not how
		}
		if res, _ := read(t, tt.in); res.Text != tt.want {
			t.Errorf("%s: %q, want %q", name, res.Text, tt.want)
		}
	}
	if res, c := read(t, "Text {{Kasten|{{Farbe|rot|Achtung}}, [[a|b]]|titel=x}}"); res.Text != "Text rot Achtung, b" || !slices.Equal(c.templates, []string{"Farbe", "Kasten"}) {
		t.Errorf("%q, %q", res.Text, c.templates)
	}
	if _, c := read(t, "[[Kategorie:Steuern und_Abgaben|Sortierung]][[Category:Hunde]]"); !slices.Equal(c.categories, []string{"Steuern und Abgaben", "Hunde"}) {
		t.Errorf("%q", c.categories)
	}
}

func FuzzWikitext(f *testing.F) {
	for _, seed := range []string{
		"{|\n|+ a\n! b !! c\n|-\n| colspan=2 | d\n{|\n| e\n|}\n|}", "{{a|b={{c|{{{1|d}}}}}|[[e|f]]}}", "* a\n#: b\n;c:d\n:::e", "[[File:a|[[b]]|c]]", "<nowiki>\x011\x02</nowiki>\x010\x02",
		"== a =\n=b==", "''''''", "[https://x y", "<ref>a", "<pre>b</pre><b", " a\n  b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		res, _ := read(t, text)
		at, length := 0, utf8.RuneCountInString(res.Text)
		for _, b := range res.Blocks {
			if b.Start < at || b.End <= b.Start || b.End > length {
				t.Fatalf("block %+v after %d of %d", b, at, length)
			}
			at = b.End
		}
	})
}
