package chat

import (
	"regexp"
	"slices"
	"strings"

	"auskunft/chat/compose"
	"auskunft/retrieval/lexical"
)

// Whom a thing is for is not what it is: "Was kostet ein Reisepass für meinen Sohn?" asks for what a passport costs. Where
// the page has the word ("Kinder", "Eltern") it tells something about them, and the word counts like any.

// relative is somebody near the asker (first group), behind whose they are, with the preposition.
var relative = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:(?:für|von|bei|mit|wegen)\s+)?(?:mein|unser|dein|euer|sein|ihr)(?:e|en|em|er|es)?\s+(?:(?:klein|groß|alt|jung|jünger|älter|ältest|jüngst|best|neu|krank|verstorben|erwachsen|minderjährig|volljährig)(?:e|en|em|er|es)?\s+)*` +
	`(s[oö]hn(?:e?s|en?)?|t[oö]chtern?|kind(?:e?s|ern?)?|babys?|säuglings?|br[uü]ders?n?|schwestern?|geschwistern?|(?:groß|schwieger|stief)?(?:m[uü]tter|v[aä]ter|eltern|sohn|tochter)n?s?|ma?ma|papa|omas?|opas?|` +
	`enkel\p{L}*|onkels?|tanten?|neffen?|nichten?|cousin\p{L}*|(?:ehe)?(?:mann(?:e?s)?|frau)|partner\p{L}*|lebensgefährt\p{L}*|verlobte\p{L}*|freund(?:e?s|en?|in|innen)?|bekannte\p{L}*|nachbar\p{L}*|mitbewohner\p{L}*|kolleg\p{L}*|chef\p{L}*)(?:[^\p{L}-]|$)`)

// relatives are the words of a message that name somebody near the asker, in lower case.
func relatives(message string) (named []string) {
	for _, at := range relative.FindAllStringSubmatch(message, -1) {
		named = append(named, strings.ToLower(at[1]))
	}
	return named
}

// withoutRelatives is a message without those it names that are beside its point.
func withoutRelatives(message string, beside map[string]bool) string {
	return relative.ReplaceAllStringFunc(message, func(phrase string) string {
		at := relative.FindStringSubmatchIndex(phrase)
		if !beside[strings.ToLower(phrase[at[2]:at[3]])] {
			return phrase
		}
		return " " + strings.TrimSpace(phrase[at[3]:])
	})
}

// calledSo is what somebody for whom something is asked is called, at the end of a clause: "für meinen Hund Bello?"
var calledSo = regexp.MustCompile(`((?i:für|von|mit)\s+(?i:mein|unser|sein|ihr|dein|euer)\p{Ll}*\s+(?:\p{Ll}+\s+)?\p{Lu}\p{Ll}+)\s+(\p{Lu}\p{Ll}+)(\s*(?:[,.;!?]|$))`)

// withoutNames is a question without such names, as far as no text and no thesaurus has them: they say nothing of what is asked, and
// masking knows those of persons only.
func (w *walk) withoutNames(question string) string {
	if w.Lexicon == nil {
		return question
	}
	unknown := w.vocabulary().IDF("")
	return calledSo.ReplaceAllStringFunc(question, func(phrase string) string {
		m := calledSo.FindStringSubmatch(phrase)
		for _, r := range w.reads(m[2]) {
			if w.vocabulary().IDF(r.Stem) < unknown || len(r.Parts) > 0 || lexical.Says(r.Stem) {
				return phrase
			}
		}
		return m[1] + m[3]
	})
}

// hasItself tells whether a page has one of the words or a compound of it, whatever else stands for them.
func hasItself(page, words []compose.Word) bool {
	return slices.ContainsFunc(words, func(r compose.Word) bool {
		return slices.ContainsFunc(page, func(has compose.Word) bool { return has.Stem == r.Stem || slices.Contains(has.Parts, r.Stem) })
	})
}
