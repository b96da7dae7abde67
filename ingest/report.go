package ingest

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/ingest/extract"
)

// Progress is how far a run has come.
type Progress struct {
	Done, Total int
	Refreshing  bool // all items are stored; the vocabulary is being renewed
}

// Report is what a run did.
type Report struct {
	Run       int64     `json:"run"`
	Source    string    `json:"source"`
	Listed    int       `json:"listed"`
	Stored    int       `json:"stored"`
	Unchanged int       `json:"unchanged"`
	Retired   int       `json:"retired"`
	Failed    []Problem `json:"failed,omitempty"`
	Withheld  []Problem `json:"withheld,omitempty"` // there, but nobody may read them
	Warnings  []Problem `json:"warnings,omitempty"`
	Coverage  Coverage  `json:"coverage"`
	Seconds   float64   `json:"seconds"`
}

// Problem is what an editor should know about one item.
type Problem struct {
	Key    string `json:"key"`
	Code   string `json:"code,omitempty"` // names a text in message files
	Detail string `json:"detail"`         // in English, for operators
}

// pollEvery is how often a waiting import looks for progress.
const pollEvery = 100 * time.Millisecond

// wait returns when all runs are finished and no renewal of the vocabulary is due or under
// way.
func (p *Pipeline) wait(ctx context.Context, runs []int64, progress func(Progress)) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		var now Progress
		var finished bool
		var stopped string
		err := p.db.App.QueryRow(ctx, `
			SELECT bool_and(finished_at IS NOT NULL), max(stopped),
			       (SELECT count(*) FROM ingest_items WHERE run_id = ANY ($1) AND state <> 'waiting'),
			       (SELECT count(*) FROM ingest_items WHERE run_id = ANY ($1)),
			       EXISTS (SELECT FROM river_job WHERE kind = $2 AND state IN ('available', 'running', 'retryable', 'scheduled', 'pending'))
			  FROM ingest_runs WHERE id = ANY ($1)`, runs, refreshArgs{}.Kind()).
			Scan(&finished, &stopped, &now.Done, &now.Total, &now.Refreshing)
		if err != nil {
			return err
		}
		if stopped != "" {
			return auskunft.Errorf(auskunft.Conflict, "ingest_stopped", "the run ended early: %s", stopped)
		}
		if progress != nil {
			progress(now)
		}
		if err := p.trouble(ctx, runs); err != nil {
			return err
		}
		if finished && !now.Refreshing {
			return nil
		}
		select {
		case <-ctx.Done():
			return auskunft.Errorf(auskunft.Unavailable, "ingest_interrupted", "interrupted; what is stored stays, the next run continues: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// patience is how many attempts of a job may fail before whoever waits is told. A lost
// connection mends itself within one; a full disk is told at once.
const patience = 2

// trouble is why runs do not get on, nil when they do. Their jobs stay in the queue: once
// the cause is mended they go on, here or in the next start.
func (p *Pipeline) trouble(ctx context.Context, runs []int64) error {
	var problem string
	var attempt int
	err := p.db.App.QueryRow(ctx, `
		SELECT errors[cardinality(errors)] ->> 'error', attempt FROM river_job
		 WHERE kind = $1 AND (args ->> 'run_id')::bigint = ANY ($2) AND state IN ('retryable', 'discarded') AND cardinality(errors) > 0
		 ORDER BY attempt DESC LIMIT 1`, batchArgs{}.Kind(), runs).Scan(&problem, &attempt)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	full := strings.Contains(problem, "SQLSTATE 53100")
	switch {
	case full:
		return auskunft.Errorf(auskunft.Unavailable, "disk_full", "the database's disk is full; what is stored stays. Make room and run the import again: %s", problem)
	case attempt >= patience:
		return auskunft.Errorf(auskunft.Unavailable, "ingest_stuck", "the database does not take the texts; what is stored stays, and the import goes on when it does: %s", problem)
	}
	return nil
}

// Report says what a run did, or has done so far. An unknown run is an auskunft.NotFound error.
func (p *Pipeline) Report(ctx context.Context, run int64) (Report, error) {
	r := Report{Run: run}
	err := p.db.App.QueryRow(ctx, `
		SELECT s.name, r.listed, r.coverage, extract(epoch FROM coalesce(r.finished_at, now()) - r.started_at)
		  FROM ingest_runs r JOIN sources s ON s.id = r.source_id WHERE r.id = $1`, run).Scan(&r.Source, &r.Listed, &r.Coverage, &r.Seconds)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, errRun
	}
	if err != nil {
		return r, err
	}
	rows, err := p.db.App.Query(ctx, `SELECT key, state, problem, code, warnings, coalesce(item #>> '{item,Withheld}', '') FROM ingest_items WHERE run_id = $1 ORDER BY key`, run)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, state, problem, code, withheld string
		var warnings []extract.Warning
		if err := rows.Scan(&key, &state, &problem, &code, &warnings, &withheld); err != nil {
			return r, err
		}
		if withheld != "" {
			r.Withheld = append(r.Withheld, Problem{Key: key, Detail: withheld})
		}
		switch state {
		case "stored":
			r.Stored++
		case "unchanged":
			if withheld == "" {
				r.Unchanged++
			}
		case "retired":
			r.Retired++
		case "failed":
			r.Failed = append(r.Failed, Problem{Key: key, Code: code, Detail: problem})
		}
		for _, w := range warnings {
			r.Warnings = append(r.Warnings, Problem{Key: key, Code: w.Code, Detail: w.Detail})
		}
	}
	r.Unchanged += max(0, r.Listed-r.Stored-r.Unchanged-len(r.Failed)) // unchanged marks make no row
	return r, rows.Err()
}

// postgresIsAway reports whether an error is the server's or the connection's, so that
// storing the same document later may work: no space, no memory, shutting down, gone.
func postgresIsAway(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return true // the connection itself
	}
	switch pg.Code[:2] {
	case "08", "53", "57", "58", "40": // connection, resources, intervention, system, rollback
		return true
	}
	return false
}
