package lexical

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"

	openthesaurus "auskunft/internal/thesaurus"
)

// asks are verbs and what stands for one, by which people ask for a thing; asksFor are nouns that do. The pages that answer
// them need not have these.
const (
	asks = `
dauert dauer kostet gibt bekomme bekommen beantragen beantrage brauche braucht brauchen geöffnet offen anmelden abmelden ummelden
verlängern verloren abgeben abholen mitbringen zuständig online lange früh spät schnell heute morgen zahlen bezahlen verboten erlaubt`
	asksFor = `
kosten gebühr gebühren preis teuer öffnungszeiten öffnung unterlagen formular termin antrag adresse telefon telefonnummer nummer
internet jahr monat woche`
)

// FoldLetters is a word folded letter by letter: what may be an umlaut in two letters stays two.
func FoldLetters(word string) string {
	var b strings.Builder
	for _, r := range word {
		b.WriteString(fold(string(r)))
	}
	return b.String()
}

// IsStop tells whether a folded word is one that every German text has.
func IsStop(word string) bool { return stops["de"][word] }

// IsParticle tells whether a folded word is the separable beginning of verbs.
func IsParticle(word string) bool { return particles[word] }

// Asks tells whether a folded word says what is to be done, or known, about a thing: "abholen", "online".
func Asks(word string) bool { return asking()[word] }

var asking = sync.OnceValue(func() map[string]bool { return folded(asks) })

// IsVerb tells whether a stem is a form of a verb that the vocabulary knows.
func (a *Analyser) IsVerb(stem string) bool { return a.vocabulary.verb(stem) != "" }

// IsSaid tells whether the program's thesaurus has a folded word by itself.
func IsSaid(form string) bool {
	_, ok := slices.BinarySearchFunc(saidWords(), []byte(form), bytes.Compare)
	return ok
}

// Says tells whether the program's thesaurus has a word with a stem.
func Says(stem string) bool { return saidStems()[stem] }

var saidStems = sync.OnceValue(func() map[string]bool {
	stems := map[string]bool{}
	for _, word := range saidWords() {
		stems[stem("de", string(word))] = true
	}
	return stems
})

// saidWords are the folded words of the program's thesaurus that stand there by themselves, sorted.
var saidWords = sync.OnceValue(func() (words [][]byte) {
	for line := range strings.Lines(thesaurusFile) {
		line, _, _ = strings.Cut(line, "#")
		for _, said := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",<>", r) }) {
			if said = strings.TrimSpace(said); len(said) > 3 && !strings.ContainsFunc(said, func(r rune) bool { return !unicode.IsLetter(r) }) {
				words = append(words, []byte(fold(said)))
			}
		}
	}
	slices.SortFunc(words, bytes.Compare)
	return slices.CompactFunc(words, bytes.Equal)
})

// Written is a folded word as the program's thesaurus, or the list of stop words, writes it: as it was typed, in small
// letters, where they have that, too. It is "" when neither has it.
func Written(form, typed string) string {
	all := writtenWords()[form]
	switch {
	case len(all) == 0:
		return ""
	case slices.Contains(all, typed):
		return typed
	}
	return all[0]
}

var writtenWords = sync.OnceValue(func() map[string][]string {
	written := make(map[string][]string)
	for line := range strings.Lines(thesaurusFile + germanStops + asks + asksFor) {
		line, _, _ = strings.Cut(line, "#")
		for _, w := range strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsLetter(r) }) {
			w = strings.ToLower(w)
			if form := fold(w); !slices.Contains(written[form], w) {
				written[form] = append(written[form], w)
			}
		}
	}
	return written
})

// rareRun is in how many German words at most three letters come one after the other that look like a slip.
const rareRun = 12

// LooksGerman tells whether a folded word could be a German one, or a name, that nobody here knows: all its runs of three letters
// are usual. "lnage" is none, and neither is "sperrmul"; "Latein" and "Norman" are.
func LooksGerman(word string) bool {
	usual := usualRuns()
	a, b := 0, 0 // the letters before; a word's beginning counts as one
	for i := range len(word) {
		c := int(word[i]) - 'a' + 1
		if c < 1 || c > 26 {
			return false
		}
		if i > 0 && !usual[a*alphabet*alphabet+b*alphabet+c] {
			return false
		}
		a, b = b, c
	}
	return true
}

const alphabet = 27 // of the alphabet and the place before a word

// usualRuns tells which three letters are usual, by the words of a thesaurus of German.
var usualRuns = sync.OnceValue(func() []bool {
	counts := make([]int, alphabet*alphabet*alphabet)
	for word := range openthesaurus.Words() {
		a, b := 0, 0
		for _, r := range fold(word) {
			c := int(r) - 'a' + 1
			if c < 1 || c > 26 {
				break
			}
			counts[a*alphabet*alphabet+b*alphabet+c]++
			a, b = b, c
		}
	}
	usual := make([]bool, len(counts))
	for i, n := range counts {
		usual[i] = n > rareRun
	}
	return usual
})
