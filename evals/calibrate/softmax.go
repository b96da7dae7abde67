package calibrate

import (
	"maps"
	"math"
	"slices"

	"auskunft/chat/guard"
)

const (
	// penalty is that on squared weights, rounds how often all sentences are gone through.
	// Cross-validated figures are the same from .03 to .3 and from 60 to 120.
	penalty = .1
	rounds  = 80
	// step is the first step of AdaGrad for every weight.
	step = .5
	// fewest is in how many sentences a feature must be seen to be told from chance.
	fewest = 3
	// smallest is the least weight that is kept: the file shall be read by people.
	smallest = .25
)

// sentence is a Sentence by the numbers of its features and its kind.
type sentence struct {
	features []int
	values   []float64
	kind     int
}

// fitClassifier fits a multinomial logistic regression with a penalty on squared weights by
// AdaGrad over all sentences at once (Duchi, Hazan and Singer, JMLR 12, 2011): it depends on
// nothing but the sentences and their order.
func fitClassifier(sentences []Sentence, features [][]guard.Feature) *guard.Classifier {
	kinds := kindsOf(sentences)
	names := vocabulary(features)
	samples := make([]sentence, len(sentences))
	for i, s := range sentences {
		samples[i].kind = slices.Index(kinds, s.Kind)
		for _, f := range features[i] {
			if n, ok := slices.BinarySearch(names, f.Name); ok {
				samples[i].features, samples[i].values = append(samples[i].features, n), append(samples[i].values, f.Value)
			}
		}
	}
	weights := ascend(samples, len(names), len(kinds))
	c := &guard.Classifier{Bias: map[guard.Kind]float64{}, Weights: map[guard.Kind]map[string]float64{}}
	for k, kind := range kinds {
		c.Bias[kind] = rounded(weights[len(names)][k])
		c.Weights[kind] = map[string]float64{}
		for n, name := range names {
			if w := rounded(weights[n][k]); math.Abs(w) >= smallest {
				c.Weights[kind][name] = w
			}
		}
	}
	return c
}

// rounded is what the file shows of a weight.
func rounded(weight float64) float64 { return math.Round(100*weight) / 100 }

func kindsOf(sentences []Sentence) []guard.Kind {
	kinds := map[guard.Kind]bool{}
	for _, s := range sentences {
		kinds[s.Kind] = true
	}
	return slices.Sorted(maps.Keys(kinds))
}

// vocabulary are the names of the features that enough sentences show, sorted.
func vocabulary(features [][]guard.Feature) []string {
	seen := map[string]int{}
	for _, sentence := range features {
		for _, f := range sentence {
			seen[f.Name]++
		}
	}
	maps.DeleteFunc(seen, func(_ string, n int) bool { return n < fewest })
	return slices.Sorted(maps.Keys(seen))
}

// ascend returns a row of weights for each feature, one for each kind; the bias is last.
func ascend(samples []sentence, features, kinds int) [][]float64 {
	weights, gradient, squares := table(features+1, kinds), table(features+1, kinds), table(features+1, kinds)
	rest := make([]float64, kinds)
	for range rounds {
		for f := range gradient {
			for k := range gradient[f] {
				gradient[f][k] = -penalty * weights[f][k]
			}
		}
		for _, s := range samples {
			missing(rest, s, weights)
			for k, r := range rest {
				gradient[features][k] += r
			}
			for i, f := range s.features {
				for k, r := range rest {
					gradient[f][k] += r * s.values[i]
				}
			}
		}
		for f := range weights {
			for k, g := range gradient[f] {
				if squares[f][k] += g * g; g != 0 {
					weights[f][k] += step * g / math.Sqrt(squares[f][k])
				}
			}
		}
	}
	return weights
}

// missing is what a sentence's probabilities lack to the truth, by kind.
func missing(rest []float64, s sentence, weights [][]float64) {
	copy(rest, weights[len(weights)-1])
	for i, f := range s.features {
		for k, w := range weights[f] {
			rest[k] += w * s.values[i]
		}
	}
	most, sum := slices.Max(rest), 0.0
	for k := range rest {
		rest[k] = math.Exp(rest[k] - most)
		sum += rest[k]
	}
	for k := range rest {
		rest[k] /= -sum
	}
	rest[s.kind]++
}

func table(rows, columns int) [][]float64 {
	t := make([][]float64, rows)
	for i := range t {
		t[i] = make([]float64, columns)
	}
	return t
}
