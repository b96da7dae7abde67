package lexical

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/turkish"
)

// stemmers are the Snowball algorithms of the languages that German towns publish in.
// A language without one is compared word by word.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"de": german.Stem,
	"en": english.Stem,
	"ar": arabic.Stem,
	"es": spanish.Stem,
	"fr": french.Stem,
	"it": italian.Stem,
	"ru": russian.Stem,
	"tr": turkish.Stem,
}

func stem(lang, word string) string {
	f, ok := stemmers[lang]
	if !ok {
		return word
	}
	env := snowballstem.NewEnv(word)
	f(env)
	if s := env.Current(); s != "" {
		return s
	}
	return word
}

// Stem returns the folded form of a word and its stem in lang, which is the form where the
// language has no stemmer.
func Stem(lang, word string) (form, stemmed string) {
	form = fold(word)
	return form, stem(lang, form)
}
