package compose

import "math"

// logit is a logistic regression on standardised features with an L2 penalty, fitted by
// Newton's method.
type logit struct {
	mean, sd []float64
	w        []float64 // the last is the intercept, which is not penalised
}

func fitLogit(x [][]float64, y, weight []float64, l2 float64) *logit {
	d := len(x[0])
	m := &logit{mean: make([]float64, d), sd: make([]float64, d), w: make([]float64, d+1)}
	for _, row := range x {
		for j, v := range row {
			m.mean[j] += v / float64(len(x))
		}
	}
	for _, row := range x {
		for j, v := range row {
			m.sd[j] += (v - m.mean[j]) * (v - m.mean[j]) / float64(len(x))
		}
	}
	for j := range m.sd {
		m.sd[j] = math.Sqrt(m.sd[j])
		if m.sd[j] < 1e-6 {
			m.sd[j] = 1
		}
	}
	z := make([][]float64, len(x))
	for i, row := range x {
		z[i] = make([]float64, d+1)
		for j, v := range row {
			z[i][j] = (v - m.mean[j]) / m.sd[j]
		}
		z[i][d] = 1
	}
	for range 12 {
		h := make([][]float64, d+1)
		g := make([]float64, d+1)
		for j := range h {
			h[j] = make([]float64, d+1)
			if j < d {
				h[j][j] = l2
				g[j] = -l2 * m.w[j]
			} else {
				h[j][j] = 1e-9
			}
		}
		for i, row := range z {
			s := 0.0
			for j, v := range row {
				s += m.w[j] * v
			}
			p := 1 / (1 + math.Exp(-s))
			e, c := weight[i]*(y[i]-p), weight[i]*p*(1-p)
			for j, v := range row {
				if v == 0 {
					continue
				}
				g[j] += e * v
				cv := c * v
				hj := h[j]
				for k := 0; k <= j; k++ {
					hj[k] += cv * row[k]
				}
			}
		}
		step := cholesky(h, g)
		size := 0.0
		for j, s := range step {
			m.w[j] += s
			size += s * s
		}
		if size < 1e-10 {
			break
		}
	}
	return m
}

// cholesky solves the symmetric positive definite system whose lower half is h.
func cholesky(h [][]float64, g []float64) []float64 {
	n := len(g)
	for j := range n {
		for k := range j {
			h[j][j] -= h[j][k] * h[j][k]
		}
		h[j][j] = math.Sqrt(math.Max(h[j][j], 1e-12))
		for i := j + 1; i < n; i++ {
			for k := range j {
				h[i][j] -= h[i][k] * h[j][k]
			}
			h[i][j] /= h[j][j]
		}
	}
	x := make([]float64, n)
	for i := range n {
		x[i] = g[i]
		for k := range i {
			x[i] -= h[i][k] * x[k]
		}
		x[i] /= h[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= h[k][i] * x[k]
		}
		x[i] /= h[i][i]
	}
	return x
}

func (m *logit) score(x []float64) float64 {
	s := m.w[len(m.mean)]
	for j, v := range x {
		s += m.w[j] * (v - m.mean[j]) / m.sd[j]
	}
	return s
}

func (m *logit) predict(x []float64) float64 { return 1 / (1 + math.Exp(-m.score(x))) }
