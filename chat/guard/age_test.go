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
