package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"auskunft"
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
}

// wanted says whether the item is to be fetched and stored.
func (t task) wanted() bool { return !t.Gone && t.Item.Withheld == "" }

// Sync lists a source, compares the list with what is stored, and enqueues the difference.
// It returns the run's number. Items whose mark is unchanged cost nothing.
func (p *Pipeline) Sync(ctx context.Context, s Source, options Options) (run int64, err error) {
	plan, err := p.plan(ctx, s, options)
	if err != nil {
		return 0, err
	}
	err = p.inTx(ctx, func(tx pgx.Tx) error {
		// An older run that is not finished is replaced: its jobs find it closed and do nothing.
		_, err := tx.Exec(ctx, `UPDATE ingest_runs SET finished_at = now(), stopped = 'replaced by a newer run'
			WHERE source_id = $1 AND finished_at IS NULL`, s.ID)
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `INSERT INTO ingest_runs (source_id, listed, state) VALUES ($1, $2, $3) RETURNING id`,
			s.ID, plan.Listed, plan.state).Scan(&run)
		if err != nil {
			return err
		}
		if len(plan.tasks) == 0 {
			return p.finish(ctx, tx, run)
		}
		return p.enqueue(ctx, tx, run, plan.tasks)
	})
	if err == nil {
		p.keepPlace(run, plan.place)
	}
	return run, err
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
	return p.plan(ctx, s, options)
}

func (p *Pipeline) plan(ctx context.Context, s Source, options Options) (Plan, error) {
	place, err := p.openPlace(s.Place())
	if err != nil {
		return Plan{}, err
	}
	stored, err := p.knownItems(ctx, s.ID)
	if err != nil {
		return Plan{}, err
	}
	maps.DeleteFunc(stored, func(_ string, k known) bool { return k.retired })
	alive := len(stored)
	plan := Plan{place: place}
	err = place.List(ctx, func(item source.Item) error {
		plan.add(item, stored, options)
		delete(stored, item.Key)
		return nil
	})
	if _, incomplete := errors.AsType[*source.Incomplete](err); incomplete {
		clear(stored) // what was not listed may still be there: nothing is retired
	} else if err != nil {
		return Plan{}, fmt.Errorf("list %s: %w", s.Spec(), err)
	}
	if keeper, ok := place.(source.Keeper); ok && err == nil {
		if plan.state, err = keeper.State(); err != nil {
			return Plan{}, err
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

func (p *Plan) add(item source.Item, stored map[string]known, options Options) {
	if item.Withheld != "" {
		p.Withheld = append(p.Withheld, item.Key)
		p.tasks = append(p.tasks, task{Item: item})
		return
	}
	p.Listed++
	switch k, ok := stored[item.Key]; {
	case !ok:
		p.New = append(p.New, item.Key)
	case k.mark != item.Mark || options.Redo:
		p.Changed = append(p.Changed, item.Key)
	default:
		p.Unchanged++
		return
	}
	p.tasks = append(p.tasks, task{Item: item})
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

// finish closes a run whose items are all done, and renews the vocabulary when the texts
// have outgrown it.
func (p *Pipeline) finish(ctx context.Context, tx pgx.Tx, run int64) error {
	tag, err := tx.Exec(ctx, `UPDATE ingest_runs SET finished_at = now() WHERE id = $1 AND finished_at IS NULL`, run)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE sources s SET synced_at = now(), state = coalesce(r.state, s.state)
		  FROM ingest_runs r WHERE r.id = $1 AND s.id = r.source_id`, run); err != nil {
		return err
	}
	due, err := refreshDue(ctx, tx)
	if err != nil || !due {
		return err
	}
	_, err = p.queue.InsertTx(ctx, tx, refreshArgs{}, nil)
	return err
}

// inTx runs fn in a transaction of the reader who maintains all texts.
func (p *Pipeline) inTx(ctx context.Context, fn func(pgx.Tx) error) error {
	reader, err := maintainer(ctx, p.db)
	if err != nil {
		return err
	}
	return p.db.Write(ctx, reader, fn)
}
