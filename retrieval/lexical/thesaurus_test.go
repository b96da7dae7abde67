package lexical

import (
	"fmt"
	"strings"
	"testing"

	"auskunft"
)

func TestThesaurus(t *testing.T) {
	a := NewAnalyser(nil)
	a.thesaurus = func() thesaurus {
		return readThesaurus(a, "# a remark\nPersonalausweis, Ausweis < Perso\nFahrzeugschein, Zulassungsbescheinigung Teil I # and one more\n< nichts\n\nGebühr, Kosten < teuer\nkein Strom mehr, Licht abgestellt > Stromsperre, Energieschulden")
	}
	tests := []struct{ lang, question, want string }{
		{"de", "Was kostet ein neuer Perso?", "personalausweis for Perso @4 .50, ausweis for Perso @4 .50"},
		{"de", "Personalausweis verloren", "ausweis for Personalausweis @0 .50"}, // what is only asked is not found
		{"de", "Fahrzeugschein", "zulassungsbeschein for Fahrzeugschein @0 .17, teil for Fahrzeugschein @0 .17, i for Fahrzeugschein @0 .17"},
		{"de", "Wo ist die Zulassungsbescheinigung, Teil I?", "fahrzeugschein for Zulassungsbescheinigung Teil I @3 1.00"},
		{"de", "Zulassungsbescheinigung Teil", ""}, // not the whole phrase
		{"de", "Licht abgestellt", "stromsperr for Licht abgestellt @0 1.00, energieschuld for Licht abgestellt @0 1.00"},
		{"de", "Stromsperre", ""}, // need not be the same as Energieschulden
		{"", "nichts", ""},
		{"en", "Perso", ""},
	}
	for _, test := range tests {
		var got []string
		for _, y := range a.Synonyms(test.lang, a.Terms(test.lang, test.question)) {
			got = append(got, fmt.Sprintf("%s for %s @%d %s", y.Text, y.For, y.Position, strings.TrimPrefix(fmt.Sprintf("%.2f", y.Share), "0")))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.question, strings.Join(got, ", "), test.want)
		}
	}
}

// Every line of the thesaurus has something to find and something else to ask for it.
func TestThesaurusFile(t *testing.T) {
	a := NewAnalyser(nil)
	lines := 0
	for line := range strings.Lines(thesaurusFile) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		lines++
		found := false
		for _, phrases := range readThesaurus(a, line) {
			for _, p := range phrases {
				found = found || len(p.instead) > 0
			}
		}
		if !found {
			t.Errorf("nothing stands for anything in %q", line)
		}
	}
	if lines < 100 {
		t.Errorf("only %d lines", lines)
	}
}

// A text that says the same thing in three ways covers no more of the question than it asks.
func TestSynonymsCoverOnce(t *testing.T) {
	a, x := NewAnalyser(nil), NewIndex(nil)
	for i, body := range []string{"Gebühr Kosten Preis Entgelt", "Gebühr Hundesteuer", "Hundesteuer", "Sperrmüll", "Wohngeld"} {
		put(t, x, Document{ID: int64(i + 1), Visibility: auskunft.Public, Lang: "de", Passages: []Passage{{int64(i + 1), a.Encode("de", Fields{Body: body})}}})
	}
	terms := a.Terms("de", "Gebühr Hundesteuer")
	covered := make(map[int64]float64)
	for _, h := range x.Search(Query{Terms: terms, Synonyms: a.Synonyms("de", terms), Visible: public, K: 10}) {
		covered[h.Document] = h.Coverage
	}
	if covered[2] < .999 || covered[1] > .51 || covered[3] > .51 {
		t.Errorf("coverage %v: want all of the question in document 2, half of it in 1 and 3", covered)
	}
}
