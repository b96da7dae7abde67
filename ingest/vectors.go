package ingest

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/retrieval/embed"
)

// vectorTable is the table that holds one embedder's vectors. Its name comes from
// embed.Table, never from outside.
type vectorTable string

// name is the table as SQL names it.
func (t vectorTable) name() string { return pgx.Identifier{string(t)}.Sanitize() }

// value is a vector as the table stores it.
func (t vectorTable) value(v []float32) pgvector.HalfVector { return pgvector.NewHalfVector(v) }

// EnsureVectors makes the table for an endpoint's embedder, with the same policy and the same
// tie to passages as the built-in embedder's. Only the owner may.
func EnsureVectors(ctx context.Context, db *postgres.DB, e embed.Embedder) error {
	table := vectorTable(embed.Table(e))
	var exists bool
	if err := db.App.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, table.name()).Scan(&exists); err != nil || exists {
		return err
	}
	if db.Owner == nil {
		return auskunft.Errorf(auskunft.Invalid, "vectors_owner",
			"the vectors of %s need a table that only the owner may make: set DATABASE_OWNER_URL and run auskunft migrate", e.Name())
	}
	return pgx.BeginFunc(ctx, db.Owner, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, fmt.Sprintf(`
			CREATE TABLE IF NOT EXISTS %[1]s (
			    passage_id bigint PRIMARY KEY,
			    visibility text NOT NULL,
			    embedding  halfvec(%[2]d) NOT NULL,
			    FOREIGN KEY (passage_id, visibility) REFERENCES passages (id, visibility) ON UPDATE CASCADE ON DELETE CASCADE
			);
			ALTER TABLE %[1]s ENABLE ROW LEVEL SECURITY;
			CREATE POLICY reader ON %[1]s USING (visibility = ANY ((SELECT auskunft_reader())::text[]));
			GRANT SELECT, INSERT, UPDATE, DELETE ON %[1]s TO auskunft_app;`, table.name(), e.Dimension()))
		return err
	})
}
