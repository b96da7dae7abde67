package tinygguf

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The first tokens of every vocabulary; 256 tokens for single bytes follow.
const (
	unknownToken = iota
	beginToken
	endToken
	systemToken
	userToken
	assistantToken
	firstByte
)

// The kinds of tokens, as GGUF numbers them.
const (
	normalKind  = 1
	unknownKind = 2
	controlKind = 3
	byteKind    = 6
)

// space stands for the blank before a word, as SentencePiece writes it.
const space = "▁"

// vocabulary is a byte-pair encoding: pieces of words, longer ones made of two shorter ones.
// A tokeniser that always joins the pair with the highest score finds the same pieces.
type vocabulary struct {
	tokens []string
	scores []float32
	kinds  []int32
	pieces map[string][]int // of each word it was learned from
}

type pair struct{ left, right string }

// learn makes a vocabulary of at most size tokens: every character, then the most frequent
// pairs of neighbours, joined one after the other (Sennrich et al., ACL 2016).
func learn(sentences []string, size int) *vocabulary {
	v := &vocabulary{pieces: map[string][]int{}}
	for i, token := range []string{"<unk>", "<s>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"} {
		kind := int32(controlKind)
		if i == unknownToken {
			kind = unknownKind
		}
		v.add(token, 0, kind)
	}
	for b := range 256 {
		v.add(fmt.Sprintf("<0x%02X>", b), 0, byteKind)
	}
	words := split(sentences)
	known := map[string]int{}
	for i, c := range characters(words) {
		known[c] = v.add(c, float32(-1_000_000-i), normalKind)
	}
	for rank, joined := range join(words, size-len(v.tokens)) {
		if _, ok := known[joined]; !ok {
			known[joined] = v.add(joined, float32(-rank), normalKind)
		}
	}
	for _, w := range words {
		ids := make([]int, len(w.symbols))
		for i, s := range w.symbols {
			ids[i] = known[s]
		}
		v.pieces[w.text] = ids
	}
	return v
}

func (v *vocabulary) add(token string, score float32, kind int32) int {
	v.tokens, v.scores, v.kinds = append(v.tokens, token), append(v.scores, score), append(v.kinds, kind)
	return len(v.tokens) - 1
}

// encode is one of the sentences that the vocabulary was learned from, as tokens.
func (v *vocabulary) encode(sentence string) []int {
	var ids []int
	for word := range strings.FieldsSeq(sentence) {
		ids = append(ids, v.pieces[word]...)
	}
	return ids
}

type word struct {
	text    string
	symbols []string
	times   int
}

func split(sentences []string) []*word {
	times := map[string]int{}
	for _, s := range sentences {
		for w := range strings.FieldsSeq(s) {
			times[w]++
		}
	}
	var words []*word
	for _, text := range slices.Sorted(maps.Keys(times)) {
		words = append(words, &word{text, strings.Split(space+text, ""), times[text]})
	}
	return words
}

// characters are those of the words and all of ASCII, which JSON needs.
func characters(words []*word) []string {
	all := map[string]bool{}
	for r := ' '; r <= '~'; r++ {
		all[string(r)] = true
	}
	for _, w := range words {
		for _, c := range w.symbols {
			all[c] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// join joins the most frequent pair of neighbours in all words, up to n times, and gives what
// was made, in that order. The words are left in the pieces that remain.
func join(words []*word, n int) []string {
	times, in := map[pair]int{}, map[pair]map[*word]bool{}
	count := func(w *word, sign int) {
		for i := range len(w.symbols) - 1 {
			p := pair{w.symbols[i], w.symbols[i+1]}
			times[p] += sign * w.times
			if sign > 0 {
				if in[p] == nil {
					in[p] = map[*word]bool{}
				}
				in[p][w] = true
			}
		}
	}
	for _, w := range words {
		count(w, 1)
	}
	var made []string
	for len(made) < n {
		best := pair{}
		for p, t := range times {
			if t > times[best] || t == times[best] && cmp.Or(cmp.Compare(p.left, best.left), cmp.Compare(p.right, best.right)) < 0 {
				best = p
			}
		}
		if times[best] < 2 {
			break
		}
		for w := range in[best] {
			count(w, -1)
			w.join(best)
			count(w, 1)
		}
		made = append(made, best.left+best.right)
	}
	return made
}

func (w *word) join(p pair) {
	for i := 0; i+1 < len(w.symbols); i++ {
		if w.symbols[i] == p.left && w.symbols[i+1] == p.right {
			w.symbols[i] += p.right
			w.symbols = slices.Delete(w.symbols, i+1, i+2)
		}
	}
}
