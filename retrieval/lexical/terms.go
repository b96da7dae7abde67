package lexical

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"auskunft"
)

// Fields are the texts of a passage that a search looks at. Title, Synonyms and Service
// belong to the document; it is enough to give them with its first passage.
type Fields struct {
	Title    string
	Synonyms []string // citizens' and editors' words for what the document is about
	Service  []string // a service's names, keys and life situations
	Headings []string // of the passage, outermost first
	Body     string
}

// field is where in a passage a term stands. Values are stored; do not renumber them.
type field uint8

const (
	titleField field = iota
	synonymField
	serviceField
	headingField
	bodyField
	fieldCount
)

func (f Fields) texts(i field) []string {
	return [fieldCount][]string{{f.Title}, f.Synonyms, f.Service, f.Headings, {f.Body}}[i]
}

// termsFormat is the first byte of encoded terms. It changes with their layout and with what
// the analysis makes of a text.
const termsFormat = 5

// ending separates a stem from the rest of the word in a form: "hundesteu\x00er". In sorted tables
// the forms of a stem follow each other, and front coding makes them short.
const ending = "\x00"

// formOf is a word's form: its stem and the rest, or the stem alone where the word does not begin with it.
func formOf(t Term) string {
	if rest, ok := strings.CutPrefix(t.Form, t.Text); ok && rest != "" {
		return t.Text + ending + rest
	}
	return t.Text
}

// stemOf is the stem of a form.
func stemOf(form []byte) []byte {
	if i := bytes.IndexByte(form, ending[0]); i >= 0 {
		return form[:i]
	}
	return form
}

// Encode analyses a passage into bytes that an Index reads. They hold the terms as text and
// depend on the analyser's vocabulary only by the parts of compounds.
//
// Layout: format; the distinct terms, words as forms, sorted and front-coded; then for each field the
// number of its terms and, in order, number of the term * 4 + kind - 1. All integers are varints.
func (a *Analyser) Encode(lang string, f Fields) []byte {
	var terms []Term
	var ends [fieldCount]int
	for i := range fieldCount {
		for _, text := range f.texts(i) {
			terms, _ = a.append(terms, lang, text, 0)
		}
		ends[i] = len(terms)
	}
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = formOf(t)
	}
	distinct := slices.Clone(texts)
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)

	b := append(make([]byte, 0, 10*len(distinct)+2*len(terms)+16), termsFormat)
	b = binary.AppendUvarint(b, uint64(len(distinct)))
	previous := ""
	for _, text := range distinct {
		b = appendFront(b, previous, text)
		previous = text
	}
	from := 0
	for _, end := range ends {
		b = binary.AppendUvarint(b, uint64(end-from))
		for i, t := range terms[from:end] {
			n, _ := slices.BinarySearch(distinct, texts[from+i])
			b = binary.AppendUvarint(b, uint64(n)<<2|uint64(t.Kind-1))
		}
		from = end
	}
	return b
}

// known is a term or form of encoded terms with its numbers in a block.
type known struct{ form, term uint32 }

// occurrence is a term in a field.
type occurrence struct {
	known
	kind Kind
}

// decodeTerms reads encoded terms. Each term or form is passed to know, whose numbers stand in the
// occurrences; they fill the fields' slices in the order of the text.
func decodeTerms(b []byte, know func(text []byte) known, numbers []known, fields *[fieldCount][]occurrence) ([]known, error) {
	r := reader{b: b}
	if format := r.byte(); format != termsFormat {
		return numbers, auskunft.Errorf(auskunft.Unexpected, "terms", "passage terms have format %d, want %d", format, termsFormat)
	}
	numbers = numbers[:0]
	var buffer [4 * maxWord]byte
	text := buffer[:0]
	for range r.count() {
		if text = r.front(text); r.bad {
			break
		}
		numbers = append(numbers, know(text))
	}
	for f := range fields {
		fields[f] = fields[f][:0]
		for range r.count() {
			x := r.uvarint()
			if x>>2 >= uint64(len(numbers)) {
				r.fail()
				break
			}
			fields[f] = append(fields[f], occurrence{numbers[x>>2], Kind(x&3) + 1})
		}
	}
	if r.bad || len(r.b) > 0 {
		return numbers, auskunft.Errorf(auskunft.Unexpected, "terms", "passage terms are damaged")
	}
	return numbers, nil
}
