package lexical

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"strings"
)

// block is an immutable inverted index over some documents of one visibility.
//
// Documents and their passages have consecutive numbers. A document begins with one
// number for itself, the head, which carries the terms of title, synonyms and service; its
// passages follow. Such a number is called a slot.
type block struct {
	texts   stringTable // of terms and forms, in the order they were met: frequent ones come early and have small numbers
	numbers textNumbers // of texts
	order   []uint32    // numbers sorted by text
	alike   alikeIndex
	signs   []uint32 // of texts: for slips

	postings []uint16    // of all terms, see postingList
	ends     []uint32    // of terms: where their postings end
	found    []frequency // of terms, in all documents, dead ones as well

	documents []blockDocument
	firsts    []uint32    // of documents: the head's slot; and where the last one's slots end
	wholes    []uint32    // of documents: length of head and passages together
	owner     []uint32    // of slots: number of the document
	passages  []int64     // of slots: id of the passage, 0 for heads
	lengths   []float32   // of slots: length in units of weights, infinite for heads: as passages they score nothing
	vectors   []Vector    // of passages, up to the last one that has one
	forward   []byte      // of all slots: numbers of the forms in the order of the text, as varints
	forwards  []uint32    // of slots: where their words end
	starts    []wordStart // for suggestions
}

// blockDocument is what a block knows about a document besides its terms.
type blockDocument struct {
	id       int64
	name     string
	lang     string
	title    string
	synonyms []string
	folded   []string // title and synonyms, for suggestions

	titleWords uint32 // how many of the head's words, its first, are the title's
}

// compareNames orders documents by their names; those of one name by id.
func compareNames(a, b *blockDocument) int {
	return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
}

// term returns the number of a text.
func (b *block) term(text string) (uint32, bool) { return b.numbers.find(text, &b.texts) }

// family returns the numbers of a stem and its forms.
func (b *block) family(stem string) []uint32 {
	from := sort.Search(len(b.order), func(i int) bool { return string(b.texts.bytes(int(b.order[i]))) >= stem })
	to := from
	for to < len(b.order) && string(stemOf(b.texts.bytes(int(b.order[to])))) == stem {
		to++
	}
	return b.order[from:to]
}

// slots returns the half-open range of a document's slots, its head first.
func (b *block) slots(document int) (from, to uint32) {
	return b.firsts[document], b.firsts[document+1]
}

// words returns the encoded words of a slot.
func (b *block) words(slot uint32) []byte {
	if slot == 0 {
		return b.forward[:b.forwards[0]]
	}
	return b.forward[b.forwards[slot-1]:b.forwards[slot]]
}

// vector is that of a passage's slot; each document before has a slot more than passages.
func (b *block) vector(document int, slot uint32) *Vector {
	if n := int(slot) - document - 1; n < len(b.vectors) {
		return &b.vectors[n]
	}
	return nil
}

// list returns the stored postings of a term.
func (b *block) list(term uint32) []uint16 {
	if term == 0 {
		return b.postings[:b.ends[0]]
	}
	return b.postings[b.ends[term-1]:b.ends[term]]
}

// blockBuilder makes a block from documents and from older blocks.
type blockBuilder struct {
	block
	terms  []uint32 // of texts: number of the stem, of those that are forms
	lists  []postingList
	known  []known // scratch of decodeTerms
	fields [fieldCount][]occurrence
	counts []uint32 // of terms: frequency in the slot being made
	met    []uint32 // terms with a count
}

// intern numbers a text.
func (b *blockBuilder) intern(text []byte) uint32 { return b.know(text).form }

// know numbers a text and, where it is a form, its stem.
func (b *blockBuilder) know(text []byte) known {
	n, met := b.numbers.number(text, &b.texts)
	if met {
		return known{n, b.terms[n]}
	}
	b.terms = append(b.terms, n)
	b.lists = append(b.lists, postingList{})
	b.counts = append(b.counts, 0)
	if stem := stemOf(text); len(stem) < len(text) {
		b.terms[n] = b.intern(stem)
	}
	return known{n, b.terms[n]}
}

// add appends a document. On an error the builder is spoilt.
func (b *blockBuilder) add(d Document) error {
	document := uint32(len(b.documents))
	b.begin(blockDocument{id: d.ID, name: d.Name, lang: d.Lang, title: d.Title, synonyms: d.Synonyms, folded: foldAll(d)})
	head := b.slot(document, 0)
	w := &defaultWeights
	for i, p := range d.Passages {
		var err error
		if b.known, err = decodeTerms(p.Terms, b.know, b.known, &b.fields); err != nil {
			return err
		}
		if i == 0 {
			b.count(titleField, w.titleWord)
			b.count(synonymField, w.synonymWord)
			b.count(serviceField, w.serviceWord)
			b.write(head, titleField, synonymField, serviceField)
			b.documents[document].titleWords = wordsIn(b.fields[titleField])
		}
		slot := b.slot(document, p.ID)
		if len(d.Vectors) > 0 {
			b.place(&d.Vectors[i], document, slot)
		}
		b.count(headingField, w.heading)
		b.count(bodyField, w.word)
		b.write(slot, headingField, bodyField)
	}
	if len(d.Passages) == 0 {
		b.write(head)
	}
	return nil
}

// begin appends a document, whose slots follow.
func (b *blockBuilder) begin(d blockDocument) {
	b.documents = append(b.documents, d)
	b.firsts = append(b.firsts, uint32(len(b.owner)))
	b.wholes = append(b.wholes, 0)
}

func (b *blockBuilder) slot(document uint32, passage int64) uint32 {
	b.owner = append(b.owner, document)
	b.passages = append(b.passages, passage)
	b.lengths = append(b.lengths, 0)
	return uint32(len(b.owner) - 1)
}

// place stores the vector of a passage's slot, nil for none.
func (b *blockBuilder) place(v *Vector, document, slot uint32) {
	if v == nil {
		return
	}
	for n := slot - document; uint32(len(b.vectors)) < n; {
		b.vectors = append(b.vectors, Vector{})
	}
	b.vectors[slot-document-1] = *v
}

// count adds the occurrences of a field to the counts of the slot being made.
func (b *blockBuilder) count(f field, unit uint32) {
	for _, o := range b.fields[f] {
		u := unit
		if o.kind == Part {
			u = unit * defaultWeights.part / defaultWeights.word
		}
		if b.counts[o.term] == 0 {
			b.met = append(b.met, o.term)
		}
		b.counts[o.term] += u
	}
}

func wordsIn(list []occurrence) (n uint32) {
	for _, o := range list {
		if o.kind != Part {
			n++
		}
	}
	return n
}

// write stores the counted terms as postings of a slot, and the words of the fields in order.
func (b *blockBuilder) write(slot uint32, fields ...field) {
	length := uint32(0)
	for _, term := range b.met {
		n := b.counts[term]
		b.counts[term] = 0
		length += n
		b.post(term, posting{slot, n})
	}
	b.met = b.met[:0]
	b.lengths[slot] = float32(length)
	if b.passages[slot] == 0 {
		b.lengths[slot] = float32(math.Inf(1))
	}
	b.wholes[b.owner[slot]] += length
	for _, f := range fields {
		for _, o := range b.fields[f] {
			if o.kind != Part {
				b.forward = binary.AppendUvarint(b.forward, uint64(o.form))
			}
		}
	}
	b.forwards = append(b.forwards, uint32(len(b.forward)))
}

// post appends a posting to those of a term.
func (b *blockBuilder) post(term uint32, p posting) {
	l := &b.lists[term]
	if document := b.owner[p.slot]; l.documents == 0 || l.document != document {
		l.documents++
		l.document, l.whole = document, 0
	}
	l.whole += p.frequency
	l.inDocument = max(l.inDocument, l.whole)
	if b.passages[p.slot] != 0 {
		l.passages++
		l.inPassage = max(l.inPassage, p.frequency)
	}
	l.append(p)
}

// merge appends the documents of v that are alive.
func (b *blockBuilder) merge(v view) {
	slots := make([]uint32, len(v.owner))  // new slot + 1; 0 for dead
	terms := make([]uint32, v.texts.len()) // new number + 1; 0 for those not met yet
	for d, doc := range v.documents {
		if v.isDead(d) {
			continue
		}
		from, to := v.slots(d)
		number := uint32(len(b.documents))
		b.begin(doc)
		b.wholes[number] = v.wholes[d]
		for s := from; s < to; s++ {
			slots[s] = b.slot(number, v.passages[s]) + 1
			b.lengths[slots[s]-1] = v.lengths[s]
			if s > from {
				b.place(v.vector(d, s), number, slots[s]-1)
			}
		}
	}
	var list []posting
	for t := range terms {
		list = v.living(list[:0], uint32(t))
		if len(list) == 0 {
			continue
		}
		terms[t] = b.intern(v.texts.bytes(t)) + 1
		for _, p := range list {
			b.post(terms[t]-1, posting{slots[p.slot] - 1, p.frequency})
		}
	}
	for s, n := range slots {
		if n == 0 {
			continue
		}
		for r := (reader{b: v.words(uint32(s))}); len(r.b) > 0; {
			form := r.uvarint()
			if terms[form] == 0 {
				terms[form] = b.intern(v.texts.bytes(int(form))) + 1
			}
			b.forward = binary.AppendUvarint(b.forward, uint64(terms[form]-1))
		}
		b.forwards = append(b.forwards, uint32(len(b.forward)))
	}
}

// build finishes the block.
func (b *blockBuilder) build() *block {
	total := 0
	for _, l := range b.lists {
		total += len(l.stored)
	}
	b.postings = make([]uint16, 0, total)
	b.ends = make([]uint32, len(b.lists))
	b.found = make([]frequency, len(b.lists))
	b.order = make([]uint32, len(b.lists))
	for i := range b.lists {
		b.postings = append(b.postings, b.lists[i].stored...)
		b.lists[i].stored = nil
		b.ends[i] = uint32(len(b.postings))
		b.found[i] = b.lists[i].frequency
		b.order[i] = uint32(i)
	}
	b.firsts = append(b.firsts, uint32(len(b.owner)))
	slices.SortFunc(b.order, func(x, y uint32) int {
		return bytes.Compare(b.texts.bytes(int(x)), b.texts.bytes(int(y)))
	})
	b.alike = newAlikeIndex(&b.texts)
	b.signs = signsOf(&b.texts)
	b.starts = b.wordStarts()
	done := b.block
	return &done
}
