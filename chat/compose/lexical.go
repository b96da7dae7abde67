package compose

import (
	"slices"

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

// standIn notes another word for the words at whose positions it stands.
func (v searchWords) standIn(words []Word, at []int, y lexical.Synonym) {
	first := slices.Index(at, y.Position)
	if first < 0 {
		return
	}
	last, rarest := first, v.idf(words[first].Stem)
	for last+1 < len(at) && at[last+1] <= y.Until {
		last++
		rarest = max(rarest, v.idf(words[last].Stem))
	}
	says := 1.0
	if last > first {
		says = min(1, v.idf(y.Text)/max(rarest, 1e-9))
	}
	for i := first; i <= last; i++ {
		words[i].Instead = append(words[i].Instead, Other{y.Text, says})
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
