package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/finding"
	"auskunft/ingest/source"
)

// Contradictions is how the first of the texts would contradict the stored ones that reader sees.
func (w *Written) Contradictions(ctx context.Context, reader auskunft.Reader, now time.Time) ([]finding.Finding, error) {
	return finding.Against(ctx, w.batch.db, reader, w.items[0].doc, w.items[0].passages, now)
}

// Original is a stored document as it was read, with the bytes it was read from.
type Original struct {
	Document auskunft.Document
	Format   string
	Bytes    []byte
	Result   *extract.Result
}

// Reread reads a document that a reader sees from its stored original again.
func (p *Pipeline) Reread(ctx context.Context, reader auskunft.Reader, id int64) (o Original, err error) {
	var place originals
	var item source.Item
	err = p.db.Read(ctx, reader, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT source_id, key FROM documents WHERE id = $1 AND retired_at IS NULL`, id).Scan(&place.source, &item.Key)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return o, auskunft.Errorf(auskunft.NotFound, "document_unknown", "there is no document %d for this reader", id)
	}
	if err != nil {
		return o, err
	}
	place.db = p.db
	fetched, err := place.Fetch(ctx, item)
	if err != nil {
		return o, err
	}
	o = Original{Document: fetched.Document, Format: fetched.Format, Bytes: fetched.Original, Result: fetched.Result}
	if o.Result == nil {
		o.Result, err = extract.Extract(ctx, fetched.Format, item.Key, fetched.Original)
	}
	return o, err
}

// Dead lists which of some addresses are known to lead nowhere. Nobody is asked.
func (p *Pipeline) Dead(ctx context.Context, addresses []string) ([]string, error) {
	return finding.Dead(ctx, p.db, addresses)
}
