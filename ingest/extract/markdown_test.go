package extract

import (
	"slices"
	"strings"
	"testing"

	"auskunft"
)

const article = `---
title: Fundsachen im Rathaus
lang: de
areas: [nord, süd]
office: {key: x}
---
# Fundbüro {#fund}

Fundsachen werden **sechs Monate** aufbewahrt
und dann [versteigert](https://mittelstadt.example/auktion).\
Bar &amp; sofort, 3 \* 4.

1. Klingeln
2. Warten
   - Ausweis zeigen
   - ` + "`Formular 7`" + ` nennen

| Sache | Gebühr |
| --- | ---: |
| Schlüssel | 5 € |
| Fahrrad | 15 €<br>je Monat |

Frist
: sechs Monate

> Nur vormittags.

<div hidden>geheim</div>
<p>HTML <em>geht</em></p>

` + "```\nlpr  -P fund\n```\n"

func TestMarkdown(t *testing.T) {
	res, err := Markdown([]byte(article))
	if err != nil {
		t.Fatal(err)
	}
	wantBlocks(t, res, []string{
		"heading1#fund Fundbüro",
		"paragraph#fund Fundsachen werden sechs Monate aufbewahrt und dann versteigert.\nBar & sofort, 3 * 4.",
		"list_item1#fund 1. Klingeln",
		"list_item1#fund 2. Warten",
		"list_item2#fund - Ausweis zeigen",
		"list_item2#fund - Formular 7 nennen",
		"table_row#fund Sache: Schlüssel | Gebühr: 5 €",
		"table_row#fund Sache: Fahrrad | Gebühr: 15 €; je Monat",
		"paragraph#fund Frist: sechs Monate",
		"paragraph#fund Nur vormittags.",
		"paragraph HTML geht",
		"code#fund lpr  -P fund",
	})
	if res.Title != "Fundsachen im Rathaus" || res.Lang != "de" || res.Meta["areas"] != "nord, süd" {
		t.Errorf("title %q, lang %q, meta %v", res.Title, res.Lang, res.Meta)
	}
	if !slices.Equal(res.Links, []string{"https://mittelstadt.example/auktion"}) {
		t.Errorf("links %q", res.Links)
	}
}

func TestFrontMatter(t *testing.T) {
	tests := []struct{ in, front, body string }{
		{"---\na: 1\n---\nText", "a: 1\n", "Text"},
		{"\ufeff---\r\na: 1\r\n---\r\nText", "a: 1\r\n", "Text"},
		{"---\n---\n", "", ""},
		{"Text\n---\na: 1\n---\n", "", "Text\n---\na: 1\n---\n"},
		{"---\nkein Ende", "", "---\nkein Ende"},
		{"---", "", "---"},
		{"", "", ""},
	}
	for _, tt := range tests {
		front, body := FrontMatter([]byte(tt.in))
		if string(front) != tt.front || string(body) != tt.body {
			t.Errorf("FrontMatter(%q) = %q, %q", tt.in, front, body)
		}
	}
}

func TestMarkdownRefuses(t *testing.T) {
	for _, in := range []string{"---\na: [\n---\nText", "---\n- a\n---\nText"} {
		if _, err := Markdown([]byte(in)); auskunft.CodeOf(err) != "front_matter" {
			t.Errorf("%q: %v", in, err)
		}
	}
	if _, err := Markdown([]byte(strings.Repeat("> ", 5000) + "tief")); err == nil {
		t.Error("5,000 nested quotes are read")
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add([]byte(article))
	f.Add([]byte("a\n: b\n\n<td>\n\n| a |\n|---|\n| <br> |"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if res, err := Markdown(data); err == nil {
			check(t, res)
		}
	})
}
