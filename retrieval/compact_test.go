package retrieval_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/retrieval"
)

// Above the number up to which all vectors are compared, those of the candidates come from the index
// and not from the server. They say the same, after merges of blocks and where one is missing.
func TestVectorsInMemory(t *testing.T) {
	f := newFixture(t)
	for n, body := range []string{
		"Die Steuer für einen Hund beträgt 90 Euro im Jahr.", "Hunde sind in der Hundesteuersatzung nicht von der Steuer befreit.",
		"Steuer", "Die Steuer für Hunde entfällt nach einem Umzug.", "Grundsteuer und Gewerbesteuer: Steuer der Gemeinden.", "Ohne Vektor: die Steuer.",
	} {
		f.write(func(tx pgx.Tx) { f.put(tx, text{title: fmt.Sprint("Seite ", n), body: body}) })
		if n == 5 {
			f.write(func(tx pgx.Tx) {
				if _, err := tx.Exec(t.Context(), `DELETE FROM vectors_builtin WHERE passage_id = (SELECT max(id) FROM passages)`); err != nil {
					t.Fatal(err)
				}
			})
		}
		f.catchUp()
	}
	asked := func() map[string]float64 {
		t.Helper()
		r, err := f.search.Search(t.Context(), retrieval.Query{Text: "Hunde Steuer", Reader: auskunft.PublicReader, Now: time.Now(), Explain: true})
		if err != nil || r.Degraded != "" || len(r.Hits) < 5 {
			t.Fatalf("%d hits, degraded %q, %v", len(r.Hits), r.Degraded, err)
		}
		shares := map[string]float64{}
		for _, h := range r.Hits {
			for _, part := range h.Why {
				if part.Kind == retrieval.VectorsPart {
					shares[h.Document.Title] = part.Value
				}
			}
		}
		return shares
	}
	want := asked()
	f.search.SetExactUpTo(0)
	got := asked()
	if len(got) != len(want) || len(got) < 4 {
		t.Errorf("vectors count for %d hits, want %d", len(got), len(want))
	}
	for title, share := range want {
		if math.Abs(got[title]-share) > .002 {
			t.Errorf("%s: the vector adds %.4f, want %.4f as the server compares", title, got[title], share)
		}
	}
}
