package compose

import (
	"slices"
	"sync"

	"auskunft/retrieval/lexical"
)

// searchWords is the Vocabulary of the search.
type searchWords struct {
	analyser Analyser
	synonyms Synonyms
	idf      func(stem string) float64
}

// Analyser turns text into the terms of the search; lexical.Analyser and the Searcher do.
type Analyser interface {
	Terms(lang, text string) []lexical.Term
}

// Synonyms are the terms that the search takes for those of a German question besides
// themselves, each with the position of the one it stands for.
type Synonyms func(question []lexical.Term) []lexical.Synonym

// NewVocabulary reads words by the search's analyser, knows the search's synonyms, and weighs
// words by idf, which the caller computes over the texts its asker may see. Who only reads
// texts needs neither.
func NewVocabulary(analyser Analyser, synonyms Synonyms, idf func(stem string) float64) Vocabulary {
	return searchWords{analyser, synonyms, idf}
}

func (v searchWords) Words(text string) []Word {
	words, _ := wordsAt(v.analyser.Terms("de", text))
	return words
}

func (v searchWords) Asked(question string) []Word {
	terms := v.analyser.Terms("de", question)
	words, at := wordsAt(terms)
	for _, y := range v.synonyms(terms) {
		if y.Kind != lexical.Part {
			v.standIn(words, at, y)
		}
	}
	return words
}

// standIn notes another word for the words that it stands for. For a phrase it says as much as it is rare beside the
// rarest of these.
func (v searchWords) standIn(words []Word, at []int, y lexical.Synonym) {
	first, after := slices.Index(at, y.Position), 0
	if first < 0 {
		return
	}
	for after = first + 1; after < len(at) && at[after] <= y.Until; after++ {
	}
	says, phrase := 1.0, words[first:after]
	if len(phrase) > 1 {
		rarest := 1e-9
		for _, w := range phrase {
			rarest = max(rarest, v.idf(w.Stem))
		}
		says = min(1, v.idf(y.Text)/rarest)
	}
	for i := range phrase {
		phrase[i].Instead = append(phrase[i].Instead, Other{y.Text, says})
	}
}

// wordsAt joins the parts of compounds to their words, and says where each word stands.
func wordsAt(terms []lexical.Term) (words []Word, positions []int) {
	for _, t := range terms {
		last := len(words) - 1
		if t.Kind == lexical.Part && last >= 0 && positions[last] == t.Position {
			words[last].Parts = append(words[last].Parts, t.Text)
			continue
		}
		words, positions = append(words, Word{Stem: t.Text}), append(positions, t.Position)
	}
	return words, positions
}

func (v searchWords) IDF(stem string) float64 { return v.idf(stem) }

// remembered is a Vocabulary that reads nothing twice.
type remembered struct {
	of Vocabulary

	mu    sync.Mutex
	words map[string][]Word
	asked map[string][]Word
	idf   map[string]float64
}

// Remember is a Vocabulary that keeps what v has said. It is meant for one question, whose pages are read for each thing that it may
// mean. Nobody may write to the Words that it gives.
func Remember(v Vocabulary) Vocabulary {
	return &remembered{of: v, words: map[string][]Word{}, asked: map[string][]Word{}, idf: map[string]float64{}}
}

func (r *remembered) Words(text string) []Word     { return once(r, r.words, text, r.of.Words) }
func (r *remembered) Asked(question string) []Word { return once(r, r.asked, question, r.of.Asked) }
func (r *remembered) IDF(stem string) float64      { return once(r, r.idf, stem, r.of.IDF) }

// once is what of says to a text, which is asked only once.
func once[T any](r *remembered, known map[string]T, text string, of func(string) T) T {
	r.mu.Lock()
	defer r.mu.Unlock()
	said, ok := known[text]
	if !ok {
		said = of(text)
		known[text] = said
	}
	return said
}
