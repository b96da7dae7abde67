package ingest

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"
	"github.com/riverqueue/river"

	"auskunft/internal/postgres"
	"auskunft/retrieval/embed"
)

// vectorTable is the table that holds one embedder's vectors. Its name comes from
// embed.Table, never from outside.
type vectorTable string

// name is the table as SQL names it.
func (t vectorTable) name() string { return pgx.Identifier{string(t)}.Sanitize() }

// value is a vector as the table stores it.
func (t vectorTable) value(v []float32) pgvector.HalfVector { return pgvector.NewHalfVector(v) }

// EnsureVectors makes the table of the embedder that passages get their vectors from; nil is
// the built-in one. An empty database is served by it at once.
func EnsureVectors(ctx context.Context, db *postgres.DB, endpoint embed.Embedder) error {
	if endpoint == nil {
		endpoint = embed.NewBuiltin(nil)
	}
	if err := embed.Ensure(ctx, db, endpoint); err != nil {
		return err
	}
	_, err := embed.Settle(ctx, db, endpoint)
	return err
}

// vectorsArgs is a job that looks after the tables of vectors: makes the HNSW index of an
// endpoint's once it is large enough, and drops one that another has replaced.
type vectorsArgs struct{}

// Kind names the job in the queue.
func (vectorsArgs) Kind() string { return "ingest_vectors" }

type vectorsWorker struct {
	river.WorkerDefaults[vectorsArgs]
	pipeline *Pipeline
}

// Timeout lets a build take what it takes. The queue thinks it dead before that and starts
// another, which finds the lock taken and ends.
func (vectorsWorker) Timeout(*river.Job[vectorsArgs]) time.Duration { return -1 }

// Work does what is due, and comes again for what is due later.
func (w *vectorsWorker) Work(ctx context.Context, _ *river.Job[vectorsArgs]) error {
	p := w.pipeline
	a, err := p.newestAnalysis(ctx)
	if err != nil {
		return err
	}
	started := time.Now()
	made, err := embed.MakeIndex(ctx, p.db, a.embedder)
	if err != nil {
		return err
	}
	if made {
		p.log.Info("vectors are indexed", "model", a.embedder.Name(), "took", time.Since(started).Round(time.Second))
	}
	wait, err := embed.Settle(ctx, p.db, a.embedder)
	if err == nil && wait > 0 {
		return river.JobSnooze(wait)
	}
	return err
}

// settle lets the embedder serve that all passages now have vectors of. What else there is
// to do for its table is a job of its own, which nobody waits for.
func (p *Pipeline) settle(ctx context.Context) error {
	a, err := p.newestAnalysis(ctx)
	if err != nil {
		return err
	}
	wait, err := embed.Settle(ctx, p.db, a.embedder)
	if err != nil {
		return err
	}
	due, err := embed.IndexDue(ctx, p.db, a.embedder)
	if err != nil || !due && wait == 0 {
		return err
	}
	return p.inTx(ctx, func(tx pgx.Tx) error { return p.queueOnce(ctx, tx, vectorsArgs{}) })
}
