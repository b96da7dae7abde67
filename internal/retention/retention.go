// Package retention deletes what has been kept long enough, and shows that it did.
//
// How long rows are kept is said once, by a Rule of the package that owns their table. The job
// deletes by the rules and the report counts by them, so that the two cannot disagree.
package retention

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
)

const (
	// Every is how often the job runs.
	Every = time.Minute
	// grace is how long after its time a row may still be there before it counts as overdue:
	// the job may have run just before, and may be at it.
	grace = 2 * Every
)

// Rule says how long rows of a table are kept.
type Rule struct {
	Name  string        // of its row in retention_runs and of its texts: "questions"
	Table string        // with what hangs on it by foreign keys
	Since string        // SQL: from when Keep counts, a timestamptz
	Keep  time.Duration // what is older is deleted
	Only  string        // SQL condition on the rows it is about; "": all of the table
	// Unread is an SQL condition on rows that somebody should have dealt with before their
	// time was over; "": none. Their deletion is a warning in the log.
	Unread string
	Reader auskunft.Reader // who sees all rows of the table
	Texts  bool            // its rows are parts of texts: the reader sees texts of every visibility, too
}

// rows are those of the table that the rule is about.
func (r Rule) rows() string { return "(" + cmp.Or(r.Only, "true") + ")" }

// reader is who sees all of them.
func (r Rule) reader(ctx context.Context, db *postgres.DB) (auskunft.Reader, error) {
	if !r.Texts {
		return r.Reader, nil
	}
	all, err := db.Visibilities(ctx)
	return r.Reader.With(all...), err
}

// Keeper deletes by rules and reports on them.
type Keeper struct {
	db    *postgres.DB
	rules []Rule
	log   *slog.Logger
}

// New makes a Keeper.
func New(db *postgres.DB, log *slog.Logger, rules ...Rule) *Keeper { return &Keeper{db, rules, log} }

// Work deletes every minute until ctx ends.
func (k *Keeper) Work(ctx context.Context) {
	for {
		if err := k.Run(ctx, time.Now()); err != nil && ctx.Err() == nil {
			k.log.ErrorContext(ctx, "what is too old could not be deleted", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(Every):
		}
	}
}

// Run deletes what is too old, by all rules, even when one of them fails.
func (k *Keeper) Run(ctx context.Context, now time.Time) error {
	var errs []error
	for _, rule := range k.rules {
		if err := k.delete(ctx, rule, now); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", rule.Name, err))
		}
	}
	return errors.Join(errs...)
}

func (k *Keeper) delete(ctx context.Context, rule Rule, now time.Time) error {
	var deleted, unread int64
	reader, err := rule.reader(ctx, k.db)
	if err != nil {
		return err
	}
	err = k.db.Write(ctx, reader, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, rule.deletion(), now.Add(-rule.Keep)).Scan(&deleted, &unread); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO retention_runs AS r (rule, ran_at, deleted, deleted_at, total)
			VALUES ($1, $2::timestamptz, $3::bigint, CASE WHEN $3::bigint > 0 THEN $2::timestamptz END, $3::bigint)
			ON CONFLICT (rule) DO UPDATE SET ran_at = greatest(r.ran_at, excluded.ran_at), total = r.total + excluded.deleted,
			       deleted = CASE WHEN excluded.deleted > 0 THEN excluded.deleted ELSE r.deleted END,
			       deleted_at = coalesce(excluded.deleted_at, r.deleted_at)`, rule.Name, now, deleted)
		return err
	})
	switch {
	case err != nil:
		return err
	case unread > 0:
		k.log.WarnContext(ctx, "deleted at the end of their time, although nobody had dealt with them", "what", rule.Name, "rows", unread)
	case deleted > 0:
		k.log.DebugContext(ctx, "deleted at the end of their time", "what", rule.Name, "rows", deleted)
	}
	return nil
}

// deletion is the statement that deletes rows from before $1 and counts them.
func (r Rule) deletion() string {
	return fmt.Sprintf(`
		WITH gone AS (DELETE FROM %s WHERE %s <= $1 AND %s RETURNING (%s) AS unread)
		SELECT count(*), count(*) FILTER (WHERE unread) FROM gone`, r.Table, r.Since, r.rows(), cmp.Or(r.Unread, "false"))
}

// State is what is there of a rule's rows.
type State struct {
	Name    string        `json:"name"`
	Table   string        `json:"table"`
	Keep    time.Duration `json:"keep_ns"`
	Rows    int64         `json:"rows"`
	Oldest  *time.Time    `json:"oldest"`  // from when the oldest row's time counts
	Overdue int64         `json:"overdue"` // rows whose time is over: must be none
	Ran     *time.Time    `json:"ran"`     // last run of the job; nil: never
	Deleted int64         `json:"deleted"` // by the last run that found some
	When    *time.Time    `json:"when"`    // that run
	Total   int64         `json:"total"`   // deleted since the beginning
}

// Report looks at the rows of all rules, in their order. It changes nothing.
func (k *Keeper) Report(ctx context.Context, now time.Time) ([]State, error) {
	states := make([]State, len(k.rules))
	for i, rule := range k.rules {
		s := &states[i]
		s.Name, s.Table, s.Keep = rule.Name, rule.Table, rule.Keep
		reader, err := rule.reader(ctx, k.db)
		if err != nil {
			return nil, err
		}
		err = k.db.Read(ctx, reader, func(tx pgx.Tx) error {
			return tx.QueryRow(ctx, fmt.Sprintf(`
				SELECT t.*, r.ran_at, coalesce(r.deleted, 0), r.deleted_at, coalesce(r.total, 0)
				  FROM (SELECT count(*), min(%[1]s), count(*) FILTER (WHERE %[1]s <= $1) FROM %[2]s WHERE %[3]s) t
				  LEFT JOIN retention_runs r ON r.rule = $2`, rule.Since, rule.Table, rule.rows()), now.Add(-rule.Keep-grace), rule.Name).
				Scan(&s.Rows, &s.Oldest, &s.Overdue, &s.Ran, &s.Deleted, &s.When, &s.Total)
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rule.Name, err)
		}
	}
	return states, nil
}

// Overdue is how many rows of all rules are there although their time is over.
func Overdue(states []State) (rows int64) {
	for _, s := range states {
		rows += s.Overdue
	}
	return rows
}
