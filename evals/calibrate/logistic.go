package calibrate

import (
	"errors"
	"math"
)

// Model is a logistic regression: the probability that a question with these features can
// be answered is 1 / (1 + exp(-(Bias + Weights · x))); it is answered from Threshold on.
type Model struct {
	Features  []string  `json:"features"`
	Weights   []float64 `json:"weights"`
	Bias      float64   `json:"bias"`
	Threshold float64   `json:"threshold"`
}

// Probability is between 0 and 1. x has one value for each feature.
func (m Model) Probability(x []float64) float64 {
	z := m.Bias
	for i, w := range m.Weights {
		z += w * x[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// ridge is the penalty on squared weights of standardised features. It keeps the weights
// finite when a feature separates the samples, and is too small to matter otherwise.
const ridge = 3.0

// logistic fits a model by Newton's method on the penalised likelihood (Hastie, Tibshirani
// and Friedman, The Elements of Statistical Learning, 2009, section 4.4). Features are
// standardised while fitting; the weights returned are for features as they are. weights
// say how much each sample counts.
func logistic(x [][]float64, y []bool, weights []float64) (Model, error) {
	if len(x) == 0 {
		return Model{}, errors.New("no samples")
	}
	means, scales := standards(x)
	n := len(means) + 1 // the bias is last
	beta := make([]float64, n)
	row := make([]float64, n)
	for range 50 {
		gradient := make([]float64, n)
		hessian := make([][]float64, n)
		for i := range hessian {
			hessian[i] = make([]float64, n)
			if i < n-1 {
				gradient[i] = -ridge * beta[i]
				hessian[i][i] = ridge
			}
		}
		for s := range x {
			z := beta[n-1]
			for j := range means {
				row[j] = (x[s][j] - means[j]) / scales[j]
				z += beta[j] * row[j]
			}
			row[n-1] = 1
			p := 1 / (1 + math.Exp(-z))
			rest := -p
			if y[s] {
				rest++
			}
			rest *= weights[s]
			for i := range row {
				gradient[i] += rest * row[i]
				for j := range row {
					hessian[i][j] += weights[s] * p * (1 - p) * row[i] * row[j]
				}
			}
		}
		step, err := solve(hessian, gradient)
		if err != nil {
			return Model{}, err
		}
		largest := 0.0
		for i := range beta {
			beta[i] += step[i]
			largest = max(largest, math.Abs(step[i]))
		}
		if largest < 1e-9 {
			break
		}
	}
	m := Model{Weights: make([]float64, n-1), Bias: beta[n-1]}
	for j := range m.Weights {
		m.Weights[j] = beta[j] / scales[j]
		m.Bias -= beta[j] * means[j] / scales[j]
	}
	return m, nil
}

// standards are the mean and standard deviation of each feature; a constant feature has
// scale 1, so that it does nothing.
func standards(x [][]float64) (means, scales []float64) {
	means, scales = make([]float64, len(x[0])), make([]float64, len(x[0]))
	for _, row := range x {
		for j, v := range row {
			means[j] += v / float64(len(x))
		}
	}
	for _, row := range x {
		for j, v := range row {
			scales[j] += (v - means[j]) * (v - means[j]) / float64(len(x))
		}
	}
	for j := range scales {
		if scales[j] = math.Sqrt(scales[j]); scales[j] < 1e-12 {
			scales[j] = 1
		}
	}
	return means, scales
}

// solve is Gaussian elimination with pivots; a and b are overwritten.
func solve(a [][]float64, b []float64) ([]float64, error) {
	n := len(b)
	for i := range n {
		pivot := i
		for r := i + 1; r < n; r++ {
			if math.Abs(a[r][i]) > math.Abs(a[pivot][i]) {
				pivot = r
			}
		}
		if math.Abs(a[pivot][i]) < 1e-12 {
			return nil, errors.New("the samples do not determine the weights: all of one kind?")
		}
		a[i], a[pivot], b[i], b[pivot] = a[pivot], a[i], b[pivot], b[i]
		for r := i + 1; r < n; r++ {
			factor := a[r][i] / a[i][i]
			for c := i; c < n; c++ {
				a[r][c] -= factor * a[i][c]
			}
			b[r] -= factor * b[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for c := i + 1; c < n; c++ {
			b[i] -= a[i][c] * b[c]
		}
		b[i] /= a[i][i]
	}
	return b, nil
}
