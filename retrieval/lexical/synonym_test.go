package lexical

import (
	"slices"
	"testing"

	"auskunft"
)

func TestSynonymFindsAndCovers(t *testing.T) {
	a := NewAnalyser(nil)
	x := NewIndex(nil)
	var b Batch
	for i, body := range []string{"Den Personalausweis beantragen Sie im Bürgerbüro.", "Die Hundesteuer zahlen Sie im Februar.", "Der Reisepass ist rot."} {
		err := b.Put(Document{ID: int64(i + 1), Visibility: auskunft.Public, Lang: "de",
			Passages: []Passage{{ID: int64(i + 1), Terms: a.Encode("de", Fields{Body: body})}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	x.Update(&b)
	q := Query{Terms: a.Terms("de", "Perso"), Visible: []auskunft.Visibility{auskunft.Public}, K: 3, Explain: true}
	q.Synonyms = []Synonym{{Term: a.Terms("de", "Personalausweis")[0], For: "Perso", Share: .5}}
	hits := x.Search(q)
	if len(hits) != 1 || hits[0].Passage != 1 {
		t.Fatalf("hits %+v; want the passport's passage only", hits)
	}
	if hits[0].Coverage <= 0 {
		t.Error("the synonym covers nothing")
	}
	if !slices.ContainsFunc(hits[0].Parts, func(c Contribution) bool { return c.Term == "personalausweis for Perso" }) {
		t.Errorf("the synonym is not explained: %+v", hits[0].Parts)
	}
	q.Terms = a.Terms("de", "Personalausweis")
	asked := x.Search(q)
	if len(asked) != 1 || asked[0].Score <= hits[0].Score {
		t.Errorf("scores %+v asked for, %+v by synonym: there is no discount", asked, hits)
	}
}
