// Package testcase keeps the editors' test cases: a question, words that its answer has to
// say, and the article that it has to quote. They are asked again after each release and once
// a day, and before a release on trial (package impact).
//
// A case is somebody's own wording and not a citizen's: it stays when the questions that gave
// rise to it are long deleted. What looks like personal data is masked all the same.
package testcase

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/evals/measure"
	"auskunft/internal/postgres"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

// Limits of a case, and of all: they are asked one after the other.
const (
	MaxQuestion = 300 // characters
	MaxWords    = 10  // required texts
	maxText     = 200
	maxCases    = 500
)

// Case is a question with what a right answer is.
type Case struct {
	ID       int64
	Question string
	Words    []string // that the answer's sentences say, in any writing of numbers and case
	Article  int64    // that it quotes
	Title    string   // of the article; "" when the reader may not see it
	Readers  auskunft.Visibility
	By       string // login
	Verdict  Verdict
	RunAt    *time.Time // nil: not yet

	slug string
}

// Verdict is what came of asking a case.
type Verdict struct {
	Passed  bool
	Status  auskunft.Status
	Missing []string // words that the answer does not say
	Quoted  bool     // the article
}

// Asker answers questions.
type Asker interface {
	Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error)
}

// Text is what an answer says, a sentence a line.
func Text(a auskunft.Answer) string {
	lines := make([]string, len(a.Sentences))
	for i, s := range a.Sentences {
		lines[i] = s.Text
	}
	return strings.Join(lines, "\n")
}

// Try asks a case.
func (c Case) Try(ctx context.Context, desk Asker, now time.Time) (Verdict, error) {
	a, err := desk.Ask(ctx, auskunft.Question{Text: c.Question, Reader: auskunft.ReaderOf(c.Readers), Now: now})
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Status: a.Status, Quoted: slices.ContainsFunc(a.Citations, func(q auskunft.Citation) bool { return q.DocID == c.slug })}
	text := Text(a)
	for _, words := range c.Words {
		if !measure.Plain(words).Match(text) {
			v.Missing = append(v.Missing, words)
		}
	}
	v.Passed = a.Status == auskunft.Answered && v.Quoted && len(v.Missing) == 0
	return v, nil
}

// Masker takes personal data out of texts; package chat/guard has one.
type Masker interface{ Mask(text string) string }

// Store keeps test cases.
type Store struct {
	db   *postgres.DB
	mask Masker
}

// New makes a Store.
func New(db *postgres.DB, mask Masker) *Store { return &Store{db, mask} }

// editors sees the cases, and of articles what reader may read.
func editors(reader auskunft.Reader) auskunft.Reader { return reader.With("gaps", "articles") }

// may reports whether somebody works with cases.
func may(who auskunft.Account) error {
	if !account.May(who.Role, account.WorkGaps) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q has no test cases", who.Role)
	}
	return nil
}

// Add stores a case of an article that somebody may read.
func (s *Store) Add(ctx context.Context, by auskunft.Account, articleID int64, question string, words []string) (id int64, err error) {
	if err := may(by); err != nil {
		return 0, err
	}
	question = s.mask.Mask(oneLine(question))
	words = tidy(words)
	if n := utf8.RuneCountInString(question); n == 0 || n > MaxQuestion || len(words) == 0 || len(words) > MaxWords ||
		slices.ContainsFunc(words, func(w string) bool { return utf8.RuneCountInString(w) > maxText }) {
		return 0, auskunft.Errorf(auskunft.Invalid, "testcase", "a case has a question of at most %d characters and 1 to %d texts of at most %d", MaxQuestion, MaxWords, maxText)
	}
	err = s.db.Write(ctx, editors(by.Reader()), func(tx pgx.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM test_cases`).Scan(&n); err != nil {
			return err
		}
		if n >= maxCases {
			return auskunft.Errorf(auskunft.Invalid, "testcase_many", "there are %d cases already", n)
		}
		err := tx.QueryRow(ctx, `
			INSERT INTO test_cases (question, words, article_id, made_by) SELECT $1, $2, id, $4 FROM articles WHERE id = $3 RETURNING id`,
			question, words, articleID, by.Login).Scan(&id)
		if err == pgx.ErrNoRows {
			return auskunft.Errorf(auskunft.NotFound, "article_unknown", "there is no article %d for this account", articleID)
		}
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: by.Login, What: audit.CaseAdded, Object: object(id)})
	})
	return id, err
}

func tidy(words []string) (kept []string) {
	for _, w := range words {
		if w = oneLine(w); w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

func object(id int64) string { return "case " + strconv.FormatInt(id, 10) }

// Remove deletes a case.
func (s *Store) Remove(ctx context.Context, by auskunft.Account, id int64) error {
	if err := may(by); err != nil {
		return err
	}
	return s.db.Write(ctx, editors(by.Reader()), func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM test_cases WHERE id = $1`, id)
		if err == nil && tag.RowsAffected() == 0 {
			return auskunft.Errorf(auskunft.NotFound, "testcase_unknown", "no case %d", id)
		}
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: by.Login, What: audit.CaseRemoved, Object: object(id)})
	})
}

// List returns the cases, those that failed first, with the titles of articles that somebody
// may read; articleID 0 is all.
func (s *Store) List(ctx context.Context, by auskunft.Account, articleID int64) ([]Case, error) {
	if err := may(by); err != nil {
		return nil, err
	}
	return list(ctx, s.db, editors(by.Reader()), `WHERE $1::bigint IN (0, c.article_id) ORDER BY passed NULLS LAST, c.id`, articleID)
}

// All returns every case, for who asks them; db may be a rehearsal.
func (s *Store) All(ctx context.Context, db *postgres.DB) ([]Case, error) {
	reader, err := all(ctx, db)
	if err != nil {
		return nil, err
	}
	return list(ctx, db, reader, `ORDER BY c.id`)
}

// all is the reader who sees every case and article.
func all(ctx context.Context, db *postgres.DB) (auskunft.Reader, error) {
	keys, err := db.Visibilities(ctx)
	return editors(auskunft.Reader{}.With(keys...)), err
}

// The circle in which a case is asked is that of what people read, before the first release
// that of what is worked on.
func list(ctx context.Context, db *postgres.DB, reader auskunft.Reader, rest string, args ...any) (cases []Case, err error) {
	err = db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT c.id, c.question, c.words, c.article_id, coalesce(h.title, ''), coalesce(l.visibility, h.visibility, 'public'), c.made_by,
			       coalesce(c.passed, false), coalesce(c.status, ''), c.missing, coalesce(c.quoted, false), c.run_at, coalesce(a.slug, '')
			  FROM test_cases c LEFT JOIN articles a ON a.id = c.article_id
			  LEFT JOIN revisions h ON h.article_id = a.id AND h.number = a.head
			  LEFT JOIN revisions l ON l.article_id = a.id AND l.number = a.live `+rest, args...)
		if err != nil {
			return err
		}
		cases, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Case, err error) {
			v := &c.Verdict
			return c, row.Scan(&c.ID, &c.Question, &c.Words, &c.Article, &c.Title, &c.Readers, &c.By, &v.Passed, &v.Status, &v.Missing, &v.Quoted, &c.RunAt, &c.slug)
		})
		return err
	})
	return cases, err
}

// Run asks the cases that have not been asked since an article was last moved, or for a day.
func (s *Store) Run(ctx context.Context, desk Asker, now time.Time) error {
	reader, err := all(ctx, s.db)
	if err != nil {
		return err
	}
	due, err := list(ctx, s.db, reader, `
		WHERE c.run_at IS NULL OR c.run_at < $1 OR c.run_at < (SELECT max(moved_at) FROM articles) ORDER BY c.id`, now.Add(-again))
	for _, c := range due {
		v, err := c.Try(ctx, desk, now)
		if err != nil {
			return err
		}
		err = s.db.Write(ctx, reader, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE test_cases SET passed = $2, status = $3, missing = coalesce($4::text[], '{}'), quoted = $5, run_at = $6 WHERE id = $1`,
				c.ID, v.Passed, v.Status, v.Missing, v.Quoted, now)
			return err
		})
		if err != nil {
			return err
		}
	}
	return err
}

// again is how old a verdict may grow: sources change, too.
const again = 24 * time.Hour

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")), " ")
}
