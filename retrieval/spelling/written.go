package spelling

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/retrieval/lexical"
)

// written is a folded word as it is written: as a page's name has it, else with the umlauts of what was typed for it.
// It begins with a capital where that did.
func (r *reader) written(form, typed string) string {
	word, ok := r.Index.Named(form, r.Visible)
	if !ok {
		word = lexical.Written(form, "")
	}
	if word == "" {
		word = withUmlauts(form, typed)
	}
	return asTyped(word, typed)
}

// umlauted is a known word with the umlauts that a keyboard without them makes two letters, or none in a long word, where a
// page's name or the program's lists have it so: "Strassenreinigungsgebuehr", but neither "Fallen" nor "tue".
func (r *reader) umlauted(word string) string {
	form, _ := r.stem(word)
	small := strings.ToLower(word)
	plain := lexical.FoldLetters(small) == form && !strings.Contains(form, "ss")
	if strings.ContainsAny(small, "äöüß") || plain && (len(form) < longWord || lexical.IsStop(form)) {
		return word
	}
	written := lexical.Written(form, small)
	if written == "" {
		written, _ = r.Index.Named(form, r.Visible)
	}
	if !strings.ContainsAny(written, "äöüßÄÖÜ") {
		return word
	}
	return asTyped(written, word)
}

func isCapital(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first)
}

// asTyped is a word with a capital where the typed one has it.
func asTyped(word, typed string) string {
	first, size := utf8.DecodeRuneInString(word)
	if isCapital(typed) {
		return string(unicode.ToUpper(first)) + word[size:]
	}
	return string(unicode.ToLower(first)) + word[size:]
}

var (
	umlauts = strings.NewReplacer("ae", "ä", "oe", "ö", "ue", "ü", "ß", "ss")
	plainOf = map[rune]rune{'ä': 'a', 'ö': 'o', 'ü': 'u'}
)

// withUmlauts is a folded word with those umlauts of what was typed that stand as far from its beginning or from its end.
func withUmlauts(form, typed string) string {
	plain, said := []rune(form), []rune(umlauts.Replace(strings.ToLower(typed)))
	set := func(i, j int) bool {
		if i < 0 || i >= len(plain) {
			return false
		}
		if plainOf[said[j]] == plain[i] {
			plain[i] = said[j]
		}
		return plain[i] == said[j]
	}
	for j := 0; j < len(said) && set(j, j); j++ {
	}
	for j := len(said) - 1; j >= 0 && set(len(plain)-len(said)+j, j); j-- {
	}
	return string(plain)
}
