package markdown

import (
	_ "embed"
	"reflect"
	"strings"
	"testing"
)

//go:embed testdata/everything.md
var everything string

func TestTheOneForm(t *testing.T) {
	doc, dropped := Parse(everything)
	want := `## Hundesteuer

Wer einen Hund hält, zahlt **Hundesteuer**. Mehr steht in der [Satzung](https://stadt.example/satzung%281%29.pdf) & auf [www.stadt.example](http://www.stadt.example) oder bei [steuer@stadt.example](mailto:steuer@stadt.example).\
Zimmer 12

## Was kostet es?

| Hund | im Jahr |
| --- | --- |
| erster | **84,00 €** |
| a\|b | |

1. Anmelden
   - online
   - im Amt\
     nur mit Termin
2. Zahlen

> **Hinweis:** Ab 2027 gilt etwas anderes.
>
> Fragen Sie nach.

- Ausweis
- Marke

Im Jahr\
1987\. war das anders. 3 \< 4 gestrichen a_b_c *d* x\*y
`
	if got := doc.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(dropped) != 1 || dropped[0] != (Dropped{"heading", "Hundesteuer"}) {
		t.Errorf("dropped %v", dropped)
	}
	if again, _ := Parse(want); !reflect.DeepEqual(again, doc) {
		t.Errorf("read again:\n%v\nwant\n%v", again, doc)
	}
}

func TestWhatIsDroppedIsNamed(t *testing.T) {
	for source, want := range map[string]string{
		"![Karte](karte.png)":           "image",
		"<div>x</div>":                  "html",
		"a <span>b</span>":              "html",
		"    ls -l":                     "code",
		"a\n\n---\n\nb":                 "rule",
		"[Klick](javascript:alert(1))":  "link",
		"[Klick](//boese.example/pfad)": "link",
		"##### Zu tief":                 "heading",
		"Wort**(a)**teil":               "",
	} {
		doc, dropped := Parse(source)
		if want == "" && len(dropped) > 0 || want != "" && (len(dropped) == 0 || dropped[0].Code != want) {
			t.Errorf("%q: dropped %v, want %q", source, dropped, want)
		}
		if strings.Contains(string(doc.HTML()), "javascript") {
			t.Errorf("%q: %s", source, doc.HTML())
		}
	}
}

func TestHTML(t *testing.T) {
	doc, _ := Parse("## A & B\n\n*Wichtig*: [Amt](/artikel/amt)\\\nZimmer 1\n\n> Hinweis\n")
	want := "<h2>A &amp; B</h2>\n<p><em>Wichtig</em>: <a href=\"/artikel/amt\">Amt</a><br>\nZimmer 1</p>\n<blockquote>\n<p>Hinweis</p>\n</blockquote>\n"
	if got := string(doc.HTML()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestLinks(t *testing.T) {
	doc, _ := Parse("[**Amt** hier](/a) [da](/b)\n\n| [x](/c) |\n|---|\n")
	want := []Span{{Text: "Amt hier", Link: "/a"}, {Text: "da", Link: "/b"}, {Text: "x", Link: "/c"}}
	if got := doc.Links(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

// What is written is read as it was, whatever it was made of.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range []string{everything, "", "- a\n\n  b\n- c\n   1. d", "***a** b*", "a\\\n: b", "> - x\n> - y", "&copy; &amp;copy; \\& \\\\", "!\\[a](b)",
		"http://a.b `http://a.b` a@b.de", "a\n===\nb\n---", "* a\n\n\n      b", "[a](/b \"c\")", "**a*b*c**", "1) a\n- b\n1. c", "|a|\n|-|\n|b|c|", "a|b\n-|-",
		"* 0\\\n  \n    A", "#0\n -", "58.000 Medien", "1) a", "\u05d7\u05bd\u0597", "<\u0338"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		doc, _ := Parse(source)
		written := doc.String()
		again, _ := Parse(written)
		if len(doc)+len(again) > 0 && !reflect.DeepEqual(doc, again) {
			t.Errorf("%q was written as %q\n%#v\nand read as\n%#v", source, written, doc, again)
		}
	})
}

// Whatever is pasted becomes a text that is read as it was.
func FuzzFromHTML(f *testing.F) {
	for _, s := range []string{word, "<b style='font-weight:normal'><p>a<ul><li>b</b>c", "<p style='mso-list:l0 level3'>a</p><li>b", "<blockquote><ul><li>a</ul><h1>b</h1>", "<td>a<table>b", "a<br>b<p> <br>c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		doc, _ := FromHTML(source)
		again, _ := Parse(doc.String())
		if len(doc)+len(again) > 0 && !reflect.DeepEqual(doc, again) {
			t.Errorf("%q was written as %q\n%#v\nand read as\n%#v", source, doc.String(), doc, again)
		}
	})
}

const word = `<p class=MsoNormal><b>Wichtig:</b> Die <i>Gebühr</i> beträgt 5&nbsp;€.<o:p></o:p></p>
<h1>Anmelden</h1><ul><li>Ausweis<ul><li>gültig</li></ul></li><li><p>Marke</p></li></ul>
<table><tr><th>Hund</th><th>im Jahr</th></tr><tr><td>erster</td><td>84 €</td></tr></table>
<blockquote><p>Hinweis <a href="https://stadt.example/s">Satzung</a></p></blockquote>
<img src="x.png" alt="Karte"><script>alert(1)</script><p style="display:none">geheim</p><div>Zeile<br>zwei</div><p><a href="javascript:x">Klick</a></p>`

func TestFromHTML(t *testing.T) {
	doc, dropped := FromHTML(word)
	want := `**Wichtig:** Die *Gebühr* beträgt 5\u00a0€.

## Anmelden

- Ausweis
  - gültig
- Marke

| Hund | im Jahr |
| --- | --- |
| erster | 84 € |

> Hinweis [Satzung](https://stadt.example/s)

Zeile\
zwei

Klick
`
	if got := strings.ReplaceAll(doc.String(), "\u00a0", `\u00a0`); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var codes []string
	for _, d := range dropped {
		codes = append(codes, d.Code)
	}
	if got := strings.Join(codes, " "); got != "image html html link" {
		t.Errorf("dropped %v", dropped)
	}
	if again, _ := Parse(doc.String()); !reflect.DeepEqual(again, doc) {
		t.Error("what was pasted is not read again as it was")
	}
}

// What Word and other editors put into the clipboard keeps its structure.
func TestPasted(t *testing.T) {
	for name, test := range map[string]struct{ html, want, dropped string }{
		"lists of Word": {`<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Ausweis<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp; </span></span>gültig</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><b><u>Antrag</u></b> stellen</p>
<!--EndFragment--></body></html>`, "- Ausweis\n  - gültig\n1. **Antrag** stellen\n", "style"},
		"headings of Word": {"<h1>Hund</h1><p>Text</p><h2>Kosten</h2><p>84 Euro</p>", "## Hund\n\nText\n\n### Kosten\n\n84 Euro\n", ""},
		"Google Docs": {`<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-size:11pt;font-weight:700;">Wichtig</span><span style="font-weight:400"> ist</span></p><ul><li><p>das <span style="font-style:italic">hier</span></p></li></ul></b>`,
			"**Wichtig** ist\n\n- das *hier*\n", "style"},
		"a table of Word": {`<table class=MsoTableGrid><tr><td><p class=MsoNormal><b>Hund</b></p></td><td><p>im Jahr</p></td></tr><tr><td><p>erster</p></td><td><p style='color:red'>84 €</p></td></tr></table>`,
			"| **Hund** | im Jahr |\n| --- | --- |\n| erster | 84 € |\n", "style"},
	} {
		doc, dropped := FromHTML(test.html)
		var codes []string
		for _, d := range dropped {
			codes = append(codes, d.Code)
		}
		if got := doc.String(); got != test.want || strings.Join(codes, " ") != test.dropped {
			t.Errorf("%s: dropped %q, got\n%s\nwant\n%s", name, codes, got, test.want)
		}
	}
}

// What HTML shows of a text is the text: an editing field and the source view agree.
func TestHTMLAndBack(t *testing.T) {
	doc, _ := Parse(everything)
	if again, _ := FromHTML(string(doc.HTML())); !reflect.DeepEqual(again, doc) {
		t.Errorf("got\n%s\nwant\n%s", again, doc)
	}
}
