package retrieval

import (
	"testing"

	"auskunft/retrieval/lexical"
)

func TestFuseAddsSharesOfTheBest(t *testing.T) {
	words := []lexical.Hit{{Passage: 1, Score: 8, Coverage: .9}, {Passage: 2, Score: 4, Coverage: .5}}
	near := map[int64]float64{2: .6, 3: .3, 4: -.2, 5: .1}
	hits := fuse(words, near, Weights{Lexical: 1, Vectors: .5, Alone: .2})
	want := []struct {
		id    int64
		score float64
	}{{1, 1}, {2, .5 + .5}, {3, .25}}
	if len(hits) != len(want) {
		t.Fatalf("%d hits; want %d: a passage that points away is no hit, nor is one that is near by accident", len(hits), len(want))
	}
	for i, w := range want {
		if hits[i].passage != w.id || hits[i].score != w.score {
			t.Errorf("hit %d: passage %d with %.3f; want %d with %.3f", i, hits[i].passage, hits[i].score, w.id, w.score)
		}
	}
	if hits[1].coverage != .5 || hits[2].coverage != 0 {
		t.Error("coverage is the words', and 0 for a passage that only its vector found")
	}
}

func TestFuseOfNothing(t *testing.T) {
	if hits := fuse(nil, nil, Weights{Lexical: 1, Vectors: 1}); len(hits) != 0 {
		t.Errorf("%d hits of nothing", len(hits))
	}
}

func TestCommittedWeights(t *testing.T) {
	for _, name := range []string{"builtin", "*"} {
		if w := defaultWeights[name]; w.Lexical <= 0 || w.Vectors < 0 {
			t.Errorf("weights of %q are %+v", name, w)
		}
	}
	if weightsFor("an endpoint nobody calibrated") != defaultWeights["*"] {
		t.Error("an unknown embedder does not get the weights for unknown ones")
	}
}
