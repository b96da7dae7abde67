package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/internal/postgres"
)

// structure is what is kept of an extraction beside its text. With the blocks of a
// structured source splitting can be done again; files are extracted again from their
// bytes, which a better extractor makes better.
type structure struct {
	Structured bool            `json:",omitempty"` // the source itself made the text
	Blocks     []extract.Block `json:",omitempty"` // of files only those with an anchor, for who looks after links
	Fields     []extract.FieldRange
	Meta       map[string]string
	Links      []string
	Pages      int
}

// originals is a source's stored originals as a source of their own: reading everything
// again without fetching anything.
type originals struct {
	db     *postgres.DB
	source int64
}

// List names every document that has not vanished. Notices have no originals.
func (o *originals) List(ctx context.Context, yield func(source.Item) error) error {
	var items []source.Item
	err := o.read(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT d.key, d.mark, o.format FROM documents d JOIN originals o ON o.document_id = d.id
			 WHERE d.source_id = $1 AND d.retired_at IS NULL ORDER BY d.key`, o.source)
		if err != nil {
			return err
		}
		items, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (i source.Item, err error) {
			return i, row.Scan(&i.Key, &i.Mark, &i.Format)
		})
		return err
	})
	for _, item := range items {
		if err == nil {
			err = yield(item)
		}
	}
	return err
}

// Fetch reads a document as it was stored.
func (o *originals) Fetch(ctx context.Context, item source.Item) (fetched source.Fetched, err error) {
	err = o.read(ctx, func(tx pgx.Tx) error {
		var kept []byte
		var validFrom, validUntil, changed, checked *time.Time
		d := &fetched.Document
		err := tx.QueryRow(ctx, `
			SELECT d.kind, d.title, d.url, d.lang, d.visibility, d.areas, d.synonyms, d.text, d.valid_from, d.valid_until, d.changed_at, d.checked_at,
			       s.facts, f.facts, o.format, o.bytes, o.extract
			  FROM documents d JOIN originals o ON o.document_id = d.id
			  LEFT JOIN services s ON s.document_id = d.id LEFT JOIN offices f ON f.document_id = d.id
			 WHERE d.source_id = $1 AND d.key = $2 AND d.retired_at IS NULL`, o.source, item.Key).
			Scan(&d.Kind, &d.Title, &d.URL, &d.Lang, &d.Visibility, &d.Areas, &d.Synonyms, &d.Text, &validFrom, &validUntil, &changed, &checked,
				&d.Service, &d.Office, &fetched.Format, &fetched.Original, &kept)
		if errors.Is(err, pgx.ErrNoRows) {
			return auskunft.Errorf(auskunft.NotFound, "source_gone", "the original of %q is not stored any more", item.Key)
		}
		if err != nil {
			return err
		}
		d.ValidFrom, d.ValidUntil, d.ChangedAt, d.CheckedAt = value(validFrom), value(validUntil), value(changed), value(checked)
		return restore(&fetched, kept)
	})
	return fetched, err
}

func restore(fetched *source.Fetched, kept []byte) error {
	var s structure
	if err := json.Unmarshal(kept, &s); err != nil || !s.Structured {
		return err
	}
	d := fetched.Document
	fetched.Fields = s.Fields
	fetched.Result = &extract.Result{Title: d.Title, Lang: d.Lang, Text: d.Text, Blocks: s.Blocks, Meta: s.Meta, Links: s.Links, Pages: s.Pages}
	return nil
}

func (o *originals) read(ctx context.Context, fn func(pgx.Tx) error) error {
	reader, err := maintainer(ctx, o.db)
	if err != nil {
		return err
	}
	return o.db.Read(ctx, reader, fn)
}

// value is the time of a column, the zero time for NULL.
func value(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
