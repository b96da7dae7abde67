package main

import (
	"path/filepath"
	"testing"

	"auskunft/evals/sets"
)

// The development halves of the sets hold these bars over the demo town. docs/quality.md has
// the figures; the bars are what must never be lost.
func TestSetsHoldTheirBarsInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("asks some five hundred questions")
	}
	d := demoDesk(t)
	bars := map[string][]struct {
		kind, name string
		share      float64
	}{
		"entitlement": {{"case", "individual case", 1}, {"look-alike", "not taken for a case", .95}},
		"routes":      {{"all", "routed", .95}, {"all", "help beside the answer", 1}, {"all", "in the asker's language", .9}},
		"followups":   {{"all", "answered from its source", .65}},
		"clarify":     {{"ambiguous", "asked back", .65}, {"clear", "not asked back", .95}},
	}
	for name, wanted := range bars {
		set, err := sets.Read(filepath.Join("..", "..", "evals", "sets", name+"-dev.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		report, err := sets.Measure(t.Context(), setsDesk{d}, set)
		if err != nil {
			t.Fatal(err)
		}
		for _, bar := range wanted {
			f := report.Of(bar.kind, bar.name)
			t.Logf("%s, %s, %s: %d of %d", name, bar.kind, bar.name, f.Right, f.Of)
			if f.Of == 0 || float64(f.Right) < bar.share*float64(f.Of) {
				t.Errorf("%s: %s %s: %d of %d, at least %.2f wanted", name, bar.kind, bar.name, f.Right, f.Of, bar.share)
			}
		}
	}
}
