package chat

import (
	"slices"
	"testing"

	"auskunft"
	"auskunft/retrieval"
)

func TestPageSure(t *testing.T) {
	for _, tt := range []struct {
		name                        string
		answerable, lead, elsewhere float64
		sure                        bool
	}{
		{"alone", .9, noRival, noRival, true},
		{"far ahead", .9, .6, .6, true},
		{"ahead of another of its place, and no other place", .9, .3, noRival, true},
		{"level with another place's", .9, 0, 0, false},
		{"level with another of its place, another place near", .9, .02, .2, false},
		{"hardly ahead", .9, .1, .1, false},
		{"ahead, but hardly an answer", .3, .25, .25, false},
		{"ahead, and surely an answer", .99, .25, .25, true},
	} {
		if p := pageSure(tt.answerable, tt.lead, tt.elsewhere); (p >= pageSurely) != tt.sure {
			t.Errorf("%s: %.2f", tt.name, p)
		}
	}
	if pageSure(0, -1, 0) <= 0 || pageSure(1, 99, 99) >= 1 {
		t.Error("no probability")
	}
}

// What stands beside a refusal fits the question; a page that was found by a word that everything has does not.
func TestNearby(t *testing.T) {
	page := func(id int64, title, text string, score float64) retrieval.Hit {
		h := taxHit(auskunft.Public)
		h.Passage = auskunft.Passage{ID: id, DocumentID: id, Text: text, End: len([]rune(text))}
		h.Document.ID, h.Document.Title, h.Document.URL, h.Score = id, title, "https://stadt.example/"+title, score
		return h
	}
	tax := page(1, "Hundesteuer", "Die Hundesteuer ist im Februar fällig.", 1)
	dogs := page(2, "Hunde", "Wer die Hundesteuer nicht zahlen kann, wendet sich an die Kasse.", .9)
	more := page(3, "Hundesteuersatzung", "Die Hundesteuer wird für das Jahr festgesetzt.", .8)
	tree := page(4, "Bäume", "Wer im Jahr einen Baum fällt, zahlt dafür.", .3)
	for _, tt := range []struct {
		name string
		hits []retrieval.Hit
		want []string
	}{
		{"one fits", []retrieval.Hit{tax, tree}, []string{"Hundesteuer"}},
		{"found first, fits less", []retrieval.Hit{tree, tax}, []string{"Hundesteuer"}},
		{"one is enough", []retrieval.Hit{tax, dogs, more}, []string{"Hundesteuer"}},
		{"shares only what many have", []retrieval.Hit{tree}, nil},
		{"nothing found", nil, nil},
	} {
		b := newBench(t)
		b.composer.drafts, b.search.found.Hits = nil, tt.hits
		answer, _ := b.ask(t, "Wer stundet mir die Hundesteuer?")
		var titles []string
		for _, n := range answer.Nearest {
			titles = append(titles, n.Title)
		}
		if answer.Status != auskunft.Refused || !slices.Equal(titles, tt.want) {
			t.Errorf("%s: %s, %q, want %q", tt.name, answer.Status, titles, tt.want)
		}
	}
}

// A matter of another authority that the texts tell for several places is asked back like any.
func TestOtherAuthorityOfSeveralPlaces(t *testing.T) {
	for _, tt := range []struct {
		hits []retrieval.Hit
		want []string
	}{
		{[]retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95, "west")}, []string{"Ostdorf", "Westdorf"}},
		{[]retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .1, "west")}, nil},
		{[]retrieval.Hit{taxOf(1, 1), taxOf(2, .95)}, nil},
	} {
		b := newBench(t)
		b.desk.town.Areas = map[string]string{"Ostdorf": "ost", "Westdorf": "west"}
		b.search.found.Hits = tt.hits
		answer, _, err := b.try(auskunft.Question{Text: "Wer bekommt Kindergeld?", Reader: auskunft.PublicReader, Now: now})
		if err != nil || !slices.Equal(answer.Options, tt.want) {
			t.Errorf("%v: %s, options %q, want %q", err, answer.Status, answer.Options, tt.want)
		}
	}
}
