package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/ingest/source"
)

// Written is a text that people of the administration wrote in this program, ready to be
// stored. It came from no run of a source: whoever wrote it stores it, in the transaction in
// which they release it.
type Written struct {
	batch *batch
	item  prepared
}

// Prepare extracts, splits, analyses and embeds a text in Markdown. Of doc everything but
// Source and Text is taken; Key names it within the source, which is made when there is none
// of the name. An embedding endpoint that does not answer holds nothing up: the vectors come
// later, by a job.
func (p *Pipeline) Prepare(ctx context.Context, name, kind string, doc auskunft.Document, markdown string) (*Written, error) {
	src, err := p.writers(ctx, name, kind)
	if err != nil {
		return nil, err
	}
	b := &batch{Pipeline: p, source: src}
	if b.analysis, err = p.newestAnalysis(ctx); err != nil {
		return nil, err
	}
	fetched := source.Fetched{Document: doc, Original: []byte(markdown), Format: "markdown"}
	w := &Written{batch: b}
	if w.item, err = b.process(ctx, task{Item: source.Item{Key: doc.Key, Format: "markdown"}}, fetched); err != nil {
		return nil, err
	}
	outcomes := []outcome{{prepared: w.item}}
	if err := b.embed(ctx, outcomes); err != nil && auskunft.KindOf(err) != auskunft.Unavailable {
		return nil, err
	}
	w.item = outcomes[0].prepared
	return w, p.knowVisibility(ctx, w.item.doc.Visibility)
}

// writers is the source whose texts are written here. Nothing is ever fetched for it.
func (p *Pipeline) writers(ctx context.Context, name, kind string) (Source, error) {
	s, err := p.Source(ctx, name)
	if auskunft.KindOf(err) != auskunft.NotFound {
		return s, err
	}
	return p.SaveSource(ctx, Source{Name: name, Kind: kind, Location: "database", Visibility: auskunft.Public})
}

// Store puts the text in the place of its earlier version. From here on the transaction is
// one of the reader who maintains all texts.
func (w *Written) Store(ctx context.Context, tx pgx.Tx) error {
	if err := w.Rehearse(ctx, tx); err != nil {
		return err
	}
	unembedded := w.item.vectors == nil && len(w.item.passages) > 0
	return w.batch.changed(ctx, tx, unembedded)
}

// Rehearse is Store of which nobody is told, for a transaction that will be undone.
func (w *Written) Rehearse(ctx context.Context, tx pgx.Tx) error {
	if err := maintain(ctx, tx); err != nil {
		return err
	}
	_, err := swap(ctx, tx, w.batch.source.ID, []*prepared{&w.item}, w.batch.analysis)
	return err
}

// Withdraw retires texts that were written here; that one is not stored is no error. It
// changes the transaction as Store does.
func (p *Pipeline) Withdraw(ctx context.Context, tx pgx.Tx, name string, keys ...string) error {
	var id int64
	err := tx.QueryRow(ctx, `SELECT id FROM sources WHERE name = $1`, name).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := maintain(ctx, tx); err != nil {
		return err
	}
	if err := retire(ctx, tx, id, keys); err != nil {
		return err
	}
	return p.changed(ctx, tx, false)
}

// Confirm notes when somebody last confirmed a text that was written here; nil for never. It
// changes the transaction as Store does.
func (p *Pipeline) Confirm(ctx context.Context, tx pgx.Tx, source, key string, at *time.Time) error {
	if err := maintain(ctx, tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE documents d SET checked_at = $3 FROM sources s
		 WHERE s.id = d.source_id AND s.name = $1 AND d.key = $2 AND d.retired_at IS NULL`, source, key, at)
	return err
}

// maintain lets a transaction see all texts from here on, beside what it saw.
func maintain(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		SELECT set_config('auskunft.reader', current_setting('auskunft.reader') || ',' || (SELECT string_agg(key, ',') FROM visibilities), true)`)
	return err
}

// changed tells replicas and finders of a changed text, and renews the vocabulary and the
// vectors where that is due.
func (p *Pipeline) changed(ctx context.Context, tx pgx.Tx, unembedded bool) error {
	due, err := refreshDue(ctx, tx)
	if err == nil && (due || unembedded) {
		err = p.queueOnce(ctx, tx, refreshArgs{})
	}
	if err == nil {
		err = p.queueOnce(ctx, tx, finding.Args{})
	}
	if err == nil {
		_, err = tx.Exec(ctx, notify)
	}
	return err
}
