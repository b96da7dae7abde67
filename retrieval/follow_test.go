package retrieval_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/retrieval"
	"auskunft/retrieval/synonym"
)

func TestIndexKeepsInStep(t *testing.T) {
	f := newFixture(t)
	f.want(auskunft.PublicReader, "Sperrmüll")
	f.write(func(tx pgx.Tx) { f.put(tx, text{title: "Sperrmüll", body: "Sperrmüll wird abgeholt."}) })
	f.catchUp()
	f.want(auskunft.PublicReader, "Sperrmüll", "Sperrmüll")
	f.write(func(tx pgx.Tx) {
		if _, err := tx.Exec(t.Context(), `UPDATE documents SET retired_at = now()`); err != nil {
			t.Fatal(err)
		}
	})
	f.want(auskunft.PublicReader, "Sperrmüll") // before the index knows: reading back leaves it out
	f.catchUp()
	f.want(auskunft.PublicReader, "Sperrmüll")
}

func TestLateCommitIsNotMissed(t *testing.T) {
	f := newFixture(t)
	late, err := f.db.App.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer late.Rollback(context.Background())
	if _, err := late.Exec(t.Context(), `SELECT set_config('auskunft.reader', $1, true)`, everything.Setting()); err != nil {
		t.Fatal(err)
	}
	f.put(late, text{title: "Spät", body: "Winterdienst räumt die Straßen."})
	f.write(func(tx pgx.Tx) { f.put(tx, text{title: "Früh", body: "Winterdienst streut die Wege."}) })
	f.catchUp()
	f.want(auskunft.PublicReader, "Winterdienst", "Früh")
	if err := late.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.catchUp()
	if got := f.found(auskunft.PublicReader, "Winterdienst"); len(got) != 2 {
		t.Errorf("found %q; want both", got)
	}
}

// A dump brings the numbers of the transactions of the server it was made on.
func TestRestoredTextsAreReadOnce(t *testing.T) {
	f := newFixture(t, text{title: "Fundbüro", body: "Gefundenes gibt man im Fundbüro ab."})
	exec := func(sql string) {
		t.Helper()
		f.write(func(tx pgx.Tx) {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		})
	}
	exec(`UPDATE documents SET changed_by = '987654321987'`)
	restored, err := retrieval.Open(t.Context(), f.db, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	f.search = restored
	f.want(auskunft.PublicReader, "Fundbüro", "Fundbüro")
	exec(`UPDATE passages SET terms = '\x00'`) // whoever reads them again fails
	f.catchUp()
	f.want(auskunft.PublicReader, "Fundbüro", "Fundbüro")
	f.write(func(tx pgx.Tx) { f.put(tx, text{title: "Sperrmüll", body: "Sperrmüll wird abgeholt."}) })
	f.catchUp()
	f.want(auskunft.PublicReader, "Sperrmüll", "Sperrmüll")
	exec(`UPDATE documents SET retired_at = now() WHERE title = 'Fundbüro'`)
	f.catchUp()
	f.want(auskunft.PublicReader, "Fundbüro")
}

func TestRehearsalFindsWhatItWrote(t *testing.T) {
	f := newFixture(t, text{title: "Fundbüro", body: "Gefundenes gibt man im Fundbüro ab."})
	err := f.db.Rehearse(t.Context(), func(db *postgres.DB) error {
		real := f.search
		defer func() { f.search = real }()
		f.search = real.Inside(db)
		err := db.Write(t.Context(), everything, func(tx pgx.Tx) error {
			f.put(tx, text{title: "Sperrmüll", body: "Sperrmüll wird abgeholt."})
			return nil
		})
		f.catchUp()
		f.want(auskunft.PublicReader, "Sperrmüll", "Sperrmüll")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f.catchUp()
	f.want(auskunft.PublicReader, "Sperrmüll")
}

func TestFollowHearsOfChanges(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { f.search.Follow(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	deadline := time.Now().Add(time.Minute)
	f.write(func(tx pgx.Tx) {
		f.put(tx, text{title: "Fundbüro", body: "Gefundenes gibt man im Fundbüro ab."})
		if _, err := tx.Exec(ctx, `NOTIFY auskunft_texts`); err != nil {
			t.Fatal(err)
		}
	})
	for len(f.found(auskunft.PublicReader, "Fundbüro")) == 0 {
		if time.Now().After(deadline) {
			t.Fatal("the index was not told within a minute")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestReplicasHearOfWords(t *testing.T) {
	f := newFixture(t, text{title: "Personalausweis", body: "Den Personalausweis beantragen Sie im Bürgerbüro."})
	other, err := retrieval.Open(t.Context(), f.db, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	replicas := []*retrieval.Searcher{f.search, other}
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for _, s := range replicas {
		group.Go(func() { s.Follow(ctx) })
	}
	defer func() { cancel(); group.Wait() }()
	f.words(synonym.Pair{Word: "Plastekarte", Official: "Personalausweis"})
	for i, s := range replicas {
		f.search = s
		deadline := time.Now().Add(time.Minute)
		for len(f.found(auskunft.PublicReader, "Plastekarte")) == 0 {
			if time.Now().After(deadline) {
				t.Fatalf("replica %d was not told within a minute", i)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

func TestMissedNotificationIsHealed(t *testing.T) {
	f := newFixture(t)
	f.search.SetHealEvery(50 * time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { f.search.Follow(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	f.write(func(tx pgx.Tx) { f.put(tx, text{title: "Fundbüro", body: "Gefundenes gibt man im Fundbüro ab."}) })
	deadline := time.Now().Add(time.Minute)
	for len(f.found(auskunft.PublicReader, "Fundbüro")) == 0 {
		if time.Now().After(deadline) {
			t.Fatal("the missed change was not found within a minute")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestSearchesWhileTextsChange(t *testing.T) {
	var texts []text
	for i := range 40 {
		texts = append(texts, text{title: fmt.Sprintf("Seite %02d", i), body: fmt.Sprintf("Der Sperrmüll wird in Bezirk %d abgeholt.", i)})
	}
	f := newFixture(t, texts...)
	ctx, cancel := context.WithCancel(t.Context())
	var follow sync.WaitGroup
	follow.Go(func() { f.search.Follow(ctx) })
	var searches sync.WaitGroup
	const concurrent = 200
	for i := range concurrent {
		searches.Go(func() {
			for n := range 5 {
				q := retrieval.Query{Text: fmt.Sprintf("Sperrmüll in Bezirk %d", (i+n)%40), Reader: auskunft.PublicReader, Explain: true, Whole: 2}
				r, err := f.search.Search(ctx, q)
				if err != nil {
					t.Error(err)
					return
				}
				for _, h := range r.Hits {
					if h.Document.Visibility != auskunft.Public {
						t.Errorf("the public found %s, which is %s", h.Document.Title, h.Document.Visibility)
					}
				}
				f.search.Suggest("Seite", auskunft.PublicReader, 5)
			}
		})
	}
	for i := range 20 {
		f.write(func(tx pgx.Tx) {
			v := []auskunft.Visibility{auskunft.Internal, auskunft.Public}[i%2]
			if _, err := tx.Exec(t.Context(), `UPDATE documents SET visibility = $1 WHERE key = $2`, v, fmt.Sprintf("Seite %02d", i/2)); err != nil {
				t.Fatal(err)
			}
			f.put(tx, text{title: fmt.Sprintf("Neu %02d", i), body: "Sperrmüll kommt dazu."})
			if _, err := tx.Exec(t.Context(), `NOTIFY auskunft_texts`); err != nil {
				t.Fatal(err)
			}
		})
		f.words(synonym.Pair{Word: fmt.Sprintf("Wort%d", i), Official: "Sperrmüll"})
	}
	searches.Wait()
	cancel()
	follow.Wait()
	f.catchUp()
	if got := f.found(auskunft.PublicReader, "Wort7"); len(got) != 10 {
		t.Errorf("after all changes found %d; want a full page", len(got))
	}
}
