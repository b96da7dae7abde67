package lexical

import (
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// Character n-grams have four and five runes; the word's edges count as one.
const (
	minGram = 4
	maxGram = 5
)

// eachGram calls f with the hash of each n-gram of a folded word, marked at its beginning
// and end. Words of letters only; numbers have no neighbours.
func eachGram(word []byte, f func(hash uint64)) {
	if len(word) > maxWord || !hasLetters(word) {
		return
	}
	var buffer [maxWord + 2]byte
	marked := append(append(append(buffer[:0], '_'), word...), '_')
	var starts [maxWord + 3]int
	n := 0
	for i := 0; i < len(marked); n++ {
		starts[n] = i
		_, size := utf8.DecodeRune(marked[i:])
		i += size
	}
	starts[n] = len(marked)
	for size := minGram; size <= maxGram; size++ {
		for i := 0; i+size <= n; i++ {
			f(xxh3.Hash(marked[starts[i]:starts[i+size]]))
		}
	}
}

func hasLetters(word []byte) bool {
	return len(word) > 0 && (word[0] >= utf8.RuneSelf || 'a' <= word[0] && word[0] <= 'z')
}

// eachFormGram calls f with the hash of each n-gram of a form's word.
func eachFormGram(form []byte, f func(hash uint64)) {
	var buffer [2 * maxWord]byte
	eachGram(wordOf(form, buffer[:0]), f)
}

// wordOf is the word of a form, in buffer where it is not there in one piece.
func wordOf(form, buffer []byte) []byte {
	stem := stemOf(form)
	if len(stem) == len(form) {
		return form
	}
	return append(append(buffer, stem...), form[len(stem)+1:]...)
}

// eachStart calls f with a number of 14 bits for every four bytes in a row of a marked word or form,
// until f returns false, which it returns then too. Words that share an n-gram share such a
// number; it is found without hashing.
func eachStart(form []byte, f func(bit uint32) bool) bool {
	four, n := uint32('_'), 1
	add := func(next byte) bool {
		four = four<<8 | uint32(next)
		n++
		return n < minGram || f(four*2654435761>>18) // Knuth's multiplicative hashing
	}
	for _, next := range form {
		if next != ending[0] && !add(next) {
			return false
		}
	}
	return add('_')
}

// signature has a bit for each n-gram of a word. Words whose signatures share no bit share
// no n-gram.
func signature(word []byte) (sign uint64) {
	if len(stemOf(word)) < len(word) {
		return 0 // a form has no postings
	}
	eachGram(word, func(h uint64) { sign |= 1 << (h & 63) })
	return sign
}
