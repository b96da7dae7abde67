package web

import (
	"html/template"

	"auskunft/internal/civil"
)

// Piece is a part of a text; URL is where it leads, or empty.
type Piece struct {
	Text string
	URL  template.URL
}

// Linked splits a text of ours into pieces, those that can be dialled, written to or opened
// with their address: who is told to call 112 must not have to type it. It is not for texts
// of sources, whose addresses nobody here has chosen.
func Linked(text string) []Piece {
	var pieces []Piece
	end := 0
	for _, c := range civil.Contacts(text) {
		if end < c.Start {
			pieces = append(pieces, Piece{Text: text[end:c.Start]})
		}
		pieces = append(pieces, Piece{text[c.Start:c.End], template.URL(c.URL)})
		end = c.End
	}
	if end < len(text) {
		pieces = append(pieces, Piece{Text: text[end:]})
	}
	return pieces
}
