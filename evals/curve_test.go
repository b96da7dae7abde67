package evals

import (
	"math"
	"testing"
)

func TestPrecisionOverCoverage(t *testing.T) {
	var samples []Sample
	for i := range 10 { // the four surest are right, one of the next four is, two were refused
		s := Sample{Right: []string{"right"}, Sure: &Sure{Page: "wrong", Lead: 1 - float64(i)/10}}
		if i < 4 || i == 6 {
			s.Sure.Page = "right"
		}
		if i >= 8 {
			s.Sure = nil
		}
		samples = append([]Sample{s}, samples...)
	}
	got := precision(samples, func(s Sure) float64 { return s.Lead })
	for step, want := range map[int]float64{0: 1, 3: 1, 4: .8, 7: 5.0 / 8, 8: math.NaN(), 9: math.NaN()} {
		if math.Abs(got[step]-want) > 1e-9 || math.IsNaN(got[step]) != math.IsNaN(want) {
			t.Errorf("of %.1f: %.3f, want %.3f", steps[step], got[step], want)
		}
	}
}
