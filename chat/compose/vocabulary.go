package compose

import (
	"math"

	"auskunft/retrieval"
)

// ownWords is the Vocabulary of a Task without one: words as verification reads them, as
// rare as they are among the task's own passages.
type ownWords struct {
	passages  float64
	frequency map[string]float64
}

func newOwnWords(hits []retrieval.Hit) *ownWords {
	v := &ownWords{passages: float64(len(hits)), frequency: map[string]float64{}}
	for _, h := range hits {
		seen := map[string]bool{}
		for _, w := range wordsOf(h.Document.Title + "\n" + h.Passage.Text) {
			if !seen[w.stem] {
				seen[w.stem] = true
				v.frequency[w.stem]++
			}
		}
	}
	return v
}

func (v *ownWords) Words(text string) []Word {
	var words []Word
	for _, w := range wordsOf(text) {
		words = append(words, Word{Stem: w.stem})
	}
	return words
}

func (v *ownWords) IDF(stem string) float64 {
	df := v.frequency[stem]
	return math.Log(1 + (v.passages-df+.5)/(df+.5))
}

// match says how well have stands for want, 0 to 1. Compound parts count on both sides;
// where the vocabulary knows no parts, the beginning and the end of a word tell.
func match(want, have Word) float64 {
	if want.Stem == have.Stem {
		return 1
	}
	top := similarity(word{stem: want.Stem}, word{stem: have.Stem})
	for _, q := range have.Parts {
		if q == want.Stem {
			top = max(top, .8)
		}
	}
	for _, p := range want.Parts {
		if p == have.Stem {
			top = max(top, .7)
		}
		for _, q := range have.Parts {
			if p == q {
				top = max(top, .6)
			}
		}
	}
	return top
}
