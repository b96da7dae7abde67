package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pgvector/pgvector-go"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/cluster"
	"auskunft/internal/postgres/pgtest"
)

// addDocuments stores one document for each visibility, titled like it.
func addDocuments(t *testing.T, db *postgres.DB, visibilities ...auskunft.Visibility) {
	t.Helper()
	for _, v := range visibilities {
		_, err := db.Owner.Exec(t.Context(), `
			WITH seen AS (INSERT INTO visibilities VALUES ($1) ON CONFLICT DO NOTHING),
			     source AS (INSERT INTO sources (name, kind, location, visibility) VALUES ($1, 'files', 'x', 'public') RETURNING id)
			INSERT INTO documents (source_id, key, kind, title, lang, visibility, text, mark, digest)
			SELECT id, 'seite', 'page', $1, 'de', $1, 'Straßenreinigung', '', '' FROM source`, v)
		if err != nil {
			t.Fatal(err)
		}
	}
}

func titles(tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(context.Background(), "SELECT title FROM documents ORDER BY title")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func TestReadersSeeExactlyTheirs(t *testing.T) {
	db := pgtest.New(t)
	addDocuments(t, db, auskunft.Public, auskunft.Internal, auskunft.DepartmentOnly("bau"), auskunft.DepartmentOnly("soziales"))
	for _, tt := range []struct {
		reader auskunft.Reader
		want   []string
	}{
		{auskunft.Reader{}, nil},
		{auskunft.PublicReader, []string{"public"}},
		{auskunft.ReaderOf(auskunft.Internal), []string{"internal", "public"}},
		{auskunft.ReaderOf(auskunft.DepartmentOnly("bau")), []string{"department:bau", "internal", "public"}},
	} {
		var got []string
		err := db.Read(t.Context(), tt.reader, func(tx pgx.Tx) (err error) {
			got, err = titles(tx)
			return err
		})
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("Read as %v sees %q, %v, want %q", tt.reader, got, err, tt.want)
		}

		got = nil
		err = db.ReadBatch(t.Context(), tt.reader, func(b *pgx.Batch) {
			b.Queue("SELECT title FROM documents ORDER BY title").Query(func(rows pgx.Rows) (err error) {
				got, err = pgx.CollectRows(rows, pgx.RowTo[string])
				return err
			})
		})
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("ReadBatch as %v sees %q, %v, want %q", tt.reader, got, err, tt.want)
		}
	}
	// The setting ends with its transaction: the same connections see nothing without one.
	for range 20 {
		var n int
		if err := db.App.QueryRow(t.Context(), "SELECT count(*) FROM documents").Scan(&n); err != nil || n != 0 {
			t.Fatalf("without a reader %d documents are visible, %v", n, err)
		}
	}
}

func TestWrite(t *testing.T) {
	db := pgtest.New(t)
	addDocuments(t, db, auskunft.Public, auskunft.Internal)
	ctx := t.Context()
	rename := func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE documents SET title = 'neu'")
		return err
	}
	count := func() (n int) {
		err := db.Read(ctx, auskunft.ReaderOf(auskunft.Internal), func(tx pgx.Tx) error {
			return tx.QueryRow(ctx, "SELECT count(*) FROM documents WHERE title = 'neu'").Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}

	fault := errors.New("Fehler des Aufrufers")
	err := db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error { return errors.Join(rename(tx), fault) })
	if !errors.Is(err, fault) || count() != 0 {
		t.Errorf("after an error: %v, %d rows changed, want the error and none", err, count())
	}
	func() {
		defer func() { recover() }()
		db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
			if err := rename(tx); err != nil {
				t.Error(err)
			}
			panic("mitten in der Transaktion")
		})
	}()
	if count() != 0 {
		t.Errorf("after a panic %d rows are changed", count())
	}
	if err := db.Write(ctx, auskunft.PublicReader, rename); err != nil || count() != 1 {
		t.Errorf("Write: %v, %d rows changed, want the public one", err, count())
	}
	// What the reader does not see cannot be written either.
	err = db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE documents SET visibility = 'internal'")
		return err
	})
	wantSQLState(t, err, "42501")
	wantSQLState(t, db.Read(ctx, auskunft.PublicReader, rename), "25006")
}

func wantSQLState(t *testing.T, err error, code string) {
	t.Helper()
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); !ok || pgErr.Code != code {
		t.Errorf("error = %v, want SQLSTATE %s", err, code)
	}
}

// A batch that fails leaves no open transaction behind for the next user of its connection.
func TestReadBatchFailure(t *testing.T) {
	db := pgtest.New(t)
	addDocuments(t, db, auskunft.Public)
	ctx := t.Context()
	err := db.ReadBatch(ctx, auskunft.PublicReader, func(b *pgx.Batch) { b.Queue("SELECT 1/0") })
	wantSQLState(t, err, "22012")
	err = db.ReadBatch(ctx, auskunft.PublicReader, func(b *pgx.Batch) { b.Queue("DELETE FROM documents") })
	wantSQLState(t, err, "25006")
	fault := errors.New("Fehler beim Lesen")
	err = db.ReadBatch(ctx, auskunft.PublicReader, func(b *pgx.Batch) {
		b.Queue("SELECT 1").QueryRow(func(pgx.Row) error { return fault })
	})
	if !errors.Is(err, fault) {
		t.Errorf("error = %v, want the callback's", err)
	}
	for range 20 {
		var n int
		if err := db.App.QueryRow(ctx, "SELECT count(*) FROM documents").Scan(&n); err != nil || n != 0 {
			t.Fatalf("after a failed batch %d documents are visible, %v", n, err)
		}
	}
}

func TestVectorsTravelInBinary(t *testing.T) {
	db := pgtest.New(t)
	want := []float32{0.5, -1, 0.25}
	var got pgvector.HalfVector
	if err := db.App.QueryRow(t.Context(), "SELECT $1::halfvec", pgvector.NewHalfVector(want)).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Slice(), want) {
		t.Errorf("got %v, want %v", got.Slice(), want)
	}
}

func TestUnavailable(t *testing.T) {
	private, err := cluster.Open(t.Context(), cluster.Options{Data: pgtest.Folder(t), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.OpenCluster(t.Context(), private, cluster.Database, 0, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := private.Close(); err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), auskunft.PublicReader, func(pgx.Tx) error { return nil })
	if auskunft.KindOf(err) != auskunft.Unavailable {
		t.Errorf("error = %v, want one that is unavailable", err)
	}
	err = db.ReadBatch(t.Context(), auskunft.PublicReader, func(*pgx.Batch) {})
	if auskunft.KindOf(err) != auskunft.Unavailable {
		t.Errorf("error = %v, want one that is unavailable", err)
	}
}

// The role that serves people must be unable to get around row-level security.
func TestAppRoleIsPowerless(t *testing.T) {
	db := pgtest.New(t)
	ctx := t.Context()
	var role string
	var super, bypass, create bool
	err := db.App.QueryRow(ctx, `SELECT rolname, rolsuper, rolbypassrls, rolcreaterole OR rolcreatedb OR rolreplication
		FROM pg_roles WHERE rolname = current_user AND rolname = session_user`).Scan(&role, &super, &bypass, &create)
	if err != nil {
		t.Fatal(err)
	}
	if role != cluster.AppRole || super || bypass || create {
		t.Errorf("role %s: superuser %t, bypass %t, may create %t", role, super, bypass, create)
	}
	var owned, memberships int
	err = db.App.QueryRow(ctx, `SELECT (SELECT count(*) FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o'),
		(SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid) FROM pg_roles r WHERE rolname = current_user`).Scan(&owned, &memberships)
	if err != nil || owned != 0 || memberships != 0 {
		t.Errorf("the role owns %d objects and is member of %d roles, %v", owned, memberships, err)
	}
	for _, statement := range []string{
		"CREATE TABLE eigene (x int)", "DROP TABLE documents", "TRUNCATE documents", "ALTER TABLE documents DISABLE ROW LEVEL SECURITY",
		"DROP POLICY reader ON documents", "DELETE FROM goose_db_version", "INSERT INTO river_migration VALUES ('x', 9)",
		"SET ROLE auskunft_owner", "COPY documents TO PROGRAM 'cat'",
	} {
		_, err := db.App.Exec(ctx, statement)
		wantSQLState(t, err, "42501")
	}
	// Every table that says who may read it is guarded.
	rows, err := db.Owner.Query(ctx, `SELECT relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE relkind = 'r' AND attname = 'visibility' AND NOT relrowsecurity
		  AND relname NOT IN ('sources', 'tokens')`) // theirs says what something else may be read by
	if err != nil {
		t.Fatal(err)
	}
	if open, err := pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || len(open) > 0 {
		t.Errorf("tables without row-level security: %q, %v", open, err)
	}
}

func TestAppSeesTablesTheOwnerMakesLater(t *testing.T) {
	db := pgtest.New(t)
	if _, err := db.Owner.Exec(t.Context(), "CREATE TABLE vectors_neu (id bigint GENERATED BY DEFAULT AS IDENTITY, embedding halfvec(3))"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.App.Exec(t.Context(), "INSERT INTO vectors_neu (embedding) VALUES ('[1,2,3]')"); err != nil {
		t.Error(err)
	}
}

func TestScratch(t *testing.T) {
	db := pgtest.New(t)
	addDocuments(t, db, auskunft.Public)
	scratch, err := db.Scratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := scratch.Owner.QueryRow(t.Context(), "SELECT count(*) FROM documents").Scan(&n); err != nil || n != 0 {
		t.Errorf("the scratch database has %d documents, %v", n, err)
	}
	if err := scratch.Close(); err != nil {
		t.Error(err)
	}
	var left int
	if err := db.Owner.QueryRow(t.Context(), "SELECT count(*) FROM pg_database WHERE datname LIKE 'auskunft\\_scratch\\_%'").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d scratch databases are left, %v", left, err)
	}
}

func TestScratchDropsWhatAKilledProcessLeft(t *testing.T) {
	db := pgtest.New(t)
	const abandoned, young = "auskunft_scratch_1700000000_abcdefgh", "auskunft_scratch_99999999999_abcdefgh"
	for _, name := range []string{abandoned, young} {
		if _, err := db.Owner.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
			t.Fatal(err)
		}
		defer db.Owner.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name)
	}
	scratch, err := db.Scratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer scratch.Close()
	rows, err := db.Owner.Query(t.Context(), "SELECT datname::text FROM pg_database WHERE datname = ANY ($1)", []string{abandoned, young})
	if err != nil {
		t.Fatal(err)
	}
	if left, err := pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || !slices.Equal(left, []string{young}) {
		t.Errorf("left are %q, %v, want the young one only", left, err)
	}
}

func TestMigrateAgainAndAtOnce(t *testing.T) {
	db := pgtest.New(t)
	if _, err := db.Owner.Exec(t.Context(), "CREATE DATABASE auskunft_leer"); err != nil {
		t.Fatal(err)
	}
	defer db.Owner.Exec(context.Background(), "DROP DATABASE auskunft_leer WITH (FORCE)")
	open := func() *postgres.DB { return openURL(t, serverURL(db, cluster.SuperRole, "auskunft_leer")) }
	first := open()
	if _, err := first.App.Exec(t.Context(), "SELECT FROM documents"); err == nil {
		t.Fatal("the database is migrated already: the test tests nothing")
	}
	var wg sync.WaitGroup
	for range 3 {
		other := open()
		wg.Go(func() {
			if err := other.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := first.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
	if applied, latest, err := postgres.Versions(t.Context(), first.App); err != nil || applied != latest || latest == 0 {
		t.Errorf("versions %d of %d, %v", applied, latest, err)
	}
}

func TestMigrateRefusesANewerDatabase(t *testing.T) {
	db := pgtest.New(t)
	if _, err := db.Owner.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "start the newer version of auskunft") {
		t.Errorf("error = %v", err)
	}
}

// What a query costs with everything around it; both are measured over a Unix socket.
func BenchmarkReading(b *testing.B) {
	db := pgtest.New(b)
	ctx := b.Context()
	const query = "SELECT count(*) FROM visibilities"
	var n int
	b.Run("Read", func(b *testing.B) {
		for b.Loop() {
			err := db.Read(ctx, auskunft.PublicReader, func(tx pgx.Tx) error { return tx.QueryRow(ctx, query).Scan(&n) })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ReadBatch", func(b *testing.B) {
		for b.Loop() {
			err := db.ReadBatch(ctx, auskunft.PublicReader, func(batch *pgx.Batch) {
				batch.Queue(query).QueryRow(func(row pgx.Row) error { return row.Scan(&n) })
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
