package article

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/internal/postgres"
	"auskunft/kb/article/markdown"
)

//go:embed page.html
var pageFile string

var pageTemplate = template.Must(template.New("page").Parse(pageFile))

// Reading is a published article as its readers get it.
type Reading struct {
	Title, Lang string
	Body        markdown.Doc
	CheckedAt   *time.Time
	Files       []File // without their bytes
	Languages   []Also // the same in other languages
	Related     []Also
}

// Also is another published article.
type Also struct{ Slug, Title, Lang string }

// current is the condition of a document that people read at a moment, $3.
var current = postgres.Current("$3")

// Published returns what people read under a slug. Its text and files are what the published
// documents say, so that it knows no draft; what the reader may not see is auskunft.NotFound.
func (s *Store) Published(ctx context.Context, reader auskunft.Reader, slug string, now time.Time) (r Reading, err error) {
	var body []byte
	err = s.db.Read(ctx, editors(reader), func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			SELECT d.title, d.lang, d.checked_at, o.bytes
			  FROM documents d JOIN sources s ON s.id = d.source_id JOIN originals o ON o.document_id = d.id
			 WHERE s.name = $1 AND d.key = $2 AND `+current, SourceName, slug, now).
			Scan(&r.Title, &r.Lang, &r.CheckedAt, &body)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT d.title, substr(d.key, length($2) + 2), o.format, length(o.bytes), '\x'::bytea
			  FROM documents d JOIN sources s ON s.id = d.source_id JOIN originals o ON o.document_id = d.id
			 WHERE s.name = $1 AND starts_with(d.key, $2 || '/') AND `+current+` ORDER BY d.title`, SourceName, slug, now)
		if err != nil {
			return err
		}
		if r.Files, err = pgx.CollectRows(rows, scanFile); err != nil {
			return err
		}
		if r.Languages, err = also(ctx, tx, `coalesce(a.original_id, a.id) IN (o.id, o.original_id) AND o.id <> a.id`, slug); err != nil {
			return err
		}
		r.Related, err = also(ctx, tx, `o.slug IN (SELECT unnest(related) FROM revisions WHERE article_id = a.id AND number = a.live)`, slug)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, unknown(slug)
	}
	r.Body, _ = markdown.Parse(string(body))
	return r, err
}

// also lists published articles o that stand in a relation to an article a.
func also(ctx context.Context, tx pgx.Tx, relation, slug string) ([]Also, error) {
	rows, err := tx.Query(ctx, `
		SELECT o.slug, r.title, o.lang FROM articles a JOIN articles o ON `+relation+`
		  JOIN revisions r ON r.article_id = o.id AND r.number = o.live WHERE a.slug = $1 ORDER BY o.lang, r.title`, slug)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Also])
}

// PublishedFile returns a file that people read with the article of a slug.
func (s *Store) PublishedFile(ctx context.Context, reader auskunft.Reader, slug, name string, now time.Time) (f File, err error) {
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT d.title, $4::text, o.format, length(o.bytes), o.bytes
			  FROM documents d JOIN sources s ON s.id = d.source_id JOIN originals o ON o.document_id = d.id
			 WHERE s.name = $1 AND d.key = $2 || '/' || $4 AND `+current, SourceName, slug, now, name)
		if err == nil {
			f, err = pgx.CollectExactlyOneRow(rows, scanFile)
		}
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = unknown(slug + " with a file " + name)
	}
	return f, err
}

func scanFile(row pgx.CollectableRow) (f File, err error) {
	return f, row.Scan(&f.Title, &f.Name, &f.Format, &f.Size, &f.data)
}

// Kilobytes is the size as people read it.
func (f File) Kilobytes() int { return (f.Size + 1023) / 1024 }

// Page serves public articles and their files under Path.
func (s *Store) Page(town string, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		page := struct {
			Reading
			Slug, Town, Checked string
			HTML                template.HTML
			Current             bool
		}{Reading: Reading{Title: "Nicht gefunden", Lang: "de"}, Town: town}
		slug, name, ofFile := strings.Cut(req.URL.Path[len(Path):], "/")
		var err error
		if ofFile {
			var f File
			if f, err = s.PublishedFile(req.Context(), auskunft.PublicReader, slug, name, time.Now()); err == nil {
				f.ServeHTTP(w, req)
				return
			}
		} else {
			var r Reading
			if r, err = s.Published(req.Context(), auskunft.PublicReader, slug, time.Now()); err == nil {
				page.Reading, page.Slug, page.HTML, page.Current = r, slug, r.Body.HTML(), true
				if r.CheckedAt != nil {
					page.Checked = civil.Date(*r.CheckedAt)
				}
			}
		}
		status := http.StatusOK
		switch {
		case auskunft.KindOf(err) == auskunft.NotFound:
			status = http.StatusNotFound
		case err != nil:
			log.ErrorContext(req.Context(), "an article could not be shown", "error", err)
			status = http.StatusServiceUnavailable
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		if err := pageTemplate.Execute(w, page); err != nil {
			log.DebugContext(req.Context(), "an article was not sent", "error", err)
		}
	})
}
