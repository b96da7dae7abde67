// Package glossary reads questions in the languages of a German town's newcomers as German
// ones: concept by concept, without a language model. It knows what is asked of towns and nothing
// else; words that it does not know stay as they are, so that names are found and a matter that no
// text speaks of is not taken for another one.
package glossary

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"auskunft/retrieval/lexical"
)

// file says how it is read.
//
//go:embed glossary.txt
var file string

// columns are the languages of the file's columns, after the German one.
var columns = [...]string{"en", "tr", "uk", "ru", "ar", "fr", "pl"}

// Word is some words of a question, and what stands for them in German.
type Word struct {
	Said   string   // as the question has them
	German []string // the best first; only Said itself, with a capital, when the glossary does not know it
	Known  bool
}

// Reading is a question, word by word. Words that say nothing to a search are left out.
type Reading []Word

// German is the question in German words. It is no sentence, but names what is asked for.
func (r Reading) German() string {
	words := make([]string, len(r))
	for i, w := range r {
		words[i] = w.German[0]
	}
	return strings.Join(words, " ")
}

// String says what was read as what, for explanations.
func (r Reading) String() string {
	words := make([]string, len(r))
	for i, w := range r {
		if words[i] = w.Said + " = ?"; w.Known {
			words[i] = w.Said + " = " + strings.Join(w.German, ", ")
		}
	}
	return strings.Join(words, "; ")
}

// Read reads a question in lang (BCP 47, primary language). It is nil when the glossary has not
// the language or knows no word of the question.
func Read(lang, question string) Reading {
	if !slices.Contains(columns[:], lang) {
		return nil
	}
	g := all()[lang]
	said := wordsOf(lang, question)
	var reading Reading
	known := false
	for i := 0; i < len(said); {
		german, next := g.longest(said, i)
		w := Word{Said: joined(said[i:next]), German: german, Known: german != nil}
		if !w.Known {
			w.German = []string{capitalised(w.Said)}
		}
		if w.German[0] != nothing {
			reading, known = append(reading, w), known || w.Known
		}
		i = next
	}
	if !known {
		return nil
	}
	return reading
}

// word is one of a question or of a phrase in the file.
type word struct{ said, form, stem string }

// wordsOf takes a text apart. Signs on Arabic letters, which nobody types, are no letters and
// are left out.
func wordsOf(lang, text string) (words []word) {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && unicode.Is(unicode.Arabic, r) {
			return -1
		}
		return r
	}, text)
	for said := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.Mn) }) {
		form, stem := lexical.Stem(lang, said)
		words = append(words, word{said, form, stem})
	}
	return words
}

// nothing stands in the German column for words that say nothing.
const nothing = "-"

// pattern is a word of the file: all words with its stem, or all that begin with it.
type pattern struct {
	text   string
	begins bool
}

func (p pattern) fits(w word) bool {
	if p.begins {
		return strings.HasPrefix(w.form, p.text)
	}
	return p.text == w.stem
}

// phrase is what may be said for a concept.
type phrase struct {
	patterns []pattern
	letters  int
	german   []string
}

// phrases of a language, by their first pattern.
type phrases map[pattern][]phrase

// longest is the German for the words from i on, and the word after them; nil and the next word
// when there is none.
func (g phrases) longest(said []word, i int) (german []string, next int) {
	var best phrase
	next = i + 1
	g.each(said[i], func(p phrase) {
		end, ok := p.in(said, i, g)
		c := cmp.Or(cmp.Compare(len(p.patterns), len(best.patterns)), cmp.Compare(p.letters, best.letters))
		if !ok || c < 0 || c == 0 && p.german[0] == nothing {
			return
		}
		if c > 0 || german[0] == nothing {
			german = nil
		}
		best, next = p, end
		for _, word := range p.german {
			if !slices.Contains(german, word) {
				german = append(german, word)
			}
		}
	})
	return german, next
}

// each yields the phrases whose first word fits.
func (g phrases) each(w word, yield func(phrase)) {
	for _, p := range g[pattern{text: w.stem}] {
		yield(p)
	}
	for end := range w.form {
		for _, p := range g[pattern{w.form[:end], true}] {
			yield(p)
		}
	}
	for _, p := range g[pattern{w.form, true}] {
		yield(p)
	}
}

// in reports whether the words from i on begin with the phrase, and the word after it. Words
// that say nothing may stand between.
func (p phrase) in(said []word, i int, g phrases) (next int, ok bool) {
	for _, want := range p.patterns {
		for i < len(said) && !want.fits(said[i]) {
			if !g.saysNothing(said[i]) {
				return 0, false
			}
			i++
		}
		if i == len(said) {
			return 0, false
		}
		i++
	}
	return i, true
}

func (g phrases) saysNothing(w word) bool {
	german, _ := g.longest([]word{w}, 0)
	return german != nil && german[0] == nothing
}

// all are the phrases by language. They are read when the first question comes that needs them.
var all = sync.OnceValue(func() map[string]phrases { return read(file) })

func read(file string) map[string]phrases {
	languages := map[string]phrases{}
	for _, lang := range columns {
		languages[lang] = phrases{}
	}
	for line := range strings.Lines(file) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "|")
		german := listed(cells[0])
		for i, cell := range cells[1:] {
			for _, said := range listed(cell) {
				p := phraseOf(columns[i], said)
				p.german = german
				first := p.patterns[0]
				languages[columns[i]][first] = append(languages[columns[i]][first], p)
			}
		}
	}
	return languages
}

func phraseOf(lang, said string) (p phrase) {
	for part := range strings.FieldsSeq(said) {
		stem, begins := strings.CutSuffix(part, "*")
		words := wordsOf(lang, stem)
		for i, w := range words {
			one := pattern{text: w.stem}
			if begins && i == len(words)-1 {
				one = pattern{w.form, true}
			}
			p.patterns = append(p.patterns, one)
			p.letters += utf8.RuneCountInString(w.form)
		}
	}
	return p
}

func listed(cell string) (all []string) {
	for one := range strings.SplitSeq(cell, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

func joined(words []word) string {
	said := make([]string, len(words))
	for i, w := range words {
		said[i] = w.said
	}
	return strings.Join(said, " ")
}

// capitalised writes a word as German writes the names of things.
func capitalised(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}
