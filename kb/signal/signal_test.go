package signal_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/retention"
	"auskunft/kb/signal"
)

var (
	now   = time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC) // the 23rd in Auenwede
	staff = auskunft.ReaderOf(auskunft.Internal)
)

// library stores documents by title and returns their ids.
func library(t *testing.T, db *postgres.DB, visibility auskunft.Visibility, titles ...string) (ids []int64) {
	t.Helper()
	err := db.Write(t.Context(), staff.With(visibility), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `INSERT INTO visibilities VALUES ($1) ON CONFLICT DO NOTHING`, visibility); err != nil {
			return err
		}
		if _, err := tx.Exec(t.Context(), `INSERT INTO sources (name, kind, location, visibility) VALUES ('wiki', 'files', '/x', 'public') ON CONFLICT DO NOTHING`); err != nil {
			return err
		}
		for _, title := range titles {
			var id int64
			err := tx.QueryRow(t.Context(), `INSERT INTO documents (source_id, key, kind, title, lang, visibility, text, mark, digest)
				SELECT id, $1, 'wiki', $1, 'de', $2, 'x', '', '' FROM sources RETURNING documents.id`, title, visibility).Scan(&id)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestSignals(t *testing.T) {
	db, ctx := pgtest.New(t), t.Context()
	s := signal.New(db, guard.NewMasker(guard.Public{}))
	known, secret := library(t, db, auskunft.Internal, "Hundesteuer", "Sperrmüll"), library(t, db, "department:jugend", "Inobhutnahme")
	add := func(g signal.Signal) {
		t.Helper()
		if err := s.Add(ctx, staff, g, now); err != nil {
			t.Fatal(err)
		}
	}
	add(signal.Signal{Kind: signal.Gap, Question: "Herr Peter Meier, 04227 123456: wer zahlt?", Note: "Rückruf an meier@post.example\x00\xff", Documents: []int64{known[0], secret[0], 9999}})
	for i := range signal.Few {
		add(signal.Signal{Kind: signal.Helped, Question: "x", Documents: known[:1]})
		if i > 0 {
			add(signal.Signal{Kind: signal.Helped, Question: "x", Documents: known[1:]})
		}
	}

	reports, err := s.Reports(ctx, staff.With("department:jugend"), 10)
	if err != nil || len(reports) != 1 {
		t.Fatalf("%+v %v", reports, err)
	}
	r := reports[0]
	for _, personal := range []string{"Meier", "123456", "post.example"} {
		if strings.Contains(r.Question+r.Note, personal) {
			t.Errorf("%q is stored: %q %q", personal, r.Question, r.Note)
		}
	}
	if strings.Join(r.Titles, ",") != "Hundesteuer" { // who reported it did not see the other one
		t.Errorf("about %q", r.Titles)
	}
	if got := r.Day.Format(time.DateOnly); got != "2026-11-23" {
		t.Errorf("on %s", got)
	}
	counts, err := s.Counts(ctx, staff, 10)
	if err != nil || len(counts) != 1 || counts[0].Title != "Hundesteuer" || counts[0].Helped != signal.Few {
		t.Errorf("a count below %d is given out, or none: %+v %v", signal.Few, counts, err)
	}
	if n := count(t, db, staff); n != 0 {
		t.Errorf("without working for editors somebody sees %d signals", n)
	}
	job := retention.New(db, slog.New(slog.DiscardHandler), signal.Retention())
	if err := job.Run(ctx, now.Add(signal.Keep)); err != nil || count(t, db, staff.With("signals")) != 10 {
		t.Errorf("deleted too early: %v", err)
	}
	if err := job.Run(ctx, now.Add(signal.Keep+48*time.Hour)); err != nil || count(t, db, staff.With("signals")) != 0 {
		t.Errorf("not deleted: %v", err)
	}
}

func count(t *testing.T, db *postgres.DB, reader auskunft.Reader) (n int) {
	t.Helper()
	err := db.Read(t.Context(), reader, func(tx pgx.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT count(*) FROM signals`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBadSignals(t *testing.T) {
	s := signal.New(pgtest.New(t), guard.NewMasker(guard.Public{}))
	mails := strings.Repeat("a@b.de ", 71) // each becomes longer when it is masked
	for name, test := range map[string]struct {
		g    signal.Signal
		fine bool
	}{
		"no kind":        {signal.Signal{Question: "x"}, false},
		"unknown kind":   {signal.Signal{Kind: "spam", Question: "x"}, false},
		"no question":    {signal.Signal{Kind: signal.Gap, Question: " \n"}, false},
		"long question":  {signal.Signal{Kind: signal.Gap, Question: strings.Repeat("ä", 501)}, false},
		"long note":      {signal.Signal{Kind: signal.Gap, Question: "x", Note: strings.Repeat("ä", 1001)}, false},
		"grows by masks": {signal.Signal{Kind: signal.Gap, Question: mails, Note: mails + mails}, true},
	} {
		err := s.Add(t.Context(), staff, test.g, now)
		if test.fine != (err == nil) || !test.fine && auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
