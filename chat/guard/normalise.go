package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"auskunft"
)

// MaxQuestion is how many characters a question may have after cleaning. Citizens'
// questions are under 300; whoever pastes a letter is asked to say it shorter.
const MaxQuestion = 1000

// Normalise returns the question as people see it: valid UTF-8 in NFC, without
// invisible, control and direction characters, white space collapsed to single spaces.
// All its errors are auskunft.Invalid: question_binary, question_empty, question_too_long.
func Normalise(raw string) (string, error) {
	if isBinary(raw) {
		return "", auskunft.Errorf(auskunft.Invalid, "question_binary", "the question is not text")
	}
	text := line(raw)
	if !strings.ContainsFunc(text, isWordRune) {
		return "", auskunft.Errorf(auskunft.Invalid, "question_empty", "the question has no word")
	}
	if n := utf8.RuneCountInString(text); n > MaxQuestion {
		return "", auskunft.Errorf(auskunft.Invalid, "question_too_long", "the question has %d characters, at most %d are allowed", n, MaxQuestion)
	}
	return text, nil
}

// Lines returns the lines of a longer text, each cleaned as Normalise does; ok is false for
// something other than text.
func Lines(raw string) (lines []string, ok bool) {
	if isBinary(raw) {
		return nil, false
	}
	for l := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(raw)) {
		lines = append(lines, line(l))
	}
	return lines, true
}

// line is one line as people see it.
func line(raw string) string {
	return strings.Join(strings.Fields(norm.NFC.String(strings.Map(visible, raw))), " ")
}

// isBinary reports whether raw is something other than text. A stray control character
// comes with copied text; one in ten comes with files.
func isBinary(raw string) bool {
	if !utf8.ValidString(raw) || strings.ContainsRune(raw, 0) {
		return true
	}
	control := 0
	for _, r := range raw {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			control++
		}
	}
	return control*10 > utf8.RuneCountInString(raw)
}

// visible drops what is not seen. Format characters (Cf) hold the zero-width, the
// direction and the tag characters, with which text is hidden from people; the
// variation selectors can do the same.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Co, r):
		return -1
	case unicode.IsControl(r):
		return ' '
	default:
		return r
	}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
