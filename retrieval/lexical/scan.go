package lexical

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class is what a token is made of.
type class uint8

const (
	letters class = iota
	digits
	mixed  // letters and digits: A1, 12a
	symbol // §, €, %
)

// token is a run of letters and digits, or one of the symbols that mean something.
type token struct {
	start, end int // folded text in scanner.buf
	class      class
	clause     bool // begins a clause
	small      bool // begins with a small letter
	glue       byte // the character that ties it to the token before; 0 when none or a space does
}

// scanner cuts texts into tokens and keeps its buffers from text to text.
type scanner struct {
	buf    []byte
	tokens []token
}

func (s *scanner) text(i int) []byte { return s.buf[s.tokens[i].start:s.tokens[i].end] }

// scan replaces the scanner's tokens by those of text.
func (s *scanner) scan(text string) {
	s.buf, s.tokens = s.buf[:0], s.tokens[:0]
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	var (
		open  = false // inside a token
		tok   token
		after int // where the last token ended in text
		prev  rune
	)
	begin := func(at int, c class) {
		between := text[after:at]
		tok = token{start: len(s.buf), class: c, clause: strings.ContainsAny(between, ".,;:!?()\n"), glue: glueOf(between)}
		open = true
	}
	shut := func(at int) {
		if tok.end = len(s.buf); open && tok.end > tok.start {
			s.tokens = append(s.tokens, tok)
			after = at
		}
		open = false
	}
	for i, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsMark(r)
		switch {
		case invisible(r) || r == utf8.RuneError:
			continue
		case letter || unicode.IsDigit(r):
			if open && r == 'I' && unicode.IsLower(prev) && strings.HasPrefix(text[i:], "Innen") {
				shut(i) // BürgerInnen
			}
			if !open {
				begin(i, letters)
				if !letter {
					tok.class = digits
				}
			} else if letter == (tok.class == digits) {
				tok.class = mixed
			}
			if len(s.buf) == tok.start {
				tok.small = unicode.IsLower(r)
			}
			s.buf = appendFolded(s.buf, tok.start, r)
		case r == '§' || r == '€' || r == '%':
			shut(i)
			begin(i, symbol)
			s.buf = utf8.AppendRune(s.buf, r)
			shut(i + utf8.RuneLen(r))
		default:
			shut(i)
		}
		prev = r
	}
	shut(len(text))
	if len(s.tokens) > 0 {
		s.tokens[0].glue, s.tokens[0].clause = 0, true
	}
}

// glueOf reduces what stands between two tokens to one character, 0 when it keeps them apart.
func glueOf(between string) byte {
	switch between {
	case "", "*", "_", "·", "(":
		return '*'
	case "-", "‐", "‑", "–":
		return '-'
	case "/", "/-":
		return '/'
	case ".", ",", ":":
		return between[0]
	}
	return 0
}
