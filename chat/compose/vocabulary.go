package compose

import "slices"

// plainWords is the Vocabulary of a Task without one: words as verification reads them.
// How rare they are nobody knows, so all topics weigh the same; counting in the few
// passages of a task would be worse, for these share the topic's words.
type plainWords struct{}

// The weights of plainWords are about those of a town's index.
const (
	plainIDF    = 4
	scaffoldIDF = 1.2
)

func (plainWords) Words(text string) []Word {
	var words []Word
	for _, w := range wordsOf(text) {
		words = append(words, Word{Stem: w.stem})
	}
	return words
}

// Asked knows no other words.
func (v plainWords) Asked(question string) []Word { return v.Words(question) }

func (plainWords) IDF(stem string) float64 {
	if scaffold[stem] {
		return scaffoldIDF
	}
	return plainIDF
}

// match says how well have stands for want, 0 to 1. Compound parts count on both sides;
// where the vocabulary knows no parts, the beginning and the end of a word tell.
func match(want, have Word) float64 {
	if want.Stem == have.Stem {
		return 1
	}
	top := likeness(want.Stem, have.Stem)
	if slices.Contains(have.Parts, want.Stem) {
		top = max(top, .8)
	}
	top = max(top, .8*want.SaidBy(have.Stem))
	for _, part := range have.Parts {
		top = max(top, .6*want.SaidBy(part))
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

func bestMatch(want Word, words []Word) float64 {
	top := 0.0
	for _, w := range words {
		top = max(top, match(want, w))
	}
	return top
}
