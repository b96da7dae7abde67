package measure

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string // key/unit
	}{
		{"Die Steuer beträgt 90,00 € im Jahr.", []string{"90/euro"}},
		{"EUR 1.200,50 oder € 7", []string{"1200.5/oder", "7/euro"}},
		{"1\u00A0200 Euro", []string{"1200/euro"}},
		{"§ 5 Abs. 2", []string{"5/abs", "2/"}},
		{"ab 8.30 Uhr bis 12:00", []string{"time 08:30/", "time 12:00/"}},
		{"8 Uhr", []string{"time 08:00/"}},
		{"am 1. Juli 2026 und am 01.07.2026 und 2026-07-01", []string{"date 2026-07-01/", "date 2026-07-01/", "date 2026-07-01/"}},
		{"bis zum 15. März", []string{"date -03-15/"}},
		{"bis 15.3.", []string{"date -03-15/"}},
		{"Tel. 04409 123-456", []string{"phone 04409123456/"}},
		{"+49 4409 123456 oder 04409/123456", []string{"phone 04409123456/", "phone 04409123456/"}},
		{"innerhalb von zwei Wochen, spätestens nach 14 Tagen", []string{"2/wochen", "14/tagen"}},
		{"19 Prozent, 7 %", []string{"19/%", "7/%"}},
		{"25,- Euro", []string{"25/euro"}},
		{"16-jährige", []string{"16/jährige"}},
		{"", nil},
		{"Achtung, eine Woche", nil},
	} {
		var got []string
		for _, n := range Numbers(tt.in) {
			got = append(got, n.Key+"/"+n.Unit)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Numbers(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFactMatch(t *testing.T) {
	figure := func(s string) Fact {
		f, err := Figure(s)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, tt := range []struct {
		fact Fact
		text string
		want bool
	}{
		{Words("Steuer\u00admarke"), "die STEUERMARKE", true},
		{Words("Bu\u0308rgerbu\u0308ro"), "Im Bürgerbüro", true},
		{Words("5 Hunde"), "15 Hunde", false},
		{Words("5 Hunde"), "15 Hunde, 5 Hunde", true},
		{Words("90 Euro im Jahr"), "1.090 Euro im Jahr", false},
		{figure("90 Euro"), "90,00 €", true},
		{figure("90 Euro"), "190 Euro", false},
		{figure("90 Euro"), "90 Tage", false},
		{figure("90"), "90 Tage", true},
		{figure("14 Tage"), "binnen 14 Tagen", true},
		{figure("14 Tagen"), "in 14 Tage", true},
		{figure("14 Tagen"), "§ 14", false},
		{figure("14 Tagen"), "14 T", false},
		{figure("1 Woche"), "innerhalb einer Woche", true},
		{figure("1 Woche"), "einer der Wochentage", false},
		{figure("zwei Wochen"), "2 Wochen", true},
		{figure("8:30 Uhr"), "ab 8.30 Uhr", true},
		{Fact{Pattern: regexp.MustCompile(`(?i)kampfhund\w*`)}, "Kampfhunde", true},
		{Fact{Any: []Fact{Words("jährlich"), Words("im Jahr")}}, "90 € im Jahr", true},
		{Fact{Any: []Fact{Words("jährlich")}}, "90 €", false},
	} {
		if got := tt.fact.Match(tt.text); got != tt.want {
			t.Errorf("%+v.Match(%q) = %v", tt.fact, tt.text, got)
		}
	}
	if _, err := Figure("5 bis 6"); err == nil {
		t.Error("two numbers are one figure")
	}
}

func TestCovered(t *testing.T) {
	fee, err := Figure("90 Euro")
	if err != nil {
		t.Fatal(err)
	}
	text := "Die Hundesteuer beträgt 90,00 € im Jahr."
	if got := Covered(text, []Fact{fee, Words("Steuermarke")}); got != 0.5 {
		t.Errorf("worked example: %v, want 0.5", got)
	}
	if got := Covered(text, nil); got != 1 {
		t.Errorf("nothing required: %v, want 1", got)
	}
	if got := Said(text, []Fact{Words("120 Euro"), Words("Hundesteuer")}); len(got) != 1 || got[0].Text != "hundesteuer" {
		t.Errorf("forbidden: %v", got)
	}
}

// BenchmarkNumbersOfLongTexts: answers may be long and citizens may paste anything, so reading numbers
// must stay linear: about the same MB/s for all of these.
func BenchmarkNumbersOfLongTexts(b *testing.B) {
	for _, piece := range []string{"0 1", "1\u00a0234", "+49 ", "1.1.", "€ 5 ", "zwei "} {
		b.Run(piece, func(b *testing.B) {
			text := strings.Repeat(piece, 20_000)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Numbers(text)
			}
		})
	}
}
