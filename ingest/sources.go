package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/source"
)

// Source is a place documents come from, as stored.
type Source struct {
	ID         int64               `json:"id"`
	Name       string              `json:"name"`
	Kind       string              `json:"kind"`
	Location   string              `json:"location"`
	Visibility auskunft.Visibility `json:"visibility"` // of items that say nothing themselves
	BaseURL    string              `json:"base_url,omitempty"`
	Options    map[string]string   `json:"options,omitempty"` // what the kind of source takes: depth, where its token is, …

	state json.RawMessage // what the source remembers from its last complete run
}

// Place is where the source's items are.
func (s Source) Place() source.Place {
	return source.Place{Kind: s.Kind, Location: s.Location, Options: s.Options, State: s.state}
}

// Spec is the source as the command line names it, "files:/srv/texts".
func (s Source) Spec() string { return s.Place().Spec() }

// SaveSource stores a source under its name, or changes the one of that name. When fewer
// people may read it from now on, that holds for its stored texts at once; when more may,
// from the next run on, which reads everything again.
func (p *Pipeline) SaveSource(ctx context.Context, s Source) (Source, error) {
	if s.Name == "" {
		return Source{}, auskunft.Errorf(auskunft.Invalid, "source_name", "a source needs a name")
	}
	if err := p.knowVisibility(ctx, s.Visibility); err != nil {
		return Source{}, err
	}
	err := p.inTx(ctx, func(tx pgx.Tx) error {
		var before Source
		err := tx.QueryRow(ctx, `SELECT visibility, base_url FROM sources WHERE name = $1 FOR NO KEY UPDATE`, s.Name).Scan(&before.Visibility, &before.BaseURL)
		fresh := errors.Is(err, pgx.ErrNoRows)
		if err != nil && !fresh {
			return err
		}
		if err := upsertSource(ctx, tx, &s); err != nil {
			return err
		}
		if fresh || before.Visibility == s.Visibility && before.BaseURL == s.BaseURL {
			return nil
		}
		return restrict(ctx, tx, s)
	})
	return s, err
}

func upsertSource(ctx context.Context, tx pgx.Tx, s *Source) error {
	return tx.QueryRow(ctx, `
		INSERT INTO sources AS have (name, kind, location, visibility, base_url, options)
		VALUES ($1, $2, $3, $4, $5, coalesce($6, '{}'::jsonb))
		ON CONFLICT (name) DO UPDATE SET kind = $2, location = $3, visibility = $4, base_url = $5, options = excluded.options,
			-- What was remembered of another place says nothing about this one.
			state = CASE WHEN (have.kind, have.location, have.options) = ($2, $3, excluded.options) THEN have.state END
		RETURNING id, state`, s.Name, s.Kind, s.Location, s.Visibility, s.BaseURL, s.Options).Scan(&s.ID, &s.state)
}

// restrict makes stored texts visible to nobody who may not read their source any more, and
// forgets their marks, so that the next run reads all of them again.
func restrict(ctx context.Context, tx pgx.Tx, s Source) error {
	for _, table := range []string{"documents", "notices"} {
		if _, err := tx.Exec(ctx, `UPDATE `+table+` SET mark = '' WHERE source_id = $1`, s.ID); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT DISTINCT visibility FROM `+table+` WHERE source_id = $1`, s.ID)
		if err != nil {
			return err
		}
		used, err := collect[auskunft.Visibility](rows)
		if err != nil {
			return err
		}
		for _, v := range used {
			now, err := narrower(s.Visibility, v)
			if err != nil {
				now = v // for another department; the next run erases it
			}
			if now == v {
				continue
			}
			if _, err := tx.Exec(ctx, `UPDATE `+table+` SET visibility = $3 WHERE source_id = $1 AND visibility = $2`, s.ID, v, now); err != nil {
				return err
			}
		}
	}
	_, err := tx.Exec(ctx, notify)
	return err
}

const sourceColumns = `id, name, kind, location, visibility, base_url, options, state`

func scanSource(row pgx.Row) (s Source, err error) {
	err = row.Scan(&s.ID, &s.Name, &s.Kind, &s.Location, &s.Visibility, &s.BaseURL, &s.Options, &s.state)
	return s, err
}

func (p *Pipeline) sourceByID(ctx context.Context, id int64) (Source, error) {
	return scanSource(p.db.App.QueryRow(ctx, `SELECT `+sourceColumns+` FROM sources WHERE id = $1`, id))
}

// Source is the source of a name. A name that nobody gave is an auskunft.NotFound error.
func (p *Pipeline) Source(ctx context.Context, name string) (Source, error) {
	s, err := scanSource(p.db.App.QueryRow(ctx, `SELECT `+sourceColumns+` FROM sources WHERE name = $1 AND removed_at IS NULL`, name))
	if errors.Is(err, pgx.ErrNoRows) {
		return s, unknownSource(name)
	}
	return s, err
}

func unknownSource(name string) error {
	return auskunft.Errorf(auskunft.NotFound, "source_unknown", "there is no source %q; auskunft sources lists them", name)
}

// SetSchedule says when a source is synchronised by itself.
func (p *Pipeline) SetSchedule(ctx context.Context, name string, schedule Schedule) error {
	if _, err := ParseSchedule(string(schedule)); err != nil {
		return err
	}
	return p.plansOf(ctx, name, `UPDATE sources SET schedule = $2 WHERE id = $1`, schedule)
}

// Pause stops a source's schedule, or lets it go on. A run in progress ends as usual, and
// RunNow works all the same.
func (p *Pipeline) Pause(ctx context.Context, name string, paused bool) error {
	return p.plansOf(ctx, name, `UPDATE sources SET paused = $2 WHERE id = $1`, paused)
}

// plansOf changes what decides when a source runs next, and plans that anew.
func (p *Pipeline) plansOf(ctx context.Context, name, change string, to any) error {
	s, err := p.Source(ctx, name)
	if err != nil {
		return err
	}
	return p.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, change, s.ID, to); err != nil {
			return err
		}
		return planNext(ctx, tx, s, time.Now(), nil)
	})
}

// RunNow asks for a run of a source. A process that works schedules begins it within
// seconds, after the one in progress if there is one.
func (p *Pipeline) RunNow(ctx context.Context, name string, options Options) error {
	tag, err := p.db.App.Exec(ctx, `UPDATE sources SET next_run_at = now(), next_options = $2 WHERE name = $1 AND removed_at IS NULL`, name, options)
	if err == nil && tag.RowsAffected() == 0 {
		return unknownSource(name)
	}
	return err
}

// RemoveSource deletes a source with all its texts, their originals and earlier versions.
// They are gone for readers when it returns.
func (p *Pipeline) RemoveSource(ctx context.Context, name string) error {
	s, err := p.Source(ctx, name)
	if err != nil {
		return err
	}
	return p.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT key FROM documents WHERE source_id = $1`, s.ID)
		if err != nil {
			return err
		}
		keys, err := collect[string](rows)
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(keys, 1000) {
			if _, err := erase(ctx, tx, s.ID, chunk); err != nil {
				return err
			}
		}
		b := &pgx.Batch{}
		b.Queue(`DELETE FROM notices WHERE source_id = $1`, s.ID)
		b.Queue(`DELETE FROM ingest_runs WHERE source_id = $1`, s.ID) // its jobs find nothing to do
		b.Queue(`UPDATE sources SET removed_at = now(), next_run_at = NULL, state = NULL, name = $2 WHERE id = $1`,
			s.ID, fmt.Sprintf("%s (removed, %d)", s.Name, s.ID)) // the name is free again
		b.Queue(notify)
		return tx.SendBatch(ctx, b).Close()
	})
}

// purge deletes the tombstones of sources that were removed a day ago.
func (p *Pipeline) purge(ctx context.Context) error {
	_, err := p.db.App.Exec(ctx, `DELETE FROM sources WHERE removed_at < now() - interval '1 day'`)
	return err
}
