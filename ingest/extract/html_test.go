package extract

import (
	"slices"
	"strings"
	"testing"
)

const page = `<!DOCTYPE html>
<html lang="de-DE"><head><meta charset="utf-8"><title>Hundesteuer | Stadt Mittelstadt</title>
<meta name="Description" content="Alles zum Hund"><link rel="canonical" href="/hundesteuer"></head>
<body><a class="skip-link" href="#content">Zum Inhalt</a>
<header><nav><ul><li><a href="/">Start</a></li></ul></nav></header>
<div id="cookie-banner"><p>Wir verwenden Cookies.</p></div>
<main id="content">
<ol class="breadcrumb"><li>Start</li><li>Steuern</li></ol>
<h1>Hunde&shy;steuer</h1>
<p>Für jeden Hund ist Steuer
zu zahlen.<br>Das gilt ab <strong>drei Monaten</strong>.</p>
<ul><li><a href="#kosten">Kosten</a></li><li><a href="#wege">Wege</a></li></ul>
<h2 id="kosten">Kosten</h2>
<table><thead><tr><th>Hund</th><th>Betrag</th></tr></thead>
<tr><td>erster</td><td>60&nbsp;€</td></tr><tr><td>jeder weitere</td><td>84 €<br>ermäßigt 42 €</td></tr></table>
<h2 id="wege">So melden Sie an</h2>
<ol start="1"><li>Formular <a href="/formular.pdf">ausfüllen</a><ul><li>Name</li><li>Rasse</li></ul></li>
<li><p>Abgeben.</p></li></ol>
<p hidden>Entwurf</p><p style="display: none">Unsichtbar</p><span aria-hidden="true">»</span>
<h3><button aria-expanded="false" aria-controls="p1">Wer ist befreit?</button></h3>
<div id="p1" hidden><dl><dt>Blindenhunde</dt><dd>immer</dd><dt>Dienst&shy;hunde</dt><dd>mit Nachweis</dd></dl></div>
<p lang="en">Dogs are taxed.</p>
<address>Steueramt<br>Markt 1<br>26655 Mittelstadt</address>
<p>Kontakt: <a href="mailto:steuern@mittelstadt.example?subject=Hund">E-Mail</a>, <a href="tel:+494409123">Anruf</a></p>
<script>alert("nein")</script>
</main><footer>Impressum</footer></body></html>`

func TestHTMLPage(t *testing.T) {
	res, err := HTML([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	wantBlocks(t, res, []string{
		"heading1 Hundesteuer",
		"paragraph Für jeden Hund ist Steuer zu zahlen.\nDas gilt ab drei Monaten.",
		"heading2#kosten Kosten",
		"table_row#kosten Hund: erster | Betrag: 60 €",
		"table_row#kosten Hund: jeder weitere | Betrag: 84 €; ermäßigt 42 €",
		"heading2#wege So melden Sie an",
		"list_item1#wege 1. Formular ausfüllen",
		"list_item2#wege - Name",
		"list_item2#wege - Rasse",
		"list_item1#wege 2. Abgeben.",
		"heading3#wege Wer ist befreit?",
		"paragraph#p1 Blindenhunde: immer",
		"paragraph#p1 Diensthunde: mit Nachweis",
		"paragraph#p1@en Dogs are taxed.",
		"address#p1 Steueramt\nMarkt 1\n26655 Mittelstadt",
		"paragraph#p1 Kontakt: E-Mail (steuern@mittelstadt.example), Anruf (+494409123)",
	})
	if res.Title != "Hundesteuer" || res.Lang != "de" {
		t.Errorf("title %q, lang %q", res.Title, res.Lang)
	}
	if res.Meta["description"] != "Alles zum Hund" || res.Meta["canonical"] != "/hundesteuer" {
		t.Errorf("meta %v", res.Meta)
	}
	if want := []string{"/formular.pdf", "mailto:steuern@mittelstadt.example?subject=Hund", "tel:+494409123"}; !slices.Equal(res.Links, want) {
		t.Errorf("links %q", res.Links)
	}
	if !strings.Contains(res.Text, "- Name\n- Rasse\n2. Abgeben.\n\nWer ist befreit?") {
		t.Errorf("line breaks: %q", res.Text)
	}
}

func TestHTMLMainContent(t *testing.T) {
	long := strings.Repeat("Der Inhalt der Seite. ", 20)
	tests := []struct{ name, page, want string }{
		{"no main: frame dropped", "<body><header>Kopf</header><p>" + long + "</p><aside>Rand</aside><footer>Fuß</footer>", "Kopf Rand Fuß"},
		{"main that holds only a headline is not believed", "<main><h1>Titel</h1></main><div><p>" + long + "</p></div>", ""},
		{"article", "<div>Werbung und Links</div><article><p>" + long + "</p></article>", "Werbung"},
		{"nested main", "<div role=main><main><p>" + long + "</p></main></div>", ""},
	}
	for _, tt := range tests {
		res, err := HTML([]byte(tt.page))
		if err != nil {
			t.Fatal(err)
		}
		check(t, res)
		if strings.Count(res.Text, strings.TrimSpace(long)) != 1 {
			t.Errorf("%s: the content is there %d times: %.100q", tt.name, strings.Count(res.Text, strings.TrimSpace(long)), res.Text)
		}
		for _, word := range strings.Fields(tt.want) {
			if strings.Contains(res.Text, word) {
				t.Errorf("%s: %q is in %.100q", tt.name, word, res.Text)
			}
		}
	}
}

func TestHTMLTables(t *testing.T) {
	tests := []struct {
		name, html string
		want       []string
	}{
		{"no header", "<table><tr><td>Mo</td><td>8-12</td></tr><tr><td>Di</td><td>geschlossen</td></tr></table>", []string{"Mo | 8-12", "Di | geschlossen"}},
		{"row headers", "<table><tr><th>Telefon</th><td>123</td></tr><tr><th>Fax:</th><td>456</td></tr></table>", []string{"Telefon: 123", "Fax: 456"}},
		{"bold first row", "<table><tr><td><strong>Art</strong></td><td><p><b>Gebühr</b></p></td></tr><tr><td>Pass</td><td>37 €</td></tr></table>", []string{"Art: Pass | Gebühr: 37 €"}},
		{"two header rows", `<table><tr><th rowspan=2>Zone</th><th colspan=2>Parken</th></tr><tr><th>Tag</th><th>Jahr</th></tr><tr><td>A</td><td>2 €</td><td>90 €</td></tr></table>`,
			[]string{"Zone: A | Parken, Tag: 2 € | Parken, Jahr: 90 €"}},
		{"row span repeats", "<table><tr><th>Amt</th><th>Tag</th></tr><tr><td rowspan=2>Bürgerbüro</td><td>Mo</td></tr><tr><td>Di</td></tr></table>",
			[]string{"Amt: Bürgerbüro | Tag: Mo", "Amt: Bürgerbüro | Tag: Di"}},
		{"column span once", "<table><tr><th>A</th><th>B</th></tr><tr><td colspan=2>beides</td></tr></table>", []string{"A: beides"}},
		{"no glued cells", "<table><tr><td><p>Eins</p><p>Zwei</p></td><td><ul><li>x</li><li>y</li></ul></td></tr></table>", []string{"Eins; Zwei | x; y"}},
		{"layout by role", "<table role=presentation><tr><td>Links</td><td>Rechts</td></tr></table>", []string{"Links", "Rechts"}},
		{"layout by nesting", "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>", []string{"a | b", "c"}},
		{"empty cells", "<table><tr><th>A</th><th>B</th></tr><tr><td></td><td> </td></tr><tr><td>1</td><td></td></tr></table>", []string{"A: 1"}},
		{"only headers", "<table><tr><th>A</th><th>B</th></tr></table>", []string{"A | B"}},
		{"mad spans", "<table><tr><td colspan=99999 rowspan=99999>x</td><td>y</td></tr><tr><td>z</td></tr></table>", []string{"x", "x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := &Builder{}
			if err := b.HTML(tt.html); err != nil {
				t.Fatal(err)
			}
			res := b.Done()
			check(t, res)
			var got []string
			for _, block := range res.Blocks {
				got = append(got, sliceRunes(res.Text, block.Start, block.End))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHTMLFragments(t *testing.T) {
	tests := []struct {
		html string
		want []string
	}{
		{"Zeile eins\n\nZeile &amp; zwei", []string{"paragraph Zeile eins", "paragraph Zeile & zwei"}},
		{"<p>Sie brauchen:</p><ul><li>Ausweis</li><li>Foto</li></ul>", []string{"paragraph Sie brauchen:", "list_item1 - Ausweis", "list_item1 - Foto"}},
		{"Text <b>ohne</b> Absatz<p>dann einer", []string{"paragraph Text ohne Absatz", "paragraph dann einer"}},
		{"<dl><dt>Frist</dt><dd><p>1 Woche</p><ul><li>ab Einzug</li></ul></dd></dl>", []string{"paragraph Frist:", "paragraph 1 Woche", "list_item1 - ab Einzug"}},
		{"<pre>a  b\n  c</pre>", []string{"code a  b\n  c"}},
		{"<details><summary>Mehr</summary>Innen</details>", []string{"heading1 Mehr", "paragraph Innen"}},
		{"<table><tr><th rowspan=2>Tag<th colspan=2>Zeiten<tr><th>früh<th>spät<tr><td>Mo<td>8–12<td>14–16<tr><td>Di<td colspan=2>zu</table>",
			[]string{"table_row Tag: Mo | Zeiten, früh: 8–12 | Zeiten, spät: 14–16", "table_row Tag: Di | Zeiten: zu"}},
		{"<li><time>18. November</time><a href=a>Sperrmüll</a><a href=b>mehr</a></li>", []string{"list_item1 - 18. November Sperrmüll mehr"}},
		{"<div class='CookieConsentBanner'>Cookies?</div><div id=usercentrics-root>Ja</div><section id=cookies><p>Diese Seite setzt Cookies.</p></section>",
			[]string{"paragraph#cookies Diese Seite setzt Cookies."}},
		{"<div><li>lose</li></div>", []string{"list_item1 - lose"}},
		{"<p></p>&nbsp;<!-- nichts -->", nil},
	}
	for _, tt := range tests {
		b := &Builder{}
		if err := b.HTML(tt.html); err != nil {
			t.Fatal(err)
		}
		wantBlocks(t, b.Done(), tt.want)
	}
}

func TestHTMLTabs(t *testing.T) {
	res, err := HTML([]byte(`<main><h1>Wohnen</h1><ul role=tablist><li role=tab id=t1 aria-controls=p1>Kosten</li><li role=tab id=t2 aria-controls=p2>Unterlagen</li></ul>` +
		`<div role=tabpanel id=p1 aria-labelledby=t1><p>5 Euro</p></div><div role=tabpanel id=p2 aria-labelledby=t2 hidden><p>Ausweis</p></div></main>`))
	if err != nil {
		t.Fatal(err)
	}
	wantBlocks(t, res, []string{"heading1 Wohnen", "heading2#p1 Kosten", "paragraph#p1 5 Euro", "heading2#p2 Unterlagen", "paragraph#p2 Ausweis"})
}

// What pages show of an extract runs nothing.
func TestHTMLKeepsNothingExecutable(t *testing.T) {
	res, err := HTML([]byte(`<p onclick="x()">Text <a href="java&#10;script:alert(1)">a</a> <a href=" DATA:text/html,x">b</a> <a href="/c">c</a></p>` +
		`<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><text>x</text></svg><iframe srcdoc="<b>y</b>"></iframe><a href="mailto:a@b.example">Post</a>`))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(res.Links, []string{"/c", "mailto:a@b.example"}) || strings.Contains(res.Text, "alert") {
		t.Errorf("links %q, text %q", res.Links, res.Text)
	}
}

func TestHTMLEncodings(t *testing.T) {
	for name, data := range map[string]string{
		"meta":    `<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>M` + "\xfc" + `ll`,
		"guessed": "<p>M\xfcll",
		"utf-8":   "<p>Müll",
		"late":    "<p>" + strings.Repeat(" ", 2000) + "Müll", // nothing to guess from at first
		"liar":    `<meta charset="iso-8859-1"><p>Müll`,
		"mark":    "\ufeff<p>Müll",
	} {
		res, err := HTML([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		if res.Text != "Müll" {
			t.Errorf("%s: %q", name, res.Text)
		}
	}
}

func TestHTMLEmptyAndDeep(t *testing.T) {
	res, err := HTML(nil)
	if err != nil || len(res.Warnings) != 1 || res.Warnings[0].Code != "no_text" {
		t.Errorf("empty page: %v, %v", res, err)
	}
	if _, err := HTML([]byte(strings.Repeat("<div>", 100_000))); err == nil {
		t.Log("deep nesting is read") // either is fine, as long as it ends
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("<table><tr><td rowspan=3 colspan=2>a<td>b<tr><th>c</table><dl><dt>x<dd>y"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if res, err := HTML(data); err == nil {
			check(t, res)
		}
	})
}

func BenchmarkHTML(b *testing.B) {
	data := []byte(page)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := HTML(data); err != nil {
			b.Fatal(err)
		}
	}
}
