package lexical

import (
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

// termsFormat is the first byte of encoded terms.
const termsFormat = 1

// Encode analyses a passage into bytes that an Index reads. They hold the terms as text and
// depend on the analyser's vocabulary only by the parts of compounds.
//
// Layout: format; the distinct terms, sorted and front-coded; then for each field the number
// of its terms and, in order, number of the term * 4 + kind - 1. All integers are varints.
func (a *Analyser) Encode(lang string, f Fields) []byte {
	var terms []Term
	var ends [fieldCount]int
	for i := range fieldCount {
		for _, text := range f.texts(i) {
			terms, _ = a.append(terms, lang, text, 0)
		}
		ends[i] = len(terms)
	}
	distinct := make([]string, len(terms))
	for i, t := range terms {
		distinct[i] = t.Text
	}
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
		for _, t := range terms[from:end] {
			n, _ := slices.BinarySearchFunc(distinct, t.Text, strings.Compare)
			b = binary.AppendUvarint(b, uint64(n)<<2|uint64(t.Kind-1))
		}
		from = end
	}
	return b
}

// occurrence is a term in a field: its number in the decoder's block, and its kind.
type occurrence struct {
	term uint32
	kind Kind
}

// decodeTerms reads encoded terms. Each text is passed to intern once, whose numbers stand
// in the occurrences; they are appended to the fields' slices in the order of the text.
func decodeTerms(b []byte, intern func(text []byte) uint32, numbers []uint32, fields *[fieldCount][]occurrence) ([]uint32, error) {
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
		numbers = append(numbers, intern(text))
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
