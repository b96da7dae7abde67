package ingest

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"auskunft"
)

// record writes down what became of items, counts it into the run's coverage, enqueues what
// is to be done later, and closes the run when nothing is.
func (b *batch) record(ctx context.Context, tx pgx.Tx, outcomes []outcome, left []task) error {
	var coverage Coverage
	var keys, states, problems, codes []string
	var warnings []json.RawMessage
	var attempts []int32
	for _, o := range outcomes {
		state, problem, code := o.state, "", ""
		tried := o.task.attempts
		if o.err != nil {
			problem, code = o.err.Error(), auskunft.CodeOf(o.err)
		}
		if o.passing() {
			state, tried = "waiting", tried+1
		} else if o.err != nil {
			count(&coverage.Failed, code, 1)
		} else {
			coverage.add(o.prepared.coverage)
		}
		told := o.prepared.warnings
		if told == nil {
			told = json.RawMessage(`[]`)
		}
		keys, states, problems, codes = append(keys, o.task.Item.Key), append(states, state), append(problems, problem), append(codes, code)
		warnings, attempts = append(warnings, told), append(attempts, int32(tried))
	}
	batch := &pgx.Batch{}
	if len(keys) > 0 {
		batch.Queue(`
			UPDATE ingest_items i SET state = t.state, problem = t.problem, code = t.code, warnings = t.warnings, attempts = t.attempts
			  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::integer[]) AS t (key, state, problem, code, warnings, attempts)
			 WHERE i.run_id = $1 AND i.key = t.key`, b.run, keys, states, problems, codes, warnings, attempts)
		batch.Queue(notify)
	}
	// The run's row is locked last and shortly: whoever commits the last item sees that
	// nothing is waiting and closes the run. One that was replaced keeps nothing of this.
	var finished, waiting bool
	var before Coverage
	batch.Queue(`SELECT finished_at IS NOT NULL, coverage FROM ingest_runs WHERE id = $1 FOR UPDATE`, b.run).
		QueryRow(func(row pgx.Row) error { return row.Scan(&finished, &before) })
	batch.Queue(`SELECT EXISTS (SELECT FROM ingest_items WHERE run_id = $1 AND state = 'waiting')`, b.run).
		QueryRow(func(row pgx.Row) error { return row.Scan(&waiting) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	if finished {
		return errRun
	}
	before.add(coverage)
	if _, err := tx.Exec(ctx, `UPDATE ingest_runs SET coverage = $2 WHERE id = $1`, b.run, before); err != nil {
		return err
	}
	if !waiting {
		return b.finish(ctx, tx, b.run)
	}
	return b.enqueueLater(ctx, tx, outcomes, left)
}

// enqueueLater makes jobs of what did not fit into this one, and of what is worth another
// try in a while.
func (b *batch) enqueueLater(ctx context.Context, tx pgx.Tx, outcomes []outcome, left []task) error {
	var jobs []river.InsertManyParams
	if len(left) > 0 {
		keys := make([]string, len(left))
		for i, t := range left {
			keys[i] = t.Item.Key
		}
		jobs = append(jobs, river.InsertManyParams{Args: batchArgs{RunID: b.run, Keys: keys}})
	}
	again := map[int][]string{} // by attempts
	for _, o := range outcomes {
		if o.passing() {
			again[o.task.attempts+1] = append(again[o.task.attempts+1], o.task.Item.Key)
		}
	}
	for attempts, keys := range again {
		jobs = append(jobs, river.InsertManyParams{
			Args: batchArgs{RunID: b.run, Keys: keys}, InsertOpts: &river.InsertOpts{ScheduledAt: time.Now().Add(itemPause(attempts))},
		})
	}
	if len(jobs) == 0 {
		return nil
	}
	_, err := b.queue.InsertManyFastTx(ctx, tx, jobs)
	return err
}
