package civil

import (
	"regexp"
	"strings"
)

// Contact is what can be dialled, written to or opened, at the bytes [Start, End) of a text; URL does it.
type Contact struct {
	Start, End int
	URL        string
}

// An address of the web, 116 xxx, 11x, a number with its area code, an e-mail address. The widget reads its texts alike (dom.ts).
var contacts = regexp.MustCompile(`https?://\S*[\w/]|\b116 \d{3}\b|\b11\d\b|\b0\d{2,5}[ /]\d[\d -]{2,}\d|[\w.-]+@[\w-]+(?:\.[\w-]+)+`)

// Contacts finds them in a text, in order.
func Contacts(text string) (found []Contact) {
	for _, at := range contacts.FindAllStringIndex(text, -1) {
		c := Contact{Start: at[0], End: at[1], URL: text[at[0]:at[1]]}
		switch {
		case strings.Contains(c.URL, "://"): // begins with http, by the expression
		case strings.Contains(c.URL, "@"):
			c.URL = "mailto:" + c.URL
		default:
			c.URL = Dial(c.URL)
		}
		found = append(found, c)
	}
	return found
}

// Dial is the address by which a phone number is called. Nothing but digits and a plus is left of it,
// which is why it may be trusted.
func Dial(number string) string {
	return "tel:" + strings.Map(func(r rune) rune {
		if r == '+' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, number)
}
