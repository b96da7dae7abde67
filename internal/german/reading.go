package german

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ReadingLevel is the first Wiener Sachtextformel (Bamberger and Vanecek, Lesen -
// Verstehen - Lernen - Schreiben, 1984): about the school year from which on a German
// factual text is understood, 4 very easy, 15 very hard. ok is false without a word.
//
//	0.1935 MS + 0.1672 SL + 0.1297 IW - 0.0327 ES - 0.875
//
// MS is the percentage of words with three or more syllables, SL the mean number of words
// in a sentence, IW the percentage of words longer than six letters, ES the percentage of
// words with one syllable.
//
// Worked example: "Das Amt ist zu. Morgen nicht." has six words, two sentences, no long
// word, five of one syllable (83.3 %): 0.1672*3 - 0.0327*83.3 - 0.875 = -3.098.
func ReadingLevel(text string) (level float64, ok bool) {
	var words, sentences, long, many, single float64
	for _, sentence := range sentenceEnd.Split(text, -1) {
		before := words
		for _, w := range strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) }) {
			words++
			if utf8.RuneCountInString(w) > 6 {
				long++
			}
			switch n := Syllables(w); {
			case n >= 3:
				many++
			case n == 1:
				single++
			}
		}
		if words > before {
			sentences++
		}
	}
	if words == 0 {
		return 0, false
	}
	return 0.1935*100*many/words + 0.1672*words/sentences + 0.1297*100*long/words - 0.0327*100*single/words - 0.875, true
}

// sentenceEnd also ends a sentence after "Abs." and at line breaks; over a text the error is small.
var sentenceEnd = regexp.MustCompile(`[.!?:;]+(?:\s+|$)|\n+`)

// vowelGroup is one sounded vowel or diphthong of German.
var vowelGroup = regexp.MustCompile(`aa|ai|au|ay|ee|ei|eu|ey|ie|oo|oi|äu|[aeiouyäöü]`)

// Syllables counts the syllables of a German word by its vowels, at least one.
func Syllables(word string) int {
	return max(1, len(vowelGroup.FindAllString(strings.ToLower(word), -1)))
}
