package calibrate

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"auskunft/chat/guard"
)

const (
	// rounds is how often all sentences are gone through; more change nothing.
	rounds = 80
	// step is the first step of AdaGrad for every weight.
	step = .5
	// fewest is in how many sentences a feature must be seen to be told from chance.
	fewest = 3
	// smallest is the least weight that is kept.
	smallest = .05
	// decay is the penalty on squared weights.
	decay = .03
)

// A fit is what differs between the two steps of the classifier.
type fit struct {
	without string  // features that begin so take no part
	lasso   float64 // penalty on the size of weights: it makes most of them 0
	balance float64 // power by which rarer kinds count more: 0 each sentence the same, 1 each kind
}

var (
	fitKinds = fit{without: "a:", lasso: .4, balance: .35}
	fitCase  = fit{without: "c:", lasso: .05}
)

// sentence is a Sentence by the numbers of its features and its kind.
type sentence struct {
	features []int
	values   []float64
	kind     int
}

// fitClassifier fits both steps of the classifier. Runs of letters take no part in the second:
// they know the matter, and any matter may be asked for oneself.
func fitClassifier(sentences []Sentence, features [][]guard.Feature) *guard.Classifier {
	kinds := make([]guard.Kind, len(sentences))
	var cases []guard.Kind
	var ofCases [][]guard.Feature
	for i, s := range sentences {
		kinds[i] = s.Kind
		if s.Kind == guard.Individual {
			kinds[i] = guard.Question
		}
		if kinds[i] == guard.Question {
			cases, ofCases = append(cases, s.Kind), append(ofCases, features[i])
		}
	}
	c := &guard.Classifier{Case: guard.Case{Weights: map[string]float64{}}}
	c.Kinds.Bias, c.Kinds.Weights = fitKinds.regression(kinds, features)
	bias, weights := fitCase.regression(cases, ofCases)
	c.Case.Bias = rounded(bias[guard.Individual] - bias[guard.Question])
	for name, w := range weights {
		c.Case.Weights[name] = rounded(w[guard.Individual] - w[guard.Question])
	}
	return c
}

// regression fits a multinomial logistic regression by AdaGrad over all sentences at once, with
// the composite step that sets small weights to 0 (Duchi, Hazan and Singer, JMLR 12, 2011): it
// depends on nothing but the sentences and their order.
func (fit fit) regression(of []guard.Kind, features [][]guard.Feature) (map[guard.Kind]float64, map[string]map[guard.Kind]float64) {
	kinds := slices.Compact(slices.Sorted(slices.Values(of)))
	names := slices.DeleteFunc(vocabulary(features), func(name string) bool { return strings.HasPrefix(name, fit.without) })
	number := map[string]int{}
	for n, name := range names {
		number[name] = n
	}
	samples := make([]sentence, len(of))
	for i, kind := range of {
		samples[i].kind = slices.Index(kinds, kind)
		for _, f := range features[i] {
			if n, ok := number[f.Name]; ok {
				samples[i].features, samples[i].values = append(samples[i].features, n), append(samples[i].values, f.Value)
			}
		}
	}
	fitted := fit.ascend(samples, len(names), len(kinds))
	bias, weights := map[guard.Kind]float64{}, map[string]map[guard.Kind]float64{}
	for k, kind := range kinds {
		bias[kind] = rounded(fitted[len(names)][k])
		for n, name := range names {
			if math.Abs(fitted[n][k]) < smallest {
				continue
			}
			if weights[name] == nil {
				weights[name] = map[guard.Kind]float64{}
			}
			weights[name][kind] = rounded(fitted[n][k])
		}
	}
	return bias, weights
}

// rounded is what the file shows of a weight: two digits, no thousandths.
func rounded(weight float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(math.Round(100*weight)/100, 'g', 2, 64), 64)
	if err != nil {
		panic(err) // of what was just formatted
	}
	return r
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

// ascend returns the weights of each feature, one for each kind; those of the bias are last.
func (fit fit) ascend(samples []sentence, features, kinds int) [][]float64 {
	size := (features + 1) * kinds
	weights, gradient, squares := make([]float64, size), make([]float64, size), make([]float64, size)
	bias := gradient[features*kinds:]
	importance := fit.importance(samples, kinds)
	rest := make([]float64, kinds)
	for range rounds {
		for i, w := range weights {
			gradient[i] = -decay * w
		}
		for _, s := range samples {
			missing(rest, s, weights)
			for k := range rest {
				rest[k] *= importance[s.kind]
				bias[k] += rest[k]
			}
			for i, f := range s.features {
				row := gradient[f*kinds:][:kinds]
				for k, r := range rest {
					row[k] += r * s.values[i]
				}
			}
		}
		for i, g := range gradient {
			lasso := fit.lasso
			if i >= features*kinds {
				lasso = 0
			}
			if squares[i] += g * g; squares[i] > 0 {
				rate := step / math.Sqrt(squares[i])
				w := weights[i] + rate*g
				weights[i] = math.Copysign(max(math.Abs(w)-rate*lasso, 0), w)
			}
		}
	}
	return slices.Collect(slices.Chunk(weights, kinds))
}

// importance is how much a sentence of each kind counts.
func (fit fit) importance(samples []sentence, kinds int) []float64 {
	all := make([]float64, kinds)
	for _, s := range samples {
		all[s.kind]++
	}
	for k, n := range all {
		all[k] = math.Pow(float64(len(samples))/(n*float64(kinds)), fit.balance)
	}
	return all
}

// missing is what a sentence's probabilities lack to the truth, by kind.
func missing(rest []float64, s sentence, weights []float64) {
	copy(rest, weights[len(weights)-len(rest):])
	for i, f := range s.features {
		for k, w := range weights[f*len(rest):][:len(rest)] {
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
