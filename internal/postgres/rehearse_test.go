package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
)

// A rehearsal sees what it writes and one state of everything else, survives a failed
// statement, and leaves nothing behind.
func TestRehearse(t *testing.T) {
	db, ctx := pgtest.New(t), t.Context()
	count := func(db *postgres.DB) (n int) {
		t.Helper()
		err := db.Read(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM settings`).Scan(&n)
		})
		if err == nil {
			var again int
			err = db.ReadBatch(ctx, auskunft.PublicReader, func(b *pgx.Batch) {
				b.Queue(`SELECT count(*) FROM settings`).QueryRow(func(r pgx.Row) error { return r.Scan(&again) })
			})
			if again != n {
				t.Errorf("a batch counts %d, a transaction %d", again, n)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	add := func(key string) func(pgx.Tx) error {
		return func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO settings (key, value) VALUES ($1, '1')`, key)
			return err
		}
	}
	failed := errors.New("as asked for")
	err := db.Rehearse(ctx, func(inside *postgres.DB) error {
		begin := count(inside)
		if err := inside.Write(ctx, auskunft.PublicReader, add("a")); err != nil {
			t.Error(err)
		}
		if err := inside.Write(ctx, auskunft.PublicReader, add("a")); err == nil {
			t.Error("the same key twice")
		}
		if err := db.Write(ctx, auskunft.PublicReader, add("b")); err != nil {
			t.Error(err)
		}
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if n := count(inside); n != begin+1 {
					t.Errorf("inside there are %d settings, at the beginning %d", n, begin)
				}
			})
		}
		group.Wait()
		return failed
	})
	if !errors.Is(err, failed) || count(db) != 1 {
		t.Errorf("%v, and %d settings are left", err, count(db))
	}
}
