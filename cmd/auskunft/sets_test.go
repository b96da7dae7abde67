package main

import (
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/evals/sets"
)

// closed are the names of services that rules send another way, because they mean it.
var closed = map[string]guard.Kind{
	"Spielplatz kaputt": guard.Defect, "Straßenlaterne defekt": guard.Defect, "Müll nicht abgeholt": guard.Defect,
	"Visum für Besuch": guard.OtherAuthority, "Feuer im Garten": guard.Emergency, // may burn
}

// People type names into the box: each name that a service of the town has is searched for.
func TestNamesOfServicesAreQuestionsInBulk(t *testing.T) {
	d := demoDesk(t)
	var names []string
	err := d.db.Read(t.Context(), auskunft.PublicReader, func(tx pgx.Tx) error {
		rows, err := tx.Query(t.Context(), `
			SELECT title FROM documents WHERE kind = $1 AND retired_at IS NULL
			UNION SELECT unnest(synonyms) FROM documents WHERE kind = $1 AND retired_at IS NULL`, auskunft.ServiceDocument)
		if err != nil {
			return err
		}
		names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil || len(names) < 500 {
		t.Fatalf("%d names, %v", len(names), err)
	}
	for _, name := range names {
		want := guard.Question
		if kind, ok := closed[name]; ok {
			want = kind
		}
		if got := guard.Route(name); got.Kind != want {
			t.Errorf("%q goes to %s (%s), want %s", name, got.Kind, got.Rule, want)
		}
	}
}

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
		// Legal advice is also right where the author of the set says so: both decide nothing.
		"entitlement": {{"all", "individual case or also right", 1}, {"look-alike", "not taken for a case", .95}},
		"routes":      {{"all", "routed", .95}, {"all", "help beside the answer", 1}, {"all", "in the asker's language", .9}},
		"followups":   {{"all", "answered from its source", .65}},
		"everyday":    {{"all", "led to its source", .7}},
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
