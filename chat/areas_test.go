package chat

import (
	"context"
	"slices"
	"testing"

	"auskunft"
	"auskunft/chat/compose"
	"auskunft/retrieval"
)

// taxOf is the page on the tax of a district, found with a score.
func taxOf(document int64, score float64, areas ...string) retrieval.Hit {
	h := taxHit(auskunft.Public)
	h.Passage.ID, h.Passage.DocumentID, h.Document.ID = document, document, document
	h.Document.Areas, h.Score = areas, score
	return h
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		name string
		hits []retrieval.Hit
		area string
		want []string
	}{
		{"two places answer alike", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95, "west")}, "", []string{"Ostdorf", "Westdorf"}},
		{"three", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95, "west"), taxOf(3, .94, "nord")}, "", []string{"Ostdorf", "Westdorf", "Nordheim"}},
		{"the asker's place is known", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95, "west")}, "ost", nil},
		{"one is found much better", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .5, "west")}, "", nil},
		{"the same place twice", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95, "west", "ost")}, "", nil},
		{"one for the whole town comes first", []retrieval.Hit{taxOf(1, 1), taxOf(2, .95, "west")}, "", nil},
		{"one for the whole town comes second", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95)}, "", nil},
		{"a place that nobody has a name for", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95, "17")}, "", nil},
	}
	for _, tt := range tests {
		b := newBench(t)
		b.desk.town.Areas = map[string]string{"Ostdorf": "ost", "Westdorf": "west", "Nordheim": "nord"}
		b.search.found.Hits = tt.hits
		answer, _, err := b.try(auskunft.Question{Text: "Was kostet die Hundesteuer?", Area: tt.area, Reader: auskunft.PublicReader, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(answer.Options, tt.want) || (answer.Status == auskunft.Clarify) != (tt.want != nil) {
			t.Errorf("%s: %s, options %q, want %q", tt.name, answer.Status, answer.Options, tt.want)
		}
	}
}

// Who has chosen a place asks of it from then on, until another is named.
func TestChosenPlace(t *testing.T) {
	b := newBench(t)
	b.desk.town.Areas = map[string]string{"Ostdorf": "ost", "Westdorf": "west"}
	b.search.found.Hits = []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .95, "west")}
	b.ask(t, "Was kostet die Hundesteuer?")
	id := b.conversations.exchanges[0].Conversation
	for _, turn := range []struct{ said, searched, place string }{
		{"Westdorf", "Was kostet die Hundesteuer?", "west"},
		{"Und wie lange dauert das?", "Und wie lange dauert das? Hundesteuer", "west"},
		{"Wie hoch ist die Hundesteuer in Ostdorf?", "Wie hoch ist die Hundesteuer in Ostdorf?", "ost"},
	} {
		answer, _, err := b.try(auskunft.Question{Text: turn.said, Conversation: id, Reader: auskunft.PublicReader, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		last := b.search.queries[len(b.search.queries)-1]
		if answer.Status != auskunft.Answered || last.Text != turn.searched || last.Place != turn.place {
			t.Errorf("%q: %s, searched %q in %q, want %q in %q", turn.said, answer.Status, last.Text, last.Place, turn.searched, turn.place)
		}
	}
}

// placedSearch finds only what is about the place asked for, or about none.
type placedSearch struct{ fakeSearch }

func (f *placedSearch) Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error) {
	found, err := f.fakeSearch.Search(ctx, q)
	found.Hits = slices.DeleteFunc(slices.Clone(found.Hits), func(h retrieval.Hit) bool {
		return q.Place != "" && len(h.Document.Areas) > 0 && !slices.Contains(h.Document.Areas, q.Place)
	})
	return found, err
}

// What is asked from a place is answered from a page about it, unless another is named or fits much better.
func TestStayHere(t *testing.T) {
	for _, tt := range []struct {
		name, text, area string
		hits             []retrieval.Hit
		want             int64
	}{
		{"own place", "Was kostet die Hundesteuer?", "west", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .9, "west")}, 2},
		{"the place named", "Was kostet die Hundesteuer in Westdorf?", "ost", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .9, "west")}, 2},
		{"unknown place", "Was kostet die Hundesteuer?", "", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .3, "west")}, 1},
		{"another fits much better", "Was kostet die Hundesteuer?", "west", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .3, "west")}, 1},
		{"for all places", "Was kostet die Hundesteuer?", "west", []retrieval.Hit{taxOf(1, 1), taxOf(2, .9, "west")}, 1},
		{"nothing about the own place", "Was kostet die Hundesteuer?", "nord", []retrieval.Hit{taxOf(1, 1, "ost"), taxOf(2, .9, "west")}, 1},
	} {
		b := newBench(t)
		b.desk.town.Areas = map[string]string{"Ostdorf": "ost", "Westdorf": "west", "Nordheim": "nord"}
		search := &placedSearch{fakeSearch{found: retrieval.Result{Hits: tt.hits, Coverage: .9}}}
		b.desk.Searcher, b.desk.Composer = search, compose.NewExtractive()
		answer, _, err := b.try(auskunft.Question{Text: tt.text, Area: tt.area, Reader: auskunft.PublicReader, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if len(answer.Citations) == 0 || answer.Citations[0].Passage != tt.want {
			t.Errorf("%s: %s, quotes %v, want passage %d", tt.name, answer.Status, answer.Citations, tt.want)
		}
	}
}
