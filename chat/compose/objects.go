package compose

import (
	"slices"
	"strings"
	"unicode"
)

// prepositions put a noun beside the matter: "im Kindergarten", "nach dem Umzug", "für Schüler".
var prepositions = set(`
ab am an ans auf aufs aus außer bei beim bis durch für fürs gegen gegenüber hinter im in ins mit nach neben ohne seit statt trotz über um unter
unterm vom von vor vorm während wegen zu zum zur zwischen
`)

// objects tells of each of a question's words whether it is a thing that is asked for: a noun of its own, behind no preposition.
// "Ich brauche für die Stelle im Kindergarten ein Führungszeugnis" is no question about kindergartens. What only says
// what is wanted is none, nor is the first word of a sentence, whose capital says nothing.
func objects(text string, words []Word, v Vocabulary) []bool {
	free, bound := map[string]bool{}, map[string]bool{}
	behind, first := false, true
	for _, field := range strings.Fields(text) {
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		noun := word != "" && unicode.IsUpper([]rune(word)[0])
		switch {
		case prepositions[strings.ToLower(word)]:
			behind = true
		case noun && !first:
			if read := v.Words(word); len(read) > 0 {
				all := free
				if behind {
					all = bound
				}
				all[read[0].Stem] = true
			}
			behind = false
		}
		behind = behind && !strings.ContainsAny(field[len(field)-1:], ",.!?;:")
		first = strings.ContainsAny(field[len(field)-1:], ".!?")
	}
	all := make([]bool, len(words))
	for k, w := range words {
		all[k] = free[w.Stem] && !scaffold[w.Stem]
	}
	return all
}

// namesObjects is the share of the things asked for that one of the page's names says, by IDF; 0 when there are none.
func (r *reading) namesObjects() float64 {
	said, total := 0.0, 1e-9
	for k, w := range r.words {
		if !r.objects[k] {
			continue
		}
		total += r.idf[k]
		says := func(name []Word) bool { return bestMatch(w, name) >= ownWord }
		said += r.idf[k] * b2(says(r.title.words) || slices.ContainsFunc(r.synonyms, says))
	}
	return said / total
}

// wholeName is the IDF of the most telling name of the page that the question says word for word.
func (r *reading) wholeName() float64 {
	most := 0.0
	for _, name := range append([][]Word{r.title.words}, r.synonyms...) {
		total := 0.0
		for _, have := range name {
			if !slices.ContainsFunc(r.words, func(w Word) bool { return match(w, have) >= ownWord }) {
				total = 0
				break
			}
			total += r.vocabulary.IDF(have.Stem)
		}
		most = max(most, total)
	}
	return most
}
