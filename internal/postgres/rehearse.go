package postgres

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"

	"auskunft"
)

// Rehearse runs fn in a transaction that is always undone. It is given a DB in which Read,
// Write and ReadBatch are parts of that transaction: they see one state of the database and
// what fn writes into it, and nobody else ever sees that. Only the pools are outside of it.
// They may be called from several goroutines; one after the other gets its turn.
func (db *DB) Rehearse(ctx context.Context, fn func(*DB) error) error {
	tx, err := db.App.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		return unavailable(ctx, err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	inside := *db
	inside.inside = &rehearsal{tx: tx}
	return fn(&inside)
}

// rehearsal is the transaction of one rehearsal. Its connection does one thing at a time.
type rehearsal struct {
	sync.Mutex
	tx pgx.Tx
}

// run runs fn in a savepoint, so that what fails spoils nothing else.
func (r *rehearsal) run(ctx context.Context, reader auskunft.Reader, fn func(pgx.Tx) error) error {
	r.Lock()
	defer r.Unlock()
	return transact(ctx, reader, fn, func() (pgx.Tx, error) { return r.tx.Begin(ctx) })
}

func (r *rehearsal) readBatch(ctx context.Context, reader auskunft.Reader, queue func(*pgx.Batch)) error {
	r.Lock()
	defer r.Unlock()
	var batch pgx.Batch
	batch.Queue(setReader, reader.Setting())
	queue(&batch)
	return r.tx.SendBatch(ctx, &batch).Close()
}
