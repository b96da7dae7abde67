package trial_test

import (
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/audit"
	"auskunft/kb/trial"
)

// monday begins a week in which the clock changes nothing.
var monday = time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC)

func TestTrial(t *testing.T) {
	ctx, db := t.Context(), pgtest.New(t)
	s := trial.New(db.App)
	count := func(arm trial.Arm, at time.Time, seconds ...float64) {
		t.Helper()
		for _, n := range seconds {
			if err := s.Count(ctx, arm, time.Duration(n*float64(time.Second)), at); err != nil {
				t.Fatal(err)
			}
		}
	}
	count(trial.With, monday, 12) // nothing is measured yet
	if _, ok, err := s.Latest(ctx); ok || err != nil {
		t.Fatalf("before the first: %t %v", ok, err)
	}
	if err := s.Begin(ctx, "chef", " "); auskunft.CodeOf(err) != "trial_why" {
		t.Errorf("without a reason: %v", err)
	}
	if err := s.Begin(ctx, "chef", "Wir wollen wissen, ob die Antwort Zeit spart."); err != nil {
		t.Fatal(err)
	}
	if err := s.Begin(ctx, "chef", "noch einmal"); auskunft.KindOf(err) != auskunft.Conflict {
		t.Errorf("two at once: %v", err)
	}
	running, ok, err := s.Running(ctx)
	if err != nil || !ok || running.Why != "Wir wollen wissen, ob die Antwort Zeit spart." {
		t.Fatalf("%+v %t %v", running, ok, err)
	}
	second, third := monday.AddDate(0, 0, 7), monday.AddDate(0, 0, 14)
	report := func(now time.Time) trial.Report {
		t.Helper()
		r, err := s.Report(ctx, running, now)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}

	count(trial.With, monday, 3, 8, 8, 12, 18, 0, -5, 601) // the last three are no measure
	count("anders", monday, 8)
	count(trial.Without, monday, 20, 20.1, 40, 55, 90)
	if _, err := db.App.Exec(ctx, `INSERT INTO accounts (login, name, role, signed_in_at) SELECT 'a' || n, 'A', 'agent', now() FROM generate_series(1, 4) n`); err != nil {
		t.Fatal(err)
	}
	if r := report(monday.AddDate(0, 0, 6)); r.Weeks != 0 || r.Results != nil {
		t.Errorf("a week that is not over is shown: %+v", r)
	}
	if r := report(second); r.Weeks != 1 || r.Results != nil {
		t.Errorf("after one week: %+v", r)
	}
	count(trial.With, second, 4, 4, 4, 4)
	count(trial.Without, second, 30, 30, 30, 30, 30)
	if r := report(third); r.Weeks != 1 {
		t.Errorf("a week with four searches in an arm counts: %+v", r)
	}
	count(trial.With, second, 4)
	if r := report(third); r.Weeks != 2 || r.Enough || r.Results != nil {
		t.Errorf("of four people: %+v", r)
	}
	if _, err := db.App.Exec(ctx, `INSERT INTO accounts (login, name, role, signed_in_at) VALUES ('e', 'E', 'agent', now())`); err != nil {
		t.Fatal(err)
	}
	r := report(third)
	if len(r.Results) != 2 || r.Results[0].Searches != 10 || r.Results[1].Searches != 10 {
		t.Fatalf("%+v", r)
	}
	// With: 3 4 4 4 4 4 8 8 12 18; without: 20 20.1 30 30 30 30 30 40 55 90.
	if with := r.Results[0]; with.Lower != (trial.Range{From: 0, Upto: 5}) || with.Median != (trial.Range{From: 0, Upto: 5}) || with.High != (trial.Range{From: 5, Upto: 10}) {
		t.Errorf("with: %+v", with)
	}
	if without := r.Results[1]; without.Lower != (trial.Range{From: 20, Upto: 30}) || without.Median != (trial.Range{From: 20, Upto: 30}) || without.High != (trial.Range{From: 30, Upto: 45}) {
		t.Errorf("without: %+v", without)
	}

	if err := s.End(ctx, "chef"); err != nil {
		t.Fatal(err)
	}
	if err := s.End(ctx, "chef"); err != nil {
		t.Errorf("ending twice: %v", err)
	}
	count(trial.With, second, 5)
	if again := report(third); again.Results[0].Searches != 10 {
		t.Error("what comes after the end is counted")
	}
	entries, err := audit.New(db.App).List(ctx, audit.Filter{What: audit.SettingChanged})
	if err != nil || len(entries) != 2 || entries[0].Detail != "ended" || entries[1].Detail != "begun" || entries[1].Who != "chef" {
		t.Errorf("%+v %v", entries, err)
	}
	// Nothing but counts is kept.
	var columns string
	err = db.App.QueryRow(ctx, `SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'trial_counts'::regclass AND attnum > 0`).Scan(&columns)
	if err != nil || columns != "trial_id week arm upto count" {
		t.Errorf("%s %v", columns, err)
	}
}
