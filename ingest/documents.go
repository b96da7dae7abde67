package ingest

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
)

// Stored is a document as lists of a source's documents show it.
type Stored struct {
	ID         int64
	Key        string
	Title      string
	URL        string
	Lang       string
	Visibility auskunft.Visibility
	Version    int
	Passages   int
	Ingested   time.Time
}

// maxStored bounds what Documents lists.
const maxStored = 200

// Documents lists the documents of a source that a reader sees, by title; with words, those
// whose title or key has them. more says that there are others beyond the limit of 200.
func (p *Pipeline) Documents(ctx context.Context, reader auskunft.Reader, source, words string) (all []Stored, more bool, err error) {
	s, err := p.Source(ctx, source)
	if err != nil {
		return nil, false, err
	}
	err = p.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT id, key, title, url, lang, visibility, version, (SELECT count(*) FROM passages WHERE document_id = d.id), ingested_at
			  FROM documents d
			 WHERE source_id = $1 AND retired_at IS NULL AND (strpos(lower(title), lower($2)) > 0 OR strpos(lower(key), lower($2)) > 0)
			 ORDER BY title, key LIMIT $3`, s.ID, words, maxStored+1)
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Stored])
		return err
	})
	if len(all) > maxStored {
		all, more = all[:maxStored], true
	}
	return all, more, err
}

// DocumentTitle is the title and address of a document that a reader sees.
func (p *Pipeline) DocumentTitle(ctx context.Context, reader auskunft.Reader, id int64) (title, url string, err error) {
	err = p.db.Read(ctx, reader, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT title, url FROM documents WHERE id = $1 AND retired_at IS NULL`, id).Scan(&title, &url)
	})
	if err == pgx.ErrNoRows {
		err = auskunft.Errorf(auskunft.NotFound, "document_unknown", "there is no document %d for this reader", id)
	}
	return title, url, err
}
