package ingest

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/finding"
)

// dueEvery is how often a process looks whether a source is due. Somebody who asked for a
// run on the sources page waits this long for it to begin.
const dueEvery = 3 * time.Second

// listings is how many sources a process lists at once. Listing a website takes as long as
// politeness demands, and others should not wait for it.
const listings = 4

// RunSchedule begins due runs until ctx ends. Every process that works jobs may do so: of
// those that find a source due only one gets its lock.
func (p *Pipeline) RunSchedule(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	slots := make(chan struct{}, listings)
	for {
		if err := p.beginDue(ctx, &running, slots); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "due sources could not be looked up", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(dueEvery):
		}
	}
}

// due is the condition under which a source is due: its time has come, and the last run has
// come to its end.
const due = `next_run_at <= now() AND removed_at IS NULL
	AND NOT EXISTS (SELECT FROM ingest_runs r WHERE r.source_id = s.id AND r.finished_at IS NULL)`

// beginDue starts a goroutine for each due source while slots are free.
func (p *Pipeline) beginDue(ctx context.Context, running *sync.WaitGroup, slots chan struct{}) error {
	if err := p.closeAbandoned(ctx); err != nil {
		return err
	}
	if err := p.purge(ctx); err != nil {
		return err
	}
	if err := p.lookDaily(ctx); err != nil {
		return err
	}
	rows, err := p.db.App.Query(ctx, `SELECT id FROM sources s WHERE `+due+` ORDER BY next_run_at`)
	if err != nil {
		return err
	}
	ids, err := collect[int64](rows)
	if err != nil {
		return err
	}
	for _, id := range ids {
		select {
		case slots <- struct{}{}:
		default:
			return nil
		}
		running.Go(func() {
			defer func() { <-slots }()
			p.runDue(ctx, id)
		})
	}
	return nil
}

// runDue synchronises a source that was due a moment ago, unless somebody else does.
func (p *Pipeline) runDue(ctx context.Context, id int64) {
	release, err := p.lockListing(ctx, id)
	if auskunft.CodeOf(err) == "ingest_busy" {
		return
	}
	if err != nil {
		p.log.ErrorContext(ctx, "a due source cannot be locked", "source", id, "error", err)
		return
	}
	defer release()
	var still bool
	var options Options
	err = p.db.App.QueryRow(ctx, `SELECT `+due+`, next_options FROM sources s WHERE id = $1`, id).Scan(&still, &options)
	if err != nil || !still {
		return // another process was faster, or it is gone
	}
	s, err := p.sourceByID(ctx, id)
	if err == nil {
		_, err = p.sync(ctx, s, options)
	}
	if err != nil && ctx.Err() == nil {
		p.log.WarnContext(ctx, "a source could not be read", "source", s.Name, "error", err)
	}
}

// lookDaily lets the finders look when they did not for a day: texts grow stale and links die
// by themselves.
func (p *Pipeline) lookDaily(ctx context.Context) error {
	return p.inTx(ctx, func(tx pgx.Tx) error {
		var looked bool
		err := tx.QueryRow(ctx, `
			SELECT EXISTS (SELECT FROM river_job WHERE kind = $1 AND created_at > now() - interval '1 day')
			    OR NOT EXISTS (SELECT FROM documents WHERE retired_at IS NULL)`, finding.Args{}.Kind()).Scan(&looked)
		if err != nil || looked {
			return err
		}
		return p.queueOnce(ctx, tx, finding.Args{})
	})
}

// closeAbandoned ends runs none of whose jobs is left: given up after many attempts, or
// deleted. Without that their sources would never be due again.
func (p *Pipeline) closeAbandoned(ctx context.Context) error {
	return p.inTx(ctx, func(tx pgx.Tx) error {
		var deferred bool
		err := tx.QueryRow(ctx, `
			WITH abandoned AS (
				UPDATE ingest_runs r SET finished_at = now(), stopped = 'its jobs failed too often; what is stored stays'
				 WHERE finished_at IS NULL AND NOT EXISTS (
					SELECT FROM river_job j WHERE j.kind = $1 AND (j.args ->> 'run_id')::bigint = r.id
					   AND j.state NOT IN ('completed', 'cancelled', 'discarded'))
				RETURNING deferred)
			SELECT coalesce(bool_or(deferred), false) FROM abandoned`, batchArgs{}.Kind()).Scan(&deferred)
		if err != nil || !deferred {
			return err
		}
		return p.queueOnce(ctx, tx, refreshArgs{})
	})
}
