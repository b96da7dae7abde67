package proof

import (
	"slices"
	"strings"

	"auskunft/internal/regex"
)

// What a clause stands beside and under says what it is about: the label of a row, the title, what an address is called by.

// label are the words before the colon that a clause of nothing but facts stands behind: "mit ausländischem Recht: 100 Euro".
func (u used) label(s statement) []word {
	said := slices.ContainsFunc(u.words, content)
	for i, c := range u.src.context.clauses[1:] {
		if before := u.src.context.clauses[i]; c.at == u.at && before.sentence == c.sentence && (!said || places[firstWord(before.text)] != "") && strings.HasPrefix(u.src.context.text[before.end:], ":") {
			if u.src.context.namedBefore(i, s) {
				return nil // "Kita Kranichnest, Kranichallee 30: …"
			}
			return before.words
		}
	}
	return nil
}

// namedBefore tells whether what stands before a clause and a comma in its sentence, an address for example, is named: then
// the clause only says more of it.
func (s statement) namedBefore(i int, said statement) bool {
	if i == 0 || s.clauses[i-1].sentence != s.clauses[i].sentence || len(s.clauses[i].facts) == 0 || !strings.HasPrefix(s.text[s.clauses[i-1].end:], ",") {
		return false
	}
	words := s.clauses[i-1].words
	return len(words) > 0 && !slices.ContainsFunc(words, func(w word) bool { return !said.names(w) })
}

// tells tells whether a word is the name of what a fact beside it is by its form: "Telefon" of a number.
func (u used) tells(w word) bool {
	kind, way := ways[w.lower]
	return way && slices.ContainsFunc(u.facts, func(f fact) bool { return f.kind == kind })
}

// standsIn tells whether a noun of the quotes behind a definite article is one that may stand for the matter of the title, and
// the sentence has a noun of the title instead: "das Tier", "der Hund".
func (e evidence) standsIn(w word, s statement) bool {
	return terms.standIns[w.stem] && slices.ContainsFunc(e.sources, func(src source) bool {
		return strings.Contains(src.text, " "+w.text) && definite.MatchString(src.text[:strings.Index(src.text, " "+w.text)]) &&
			slices.ContainsFunc(s.words, func(m word) bool { return m.isNoun() && held(m, src.title) && !held(m, src.words) })
	})
}

var definite = regex.MustCompile(`\b(?:[Dd](?:er|ie|as|en|em|es)|[Dd]iese[rsnm]?|[BbZzVv](?:eim|um|ur|om)|[Ii]m|[Aa]m)$`)

// turnsTo tells whether a sentence says of another matter of the title what a clause says of w: "für Umzüge", where a row of
// "Halteverbot für Umzug oder Baustelle" has "Baustellen".
func (s statement) turnsTo(w word, u used, e evidence) bool {
	if !isUpper(w.text) || !content(w) || s.names(w) || !held(w, u.src.headings) {
		return false
	}
	place := ""
	for _, p := range u.phrases {
		if overlapping(p.words, []word{w}) {
			place = p.place
		}
	}
	return slices.ContainsFunc(s.clauses, func(c clause) bool {
		return slices.ContainsFunc(c.phrases, func(p phrase) bool {
			m := wordOf(p.words[0].text)
			return p.place != "" && (place == "" || place == p.place) && content(m) && held(m, u.src.headings) && !held(m, e.words)
		})
	})
}
