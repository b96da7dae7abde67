package staff

import (
	"strings"
	"testing"
	"unicode/utf8"

	"auskunft/retrieval/lexical"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("Über die Straße geht niemand gern. ", 40)
	analyse := lexical.NewAnalyser(nil)
	for _, test := range []struct{ name, query, text, want string }{
		{"inflected", "Hund", "Alle Hunde bellen.", "Alle <mark>Hunde</mark> bellen."},
		{"umlaut written apart", "Gebuehr", "Die Gebühren steigen.", "Die <mark>Gebühren</mark> steigen."},
		{"decomposed", "Gebühr", "Die Gebu\u0308hr steigt.", "Die <mark>Gebu\u0308hr</mark> steigt."},
		{"stop words stay plain", "Was kostet der Hund", "Der Hund kostet viel.", "Der <mark>Hund</mark> <mark>kostet</mark> viel."},
		{"escaped", "Hund", "<b>Hund</b> & Co", "&lt;b&gt;<mark>Hund</mark>&lt;/b&gt; &amp; Co"},
		{"nothing to mark", "Katze", "Alle Hunde.", "Alle Hunde."},
		{"empty", "Hund", " \n ", ""},
		{"no words in the query", "?!", "Alle Hunde.", "Alle Hunde."},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := string(newMarker(analyse, test.query).excerpt("de", test.text)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}

	t.Run("window", func(t *testing.T) {
		got := string(newMarker(analyse, "Hund Steuer").excerpt("de", long+"Die Steuer für den Hund. "+long))
		if !strings.Contains(got, "<mark>Steuer</mark> für den <mark>Hund</mark>") {
			t.Errorf("the best stretch is missing: %s", got)
		}
		if !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || utf8.RuneCountInString(got) > excerptRunes+40 {
			t.Errorf("%d characters: %s", utf8.RuneCountInString(got), got)
		}
	})
	t.Run("one endless word", func(t *testing.T) {
		got := string(newMarker(analyse, "Hund").excerpt("de", strings.Repeat("ö", 5000)))
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > excerptRunes+4 {
			t.Errorf("%d characters, valid %v", utf8.RuneCountInString(got), utf8.ValidString(got))
		}
	})
}

func FuzzExcerpt(f *testing.F) {
	f.Add("Was kostet die Hundesteuer?", "Die Steuer beträgt für den ersten Hund 120,00 Euro.")
	f.Add("ß", strings.Repeat("Straße ", 100))
	f.Add("a", "\xff\xfe a <mark> \u0308")
	analyse := lexical.NewAnalyser(nil)
	f.Fuzz(func(t *testing.T, query, text string) {
		got := string(newMarker(analyse, query).excerpt("de", text))
		plain := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(got)
		if strings.ContainsAny(plain, "<>") {
			t.Errorf("markup left the text: %q", got)
		}
		if utf8.RuneCountInString(text) <= excerptRunes && strings.Count(got, "<mark>") != strings.Count(got, "</mark>") {
			t.Errorf("marks do not close: %q", got)
		}
	})
}
