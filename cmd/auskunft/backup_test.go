package main

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"auskunft"
	"auskunft/internal/postgres/cluster"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
)

// A dump that was taken while the desk served comes back on another server by the two commands
// of docs/operations.md, and the desk answers there as here.
func TestBackupComesBack(t *testing.T) {
	d := demoDesk(t)
	installed, err := cluster.Find(os.Getenv("AUSKUNFT_POSTGRES"), 0)
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.Command(filepath.Join(installed.Bin, name), args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	dump := filepath.Join(t.TempDir(), "auskunft.dump")
	run("pg_dump", "--format=custom", "--file="+dump, d.db.Owner.Config().ConnString())

	folder := pgtest.Folder(t)
	other, err := cluster.Open(t.Context(), cluster.Options{Data: folder, Postgres: os.Getenv("AUSKUNFT_POSTGRES"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	run("pg_restore", "--no-owner", "--no-comments", "--exit-on-error", "--dbname="+other.URL(cluster.OwnerRole, cluster.Database), dump)

	restored, err := openDesk(surroundingsIn(folder), deskOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(restored.Close)
	const rows = `SELECT format('%s %s', table_name, xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', table_name), false, true, ''))) FROM information_schema.tables
		WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'river%' ORDER BY 1`
	for _, reader := range []auskunft.Reader{auskunft.PublicReader, everybody(t, d)} {
		if there, here := rowsAs[string](t, restored, reader, rows), rowsAs[string](t, d, reader, rows); !reflect.DeepEqual(there, here) {
			t.Errorf("the tables hold\n%q, want\n%q", there, here)
		}
		q := retrieval.Query{Text: "Was kostet die Hundesteuer?", Reader: reader, K: 10}
		there, err := restored.search.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		here, err := d.search.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(here.Hits) == 0 || !reflect.DeepEqual(there.Hits, here.Hits) {
			t.Errorf("found is\n%+v, want\n%+v", there.Hits, here.Hits)
		}
	}
}
