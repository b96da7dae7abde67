// Package signal keeps what staff say about answers: that one helped, that a text is missing
// or wrong. Editors work with it.
//
// It is made so that nothing can be learned about people. Questions and notes are masked
// before they are stored; who said it and at what hour is not recorded; counts below Few are
// not given out; and after Keep everything is deleted.
package signal

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
)

// Few is the least count that is given out: fewer could be one person.
const Few = 5

// Keep is how long signals are kept: two quarters, so that editors see what comes again.
const Keep = 183 * 24 * time.Hour

// The most characters of a signal's parts, before masking. A placeholder may be longer than
// what it stands for; what no longer fits is cut.
const (
	MaxQuestion = 500
	MaxNote     = 1000
	spare       = 100 // of MaxQuestion, twice that of MaxNote; see the migration
)

// Kind is what a signal says.
type Kind string

// The kinds.
const (
	Helped Kind = "helped"
	Gap    Kind = "gap"
	Error  Kind = "error"
)

// Signal is what somebody says about an answer.
type Signal struct {
	Kind      Kind
	Question  string
	Note      string
	Documents []int64 // that the answer cited
}

// Report is a stored gap or error.
type Report struct {
	ID             int64
	Kind           Kind
	Question, Note string
	Titles         []string // of documents that the reader sees
	Day            time.Time
}

// Count is how often a document helped.
type Count struct {
	Document int64
	Title    string
	Helped   int
}

// Masker takes personal data out of texts; package chat/guard has one.
type Masker interface{ Mask(text string) string }

// Store keeps signals in PostgreSQL.
type Store struct {
	db   *postgres.DB
	mask Masker
}

// New makes a Store.
func New(db *postgres.DB, mask Masker) *Store { return &Store{db, mask} }

// Add stores a signal. reader is who says it: documents that it does not see are left out.
// The error is Invalid, with the code signal, when the kind is unknown or a text is missing or
// too long.
func (s *Store) Add(ctx context.Context, reader auskunft.Reader, g Signal, now time.Time) error {
	question, note := strings.TrimSpace(g.Question), strings.TrimSpace(g.Note)
	if !slices.Contains([]Kind{Helped, Gap, Error}, g.Kind) || question == "" ||
		utf8.RuneCountInString(question) > MaxQuestion || utf8.RuneCountInString(note) > MaxNote {
		return auskunft.Errorf(auskunft.Invalid, "signal", "a signal %q with %d and %d bytes of text", g.Kind, len(question), len(note))
	}
	return s.db.Write(ctx, reader, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO signals (kind, question, note, documents, day)
			SELECT $1, $2, $3, coalesce(array_agg(id ORDER BY id), '{}'), $4 FROM documents WHERE id = ANY ($5)`,
			g.Kind, s.masked(question, MaxQuestion+spare), s.masked(note, MaxNote+2*spare), now.In(civil.Berlin), g.Documents)
		return err
	})
}

func (s *Store) masked(text string, most int) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
	runes := []rune(s.mask.Mask(text))
	return string(runes[:min(len(runes), most)])
}

// editors reads signals as well as what reader sees.
func editors(reader auskunft.Reader) auskunft.Reader { return reader.With("signals") }

// Reports lists gaps and errors, the newest first.
func (s *Store) Reports(ctx context.Context, reader auskunft.Reader, limit int) (reports []Report, err error) {
	err = s.db.Read(ctx, editors(reader), func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT id, kind, question, note, ARRAY(SELECT title FROM documents d WHERE d.id = ANY (g.documents) ORDER BY d.id), day
			  FROM signals g WHERE kind <> 'helped' ORDER BY day DESC, id DESC LIMIT $1`, limit)
		if err == nil {
			reports, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Report])
		}
		return err
	})
	return reports, err
}

// Counts lists the documents that helped, those that did most often first, leaving out those
// that did fewer than Few times.
func (s *Store) Counts(ctx context.Context, reader auskunft.Reader, limit int) (counts []Count, err error) {
	err = s.db.Read(ctx, editors(reader), func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT d.id, d.title, count(*) FROM signals g JOIN documents d ON d.id = ANY (g.documents)
			 WHERE g.kind = 'helped' GROUP BY d.id, d.title HAVING count(*) >= $1 ORDER BY 3 DESC, 2 LIMIT $2`, Few, limit)
		if err == nil {
			counts, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Count])
		}
		return err
	})
	return counts, err
}

// Retention is when signals are deleted: their day is over so long ago.
func Retention() retention.Rule {
	return retention.Rule{Name: "signals", Table: "signals", Since: "(day + 1)::timestamp AT TIME ZONE 'Europe/Berlin'", Keep: Keep, Reader: editors(auskunft.Reader{})}
}
