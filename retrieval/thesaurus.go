package retrieval

import (
	"slices"

	"auskunft"
	openthesaurus "auskunft/internal/thesaurus"
	"auskunft/retrieval/lexical"
	"auskunft/retrieval/synonym"
)

// thesaurus holds the editors' words as they are looked up: by the first term of what
// citizens say. It is immutable.
type thesaurus struct {
	analyser *lexical.Analyser
	pairs    []synonym.Pair
	entries  map[string][]entry
}

type entry struct {
	said       []string // terms of the citizens' words, one after the other
	word       string   // as the editors wrote it
	official   []lexical.Term
	share      float32
	visibility auskunft.Visibility
}

// newThesaurus analyses the editors' words as German, which is what they are.
func newThesaurus(a *lexical.Analyser, pairs []synonym.Pair) *thesaurus {
	t := &thesaurus{analyser: a, pairs: pairs, entries: map[string][]entry{}}
	for _, p := range pairs {
		e := entry{word: p.Word, official: a.Terms("de", p.Official), share: pageWeights.synonym, visibility: p.Visibility}
		for _, term := range a.Terms("de", p.Word) {
			if term.Kind != lexical.Part {
				e.said = append(e.said, term.Text)
			}
		}
		if p.Kind == synonym.Situation {
			e.share = pageWeights.situation
		}
		if len(e.said) > 0 && len(e.official) > 0 {
			t.entries[e.said[0]] = append(t.entries[e.said[0]], e)
		}
	}
	return t
}

// isOf reports whether the thesaurus was made of these.
func (t *thesaurus) isOf(a *lexical.Analyser, pairs []synonym.Pair) bool {
	return t.analyser == a && slices.Equal(t.pairs, pairs)
}

// expand returns the terms that count for words of the question, of the pairs that reader
// sees.
func (t *thesaurus) expand(question []lexical.Term, reader auskunft.Reader) []lexical.Synonym {
	if len(t.entries) == 0 {
		return nil
	}
	var said []string
	var places []int
	for _, term := range question {
		if term.Kind != lexical.Part {
			said, places = append(said, term.Text), append(places, term.Position)
		}
	}
	var out []lexical.Synonym
	for i, first := range said {
		for _, e := range t.entries[first] {
			if !reader.Sees(e.visibility) || len(e.said) > len(said)-i || !slices.Equal(e.said, said[i:i+len(e.said)]) {
				continue
			}
			for _, term := range e.official {
				term.Position = places[i]
				out = append(out, lexical.Synonym{Term: term, For: e.word, Until: places[i+len(e.said)-1], Share: e.share})
			}
		}
	}
	return out
}

// synonyms are the editors' words for those of the question, and the program's own.
func (st *state) synonyms(q Query, terms []lexical.Term) []lexical.Synonym {
	return append(st.thesaurus.expand(terms, q.Reader), st.analyser.Synonyms(q.Lang, terms)...)
}

// senses are those of the words of a question, of a German one only.
func senses(lang string) func(stem string) [][]string {
	if lang != "de" && lang != "" {
		return nil
	}
	return openthesaurus.Groups
}

// knows reports whether the editors have a word for a term that reader sees.
func (t *thesaurus) knows(term string, reader auskunft.Reader) bool {
	return slices.ContainsFunc(t.entries[term], func(e entry) bool { return reader.Sees(e.visibility) })
}
