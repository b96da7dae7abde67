package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestMeanCoversTheTruthInBulk(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	covered := 0
	const rounds = 200
	for round := range rounds {
		values := make([]float64, 80)
		for i := range values {
			if random.Float64() < 0.7 {
				values[i] = 1
			}
		}
		i := Mean(values, uint64(round))
		if i.Low <= 0.7 && 0.7 <= i.High {
			covered++
		}
		if i.N != 80 || i.Low > i.Value || i.Value > i.High {
			t.Fatalf("interval %+v", i)
		}
	}
	if share := float64(covered) / rounds; share < 0.90 || share > 0.99 {
		t.Errorf("95 %% intervals cover the truth in %.0f %% of %d rounds", 100*share, rounds)
	}
}

func TestMeanIsSeeded(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	values := make([]float64, 40)
	for i := range values {
		values[i] = random.Float64()
	}
	if Mean(values, 7) != Mean(values, 7) {
		t.Error("the same seed gives another interval")
	}
	if Mean(values, 7) == Mean(values, 8) {
		t.Error("the seed does nothing")
	}
	if got := Mean(nil, 1); got != (Interval{}) {
		t.Errorf("no values: %+v", got)
	}
	if got := Mean([]float64{0.5}, 1); got != (Interval{0.5, 0.5, 0.5, 1}) {
		t.Errorf("one value: %+v", got)
	}
}

func TestQuantile(t *testing.T) {
	values := []float64{4, 1, 3, 2}
	for q, want := range map[float64]float64{0: 1, 0.5: 2.5, 1: 4, 0.95: 3.85} {
		if got := Quantile(values, q); math.Abs(got-want) > 1e-12 {
			t.Errorf("quantile %v = %v, want %v", q, got, want)
		}
	}
	if values[0] != 4 {
		t.Error("the caller's values were sorted")
	}
}

func TestRandomisation(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	same, shown := 0, 0
	for round := range 100 {
		a, b := make([]float64, 60), make([]float64, 60)
		for i := range a {
			a[i], b[i] = random.Float64(), random.Float64()
		}
		if Randomisation(a, b, uint64(round)).Shown() {
			same++
		}
		for i := range b {
			b[i] = a[i] + 0.1 + 0.2*(random.Float64()-0.5)
		}
		if d := Randomisation(a, b, uint64(round)); d.Shown() && d.Mean.Value > 0 {
			shown++
		}
	}
	if same > 12 {
		t.Errorf("%d of 100 comparisons of equals show a difference; about 5 are expected", same)
	}
	if shown < 99 {
		t.Errorf("a clear gain is shown in %d of 100 comparisons", shown)
	}
	if d := Randomisation([]float64{1, 0}, []float64{1, 0}, 1); d.P != 1 || d.Shown() {
		t.Errorf("no difference at all: %+v", d)
	}
	// Three samples that all lose 1: 2 of 8 sign patterns are as extreme, p = 1/4.
	d := Randomisation([]float64{1, 1, 1}, []float64{0, 0, 0}, 1)
	if math.Abs(d.P-0.25) > 0.03 {
		t.Errorf("exact p is 1/4, drawn %v", d.P)
	}
}

func TestMcNemar(t *testing.T) {
	flips := func(lost, gained, kept int) Flips {
		var before, after []bool
		add := func(n int, b, a bool) {
			for range n {
				before, after = append(before, b), append(after, a)
			}
		}
		add(lost, true, false)
		add(gained, false, true)
		add(kept, true, true)
		return McNemar(before, after)
	}
	for _, tt := range []struct {
		lost, gained int
		p            float64 // sums of binomial coefficients, by hand
	}{
		{0, 0, 1}, {1, 0, 1}, {5, 0, 2. / 32}, {6, 0, 2. / 64}, {8, 1, 20. / 512}, {3, 3, 1},
	} {
		got := flips(tt.lost, tt.gained, 10)
		if got.Lost != tt.lost || got.Gained != tt.gained || math.Abs(got.P-tt.p) > 1e-9 {
			t.Errorf("%d lost, %d gained: %+v, want p = %v", tt.lost, tt.gained, got, tt.p)
		}
	}
	if !flips(6, 0, 0).Shown() || flips(5, 0, 0).Shown() {
		t.Error("six losses are more than chance, five are not")
	}
	if got := flips(2000, 1000, 0); got.P > 1e-6 || math.IsNaN(got.P) {
		t.Errorf("many flips: %+v", got)
	}
}
