package article

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
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
}

// Published returns what people read under a slug. It looks at the published document, so
// that it knows no draft; what the reader may not see is auskunft.NotFound.
func (s *Store) Published(ctx context.Context, reader auskunft.Reader, slug string, now time.Time) (r Reading, err error) {
	var body []byte
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT d.title, d.lang, d.checked_at, o.bytes
			  FROM documents d JOIN sources s ON s.id = d.source_id JOIN originals o ON o.document_id = d.id
			 WHERE s.name = $1 AND d.key = $2 AND d.retired_at IS NULL
			   AND (d.valid_from IS NULL OR d.valid_from <= $3) AND (d.valid_until IS NULL OR d.valid_until > $3)`, SourceName, slug, now).
			Scan(&r.Title, &r.Lang, &r.CheckedAt, &body)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return r, unknown(slug)
	}
	r.Body, _ = markdown.Parse(string(body))
	return r, err
}

// Page serves public articles under Path.
func (s *Store) Page(town string, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		page := struct {
			Title, Lang, Town, Checked string
			Body                       template.HTML
			Current                    bool
		}{Title: "Nicht gefunden", Lang: "de", Town: town}
		status := http.StatusNotFound
		r, err := s.Published(req.Context(), auskunft.PublicReader, req.URL.Path[len(Path):], time.Now())
		switch {
		case err == nil:
			status, page.Title, page.Lang, page.Body, page.Current = http.StatusOK, r.Title, r.Lang, r.Body.HTML(), true
			if r.CheckedAt != nil {
				page.Checked = civil.Date(*r.CheckedAt)
			}
		case auskunft.KindOf(err) != auskunft.NotFound:
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
