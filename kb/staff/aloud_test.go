package staff

import (
	"slices"
	"strings"
	"testing"
)

func TestInPairs(t *testing.T) {
	for phone, want := range map[string]string{
		"04227 99-2210": "0 42 27 – 99 – 22 10", "115": "1 15", "+49 421 3610": "plus 49 – 4 21 – 36 10", "(0421) 361-0": "04 21 – 3 61 – 0", "keine": "",
	} {
		if got := inPairs(phone); got != want {
			t.Errorf("%q is dictated as %q, want %q", phone, got, want)
		}
	}
}

func TestSpoken(t *testing.T) {
	for sentence, want := range map[string]string{
		"Rufen Sie 04227 99-2210 an.":                         "Rufen Sie 0 42 27 – 99 – 22 10 an.",
		"Das kostet 120,00 Euro, ermäßigt 60,50 Euro.":        "Das kostet 120 Euro, ermäßigt 60,50 Euro.",
		"Vom 01.07.2026 bis 31.12.2026 nach § 5 Abs. 2 Nr. 1": "Vom 01.07.2026 bis 31.12.2026 nach § 5 Abs. 2 Nr. 1",
		"26995 Auenwede, Hafenstraße 20":                      "26995 Auenwede, Hafenstraße 20",
	} {
		if got := spoken(sentence); got != want {
			t.Errorf("%q is said as %q, want %q", sentence, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	sentence := "Die Steuer beträgt jährlich für den ersten Hund 120 Euro, für den zweiten Hund 168 Euro und für jeden weiteren Hund 192 Euro; Blindenführhunde sind frei."
	want := []string{"Die Steuer beträgt jährlich für den ersten Hund 120 Euro,", "für den zweiten Hund 168 Euro und für jeden weiteren Hund 192 Euro;", "Blindenführhunde sind frei."}
	if got := lines(sentence); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, s := range []string{"", "kurz.", "a, b, c", strings.Repeat("lang", 50), sentence} {
		if got := strings.Join(lines(s), " "); got != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}
