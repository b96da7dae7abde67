package intent

import (
	"regexp"
	"strings"
	"unicode"

	"auskunft"
)

// ofDoors are the words by which one asks for what stands on an office's door, and the field that has it. They say less
// than the intents do: who wants an appointment does not ask for the hours.
var ofDoors = []struct {
	asked *regexp.Regexp
	field auskunft.Field
}{
	{regexp.MustCompile(`(?i)(öffnungs|oeffnungs|sprech)zeit|sprechstunde|geöffnet|\b(offen|wann)\b|\bauf\W*$`), auskunft.FieldHours},
	{regexp.MustCompile(`(?i)telefon|\bnummer\b|rufnummer|kontakt|e-?mail|\berreich`), auskunft.FieldContact},
	{regexp.MustCompile(`(?i)\bwo\b|adresse|anschrift`), auskunft.FieldAddress},
}

// OfDoor tells whether a question asks for hours, a telephone or an address: the fields of an office that have it, and
// what the question says besides. Of "Öffnungszeiten" the whole word asks.
func OfDoor(question string) (fields []auskunft.Field, rest string) {
	left := []byte(question)
	for _, d := range ofDoors {
		found := d.asked.FindAllStringIndex(question, -1)
		if len(found) > 0 {
			fields = append(fields, d.field)
		}
		for _, at := range found {
			blank(left, question, at[0], at[1])
		}
	}
	return fields, string(left)
}

// blank replaces the words by spaces that stand within a range of text or reach into it.
func blank(left []byte, text string, from, to int) {
	separates := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }
	from = strings.LastIndexFunc(text[:from], separates) + 1
	if end := strings.IndexFunc(text[to:], separates); end >= 0 {
		to += end
	} else {
		to = len(text)
	}
	for i := from; i < to; i++ {
		left[i] = ' '
	}
}
