package german

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"Kita-Platz: 96 Euro (je Monat).": {"Kita", "Platz", "Euro", "je", "Monat"},
		"Hunde\u00adsteuer, Gru\u0308n":   {"Hundesteuer", "Gru\u0308n"},
		"":                                {},
		"12.30 – 14":                      {},
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
