// Package similar finds texts that say nearly the same.
//
// A text is the set of its shingles, runs of three words. Two texts are as similar as their
// sets (Jaccard index). Candidates come from MinHash signatures with locality-sensitive
// hashing (Broder 1997; Indyk and Motwani 1998), so that not every pair is compared; each
// candidate pair is then measured exactly.
package similar

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/zeebo/xxh3"
)

// width is how many words make a shingle: fewer make all German texts alike, more make one
// changed word look like a new paragraph.
const width = 3

// Bands and rows of the signature. A pair of similarity s becomes a candidate with
// probability 1-(1-s^rows)^bands: .999 at .6, .96 at .5, .07 at .2.
const (
	bands = 48
	rows  = 4
)

// crowd is how many texts may share a band. More are a template that says nothing; only
// neighbours in it are compared, so that the work stays linear.
const crowd = 60

// Text is one text to compare. Only texts of one group are compared with each other.
type Text struct {
	ID       int64
	Group    string
	Shingles []uint64 // sorted, distinct; see Shingles
}

// Pair is two texts of a group and their Jaccard index.
type Pair struct {
	A, B       int64 // A < B
	Similarity float64
}

// Shingles returns the hashes of the runs of words of a text, sorted. Texts of fewer words
// than a run have one that is all of them; an empty text has none.
func Shingles(text string) []uint64 {
	words := Words(text)
	if len(words) == 0 {
		return nil
	}
	n := max(1, len(words)-width+1)
	shingles := make([]uint64, n)
	for i := range shingles {
		shingles[i] = xxh3.HashString(strings.Join(words[i:min(i+width, len(words))], " "))
	}
	slices.Sort(shingles)
	return slices.Compact(shingles)
}

// Words are the words and numbers of a text in lower case.
func Words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Pairs returns the pairs whose similarity is at least threshold, the most similar first.
func Pairs(texts []Text, threshold float64) []Pair {
	type slot struct {
		group string
		hash  uint64
	}
	seen := map[[2]int]bool{}
	var pairs []Pair
	for b := range bands { // one at a time: the buckets of all of them are larger than the texts
		buckets := map[slot][]int{}
		for i, t := range texts {
			if len(t.Shingles) > 0 {
				k := slot{t.Group, band(t.Shingles, b)}
				buckets[k] = append(buckets[k], i)
			}
		}
		for _, members := range buckets {
			for i, a := range members {
				for _, b := range members[i+1 : min(len(members), i+1+crowd)] {
					if seen[[2]int{a, b}] {
						continue
					}
					seen[[2]int{a, b}] = true
					if s := Jaccard(texts[a].Shingles, texts[b].Shingles); s >= threshold {
						x, y := min(texts[a].ID, texts[b].ID), max(texts[a].ID, texts[b].ID)
						pairs = append(pairs, Pair{x, y, s})
					}
				}
			}
		}
	}
	slices.SortFunc(pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Similarity, x.Similarity), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return pairs
}

// Jaccard is the share of two sorted sets that both have.
func Jaccard(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// band is the hash of the smallest hashes of the set under the functions of a band.
func band(set []uint64, b int) uint64 {
	hash := uint64(b)
	for i := b * rows; i < (b+1)*rows; i++ {
		seed := mix(uint64(i) + 1)
		least := uint64(math.MaxUint64)
		for _, h := range set {
			least = min(least, mix(h^seed))
		}
		hash = mix(hash ^ least)
	}
	return hash
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
