// Package ingest takes texts from sources into passages that can be found.
//
// A text walks source -> extract -> split -> analyse and embed -> PostgreSQL. Sync
// compares what a source lists with what is stored and writes down what has to be done;
// jobs do it in batches, each in one transaction: readers see the old version of a
// document or the new one, never half. Everything may be killed at any moment and
// started again; what is already stored is recognised by its digest and left alone.
//
// This package is the only one that writes documents, passages, vectors and snapshots.
package ingest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/ingest/source"
	_ "auskunft/ingest/source/confluence" // kinds register themselves
	_ "auskunft/ingest/source/corpus"
	_ "auskunft/ingest/source/dldb"
	_ "auskunft/ingest/source/dokuwiki"
	_ "auskunft/ingest/source/files"
	_ "auskunft/ingest/source/integreat"
	_ "auskunft/ingest/source/mediawiki"
	_ "auskunft/ingest/source/oparl"
	_ "auskunft/ingest/source/web"
	_ "auskunft/ingest/source/xzufi"
	"auskunft/internal/jobs"
	"auskunft/internal/postgres"
	"auskunft/internal/safehttp"
	"auskunft/retrieval/embed"
)

// Pipeline ingests. Make one a process; it is safe for concurrent use.
type Pipeline struct {
	db        *postgres.DB
	log       *slog.Logger
	queue     *jobs.Client
	workers   *river.Workers
	openPlace source.Opener
	endpoint  embed.Embedder // nil: the built-in embedder, which belongs to a snapshot
	finder    *finding.Worker

	places  *places
	mu      sync.Mutex
	current *analysis // of the newest snapshot seen; nil until first used
}

// Open opens a place. It is source.Open with all kinds of sources registered.
func Open(place source.Place) (source.Source, error) { return source.Open(place) }

// ParsePlace reads "<kind>:<location>", with all kinds of sources registered.
func ParsePlace(spec string) (source.Place, error) { return source.ParsePlace(spec) }

// New prepares a pipeline whose jobs are worked by Start, concurrency at once. With a nil
// endpoint passages are embedded by the built-in embedder.
func New(db *postgres.DB, open source.Opener, endpoint embed.Embedder, concurrency int, log *slog.Logger) (*Pipeline, error) {
	p := &Pipeline{db: db, log: log, openPlace: open, endpoint: endpoint, places: newPlaces()}
	workers := river.NewWorkers()
	river.AddWorker(workers, &batchWorker{pipeline: p})
	river.AddWorker(workers, &refreshWorker{pipeline: p})
	river.AddWorker(workers, &vectorsWorker{pipeline: p})
	p.finder = &finding.Worker{DB: db, Log: log}
	river.AddWorker(workers, p.finder)
	queue, err := jobs.New(db.App, workers, concurrency, log)
	p.queue, p.workers = queue, workers
	return p, err
}

// Queue is this process's queue, for the jobs of other rooms, and what it knows to work: they
// add their workers before Start.
func (p *Pipeline) Queue() (*jobs.Client, *river.Workers) { return p.queue, p.workers }

// CheckLinks lets the finders ask other servers, through client, where the operator has
// allowed it (setting "findings"). Call it before Start.
func (p *Pipeline) CheckLinks(client *safehttp.Client) { p.finder.Client = client }

// Start works jobs until Stop. Jobs of dead processes are worked too, and what another
// embedder has embedded is embedded again.
func (p *Pipeline) Start(ctx context.Context) error {
	if err := p.inTx(ctx, func(tx pgx.Tx) error { return p.queueOnce(ctx, tx, refreshArgs{}) }); err != nil {
		return err
	}
	return p.queue.Start(ctx)
}

// Stop lets running jobs finish, for at most a few seconds; what is cut off runs again later.
func (p *Pipeline) Stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := p.queue.Stop(ctx); err != nil {
		p.log.Warn("jobs were cut off and will run again", "error", err)
	}
	p.places.closeAll()
}

// Import synchronises sources and waits until their texts can be found. Jobs must be worked
// meanwhile, here after Start or in another process. progress may be nil.
func (p *Pipeline) Import(ctx context.Context, sources []Source, options Options, progress func(Progress)) ([]Report, error) {
	before, err := newestSnapshot(ctx, p.db.App)
	if err != nil {
		return nil, err
	}
	var runs []int64
	for _, s := range sources {
		run, err := p.Sync(ctx, s, options)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	if err := p.wait(ctx, runs, progress); err != nil {
		return nil, err
	}
	if err := p.completeVocabulary(ctx, before); err != nil {
		return nil, err
	}
	if err := p.wait(ctx, runs, progress); err != nil {
		return nil, err
	}
	var reports []Report
	for _, run := range runs {
		r, err := p.Report(ctx, run)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// completeVocabulary has the vocabulary made of all that is public now, if an import has made
// another one than that before it: which texts were there at that moment is chance, and the same
// texts shall give the same scores whenever they are imported.
func (p *Pipeline) completeVocabulary(ctx context.Context, before *int32) error {
	now, err := newestSnapshot(ctx, p.db.App)
	if err != nil || same(before, now) {
		return err
	}
	return p.inTx(ctx, func(tx pgx.Tx) error { return p.queueOnce(ctx, tx, refreshArgs{Exact: true}) })
}

// Options of a synchronisation.
type Options struct {
	AcceptDeletes bool `json:"accept_deletes,omitempty"` // retire vanished items even when they are many
	Redo          bool `json:"redo,omitempty"`           // fetch and split everything again, whatever the marks say
	FromOriginals bool `json:"from_originals,omitempty"` // read the stored originals again, and fetch nothing
}

var errRun = auskunft.Errorf(auskunft.NotFound, "ingest_run", "no such run")
