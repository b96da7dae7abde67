package retrieval

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/breaker"
)

var today = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func page(key string, score float64, change func(*auskunft.Document)) Hit {
	h := Hit{Score: score, Document: auskunft.Document{Source: "s", Key: key, Title: key, Kind: auskunft.PageDocument, Lang: "de"},
		Passage: auskunft.Passage{Text: "Text von " + key}, Why: []Part{{Kind: WordsPart, Value: score}}}
	if change != nil {
		change(&h.Document)
	}
	return h
}

func keys(hits []Hit) (keys []string) {
	for _, h := range hits {
		keys = append(keys, h.Document.Key)
	}
	return keys
}

func sum(h Hit) (sum float64) {
	for _, p := range h.Why {
		sum += p.Value
	}
	return sum
}

func TestRank(t *testing.T) {
	service := func(d *auskunft.Document) { d.Kind = auskunft.ServiceDocument }
	checked := func(at time.Time) func(*auskunft.Document) { return func(d *auskunft.Document) { d.CheckedAt = at } }
	changed := func(kind auskunft.DocumentKind, at time.Time) func(*auskunft.Document) {
		return func(d *auskunft.Document) { d.Kind, d.ChangedAt = kind, at }
	}
	in := func(areas ...string) func(*auskunft.Document) { return func(d *auskunft.Document) { d.Areas = areas } }
	for _, test := range []struct {
		name string
		area string
		hits []Hit
		want []string
	}{
		{"words decide", "", []Hit{page("a", .7, service), page("b", 1, nil)}, []string{"b", "a"}},
		{"of two alike the service", "", []Hit{page("a", 1, nil), page("b", .98, service)}, []string{"b", "a"}},
		{"of two alike the checked one", "", []Hit{page("a", 1, nil), page("b", .995, checked(today.AddDate(-1, 0, 0)))}, []string{"b", "a"}},
		{"a check wears off", "", []Hit{page("a", 1, nil), page("b", .98, checked(today.AddDate(-5, 0, 0)))}, []string{"a", "b"}},
		{"of two alike the younger one", "", []Hit{page("a", 1, changed("page", today.AddDate(-7, 0, 0))), page("b", .96, changed("page", today))}, []string{"b", "a"}},
		{"what is forgotten beside what is kept up", "", []Hit{page("a", 1, changed("page", today.AddDate(-7, 0, 0))), page("b", .8, changed("page", today))}, []string{"b", "a"}},
		{"an archive has nothing forgotten", "", []Hit{page("a", 1, changed("page", today.AddDate(-7, 0, 0))), page("b", .9, nil)}, []string{"a", "b"}},
		{"an undated page is not taken for old", "", []Hit{page("a", .98, nil), page("b", 1, changed("page", today.AddDate(-7, 0, 0)))}, []string{"a", "b"}},
		{"law does not age", "", []Hit{page("a", 1, changed("ordinance", today.AddDate(-30, 0, 0))), page("b", .99, changed("ordinance", today))}, []string{"a", "b"}},
		{"a date to come is no merit", "", []Hit{page("a", 1, nil), page("b", .99, changed("page", today.AddDate(1, 0, 0)))}, []string{"a", "b"}},
		{"the asker's district", "osterfeld", []Hit{page("a", 1, in("altstadt")), page("b", .99, nil), page("c", .98, in("altstadt", "osterfeld"))}, []string{"c", "b", "a"}},
		{"no district known", "", []Hit{page("a", 1, in("altstadt")), page("b", .99, nil)}, []string{"a", "b"}},
		{"ties by name, whatever the order", "", []Hit{page("c", 1, nil), page("a", 1, nil), page("b", 1, nil)}, []string{"a", "b", "c"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			rank(test.hits, Query{Now: today, Area: test.area})
			if got := keys(test.hits); !slices.Equal(got, test.want) {
				t.Errorf("order %v; want %v", got, test.want)
			}
			for _, h := range test.hits {
				if math.Abs(sum(h)-h.Score) > 1e-9 {
					t.Errorf("%s: parts add up to %f, score %f", h.Document.Key, sum(h), h.Score)
				}
			}
		})
	}
}

// Undated pages of one kind, as in the sets that the legs are tuned on, keep their scores.
func TestRankLeavesPlainPagesAlone(t *testing.T) {
	hits := []Hit{page("a", .9, nil), page("b", .5, nil)}
	rank(hits, Query{Now: today})
	if hits[0].Score != .9 || hits[1].Score != .5 || len(hits[0].Why) != 1 {
		t.Errorf("scores %v, %v; want them as they were", hits[0].Score, hits[1].Score)
	}
}

func TestOfPlace(t *testing.T) {
	of := func(areas ...string) func(*auskunft.Document) { return func(d *auskunft.Document) { d.Areas = areas } }
	hits := []Hit{page("east", 3, of("east")), page("both", 2, of("west", "east")), page("all", 1, nil), page("west", .5, of("west"))}
	for place, want := range map[string][]string{"": {"east", "both", "all", "west"}, "west": {"both", "all", "west"}, "north": {"all"}} {
		if got := keys(ofPlace(slices.Clone(hits), place)); !slices.Equal(got, want) {
			t.Errorf("of %q: %q, want %q", place, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	same := func(key, title, text string, id int64) Hit {
		h := page(key, 1, func(d *auskunft.Document) { d.Title, d.ID, d.URL = title, id, "https://x.example/"+key })
		h.Passage.Text, h.canonical = text, id
		return h
	}
	hits := fold([]Hit{
		same("a", "Wohngeld", "Anträge liegen aus.", 1),
		same("b", "Wohngeld", "Anträge liegen aus.", 2),
		same("b", "Wohngeld", "Es dauert drei Wochen.", 2),
		same("c", "Elterngeld", "Anträge liegen aus.", 3), // the same sentence about another thing
		same("d", "Wohngeld", "Anträge liegen aus.", 4),
	})
	if got := keys(hits); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Fatalf("kept %v", got)
	}
	want := []FoldedPage{{2, "b", "Wohngeld", "https://x.example/b"}, {4, "d", "Wohngeld", "https://x.example/d"}}
	if !slices.Equal(hits[0].Folded, want) || hits[1].Folded != nil {
		t.Errorf("folded %v, %v; want %v with the first", hits[0].Folded, hits[1].Folded, want)
	}
}

func TestFoldLikes(t *testing.T) {
	of := func(key string, id, canonical int64, score float64) Hit {
		h := page(key, score, func(d *auskunft.Document) { d.ID = id })
		h.Passage.Text, h.canonical = key+string(rune('a'+int(10*score))), canonical
		return h
	}
	for _, test := range []struct {
		name string
		hits []Hit
		want []string
		on   int // which of them names the folded pages
		also []string
	}{
		{"the canonical one is shown though it matches less", []Hit{of("alt", 1, 2, .9), of("x", 5, 5, .8), of("neu", 2, 2, .7), of("alt", 1, 2, .6)},
			[]string{"x", "neu"}, 1, []string{"alt"}},
		{"all its passages", []Hit{of("neu", 2, 2, .9), of("alt", 1, 2, .8), of("neu", 2, 2, .7)}, []string{"neu", "neu"}, 0, []string{"alt"}},
		{"the best where the canonical one is no hit", []Hit{of("b", 3, 2, .9), of("a", 1, 2, .8), of("b", 3, 2, .7)}, []string{"b", "b"}, 0, []string{"a"}},
		{"nothing to fold", []Hit{of("a", 1, 1, .9), of("b", 2, 2, .8)}, []string{"a", "b"}, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			hits := fold(test.hits)
			if got := keys(hits); !slices.Equal(got, test.want) {
				t.Fatalf("kept %v; want %v", got, test.want)
			}
			var also []string
			for _, p := range hits[test.on].Folded {
				also = append(also, p.Title)
			}
			if !slices.Equal(also, test.also) {
				t.Errorf("folded %v; want %v", also, test.also)
			}
		})
	}
}

// model is a reranking model that says what it is told to.
type model struct {
	scores []float64
	err    error
	slow   bool
	asked  int
}

func (m *model) Rerank(ctx context.Context, _ string, texts []string) ([]float64, error) {
	m.asked++
	if m.slow {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if m.err != nil {
		return nil, m.err
	}
	return m.scores[:min(len(m.scores), len(texts))], nil
}

func TestRerank(t *testing.T) {
	three := func() []Hit { return []Hit{page("a", 1, nil), page("b", .9, nil), page("c", .5, nil)} }
	for _, test := range []struct {
		name  string
		model *model
		want  []string
		fails bool
	}{
		{"probabilities", &model{scores: []float64{.1, .9, .2}}, []string{"b", "a", "c"}, false},
		{"logits", &model{scores: []float64{-7, 2, -3}}, []string{"b", "a", "c"}, false},
		{"indifferent", &model{scores: []float64{.4, .4, .4}}, []string{"a", "b", "c"}, false},
		{"nothing fits", &model{scores: []float64{0, 0, 0}}, []string{"a", "b", "c"}, false},
		{"sure of the last", &model{scores: []float64{0, 0, 1}}, []string{"c", "a", "b"}, false},
		{"fails", &model{err: errors.New("away")}, []string{"a", "b", "c"}, true},
		{"slow", &model{slow: true}, []string{"a", "b", "c"}, true},
		{"too few", &model{scores: []float64{1}}, []string{"a", "b", "c"}, true},
		{"no numbers", &model{scores: []float64{math.NaN(), 1, 1}}, []string{"a", "b", "c"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, hits := &Searcher{reranker: test.model}, three()
			started := time.Now()
			if err := s.rerank(t.Context(), Query{Text: "x"}, hits); (err != nil) != test.fails {
				t.Fatalf("error %v; fails: %v", err, test.fails)
			}
			if time.Since(started) > 40*rerankBudget { // far from for ever, and no stop-watch
				t.Errorf("took %v", time.Since(started))
			}
			if got := keys(hits); !slices.Equal(got, test.want) {
				t.Errorf("order %v; want %v", got, test.want)
			}
			for _, h := range hits {
				if math.Abs(sum(h)-h.Score) > 1e-9 {
					t.Errorf("%s: parts add up to %f, score %f", h.Document.Key, sum(h), h.Score)
				}
			}
		})
	}
}

func TestRerankReadsTheBestOnly(t *testing.T) {
	m := &model{scores: make([]float64, 100)}
	m.scores[reranked-1] = 1
	var hits []Hit
	for i := range 50 {
		hits = append(hits, page(string(rune('A'+i)), 1-float64(i)/100, nil))
	}
	if err := (&Searcher{reranker: m}).rerank(t.Context(), Query{}, hits); err != nil {
		t.Fatal(err)
	}
	if hits[reranked].Document.Key != string(rune('A'+reranked)) || len(hits[reranked].Why) != 1 {
		t.Error("a hit below the best was touched")
	}
}

// A reranking model that fails is left alone for a while.
func TestRerankingPauses(t *testing.T) {
	m := &model{err: errors.New("away")}
	s := &Searcher{reranker: m}
	hits := []Hit{page("a", 1, nil), page("b", .9, nil)}
	for range 10 {
		if err := s.rerank(t.Context(), Query{}, hits); err == nil {
			t.Fatal("no error")
		}
	}
	if m.asked != breaker.Failures {
		t.Errorf("asked %d times; want %d, then a pause", m.asked, breaker.Failures)
	}
	if s.CheckRerank(t.Context()) == nil || s.CheckVectors(t.Context()) != nil {
		t.Error("the checks do not say what does not work")
	}
}
