package compose

import "auskunft/retrieval/lexical"

// searchWords is the Vocabulary of the search.
type searchWords struct {
	analyser Analyser
	idf      func(stem string) float64
}

// Analyser turns text into the terms of the search; lexical.Analyser and the Searcher do.
type Analyser interface {
	Terms(lang, text string) []lexical.Term
}

// NewVocabulary reads words by the search's analyser and weighs them by idf, which the
// caller computes over the texts its asker may see.
func NewVocabulary(analyser Analyser, idf func(stem string) float64) Vocabulary {
	return searchWords{analyser, idf}
}

func (v searchWords) Words(text string) []Word {
	var words []Word
	at := -1
	for _, t := range v.analyser.Terms("de", text) {
		if t.Kind == lexical.Part && t.Position == at && len(words) > 0 {
			last := &words[len(words)-1]
			last.Parts = append(last.Parts, t.Text)
			continue
		}
		words = append(words, Word{Stem: t.Text})
		at = t.Position
	}
	return words
}

func (v searchWords) IDF(stem string) float64 { return v.idf(stem) }
