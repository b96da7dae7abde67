package german

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A text is hard-wrapped when its longest line is one that a person or a printer would wrap
// at, and at least this many lines, and this share of them, broke because the next word no
// longer fitted. On pages with a sentence a line (OMoS-QA) this joins one line in 2,000.
const (
	minWrapped      = 3
	minWrappedShare = 4 // one line in four
	minWrapWidth    = 50
	maxWrapWidth    = 140
)

// wrapWidth is the width in code points at which text was hard-wrapped, 0 when it was not.
func wrapWidth(text string) int {
	lines := strings.Split(text, "\n")
	longest, filled := 0, 0
	for _, line := range lines {
		width := utf8.RuneCountInString(strings.TrimSpace(line))
		longest = max(longest, width)
		if width > 0 {
			filled++
		}
	}
	if longest < minWrapWidth || longest > maxWrapWidth {
		return 0
	}
	wrapped := 0
	for i, line := range lines[:len(lines)-1] {
		if tooFull(line, lines[i+1], longest) {
			wrapped++
		}
	}
	if wrapped < max(minWrapped, filled/minWrappedShare) {
		return 0
	}
	return longest
}

// tooFull says whether the first word of next would not have fitted behind line.
func tooFull(line, next string, width int) bool {
	line = strings.TrimSpace(line)
	if line == "" {
		return false
	}
	word := 0
	for _, r := range strings.TrimLeft(next, " \t") {
		if unicode.IsSpace(r) {
			break
		}
		word++
	}
	return word > 0 && utf8.RuneCountInString(line)+1+word > width
}

// paragraphEnd is the end of the lines from start on that belong together: past the next
// line break that ends a sentence whatever stands before it.
func paragraphEnd(text string, start, wrap int) int {
	for i := start; i < len(text); {
		n := strings.IndexAny(text[i:], "\n\f\u2028\u2029")
		if n < 0 {
			return len(text)
		}
		i += n
		_, size := utf8.DecodeRuneInString(text[i:])
		if text[i] != '\n' || !isSoftBreak(text[start:i], text[i+size:], wrap) {
			return i + size
		}
		i += size
	}
	return len(text)
}

// isSoftBreak says whether the sentence goes on after a line break of a text that was
// hard-wrapped at width; width 0 says that it was not.
func isSoftBreak(before, after string, width int) bool {
	if width == 0 {
		return false
	}
	line := strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:])
	rest := strings.TrimLeft(after, " \t")
	next, _ := utf8.DecodeRuneInString(rest)
	switch {
	case line == "" || strings.TrimSpace(rest) == "" || next == '\n' || next == '\r':
		return false
	case strings.Contains(line, " | "):
		return false // a row of a table
	case bulletSize(rest) > 0 || next == '§' || startsEnumeration(rest) || strings.HasSuffix(line, ":"):
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	return tooFull(line, rest, width) || unicode.IsLower(next) && !isTerminator(last)
}

// startsEnumeration recognises "(2) " and "(a) ".
func startsEnumeration(s string) bool {
	end := strings.IndexByte(s, ')')
	return s[0] == '(' && end > 1 && end <= 4 && !strings.ContainsAny(s[1:end], " .,")
}

// skipBullet moves start past white space and the bullet of a list item.
func skipBullet(text string, start, end int) int {
	body := text[start:end]
	trimmed := strings.TrimLeftFunc(body, unicode.IsSpace)
	return start + len(body) - len(trimmed) + bulletSize(trimmed)
}

// bulletSize is the length in bytes of the bullet that s starts with, 0 when there is none.
// Numbers are no bullets: they are part of what the item says.
func bulletSize(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune("-–—•·*▪●○◦‣►✓➢\uf0b7", r) {
		return 0
	}
	next, n := utf8.DecodeRuneInString(s[size:])
	if next == ' ' || next == '\t' || next == '\u00a0' {
		return size + n
	}
	return 0
}
