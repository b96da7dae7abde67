package compose

import (
	"math"
	"slices"
)

// choice is one question's candidates, of which at least one is right when it teaches anything.
type choice struct {
	author string
	x      [][]float64 // features of candidate i
	right  []bool
}

// chooser is a conditional logit on standardised features with an L2 penalty: the probability of a
// candidate is proportional to exp(w·z). Several right ones share theirs (McFadden 1974, with the sum
// over right candidates as the likelihood of a question).
type chooser struct {
	mean, sd, w []float64
}

// fitChooser fits by Newton's method with the step halved until the loss falls.
func fitChooser(all []choice, l2 float64) *chooser {
	in := slices.DeleteFunc(slices.Clone(all), func(c choice) bool { return !slices.Contains(c.right, true) })
	m := &chooser{}
	z := m.standardise(in)
	have := m.loss(in, z, l2)
	for range 25 {
		step := cholesky(m.slope(in, z, l2))
		before, t, now := slices.Clone(m.w), 1.0, have
		for ; t > 1e-3; t /= 2 {
			for j := range m.w {
				m.w[j] = before[j] + t*step[j]
			}
			if now = m.loss(in, z, l2); now < have {
				break
			}
		}
		if t <= 1e-3 {
			m.w = before
		}
		if t <= 1e-3 || have-now < 1e-4 {
			return m
		}
		have = now
	}
	return m
}

// standardise sets mean and sd, and gives the candidates' features by them.
func (m *chooser) standardise(in []choice) (z [][][]float64) {
	d := len(in[0].x[0])
	m.mean, m.sd, m.w = make([]float64, d), make([]float64, d), make([]float64, d)
	n := 0.0
	each := func(f func(j int, v float64)) {
		for _, c := range in {
			for _, x := range c.x {
				for j, v := range x {
					f(j, v)
				}
			}
		}
	}
	for _, c := range in {
		n += float64(len(c.x))
	}
	each(func(j int, v float64) { m.mean[j] += v / n })
	each(func(j int, v float64) { m.sd[j] += (v - m.mean[j]) * (v - m.mean[j]) / n })
	for j, v := range m.sd {
		if m.sd[j] = math.Sqrt(v); m.sd[j] < 1e-6 {
			m.sd[j] = 1
		}
	}
	for _, c := range in {
		var rows [][]float64
		for _, x := range c.x {
			row := make([]float64, d)
			for j, v := range x {
				row[j] = (v - m.mean[j]) / m.sd[j]
			}
			rows = append(rows, row)
		}
		z = append(z, rows)
	}
	return z
}

// shares are the candidates' probabilities, and the sum of the right ones'.
func (m *chooser) shares(z [][]float64, right []bool) (p []float64, sum float64) {
	all := 0.0
	for _, row := range z {
		s := 0.0
		for j, v := range row {
			s += m.w[j] * v
		}
		p = append(p, s)
	}
	top := slices.Max(p)
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		all += p[i]
	}
	for i := range p {
		p[i] /= all
		sum += p[i] * b2(right[i])
	}
	return p, max(sum, 1e-12)
}

func (m *chooser) loss(in []choice, z [][][]float64, l2 float64) (sum float64) {
	for _, w := range m.w {
		sum += l2 / 2 * w * w
	}
	for n, c := range in {
		_, right := m.shares(z[n], c.right)
		sum -= math.Log(right)
	}
	return sum
}

// slope is the lower half of the matrix of a step, which is that of the loss without the right
// candidates' part and so positive definite, and the negative gradient.
func (m *chooser) slope(in []choice, z [][][]float64, l2 float64) (h [][]float64, g []float64) {
	d := len(m.w)
	h, g = make([][]float64, d), make([]float64, d)
	for j := range h {
		h[j] = make([]float64, d)
		h[j][j], g[j] = l2, -l2*m.w[j]
	}
	for n, c := range in {
		p, right := m.shares(z[n], c.right)
		expected := make([]float64, d)
		for i, row := range z[n] {
			for j, v := range row {
				expected[j] += p[i] * v
				g[j] += (b2(c.right[i])/right - 1) * p[i] * v
				for k := 0; k <= j; k++ {
					h[j][k] += p[i] * v * row[k]
				}
			}
		}
		for j := range expected {
			for k := 0; k <= j; k++ {
				h[j][k] -= expected[j] * expected[k]
			}
		}
	}
	return h, g
}

// rate is a candidate's score for features as they are.
func (m *chooser) rate(x []float64) (sum float64) {
	for j, v := range x {
		sum += m.w[j] / m.sd[j] * v
	}
	return sum
}
