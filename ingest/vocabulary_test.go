package ingest_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
)

// latePlace lists its texts when there is a vocabulary.
type latePlace struct {
	*place
	db *postgres.DB
}

func (p latePlace) List(ctx context.Context, yield func(source.Item) error) error {
	for made := false; !made; {
		if err := p.db.App.QueryRow(ctx, `SELECT EXISTS (SELECT FROM snapshots)`).Scan(&made); err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return p.place.List(ctx, yield)
}

// An import that makes the vocabulary anew makes it of all it brings: also of the texts that came
// after it was made and are too few to make it due again. Few texts by themselves change nothing.
func TestVocabularyIsOfAllThatAnImportBrings(t *testing.T) {
	db := pgtest.New(t)
	many, few := &place{texts: map[string]string{}}, &place{texts: map[string]string{}}
	for i := range 60 {
		many.set(fmt.Sprint("seite", i), fmt.Sprintf("# Seite %d\n\nDie Steuer für Hunde, Teil %d.\n", i, i))
	}
	for i := range 5 {
		few.set(fmt.Sprint("blatt", i), fmt.Sprintf("# Blatt %d\n\nDer Sperrmüll wird geholt, Teil %d.\n", i, i))
	}
	places := map[string]source.Source{"many": many, "few": latePlace{few, db}}
	open := func(p source.Place) (source.Source, error) { return places[p.Location], nil }
	p, err := ingest.New(db, open, nil, 2, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	var sources []ingest.Source
	for _, name := range []string{"many", "few"} {
		s, err := p.SaveSource(t.Context(), ingest.Source{Name: name, Kind: "test", Location: name, Visibility: auskunft.Public})
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, s)
	}
	newest := func(sources ...ingest.Source) (snapshot, counted, analysed int) {
		t.Helper()
		if _, err := p.Import(t.Context(), sources, ingest.Options{}, nil); err != nil {
			t.Fatal(err)
		}
		f := fixture{t: t, db: db}
		counts := f.rows(auskunft.PublicReader, `
			SELECT format('%s %s %s', s.id, s.passages, (SELECT count(*) FROM passages WHERE snapshot_id = s.id)) FROM snapshots s ORDER BY id DESC LIMIT 1`)
		if _, err := fmt.Sscan(counts[0], &snapshot, &counted, &analysed); err != nil {
			t.Fatal(err)
		}
		return snapshot, counted, analysed
	}
	first, counted, analysed := newest(sources...)
	if counted != 65 || analysed != 65 {
		t.Errorf("the vocabulary is of %d passages, and %d are analysed by it; want 65", counted, analysed)
	}
	few.set("blatt9", "# Blatt 9\n\nDer Sperrmüll wird nicht geholt.\n")
	if second, counted, analysed := newest(sources[1]); second != first || counted != 65 || analysed != 66 {
		t.Errorf("after one more: vocabulary %d of %d passages, %d analysed by it; want %d, 65, 66", second, counted, analysed, first)
	}
}
