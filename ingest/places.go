package ingest

import (
	"context"
	"io"
	"sync"

	"auskunft/ingest/source"
)

// places are the opened sources of the runs that this process works on. Opening may mean
// reading an index of everything there is, and listing a website has fetched its pages:
// all batches of a run share one.
type places struct {
	mu  sync.Mutex
	all map[int64]*opened
}

// opened is a source that is open, or being opened while mu is held.
type opened struct {
	mu    sync.Mutex
	place source.Source
}

func newPlaces() *places { return &places{all: map[int64]*opened{}} }

// keep makes the source that a run was listed with the one its items are fetched from.
func (ps *places) keep(run int64, place source.Source) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.all[run] = &opened{place: place}
}

// of is the source of a run, opened when it is not yet.
func (ps *places) of(run int64, open func() (source.Source, error)) (source.Source, error) {
	ps.mu.Lock()
	o := ps.all[run]
	if o == nil {
		o = &opened{}
		ps.all[run] = o
	}
	ps.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.place != nil {
		return o.place, nil
	}
	place, err := open()
	if err == nil {
		o.place = place
	}
	return place, err
}

// runs are those with an opened source.
func (ps *places) runs() []int64 {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	runs := make([]int64, 0, len(ps.all))
	for run := range ps.all {
		runs = append(runs, run)
	}
	return runs
}

// close closes the sources of runs that have ended.
func (ps *places) close(runs ...int64) {
	for _, run := range runs {
		ps.mu.Lock()
		o := ps.all[run]
		delete(ps.all, run)
		ps.mu.Unlock()
		if o == nil {
			continue
		}
		o.mu.Lock()
		if closer, ok := o.place.(io.Closer); ok {
			_ = closer.Close() // it kept copies only
		}
		o.mu.Unlock()
	}
}

func (ps *places) closeAll() { ps.close(ps.runs()...) }

// placeOf is the opened source of a run. Before it opens another one it closes those of
// runs that have ended, whoever ended them.
func (p *Pipeline) placeOf(ctx context.Context, run int64, s Source, fromOriginals bool) (source.Source, error) {
	return p.places.of(run, func() (source.Source, error) {
		rows, err := p.db.App.Query(ctx, `SELECT id FROM unnest($1::bigint[]) AS id
			WHERE id <> $2 AND NOT EXISTS (SELECT FROM ingest_runs r WHERE r.id = id AND finished_at IS NULL)`, p.places.runs(), run)
		if err != nil {
			return nil, err
		}
		ended, err := collect[int64](rows)
		if err != nil {
			return nil, err
		}
		p.places.close(ended...)
		if fromOriginals {
			return &originals{db: p.db, source: s.ID}, nil
		}
		return p.openPlace(s.Place())
	})
}
