package similar

import (
	"fmt"
	"strings"
	"testing"
)

const page = `Damit die Abholung reibungslos klappt, beachten Sie bitte ein paar einfache Regeln. Stellen Sie nur hinaus,
was Sie angemeldet haben. Der Wagen ist für die gemeldete Menge geplant. Trennen Sie Holz, Metall und Elektrogeräte.`

func TestPairs(t *testing.T) {
	other := strings.ReplaceAll(page, "Elektrogeräte", "Polster")
	texts := []Text{
		{1, "de", Shingles(page)},
		{2, "de", Shingles("  " + strings.ToUpper(page))},
		{3, "de", Shingles(other)},
		{4, "en", Shingles(page)},
		{5, "de", Shingles("Die Stadtbibliothek öffnet dienstags um zehn Uhr.")},
		{6, "de", nil},
	}
	pairs := Pairs(texts, .5)
	var got []string
	for _, p := range pairs {
		got = append(got, fmt.Sprintf("%d-%d %.2f", p.A, p.B, p.Similarity))
	}
	if want := "1-2 1.00,1-3 0.94,2-3 0.94"; strings.Join(got, ",") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestJaccardOfNothingIsNothing(t *testing.T) {
	if Jaccard(nil, nil) != 0 || Jaccard(Shingles("ein Wort"), nil) != 0 {
		t.Error("an empty text is like another")
	}
	if Jaccard(Shingles("Amt"), Shingles("Amt")) != 1 {
		t.Error("a single word is not like itself")
	}
}

// Templates are many texts with the same words: comparing all of them with each other must
// not happen.
func TestTemplatesStayLinear(t *testing.T) {
	var texts []Text
	for i := range 800 {
		texts = append(texts, Text{int64(i), "de", Shingles(page)})
	}
	if n := len(Pairs(texts, .9)); n > 800*crowd {
		t.Errorf("%d pairs", n)
	}
}
