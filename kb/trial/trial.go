// Package trial measures whether the cited answer helps those who search: some searches are
// shown it beside the hits and some are not, and the time from the first letter to copying is
// counted for both.
//
// It is made so that nobody's work can be read out of it. What is stored is a count for each
// week, arm and range of seconds; no account, no question, no day. What is shown are weeks that
// are over, so that nobody watches a colleague's search arrive; only such in which both arms
// have Few searches, so that the difference between two looks is no single one; only when there
// are two of them; and only when Few people have signed in since the trial began, so that a team
// of one or two is never measured.
package trial

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/kb/audit"
)

const (
	// Few is the least number of searches of an arm in a week, and of people, that is shown.
	Few = 5
	// weeks is how many such weeks there must be: one could be the week of somebody's course.
	weeks = 2
	// maxWhy is the longest reason, in characters, as the table has it.
	maxWhy = 500
)

// Arm is how a search is shown.
type Arm string

// The arms.
const (
	With    Arm = "with"
	Without Arm = "without"
)

// Arms lists both.
var Arms = []Arm{With, Without}

// buckets are the upper ends of the ranges that times are counted in, in seconds. A call that
// takes longer than the last is something else.
var buckets = []int{5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600}

// Trial is a time of measuring.
type Trial struct {
	ID    int64
	Why   string // for everybody who searches
	Began time.Time
	Ended *time.Time // nil: running
}

// Store keeps trials.
type Store struct{ pool *pgxpool.Pool }

// New keeps trials in the database behind pool.
func New(pool *pgxpool.Pool) *Store { return &Store{pool} }

// Begin begins a trial; who does is in the audit log. The error is auskunft.Conflict while
// another is running, auskunft.Invalid without a reason.
func (s *Store) Begin(ctx context.Context, who, why string) error {
	why = strings.TrimSpace(why)
	if n := utf8.RuneCountInString(why); n == 0 || n > maxWhy {
		return auskunft.Errorf(auskunft.Invalid, "trial_why", "a reason of %d characters: from 1 to %d", n, maxWhy)
	}
	err := s.recorded(ctx, who, "begun", why, `INSERT INTO trials (why) VALUES ($1)`, why)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "23505" {
		return auskunft.Errorf(auskunft.Conflict, "trial_running", "a trial is running already")
	}
	return err
}

// End ends the running trial; without one nothing happens.
func (s *Store) End(ctx context.Context, who string) error {
	return s.recorded(ctx, who, "ended", "", `UPDATE trials SET ended_at = now() WHERE ended_at IS NULL`)
}

// recorded runs a statement and, when it changed something, adds to the audit log.
func (s *Store) recorded(ctx context.Context, who, what, why, sql string, args ...any) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sql, args...)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: who, What: audit.SettingChanged, Object: "setting trial", Detail: what, Why: why})
	})
}

// Running is the trial that is running; ok is false without one.
func (s *Store) Running(ctx context.Context) (t Trial, ok bool, err error) {
	t, ok, err = s.one(ctx, `WHERE ended_at IS NULL`)
	return t, ok, err
}

// Latest is the running trial or, without one, the last.
func (s *Store) Latest(ctx context.Context) (t Trial, ok bool, err error) {
	return s.one(ctx, `ORDER BY id DESC LIMIT 1`)
}

func (s *Store) one(ctx context.Context, which string) (Trial, bool, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, why, began_at, ended_at FROM trials `+which)
	if err != nil {
		return Trial{}, false, err
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Trial])
	if errors.Is(err, pgx.ErrNoRows) {
		return Trial{}, false, nil
	}
	return t, err == nil, err
}

// Count counts a search that ended in copying. What is no arm, takes no time or takes longer
// than the last bucket, or comes while nothing is measured, is not counted.
func (s *Store) Count(ctx context.Context, arm Arm, took time.Duration, now time.Time) error {
	at := slices.IndexFunc(buckets, func(upto int) bool { return took <= time.Duration(upto)*time.Second })
	if !slices.Contains(Arms, arm) || took <= 0 || at < 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, `
		INSERT INTO trial_counts AS c (trial_id, week, arm, upto, count)
		SELECT id, date_trunc('week', $1::date)::date, $2, $3, 1 FROM trials WHERE ended_at IS NULL
		ON CONFLICT (trial_id, week, arm, upto) DO UPDATE SET count = c.count + 1`, now.In(civil.Berlin).Format(time.DateOnly), arm, buckets[at])
	return err
}

// Range is a range of seconds, (From, Upto].
type Range struct{ From, Upto int }

// Result is what an arm's searches took, of the weeks that are shown.
type Result struct {
	Arm                 Arm
	Searches            int
	Lower, Median, High Range // the ranges that the quartiles lie in
	Counts              []int // by Ranges
}

// Ranges are the ranges that searches are counted in.
func Ranges() (all []Range) {
	from := 0
	for _, upto := range buckets {
		all, from = append(all, Range{from, upto}), upto
	}
	return all
}

// Report is what may be shown of a trial: results of both arms, or none.
type Report struct {
	Results []Result // by Arms; none while too little was measured
	Weeks   int      // whole weeks with Few searches in each arm
	Enough  bool     // Few people have signed in since it began
}

// Report counts what may be shown.
func (s *Store) Report(ctx context.Context, t Trial, now time.Time) (report Report, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) >= $1 FROM accounts WHERE signed_in_at >= $2`, Few, t.Began).Scan(&report.Enough)
	if err != nil {
		return report, err
	}
	rows, err := s.pool.Query(ctx, `
		WITH whole AS (
		     SELECT week FROM trial_counts WHERE trial_id = $1 AND week + 7 <= $2::date GROUP BY week
		     HAVING sum(count) FILTER (WHERE arm = 'with') >= $3 AND sum(count) FILTER (WHERE arm = 'without') >= $3)
		SELECT arm, upto, sum(count)::int, (SELECT count(*)::int FROM whole) FROM trial_counts JOIN whole USING (week)
		 WHERE trial_id = $1 GROUP BY arm, upto`, t.ID, now.In(civil.Berlin).Format(time.DateOnly), Few)
	if err != nil {
		return report, err
	}
	counts := map[Arm][]int{With: make([]int, len(buckets)), Without: make([]int, len(buckets))}
	var arm Arm
	var upto, n int
	_, err = pgx.ForEachRow(rows, []any{&arm, &upto, &n, &report.Weeks}, func() error {
		counts[arm][slices.Index(buckets, upto)] += n
		return nil
	})
	if err != nil || report.Weeks < weeks || !report.Enough {
		return report, err
	}
	for _, arm := range Arms {
		report.Results = append(report.Results, resultOf(arm, counts[arm]))
	}
	return report, nil
}

func resultOf(arm Arm, counts []int) Result {
	r := Result{Arm: arm, Counts: counts}
	for _, n := range counts {
		r.Searches += n
	}
	r.Lower, r.Median, r.High = quantile(counts, r.Searches, 1), quantile(counts, r.Searches, 2), quantile(counts, r.Searches, 3)
	return r
}

// quantile is the range in which the given quarter of n ends: that of the search at rank
// ceil(quarter * n / 4).
func quantile(counts []int, n, quarter int) Range {
	rank, ranges := (quarter*n+3)/4, Ranges()
	for i, count := range counts {
		if rank -= count; rank <= 0 {
			return ranges[i]
		}
	}
	return ranges[len(ranges)-1]
}
