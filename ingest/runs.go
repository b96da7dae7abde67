package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/extract"
)

// Status is a source as the people who look after it see it.
type Status struct {
	Source
	Schedule  Schedule   `json:"schedule,omitempty"`
	Paused    bool       `json:"paused"`
	NextRun   *time.Time `json:"next_run,omitempty"` // nil: none is planned
	Documents int        `json:"documents"`          // that can be found
	Passages  int        `json:"passages"`
	Retired   int        `json:"retired"` // tombstones of vanished documents
	LastRun   *Run       `json:"last_run,omitempty"`
}

// Run is one synchronisation of a source.
type Run struct {
	ID       int64      `json:"id"`
	Started  time.Time  `json:"started"`
	Finished *time.Time `json:"finished,omitempty"` // nil: in progress
	Stopped  string     `json:"stopped,omitempty"`  // why it ended early, in English
	Listed   int        `json:"listed"`
	Items    Items      `json:"items"`
	Coverage Coverage   `json:"coverage"`
}

// Items counts what a run has to do, by what became of it. It grows while the run is in
// progress, in whatever process.
type Items struct {
	Waiting   int `json:"waiting,omitempty"`
	Retrying  int `json:"retrying,omitempty"` // of the waiting: failed before and tried again soon
	Stored    int `json:"stored"`
	Unchanged int `json:"unchanged"` // read and found to be as before; items with the old mark are not even read
	Retired   int `json:"retired"`
	Failed    int `json:"failed"`
}

// Sources lists the sources by name.
func (p *Pipeline) Sources(ctx context.Context) ([]Status, error) {
	return p.statuses(ctx, "")
}

// SourceStatus is one of Sources. A name that nobody gave is an auskunft.NotFound error.
func (p *Pipeline) SourceStatus(ctx context.Context, name string) (Status, error) {
	all, err := p.statuses(ctx, name)
	if err != nil {
		return Status{}, err
	}
	if len(all) == 0 || name == "" {
		return Status{}, unknownSource(name)
	}
	return all[0], nil
}

func (p *Pipeline) statuses(ctx context.Context, name string) (all []Status, err error) {
	err = p.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT id, name, kind, location, visibility, base_url, options, schedule, paused, next_run_at,
			       (SELECT count(*) FROM documents WHERE source_id = s.id AND retired_at IS NULL),
			       (SELECT count(*) FROM passages p JOIN documents d ON d.id = p.document_id WHERE d.source_id = s.id),
			       (SELECT count(*) FROM documents WHERE source_id = s.id AND retired_at IS NOT NULL)
			  FROM sources s WHERE removed_at IS NULL AND ($1 = '' OR name = $1) ORDER BY name`, name)
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Status, err error) {
			return s, row.Scan(&s.ID, &s.Name, &s.Kind, &s.Location, &s.Visibility, &s.BaseURL, &s.Options, &s.Schedule,
				&s.Paused, &s.NextRun, &s.Documents, &s.Passages, &s.Retired)
		})
		for i := range all {
			if err != nil {
				return err
			}
			var last []Run
			if last, err = runs(ctx, tx, `r.source_id = $1 ORDER BY r.id DESC LIMIT 1`, all[i].ID); len(last) > 0 {
				all[i].LastRun = &last[0]
			}
		}
		return err
	})
	return all, err
}

// maxRuns is how many runs of a source are listed: a fortnight of hourly ones.
const maxRuns = 336

// Runs lists the runs of a source, newest first.
func (p *Pipeline) Runs(ctx context.Context, name string) ([]Run, error) {
	s, err := p.Source(ctx, name)
	if err != nil {
		return nil, err
	}
	return runs(ctx, p.db.App, `r.source_id = $1 ORDER BY r.id DESC LIMIT $2`, s.ID, maxRuns)
}

// Run is one run as it is now. An unknown one is an auskunft.NotFound error.
func (p *Pipeline) Run(ctx context.Context, id int64) (Run, error) {
	found, err := runs(ctx, p.db.App, `r.id = $1`, id)
	if err == nil && len(found) == 0 {
		err = errRun
	}
	if err != nil {
		return Run{}, err
	}
	return found[0], nil
}

// queryer is a pool or a transaction.
type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func runs(ctx context.Context, q queryer, where string, args ...any) ([]Run, error) {
	rows, err := q.Query(ctx, `
		SELECT r.id, r.started_at, r.finished_at, r.stopped, r.listed, r.coverage, i.*
		  FROM ingest_runs r, LATERAL (
			SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'waiting' AND problem <> ''),
			       count(*) FILTER (WHERE state = 'stored'), count(*) FILTER (WHERE state = 'unchanged'),
			       count(*) FILTER (WHERE state = 'retired'), count(*) FILTER (WHERE state = 'failed')
			  FROM ingest_items WHERE run_id = r.id) i
		 WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r Run, err error) {
		i := &r.Items
		return r, row.Scan(&r.ID, &r.Started, &r.Finished, &r.Stopped, &r.Listed, &r.Coverage,
			&i.Waiting, &i.Retrying, &i.Stored, &i.Unchanged, &i.Retired, &i.Failed)
	})
}

// Trouble is an item of a run that is not stored, or stored with warnings.
type Trouble struct {
	Problem
	Failed bool `json:"failed"` // else a warning: the document is stored
	Retry  bool `json:"retry"`  // it is tried again soon
}

// maxProblems bounds what Problems lists; the run's coverage counts all of them by code.
const maxProblems = 1000

// Problems lists what a run could not read: failures first, then warnings, by key.
func (p *Pipeline) Problems(ctx context.Context, run int64) ([]Trouble, error) {
	rows, err := p.db.App.Query(ctx, `
		SELECT key, state, problem, code, warnings FROM ingest_items
		 WHERE run_id = $1 AND (problem <> '' OR warnings <> '[]')
		 ORDER BY problem = '', key LIMIT $2`, run, maxProblems)
	if err != nil {
		return nil, err
	}
	var all []Trouble
	var key, state, problem, code string
	var warnings []extract.Warning
	_, err = pgx.ForEachRow(rows, []any{&key, &state, &problem, &code, &warnings}, func() error {
		if problem != "" {
			all = append(all, Trouble{Problem: Problem{key, code, problem}, Failed: true, Retry: state == "waiting"})
		}
		for _, w := range warnings {
			all = append(all, Trouble{Problem: Problem{key, w.Code, w.Detail}})
		}
		warnings = nil
		return nil
	})
	return all[:min(len(all), maxProblems)], err
}

// Passages are the passages of a document that a reader sees, in order: what was made of
// its text. One that they do not see is an auskunft.NotFound error.
func (p *Pipeline) Passages(ctx context.Context, reader auskunft.Reader, document int64) (passages []auskunft.Passage, err error) {
	err = p.db.Read(ctx, reader, func(tx pgx.Tx) error {
		var title string
		err := tx.QueryRow(ctx, `SELECT title FROM documents WHERE id = $1 AND retired_at IS NULL`, document).Scan(&title)
		if errors.Is(err, pgx.ErrNoRows) {
			return auskunft.Errorf(auskunft.NotFound, "document_unknown", "there is no document %d for this reader", document)
		}
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT id, document_id, ordinal, headings, body, starts, ends, anchor, page, field FROM passages
			WHERE document_id = $1 ORDER BY ordinal`, document)
		if err != nil {
			return err
		}
		passages, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (x auskunft.Passage, err error) {
			return x, row.Scan(&x.ID, &x.DocumentID, &x.Ordinal, &x.Headings, &x.Text, &x.Start, &x.End, &x.Anchor, &x.Page, &x.Field)
		})
		return err
	})
	return passages, err
}
