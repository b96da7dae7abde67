package measure

import (
	"testing"
)

func TestLines(t *testing.T) {
	gold := []GoldLines{{DocID: "p", Lines: []string{"Öffnungszeiten", "Mo 8-12 Uhr", "Di 14-18 Uhr", "Mi zu", ""}, Gold: []int{1, 2}}}
	for _, tt := range []struct {
		name   string
		quotes []Quote
		p, r   float64
		lines  int
	}{
		{"worked example", []Quote{{"p", "Di 14-18 Uhr\nMi zu"}}, 0.5, 0.5, 2},
		{"all of it", []Quote{{"p", "Mo 8–12 Uhr"}, {"p", "Di 14-18 UHR"}}, 1, 1, 2},
		{"a part of a line", []Quote{{"p", "14-18"}}, 1, 0.5, 1},
		{"refused", nil, 0, 0, 0},
		{"other document", []Quote{{"q", "Mo 8-12 Uhr"}}, 0, 0, 1},
		{"right and foreign", []Quote{{"p", "Mo 8-12 Uhr"}, {"q", "x"}}, 0.5, 0.5, 2},
		{"empty quote", []Quote{{"p", " "}}, 0, 0, 0},
	} {
		got, lines := Lines(gold, tt.quotes)
		if !near(got.Precision, tt.p) || !near(got.Recall, tt.r) || lines != tt.lines {
			t.Errorf("%s: %+v with %d lines, want P %v R %v lines %d", tt.name, got, lines, tt.p, tt.r, tt.lines)
		}
		if want := 2 * tt.p * tt.r / max(tt.p+tt.r, 1e-9); !near(got.F1, want) {
			t.Errorf("%s: F1 %v, want %v", tt.name, got.F1, want)
		}
	}
}

func TestIsVerbatim(t *testing.T) {
	const text = "Gebühr: 90 Euro"
	for _, tt := range []struct {
		quote      string
		start, end int
		want       bool
	}{
		{"90 Euro", 8, 15, true},
		{"Gebühr: 90 Euro", 0, 15, true},
		{"90 Euro", 9, 16, false},
		{"90 EURO", 8, 15, false},
		{"90 Euro", 8, 99, false},
		{"90 Euro", -1, 6, false},
		{"", 3, 3, false},
		{"", 15, 15, false},
	} {
		if got := IsVerbatim(text, tt.quote, tt.start, tt.end); got != tt.want {
			t.Errorf("%q at %d-%d: %v", tt.quote, tt.start, tt.end, got)
		}
	}
	if VerbatimRate(0, 0) != 1 || VerbatimRate(1, 4) != 0.25 {
		t.Error("rate")
	}
}

func TestFaithful(t *testing.T) {
	got, invented := Faithful([]Cited{{"Es kostet 90 Euro, zahlbar bis 15. Mai.", []string{"Die Steuer beträgt 90,00 €."}}})
	if got != 0.5 || len(invented) != 1 || invented[0].Key != "date -05-15" {
		t.Errorf("worked example: %v, invented %v", got, invented)
	}
	// A number of another sentence's quote does not count.
	got, _ = Faithful([]Cited{{"Es kostet 5 Euro.", []string{"gratis"}}, {"Offen.", []string{"ab 5 Uhr, 5 Euro"}}})
	if got != 0 {
		t.Errorf("a quote of another sentence covers a number: %v", got)
	}
	if got, _ := Faithful(nil); got != 1 {
		t.Errorf("no sentences: %v", got)
	}
}

func TestRefusals(t *testing.T) {
	var d []Decision
	add := func(n int, x Decision) {
		for range n {
			d = append(d, x)
		}
	}
	add(3, Decision{Refused: true})
	add(1, Decision{Answered: true})
	add(4, Decision{Answerable: true, Answered: true})
	add(1, Decision{Answerable: true, Refused: true})
	add(1, Decision{Answerable: true}) // crashed
	if got := Refusals(d); !near(got.Precision, 0.75) || !near(got.Recall, 0.75) || !near(got.F1, 0.75) {
		t.Errorf("refusing: %+v", got)
	}
	if got := Answers(d); !near(got.Precision, 0.8) || !near(got.Recall, 4./6) {
		t.Errorf("answering: %+v", got)
	}
	if got := Refusals(nil); got != (PRF{}) {
		t.Errorf("nothing asked: %+v", got)
	}
}

func TestIsLanguage(t *testing.T) {
	for _, tt := range []struct {
		text, declared, want string
		ok                   bool
	}{
		{"The office is closed on Mondays.", "de", "de", false},
		{"Das Bürgerbüro ist montags geschlossen.", "de", "de", true},
		{"Управління зачинене в понеділок, приходьте у вівторок.", "uk", "uk", true},
		{"Der Reisepass kostet 70 Euro.", "de", "de", true},
		{"90 Euro", "de", "de", true},
		{"90 Euro", "en", "de", false},
	} {
		if got := IsLanguage(tt.text, tt.declared, tt.want); got != tt.ok {
			t.Errorf("%q in %s: %v", tt.text, tt.want, got)
		}
	}
}

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		"  Bu\u0308rger\u00adbüro\u200b \n\t Nord ": "bürgerbüro nord",
		"„Quali“ – ½ €":                             "\"quali\" - 1⁄2 €",
		"":                                          "",
	} {
		if got := Normalise(in); got != want {
			t.Errorf("Normalise(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	f.Add("Bu\u0308rger\u00adbüro „A“")
	f.Add("\xff\u0000ẞ")
	f.Fuzz(func(t *testing.T, s string) {
		once := Normalise(s)
		if twice := Normalise(once); twice != once {
			t.Errorf("not stable: %q -> %q -> %q", s, once, twice)
		}
		Numbers(s)
	})
}
