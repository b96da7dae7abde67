package lexical

import (
	"fmt"
	"slices"
	"testing"
)

// Whatever the number of terms, and with it how much of a hash is kept, an n-gram leads to
// exactly the terms that have it.
func TestGramIndex(t *testing.T) {
	for _, n := range []int{1, 2, 255, 256, 257, 5000} {
		var texts stringTable
		want := map[uint64][]uint32{}
		for i := range n {
			word := fmt.Sprintf("%c%cgebühr%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26)
			texts.append(word)
			eachGram([]byte(word), func(h uint64) { want[h] = append(want[h], uint32(i)) })
		}
		x := newGramIndex(&texts)
		for h, terms := range want {
			var got []uint32
			x.each(h, func(term uint32) { got = append(got, term) })
			if !slices.Equal(got, terms) {
				t.Fatalf("of %d terms, n-gram %x leads to %d, want %d", n, h, len(got), len(terms))
			}
		}
		x.each(42, func(term uint32) { t.Errorf("an n-gram that no term has leads to %d", term) })
	}
}
