package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"auskunft"
	"auskunft/ingest/source"
)

// A job ends within jobs.Timeout, whatever its items do: after batchTime it begins no
// further one, the last one may take itemTime, and what is left is for embedding and
// storing. The other bounds keep its memory small and its transaction short; items beyond
// any of them go to another job.
const (
	batchSize     = 40       // items: a commit's wait for the disk is shared, a retry repeats little
	batchPassages = 1000     // what an embedding endpoint does in a few seconds
	batchBytes    = 16 << 20 // of originals
	batchTime     = 10 * time.Second
	itemTime      = 60 * time.Second // a PDF's two engines, or a dozen scanned pages
)

// An item whose place does not answer, or that was being read when its process died, is
// tried itemAttempts times, with growing pauses: 5, 20 and 45 seconds after a fault. Then it
// has failed, until the next run.
const itemAttempts = 4

func itemPause(attempts int) time.Duration {
	return time.Duration(attempts*attempts) * 5 * time.Second
}

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

// Work prepares items outside a transaction and stores them in one. An item that cannot be
// read is marked as failed with advice and blocks nobody.
func (w *batchWorker) Work(ctx context.Context, job *river.Job[batchArgs]) error {
	b, err := w.pipeline.openBatch(ctx, job.Args)
	if errors.Is(err, errRun) {
		return nil // replaced by a newer run meanwhile
	}
	if err != nil {
		return err
	}
	if job.Attempt > 1 {
		err = b.workAlone(ctx)
	} else {
		err = b.workTogether(ctx)
	}
	if errors.Is(err, errRun) {
		return nil
	}
	return err
}

// batch is the work of one job.
type batch struct {
	*Pipeline
	run      int64
	deferred bool // new documents are analysed later
	source   Source
	place    source.Source
	analysis *analysis
	tasks    []task // that are not done, which after a kill are fewer than the job has
}

// outcome is what became of one task of a batch.
type outcome struct {
	task     task
	prepared prepared
	err      error
	state    string // set when it is stored
}

func (p *Pipeline) openBatch(ctx context.Context, args batchArgs) (*batch, error) {
	b := &batch{Pipeline: p, run: args.RunID}
	var sourceID int64
	var fromOriginals bool
	err := p.db.App.QueryRow(ctx, `SELECT source_id, from_originals, deferred FROM ingest_runs WHERE id = $1 AND finished_at IS NULL`, b.run).
		Scan(&sourceID, &fromOriginals, &b.deferred)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errRun
	}
	if err != nil {
		return nil, err
	}
	if b.source, err = p.sourceByID(ctx, sourceID); err != nil {
		return nil, err
	}
	rows, err := p.db.App.Query(ctx, `SELECT item, attempts FROM ingest_items WHERE run_id = $1 AND key = ANY($2) AND state = 'waiting' ORDER BY key`, b.run, args.Keys)
	if err != nil {
		return nil, err
	}
	b.tasks, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t task, err error) {
		return t, row.Scan(&t, &t.attempts)
	})
	if err != nil {
		return nil, err
	}
	if b.place, err = p.placeOf(ctx, b.run, b.source, fromOriginals); err != nil {
		return nil, err
	}
	b.analysis, err = p.newestAnalysis(ctx)
	return b, err
}

// workTogether does as many tasks as fit into one job and leaves the rest to another.
func (b *batch) workTogether(ctx context.Context) error {
	started := time.Now()
	passages, size := 0, 0
	var outcomes []outcome
	for len(outcomes) < len(b.tasks) && time.Since(started) < batchTime && passages < batchPassages && size < batchBytes {
		o := b.do(ctx, b.tasks[len(outcomes)])
		if ctx.Err() != nil {
			return ctx.Err()
		}
		passages += len(o.prepared.passages)
		size += len(o.prepared.original)
		outcomes = append(outcomes, o)
	}
	if err := b.embed(ctx, outcomes); err != nil {
		return err
	}
	return b.store(ctx, outcomes, b.tasks[len(outcomes):])
}

// workAlone does tasks one by one: this job was begun before and not ended. If one of its
// items killed the process, only that one stays behind, and only a few times.
func (b *batch) workAlone(ctx context.Context) error {
	started := time.Now()
	for i, t := range b.tasks {
		if time.Since(started) > batchTime {
			return b.store(ctx, nil, b.tasks[i:])
		}
		o := outcome{task: t}
		if t.attempts >= itemAttempts {
			o.err = auskunft.Errorf(auskunft.Unexpected, "item_fatal", "reading it ended the program %d times; please report it, with the file", t.attempts)
		} else {
			_, err := b.db.App.Exec(ctx, `UPDATE ingest_items SET attempts = attempts + 1 WHERE run_id = $1 AND key = $2`, b.run, t.Item.Key)
			if err != nil {
				return err
			}
			o = b.do(ctx, t)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		outcomes := []outcome{o}
		if err := b.embed(ctx, outcomes); err != nil {
			return err
		}
		if err := b.store(ctx, outcomes, nil); err != nil {
			return err
		}
	}
	if len(b.tasks) == 0 { // the last one was stored, and the run not closed: impossible but for manual repairs
		return b.store(ctx, nil, nil)
	}
	return nil
}

// do prepares the item of a task, in itemTime at most.
func (b *batch) do(ctx context.Context, t task) outcome {
	o := outcome{task: t}
	if !t.wanted() {
		return o
	}
	limited, cancel := context.WithTimeout(ctx, itemTime)
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		it, err := b.prepare(limited, t)
		done <- outcome{task: t, prepared: it, err: err}
	}()
	select {
	case o = <-done:
		return o
	case <-limited.Done():
	}
	const grace = time.Second // for who heeds contexts
	select {
	case o = <-done:
		if errors.Is(o.err, context.DeadlineExceeded) {
			o.err = auskunft.Errorf(auskunft.Unavailable, "item_timeout", "it was not read within %s: %w", itemTime, o.err)
		}
	case <-time.After(grace):
		// A parser that does not end is left behind; nothing in Go stops it.
		o.err = auskunft.Errorf(auskunft.Invalid, "item_endless", "reading it did not end within %s; please report it, with the file", itemTime)
	}
	return o
}

// prepare fetches, extracts, splits and analyses one item.
func (b *batch) prepare(ctx context.Context, t task) (it prepared, err error) {
	defer contained(t.Item.Key, &err)
	fetched, err := b.place.Fetch(ctx, t.Item)
	if err != nil {
		return prepared{}, err
	}
	return b.process(ctx, t, fetched)
}

// contained turns a panic over one item into that item's error: parsers meet files that
// nobody imagined, and one of them must not stop the others.
func contained(key string, err *error) {
	if r := recover(); r != nil {
		*err = auskunft.Errorf(auskunft.Unexpected, "ingest_panic", "reading %s failed inside our own code (%v); please report it\n%s", key, r, debug.Stack())
	}
}

// passing reports whether an item may be readable in a while.
func (o outcome) passing() bool {
	return o.err != nil && auskunft.KindOf(o.err) == auskunft.Unavailable && o.task.attempts+1 < itemAttempts
}

// store writes outcomes in one transaction and enqueues what is left. When that fails
// because of one document, each gets a transaction of its own, so that only the guilty one
// fails.
func (b *batch) store(ctx context.Context, outcomes []outcome, left []task) error {
	err := b.storeTogether(ctx, outcomes, left)
	if err == nil || ctx.Err() != nil || errors.Is(err, errRun) || postgresIsAway(err) || len(outcomes) == 0 {
		return err
	}
	for i := range outcomes {
		alone := outcomes[i : i+1]
		err := b.storeTogether(ctx, alone, nil)
		if err != nil && alone[0].err == nil && !errors.Is(err, errRun) && !postgresIsAway(err) {
			alone[0] = outcome{task: alone[0].task, err: auskunft.Errorf(auskunft.Unexpected, "ingest_store", "could not be stored: %w", err)}
			err = b.storeTogether(ctx, alone, nil)
		}
		if err != nil {
			return err
		}
	}
	if len(left) == 0 {
		return nil
	}
	return b.storeTogether(ctx, nil, left)
}

func (b *batch) storeTogether(ctx context.Context, outcomes []outcome, left []task) error {
	reader, err := b.readerOf(ctx, outcomes)
	if err != nil {
		return err
	}
	return b.db.Write(ctx, reader, func(tx pgx.Tx) error {
		if err := asynchronous(ctx, tx); err != nil {
			return err
		}
		if err := b.apply(ctx, tx, outcomes); err != nil {
			return err
		}
		return b.record(ctx, tx, outcomes, left)
	})
}

// readerOf sees all that is stored and all that will be.
func (b *batch) readerOf(ctx context.Context, outcomes []outcome) (auskunft.Reader, error) {
	reader, err := maintainer(ctx, b.db)
	if err != nil {
		return reader, err
	}
	var fresh []auskunft.Visibility
	for _, o := range outcomes {
		if v := o.prepared.visibility(); o.err == nil && o.task.wanted() && !reader.Sees(v) {
			fresh = append(fresh, v)
		}
	}
	if len(fresh) == 0 {
		return reader, nil
	}
	return reader.With(fresh...), b.knowVisibility(ctx, fresh...)
}

// asynchronous lets a transaction commit without waiting for the disk. A server that loses
// power may forget the last moments of its log, never a part in the middle: what is lost of
// the texts is lost of the job that wrote them too, and the job runs again.
func asynchronous(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SET LOCAL synchronous_commit = off`)
	return err
}

// notify wakes the replicas' indexes when the transaction commits.
const notify = `NOTIFY auskunft_texts`

// apply changes the texts as the outcomes say and sets their states.
func (b *batch) apply(ctx context.Context, tx pgx.Tx, outcomes []outcome) error {
	var swapped []int
	var items []*prepared
	var gone, withheld []string
	for i := range outcomes {
		o := &outcomes[i]
		switch {
		case o.task.Item.Withheld != "":
			o.state = "unchanged" // unless something is erased
			withheld = append(withheld, o.task.Item.Key)
		case o.err != nil:
			o.state = "failed"
			if auskunft.CodeOf(o.err) == visibilityConflict { // what is stored was for other readers
				withheld = append(withheld, o.task.Item.Key)
			}
		case o.task.Gone:
			o.state = "retired"
			gone = append(gone, o.task.Item.Key)
		default:
			swapped, items = append(swapped, i), append(items, &o.prepared)
		}
	}
	if len(gone) > 0 {
		if err := retire(ctx, tx, b.source.ID, gone); err != nil {
			return err
		}
	}
	if len(withheld) > 0 {
		erased, err := erase(ctx, tx, b.source.ID, withheld)
		if err != nil {
			return err
		}
		for i := range outcomes {
			if o := &outcomes[i]; o.task.Item.Withheld != "" && slices.Contains(erased, o.task.Item.Key) {
				o.state = "retired"
			}
		}
	}
	if len(items) == 0 {
		return nil
	}
	states, err := swap(ctx, tx, b.source.ID, items, b.analysis)
	for i, state := range states {
		outcomes[swapped[i]].state = state
	}
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return nil
}
