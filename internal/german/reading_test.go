package german

import (
	"math"
	"strings"
	"testing"
)

func TestReadingLevel(t *testing.T) {
	got, ok := ReadingLevel("Das Amt ist zu. Morgen nicht.")
	want := 0.1672*3 - 0.0327*100*5/6 - 0.875
	if !ok || math.Abs(got-want) > 1e-9 {
		t.Errorf("worked example: %v, want %v", got, want)
	}
	easy, _ := ReadingLevel("Sie brauchen einen Ausweis. Der kostet 37 Euro.")
	hard, _ := ReadingLevel(strings.Repeat("Die Nutzungsberechtigten haben die Gebührenfestsetzung der Friedhofsverwaltung unverzüglich anzuerkennen. ", 3))
	if easy > 8 || hard < 14 {
		t.Errorf("easy %v, hard %v", easy, hard)
	}
	if _, ok := ReadingLevel("37, 38"); ok {
		t.Error("a text without words has a level")
	}
	for word, want := range map[string]int{"Amt": 1, "Bürgerbüro": 4, "Gebäude": 3, "Hundesteuer": 4, "Str": 1} {
		if got := Syllables(word); got != want {
			t.Errorf("%s: %d syllables, want %d", word, got, want)
		}
	}
}
