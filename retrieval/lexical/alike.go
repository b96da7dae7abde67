package lexical

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// alikeIndex finds the texts of a block whose words may have an n-gram in common with another. It looks
// at the four bytes that n-grams begin with, in as many buckets as there are texts: what it finds
// without an n-gram in common is as many texts in a large block as in a small one.
type alikeIndex struct {
	bits  int
	ends  []uint32 // of buckets: where their texts end
	texts []uint32 // of all buckets: numbers, as often as the text has such four bytes
}

func newAlikeIndex(texts *stringTable) alikeIndex {
	x := alikeIndex{bits: bits.Len(uint(texts.len()))}
	x.ends = make([]uint32, 1<<x.bits)
	eachText := func(f func(bucket, text uint32)) {
		var buffer [2 * maxWord]byte
		for i := range texts.len() {
			eachStart(wordOf(texts.bytes(i), buffer[:0]), func(start uint32) { f(start>>(32-x.bits), uint32(i)) })
		}
	}
	eachText(func(bucket, _ uint32) { x.ends[bucket]++ })
	sum := uint32(0)
	for bucket, n := range x.ends {
		x.ends[bucket] = sum // where its texts begin; each text that is added moves it on
		sum += n
	}
	x.texts = make([]uint32, sum)
	eachText(func(bucket, text uint32) {
		x.texts[x.ends[bucket]] = text
		x.ends[bucket]++
	})
	return x
}

// with returns the texts in the bucket of a start.
func (x *alikeIndex) with(start uint32) []uint32 {
	bucket := start >> (32 - x.bits)
	from := uint32(0)
	if bucket > 0 {
		from = x.ends[bucket-1]
	}
	return x.texts[from:x.ends[bucket]]
}

func (x *alikeIndex) size() int { return 4 * (cap(x.ends) + cap(x.texts)) }

// eachStart calls f with the hash of the four bytes that each n-gram of a folded word begins with.
func eachStart(word []byte, f func(start uint32)) {
	if len(word) > maxWord || !hasLetters(word) {
		return
	}
	var buffer [maxWord + 2]byte
	for marked := mark(buffer[:0], word); len(marked) >= minGram; marked = marked[1:] {
		if utf8.RuneStart(marked[0]) {
			f(startOf(marked))
		}
	}
}

// startOf hashes the first four bytes of an n-gram; the upper bits are the best. Knuth's
// multiplicative hashing.
func startOf(gram []byte) uint32 { return binary.LittleEndian.Uint32(gram) * 2654435761 }
