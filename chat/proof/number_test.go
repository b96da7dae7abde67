package proof

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestInDigits(t *testing.T) {
	for text, want := range map[string]string{
		"innerhalb von zwei Wochen":           "innerhalb von 2 Wochen",
		"zweiundvierzig Euro":                 "42 Euro",
		"eintausendzweihundertfünfzig Euro":   "1250 Euro",
		"hundertdreißigtausend":               "130000",
		"neunhundertneunundneunzigtausend":    "999000",
		"am dritten Werktag":                  "am 3. Werktag",
		"zum Fünften des Monats":              "zum 5. des Monats",
		"einundzwanzigster Geburtstag":        "21. Geburtstag",
		"ein halbes Jahr":                     "6 Monate",
		"vor einem Vierteljahr":               "vor 3 Monate",
		"eine halbe Stunde":                   "30 Minuten",
		"anderthalb Jahre":                    "1,5 Jahre",
		"zweieinhalb Stunden":                 "2,5 Stunden",
		"um halb acht":                        "um ~7:30 Uhr",
		"eine Woche, eine Karte":              "1 Woche, eine Karte",
		"zehntägige Frist":                    "10 Tage Frist",
		"Kurs in Erster Hilfe, als Erstes":    "Kurs in Erster Hilfe, als Erstes",
		"ein Erste-Hilfe-Kurs":                "ein Erste-Hilfe-Kurs",
		"Achten Sie auf die Achtung, siebter": "Achten Sie auf die Achtung, siebter",
		"":                                    "",
	} {
		if got := inDigits(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestFactsByValue(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"14 Tage", "zwei Wochen", true},
		{"14 Werktage", "zwei Wochen", false},
		{"ein halbes Jahr", "6 Monate", true},
		{"zwölf Monate", "1 Jahr", true},
		{"vier Wochen", "ein Monat", false},
		{"62 Cent", "0,62 €", true},
		{"1.000 Euro", "1000 Euro", true},
		{"10 Euro", "10 Prozent", false},
		{"am 3. Werktag", "3 Werktage", false},
		{"8:00 Uhr", "8 Uhr", true},
		{"halb acht", "19:30 Uhr", true},
		{"7:30 Uhr", "19:30 Uhr", false},
		{"1. März", "01.03.2027", true},
		{"1. März 2026", "01.03.2027", false},
		{"(04227) 99 50 50", "04227 99-5050", true},
		{"Zone A", "Zone B", false},
		{"Mietenstufe III", "Mietenstufe IV", false},
	} {
		a, b := read(c.a).facts, read(c.b).facts
		if len(a) != 1 || len(b) != 1 {
			t.Fatalf("%q, %q: %+v, %+v", c.a, c.b, a, b)
		}
		if a[0].equals(b[0]) != c.same {
			t.Errorf("%q and %q: same is %t, want %t", c.a, c.b, !c.same, c.same)
		}
	}
}

func FuzzInDigits(f *testing.F) {
	f.Add("ein halbes Jahr, zweiundvierzig Euro um halb acht")
	f.Add("hunderttausendhundert undeinund zwanzigsten tausendtausend")
	f.Fuzz(func(t *testing.T, text string) {
		got := inDigits(text)
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q became %q", text, got)
		}
		if !strings.ContainsFunc(text, func(r rune) bool { return r > ' ' }) && got != text {
			t.Errorf("%q became %q", text, got)
		}
		for _, fact := range read(text).facts {
			if fact.at < 0 || fact.end < fact.at {
				t.Errorf("%q: fact %+v", text, fact)
			}
		}
	})
}
