package guard

import (
	"slices"
	"testing"
	"time"
)

func TestAges(t *testing.T) {
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string][]float64{
		"Meine Tochter, geboren am 24.11.2015, braucht einen Pass":          {10},
		"Meine Tochter, geboren am 23.11.2015, braucht einen Pass":          {11},
		"Ich bin am 3. April 1961 geboren":                                  {65},
		"Geboren bin ich am 01.02.1961, Ausweis?":                           {65},
		"Geboren ist meine große Tochter am 1. Mai 2012.":                   {14},
		"Ich bin am 01.02.1961 auf die Welt gekommen":                       {65},
		"born on 03/04/1961":                                                {65},
		"geb. 03.04.61, Pass?":                                              {65},
		"Geburtsdatum: 2010-01-31":                                          {16},
		"Mein Sohn (geb. 1.2.26) und meine Tochter (geb. 01. Mär. 2020)":    {0, 6},
		"geboren am 31.02.2015":                                             nil,
		"geboren am 24.11.2027":                                             nil,
		"Der Umzug war am 03.04.2015, wann muss ich mich spätestens melden": nil,
	} {
		if got := NewMasker(Public{}).Ages(text, now); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// A date of birth says who somebody is, not what is asked for.
func TestBirthIsNotAskedFor(t *testing.T) {
	masker := NewMasker(Public{})
	for text, want := range map[string]string{
		"Was kostet ein Reisepass für meinen Sohn, geboren am 3.4.2015?":     "Was kostet ein Reisepass für meinen Sohn ?",
		"Was kostet ein Reisepass für meinen Sohn (geb. 03.04.2015)?":        "Was kostet ein Reisepass für meinen Sohn ?",
		"Mein Sohn ist am 3.4.2015 geboren, was kostet sein Pass?":           "Mein Sohn ist , was kostet sein Pass?",
		"Ich bin am 01.02.1961 in Bremen geboren, welchen Ausweis nehme ich": "Ich bin , welchen Ausweis nehme ich",
		"Wo ist mein Kind geboren, wenn es auf See zur Welt kam?":            "Wo ist mein Kind geboren, wenn es auf See zur Welt kam?",
		"Am 12.12.2026 ist der Umzug. Wo melde ich ein neu geborenes Kind?":  "Am 12.12.2026 ist der Umzug. Wo melde ich ein neu geborenes Kind?",
	} {
		if got := RemovePlaceholders(masker.Mask(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
