package markdown

import (
	"reflect"
	"strings"
	"testing"
)

const everything = `# Hundesteuer

Wer einen Hund hält, zahlt **Hundesteuer**. Mehr steht in der
[Satzung](https://stadt.example/satzung(1).pdf) & auf www.stadt.example oder
bei <steuer@stadt.example>.\
Zimmer 12

## Was *kostet* es?

| Hund | im Jahr |
|------|:-------:|
| erster | **84,00 €** |
| a\|b | |

1. Anmelden
   - online
   - im Amt

     nur mit Termin
2. Zahlen

> **Hinweis:** Ab 2027 gilt etwas anderes.
>
> Fragen Sie nach.

- [ ] Ausweis
* Marke

Im Jahr\
1987. war das anders. 3 < 4 ~~gestrichen~~ a_b_c _d_ ` + "`x*y`" + `
`

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
	if got := strings.Join(codes, " "); got != "heading image html html link" {
		t.Errorf("dropped %v", dropped)
	}
	if again, _ := Parse(doc.String()); !reflect.DeepEqual(again, doc) {
		t.Error("what was pasted is not read again as it was")
	}
}

// What HTML shows of a text is the text: an editing field and the source view agree.
func TestHTMLAndBack(t *testing.T) {
	doc, _ := Parse(everything)
	if again, _ := FromHTML(string(doc.HTML())); !reflect.DeepEqual(again, doc) {
		t.Errorf("got\n%s\nwant\n%s", again, doc)
	}
}
