package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/ingest/source"
)

// More than this share of a source's items vanishing at once looks like a broken source,
// not like an editor's work: the run stops and says so. A handful may always go.
const (
	vanishShare = 0.2
	vanishFew   = 5
)

// task is one row of ingest_items: what has to be done with one item.
type task struct {
	Item source.Item `json:"item"`
	Gone bool        `json:"gone,omitempty"` // vanished at the source: retire it
	New  bool        `json:"new,omitempty"`  // nothing of it was stored

	attempts int // how often it was begun without an end
}

// wanted says whether the item is to be fetched and stored.
func (t task) wanted() bool { return !t.Gone && t.Item.Withheld == "" }

// Sync lists a source, compares the list with what is stored, and enqueues the difference.
// It returns the run's number. Items whose mark is unchanged cost nothing. While another
// process lists the same source the error is an auskunft.Conflict; a run whose items are
// still being read is replaced.
func (p *Pipeline) Sync(ctx context.Context, s Source, options Options) (run int64, err error) {
	release, err := p.lockListing(ctx, s.ID)
	if err != nil {
		return 0, err
	}
	defer release()
	return p.sync(ctx, s, options)
}

// lockListing makes this process the only one that lists a source. The lock belongs to a
// connection: it goes with the process, however that ends.
func (p *Pipeline) lockListing(ctx context.Context, sourceID int64) (release func(), err error) {
	conn, err := p.db.App.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	var got bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtext('auskunft.listing'), $1::bigint::integer)`, sourceID).Scan(&got); err != nil || !got {
		conn.Release()
		if err == nil {
			err = auskunft.Errorf(auskunft.Conflict, "ingest_busy", "another process is looking through this source; wait until it is done")
		}
		return nil, err
	}
	return func() {
		// A connection that cannot unlock is closed, which unlocks too.
		_, err := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext('auskunft.listing'), $1::bigint::integer)`, sourceID)
		if err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx))
		}
		conn.Release()
	}, nil
}

// sync is Sync for who has the lock. A listing that fails is kept as a run that was stopped.
func (p *Pipeline) sync(ctx context.Context, s Source, options Options) (run int64, err error) {
	if err := p.replaceOlder(ctx, s.ID); err != nil {
		return 0, err
	}
	plan, err := p.plan(ctx, s, options)
	if err != nil {
		if ctx.Err() == nil {
			err = errors.Join(err, p.recordStopped(ctx, s, plan.Listed, err))
		}
		return 0, err
	}
	err = p.inTx(ctx, func(tx pgx.Tx) error {
		if run, err = p.openRun(ctx, tx, s, plan, options); err != nil {
			return err
		}
		if len(plan.tasks) == 0 {
			return p.finish(ctx, tx, run)
		}
		p.places.keep(run, plan.place) // before anybody can see the run's jobs
		return p.enqueue(ctx, tx, run, plan.tasks)
	})
	if err != nil || len(plan.tasks) == 0 {
		closePlace(plan.place)
		p.places.close(run)
	}
	return run, err
}

// replaced is why a run was stopped whose source was listed again before its end.
const replaced = "replaced by a newer run"

// replaceOlder closes a run of the source that is not finished: its jobs find it closed and
// do nothing. What they would still retire or store after the new plan has looked at what is
// stored, that plan would take for settled.
func (p *Pipeline) replaceOlder(ctx context.Context, sourceID int64) error {
	_, err := p.db.App.Exec(ctx, `UPDATE ingest_runs SET finished_at = now(), stopped = $2 WHERE source_id = $1 AND finished_at IS NULL`,
		sourceID, replaced)
	return err
}

// openRun makes the row of a run. The unanalysed passages of a run that was replaced are the
// new run's to look after.
func (p *Pipeline) openRun(ctx context.Context, tx pgx.Tx, s Source, plan Plan, options Options) (run int64, err error) {
	var inherited bool
	err = tx.QueryRow(ctx, `
		WITH taken AS (
			UPDATE ingest_runs SET deferred = false WHERE source_id = $1 AND deferred AND stopped = $2 RETURNING id)
		SELECT EXISTS (SELECT FROM taken)`, s.ID, replaced).Scan(&inherited)
	if err != nil {
		return 0, err
	}
	deferred, err := growsMuch(ctx, tx, len(plan.New))
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `INSERT INTO ingest_runs (source_id, listed, state, from_originals, deferred) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		s.ID, plan.Listed, plan.state, options.FromOriginals, deferred || inherited).Scan(&run)
	if err != nil {
		return 0, err
	}
	return run, planNext(ctx, tx, s, time.Now(), nil)
}

// growsMuch reports whether so many new documents will make the vocabulary be renewed
// anyway. Analysing them before would be done twice.
func growsMuch(ctx context.Context, tx pgx.Tx, added int) (bool, error) {
	if added <= batchSize {
		return false, nil
	}
	var stored int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM documents WHERE retired_at IS NULL`).Scan(&stored)
	return float64(added) > (growth-1)*float64(stored), err
}

// recordStopped keeps why a source could not be listed, and plans the next try.
func (p *Pipeline) recordStopped(ctx context.Context, s Source, listed int, why error) error {
	if s.ID == 0 {
		return nil
	}
	return p.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ingest_runs (source_id, listed, finished_at, stopped) VALUES ($1, $2, now(), $3)`, s.ID, listed, why.Error())
		if err != nil {
			return err
		}
		return planNext(ctx, tx, s, time.Now(), why)
	})
}

// Plan is what a synchronisation would do.
type Plan struct {
	Listed    int      `json:"listed"`
	Unchanged int      `json:"unchanged"`
	New       []string `json:"new"`
	Changed   []string `json:"changed"`
	Gone      []string `json:"gone"`
	Withheld  []string `json:"withheld"` // there, but nobody may read them

	tasks []task
	place source.Source   // as opened for listing: what it fetched then need not be fetched again
	state json.RawMessage // what it remembers, nil for most
}

// Preview says what Sync would do. The source need not be stored.
func (p *Pipeline) Preview(ctx context.Context, s Source, options Options) (Plan, error) {
	if s.ID == 0 {
		err := p.db.App.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM sources WHERE name = $1`, s.Name).Scan(&s.ID)
		if err != nil {
			return Plan{}, err
		}
	}
	plan, err := p.plan(ctx, s, options)
	closePlace(plan.place)
	return plan, err
}

// closePlace gives back what an opened source holds; it kept copies only.
func closePlace(place source.Source) {
	if closer, ok := place.(io.Closer); ok {
		_ = closer.Close()
	}
}

// plan lists a source. The plan has the opened source unless there is an error.
func (p *Pipeline) plan(ctx context.Context, s Source, options Options) (plan Plan, err error) {
	place, err := p.openForPlan(s, options)
	if err != nil {
		return Plan{}, err
	}
	defer func() {
		if err != nil {
			closePlace(place)
			plan.place = nil
		}
	}()
	stored, err := p.knownItems(ctx, s.ID)
	if err != nil {
		return Plan{}, err
	}
	maps.DeleteFunc(stored, func(_ string, k known) bool { return k.retired })
	alive := len(stored)
	plan.place = place
	err = place.List(ctx, func(item source.Item) error {
		plan.add(item, stored, options)
		delete(stored, item.Key)
		return nil
	})
	if incomplete, ok := errors.AsType[*source.Incomplete](err); ok {
		clear(stored) // what was not listed may still be there: nothing is retired
		plan.state = incomplete.State
	} else if err != nil {
		return plan, fmt.Errorf("list %s: %w", s.Spec(), err)
	}
	if options.FromOriginals {
		clear(stored) // notices have no originals
	}
	if keeper, ok := place.(source.Keeper); ok && err == nil {
		if plan.state, err = keeper.State(); err != nil {
			return plan, err
		}
	}
	plan.Gone = slices.Sorted(maps.Keys(stored))
	gone := len(plan.Gone)
	if tooMany := gone > vanishFew && float64(gone) > vanishShare*float64(alive); tooMany && !options.AcceptDeletes {
		return plan, auskunft.Errorf(auskunft.Conflict, "ingest_vanished",
			"%d of %d documents of source %q are gone at %s; nothing was changed. If that is right, repeat with --accept-deletes",
			gone, alive, s.Name, s.Spec())
	}
	for _, key := range plan.Gone {
		plan.tasks = append(plan.tasks, task{Item: source.Item{Key: key}, Gone: true})
	}
	return plan, nil
}

func (p *Pipeline) openForPlan(s Source, options Options) (source.Source, error) {
	switch {
	case options.FromOriginals && s.ID == 0:
		return nil, auskunft.Errorf(auskunft.NotFound, "source_unknown", "nothing of source %q is stored", s.Name)
	case options.FromOriginals:
		return &originals{db: p.db, source: s.ID}, nil
	case options.Redo:
		s.state = nil // it would only ask for changes
	}
	return p.openPlace(s.Place())
}

func (p *Plan) add(item source.Item, stored map[string]known, options Options) {
	if item.Withheld != "" {
		p.Withheld = append(p.Withheld, item.Key)
		p.tasks = append(p.tasks, task{Item: item})
		return
	}
	p.Listed++
	k, ok := stored[item.Key]
	switch {
	case !ok:
		p.New = append(p.New, item.Key)
	case k.mark != item.Mark || options.Redo || options.FromOriginals:
		p.Changed = append(p.Changed, item.Key)
	default:
		p.Unchanged++
		return
	}
	p.tasks = append(p.tasks, task{Item: item, New: !ok})
}

func (p *Pipeline) enqueue(ctx context.Context, tx pgx.Tx, run int64, tasks []task) error {
	var inserts []river.InsertManyParams
	keys, items := make([]string, len(tasks)), make([]json.RawMessage, len(tasks))
	for i, t := range tasks {
		b, err := json.Marshal(t)
		if err != nil {
			return err
		}
		keys[i], items[i] = t.Item.Key, b
	}
	_, err := tx.Exec(ctx, `INSERT INTO ingest_items (run_id, key, item)
		SELECT $1, k, i FROM unnest($2::text[], $3::jsonb[]) AS t(k, i) ON CONFLICT DO NOTHING`, run, keys, items)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(keys, batchSize) {
		inserts = append(inserts, river.InsertManyParams{Args: batchArgs{RunID: run, Keys: chunk}})
	}
	_, err = p.queue.InsertManyFastTx(ctx, tx, inserts)
	return err
}

// finish closes a run whose items are all done, lets the finders look at what has changed,
// and renews the vocabulary when the texts have outgrown it.
func (p *Pipeline) finish(ctx context.Context, tx pgx.Tx, run int64) error {
	var deferred bool
	err := tx.QueryRow(ctx, `UPDATE ingest_runs SET finished_at = now() WHERE id = $1 AND finished_at IS NULL RETURNING deferred`, run).Scan(&deferred)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE sources s SET synced_at = now(), state = coalesce(r.state, s.state)
		  FROM ingest_runs r WHERE r.id = $1 AND s.id = r.source_id`, run); err != nil {
		return err
	}
	var changed bool
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ingest_items WHERE run_id = $1 AND state IN ('stored', 'retired'))`, run).Scan(&changed)
	if err == nil && changed {
		err = p.queueOnce(ctx, tx, finding.Args{})
	}
	if err != nil {
		return err
	}
	due, err := refreshDue(ctx, tx)
	if err != nil || !due && !deferred {
		return err
	}
	return p.queueOnce(ctx, tx, refreshArgs{})
}

// inTx runs fn in a transaction of the reader who maintains all texts. Should it and a batch
// wait for each other, PostgreSQL ends one of them; batches are jobs and come again, and so
// does this.
func (p *Pipeline) inTx(ctx context.Context, fn func(pgx.Tx) error) error {
	const attempts = 3
	for attempt := 1; ; attempt++ {
		reader, err := maintainer(ctx, p.db)
		if err != nil {
			return err
		}
		err = p.db.Write(ctx, reader, fn)
		if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != deadlock || attempt == attempts {
			return err
		}
	}
}

const deadlock = "40P01"
