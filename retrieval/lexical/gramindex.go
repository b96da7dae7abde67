package lexical

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// gramIndex finds the terms of a block by their n-grams.
type gramIndex struct {
	grams []uint64 // hashes without their last termBits, sorted
	ends  []uint32 // of grams: where their terms end
	terms []byte   // of all grams: the differences of the sorted numbers as varints; as often as the gram is in the term

	// termBits are as many as the numbers of terms need, however many there are: grams are sorted
	// together with them. Of the hash, at least half is left.
	termBits int
}

// newGramIndex indexes the texts that are terms; forms have no postings.
func newGramIndex(texts *stringTable) gramIndex {
	x := gramIndex{termBits: bits.Len32(uint32(texts.len()))}
	var pairs []uint64
	for i := range texts.len() {
		if text := texts.bytes(i); len(stemOf(text)) == len(text) {
			eachGram(text, func(h uint64) { pairs = append(pairs, h>>x.termBits<<x.termBits|uint64(i)) })
		}
	}
	slices.Sort(pairs)
	last := uint64(0) // term
	for _, pair := range pairs {
		gram, term := pair>>x.termBits, pair&(1<<x.termBits-1)
		if n := len(x.grams); n == 0 || x.grams[n-1] != gram {
			x.grams, x.ends, last = append(x.grams, gram), append(x.ends, 0), 0
		}
		x.terms = binary.AppendUvarint(x.terms, term-last)
		x.ends[len(x.ends)-1] = uint32(len(x.terms))
		last = term
	}
	x.grams, x.ends, x.terms = slices.Clip(x.grams), slices.Clip(x.ends), slices.Clip(x.terms)
	return x
}

func (x *gramIndex) size() int { return 8*cap(x.grams) + 4*cap(x.ends) + cap(x.terms) }

// each calls f with the number of every term that has the n-gram with a hash, as often as it has it.
func (x *gramIndex) each(hash uint64, f func(term uint32)) {
	i, found := slices.BinarySearch(x.grams, hash>>x.termBits)
	if !found {
		return
	}
	from := uint32(0)
	if i > 0 {
		from = x.ends[i-1]
	}
	term := uint32(0)
	for r := (reader{b: x.terms[from:x.ends[i]]}); len(r.b) > 0; {
		term += uint32(r.uvarint())
		f(term)
	}
}
