package article

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source"
	"auskunft/kb/account"
)

// SourceName is the source that published articles are documents of; their key is the slug.
const SourceName = "artikel"

// Path is where the public reads an article, before its slug; InternalPath is where staff
// read one that is not public.
const (
	Path         = "/artikel/"
	InternalPath = "/staff/lesen/"
)

// PathOf is where a document is read.
func PathOf(key string, v auskunft.Visibility) string {
	if v == auskunft.Public {
		return Path + key
	}
	return InternalPath + key
}

// urlOf is the address of a document.
func (s *Store) urlOf(key string, v auskunft.Visibility) string {
	if s.address == "" {
		return ""
	}
	return s.address + PathOf(key, v)
}

// Readdress lets what was released under another address be read under this one.
func (s *Store) Readdress(ctx context.Context) error {
	if s.address == "" {
		return nil
	}
	return s.pipeline.Readdress(ctx, SourceName, s.address+Path, s.address+InternalPath)
}

// head reads what a release takes: an article, the revision that is worked on, and its files.
func (s *Store) head(ctx context.Context, reader auskunft.Reader, id int64) (a Article, r Revision, attached []File, err error) {
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) (err error) {
		if a, err = byID(ctx, tx, id); err == nil {
			r, err = revision(ctx, tx, id, a.Head)
		}
		if err == nil {
			attached, err = files(ctx, tx, r.Text)
		}
		return err
	})
	return a, r, attached, err
}

// cleared is what a release at a time stores: nothing yet when the time is later. It extracts,
// analyses and embeds before the transaction that releases, which nobody should wait for
// longer than the database needs. A text that must not be published like that is
// auskunft.Conflict with article_stopped and says why in German.
func (s *Store) cleared(ctx context.Context, by Actor, id int64, at time.Time, later bool) (*ingest.Written, error) {
	if !account.May(by.Role, moves[Release].action) {
		return nil, auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q releases nothing", by.Role)
	}
	a, r, attached, err := s.head(ctx, editors(by.Reader()), id)
	if err != nil {
		return nil, err
	}
	if !later {
		at = time.Now()
	}
	if err := s.stopped(ctx, a, r.Text, at); err != nil || later {
		return nil, err
	}
	return s.written(ctx, a, r, attached, at)
}

func (s *Store) written(ctx context.Context, a Article, r Revision, attached []File, checked time.Time) (*ingest.Written, error) {
	d := s.document(a, r, checked)
	all := []source.Fetched{{Document: d, Format: "markdown", Original: []byte(r.Text.Body)}}
	for _, f := range attached {
		of := d
		of.Key, of.Title, of.Synonyms = d.Key+"/"+f.Name, f.titled(), nil
		of.URL = s.urlOf(of.Key, of.Visibility)
		all = append(all, source.Fetched{Document: of, Format: f.Format, Original: f.data})
	}
	return s.pipeline.Prepare(ctx, SourceName, "article", all...)
}

// document is a revision as a document. LeiKa keys and situations of life are found like
// synonyms: they are words for what the text is about that it need not have.
func (s *Store) document(a Article, r Revision, checked time.Time) auskunft.Document {
	t := r.Text
	d := auskunft.Document{
		Key: a.Slug, Kind: auskunft.ArticleDocument, Title: t.Title, Lang: a.Lang, Visibility: t.Visibility,
		Synonyms: slices.Concat(t.Synonyms, t.Situations, t.LeiKa), ChangedAt: r.WrittenAt, CheckedAt: checked,
	}
	d.URL = s.urlOf(a.Slug, t.Visibility)
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
	keys, err := s.db.Visibilities(ctx)
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
	a, r, attached, err := s.head(ctx, reader, id)
	if err != nil {
		return err
	}
	checked := r.WrittenAt
	if a.CheckedAt != nil {
		checked = *a.CheckedAt
	}
	w, err := s.written(ctx, a, r, attached, checked)
	if err != nil {
		return err
	}
	return s.write(ctx, reader, clock, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			UPDATE articles SET state = 'published', live = head, publish_at = NULL WHERE id = $1 AND state = 'scheduled' AND head = $2`, id, a.Head)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return s.replace(ctx, tx, a, w)
	})
}

// replace stores what is released in the place of what people read of an article, a, as it
// was before; files that are not there any more go.
func (s *Store) replace(ctx context.Context, tx pgx.Tx, a Article, w *ingest.Written) error {
	gone, err := outdated(ctx, tx, a, w)
	if err != nil {
		return err
	}
	return w.Store(ctx, tx, gone...)
}

// outdated are the documents of an article that a newer release of it does not have.
func outdated(ctx context.Context, tx pgx.Tx, a Article, w *ingest.Written) ([]string, error) {
	gone, err := keys(ctx, tx, a)
	return slices.DeleteFunc(gone, func(key string) bool { return slices.Contains(w.Keys(), key) }), err
}

// withdraw takes all that people read of an article away.
func (s *Store) withdraw(ctx context.Context, tx pgx.Tx, a Article) error {
	gone, err := keys(ctx, tx, a)
	if err != nil {
		return err
	}
	return s.pipeline.Withdraw(ctx, tx, SourceName, gone...)
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
		return s.withdraw(ctx, tx, a)
	})
}
