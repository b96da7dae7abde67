package postgres_test

import (
	"testing"
	"time"

	"auskunft/internal/postgres/pgtest"
)

func TestNew(t *testing.T) {
	for range 3 {
		begin := time.Now()
		db := pgtest.New(t)
		var n int
		if err := db.App.QueryRow(t.Context(), "SELECT count(*) FROM documents").Scan(&n); err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(begin), n)
	}
}
