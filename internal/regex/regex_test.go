package regex

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestNeeds(t *testing.T) {
	for _, test := range []struct {
		expression string
		want       []string
	}{
		{`(?i)formular|vordruck`, []string{"FORMULAR", "VORDRUCK"}},
		{`\bwer (kann|darf)\b`, []string{"WER DARF", "WER KANN"}},
		{`wie lange? (braucht|wart)+`, []string{"WIE LANG ", "WIE LANGE "}},
		{`^\W*(\S+ )?\S*steuern?$`, []string{"STEUER"}},
		{`\b(?:wo|wie|wann) ist`, []string{"WANN IST", "WIE IST", "WO IST"}},
		{`\bge(?:b|[kl])e?\b.{0,9}x`, []string{"GEB", "GEK", "GEL"}},
		{`(?:@|\(at\))\p{L}+`, []string{"(AT)", "@"}},
		{`(ab){2}\d`, []string{"AB"}},
		{`(ab){0,2}\d`, nil},
		{`[^\p{L}](?:x|frau)\b`, nil},
		{`[^\p{L}](?:x|frau) `, []string{"FRAU ", "X "}},
		{`(?i)plat[sß]`, []string{"PLATS", "PLATß"}},
		{`fee|\d+`, nil},
		{`(fee)?`, nil},
		{`x`, nil},
		{``, nil},
	} {
		var got []string
		for _, n := range MustCompile(test.expression).needs {
			got = append(got, string(n.text))
		}
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
		`^(?:und |aber )?(?:w(?:o|ie)|(?i:wann))\b`, `x(?:a|(?i)b|c)|\bd?e(?:f|gh){1,2}`, `[^\p{L}](?:@|\(at\))\pL`, `^$|ab$|(?:^|[^a])b`,
	}
	for _, s := range []string{"Was KOSTET das?", "Wie viel muss ich zahlen", "ПЛАТА", "ÜCRET", "Straße", "KAÇ", "maſKs", "K", "\xff", ""} {
		f.Add(s)
	}
	var ours []*Regexp
	for _, e := range expressions {
		ours = append(ours, MustCompile(e))
	}
	any := MustCompileAny(expressions...)
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := any.MatchString(s), regexp.MustCompile(`(?:`+strings.Join(expressions, `)|(?:`)+`)`).MatchString(s); got != want {
			t.Errorf("any of them in %q: %t, want %t", s, got, want)
		}
		for i, e := range expressions {
			if got, want := ours[i].MatchString(s), regexp.MustCompile(e).MatchString(s); got != want {
				t.Errorf("%s in %q: %t, want %t", e, s, got, want)
			}
		}
	})
}

func TestAnyOfNone(t *testing.T) {
	if (Any)(nil).MatchString("") || MustCompileAny().MatchString("x") {
		t.Error("no expression has a match")
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "x": false, "@": true, "ab": false, "die gebühr": true, "gebuhr": false, "ein euro": false, "ein euro ": true, "eu ro ": false,
	} {
		pairs := PairsOf([]byte(text))
		if got := WordsOf("@", "gebühr", " euro ").In([]byte(text), &pairs); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
	if pairs := PairsOf(nil); !WordsOf("").In(nil, &pairs) {
		t.Error("every text has nothing in it")
	}
}

func TestAnyPanicsAtOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an expression that is none came through")
		}
	}()
	MustCompileAny("fine", "(")
}
