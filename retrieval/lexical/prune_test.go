package lexical

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"auskunft"
)

// naive scores all passages by the formulas of BM25, from nothing but their encoded terms and the
// weights of the question's.
func naive(t *testing.T, documents []Document, s *search) map[int64]float64 {
	type text struct {
		counts map[string]float64
		length float64
	}
	var texts []string // stems as they are met, whether or not they were before
	know := func(b []byte) known {
		texts = append(texts, string(stemOf(b)))
		return known{term: uint32(len(texts) - 1)}
	}
	var fields [fieldCount][]occurrence
	read := func(p Passage, units map[field]uint32) text {
		if _, err := decodeTerms(p.Terms, know, nil, &fields); err != nil {
			t.Fatal(err)
		}
		found := text{counts: map[string]float64{}}
		for f, unit := range units {
			for _, o := range fields[f] {
				n := float64(unit)
				if o.kind == Part {
					n = float64(unit * defaultWeights.part / defaultWeights.word)
				}
				found.counts[texts[o.term]] += n
				found.length += n
			}
		}
		return found
	}
	w := &defaultWeights
	inHead := map[field]uint32{titleField: w.titleWord, synonymField: w.synonymWord, serviceField: w.serviceWord}
	inBody := map[field]uint32{headingField: w.heading, bodyField: w.word}
	bm25 := func(k1, b, frequency, length, average float64) float64 {
		return frequency * (k1 + 1) / (frequency + k1*(1-b+b*length/average))
	}
	perPassage := float64(s.live.passageLength) / float64(s.live.passages)
	perDocument := float64(s.live.documentLength) / float64(s.live.documents)
	scores := map[int64]float64{}
	for _, d := range documents {
		whole := read(d.Passages[0], inHead)
		var bodies []text
		for _, p := range d.Passages {
			bodies = append(bodies, read(p, inBody))
			for term, n := range bodies[len(bodies)-1].counts {
				whole.counts[term] += n
			}
			whole.length += bodies[len(bodies)-1].length
		}
		for i, p := range d.Passages {
			for _, q := range s.scored {
				scores[p.ID] += float64(q.inPassages)*bm25(float64(w.k1), float64(w.b), bodies[i].counts[q.text]/4, bodies[i].length, perPassage) +
					float64(w.document*q.inDocuments)*bm25(float64(w.docK1), float64(w.docB), whole.counts[q.text]/4, whole.length, perDocument)
			}
		}
	}
	return scores
}

// Pruning leaves out no passage that a naive scorer has among the best.
func TestBestEqualNaiveScorer(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	v := townVocabulary()
	a, x := NewAnalyser(v), NewIndex(v)
	x.weights.rescored = 5
	kept := map[int64]Document{}
	for id := range int64(500) {
		d := randomDocument(r, a, 1+id%400, everything[id%2])
		put(t, x, d)
		kept[d.ID] = d
	}
	for id := range int64(30) {
		remove(x, 7*id)
		delete(kept, 7*id)
	}
	var public []Document
	var all []Document
	for _, d := range kept {
		all = append(all, d)
		if d.Visibility == auskunft.Public {
			public = append(public, d)
		}
	}
	pruned := 0
	for range 300 {
		question := ""
		for range 1 + r.IntN(3) {
			question += sentences[r.IntN(len(sentences))] + " "
		}
		seen, documents := everything[:1], public
		if r.IntN(2) == 0 {
			seen, documents = everything, all
		}
		s := new(search)
		terms := a.Terms("de", question)
		s.begin(x, Query{Terms: terms, Synonyms: a.Synonyms("de", terms), Visible: seen, K: 1 + r.IntN(20)})
		s.plan()
		s.makeRoom()
		s.score()
		if s.pruned {
			pruned++
		}
		s.collect()
		s.cut(len(s.best))
		scores := naive(t, documents, s)
		var want []float64
		for _, score := range scores {
			if score > 0 {
				want = append(want, score)
			}
		}
		slices.SortFunc(want, func(a, b float64) int { return cmp.Compare(b, a) })
		want = want[:min(s.limit(), len(want))]
		if len(s.best) != len(want) {
			t.Fatalf("%q: %d passages, want %d", question, len(s.best), len(want))
		}
		for i, c := range s.best {
			id := s.views[c.view].passages[c.slot]
			if math.Abs(float64(c.score)-want[i]) > 1e-4*want[i] || math.Abs(scores[id]-want[i]) > 1e-4*want[i] {
				t.Fatalf("%q, place %d: passage %d with %v, by the formula %v, want %v", question, i+1, id, c.score, scores[id], want[i])
			}
		}
	}
	if pruned < 50 {
		t.Errorf("only %d of 300 questions were pruned: the test shows little", pruned)
	}
}
