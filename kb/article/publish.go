package article

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
)

// SourceName is the source that published articles are documents of; their key is the slug.
const SourceName = "artikel"

// Path is where the public reads an article, before its slug.
const Path = "/artikel/"

// prepare extracts, analyses and embeds a revision before the transaction that releases it,
// which nobody should wait for longer than the database needs.
func (s *Store) prepare(ctx context.Context, by auskunft.Account, id int64, number int) (*ingest.Written, error) {
	var a Article
	var r Revision
	err := s.read(ctx, by, func(tx pgx.Tx) (err error) {
		if a, err = byID(ctx, tx, id); err == nil {
			r, err = revision(ctx, tx, id, number)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.written(ctx, a, r, time.Now())
}

func (s *Store) written(ctx context.Context, a Article, r Revision, checked time.Time) (*ingest.Written, error) {
	return s.pipeline.Prepare(ctx, SourceName, "article", s.document(a, r, checked), r.Text.Body)
}

// document is a revision as a document. LeiKa keys and situations of life are found like
// synonyms: they are words for what the text is about that it need not have.
func (s *Store) document(a Article, r Revision, checked time.Time) auskunft.Document {
	t := r.Text
	d := auskunft.Document{
		Key: a.Slug, Kind: auskunft.ArticleDocument, Title: t.Title, Lang: a.Lang, Visibility: t.Visibility,
		Synonyms: slices.Concat(t.Synonyms, t.Situations, t.LeiKa), ChangedAt: r.WrittenAt, CheckedAt: checked,
	}
	if s.address != "" {
		d.URL = s.address + Path + a.Slug
	}
	if t.ValidFrom != nil {
		d.ValidFrom = *t.ValidFrom
	}
	if t.ValidUntil != nil {
		d.ValidUntil = *t.ValidUntil
	}
	return d
}

// Due publishes the texts whose time has come and retires those whose time is over. Every
// process calls it once a minute; that two do at once harms nothing.
func (s *Store) Due(ctx context.Context, now time.Time) error {
	reader, err := s.all(ctx)
	if err != nil {
		return err
	}
	var begin, end []int64
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		if begin, err = ids(ctx, tx, `SELECT id FROM articles WHERE state = 'scheduled' AND publish_at <= $1 ORDER BY id`, now); err != nil {
			return err
		}
		end, err = ids(ctx, tx, `
			SELECT a.id FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.live
			 WHERE r.valid_until <= $1 ORDER BY a.id`, now)
		return err
	})
	if err != nil {
		return err
	}
	var faults []error
	for _, id := range begin {
		faults = append(faults, s.begin(ctx, reader, id))
	}
	for _, id := range end {
		faults = append(faults, s.end(ctx, reader, id))
	}
	return errors.Join(faults...)
}

// all is the reader who sees every article.
func (s *Store) all(ctx context.Context) (auskunft.Reader, error) {
	var keys []auskunft.Visibility
	err := s.db.App.QueryRow(ctx, `SELECT array_agg(key) FROM visibilities`).Scan(&keys)
	return editors(auskunft.Reader{}.With(keys...)), err
}

func ids(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]int64, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// begin publishes a scheduled article, unless another process has.
func (s *Store) begin(ctx context.Context, reader auskunft.Reader, id int64) error {
	var a Article
	var r Revision
	err := s.db.Read(ctx, reader, func(tx pgx.Tx) (err error) {
		if a, err = byID(ctx, tx, id); err == nil {
			r, err = revision(ctx, tx, id, a.Head)
		}
		return err
	})
	if err != nil {
		return err
	}
	checked := r.WrittenAt
	if a.CheckedAt != nil {
		checked = *a.CheckedAt
	}
	w, err := s.written(ctx, a, r, checked)
	if err != nil {
		return err
	}
	return s.write(ctx, reader, clock, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			UPDATE articles SET state = 'published', live = head, publish_at = NULL WHERE id = $1 AND state = 'scheduled' AND head = $2`, id, a.Head)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return w.Store(ctx, tx)
	})
}

// end takes an article whose time is over out of what people read. A newer draft goes on.
func (s *Store) end(ctx context.Context, reader auskunft.Reader, id int64) error {
	return s.write(ctx, reader, clock, func(tx pgx.Tx) error {
		a, err := locked(ctx, tx, id)
		if err != nil || a.Live == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE articles SET live = NULL, state = CASE state WHEN 'published' THEN 'expired' ELSE state END WHERE id = $1`, id)
		if err != nil {
			return err
		}
		return s.pipeline.Withdraw(ctx, tx, SourceName, a.Slug)
	})
}
