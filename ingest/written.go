package ingest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/ingest/source"
)

// Written is texts that people of the administration wrote in this program, and files they
// added, ready to be stored. They came from no run of a source: whoever wrote them stores
// them, in the transaction in which they release them.
type Written struct {
	batch *batch
	items []prepared
}

// Prepare extracts, splits, analyses and embeds texts. Of their documents everything but
// Source and Text is taken; Key names one within the source, which is made when there is none
// of the name. An embedding endpoint that does not answer holds nothing up: the vectors come
// later, by a job.
func (p *Pipeline) Prepare(ctx context.Context, name, kind string, texts ...source.Fetched) (*Written, error) {
	src, err := p.writers(ctx, name, kind)
	if err != nil {
		return nil, err
	}
	b := &batch{Pipeline: p, source: src}
	if b.analysis, err = p.newestAnalysis(ctx); err != nil {
		return nil, err
	}
	var outcomes []outcome
	for _, text := range texts {
		item, err := b.process(ctx, task{Item: source.Item{Key: text.Document.Key, Format: text.Format}}, text)
		if err == nil {
			err = p.knowVisibility(ctx, item.doc.Visibility)
		}
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, outcome{prepared: item})
	}
	if err := b.embed(ctx, outcomes); err != nil && auskunft.KindOf(err) != auskunft.Unavailable {
		return nil, err
	}
	w := &Written{batch: b}
	for _, o := range outcomes {
		w.items = append(w.items, o.prepared)
	}
	return w, nil
}

// Keys are the keys of the texts.
func (w *Written) Keys() (keys []string) {
	for _, it := range w.items {
		keys = append(keys, it.doc.Key)
	}
	return keys
}

// writers is the source whose texts are written here. Nothing is ever fetched for it.
func (p *Pipeline) writers(ctx context.Context, name, kind string) (Source, error) {
	s, err := p.Source(ctx, name)
	if auskunft.KindOf(err) != auskunft.NotFound {
		return s, err
	}
	return p.SaveSource(ctx, Source{Name: name, Kind: kind, Location: "database", Visibility: auskunft.Public})
}

// Store puts the texts in the place of their earlier versions, and retires those of the same
// source whose keys are gone. From here on the transaction is one of the reader who maintains
// all texts.
func (w *Written) Store(ctx context.Context, tx pgx.Tx, gone ...string) error {
	if err := w.Rehearse(ctx, tx, gone...); err != nil {
		return err
	}
	unembedded := slices.ContainsFunc(w.items, func(it prepared) bool { return it.vectors == nil && len(it.passages) > 0 })
	return w.batch.changed(ctx, tx, unembedded)
}

// Rehearse is Store of which nobody is told, for a transaction that will be undone.
func (w *Written) Rehearse(ctx context.Context, tx pgx.Tx, gone ...string) error {
	if err := maintain(ctx, tx); err != nil {
		return err
	}
	items := make([]*prepared, len(w.items))
	for i := range w.items {
		items[i] = &w.items[i]
	}
	if _, err := swap(ctx, tx, w.batch.source.ID, items, w.batch.analysis); err != nil || len(gone) == 0 {
		return err
	}
	return retire(ctx, tx, w.batch.source.ID, gone)
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

// Confirm notes when somebody last confirmed texts that were written here; nil for never. It
// changes the transaction as Store does.
func (p *Pipeline) Confirm(ctx context.Context, tx pgx.Tx, source string, at *time.Time, keys ...string) error {
	if err := maintain(ctx, tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE documents d SET checked_at = $3 FROM sources s
		 WHERE s.id = d.source_id AND s.name = $1 AND d.key = ANY ($2) AND d.retired_at IS NULL`, source, keys, at)
	return err
}

// Readdress gives the texts that were written here addresses that begin with public, or with
// inner where they are not public, and go on with their keys.
func (p *Pipeline) Readdress(ctx context.Context, source, public, inner string) error {
	return p.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE documents d SET url = CASE d.visibility WHEN $4 THEN $2 ELSE $3 END || d.key FROM sources s
			 WHERE s.id = d.source_id AND s.name = $1 AND d.retired_at IS NULL AND d.url <> CASE d.visibility WHEN $4 THEN $2 ELSE $3 END || d.key`,
			source, public, inner, auskunft.Public)
		return err
	})
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
