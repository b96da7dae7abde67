// Package thesaurus knows which German words may mean the same. Its groups are those of
// OpenThesaurus, as Debian's package mythes-de has them, cut to single words of today's
// common language. Words are compared by their Snowball stems.
//
// The groups are a work of its own under its own licence, see NOTICE.md.
package thesaurus

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"iter"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/german"
	"golang.org/x/text/unicode/norm"
)

// file has a group a line, its stems sorted, with a blank between. Command generate writes it.
//
//go:embed openthesaurus.txt.gz
var file []byte

// Stem is a German word as the thesaurus has it.
func Stem(word string) string {
	env := snowballstem.NewEnv(strings.ToLower(norm.NFC.String(word)))
	german.Stem(env)
	return env.Current()
}

// Groups returns the groups that a stem is in, each a sense of it, with all their stems. None
// for an unknown word.
func Groups(stem string) [][]string {
	g := groups()
	var found [][]string
	for _, line := range g.with(stem) {
		found = append(found, strings.Fields(g.line(line)))
	}
	return found
}

// Senses returns a number for each group that a stem is in: stems that share one share a sense. It is what Groups
// finds without the words, for callers that compare many.
func Senses(stem string) []int { return groups().with(stem) }

// Words are all stems, sorted, each once.
func Words() iter.Seq[string] {
	return func(yield func(string) bool) {
		g, last := groups(), ""
		for _, at := range g.words {
			if word := g.word(at); word != last {
				if last = word; !yield(word) {
					return
				}
			}
		}
	}
}

// Same reports whether two stems are equal or share a group.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	g := groups()
	of := g.with(b)
	for _, line := range g.with(a) {
		if slices.Contains(of, line) {
			return true
		}
	}
	return false
}

// index is the file with an index of its words. It is two arrays, because a map of 45,000 words would
// take five times the memory.
type index struct {
	text  string
	words []uint32 // where words begin in text, in the order of the words
}

var groups = sync.OnceValue(load)

func load() *index {
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		panic(err) // embedded in this binary, read by a test
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	x := &index{text: string(text)}
	for i := range x.text {
		if i == 0 || x.text[i-1] <= ' ' {
			x.words = append(x.words, uint32(i))
		}
	}
	// Words end in a byte that is less than all letters, so the rest of the text may be compared.
	slices.SortFunc(x.words, func(a, b uint32) int { return strings.Compare(x.text[a:], x.text[b:]) })
	return x
}

// word is the word that begins at a place.
func (x *index) word(at uint32) string {
	return x.text[at:][:strings.IndexAny(x.text[at:], " \n")]
}

// with returns where the lines begin that have a word.
func (x *index) with(word string) (lines []int) {
	for i := sort.Search(len(x.words), func(i int) bool { return x.word(x.words[i]) >= word }); i < len(x.words) && x.word(x.words[i]) == word; i++ {
		lines = append(lines, strings.LastIndexByte(x.text[:x.words[i]], '\n')+1)
	}
	return lines
}

// line is the line that begins at a place.
func (x *index) line(at int) string { return x.text[at:][:strings.IndexByte(x.text[at:], '\n')] }
