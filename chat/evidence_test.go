package chat

import (
	"context"
	"slices"
	"testing"

	"auskunft"
)

func TestEvidence(t *testing.T) {
	b := newBench(t)
	for _, tt := range []struct {
		text     string
		coverage float64
		strange  int
		decided  bool // by the decision that is calibrated
		answered bool
	}{
		{"Was kostet die Hundesteuer?", 0.90, 0, true, true},
		{"Was kostet die Mondsteuer?", 0.44, 1, true, false},
		{"Hallo", 0.9, 0, false, false},
		{"Bin ich von der Hundesteuer befreit?", 0.9, 0, false, false},
	} {
		b.search.found.Coverage, b.search.found.Strange = tt.coverage, tt.strange
		values, p, err := b.desk.Evidence(context.Background(), auskunft.Question{Text: tt.text, Reader: auskunft.PublicReader, Now: now})
		if err != nil || (values != nil) != tt.decided {
			t.Errorf("%q: %v, %v", tt.text, values, err)
			continue
		}
		if tt.decided && (values[slices.Index(Features(), "coverage")] != tt.coverage || len(values) != len(Features())) {
			t.Errorf("%q: values %v of %v", tt.text, values, Features())
		}
		if (p >= Threshold(false)) != tt.answered {
			t.Errorf("%q at coverage %v: probability %v, threshold %v", tt.text, tt.coverage, p, Threshold(false))
		}
	}
	if n := len(b.conversations.exchanges); n > 0 {
		t.Errorf("measuring recorded %d exchanges", n)
	}
}
