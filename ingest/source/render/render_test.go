package render

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
)

func TestEveryLanguageHasEveryWord(t *testing.T) {
	want := slices.Sorted(maps.Keys(words["de"]))
	for lang, w := range words {
		if got := slices.Sorted(maps.Keys(w)); !slices.Equal(got, want) {
			t.Errorf("%s has the words %q, German has %q", lang, got, want)
		}
		for key, text := range w {
			if strings.Count(text, "%s") != strings.Count(words["de"][key], "%s") {
				t.Errorf("%s: %s: %q", lang, key, text)
			}
		}
	}
}

func TestOfficeInOtherLanguages(t *testing.T) {
	o := &auskunft.Office{
		Name: "Office", Street: "Markt 1", PostalCode: "26995", City: "Ort",
		Hours:    []auskunft.Opening{{Weekday: time.Sunday, From: "10:00", To: "12:00"}},
		Closures: []auskunft.Closure{{From: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)}},
	}
	res, _, err := Office(o, "tr", []byte("Text."))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Opening hours", "Friday: closed", "Sunday: 10:00 to 12:00", "Closed on 5 March 2026"} {
		if !strings.Contains(res.Text, want) {
			t.Errorf("%q is not in %q", want, res.Text)
		}
	}
}

func TestHeadingOfAVariety(t *testing.T) {
	for lang, want := range map[string]string{"de-simple": "Kosten", "de-AT": "Kosten", "en-GB": "Fees", "uk": "Fees", "": "Fees"} {
		if got := Heading(auskunft.FieldFees, lang); got != want {
			t.Errorf("%q: %q, want %q", lang, got, want)
		}
	}
}

func TestEmptyFieldsLeaveNoHeading(t *testing.T) {
	d := &Document{}
	d.Title("Titel")
	if err := d.Field(auskunft.FieldFees, "Kosten", func(*extract.Builder) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if res := d.Done(); res.Text != "Titel" || len(d.Fields) != 0 {
		t.Errorf("%q, %v", res.Text, d.Fields)
	}
}
