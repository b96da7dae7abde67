// Package gap finds the questions that the city's texts do not answer well, and keeps what
// becomes of them.
//
// What people and staff say about answers is in other rooms' tables: refused questions and
// citizens' "no" in the question log, the reports of staff in the signals. Group gathers those
// that are about the same matter (group.go) into gaps. A gap holds no sentence of its own but
// points at theirs, so it cannot outlive what may be kept: when the last question of a gap that
// nobody has touched is deleted, so is the gap; of one that somebody works on, a label of
// three words and its counts stay.
//
// A gap that has an article closes itself: when the article is released, Follow asks the gap's
// questions again, and the gap is answered when most of them now quote the article. One
// without an article closes when its questions were refused and most are answered now. A new
// question of the same kind after that opens it again.
package gap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/signal"
)

// State is what has become of a gap. Values are stored.
type State string

// The states.
const (
	Open      State = "open"
	Work      State = "work" // somebody has taken it
	Answered  State = "answered"
	Dismissed State = "dismissed" // nothing for the city's texts
)

// States lists them in the order of work.
var States = []State{Open, Work, Answered, Dismissed}

// Gap is a matter that people ask about in vain.
type Gap struct {
	ID         int64
	Label      string
	State      State
	Why        string // of the last step
	Department string
	Assignee   string // login
	Article    int64  // that was written for it; 0: none
	Counts
	Question string // a living one, the newest; "" when all are deleted
	LastDay  time.Time
	MovedAt  time.Time
	MovedBy  string     // "": nobody, it closed or opened itself
	TriedAt  *time.Time // when its questions were asked again
	Tried    int        // so many
	Good     int        // of which were answered
}

// Counts say how often something was said, ever. Fewer than signal.Few could be one person:
// pages do not show such a count.
type Counts struct{ Refused, Disliked, Flagged int }

// All is their sum.
func (c Counts) All() int { return c.Refused + c.Disliked + c.Flagged }

// maxWhy bounds a reason, in characters.
const maxWhy = 500

// Store keeps gaps.
type Store struct {
	db      *postgres.DB
	lexicon Lexicon
}

// New makes a Store.
func New(db *postgres.DB, lexicon Lexicon) *Store { return &Store{db, lexicon} }

// editors is a reader who works on gaps.
func editors(reader auskunft.Reader) auskunft.Reader {
	return reader.With("gaps", "signals", "articles")
}

func (s *Store) read(ctx context.Context, who auskunft.Account, fn func(pgx.Tx) error) error {
	if !account.May(who.Role, account.SeeGaps) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q sees no gaps", who.Role)
	}
	return s.db.Read(ctx, editors(who.Reader()), fn)
}

const columns = `g.id, g.label, g.state, g.why, g.department, g.assignee, coalesce(g.article_id, 0), g.refused, g.disliked, g.flagged,
	coalesce((SELECT coalesce(q.question, r.question) FROM gap_signals m LEFT JOIN question_log q ON q.id = m.question_id LEFT JOIN signals r ON r.id = m.signal_id
	           WHERE m.gap_id = g.id ORDER BY m.question_id DESC NULLS LAST, m.signal_id DESC LIMIT 1), ''),
	g.last_day, g.moved_at, g.moved_by, g.tried_at, g.tried, g.good`

func (g *Gap) fields() []any {
	return []any{&g.ID, &g.Label, &g.State, &g.Why, &g.Department, &g.Assignee, &g.Article, &g.Refused, &g.Disliked, &g.Flagged,
		&g.Question, &g.LastDay, &g.MovedAt, &g.MovedBy, &g.TriedAt, &g.Tried, &g.Good}
}

// Filter chooses gaps. The zero Filter chooses those that wait for somebody: open ones and
// those in work.
type Filter struct {
	State      State
	Department string
	Assignee   string
	Limit      int // at most 200
	Offset     int
}

// List returns a page of gaps and how many there are in all: those with many questions first,
// of equal ones those asked last. Counts that are not to be shown sort as one.
func (s *Store) List(ctx context.Context, who auskunft.Account, f Filter) (page []Gap, total int, err error) {
	states := []State{Open, Work}
	if f.State != "" {
		states = []State{f.State}
	}
	err = s.read(ctx, who, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			WITH page AS (
				SELECT *, count(*) OVER () AS total FROM gaps
				 WHERE state = ANY ($1) AND $2 IN ('', department) AND $3 IN ('', assignee)
				 ORDER BY greatest(refused + disliked + flagged, $4) DESC, last_day DESC, id LIMIT $5 OFFSET $6)
			SELECT `+columns+`, g.total FROM page g ORDER BY greatest(g.refused + g.disliked + g.flagged, $4) DESC, g.last_day DESC, g.id`,
			states, f.Department, f.Assignee, signal.Few-1, min(max(f.Limit, 1), 200), max(f.Offset, 0))
		if err != nil {
			return err
		}
		page, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (g Gap, err error) { return g, row.Scan(append(g.fields(), &total)...) })
		return err
	})
	return page, total, err
}

// Waiting counts the gaps of each state.
func (s *Store) Waiting(ctx context.Context, who auskunft.Account) (counts map[State]int, err error) {
	counts = map[State]int{}
	err = s.read(ctx, who, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT state, count(*) FROM gaps GROUP BY state`)
		if err != nil {
			return err
		}
		var state State
		var n int
		_, err = pgx.ForEachRow(rows, []any{&state, &n}, func() error { counts[state] = n; return nil })
		return err
	})
	return counts, err
}

// Asked is a question of a gap.
type Asked struct {
	Text, Lang string
	Note       string // of staff who reported it
	Reason     string // code that a citizen gave with a "no"
	Kind       Kind
	Answer     string // id of the answer that was given; "" for a report
	Day        time.Time
}

// Kind is why a question is in a gap. Values are stored as columns of counts.
type Kind string

// The kinds.
const (
	Refused  Kind = "refused"  // nothing was found
	Disliked Kind = "disliked" // the answer did not help
	Flagged  Kind = "flagged"  // staff reported it
)

// Get returns a gap with its questions, the newest first, different ones once.
func (s *Store) Get(ctx context.Context, who auskunft.Account, id int64) (g Gap, asked []Asked, err error) {
	err = s.read(ctx, who, func(tx pgx.Tx) error {
		if g, err = byID(ctx, tx, id); err == nil {
			asked, err = questions(ctx, tx, id)
		}
		return err
	})
	return g, asked, err
}

func byID(ctx context.Context, tx pgx.Tx, id int64) (g Gap, err error) {
	err = tx.QueryRow(ctx, `SELECT `+columns+` FROM gaps g WHERE g.id = $1`, id).Scan(g.fields()...)
	if errors.Is(err, pgx.ErrNoRows) {
		err = auskunft.Errorf(auskunft.NotFound, "gap_unknown", "there is no gap %d", id)
	}
	return g, err
}

// shown bounds the questions that are read of a gap, in rows.
const shown = 500

func questions(ctx context.Context, tx pgx.Tx, id int64) ([]Asked, error) {
	rows, err := tx.Query(ctx, `
		SELECT q.question, q.lang, '', coalesce(f.reason, ''), CASE WHEN f.id IS NULL THEN 'refused' ELSE 'disliked' END, q.answer_id, q.asked_at AS at
		  FROM gap_signals m JOIN question_log q ON q.id = m.question_id LEFT JOIN feedback f ON f.answer_id = q.answer_id AND NOT f.helpful
		 WHERE m.gap_id = $1
		UNION ALL
		SELECT r.question, '', r.note, '', 'flagged', '', r.day FROM gap_signals m JOIN signals r ON r.id = m.signal_id WHERE m.gap_id = $1
		 ORDER BY at DESC LIMIT $2`, id, shown)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Asked])
	var different []Asked
	for _, a := range all {
		if !slices.ContainsFunc(different, func(have Asked) bool {
			return strings.EqualFold(have.Text, a.Text) && have.Kind == a.Kind && have.Note == a.Note
		}) {
			different = append(different, a)
		}
	}
	return different, err
}

// change runs fn for somebody who may change gaps, and writes why into the audit log.
func (s *Store) change(ctx context.Context, who auskunft.Account, id int64, what audit.Event, why string, fn func(tx pgx.Tx, g Gap) (detail string, err error)) error {
	if !account.May(who.Role, account.WorkGaps) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q changes no gaps", who.Role)
	}
	return s.db.Write(ctx, editors(who.Reader()), func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM gaps WHERE id = $1 FOR UPDATE`, id); err != nil {
			return err
		}
		g, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		detail, err := fn(tx, g)
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: who.Login, What: what, Object: object(id), Detail: detail, Why: why})
	})
}

func object(id int64) string { return "gap " + strconv.FormatInt(id, 10) }

// Assign gives a gap to a department and, when assignee is not "", to somebody, who has it in
// work from then on. An open gap in work that nobody has any more is open.
func (s *Store) Assign(ctx context.Context, who auskunft.Account, id int64, department, assignee string) error {
	department, assignee = strings.TrimSpace(department), strings.TrimSpace(assignee)
	if department != "" {
		if _, err := auskunft.ParseVisibility(string(auskunft.DepartmentOnly(department))); err != nil {
			return err
		}
	}
	return s.change(ctx, who, id, audit.GapAssigned, "", func(tx pgx.Tx, g Gap) (string, error) {
		if assignee != "" {
			var known bool
			if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM accounts WHERE login = $1 AND role = ANY ($2) AND disabled_at IS NULL)`, assignee, workers()).Scan(&known); err != nil {
				return "", err
			}
			if !known {
				return "", auskunft.Errorf(auskunft.Invalid, "gap_assignee", "no account %q works on gaps", assignee)
			}
		}
		_, err := tx.Exec(ctx, `
			UPDATE gaps SET department = $2, assignee = $3,
			       state = CASE WHEN state IN ('open', 'work') THEN CASE $3 WHEN '' THEN 'open' ELSE 'work' END ELSE state END,
			       moved_at = CASE WHEN state IN ('open', 'work') THEN now() ELSE moved_at END, moved_by = CASE WHEN state IN ('open', 'work') THEN $4 ELSE moved_by END
			 WHERE id = $1`, id, department, assignee, who.Login)
		return fmt.Sprintf("%s, %s", department, assignee), err
	})
}

// workers are the roles that gaps are assigned to.
func workers() (roles []auskunft.Role) {
	for _, r := range auskunft.Roles {
		if account.May(r, account.WorkGaps) {
			roles = append(roles, r)
		}
	}
	return roles
}

// Move sets the state of a gap by hand. Closing it needs a reason; who takes it into work has
// it.
func (s *Store) Move(ctx context.Context, who auskunft.Account, id int64, to State, why string) error {
	why = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(why, "\uFFFD"), "\x00", ""))
	switch {
	case !slices.Contains(States, to):
		return auskunft.Errorf(auskunft.Invalid, "form", "no state %q", to)
	case utf8.RuneCountInString(why) > maxWhy || why == "" && (to == Answered || to == Dismissed):
		return auskunft.Errorf(auskunft.Invalid, "gap_why", "closing a gap needs a reason of at most %d characters", maxWhy)
	}
	return s.change(ctx, who, id, audit.GapMoved, why, func(tx pgx.Tx, g Gap) (string, error) {
		_, err := tx.Exec(ctx, `
			UPDATE gaps SET state = $2, why = $3, moved_at = now(), moved_by = $4,
			       assignee = CASE WHEN $2 = 'work' THEN $4 WHEN $2 = 'open' THEN '' ELSE assignee END WHERE id = $1`, id, to, why, who.Login)
		return fmt.Sprintf("%s → %s", g.State, to), err
	})
}

// Write notes the article that is written for a gap, and by whom.
func (s *Store) Write(ctx context.Context, who auskunft.Account, id, article int64) error {
	return s.change(ctx, who, id, audit.GapMoved, "", func(tx pgx.Tx, g Gap) (string, error) {
		_, err := tx.Exec(ctx, `
			UPDATE gaps SET article_id = $2, tried_live = NULL, state = 'work', why = '', moved_at = now(), moved_by = $3,
			       assignee = CASE assignee WHEN '' THEN $3 ELSE assignee END WHERE id = $1`, id, article, who.Login)
		return fmt.Sprintf("%s → %s, article %d", g.State, Work, article), err
	})
}

// Of lists the gaps that an article was written for.
func (s *Store) Of(ctx context.Context, who auskunft.Account, article int64) (list []Gap, err error) {
	err = s.read(ctx, who, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+columns+` FROM gaps g WHERE g.article_id = $1 ORDER BY g.id`, article)
		if err == nil {
			list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (g Gap, err error) { return g, row.Scan(g.fields()...) })
		}
		return err
	})
	return list, err
}

// Given is an answer as it was recorded.
type Given struct {
	auskunft.Answer
	At time.Time
}

// Answer returns an answer that was given, when somebody may see all that it quotes.
func (s *Store) Answer(ctx context.Context, who auskunft.Account, id string) (given Given, err error) {
	err = s.read(ctx, who, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT body, answered_at FROM answers WHERE id = $1`, id).Scan(&given.Answer, &given.At)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = auskunft.Errorf(auskunft.NotFound, "answer_unknown", "there is no answer %q for this account", id)
	}
	return given, err
}
