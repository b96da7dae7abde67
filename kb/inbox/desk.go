package inbox

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/account"
)

// Request is a handover as the service centre sees it.
type Request struct {
	auskunft.Handover
	Reference  string
	ReceivedAt time.Time
	MailedAt   *time.Time // nil: not sent by mail, or not yet
	TakenBy    string     // login; "" while nobody has it
	Note       string     // what was answered
	ClosedAt   *time.Time
}

// Filter chooses requests of a List.
type Filter struct {
	Closed        bool // those that are done, newest first; else those that are not, oldest first
	Limit, Offset int  // at most so many, 0 means 50; so many are left out before
}

const columns = `reference, received_at, mailed_at, taken_by, note, closed_at, topic, summary, phone, email, name, lang, coalesce(conversation_id, '')`

func scan(row pgx.CollectableRow) (r Request, err error) {
	err = row.Scan(&r.Reference, &r.ReceivedAt, &r.MailedAt, &r.TakenBy, &r.Note, &r.ClosedAt,
		&r.Topic, &r.Summary, &r.Phone, &r.Email, &r.Name, &r.Lang, &r.Conversation)
	return r, err
}

// List returns requests in the order in which they are worked on.
func (s *Store) List(ctx context.Context, a auskunft.Account, f Filter) (list []Request, err error) {
	where, order := `closed_at IS NULL`, `received_at`
	if f.Closed {
		where, order = `closed_at IS NOT NULL`, `closed_at DESC`
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	err = s.as(ctx, a, account.ReadInbox, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+columns+` FROM handovers WHERE `+where+` ORDER BY `+order+`, reference LIMIT $1 OFFSET $2`, f.Limit, f.Offset)
		if err == nil {
			list, err = pgx.CollectRows(rows, scan)
		}
		return err
	})
	return list, err
}

// Get returns a request. People read references out: case and a missing hyphen do not matter.
func (s *Store) Get(ctx context.Context, a auskunft.Account, reference string) (r Request, err error) {
	err = s.as(ctx, a, account.ReadInbox, func(tx pgx.Tx) error {
		r, err = get(ctx, tx, reference)
		return err
	})
	return r, err
}

// Take gives a request to a. from is who has it as far as a knows, "" for nobody: when
// somebody else was quicker it is auskunft.Conflict with the code handover_taken.
func (s *Store) Take(ctx context.Context, a auskunft.Account, reference, from string) error {
	return s.change(ctx, a, reference, from, `UPDATE handovers SET taken_by = $2 WHERE reference = $1`, a.Login)
}

// Answer notes what a has answered, in the place of an earlier note. The request must be a's.
func (s *Store) Answer(ctx context.Context, a auskunft.Account, reference, note string) error {
	note = strings.TrimSpace(strings.ReplaceAll(note, "\x00", ""))
	if utf8.RuneCountInString(note) > auskunft.MaxHandoverSummary {
		return auskunft.Errorf(auskunft.Invalid, "handover_note", "a note has at most %d characters", auskunft.MaxHandoverSummary)
	}
	return s.change(ctx, a, reference, a.Login, `UPDATE handovers SET note = $2 WHERE reference = $1`, note)
}

// Close ends a request, which must be a's.
func (s *Store) Close(ctx context.Context, a auskunft.Account, reference string) error {
	return s.change(ctx, a, reference, a.Login, `UPDATE handovers SET closed_at = now() WHERE reference = $1`)
}

// Reopen gives a request that had been closed to a.
func (s *Store) Reopen(ctx context.Context, a auskunft.Account, reference string) error {
	return s.as(ctx, a, account.AnswerInbox, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE handovers SET closed_at = NULL, taken_by = $2 WHERE reference = $1 AND closed_at IS NOT NULL`, normal(reference), a.Login)
		if err == nil && tag.RowsAffected() == 0 {
			return unknown(reference)
		}
		return err
	})
}

// change runs a statement on an open request that holder has; $1 is its reference.
func (s *Store) change(ctx context.Context, a auskunft.Account, reference, holder, sql string, args ...any) error {
	return s.as(ctx, a, account.AnswerInbox, func(tx pgx.Tx) error {
		var taken string
		var closed *time.Time
		err := tx.QueryRow(ctx, `SELECT taken_by, closed_at FROM handovers WHERE reference = $1 FOR UPDATE`, normal(reference)).Scan(&taken, &closed)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return unknown(reference)
		case err != nil:
			return err
		case closed != nil:
			return auskunft.Errorf(auskunft.Conflict, "handover_closed", "%s is closed", reference)
		case taken != holder:
			return auskunft.Errorf(auskunft.Conflict, "handover_taken", "%s is %q's", reference, taken)
		}
		_, err = tx.Exec(ctx, sql, append([]any{normal(reference)}, args...)...)
		return err
	})
}

// as runs fn for an account that may do action; others are auskunft.Forbidden.
func (s *Store) as(ctx context.Context, a auskunft.Account, action account.Action, fn func(pgx.Tx) error) error {
	if !account.May(a.Role, action) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q may not do %s", a.Role, action)
	}
	return s.db.Write(ctx, service, fn)
}

func get(ctx context.Context, tx pgx.Tx, reference string) (Request, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM handovers WHERE reference = $1`, normal(reference))
	if err != nil {
		return Request{}, err
	}
	r, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, unknown(reference)
	}
	return r, err
}

func unknown(reference string) error {
	return auskunft.Errorf(auskunft.NotFound, "handover_unknown", "there is no request %q", reference)
}

// normal is a reference as it is stored.
func normal(reference string) string {
	r := strings.ToUpper(strings.Join(strings.FieldsFunc(reference, func(r rune) bool { return r == '-' || r == ' ' }), ""))
	if len(r) > 3 {
		r = r[:3] + "-" + r[3:]
	}
	return r
}
