package lexical

import (
	"slices"
	"testing"
)

func TestWordsOfTheSameSense(t *testing.T) {
	a, x := NewAnalyser(nil), NewIndex(nil)
	for i, body := range []string{
		"Gaststätten öffnen wieder am Montag.", "Die Hundesteuer ist fällig.", "Das Rathaus öffnet am Montag.", "Kneipen sind zu.",
		"Wir beantworten Fragen.", "Der Hafen liegt im Norden.", "Die Fähre legt täglich ab.", "Am Deich grasen Schafe.", "Sturm kommt auf.", "Das Watt ist weit.",
	} {
		put(t, x, Document{ID: int64(i + 1), Visibility: public[0], Lang: "de",
			Passages: []Passage{{ID: int64(i + 1), Terms: a.Encode("de", Fields{Body: body})}}})
	}
	senses := map[string][][]string{"restaurant": {{"gaststatt", "lokal", "restaurant"}}, "montag": {{"gaststatt"}, {"hafen"}, {"far"}, {"deich"}}}
	ask := func(question string) []Hit {
		return x.Search(Query{Terms: a.Terms("de", question), Senses: func(s string) [][]string { return senses[s] }, Visible: public, K: 20, Explain: true})
	}
	hits := ask("Restaurant")
	if len(hits) != 1 || hits[0].Passage != 1 || hits[0].Coverage != 0 {
		t.Fatalf("hits %+v; want the one about Gaststätten, which covers nothing", hits)
	}
	if !slices.ContainsFunc(hits[0].Parts, func(c Contribution) bool { return c.Term == "gaststatt for restaurant" }) {
		t.Errorf("not explained: %+v", hits[0].Parts)
	}
	if hits = ask("Rathaus Restaurant"); len(hits) != 2 || hits[0].Passage != 3 {
		t.Errorf("hits %+v; want the word that was asked for first", hits)
	}
	if hits = ask("Montag"); len(hits) != 2 { // each of its four senses is too unlikely
		t.Errorf("hits %+v; want Mondays only", hits)
	}
	if hits = ask("Sind Lokale restaurant"); len(hits) > 0 { // small among large: no noun
		t.Errorf("hits %+v; want none", hits)
	}
}
