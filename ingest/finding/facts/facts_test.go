package facts

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// short writes a fact as "kind unit lo-hi limit per".
func short(f Fact) string {
	s := fmt.Sprintf("%s %s %d", f.Kind, f.Unit, f.Lo)
	if f.Hi != f.Lo {
		s += fmt.Sprintf("-%d", f.Hi)
	}
	if f.Text != "" {
		s = fmt.Sprintf("%s %s", f.Kind, f.Text)
	}
	if f.Limit != "" {
		s += " " + string(f.Limit)
	}
	if f.Per != "" {
		s += " per " + f.Per
	}
	return s
}

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"Der Ausweis kostet 37 Euro.":              "money EUR 3700",
		"Er kostet 30,70 Euro im Jahr.":            "money EUR 3070 per jahr",
		"Die Gebühr beträgt 1.250,00 € monatlich.": "money EUR 125000 per monat",
		"jährlich 120,00 Euro":                     "money EUR 12000 per jahr",
		"2,94 Euro je Meter":                       "money EUR 294 per meter",
		"zwischen 40 und 120 Euro":                 "money EUR 12000",
		"15 bis 25 Euro":                           "money EUR 1500-2500",
		"5,- EUR":                                  "money EUR 500",
		"168,4 Millionen Euro":                     "",
		"innerhalb von zwei Wochen anmelden":       "period d 14 until",
		"binnen eines Monats":                      "period mo 1 until",
		"Derzeit zehn bis zwölf Wochen.":           "period d 70-84",
		"drei Werktage vorher":                     "period wd 3",
		"Deutsche ab 16 Jahren":                    "",
		"wenn Sie 24 Jahre oder älter sind":        "",
		"Die Erlaubnis gilt zwei Jahre.":           "period mo 24",
		"bis zum 31. Januar":                       "day  131 until",
		"bis 15.2. anmelden":                       "day  215 until",
		"ab dem 1. Januar 2027":                    "day 2027 101 from",
		"am 32. Mai":                               "",
		"spätestens um 7 Uhr":                      "clock min 420 until",
		"werktags ab 6:30 Uhr":                     "clock min 390 from",
		"von 9 bis 17 Uhr":                         "clock min 540-1020",
		"8:00–12:30 Uhr":                           "clock min 480-750",
		"mit mehr als 60 Zentimetern Stammumfang":  "size mm 60000 from",
		"mindestens 1,20 m Breite":                 "size mm 120000 from",
		"höchstens 50 Kilogramm":                   "size g 5000000 until",
		"§ 5 Abs. 2 Euro-Richtlinie":               "",
		"Rufen Sie an: 04227 99-1150":              "phone 04227991150",
		"+49 (0) 4227 991150":                      "phone 04227991150",
		"Schreiben Sie an Stadt@Auenwede.example.": "email stadt@auenwede.example",
		"kein Jahr ohne Fest":                      "",
		"":                                         "",
		"für den ersten Hund 96 Euro im Jahr, für den zweiten 132 Euro.": "money EUR 9600 per jahr; money EUR 13200",
	} {
		var got []string
		for _, f := range Read(text) {
			got = append(got, short(f))
		}
		if g := strings.Join(got, "; "); g != want {
			t.Errorf("%q: %s, want %s", text, g, want)
		}
	}
}

func TestClausesBelongToTheirValue(t *testing.T) {
	var got []string
	for _, f := range Read("Die Steuer beträgt für den ersten Hund 96 Euro im Jahr, für den zweiten 132 Euro und für jeden weiteren 156 Euro.") {
		got = append(got, strings.Join(strings.Fields(f.Clause), " "))
	}
	want := []string{"Die Steuer beträgt für den ersten Hund im Jahr", "für den zweiten", "für jeden weiteren ."}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReadHours(t *testing.T) {
	got := ReadHours("Geöffnet ist montags bis mittwochs von 9 bis 12 Uhr und von 14 bis 16 Uhr, donnerstags und freitags von 8:30 bis 12 Uhr, sonnabends geschlossen.")
	morning, short := []Span{{540, 720}, {840, 960}}, []Span{{510, 720}}
	want := Hours{time.Monday: morning, time.Tuesday: morning, time.Wednesday: morning, time.Thursday: short, time.Friday: short, time.Saturday: nil}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOverlaps(t *testing.T) {
	two, range23, month := Read("zwei Wochen")[0], Read("zwei bis drei Wochen")[0], Read("ein Monat")[0]
	if !two.Overlaps(range23) || two.Same(range23) || two.Overlaps(month) || !two.Same(Read("14 Tage")[0]) {
		t.Error("values are compared wrongly")
	}
}

// FuzzRead: whatever the text, facts lie in it, in order, and do not overlap.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"Der Ausweis kostet 37 Euro.", "montags 9–17 Uhr, 04227 99-0", "bis 31.12.2024 2,5 % von 10 m² a@b.de", "\xff 3 Euro \u200b", "1.000.000 Euro 10 10 10 Uhr"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, fact := range Read(text) {
			if fact.Start < last || fact.End <= fact.Start || fact.End > len(text) || fact.Lo > fact.Hi ||
				fact.Sentence.Start > fact.Start || fact.Sentence.End < fact.End {
				t.Fatalf("%+v after %d in %q", fact, last, text)
			}
			last = fact.End
		}
		ReadHours(text)
	})
}
