package retrieval

import (
	"auskunft/retrieval/glossary"
	"auskunft/retrieval/lexical"
)

// What words count that stand for others in a question of another language, of what the first
// German word for them would.
const (
	otherWord = .5 // further German words: some mean something else
	ownWord   = .5 // the asker's own, for pages in his language
)

// analyse takes a question apart. One in another language becomes the German one that is searched for.
func (st *state) analyse(q Query) (Query, []lexical.Term, []lexical.Synonym, glossary.Reading) {
	reading := glossary.Read(q.Lang, q.Text)
	if reading == nil {
		terms := st.analyser.Terms(q.Lang, q.Text)
		return q, terms, st.synonyms(q, terms), nil
	}
	terms, others := inGerman(st.analyser, q.Lang, reading)
	q.Text, q.Lang = reading.German(), "de"
	return q, terms, append(others, st.synonyms(q, terms)...), reading
}

// inGerman are the German terms of a question in lang, and what counts for them.
func inGerman(a *lexical.Analyser, lang string, reading glossary.Reading) (terms []lexical.Term, synonyms []lexical.Synonym) {
	position := 0
	for _, w := range reading {
		for _, t := range a.Terms("de", w.German[0]) {
			t.Position += position
			terms = append(terms, t)
		}
		for _, other := range w.German[1:] {
			synonyms = appendFor(synonyms, w.Said, a.Terms("de", other), position, otherWord)
		}
		if w.Known {
			synonyms = appendFor(synonyms, w.Said, a.Terms(lang, w.Said), position, ownWord)
		}
		position += len(w.German[0]) // no word has fewer bytes than tokens
	}
	return terms, synonyms
}

func appendFor(synonyms []lexical.Synonym, said string, terms []lexical.Term, position int, share float32) []lexical.Synonym {
	for _, t := range terms {
		if t.Kind != lexical.Part {
			t.Position = position
			synonyms = append(synonyms, lexical.Synonym{Term: t, For: said, Until: position, Share: share})
		}
	}
	return synonyms
}
