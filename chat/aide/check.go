package aide

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"auskunft/chat/guard"
)

// SameFigures tells whether two texts, in whatever languages, have the same numbers, dates
// and times in digits, and the same links and addresses, as often as each other. Only the
// sign between two digits may change: 12,50 is 12.50.
func SameFigures(a, b string) bool { return slices.Equal(figures(a), figures(b)) }

// figures are the sorted links and numbers of a text.
func figures(text string) []string {
	var all []string
	text = link.ReplaceAllStringFunc(text, func(l string) string {
		all = append(all, strings.ToLower(strings.TrimRight(l, ".,;:!?)")))
		return " "
	})
	for _, n := range number.FindAllString(text, -1) {
		all = append(all, separator.ReplaceAllString(n, "."))
	}
	slices.Sort(all)
	return all
}

var (
	link      = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s<>"]+|\bwww\.[^\s<>"]+|\b(?:mailto|javascript|data|tel):[^\s<>"]+|[\p{L}\d._%+-]+@[\p{L}\d.-]+|\b[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}(?:/[^\s<>"]*)?\b`)
	number    = regexp.MustCompile(`\p{Nd}+(?:[.,:/]\p{Nd}+)*`)
	separator = regexp.MustCompile(`[.,:/]`)
)

// Plain tells whether a text that a model wrote can be shown or searched for as it is: it has
// words, nothing invisible and gives no orders to whoever reads on.
func Plain(text string) bool {
	return strings.ContainsFunc(text, unicode.IsLetter) && !guard.GivesOrders(text) &&
		!strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) }) &&
		!strings.ContainsAny(text, "<>{}")
}
