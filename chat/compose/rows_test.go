package compose

import (
	"math"
	"strings"
	"testing"

	"auskunft"
	"auskunft/retrieval"
)

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		question, line string
		want           float64 // 0: no bounds; 1: within; -1: not
	}{
		{"Was kostet der Pass für ein Kind?", "37,50 Euro unter 24 Jahren", 1},
		{"Was kostet der Pass für ein Kind?", "70 Euro ab 24 Jahren", -1},
		{"Was kostet der Pass für Erwachsene?", "70 Euro ab 24 Jahren", 1},
		{"Ich bin 19, was zahle ich?", "46 Euro, wenn Sie 24 Jahre oder älter sind", -1},
		{"Ich bin 19, was zahle ich?", "27,60 Euro, wenn Sie jünger als 24 Jahre sind", 1},
		{"für unter 24-Jährige", "unter 24 Jahren", 1},
		{"für unter 24-Jährige", "ab 24 Jahren", -1},
		{"für ein achtjähriges Kind", "299 Euro im Monat von 6 bis 11 Jahren", 1},
		{"für ein achtjähriges Kind", "394 Euro im Monat von 12 bis 17 Jahren", -1},
		{"bei 45.000 Euro Einkommen", "Jahreseinkommen: bis 40.000 Euro", -1},
		{"wenn wir 60000 im Jahr verdienen", "Jahreseinkommen: bis 58.000 Euro", -1},
		{"wenn wir 60000 im Jahr verdienen", "Jahreseinkommen: bis 70.000 Euro", 1},
		{"bei 45.000 Euro Einkommen", "Jahreseinkommen: bis 48.000 Euro", 1},
		{"bei 45.000 Euro Einkommen", "Jahreseinkommen über 40.000 Euro", 1},
		{"bei 45.000 Euro Einkommen", "über 48.000 Euro", -1},
		{"bei 45.000 Euro Einkommen", "für Kinder bis 5 Jahre", 0},
		{"Meine Karte ist von 2003", "die Karten aus den Jahren 2002 bis 2004 sind bis 19. Januar 2027 an der Reihe", 1},
		{"Ich bin Jahrgang 1951", "Bis 19. Januar 2027 die Karten aus den Jahren 2002 bis 2004", -1},
		{"Ich bin Jahrgang 1951", "vor 1953 geboren: 19. Januar 2033", 1},
		{"Ich bin 1975 geboren", "vor 1953 geboren: 19. Januar 2033", -1},
		{"Jahrgang 1958", "abgelaufen für alle, die 1953 oder später geboren wurden", 1},
		{"Jahrgang 1951", "abgelaufen für alle, die 1953 oder später geboren wurden", -1},
		{"Die Karte ist von 2003", "vor 24 Jahren", 0},
		{"Was kostet der Kindergarten?", "unter 24 Jahren", 0},
		{"Was kostet der 2. Hund?", "ab 2 Jahren", 0},
	} {
		got := 0.0
		for _, q := range quantitiesIn(c.question) {
			got += within(c.line, q)
		}
		if math.Ceil(got) != c.want {
			t.Errorf("%s / %s: %.2f, want %.0f", c.question, c.line, got, c.want)
		}
	}
	for i, word := range strings.Fields("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf") {
		if got := quantitiesIn("für ein " + word + "jähriges Kind"); len(got) != 1 || got[0] != (quantity{float64(i + 2), "jahr"}) {
			t.Errorf("%sjährig: %v", word, got)
		}
	}
	if got := quantitiesIn("ein ſiebenjähriges Kind"); len(got) != 1 || got[0].value != ages["kind"] {
		t.Errorf("an old s: %v", got)
	}
	if near, far := within("bis 48.000 Euro", quantity{45000, "euro"}), within("bis 84.000 Euro", quantity{45000, "euro"}); near <= far {
		t.Errorf("the closer bound %.2f is no better than %.2f", near, far)
	}
}

// fees is a service with a list of prices.
func fees(title string, rows ...string) []retrieval.Hit {
	text := "Kosten\n\n- " + strings.Join(rows, "\n- ")
	return []retrieval.Hit{{
		Document: auskunft.Document{ID: 1, Key: "a", Version: 1, Title: title, Kind: auskunft.ServiceDocument, Visibility: auskunft.Public},
		Passage:  auskunft.Passage{ID: 1, DocumentID: 1, Text: text, End: len([]rune(text)), Headings: []string{"Kosten"}, Field: auskunft.FieldFees},
		Score:    1, Coverage: 1,
	}}
}

func TestRowFirst(t *testing.T) {
	pass := fees("Reisepass beantragen", "70 Euro ab 24 Jahren", "37,50 Euro unter 24 Jahren", "32 Euro Aufschlag für den Expresspass", "26 Euro für den vorläufigen Reisepass")
	dogs := fees("Hundesteuer zahlen", "für den ersten Hund 120 Euro im Jahr", "für den zweiten Hund 168 Euro im Jahr", "Ersatz einer verlorenen Steuermarke: 6 Euro")
	for _, c := range []struct {
		hits     []retrieval.Hit
		question string
		want     string // beginning of the answer
	}{
		{pass, "Was kostet ein Reisepass?", "Reisepass beantragen – Kosten:\n70 Euro"},
		{pass, "Was kostet ein Reisepass für ein Kind?", "Reisepass beantragen: 37,50 Euro unter 24 Jahren"},
		{pass, "Was kostet ein Reisepass für Erwachsene?", "Reisepass beantragen: 70 Euro ab 24 Jahren"},
		{pass, "Was kostet ein vorläufiger Reisepass?", "Reisepass beantragen: 26 Euro"},
		{dogs, "Was kostet die Hundesteuer?", "Hundesteuer zahlen – Kosten:\nfür den ersten Hund"},
		{dogs, "Was zahle ich für den zweiten Hund?", "Hundesteuer zahlen: für den zweiten Hund 168 Euro"},
		{dogs, "Was kostet der Ersatz der Marke?", "Hundesteuer zahlen: Ersatz einer verlorenen Steuermarke"},
	} {
		drafts := answer(t, Task{Question: c.question, Hits: c.hits})
		if len(drafts) == 0 || !strings.HasPrefix(drafts[0].Text, c.want) {
			t.Errorf("%s: %v, want %q", c.question, drafts, c.want)
		}
	}
}

func FuzzQuantities(f *testing.F) {
	f.Add("für ein achtjähriges Kind unter 24 Jahren", "von 6 bis 11 Jahren")
	f.Fuzz(func(t *testing.T, question, line string) {
		for _, q := range quantitiesIn(question) {
			if v := within(line, q); v < -1 || v > 1.5 || v != v {
				t.Errorf("%q in %q: %v", question, line, v)
			}
		}
	})
}
