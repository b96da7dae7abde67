package regex

import (
	"regexp"
	"slices"
	"testing"
)

func TestNeeds(t *testing.T) {
	for _, test := range []struct {
		expression string
		want       []string
	}{
		{`(?i)formular|vordruck`, []string{"FORMULAR", "VORDRUCK"}},
		{`\bwer (kann|darf)\b`, []string{"WER "}},
		{`wie lange? (braucht|wart)+`, []string{"WIE LANG"}},
		{`^\W*(\S+ )?\S*steuern?$`, []string{"STEUER"}},
		{`(?i)plat[sß]`, []string{"PLAT"}},
		{`fee|\d+`, nil},
		{`(fee)?`, nil},
		{`x`, nil},
		{``, nil},
	} {
		got := MustCompile(test.expression).needs
		slices.Sort(got)
		if slices.Sort(test.want); !slices.Equal(got, test.want) {
			t.Errorf("%s needs %q, want %q", test.expression, got, test.want)
		}
	}
}

func FuzzMatchString(f *testing.F) {
	expressions := []string{
		`(?i)\bkost(et|en|enlos)\b|gebühr|prei[sß]|(was|wie ?viel)\b.*\bzahl(en|t)?\b`,
		`(?i)скільки кошту|плат|كم (تكلفة|يكلف)|ücret|kaç|açık`, `straße|STRASSE|k?s`, `(?i)masks`,
	}
	for _, s := range []string{"Was KOSTET das?", "Wie viel muss ich zahlen", "ПЛАТА", "ÜCRET", "Straße", "KAÇ", "maſKs", "K", "\xff", ""} {
		f.Add(s)
	}
	var ours []*Regexp
	for _, e := range expressions {
		ours = append(ours, MustCompile(e))
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i, e := range expressions {
			if got, want := ours[i].MatchString(s), regexp.MustCompile(e).MatchString(s); got != want {
				t.Errorf("%s in %q: %t, want %t", e, s, got, want)
			}
		}
	})
}
