package lexical

import (
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// Character n-grams have four and five runes; the word's edges count as one.
const (
	minGram = 4
	maxGram = 5
	edge    = '_'
)

// eachGram calls f with the hash of each n-gram of a folded word, marked at its beginning
// and end. Words of letters only; numbers have no neighbours.
func eachGram(word []byte, f func(hash uint64)) {
	if len(word) > maxWord || !hasLetters(word) {
		return
	}
	var buffer [maxWord + 2]byte
	marked := mark(buffer[:0], word)
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

// mark appends a word with its edges marked.
func mark(buffer, word []byte) []byte {
	return append(append(append(buffer, edge), word...), edge)
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
