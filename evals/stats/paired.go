package stats

import (
	"math"
	"math/rand/v2"
)

// Level is the chance of seeing a difference where there is none that we accept.
const Level = 0.05

// Difference is what a paired comparison of two runs over the same samples found.
type Difference struct {
	Mean Interval `json:"mean"` // of after minus before
	P    float64  `json:"p"`    // chance of a difference at least this large if there were none
}

// Shown reports whether the difference is more than chance at Level.
func (d Difference) Shown() bool { return d.P < Level }

// Randomisation is the two-sided paired randomisation test of the means of before and
// after (Smucker, Allan and Carterette, CIKM 2007): the signs of the differences are
// flipped at random; p is the share of drawings whose mean is at least as far from 0.
// Both slices belong to the same samples in the same order.
func Randomisation(before, after []float64, seed uint64) Difference {
	if len(before) != len(after) {
		panic("stats: paired samples of different number")
	}
	differences := make([]float64, len(after))
	sum := 0.0
	for i := range after {
		differences[i] = after[i] - before[i]
		sum += differences[i]
	}
	result := Difference{Mean: Mean(differences, seed), P: 1}
	if len(differences) == 0 {
		return result
	}
	random := rand.New(rand.NewPCG(seed, ^uint64(0)))
	extreme := 0
	// Sums of the same terms in another order differ in the last digits.
	bound := math.Abs(sum) - 1e-9
	for range Resamples {
		if math.Abs(flipped(differences, random)) >= bound {
			extreme++
		}
	}
	// The data itself is one of the possible drawings, so p is never 0.
	result.P = float64(extreme+1) / float64(Resamples+1)
	return result
}

func flipped(differences []float64, random *rand.Rand) float64 {
	sum := 0.0
	var bits uint64
	for i, d := range differences {
		if i%64 == 0 {
			bits = random.Uint64()
		}
		if bits&1 == 1 {
			d = -d
		}
		bits >>= 1
		sum += d
	}
	return sum
}

// Flips is how many samples changed between passed and failed.
type Flips struct {
	Lost   int     `json:"lost"`   // passed before, fail now
	Gained int     `json:"gained"` // failed before, pass now
	P      float64 `json:"p"`
}

// Shown reports whether the flips go one way more than chance at Level.
func (f Flips) Shown() bool { return f.P < Level }

// McNemar is the exact two-sided test of McNemar (Psychometrika, 1947) on paired passes:
// under no difference the flips go each way with probability one half.
func McNemar(before, after []bool) Flips {
	if len(before) != len(after) {
		panic("stats: paired samples of different number")
	}
	var f Flips
	for i := range before {
		switch {
		case before[i] && !after[i]:
			f.Lost++
		case !before[i] && after[i]:
			f.Gained++
		}
	}
	f.P = min(1, 2*binomialTail(f.Lost+f.Gained, min(f.Lost, f.Gained)))
	return f
}

// binomialTail is the probability of at most k heads in n throws of a fair coin.
func binomialTail(n, k int) float64 {
	logAll := float64(n) * math.Ln2
	sum := 0.0
	for i := 0; i <= k; i++ {
		sum += math.Exp(logChoose(n, i) - logAll)
	}
	return sum
}

func logChoose(n, k int) float64 {
	whole, _ := math.Lgamma(float64(n + 1))
	left, _ := math.Lgamma(float64(k + 1))
	right, _ := math.Lgamma(float64(n - k + 1))
	return whole - left - right
}
