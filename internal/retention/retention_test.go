package retention_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/retention"
)

func TestJobAndReport(t *testing.T) {
	ctx, db := t.Context(), pgtest.New(t)
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	var log strings.Builder
	rule := retention.Rule{Name: "days", Table: "kept", Since: "at", Keep: 30 * 24 * time.Hour, Unread: "note = 'offen'"}
	keeper := retention.New(db, slog.New(slog.NewTextHandler(&log, nil)), rule)
	if _, err := db.Owner.Exec(ctx, `CREATE TABLE kept (at timestamptz NOT NULL, note text NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	report := func() retention.State {
		t.Helper()
		states, err := keeper.Report(ctx, now)
		if err != nil || len(states) != 1 || states[0].Overdue != retention.Overdue(states) {
			t.Fatalf("%+v %v", states, err)
		}
		return states[0]
	}
	if s := report(); s.Rows != 0 || s.Oldest != nil || s.Ran != nil || s.Overdue != 0 || s.Keep != rule.Keep {
		t.Errorf("of an empty table before the first run: %+v", s)
	}

	limit := now.Add(-rule.Keep)
	for _, at := range []time.Time{now, limit.Add(time.Second), limit, limit.Add(-time.Hour), limit.Add(-2 * time.Hour)} {
		if _, err := db.App.Exec(ctx, `INSERT INTO kept VALUES ($1, CASE WHEN $2 THEN 'offen' ELSE 'erledigt' END)`, at, at.Equal(limit)); err != nil {
			t.Fatal(err)
		}
	}
	// What has just run out is left to the next run; what was left by one that did not come is shown.
	if s := report(); s.Rows != 5 || !s.Oldest.Equal(limit.Add(-2*time.Hour)) || s.Overdue != 2 {
		t.Errorf("before the run: %+v", s)
	}
	if err := keeper.Run(ctx, now); err != nil {
		t.Fatal(err)
	}
	if s := report(); s.Rows != 2 || s.Overdue != 0 || !s.Oldest.Equal(limit.Add(time.Second)) || !s.Ran.Equal(now) || s.Deleted != 3 || !s.When.Equal(now) || s.Total != 3 {
		t.Errorf("after the run: %+v", s)
	}
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "what=days rows=1") {
		t.Errorf("nothing is said of the one that nobody had dealt with: %s", log.String())
	}
	// A run that finds nothing is a run, and does not hide what the last one found.
	now = now.Add(retention.Every / 2)
	if err := keeper.Run(ctx, now); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	if err := keeper.Run(ctx, now); err != nil {
		t.Fatal(err)
	}
	if s := report(); !s.Ran.Equal(now) || s.Deleted != 1 || s.Total != 4 || s.Rows != 1 {
		t.Errorf("after two more: %+v", s)
	}
}

// One table that cannot be read keeps no other from being cleared.
func TestOneFailure(t *testing.T) {
	ctx, db := t.Context(), pgtest.New(t)
	keeper := retention.New(db, slog.New(slog.DiscardHandler),
		retention.Rule{Name: "wrong", Table: "nowhere", Since: "at"}, retention.Rule{Name: "sign_ins", Table: "sign_ins", Since: "created_at"})
	if err := keeper.Run(ctx, time.Now()); err == nil || !strings.Contains(err.Error(), "wrong: ") {
		t.Errorf("%v", err)
	}
	var runs int
	if err := db.App.QueryRow(ctx, `SELECT count(*) FROM retention_runs WHERE rule = 'sign_ins'`).Scan(&runs); err != nil || runs != 1 {
		t.Errorf("%d runs of the rule after the one that failed: %v", runs, err)
	}
}
