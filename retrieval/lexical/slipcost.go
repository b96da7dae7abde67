package lexical

import (
	"slices"
	"strings"
)

// What a slip costs: the likelier a hand or an ear makes it, the less.
const (
	costDouble   = .4 // a letter typed twice or once
	costSounds   = .5 // a letter that sounds alike, or one that is not heard
	costExchange = .7 // two letters in the wrong order
	costNearKey  = .7 // the key beside
	costLetter   = .9 // a letter too many or too few
	costOther    = 1  // another letter
	costFirst    = .4 // more, where the word begins: few slip there
)

// Exchanged tells whether two folded words have the same letters, and so differ by their order only: of all slips the
// one that no other word is made by.
func Exchanged(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return a != b && slices.Equal(x, y)
}

// slipCost is the least cost of the slips that make b of a (optimal string alignment); what is above most is
// reported as some value above it.
func slipCost(a, b []byte, most float32) float32 {
	if d := len(a) - len(b); d > 3 || d < -3 || len(a) > maxWord || len(b) > maxWord {
		return most + 1
	}
	var rows [3][maxWord + 1]float32
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := 1; j <= len(b); j++ {
		last[j] = last[j-1] + gapCost(b, j-1)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = last[0] + gapCost(a, i-1)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			c := last[j-1] + changeCost(a[i-1], b[j-1], i == 1 || j == 1)
			c = min(c, last[j]+gapCost(a, i-1), row[j-1]+gapCost(b, j-1))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2] {
				exchange := before[j-2] + costExchange
				if i == 2 {
					exchange += costFirst / 2
				}
				c = min(c, exchange)
			}
			row[j] = c
			least = min(least, c)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// gapCost is what letter i of a word costs when the other word has it not.
func gapCost(word []byte, i int) float32 {
	switch {
	case i == 0 && len(word) > 1 && word[0] == 'p' && word[1] == 'f':
		return costSounds
	case i == 0:
		return costLetter + costFirst
	case word[i] == word[i-1] || i+1 < len(word) && word[i] == word[i+1]:
		return costDouble
	case word[i] == 'h', word[i] == 'e' && word[i-1] == 'i', word[i] == 'c' && i+1 < len(word) && word[i+1] == 'k', word[i] == 't' && i+1 < len(word) && word[i+1] == 'z':
		return costSounds
	}
	return costLetter
}

// changeCost is what it costs to take one letter for another.
func changeCost(a, b byte, first bool) float32 {
	if a == b {
		return 0
	}
	cost := float32(costOther)
	if i, j := a-'a', b-'a'; i < signLetters && j < signLetters {
		cost = changeCosts[i][j]
	}
	if first && cost != costSounds {
		cost += costFirst
	}
	return cost
}

// changeCosts are those of all letters.
var changeCosts = func() (costs [signLetters][signLetters]float32) {
	for i := range costs {
		for j := range costs[i] {
			a, b := 'a'+byte(i), 'a'+byte(j)
			switch {
			case soundsAlike(a, b):
				costs[i][j] = costSounds
			case nearKeys(a, b):
				costs[i][j] = costNearKey
			default:
				costs[i][j] = costOther
			}
		}
	}
	return costs
}()

// alikeLetters are those that one may hear for another.
var alikeLetters = []string{"dt", "bp", "gk", "ck", "fv", "vw", "sz", "iy", "ij", "ae", "uy", "qk", "ou", "ei", "ts"}

func soundsAlike(a, b byte) bool {
	return slices.ContainsFunc(alikeLetters, func(pair string) bool {
		return strings.IndexByte(pair, a) >= 0 && strings.IndexByte(pair, b) >= 0
	})
}

// keyRows are the rows of a German keyboard; a row stands half a key to the right of the one above.
var keyRows = []string{"qwertzuiop", "asdfghjkl", "yxcvbnm"}

func nearKeys(a, b byte) bool {
	place := func(c byte) (row, column int) {
		for i, keys := range keyRows {
			if at := strings.IndexByte(keys, c); at >= 0 {
				return i, at
			}
		}
		return -3, 0
	}
	r, c := place(a)
	s, d := place(b)
	switch r - s {
	case 0:
		return c-d == 1 || d-c == 1
	case 1:
		return d-c == 0 || d-c == 1
	case -1:
		return c-d == 0 || c-d == 1
	}
	return false
}
