package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"auskunft"
	"auskunft/ingest/source"
)

// batchArgs is a job that brings some items of a run up to date.
type batchArgs struct {
	RunID int64    `json:"run_id"`
	Keys  []string `json:"keys"`
}

// Kind names the job in the queue.
func (batchArgs) Kind() string { return "ingest_batch" }

type batchWorker struct {
	river.WorkerDefaults[batchArgs]
	pipeline *Pipeline
}

// Work prepares all items outside a transaction and stores them in one. An item that
// cannot be read is marked as failed with advice and blocks nobody.
func (w *batchWorker) Work(ctx context.Context, job *river.Job[batchArgs]) error {
	p, run := w.pipeline, job.Args.RunID
	src, tasks, err := p.waiting(ctx, run, job.Args.Keys)
	if errors.Is(err, errRun) {
		return nil // replaced by a newer run meanwhile
	}
	if err != nil {
		return err
	}
	place, err := p.placeFor(run, src)
	if err != nil {
		return err
	}
	analysis, err := p.newestAnalysis(ctx)
	if err != nil {
		return err
	}
	outcomes := make([]outcome, len(tasks))
	for i, t := range tasks {
		outcomes[i] = outcome{task: t}
		if t.wanted() {
			outcomes[i].prepared, outcomes[i].err = p.prepare(ctx, place, src, t.Item, analysis)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := p.embed(ctx, outcomes, analysis); err != nil {
		return err
	}
	return p.storeBatch(ctx, run, src.ID, outcomes, analysis)
}

// outcome is what became of one task of a batch.
type outcome struct {
	task     task
	prepared prepared
	err      error
}

// waiting reads the tasks of a batch that are not done, which after a kill are fewer than
// the batch has.
func (p *Pipeline) waiting(ctx context.Context, run int64, keys []string) (Source, []task, error) {
	var sourceID int64
	err := p.db.App.QueryRow(ctx, `SELECT source_id FROM ingest_runs WHERE id = $1 AND finished_at IS NULL`, run).Scan(&sourceID)
	if errors.Is(err, pgx.ErrNoRows) {
		return Source{}, nil, errRun
	}
	if err != nil {
		return Source{}, nil, err
	}
	src, err := p.source(ctx, sourceID)
	if err != nil {
		return Source{}, nil, err
	}
	rows, err := p.db.App.Query(ctx, `SELECT item FROM ingest_items WHERE run_id = $1 AND key = ANY($2) AND state = 'waiting' ORDER BY key`, run, keys)
	if err != nil {
		return Source{}, nil, err
	}
	tasks, err := pgx.CollectRows(rows, pgx.RowTo[task])
	return src, tasks, err
}

// storeBatch writes a batch in one transaction. When that fails because of one document,
// each gets a transaction of its own, so that only the guilty one fails.
func (p *Pipeline) storeBatch(ctx context.Context, run, sourceID int64, outcomes []outcome, a *analysis) error {
	err := p.storeTogether(ctx, run, sourceID, outcomes, a)
	if err == nil || ctx.Err() != nil || len(outcomes) == 1 && outcomes[0].err != nil {
		return err
	}
	for i := range outcomes {
		alone := outcomes[i : i+1]
		if err := p.storeTogether(ctx, run, sourceID, alone, a); err != nil {
			if postgresIsAway(err) {
				return err // nothing is wrong with the document
			}
			alone[0].err = auskunft.Errorf(auskunft.Unexpected, "ingest_store", "could not be stored: %w", err)
			if err := p.storeTogether(ctx, run, sourceID, alone, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Pipeline) storeTogether(ctx context.Context, run, sourceID int64, outcomes []outcome, a *analysis) error {
	var used []auskunft.Visibility
	for _, o := range outcomes {
		if o.err == nil && o.task.wanted() {
			used = append(used, o.prepared.visibility())
		}
	}
	slices.Sort(used)
	if used = slices.Compact(used); len(used) > 0 {
		if err := p.knowVisibility(ctx, used...); err != nil {
			return err
		}
	}
	return p.inTx(ctx, func(tx pgx.Tx) error {
		for _, o := range outcomes {
			if err := storeOutcome(ctx, tx, run, sourceID, o, a); err != nil {
				return fmt.Errorf("%s: %w", o.task.Item.Key, err)
			}
		}
		if _, err := tx.Exec(ctx, notify); err != nil {
			return err
		}
		// The run's row is locked last and shortly: whoever commits the last item sees that
		// nothing is waiting and closes the run.
		if _, err := tx.Exec(ctx, `SELECT FROM ingest_runs WHERE id = $1 FOR UPDATE`, run); err != nil {
			return err
		}
		var left bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ingest_items WHERE run_id = $1 AND state = 'waiting')`, run).Scan(&left)
		if err != nil || left {
			return err
		}
		return p.finish(ctx, tx, run)
	})
}

// notify wakes the replicas' indexes when the transaction commits.
const notify = `NOTIFY auskunft_texts`

func storeOutcome(ctx context.Context, tx pgx.Tx, run, sourceID int64, o outcome, a *analysis) error {
	state, problem := "retired", ""
	var err error
	switch {
	case o.task.Item.Withheld != "":
		state, err = erase(ctx, tx, sourceID, o.task.Item.Key)
	case o.err != nil:
		state, problem = "failed", o.err.Error()
		if auskunft.CodeOf(o.err) == visibilityConflict { // what is stored was for other readers
			_, err = erase(ctx, tx, sourceID, o.task.Item.Key)
		}
	case o.task.Gone:
		err = retire(ctx, tx, sourceID, o.task.Item.Key)
	default:
		state, err = swap(ctx, tx, sourceID, o.prepared, a.vectors, a.snapshotID)
	}
	if err != nil {
		return err
	}
	warnings := o.prepared.warnings
	if warnings == nil {
		warnings = json.RawMessage(`[]`)
	}
	_, err = tx.Exec(ctx, `UPDATE ingest_items SET state = $3, problem = $4, warnings = $5 WHERE run_id = $1 AND key = $2`,
		run, o.task.Item.Key, state, problem, warnings)
	return err
}

// contained turns a panic over one item into that item's error: parsers meet files that
// nobody imagined, and one of them must not stop the others.
func contained(key string, err *error) {
	if r := recover(); r != nil {
		*err = auskunft.Errorf(auskunft.Unexpected, "ingest_panic", "reading %s failed inside our own code (%v); please report it\n%s", key, r, debug.Stack())
	}
}

// prepare fetches, extracts, splits and analyses one item.
func (p *Pipeline) prepare(ctx context.Context, place source.Source, src Source, item source.Item, a *analysis) (it prepared, err error) {
	defer contained(item.Key, &err)
	fetched, err := place.Fetch(ctx, item)
	if err != nil {
		return prepared{}, err
	}
	return p.process(ctx, src, item, fetched, a)
}
