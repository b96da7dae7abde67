package embed

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/cluster"
)

// grace is how long a replaced table stays: replicas look for a new one every few seconds,
// and a search that has begun reads what it began with.
const grace = time.Minute

// Settle makes e the embedder that serves once every passage has its vector, tells the
// replicas, and drops tables that were replaced long enough ago. It returns how long to wait
// until there is something left to do, 0 when there is nothing. Passages without a vector
// are no error: they are ingest's to embed, and who has embedded them calls Settle.
func Settle(ctx context.Context, db *postgres.DB, e Embedder) (wait time.Duration, err error) {
	table := Table(e)
	reader, err := everyone(ctx, db)
	if err != nil {
		return 0, err
	}
	err = db.Write(ctx, reader, func(tx pgx.Tx) error { return serve(ctx, tx, table) })
	if err != nil || db.Owner == nil {
		return 0, err
	}
	return dropReplaced(ctx, db)
}

func everyone(ctx context.Context, db *postgres.DB) (auskunft.Reader, error) {
	var all []auskunft.Visibility
	err := db.App.QueryRow(ctx, `SELECT array_agg(key) FROM visibilities`).Scan(&all)
	return auskunft.Reader{}.With(all...), err
}

func serve(ctx context.Context, tx pgx.Tx, table string) error {
	var serving, missing bool
	err := tx.QueryRow(ctx, `SELECT serving FROM embedders WHERE vectors = $1`, table).Scan(&serving)
	if err != nil || serving {
		return err
	}
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM passages p WHERE NOT EXISTS (SELECT FROM `+quoted(table)+` v WHERE v.passage_id = p.id))`).Scan(&missing)
	if err != nil || missing {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`UPDATE embedders SET serving = false, replaced_at = now() WHERE serving AND vectors <> $1`, table)
	b.Queue(`UPDATE embedders SET serving = true, replaced_at = NULL WHERE vectors = $1`, table)
	b.Queue(`NOTIFY auskunft_texts`)
	return tx.SendBatch(ctx, b).Close()
}

// dropReplaced drops the tables whose grace is over; the built-in embedder's, which belongs
// to the schema, is emptied.
func dropReplaced(ctx context.Context, db *postgres.DB) (wait time.Duration, err error) {
	rows, err := db.App.Query(ctx, `SELECT vectors, extract(epoch FROM now() - replaced_at)::float8 FROM embedders WHERE replaced_at IS NOT NULL`)
	if err != nil {
		return 0, err
	}
	type replaced struct {
		Table string
		Age   float64 // seconds
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[replaced])
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		if left := grace - time.Duration(r.Age*float64(time.Second)); left > 0 {
			wait = max(wait, left)
			continue
		}
		statement := `DROP TABLE IF EXISTS ` + quoted(r.Table)
		if r.Table == builtinTable {
			statement = `TRUNCATE ` + quoted(r.Table)
		}
		err := pgx.BeginFunc(ctx, db.Owner, func(tx pgx.Tx) error {
			// Somebody may have gone back to it meanwhile; the row's lock holds them off.
			tag, err := tx.Exec(ctx, `DELETE FROM embedders WHERE vectors = $1 AND replaced_at IS NOT NULL`, r.Table)
			if err != nil || tag.RowsAffected() == 0 {
				return err
			}
			_, err = tx.Exec(ctx, statement)
			return err
		})
		if err != nil {
			return wait, err
		}
	}
	return wait, nil
}

// What an HNSW index is made of. The graph's parameters are pgvector's defaults; on our data
// more links bought no recall that an exact scan of the best would not.
const (
	// ExactUpTo is how many passages are compared one by one: below, an exact scan is as fast
	// as a graph, and complete.
	ExactUpTo = 20_000
	// maxIndexed is the length up to which pgvector indexes halfvec.
	maxIndexed = 4000
	// buildMemory lets the graph of some hundred thousand vectors be built in memory.
	buildMemory = "512MB"
)

// parallelSafe is the first pgvector whose parallel build of HNSW may be trusted (CVE-2026-3172).
var parallelSafe = cluster.Version{Major: 0, Minor: 8, Patch: 2}

// IndexDue reports whether the table of e has outgrown exact scans and has no HNSW index.
// There never is one for the built-in embedder: it scores exactly, or what the words found.
func IndexDue(ctx context.Context, db *postgres.DB, e Embedder) (bool, error) {
	if _, builtin := e.(*Builtin); builtin || db.Owner == nil || e.Dimension() > maxIndexed {
		return false, nil
	}
	table := Table(e)
	var indexed, large bool
	err := db.Owner.QueryRow(ctx, `
		SELECT `+hasIndex("$1")+`, (SELECT count(*) > $2 FROM (SELECT FROM `+quoted(table)+` LIMIT $2 + 1) x)`,
		quoted(table), ExactUpTo).Scan(&indexed, &large)
	return large && !indexed, err
}

// hasIndex is the SQL for whether a table, given as an expression, has an HNSW index that can
// be used.
func hasIndex(table string) string {
	return `EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
	                 WHERE i.indrelid = to_regclass(` + table + `) AND a.amname = 'hnsw' AND i.indisvalid)`
}

// indexLock keeps two processes from building at once; the number means nothing.
const indexLock = 7_238_041_166

// MakeIndex makes the HNSW index of e's table when it is due, without keeping anybody from
// reading or writing. It takes minutes. Half an index, of a build that was killed, is made
// anew; when another process is at it, it does nothing.
func MakeIndex(ctx context.Context, db *postgres.DB, e Embedder) (made bool, err error) {
	if due, err := IndexDue(ctx, db, e); err != nil || !due {
		return false, err
	}
	login, err := db.Login(ctx)
	if err != nil {
		return false, err
	}
	conn, err := db.Owner.Acquire(ctx)
	if err != nil {
		return false, err
	}
	// Its settings and its lock end with the connection, also when the build is cut off.
	raw := conn.Hijack()
	defer raw.Close(context.WithoutCancel(ctx))
	var mine bool
	if err := raw.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(indexLock)).Scan(&mine); err != nil || !mine {
		return false, err
	}
	index := quoted(Table(e) + "_hnsw")
	statements := []string{
		`SET maintenance_work_mem = '` + buildMemory + `'`,
		`DROP INDEX IF EXISTS ` + index,
		`CREATE INDEX CONCURRENTLY ` + index + ` ON ` + quoted(Table(e)) + ` USING hnsw (embedding halfvec_cosine_ops)`,
		`NOTIFY auskunft_texts`,
	}
	if login.Vector.Compare(parallelSafe) < 0 {
		statements = append([]string{`SET max_parallel_maintenance_workers = 0`}, statements...)
	}
	for _, s := range statements {
		if _, err := raw.Exec(ctx, s); err != nil {
			return false, fmt.Errorf("%s: %w", s, err)
		}
	}
	return true, nil
}
