package lexical

import (
	"math"
	"slices"
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
// one before * 4 + a code: nearly all take two bytes, and need no look at the one before to be read.
type postingList struct {
	frequency
	stored   []uint16
	last     uint32 // slot
	document uint32 // the last one
	whole    uint32 // frequency there
}

// The codes of what is stored, and how many bits they leave.
const (
	once     = iota // a word
	oncePart        // a part
	often           // the frequency follows; as much as fits
	farther         // no posting: the difference has more bits, of which these are the upper ones

	codes     = 3
	codeBits  = 2
	deltaBits = 16 - codeBits
)

// append adds a posting of a later slot.
func (l *postingList) append(p posting) {
	delta := p.slot - l.last
	l.last = p.slot
	if far := delta >> deltaBits; far > 0 {
		l.stored = append(l.stored, uint16(far<<codeBits+farther))
	}
	delta <<= codeBits
	switch p.frequency {
	case defaultWeights.word:
		l.stored = append(l.stored, uint16(delta+once))
	case defaultWeights.part:
		l.stored = append(l.stored, uint16(delta+oncePart))
	default:
		l.stored = append(l.stored, uint16(delta+often), uint16(min(p.frequency, math.MaxUint16)))
	}
}

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
func appendPostings(to []posting, stored []uint16, among slotSet) []posting {
	frequencies := [codes + 1]uint32{once: defaultWeights.word, oncePart: defaultWeights.part}
	n := len(to)
	to = slices.Grow(to, len(stored))[:n+len(stored)]
	slot, keep := uint32(0), 1
	for i := 0; i < len(stored); i++ {
		x := uint32(stored[i])
		if x&codes == farther {
			slot += x >> codeBits << deltaBits
			continue
		}
		slot += x >> codeBits
		frequency := frequencies[x&codes]
		if x&codes == often {
			i++
			frequency = uint32(stored[i])
		}
		if among != nil {
			keep = int(among[slot>>6] >> (slot & 63) & 1)
		}
		to[n] = posting{slot, frequency} // without a branch, which nobody could foretell
		n += keep
	}
	return to[:n]
}
