package compose

import (
	"math"
	"strings"

	"auskunft/internal/regex"
)

// Of the runs of units of a page that may be an answer, the one with the highest
// expected F1 is taken (plug-in estimate after Ye et al., Optimizing F-measures, ICML
// 2012, over contiguous sets). Measured on OMoS-QA train, five folds by page: with length
// at no cost the runs quote 12 lines at a precision of .43 and an F1 of .497; with these
// costs 5.9 lines at .515 and .495, which reads better and says less that was not asked.
const (
	maxRun     = 20  // units
	freeLength = 4   // units that cost nothing
	lengthCost = 1.4 // share that ten further units add to the length
)

// unproven is what is left of a run's value for each thing that is asked for, such as an
// amount or opening hours, and shown on the page but not in the run. F1 on the same data
// rises from .498 to .500.
const unproven = .85

// edges is how much a run gains by beginning and stopping where answers do: the power of
// the odds of both. F1 on train and dev, five folds by page, rises from .493 to .502,
// precision from .515 to .540.
const edges = .2

// proofs counts, for each kind of answer that is asked for and there, the units before i
// that show it.
func (r *reading) proofs() [][]int {
	var proofs [][]int
	for _, in := range r.intents {
		shown := make([]int, len(r.units)+1)
		for i, u := range r.units {
			shown[i+1] = shown[i]
			if u.patterns&in.Proof != 0 {
				shown[i+1]++
			}
		}
		if shown[len(r.units)] > 0 {
			proofs = append(proofs, shown)
		}
	}
	return proofs
}

// A run is the units from a to b of a page, both included.
type run struct {
	a, b  int
	value float64 // expected F1, shortened for length, by the odds of its edges
}

// bestRun finds the best run among the units from a to b; ok is false when there is
// none. Lines that only repeat the title are no start.
func (r *reading) bestRun(a, b, longest int) (best run, ok bool) {
	sums := make([]float64, len(r.units)+1)
	for i, p := range r.chance {
		sums[i+1] = sums[i] + p
	}
	total := sums[b+1] - sums[a]
	proofs := r.proofs()
	for i := a; i <= b; i++ {
		if r.units[i].repeats {
			continue
		}
		for j := i; j <= b && j < i+longest; j++ {
			length := float64(j - i + 1)
			length *= 1 + lengthCost*max(0, length-freeLength)/10
			v := 2 * (sums[j+1] - sums[i]) / (length + total) * math.Exp(edges*(r.begins[i]+r.stops[j]))
			for _, shown := range proofs {
				if shown[j+1] == shown[i] {
					v *= unproven
				}
			}
			if v > best.value {
				best, ok = run{i, j, v}, true
			}
		}
	}
	return best, ok
}

// mend moves the ends of a run to where a reader would begin and stop: not at a pronoun,
// not in the middle of a list, not after a heading, a question or a lead-in.
func (r *reading) mend(best run, first, last int) run {
	for n := 0; n < 2 && best.a > first && r.dangles(best.a); n++ {
		best.a--
	}
	for n := 0; n < maxLines && best.b < last && r.units[best.b+1].list && r.units[best.b+1].section == r.units[best.b].section; n++ {
		best.b++
	}
	for best.b > best.a && r.opens(best.b) {
		best.b--
	}
	return best
}

// opens tells whether unit i promises more than it says.
func (r *reading) opens(i int) bool {
	u := r.units[i]
	return u.heading || u.repeats || strings.HasSuffix(u.text, ":") || strings.HasSuffix(u.text, "?")
}

// dangles tells whether unit i cannot be understood without the one before it.
func (r *reading) dangles(i int) bool {
	if i == 0 {
		return false
	}
	u, before := r.units[i], r.units[i-1]
	return (anaphora.MatchString(u.text) || pointsBack(u.text)) && !before.heading && before.section == u.section && !u.list
}

// pointsBack tells whether a sentence speaks of somebody or something before it has named any:
// "Fällen dürfen Sie sie nur mit Erlaubnis." Its first word may be a verb, so it names nothing.
func pointsBack(sentence string) bool {
	_, rest, _ := strings.Cut(sentence, " ")
	before, _, found := strings.Cut(pronoun.ReplaceAllString(rest, "\x00"), "\x00")
	return found && !names.MatchString(addressed.ReplaceAllString(before, ""))
}

var (
	pronoun   = regex.MustCompile(`\b(?:sie|ihn|ihm|er|deren|dessen)\b`)
	addressed = regex.MustCompile(`\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b`)
	names     = regex.MustCompile(`\p{Lu}`)
)

// anaphora begins sentences that lean on the one before.
var anaphora = regex.MustCompile(`^(Dann|Das (ist|sind|heißt|bedeutet|gilt|kann|können)|Dies(e|er|es|em|en)?|Sie (ist|sind|wird|werden|hat|kann)|Er|Es (ist|sind|hat|wird|werden|kann|bietet)|Die (helfen|beraten|bieten|sind)|Daher|Deshalb|Darum|Dadurch|Dafür|Dabei|Damit|Daraus|Außerdem|Dort|Hier|Hierzu|Hierfür|Dazu|Auch|Aber|Und|Oder|Sonst|Zusätzlich|Ebenso|Jedoch|Allerdings|Danach|Anschließend|So|Ihre? (Aufgabe|Ziel))\b`)
