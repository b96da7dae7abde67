package retrieval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minStrange is how many letters a word has at least that is taken for a noun although it
// begins with a small letter.
const minStrange = 5

// strange counts the things a question names that no text its asker sees has a word for:
// nouns that are unknown and whose parts are, too. A question about camel rides shares
// every other word with a page about booking appointments; a question about a known thing
// in unknown words ("überwiesen" for "fällig") has none. Who writes without capitals gets
// all longer words counted.
func (s *Searcher) strange(st *state, q Query) int {
	words := strings.FieldsFunc(q.Text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	capitals := false
	for i, w := range words {
		capitals = capitals || i > 0 && isCapital(w)
	}
	n := 0
	for _, w := range words {
		if named := isCapital(w) || !capitals && utf8.RuneCountInString(w) >= minStrange; named && s.isStrange(st, w, q) {
			n++
		}
	}
	return n
}

func isCapital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// isStrange reports whether neither the word nor any part of it is known, nor another word for
// it, nor one that it is a slip of or the end of. Stop words have no terms and are never strange.
func (s *Searcher) isStrange(st *state, word string, q Query) bool {
	terms := st.analyser.Terms(q.Lang, word)
	for _, t := range terms {
		if s.index.Knows(t.Text, q.Reader.Visibilities()) || st.thesaurus.knows(t.Text, q.Reader) {
			return false
		}
	}
	for _, y := range st.analyser.Synonyms(q.Lang, terms) {
		if s.index.Knows(y.Text, q.Reader.Visibilities()) {
			return false
		}
	}
	return len(terms) > 0 && s.index.Meant(terms[0].Text, q.Reader.Visibilities()) == "" && !s.index.Ends(terms[0].Text, q.Reader.Visibilities())
}
