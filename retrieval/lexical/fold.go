package lexical

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord bounds the bytes of one folded word. Longer runs of letters are base64,
// genome data or attacks, and no one asks for them by their end.
const maxWord = 64

// foldings maps the letters of the Latin blocks U+00C0 to U+024F to plain lower-case
// letters: decomposed, without marks, and by hand where Unicode has no decomposition.
var foldings = func() (table [0x250 - 0xC0]string) {
	byHand := map[rune]string{
		'ß': "ss", 'Æ': "a", 'æ': "a", 'Œ': "o", 'œ': "o", 'Ø': "o", 'ø': "o",
		'Ł': "l", 'ł': "l", 'Đ': "d", 'đ': "d", 'ı': "i", 'Þ': "th", 'þ': "th", 'Ð': "d", 'ð': "d",
	}
	for i := range table {
		r := rune(0xC0 + i)
		if s, ok := byHand[r]; ok {
			table[i] = s
			continue
		}
		plain := strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return unicode.ToLower(r)
		}, norm.NFD.String(string(r)))
		table[i] = plain
	}
	return table
}()

// appendFolded appends the folded form of r to the word that starts at word in buf.
//
// Umlauts lose their dots, and the spellings ae, oe and ue lose their e, so that Bürgeramt,
// Buergeramt and Burgeramt become one word. An ue after a vowel or q is no umlaut (Steuer, neue,
// Quelle). Words like aktuell are bent too, the same way everywhere, which harms nobody.
func appendFolded(buf []byte, word int, r rune) []byte {
	if len(buf)-word >= maxWord {
		return buf
	}
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		if r == 'e' && writesUmlaut(buf[word:]) {
			return buf
		}
		return append(buf, byte(r))
	case 0xC0 <= r && r < 0x250:
		return append(buf, foldings[r-0xC0]...)
	case r == 'ẞ':
		return append(buf, "ss"...)
	default:
		return utf8.AppendRune(buf, unicode.ToLower(r))
	}
}

// writesUmlaut reports whether an e after the word's folded beginning makes an umlaut of its last letter.
func writesUmlaut(word []byte) bool {
	if len(word) == 0 {
		return false
	}
	switch last := word[len(word)-1]; {
	case last == 'a' || last == 'o':
		return true
	case last == 'u' && len(word) > 1:
		return strings.IndexByte("aeiouq", word[len(word)-2]) < 0
	default:
		return last == 'u'
	}
}

// fold is the folded form of one word.
func fold(word string) string {
	var buf []byte
	for _, r := range norm.NFKC.String(word) {
		if !invisible(r) {
			buf = appendFolded(buf, 0, r)
		}
	}
	return string(buf)
}

// invisible characters stand inside words without being part of them: soft hyphen,
// zero-width space and joiners, word joiner, byte order mark; stray marks of decomposed text.
func invisible(r rune) bool {
	switch r {
	case 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
		return true
	}
	return 0x300 <= r && r < 0x370
}
