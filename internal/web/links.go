package web

import (
	"html/template"
	"regexp"
	"strings"
)

// Piece is a part of a text; URL is where it leads, or empty.
type Piece struct {
	Text string
	URL  template.URL
}

// What can be dialled, written to or opened: an address of the web, 116 xxx, 11x, a number
// with its area code, an e-mail address. The widget reads its texts alike (dom.ts).
var contacts = regexp.MustCompile(`https?://\S*[\w/]|\b116 \d{3}\b|\b11\d\b|\b0\d{2,5}[ /]\d[\d -]{2,}\d|[\w.-]+@[\w-]+(?:\.[\w-]+)+`)

// Linked splits a text of ours into pieces, those that can be dialled, written to or opened
// with their address: who is told to call 112 must not have to type it. It is not for texts
// of sources, whose addresses nobody here has chosen.
func Linked(text string) []Piece {
	var pieces []Piece
	end := 0
	for _, at := range contacts.FindAllStringIndex(text, -1) {
		if end < at[0] {
			pieces = append(pieces, Piece{Text: text[end:at[0]]})
		}
		contact := text[at[0]:at[1]]
		pieces = append(pieces, Piece{contact, address(contact)})
		end = at[1]
	}
	if end < len(text) {
		pieces = append(pieces, Piece{Text: text[end:]})
	}
	return pieces
}

func address(contact string) template.URL {
	switch {
	case strings.Contains(contact, "://"):
		return template.URL(contact) // begins with http, by the expression
	case strings.Contains(contact, "@"):
		return template.URL("mailto:" + contact)
	}
	return Tel(contact)
}
