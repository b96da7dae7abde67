package audit_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/audit"
)

func TestLog(t *testing.T) {
	db := pgtest.New(t)
	ctx, log := t.Context(), audit.New(db.App)
	if head, err := log.Verify(ctx, audit.Head{}); err != nil || head.Seq != 0 {
		t.Fatalf("an empty log: %v, %v", head, err)
	}
	entries := []audit.Entry{
		{Who: "anna", What: audit.SignedIn},
		{Who: audit.CommandLine, What: audit.AccountChanged, Object: "account jörg", Detail: "agent -> editor", Why: "Wechsel in die Redaktion; 100 % \"ok\" 😀"},
		{What: audit.SignInFailed, Why: "broken \xff \x00" + strings.Repeat("ä", 2000)},
	}
	for _, e := range entries {
		if err := log.Record(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	all, err := log.List(ctx, audit.Filter{})
	if err != nil || len(all) != 3 || all[2].Entry != entries[0] || all[1].Entry != entries[1] || all[0].Seq != 3 {
		t.Fatalf("List = %+v, %v", all, err)
	}
	if why := []rune(all[0].Why); len(why) != 1000 || !strings.HasPrefix(all[0].Why, "broken � �ää") {
		t.Errorf("a long reason became %d characters: %.20q", len(why), all[0].Why)
	}
	head, err := log.Verify(ctx, audit.Head{})
	if err != nil || head.Seq != 3 {
		t.Fatalf("Verify = %v, %v", head, err)
	}
	noted, err := audit.ParseHead(head.String())
	if err != nil || noted.String() != head.String() {
		t.Fatalf("%s read as %s, %v", head, noted, err)
	}

	for name, test := range map[string]struct {
		filter audit.Filter
		want   int
	}{
		"who": {audit.Filter{Who: "anna"}, 1}, "what": {audit.Filter{What: audit.AccountChanged}, 1},
		"all since": {audit.Filter{From: time.Now().Add(-time.Minute), Until: time.Now().Add(time.Minute)}, 3},
		"none yet":  {audit.Filter{From: time.Now().Add(time.Minute)}, 0},
		"page":      {audit.Filter{Before: 3, Limit: 1}, 1}, "injection": {audit.Filter{Who: "' OR true --"}, 0},
	} {
		if got, err := log.List(ctx, test.filter); err != nil || len(got) != test.want {
			t.Errorf("%s: %d entries, %v; want %d", name, len(got), err, test.want)
		}
	}

	changes := []string{`UPDATE audit_log SET who = 'x'`, `DELETE FROM audit_log`, `TRUNCATE audit_log`}
	for who, pool := range map[string]*pgxpool.Pool{"app": db.App, "owner": db.Owner} {
		for _, sql := range changes {
			if _, err := pool.Exec(ctx, sql); err == nil {
				t.Errorf("%s may %q", who, sql)
			}
		}
	}
	// Nor can an entry be forged: place, time and hash are the database's.
	_, err = db.App.Exec(ctx, `INSERT INTO audit_log VALUES (99, '2001-01-01', 'x', 'sign_in', '', '', '', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))`)
	if err != nil {
		t.Fatal(err)
	}
	if head, err := log.Verify(ctx, noted); err != nil || head.Seq != 4 {
		t.Errorf("after a forged entry: %v, %v; want it to be number 4, of now", head, err)
	}
}

// Whoever gets past the trigger is found out.
func TestVerifyFindsChanges(t *testing.T) {
	db := pgtest.New(t)
	ctx, log := t.Context(), audit.New(db.App)
	for _, who := range []string{"anna", "bert", "carl", "dora"} {
		if err := log.Record(ctx, audit.Entry{Who: who, What: audit.SignedIn}); err != nil {
			t.Fatal(err)
		}
	}
	head, err := log.Verify(ctx, audit.Head{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ sql, want string }{
		{`UPDATE audit_log SET who = 'eve' WHERE seq = 2`, "entry 2 was changed"},
		{`UPDATE audit_log SET at = at + interval '1 microsecond' WHERE seq = 4`, "entry 4 was changed"},
		{`UPDATE audit_log SET who = 'carl', object = '' WHERE seq = 3; UPDATE audit_log SET previous = hash WHERE seq = 3`, "entry 3 does not follow"},
		{`DELETE FROM audit_log WHERE seq IN (2, 3)`, "entries 2 to 3 are missing"},
		{`DELETE FROM audit_log WHERE seq = 1`, "entries 1 to 1 are missing"},
		{`DELETE FROM audit_log WHERE seq = 4`, "ends at 3, noted was 4"},
	} {
		if got := verifyAfter(t, db.Owner, head, test.sql); !strings.Contains(got, test.want) {
			t.Errorf("after %q: %q, want %q", test.sql, got, test.want)
		}
	}
	if _, err := log.Verify(ctx, audit.Head{Seq: 2, Hash: head.Hash}); auskunft.KindOf(err) != auskunft.Conflict {
		t.Errorf("another chain of the same length: %v", err)
	}
	for _, bad := range []string{"", "4", "x:y", "0:" + strings.Repeat("00", 32), "4:abc", head.String() + "00", head.String() + " "} {
		if _, err := audit.ParseHead(bad); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%q is read as an end: %v", bad, err)
		}
	}
}

// verifyAfter changes the log as its owner could, verifies, and undoes the change.
func verifyAfter(t *testing.T, owner *pgxpool.Pool, noted audit.Head, sql string) string {
	t.Helper()
	ctx := t.Context()
	run := func(sql string) {
		t.Helper()
		conn, err := owner.Acquire(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Release()
		if _, err := conn.Conn().PgConn().Exec(ctx, sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE TABLE kept AS SELECT * FROM audit_log; ALTER TABLE audit_log DISABLE TRIGGER ALL; ` + sql)
	_, err := audit.New(owner).Verify(ctx, noted)
	run(`DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM kept; ALTER TABLE audit_log ENABLE TRIGGER ALL; DROP TABLE kept`)
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestWritersTakeTurns(t *testing.T) {
	log := audit.New(pgtest.New(t).App)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if err := log.Record(context.Background(), audit.Entry{Who: "anna", What: audit.SignedIn}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if head, err := log.Verify(t.Context(), audit.Head{}); err != nil || head.Seq != 40 {
		t.Errorf("%v, %v; want 40 entries in a row", head, err)
	}
}

func BenchmarkLog(b *testing.B) {
	log := audit.New(pgtest.New(b).App)
	b.Run("record", func(b *testing.B) {
		for b.Loop() {
			if err := log.Record(b.Context(), audit.Entry{Who: "anna", What: audit.SettingChanged, Object: "setting x", Why: "Weil es so besser ist."}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("verify", func(b *testing.B) {
		var head audit.Head
		for b.Loop() {
			var err error
			if head, err = log.Verify(b.Context(), audit.Head{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(head.Seq)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}
