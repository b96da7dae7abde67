package regex

import "bytes"

// Words are texts of which one is looked for.
type Words []sought

type sought struct {
	text  []byte
	pairs [checked]uint16
}

// checked is how many pairs of a word's bytes are compared before the word is looked for.
const checked = 3

// WordsOf makes Words.
func WordsOf(texts ...string) Words {
	words := make(Words, len(texts))
	for i, text := range texts {
		words[i].text = []byte(text)
		for k := range checked {
			if last := len(text) - 2; last >= 0 {
				at := k * last / (checked - 1)
				words[i].pairs[k] = pairOf(text[at], text[at+1])
			} else {
				words[i].pairs[k] = anyPair
			}
		}
	}
	return words
}

// In reports whether a text has one of the words; pairs are those of the text. Nearly all words are told to be missing by their
// pairs alone.
func (w Words) In(text []byte, pairs *Pairs) bool {
	for i := range w {
		if p := &w[i].pairs; pairs.has(p[0]) && pairs.has(p[1]) && pairs.has(p[2]) && bytes.Contains(text, w[i].text) {
			return true
		}
	}
	return false
}

// Pairs are those bytes of a text that stand beside each other, five bits of each: a set that may have more.
type Pairs [anyPair/64 + 1]uint64

const anyPair = 1 << 10 // is in each set

// PairsOf are the pairs of a text.
func PairsOf(text []byte) (p Pairs) {
	p[anyPair/64] = 1
	for i := 1; i < len(text); i++ {
		pair := pairOf(text[i-1], text[i])
		p[pair/64] |= 1 << (pair % 64)
	}
	return p
}

func (p *Pairs) has(pair uint16) bool { return p[pair/64]&(1<<(pair%64)) != 0 }

func pairOf(a, b byte) uint16 { return uint16(a&31)<<5 | uint16(b&31) }
