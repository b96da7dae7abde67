package embed

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
)

// Table names the database table of an embedder's vectors: a plain identifier, different
// for embedders of different names or dimensions.
func Table(e Embedder) string {
	if _, ok := e.(*Builtin); ok {
		return builtinTable
	}
	readable := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, e.Name())
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", e.Name(), e.Dimension()))
	return fmt.Sprintf("vectors_%.40s_%x", readable, sum[:4]) // at most 57 bytes; PostgreSQL cuts at 63
}

const builtinTable = "vectors_builtin" // made by the migrations

// quoted is a table as SQL names it.
func quoted(table string) string { return pgx.Identifier{table}.Sanitize() }

// Record is what the database remembers of an embedder that has a table.
type Record struct {
	Table          string
	Name           string
	Dimension      int
	BaseURL        string // "" for the built-in embedder
	Model          string
	QuestionPrefix string
	PassagePrefix  string
	Indexed        bool // the table has an HNSW index that can be used
}

// Builtin reports whether it is the built-in embedder's.
func (r Record) Builtin() bool { return r.Table == builtinTable }

var selectRecords = `
	SELECT vectors, name, dimension, base_url, model, question_prefix, passage_prefix, ` + hasIndex("quote_ident(vectors)") + `
	  FROM embedders`

func scanRecord(row pgx.CollectableRow) (r Record, err error) {
	return r, row.Scan(&r.Table, &r.Name, &r.Dimension, &r.BaseURL, &r.Model, &r.QuestionPrefix, &r.PassagePrefix, &r.Indexed)
}

// Serving is the embedder whose vectors questions are compared with now.
func Serving(ctx context.Context, db *postgres.DB) (Record, error) {
	rows, err := db.App.Query(ctx, selectRecords+` WHERE serving`)
	if err != nil {
		return Record{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanRecord)
}

// recordedDimension is the length of the vectors that a model made when it was last used; 0
// for a model that never was. With it a start need not ask the endpoint.
func recordedDimension(ctx context.Context, db *postgres.DB, name string) (dimension int, err error) {
	err = db.App.QueryRow(ctx, `SELECT dimension FROM embedders WHERE name = $1 AND base_url <> '' ORDER BY serving DESC, dimension LIMIT 1`, name).Scan(&dimension)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return dimension, err
}

// Ensure records an embedder and makes its table, with the same policy and the same tie to
// passages as the built-in embedder's. Only the owner may make one.
func Ensure(ctx context.Context, db *postgres.DB, e Embedder) error {
	r := Record{Table: Table(e), Name: e.Name(), Dimension: e.Dimension()}
	if endpoint, ok := e.(*Endpoint); ok {
		c := endpoint.config
		r.BaseURL, r.Model, r.QuestionPrefix, r.PassagePrefix = c.BaseURL, c.Model, c.QuestionPrefix, c.PassagePrefix
	}
	// The record first: it keeps a replaced table that is gone back to from being dropped.
	_, err := db.App.Exec(ctx, `
		INSERT INTO embedders (vectors, name, dimension, base_url, model, question_prefix, passage_prefix) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (vectors) DO UPDATE SET base_url = $4, question_prefix = $6, replaced_at = NULL`,
		r.Table, r.Name, r.Dimension, r.BaseURL, r.Model, r.QuestionPrefix, r.PassagePrefix)
	if err != nil {
		return err
	}
	return makeTable(ctx, db, e, r.Table)
}

func makeTable(ctx context.Context, db *postgres.DB, e Embedder, table string) error {
	var exists bool
	if err := db.App.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, quoted(table)).Scan(&exists); err != nil || exists {
		return err
	}
	if db.Owner == nil {
		return auskunft.Errorf(auskunft.Invalid, "vectors_owner",
			"the vectors of %s need a table that only the owner may make: set DATABASE_OWNER_URL and start once with it", e.Name())
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
			GRANT SELECT, INSERT, UPDATE, DELETE ON %[1]s TO auskunft_app;`, quoted(table), e.Dimension()))
		return err
	})
}
