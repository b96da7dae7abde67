// Package notice keeps the notices that editors write: dated messages that stand on top of
// the answers they touch. Where they touch is their scope: a service, a district, a source of
// texts, or everything; several of these narrow each other.
//
// Notices of sources are in the same table, are shown beside them, and cannot be changed
// here: they would come back with the next run. A notice begins and ends by itself, because
// whoever answers asks for those that are running; nothing has to be done at that time.
package notice

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

// Severities lists them, the most severe first.
var Severities = []string{"urgent", "warning", "info"}

// Phase is where a notice is in its time.
type Phase string

// The phases.
const (
	Running Phase = "running"
	Planned Phase = "planned"
	Over    Phase = "over"
)

// Notice is a stored notice.
type Notice struct {
	auskunft.Notice
	Phase     Phase
	Source    string // that it came from; "" when an editor wrote it
	WrittenBy string // login
	WrittenAt time.Time
}

// Limits of a notice: it stands above an answer and must leave room for it.
const (
	MaxTitle  = 120
	MaxText   = 600
	maxListed = 100
)

// Store keeps notices in PostgreSQL.
type Store struct{ db *postgres.DB }

// New makes a Store.
func New(db *postgres.DB) *Store { return &Store{db} }

// By is who changes a notice, and why.
type By struct {
	auskunft.Account
	Why string
}

const columns = `n.id, n.title, n.body, n.severity, n.services, n.areas, n.sources, n.starts_at, n.ends_at, n.visibility, n.texts,
	CASE WHEN n.starts_at > $1 THEN 'planned' WHEN n.ends_at <= $1 THEN 'over' ELSE 'running' END, coalesce(s.name, ''), n.written_by, n.written_at`

const tables = ` FROM notices n LEFT JOIN sources s ON s.id = n.source_id `

func scan(row pgx.CollectableRow) (n Notice, err error) {
	var until *time.Time
	err = row.Scan(&n.ID, &n.Title, &n.Text, &n.Severity, &n.Services, &n.Areas, &n.Sources, &n.From, &until, &n.Visibility, &n.Texts,
		&n.Phase, &n.Source, &n.WrittenBy, &n.WrittenAt)
	if until != nil {
		n.Until = *until
	}
	return n, err
}

// List returns the notices of a phase that an account sees, the most severe first; "" is all
// phases.
func (s *Store) List(ctx context.Context, by auskunft.Account, phase Phase, now time.Time) (list []Notice, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT * FROM (SELECT `+columns+tables+`) AS n (id, title, body, severity, services, areas, sources, starts_at, ends_at, visibility, texts, phase, source, written_by, written_at)
			 WHERE $2 IN ('', phase)
			 ORDER BY array_position('{urgent,warning,info}', severity), starts_at DESC, id LIMIT 500`, now, phase)
		if err == nil {
			list, err = pgx.CollectRows(rows, scan)
		}
		return err
	})
	return list, err
}

// Get returns a notice.
func (s *Store) Get(ctx context.Context, by auskunft.Account, id int64, now time.Time) (n Notice, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+columns+tables+`WHERE n.id = $2`, now, id)
		if err == nil {
			n, err = pgx.CollectExactlyOneRow(rows, scan)
		}
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = unknown(id)
	}
	return n, err
}

// Add stores a new notice.
func (s *Store) Add(ctx context.Context, by By, fresh auskunft.Notice) (id int64, err error) {
	n, err := tidy(fresh)
	if err != nil {
		return 0, err
	}
	err = s.write(ctx, by, func(tx pgx.Tx) error {
		if err := know(ctx, tx, n.Visibility); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			INSERT INTO notices (title, body, severity, services, areas, sources, starts_at, ends_at, visibility, texts, written_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`, append(n.values(), by.Login)...).Scan(&id)
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.NoticeAdded, id, n.Notice))
	})
	return id, err
}

// Change replaces a notice that an editor wrote.
func (s *Store) Change(ctx context.Context, by By, id int64, changed auskunft.Notice) error {
	n, err := tidy(changed)
	if err != nil {
		return err
	}
	return s.write(ctx, by, func(tx pgx.Tx) error {
		if err := know(ctx, tx, n.Visibility); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			UPDATE notices SET title = $1, body = $2, severity = $3, services = $4, areas = $5, sources = $6, starts_at = $7, ends_at = $8,
			       visibility = $9, texts = $10, written_by = $11, written_at = now() WHERE id = $12 AND source_id IS NULL`,
			append(n.values(), by.Login, id)...)
		if err == nil && tag.RowsAffected() == 0 {
			err = unknown(id)
		}
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.NoticeChanged, id, n.Notice))
	})
}

// End ends a notice that an editor wrote. One that has not begun is deleted: nobody saw it.
func (s *Store) End(ctx context.Context, by By, id int64, now time.Time) error {
	return s.write(ctx, by, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM notices WHERE id = $1 AND source_id IS NULL AND starts_at >= $2`, id, now)
		if err == nil && tag.RowsAffected() == 0 {
			tag, err = tx.Exec(ctx, `UPDATE notices SET ends_at = $2 WHERE id = $1 AND source_id IS NULL AND (ends_at IS NULL OR ends_at > $2)`, id, now)
		}
		if err == nil && tag.RowsAffected() == 0 {
			err = unknown(id)
		}
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.NoticeEnded, id, auskunft.Notice{}))
	})
}

func (s *Store) read(ctx context.Context, by auskunft.Account, fn func(pgx.Tx) error) error {
	if err := allowed(by); err != nil {
		return err
	}
	return s.db.Read(ctx, by.Reader(), fn)
}

func (s *Store) write(ctx context.Context, by By, fn func(pgx.Tx) error) error {
	if err := allowed(by.Account); err != nil {
		return err
	}
	err := s.db.Write(ctx, by.Reader(), fn)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "42501" {
		return auskunft.Errorf(auskunft.Forbidden, "notice_visibility", "not among what this account may read: %w", err)
	}
	return err
}

// know makes a department's visibility known before a notice first has it.
func know(ctx context.Context, tx pgx.Tx, v auskunft.Visibility) error {
	_, err := tx.Exec(ctx, `INSERT INTO visibilities VALUES ($1) ON CONFLICT DO NOTHING`, v)
	return err
}

func allowed(by auskunft.Account) error {
	if !account.May(by.Role, account.SetNotices) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q sets no notices", by.Role)
	}
	return nil
}

// entry names the scope and the time of a notice, and never its text.
func (b By) entry(what audit.Event, id int64, n auskunft.Notice) audit.Entry {
	var detail []string
	if what != audit.NoticeEnded {
		detail = slices.Concat([]string{n.Severity, string(n.Visibility), n.From.UTC().Format(time.DateTime)}, n.Services, n.Areas, n.Sources)
	}
	return audit.Entry{Who: b.Login, What: what, Object: "notice " + strconv.FormatInt(id, 10), Detail: strings.Join(detail, ", "), Why: b.Why}
}

func unknown(id int64) error {
	return auskunft.Errorf(auskunft.NotFound, "notice_unknown", "there is no notice %d that this account may change", id)
}

// tidied is a notice that may be stored.
type tidied struct{ auskunft.Notice }

func (n tidied) values() []any {
	var until *time.Time
	if !n.Until.IsZero() {
		until = &n.Until
	}
	return []any{n.Title, n.Text, n.Severity, n.Services, n.Areas, n.Sources, n.From, until, n.Visibility, n.Texts}
}

// tidy brings a notice into the form in which it is stored.
func tidy(n auskunft.Notice) (tidied, error) {
	invalid := func(code, format string, args ...any) (tidied, error) {
		return tidied{}, auskunft.Errorf(auskunft.Invalid, code, format, args...)
	}
	var ok bool
	if n.Title, n.Text, ok = words(n.Title, n.Text); !ok {
		return invalid("notice_text", "a notice has a title of at most %d characters and a text of at most %d", MaxTitle, MaxText)
	}
	texts := map[string]auskunft.NoticeText{}
	for lang, t := range n.Texts {
		if t.Title, t.Text, ok = words(t.Title, t.Text); !ok || len(lang) < 2 || len(lang) > 3 || lang == "de" {
			return invalid("notice_text", "a notice in %q has a title of at most %d characters and a text of at most %d", lang, MaxTitle, MaxText)
		}
		texts[lang] = t
	}
	n.Texts = texts
	for _, list := range []*[]string{&n.Services, &n.Areas, &n.Sources} {
		*list = slices.DeleteFunc(append([]string{}, *list...), func(s string) bool { return strings.TrimSpace(s) == "" })
		if len(*list) > maxListed {
			return invalid("notice_scope", "a notice is about at most %d things", maxListed)
		}
	}
	switch {
	case !slices.Contains(Severities, n.Severity):
		return invalid("notice_severity", "unknown severity %q: use one of %v", n.Severity, Severities)
	case n.From.IsZero() || !n.Until.IsZero() && !n.Until.After(n.From):
		return invalid("notice_time", "a notice begins, and ends after that")
	}
	_, err := auskunft.ParseVisibility(string(n.Visibility))
	return tidied{n}, err
}

func words(title, text string) (string, string, bool) {
	plain := func(s string) string {
		return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""))
	}
	title, text = plain(title), plain(text)
	return title, text, title != "" && text != "" && utf8.RuneCountInString(title) <= MaxTitle && utf8.RuneCountInString(text) <= MaxText
}
