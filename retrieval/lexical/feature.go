package lexical

import (
	"math"
	"slices"

	"github.com/zeebo/xxh3"
)

// Feature is a stem, compound part, number or character n-gram of a text as a hash, with its
// weight: (1 + log frequency) times the inverse document frequency in the vocabulary.
type Feature struct {
	Hash   uint64
	Weight float32
}

// gramShare is how much an n-gram weighs beside a word; a word has some fifteen of them.
const gramShare = .5

// Features are what the built-in embedder hashes, each once, sorted by hash.
func (a *Analyser) Features(lang, text string) []Feature {
	var features []Feature
	for _, t := range a.Terms(lang, text) {
		word := []byte(t.Text)
		features = append(features, Feature{xxh3.Hash(word), 1})
		if t.Kind == Word {
			eachGram([]byte(t.Form), func(h uint64) { features = append(features, Feature{h, gramShare}) })
		}
	}
	slices.SortFunc(features, func(a, b Feature) int {
		switch {
		case a.Hash < b.Hash:
			return -1
		case a.Hash > b.Hash:
			return 1
		}
		return 0
	})
	distinct := features[:0]
	for i := 0; i < len(features); {
		f, n := features[i], i
		for n < len(features) && features[n].Hash == f.Hash {
			n++
		}
		f.Weight *= (1 + float32(math.Log(float64(n-i)))) * a.vocabulary.idf(f.Hash)
		distinct = append(distinct, f)
		i = n
	}
	return distinct
}
