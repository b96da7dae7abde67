package web

import (
	"strings"
	"testing"
)

func TestLinked(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"Das steht nicht in 12 Tagen": "Das steht nicht in 12 Tagen",
		"Rufen Sie 112 an.":           "Rufen Sie [112 tel:112] an.",
		"Telefonseelsorge 0800 111 0 111, Kinder 116 111": "Telefonseelsorge [0800 111 0 111 tel:08001110111], Kinder [116 111 tel:116111]",
		"Stadt 04227 99-0 oder stadt@auenwede.example.":   "Stadt [04227 99-0 tel:04227990] oder [stadt@auenwede.example mailto:stadt@auenwede.example].",
		"Hier: https://auenwede.example/mängel/a?b=1.":    "Hier: [https://auenwede.example/mängel/a?b=1 https://auenwede.example/mängel/a?b=1].",
		"(http://a.example/x/)":                           "([http://a.example/x/ http://a.example/x/])",
		"javascript:alert(1) ftp://a.example":             "javascript:alert(1) ftp://a.example",
		"1150 Einwohner, Aktenzeichen 21124":              "1150 Einwohner, Aktenzeichen 21124",
	} {
		var got strings.Builder
		for _, piece := range Linked(text) {
			if piece.URL == "" {
				got.WriteString(piece.Text)
			} else {
				got.WriteString("[" + piece.Text + " " + string(piece.URL) + "]")
			}
		}
		if got.String() != want {
			t.Errorf("%q: %q, want %q", text, got.String(), want)
		}
	}
}
