package lexical

import (
	"iter"
	"sort"
	"strings"
	"unicode"

	"auskunft"
)

// Named is a word as a title of a visible document writes it, else as a synonym does; ok is false when none has it. The
// word is folded.
func (x *Index) Named(word string, visible []auskunft.Visibility) (written string, ok bool) {
	for _, v := range x.visible(visible) {
		for w := range v.named(word) {
			if is := writtenIn(v.documents[w.document].suggestion(int(w.text)), word); is != "" && (written == "" || w.text == 0) {
				if written, ok = is, true; w.text == 0 {
					return written, true
				}
			}
		}
	}
	return written, ok
}

// named are the places of a folded word in the titles and synonyms of living documents.
func (v view) named(word string) iter.Seq[wordStart] {
	return func(yield func(wordStart) bool) {
		from := sort.Search(len(v.starts), func(i int) bool { return v.rest(v.starts[i]) >= word })
		for _, w := range v.starts[from:] {
			rest := v.rest(w)
			if !strings.HasPrefix(rest, word) {
				return
			}
			if (len(rest) == len(word) || rest[len(word)] == ' ') && !v.isDead(int(w.document)) && !yield(w) {
				return
			}
		}
	}
}

func (v view) isName(word string) bool {
	for range v.named(word) {
		return true
	}
	return false
}

// writtenIn is a folded word as a text writes it, "" when the text has it only with a hyphen.
func writtenIn(text, word string) string {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if fold(w) == word {
			return w
		}
	}
	return ""
}
