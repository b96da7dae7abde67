package measure

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func ranking(ids string) []Scored {
	var ranked []Scored
	for i, id := range strings.Fields(ids) {
		ranked = append(ranked, Scored{id, float64(-i)})
	}
	return ranked
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// The worked examples of the doc comments, calculated by hand.
func TestRankingWorkedExamples(t *testing.T) {
	bd := Qrels{"b": 1, "d": 1}
	bdx := Qrels{"b": 1, "d": 1, "x": 1}
	graded := Qrels{"a": 2, "c": 1}
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"hit@1", Hit(ranking("a b c"), Qrels{"b": 1}, 1), 0},
		{"hit@2", Hit(ranking("a b c"), Qrels{"b": 1}, 2), 1},
		{"recall@2", Recall(ranking("a b c d"), bdx, 2), 1. / 3},
		{"recall@4", Recall(ranking("a b c d"), bdx, 4), 2. / 3},
		{"recall of nothing", Recall(ranking("a"), Qrels{"a": 0}, 10), 0},
		{"mrr", ReciprocalRank(ranking("a b c d"), bd, 10), 0.5},
		{"mrr@1", ReciprocalRank(ranking("a b c d"), bd, 1), 0},
		{"ndcg", NDCG(ranking("b a c"), graded, 10), 1.7618595071429148 / 2.6309297535714573},
		{"ndcg of nothing found", NDCG(nil, graded, 10), 0},
		{"ndcg of nothing relevant", NDCG(ranking("a"), Qrels{}, 10), 0},
		{"ndcg@1", NDCG(ranking("c a"), graded, 1), 0.5},
	} {
		if !near(tt.got, tt.want) {
			t.Errorf("%s = %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

// testdata/reference.py is another implementation of trec_eval's definitions; 60 rankings
// with ties, graded judgements, missing documents and empty results must agree with it.
func TestAgreesWithReference(t *testing.T) {
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Hits   [][2]any
		Qrels  Qrels
		Order  []string
		Values map[string]float64
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	functions := map[string]func([]Scored, Qrels, int) float64{
		"hit": Hit, "recall": Recall, "mrr": ReciprocalRank, "ndcg": NDCG}
	for i, c := range cases {
		var hits []Scored
		for _, h := range c.Hits {
			hits = append(hits, Scored{h[0].(string), h[1].(float64)})
		}
		ranked := Rank(hits, 1000)
		for place, d := range ranked {
			if d.DocID != c.Order[place] {
				t.Fatalf("case %d: place %d is %s, want %s", i, place, d.DocID, c.Order[place])
			}
		}
		for name, want := range c.Values {
			measure, at, _ := strings.Cut(name, "@")
			k, err := strconv.Atoi(at)
			if err != nil {
				t.Fatal(err)
			}
			if got := functions[measure](ranked, c.Qrels, k); !near(got, want) {
				t.Errorf("case %d: %s = %v, want %v", i, name, got, want)
			}
		}
	}
	if len(cases) != 60 {
		t.Errorf("%d cases", len(cases))
	}
}

func TestRank(t *testing.T) {
	got := Rank([]Scored{{"a", 1}, {"b", 3}, {"a", 2}, {"c", 2}, {"d", 1 + 1e-12}}, 3)
	var ids []string
	for _, d := range got {
		ids = append(ids, d.DocID)
	}
	if !slices.Equal(ids, []string{"b", "c", "a"}) {
		t.Errorf("order %v", ids)
	}
	// Equal in single precision is a tie, whatever the doubles say.
	got = Rank([]Scored{{"a", 1 + 1e-12}, {"b", 1}}, 10)
	if got[0].DocID != "b" {
		t.Errorf("a tie is broken by a difference that trec_eval does not see: %v", got)
	}
}
