package article

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/internal/retention"
	"auskunft/kb/account"
)

// Attachment is a file of an article: a form, a leaflet. It never changes. Which of an
// article's files belong to a text say its revisions, and with a released revision its files
// are found and quoted like it, as documents whose key is the article's slug and their name.
type Attachment struct {
	ID       int64
	Name     string // "antrag-wohngeld.pdf"
	Title    string
	Format   string // as package extract names it
	Size     int    // bytes
	Warnings []string
	AddedBy  string
	AddedAt  time.Time
}

// Limits of attachments; migration 00019 has them too.
const (
	MaxFile  = 20 << 20 // bytes
	MaxFiles = 20       // of a revision
)

// strayLife is how long a file is kept that no revision and nobody's working copy names: some
// think about a text for weeks.
const strayLife = 30 * 24 * time.Hour

// Retention is what is deleted when.
func Retention() retention.Rule {
	return retention.Rule{
		Name: "stray_files", Table: "attachments", Since: "added_at", Keep: strayLife, Reader: editors(auskunft.Reader{}), Texts: true,
		Only: `NOT EXISTS (SELECT FROM revisions r WHERE r.article_id = attachments.article_id AND attachments.id = ANY (files))
			AND NOT EXISTS (SELECT FROM working_copies c WHERE c.article_id = attachments.article_id AND content -> 'files' @> to_jsonb(attachments.id))`,
	}
}

// mediaTypes are the formats that may be attached: what people fill in or print. Pages and
// texts are for articles themselves.
var mediaTypes = map[string]string{
	"pdf":  "application/pdf",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"odt":  "application/vnd.oasis.opendocument.text",
}

// Attach keeps a file for an article; a revision has to name it before anybody finds it. A
// file that cannot be read, is too large, or has another format than the pages say is
// auskunft.Invalid with the codes attachment_unreadable, attachment_size and
// attachment_format.
func (s *Store) Attach(ctx context.Context, by Actor, id int64, name string, data []byte) (a Attachment, err error) {
	format := extract.Detect(name, data)
	switch {
	case len(data) == 0 || len(data) > MaxFile:
		return a, auskunft.Errorf(auskunft.Invalid, "attachment_size", "%q has %d bytes; 1 to %d are possible", name, len(data), MaxFile)
	case mediaTypes[format] == "":
		return a, auskunft.Errorf(auskunft.Invalid, "attachment_format", "%q is no PDF, DOCX or ODT file", name)
	}
	read, err := extract.Extract(ctx, format, name, data)
	if err != nil {
		return a, auskunft.Errorf(auskunft.Invalid, "attachment_unreadable", "%q: %w", name, err)
	}
	base := strings.TrimSuffix(path.Base(strings.ReplaceAll(plain(name), `\`, "/")), path.Ext(name))
	a = Attachment{Name: slugOf(base) + "." + format, Title: cut(cmp.Or(strings.Join(strings.Fields(strings.ReplaceAll(base, "_", " ")), " "), format), MaxTitle), Format: format, Size: len(data), AddedBy: by.Login}
	a.Warnings = []string{}
	for _, w := range read.Warnings {
		if !slices.Contains(a.Warnings, w.Code) {
			a.Warnings = append(a.Warnings, w.Code)
		}
	}
	err = s.as(ctx, by, account.DraftArticle, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			INSERT INTO attachments (article_id, visibility, name, title, format, bytes, warnings, added_by)
			SELECT id, visibility, $2, $3, $4, $5, $6, $7 FROM articles WHERE id = $1 RETURNING id, added_at`,
			id, a.Name, a.Title, a.Format, data, a.Warnings, by.Login).Scan(&a.ID, &a.AddedAt)
		if errors.Is(err, pgx.ErrNoRows) {
			err = unknown(strconv.FormatInt(id, 10))
		}
		return err
	})
	return a, err
}

// Attachments lists the files of an article, the newest first, those of older revisions too.
func (s *Store) Attachments(ctx context.Context, by auskunft.Account, id int64) (list []Attachment, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT id, name, title, format, length(bytes), warnings, added_by, added_at FROM attachments WHERE article_id = $1 ORDER BY id DESC`, id)
		if err == nil {
			list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Attachment])
		}
		return err
	})
	return list, err
}

// File is what people get of a file.
type File struct {
	Title, Name, Format string
	Size                int
	data                []byte
}

// ServeHTTP sends the file to be saved. Whatever a browser makes of it otherwise, it runs
// nothing and knows nothing of this site.
func (f File) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", mediaTypes[f.Format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.data))
}

// Attached returns a file of an article as an editor sees it, released or not.
func (s *Store) Attached(ctx context.Context, by auskunft.Account, id, file int64) (f File, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT title, name, format, length(bytes), bytes FROM attachments WHERE article_id = $1 AND id = $2`, id, file).
			Scan(&f.Title, &f.Name, &f.Format, &f.Size, &f.data)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = unknown(strconv.FormatInt(id, 10) + " with such a file")
	}
	return f, err
}

// files reads the files of a revision.
func files(ctx context.Context, tx pgx.Tx, of Text) ([]File, error) {
	if len(of.Files) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `SELECT title, name, format, length(bytes), bytes FROM attachments WHERE id = ANY ($1) ORDER BY array_position($1, id)`, of.Files)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanFile)
}

// keys are the documents that people read of an article: its text and its files.
func keys(ctx context.Context, tx pgx.Tx, a Article) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT name FROM attachments WHERE id = ANY (SELECT unnest(files) FROM revisions WHERE article_id = $1 AND number = $2)`, a.ID, a.Live)
	if err != nil {
		return nil, err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	list := []string{a.Slug}
	for _, name := range names {
		list = append(list, a.Slug+"/"+name)
	}
	return list, err
}

// known are the files of a text that an article has, at most one of a name, the last counting.
func known(ctx context.Context, tx pgx.Tx, id int64, chosen []int64) ([]int64, error) {
	if len(chosen) == 0 {
		return []int64{}, nil
	}
	if len(chosen) > MaxFiles {
		return nil, auskunft.Errorf(auskunft.Invalid, "attachment_many", "an article has at most %d files", MaxFiles)
	}
	rows, err := tx.Query(ctx, `
		SELECT id FROM (SELECT DISTINCT ON (name) id FROM attachments WHERE article_id = $1 AND id = ANY ($2) ORDER BY name, id DESC) newest
		 ORDER BY array_position($2, id)`, id, chosen)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// titled is the title of a file as a document: "Antrag auf Wohngeld (PDF)".
func (f File) titled() string {
	title := []rune(f.Title)
	suffix := " (" + strings.ToUpper(f.Format) + ")"
	return string(title[:min(len(title), MaxTitle-utf8.RuneCountInString(suffix))]) + suffix
}
