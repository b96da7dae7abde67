package lexical

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Whatever the number of texts, a word leads to all that have an n-gram in common with it, and to few others.
func TestAlikeIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	letters := []rune("abcdefghilmnoprstuäöü")
	word := func(n int) string {
		w := make([]rune, n)
		for i := range w {
			w[i] = letters[r.IntN(len(letters))]
		}
		return string(w)
	}
	for _, n := range []int{0, 1, 2, 255, 256, 5000} {
		var texts stringTable
		having := map[uint64][]uint32{} // n-gram to texts
		for i := range n {
			form := word(4) + ending + word(1+r.IntN(6))
			texts.append(form)
			eachFormGram([]byte(form), func(h uint64) { having[h] = append(having[h], uint32(i)) })
		}
		x := newAlikeIndex(&texts)
		for range 100 {
			asked := word(2 + r.IntN(8))
			if n > 0 && r.IntN(2) == 0 {
				asked = word(1) + string(wordOf(texts.bytes(r.IntN(n)), nil))
			}
			var want []uint32
			eachGram([]byte(asked), func(h uint64) { want = append(want, having[h]...) })
			var found []uint32
			eachStart([]byte(asked), func(start uint32) { found = append(found, x.with(start)...) })
			slices.Sort(found)
			found = slices.Compact(found)
			others := len(found)
			for _, i := range slices.Compact(slices.Sorted(slices.Values(want))) {
				if !slices.Contains(found, i) {
					t.Fatalf("of %d texts, %q does not lead to %q", n, asked, texts.bytes(int(i)))
				}
				others--
			}
			if others > 300 {
				t.Errorf("of %d texts, %q leads to %d that have no n-gram in common with it", n, asked, others)
			}
		}
	}
}
