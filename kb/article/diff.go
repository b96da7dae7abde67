package article

import (
	"regexp"
	"strings"
	"time"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Change says what became of a piece of text.
type Change string

// The changes.
const (
	Kept    Change = "kept"
	Removed Change = "removed"
	Added   Change = "added"
)

// Piece is a run of words with what became of them. The pieces that are not Added are the old
// text, those that are not Removed the new one.
type Piece struct {
	Change Change
	Text   string
}

// token is a word, a run of white space, or one sign.
var token = regexp.MustCompile(`[\p{L}\p{N}]+|\s+|.`)

// Diff compares two texts word by word. What was removed stands before what came in its place.
func Diff(old, new string) []Piece {
	numbers, words := map[string]rune{}, []string{}
	coded := func(text string) []rune {
		tokens := token.FindAllString(text, -1)
		runes := make([]rune, len(tokens))
		for i, t := range tokens {
			n, known := numbers[t]
			if !known {
				n = rune(len(words) + 1)
				if n >= 0xD800 {
					n += 0x800 // these are no characters
				}
				numbers[t], words = n, append(words, t)
			}
			runes[i] = n
		}
		return runes
	}
	decoded := func(code string) string {
		var out strings.Builder
		for _, n := range code {
			if n >= 0xE000 {
				n -= 0x800
			}
			out.WriteString(words[n-1])
		}
		return out.String()
	}
	differ := diffmatchpatch.New()
	differ.DiffTimeout = time.Second // then a coarser answer, never a wrong one
	var pieces []Piece
	for _, d := range differ.DiffCleanupMerge(differ.DiffMainRunes(coded(old), coded(new), false)) {
		change := map[diffmatchpatch.Operation]Change{diffmatchpatch.DiffEqual: Kept, diffmatchpatch.DiffDelete: Removed, diffmatchpatch.DiffInsert: Added}[d.Type]
		pieces = append(pieces, Piece{change, decoded(d.Text)})
	}
	return pieces
}
