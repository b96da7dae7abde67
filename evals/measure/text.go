package measure

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise makes texts comparable that only look different: compatibility forms are
// folded (NFKC), case and runs of white space are dropped, soft hyphens and zero-width
// characters vanish, typographic quotes and dashes become plain ones.
func Normalise(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKC.String(s) {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == '\u00AD' || unicode.Is(unicode.Cf, r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(plain(r)))
	}
	return norm.NFKC.String(b.String())
}

// plain maps the typographic variants of a sign to the one people type.
func plain(r rune) rune {
	switch r {
	case '„', '“', '”', '«', '»':
		return '"'
	case '‚', '‘', '’', '‹', '›':
		return '\''
	case '‐', '‑', '–', '—', '−':
		return '-'
	}
	return r
}
