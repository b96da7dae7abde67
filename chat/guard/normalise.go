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
	text := strings.Join(strings.Fields(norm.NFC.String(strings.Map(visible, raw))), " ")
	if !strings.ContainsFunc(text, isWordRune) {
		return "", auskunft.Errorf(auskunft.Invalid, "question_empty", "the question has no word")
	}
	if n := utf8.RuneCountInString(text); n > MaxQuestion {
		return "", auskunft.Errorf(auskunft.Invalid, "question_too_long", "the question has %d characters, at most %d are allowed", n, MaxQuestion)
	}
	return text, nil
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
