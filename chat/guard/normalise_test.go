package guard

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"auskunft"
)

func TestNormalise(t *testing.T) {
	tests := []struct{ name, raw, want, code string }{
		{"plain", "Was kostet die Hundesteuer?", "Was kostet die Hundesteuer?", ""},
		{"white space", "  Was\tkostet\r\n\r\n die \u00a0Hundesteuer?\n", "Was kostet die Hundesteuer?", ""},
		{"decomposed umlauts", "Mu\u0308llgebu\u0308hren", "Müllgebühren", ""},
		{"zero width and soft hyphen", "Hun\u200bde\u00adsteuer\ufeff", "Hundesteuer", ""},
		{"bidi override", "\u202eHundesteuer\u202c", "Hundesteuer", ""},
		{"tag characters", "Hunde\U000E0069\U000E0067steuer", "Hundesteuer", ""},
		{"stray control character", "Was kostet\x07 die Hundesteuer?", "Was kostet die Hundesteuer?", ""},
		{"empty", "", "", "question_empty"},
		{"only space", " \n\t", "", "question_empty"},
		{"only signs", "?!… 🙂", "", "question_empty"},
		{"only invisible", "\u200b\u200b\u2060", "", "question_empty"},
		{"limit", strings.Repeat("ä", MaxQuestion), strings.Repeat("ä", MaxQuestion), ""},
		{"too long", strings.Repeat("ä", MaxQuestion+1), "", "question_too_long"},
		{"20,000", strings.Repeat("Hund ", 4000), "", "question_too_long"},
		{"nul", "Hund\x00e", "", "question_binary"},
		{"not UTF-8", "\xff\xd8\xff\xe0JFIF", "", "question_binary"},
		{"mostly control", "\x01\x02PNG\x03\x04", "", "question_binary"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Normalise(tt.raw)
			if tt.code == "" && err != nil {
				t.Fatal(err)
			}
			if tt.code != "" && (auskunft.CodeOf(err) != tt.code || auskunft.KindOf(err) != auskunft.Invalid) {
				t.Fatalf("error %v, want invalid %s", err, tt.code)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"Wie hoch ist die Hundesteuer für zwei Hunde?":           "de",
		"How can I register my new address in this town?":        "en",
		"Скільки коштує податок на собак у цьому місті на рік?":  "uk",
		"Köpek vergisi bu şehirde yılda ne kadar tutuyor acaba?": "tr",
		"كم تبلغ ضريبة الكلاب في هذه المدينة":                    "ar",
		"How do I register my new address?":                      "en",
		"Köpeğimi nereye kaydettirmeliyim?":                      "tr",
		"Як зареєструвати місце проживання?":                     "uk",
		"Где оформить загранпаспорт?":                            "ru",
		"كيف أجدد تصريح إقامتي؟":                                 "ar",
		"Quels sont les horaires de la déchèterie?":              "fr",
		"Ile kosztuje odpis aktu małżeństwa?":                    "pl",
		"Was kostet ein Reisepass?":                              "de",
		"Bürgerbüro heute bis wann":                              "de",
		"Bürgeramt bis wann offen":                               "de",
		"Hundesteuer Höhe":                                       "",
		"dog tax":                                                "",
	} {
		if got := Language(text); got != want {
			t.Errorf("Language(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"Was kostet das?", "a\u0308\u200b", "\xff", "\x00", strings.Repeat("x", 2000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := Normalise(raw)
		if err != nil {
			return
		}
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > MaxQuestion || strings.TrimSpace(got) != got || got == "" {
			t.Errorf("Normalise(%q) = %q", raw, got)
		}
		if !norm.NFC.IsNormalString(got) {
			t.Errorf("Normalise(%q) = %q is not NFC", raw, got)
		}
		if again, err := Normalise(got); err != nil || again != got {
			t.Errorf("Normalise is not idempotent: %q, then %q, %v", got, again, err)
		}
	})
}
