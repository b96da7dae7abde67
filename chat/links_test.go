package chat

import (
	"slices"
	"testing"

	"auskunft/chat/guard"
)

func TestLinksLeadToTheCity(t *testing.T) {
	d := Desk{
		town:   Town{Website: "https://www.auenwede.example/"},
		masker: guard.NewMasker(guard.Public{Phones: []string{"04227 99"}, EmailDomains: []string{"auenwede.example"}}),
	}
	for text, want := range map[string][]string{
		"Rufen Sie 04227 99-1230 an oder schreiben Sie an steuern@auenwede.example.": {"tel:04227991230", "mailto:steuern@auenwede.example"},
		"Bei Gefahr 112, sonst 116 117.":                                             {"tel:112", "tel:116117"},
		"Mehr unter https://www.auenwede.example/hund.":                              {"https://www.auenwede.example/hund"},
		"120 Euro im Jahr, 11 Uhr, Zimmer 117a":                                      nil,
		// what a page names besides
		"Rufen Sie 0900 123456 oder 0171 2345678 an.":                           nil,
		"Schreiben Sie an x@auenwede.example.evil.example oder x@evil.example.": nil,
		"https://evil.example/www.auenwede.example/":                            nil,
		"https://www.auenwede.example@evil.example/":                            nil,
		"https://user@www.auenwede.example/":                                    nil,
		"https://www.auenwede.example.evil.example/":                            nil,
		"javascript:alert(1)":                                                   nil,
	} {
		var got []string
		for _, l := range d.links(text) {
			got = append(got, l.URL)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := (&Desk{masker: guard.NewMasker(guard.Public{})}).links("http:///x https://stadt.example/"); got != nil {
		t.Errorf("without a website: %v", got)
	}
}
