package measure

import "strings"

// GoldLines is the text of one document cut into lines, and which of them people marked
// as the answer.
type GoldLines struct {
	DocID string
	Lines []string
	Gold  []int // indices of Lines
}

// Quote is what an answer quotes of one document.
type Quote struct {
	DocID string
	Text  string
}

// PRF is precision, recall and their harmonic mean.
type PRF struct {
	Precision, Recall, F1 float64
}

func prf(right, given, wanted int) PRF {
	if right == 0 {
		return PRF{}
	}
	p, r := float64(right)/float64(given), float64(right)/float64(wanted)
	return PRF{p, r, 2 * p * r / (p + r)}
}

// Lines is the precision and recall of quoted lines against marked lines, and how many
// lines are quoted. A line counts as quoted when its normalised text lies in a quote of
// the same document or the reverse; lines without text never count. A quote from a
// document without marked lines counts as one wrong line. Without quotes, as in a refusal
// of an answerable question, all is 0. (The definition of OMoS-QA, KONVENS 2024, for
// systems that quote instead of naming line numbers.)
//
// Worked example: lines "Öffnungszeiten", "Mo 8-12 Uhr", "Di 14-18 Uhr", "Mi zu"; marked
// are 1 and 2; the quote "Di 14-18 Uhr\nMi zu" covers 2 and 3: precision 1/2, recall 1/2.
func Lines(gold []GoldLines, quotes []Quote) (PRF, int) {
	right, given, wanted := 0, 0, 0
	known := map[string]bool{}
	for _, g := range gold {
		known[g.DocID] = true
		marked := map[int]bool{}
		for _, i := range g.Gold {
			marked[i] = true
		}
		wanted += len(marked)
		for i, line := range g.Lines {
			if !isQuoted(line, g.DocID, quotes) {
				continue
			}
			given++
			if marked[i] {
				right++
			}
		}
	}
	for _, q := range quotes {
		if !known[q.DocID] {
			given++
		}
	}
	return prf(right, given, wanted), given
}

func isQuoted(line, document string, quotes []Quote) bool {
	if line = Normalise(line); line == "" {
		return false
	}
	for _, q := range quotes {
		if q.DocID != document {
			continue
		}
		quote := Normalise(q.Text)
		if quote != "" && (strings.Contains(quote, line) || strings.Contains(line, quote)) {
			return true
		}
	}
	return false
}
