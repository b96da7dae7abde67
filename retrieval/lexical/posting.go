package lexical

import (
	"encoding/binary"
	"math"
)

// posting says how often a term is in a slot, in units of weights.
type posting struct{ slot, frequency uint32 }

// frequency says in how many passages and documents a term is, and how often in one at most, in
// units of weights.
type frequency struct {
	passages, documents   int
	inPassage, inDocument uint32
}

func (f frequency) plus(o frequency) frequency {
	return frequency{f.passages + o.passages, f.documents + o.documents, max(f.inPassage, o.inPassage), max(f.inDocument, o.inDocument)}
}

// postingList collects the postings of a term. A posting is stored as the difference of its slot to the
// one before * 4 + a code; code 0 stands for one word, 1 for one part, 2 for a frequency that follows.
type postingList struct {
	frequency
	bytes    []byte
	last     uint32 // slot
	document uint32 // the last one
	whole    uint32 // frequency there
}

// append adds a posting of a later slot.
func (l *postingList) append(p posting) {
	delta := uint64(p.slot-l.last) << 2
	l.last = p.slot
	switch p.frequency {
	case defaultWeights.word:
		l.bytes = binary.AppendUvarint(l.bytes, delta)
	case defaultWeights.part:
		l.bytes = binary.AppendUvarint(l.bytes, delta|1)
	default:
		l.bytes = binary.AppendUvarint(binary.AppendUvarint(l.bytes, delta|2), uint64(p.frequency))
	}
}

// appendTo appends the list as a block keeps it: its frequency, then its postings; nothing for an empty one.
func (l *postingList) appendTo(b []byte) []byte {
	if len(l.bytes) == 0 {
		return b
	}
	b = binary.AppendUvarint(b, uint64(l.passages))
	b = binary.AppendUvarint(b, uint64(l.documents))
	b = binary.AppendUvarint(b, uint64(l.inPassage))
	b = binary.AppendUvarint(b, uint64(l.inDocument))
	return append(b, l.bytes...)
}

// size is the most bytes that appendTo appends.
func (l *postingList) size() int { return len(l.bytes) + 4*binary.MaxVarintLen32 }

// slotSet is a set of slots as bits.
type slotSet []uint64

func (s slotSet) has(slot uint32) bool { return s[slot>>6]&(1<<(slot&63)) != 0 }

// set adds numbers that count from base.
func (s slotSet) set(base uint32, numbers []uint32) {
	for _, n := range numbers {
		n += base
		s[n>>6] |= 1 << (n & 63)
	}
}

// add adds a half-open range, remove removes one.
func (s slotSet) add(from, to uint32) {
	for ; from < to; from = from&^63 + 64 {
		s[from>>6] |= bitsOf(from, to)
	}
}

func (s slotSet) remove(from, to uint32) {
	for ; from < to; from = from&^63 + 64 {
		s[from>>6] &^= bitsOf(from, to)
	}
}

// bitsOf are the bits of a range in the word that it begins in.
func bitsOf(from, to uint32) uint64 {
	bits := uint64(math.MaxUint64) << (from & 63)
	if end := from&^63 + 64; to < end {
		bits &= math.MaxUint64 >> (end - to)
	}
	return bits
}

// appendPostings decodes stored postings, in the order of their slots, of the slots among some;
// nil means all.
func appendPostings(to []posting, stored []byte, among slotSet) []posting {
	word, part := defaultWeights.word, defaultWeights.part
	slot := uint32(0)
	for i := 0; i < len(stored); {
		var x uint32
		x, i = uvarint(stored, i)
		slot += x >> 2
		frequency := word
		switch x & 3 {
		case 1:
			frequency = part
		case 2:
			frequency, i = uvarint(stored, i)
		}
		if among == nil || among.has(slot) {
			to = append(to, posting{slot, frequency})
		}
	}
	return to
}
