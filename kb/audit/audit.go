// Package audit keeps the log of what people with an account have done: who, what, when and
// why. Entries are only ever added, and each holds a hash over itself and the one before,
// which the database computes; Verify computes it again.
//
// The log holds no text of citizens: an entry names things (an account, a source, a setting)
// and gives the reason that somebody typed for what they did.
package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
)

// Recorder takes entries; *Log is one.
type Recorder interface {
	Record(ctx context.Context, e Entry) error
}

// Entry is something that was done.
type Entry struct {
	Who    string // login; CommandLine; "" when nobody is known
	What   Event
	Object string // what it was done to: "account anna", "source website"
	Detail string // what changed: "agent -> editor"
	Why    string // the reason that was given
}

// CommandLine is who acts when somebody works at the server's command line.
const CommandLine = "command line"

// Event is a kind of entry. Other rooms may have their own: lower case and underscores. Its
// German name is the text "audit_<event>" of the staff pages.
type Event string

// The events of signing in, accounts, sources, findings and settings.
const (
	SignedIn       Event = "sign_in"
	SignInFailed   Event = "sign_in_failed"
	SignedOut      Event = "sign_out"
	SessionEnded   Event = "session_ended"
	AccountAdded   Event = "account_added"
	AccountChanged Event = "account_changed"
	AccountOff     Event = "account_disabled"
	AccountOn      Event = "account_enabled"
	PasswordReset  Event = "password_reset"
	SourceAdded    Event = "source_added"
	SourceChanged  Event = "source_changed"
	SourceRun      Event = "source_run"
	SourcePlanned  Event = "source_planned"
	SourceRemoved  Event = "source_removed"
	FindingIgnored Event = "finding_ignored"
	SettingChanged Event = "setting_changed"
	ChannelClosed  Event = "channel_closed"
	ChannelOpened  Event = "channel_opened"
	LogExported    Event = "audit_exported"
	TextErased     Event = "text_erased"

	TokenAdded      Event = "token_added"
	TokenRevoked    Event = "token_revoked"
	RequestTaken    Event = "request_taken"
	RequestAnswered Event = "request_answered"
	RequestClosed   Event = "request_closed"
	RequestReopened Event = "request_reopened"

	// Entries of articles are written by the database itself, in the transaction of the step.
	ArticleAdded    Event = "article_added"
	ArticleSaved    Event = "article_saved"
	ArticleMoved    Event = "article_moved"
	ArticleAssigned Event = "article_assigned"
	ArticleChecked  Event = "article_checked"
	NoticeAdded     Event = "notice_added"
	NoticeChanged   Event = "notice_changed"
	NoticeEnded     Event = "notice_ended"
	PinAdded        Event = "pin_added"
	PinRemoved      Event = "pin_removed"
	GapAssigned     Event = "gap_assigned"
	GapMoved        Event = "gap_moved"
	CaseAdded       Event = "case_added"
	CaseRemoved     Event = "case_removed"
)

// Events lists them in the order in which the filter offers them.
var Events = []Event{
	SignedIn, SignInFailed, SignedOut, SessionEnded, AccountAdded, AccountChanged, AccountOff, AccountOn, PasswordReset,
	SourceAdded, SourceChanged, SourceRun, SourcePlanned, SourceRemoved, FindingIgnored, SettingChanged, ChannelClosed, ChannelOpened, LogExported, TextErased,
	TokenAdded, TokenRevoked, RequestTaken, RequestAnswered, RequestClosed, RequestReopened,
	ArticleAdded, ArticleSaved, ArticleMoved, ArticleAssigned, ArticleChecked, NoticeAdded, NoticeChanged, NoticeEnded, PinAdded, PinRemoved,
	GapAssigned, GapMoved, CaseAdded, CaseRemoved,
}

// maxField bounds each field of an entry, in characters: a reason is a sentence.
const maxField = 1000

// Log is the log in the database.
type Log struct{ pool *pgxpool.Pool }

// New is the log in the database behind pool.
func New(pool *pgxpool.Pool) *Log { return &Log{pool} }

// Record adds an entry.
func (l *Log) Record(ctx context.Context, e Entry) error { return Add(ctx, l.pool, e) }

// Database is a pool or a transaction.
type Database interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Add adds an entry within the transaction of what it is about: both happen, or neither.
// Fields that are too long are cut, and what is no text is replaced, because an entry must
// not be lost for its form.
func Add(ctx context.Context, db Database, e Entry) error {
	for _, field := range []*string{&e.Who, &e.Object, &e.Detail, &e.Why} {
		*field = clean(*field)
	}
	_, err := db.Exec(ctx, `INSERT INTO audit_log (who, what, object, detail, why) VALUES ($1, $2, $3, $4, $5)`,
		e.Who, e.What, e.Object, e.Detail, e.Why)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	return nil
}

func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "�")
	if runes := []rune(s); len(runes) > maxField {
		s = string(runes[:maxField-1]) + "…"
	}
	return s
}

// Stored is an entry as the log has it.
type Stored struct {
	Seq int64 // 1, 2, 3, … without gaps
	At  time.Time
	Entry
	previous, hash []byte
}

// Filter chooses entries. The zero Filter chooses all.
type Filter struct {
	Who    string // exactly
	What   Event
	From   time.Time // inclusive
	Until  time.Time // exclusive
	Before int64     // entries older than this one; 0: from the newest on
	Limit  int       // 0: all
}

// List returns the entries that f chooses, the newest first.
func (l *Log) List(ctx context.Context, f Filter) ([]Stored, error) {
	sql, args := f.query()
	rows, err := l.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}

const columns = `SELECT seq, at, who, what, object, detail, why, previous, hash FROM audit_log `

// query builds the statement of List; it needs no database to be tested.
func (f Filter) query() (sql string, args []any) {
	var conditions []string
	where := func(condition string, arg any) {
		args = append(args, arg)
		conditions = append(conditions, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(args))))
	}
	if f.Who != "" {
		where("who = ?", f.Who)
	}
	if f.What != "" {
		where("what = ?", f.What)
	}
	if !f.From.IsZero() {
		where("at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		where("at < ?", f.Until)
	}
	if f.Before > 0 {
		where("seq < ?", f.Before)
	}
	sql = columns
	if len(conditions) > 0 {
		sql += "WHERE " + strings.Join(conditions, " AND ") + " "
	}
	sql += "ORDER BY seq DESC"
	if f.Limit > 0 {
		sql += " LIMIT " + strconv.Itoa(f.Limit)
	}
	return sql, args
}

func scan(row pgx.CollectableRow) (s Stored, err error) {
	err = row.Scan(&s.Seq, &s.At, &s.Who, &s.What, &s.Object, &s.Detail, &s.Why, &s.previous, &s.hash)
	return s, err
}

// Head is where the log ends. Whoever notes it down elsewhere can prove later that nothing
// up to there was changed or cut off.
type Head struct {
	Seq  int64
	Hash []byte
}

func (h Head) String() string { return fmt.Sprintf("%d:%x", h.Seq, h.Hash) }

// ParseHead reads what Head.String wrote.
func ParseHead(s string) (h Head, err error) {
	if n, err := fmt.Sscanf(s, "%d:%x", &h.Seq, &h.Hash); err != nil || n != 2 || h.Seq < 1 || len(h.Hash) != sha256.Size || h.String() != strings.ToLower(s) {
		return Head{}, auskunft.Errorf(auskunft.Invalid, "audit_head", "%q is no end of an audit log: give what auskunft audit verify printed, number:hash", s)
	}
	return h, nil
}

// Verify computes the whole chain again and returns its end. noted, which may be zero, is an
// end that was noted earlier. The error is of kind auskunft.Conflict when the log is not
// what was written, and names the first entry that is wrong.
func (l *Log) Verify(ctx context.Context, noted Head) (Head, error) {
	head := Head{Hash: make([]byte, sha256.Size)}
	rows, err := l.pool.Query(ctx, columns+`ORDER BY seq`)
	if err != nil {
		return head, err
	}
	defer rows.Close()
	for rows.Next() {
		s, err := scan(rows)
		if err != nil {
			return head, err
		}
		switch {
		case s.Seq != head.Seq+1:
			return head, broken("entries %d to %d are missing", head.Seq+1, s.Seq-1)
		case !bytes.Equal(s.previous, head.Hash):
			return head, broken("entry %d does not follow the one before it", s.Seq)
		case !bytes.Equal(s.hash, s.sum()):
			return head, broken("entry %d was changed", s.Seq)
		case s.Seq == noted.Seq && !bytes.Equal(s.hash, noted.Hash):
			return head, broken("entry %d is not the one that was noted", s.Seq)
		}
		head = Head{s.Seq, s.hash}
	}
	if err := rows.Err(); err != nil {
		return head, err
	}
	if noted.Seq > head.Seq {
		return head, broken("the log ends at %d, noted was %d: entries were cut off", head.Seq, noted.Seq)
	}
	return head, nil
}

func broken(format string, args ...any) error {
	return auskunft.Errorf(auskunft.Conflict, "audit_broken", "the audit log is not what was written: "+format, args...)
}

// sum is the entry's hash as migration 00011 defines it.
func (s Stored) sum() []byte {
	h := sha256.New()
	h.Write(s.previous)
	for _, field := range []string{strconv.FormatInt(s.Seq, 10), strconv.FormatInt(s.At.UnixMicro(), 10), s.Who, string(s.What), s.Object, s.Detail, s.Why} {
		fmt.Fprintf(h, "%d:%s", len(field), field)
	}
	return h.Sum(nil)
}
