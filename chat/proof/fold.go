package proof

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a text without the differences that copying makes: runs of white space are
// one space, soft hyphens and zero-width characters are gone, a word divided at a line
// end is whole again, quotation marks, angle brackets and dashes of all shapes are one,
// letters are composed. runes[i] stands for the runes [start[i], end[i]) of the original.
type folded struct {
	runes      []rune
	start, end []int
}

// Fold is the text as Verify compares it: two texts with the same fold say the same.
func Fold(text string) string { return fold(text).String() }

func fold(text string) folded {
	src := []rune(text)
	f := folded{runes: make([]rune, 0, len(src)), start: make([]int, 0, len(src)), end: make([]int, 0, len(src))}
	for i := 0; i < len(src); i++ {
		r := src[i]
		switch {
		case r == '\u00ad' || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff' || r == '\u2060':
		case unicode.Is(unicode.Mn, r) && len(f.runes) > 0 && f.compose(r, i):
		case unicode.IsSpace(r):
			if n := len(f.runes); n > 0 && f.runes[n-1] != ' ' {
				f.add(' ', i)
			}
		case isHyphen(r) && divides(src, i):
			for i+1 < len(src) && unicode.IsSpace(src[i+1]) {
				i++
			}
		default:
			f.add(plain(r), i)
		}
	}
	if n := len(f.runes); n > 0 && f.runes[n-1] == ' ' {
		f.runes, f.start, f.end = f.runes[:n-1], f.start[:n-1], f.end[:n-1]
	}
	return f
}

func (f *folded) add(r rune, at int) {
	f.runes = append(f.runes, r)
	f.start = append(f.start, at)
	f.end = append(f.end, at+1)
}

// compose joins a combining mark with the letter before it, where such a letter exists.
func (f *folded) compose(mark rune, at int) bool {
	last := len(f.runes) - 1
	joined := []rune(norm.NFC.String(string([]rune{f.runes[last], mark})))
	if len(joined) != 1 {
		return false
	}
	f.runes[last], f.end[last] = joined[0], at+1
	return true
}

// divides tells whether the hyphen at i divides a word at a line end: "Hunde-\nsteuer",
// but not "Haus-\nund Grundbesitz".
func divides(src []rune, i int) bool {
	if i == 0 || !unicode.IsLetter(src[i-1]) {
		return false
	}
	j, newline := i+1, false
	for ; j < len(src) && unicode.IsSpace(src[j]); j++ {
		newline = newline || src[j] == '\n'
	}
	if !newline || j == len(src) || !unicode.IsLower(src[j]) {
		return false
	}
	k := j
	for k < len(src) && unicode.IsLetter(src[k]) {
		k++
	}
	switch string(src[j:k]) {
	case "und", "oder", "bzw", "sowie", "bis":
		return false
	}
	return true
}

func isHyphen(r rune) bool { return r == '-' || r == '\u2010' || r == '\u2011' }

func plain(r rune) rune {
	switch r {
	case '„', '“', '”', '»', '«', '‚', '‘', '’', '\'', '`', '´', '‹', '›', '<', '>':
		return '"'
	case '–', '—', '−', '‐', '‑':
		return '-'
	}
	return r
}

// find gives the range of quote in the text that f was made from, in runes, half-open.
// A quote that would begin or end within a word or number is not found: "5 Euro" is no
// part of "15 Euro".
func (f folded) find(quote folded) (start, end int, ok bool) {
	n := len(quote.runes)
	if n == 0 {
		return 0, 0, false
	}
	for from := 0; from+n <= len(f.runes); from++ {
		if f.runes[from] == quote.runes[0] && equal(f.runes[from:from+n], quote.runes) &&
			f.boundary(from) && f.boundary(from+n) {
			return f.start[from], f.end[from+n-1], true
		}
	}
	return 0, 0, false
}

func equal(a, b []rune) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// boundary tells whether a word or number ends before position i.
func (f folded) boundary(i int) bool {
	if i == 0 || i == len(f.runes) {
		return true
	}
	before, after := f.runes[i-1], f.runes[i]
	if isWord(before) && isWord(after) {
		return false
	}
	if unicode.IsDigit(after) && i >= 2 && (before == '.' || before == ',') && unicode.IsDigit(f.runes[i-2]) {
		return false
	}
	if unicode.IsDigit(before) && (after == '.' || after == ',') && i+1 < len(f.runes) && unicode.IsDigit(f.runes[i+1]) {
		return false
	}
	return true
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (f folded) String() string { return string(f.runes) }

// oneLine is the text with every run of white space as one space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
