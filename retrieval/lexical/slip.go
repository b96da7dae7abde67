package lexical

// slips are how alike two words are that one or two slips of the keyboard tell apart, and
// from how many letters on so many are taken for slips.
var slips = [...]struct {
	letters  int
	likeness float32
}{1: {5, .9}, 2: {8, .8}}

// slip is the likeness of two words that differ by slips, else 0.
func slip(a, b []byte) float32 {
	most := 0
	for most+1 < len(slips) && min(len(a), len(b)) >= slips[most+1].letters {
		most++
	}
	if d := slipsBetween(a, b, most); d > 0 && d <= most {
		return slips[d].likeness
	}
	return 0
}

// slipsBetween counts slips where slipCost weighs them: what a search finds near a word does not depend on the keyboard,
// and is counted for many words in whole numbers. What a question is corrected to is weighed.
//
// It counts the letters to change, add, leave out or exchange with their neighbour
// to get from a to b (optimal string alignment distance); more than most are reported as most + 1.
func slipsBetween(a, b []byte, most int) int {
	if d := len(a) - len(b); d > most || -d > most || len(b) > maxWord {
		return most + 1
	}
	var rows [3][maxWord + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d = 1 + min(d, last[j], row[j-1])
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, before[j-2]+1)
				}
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
