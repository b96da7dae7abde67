package article

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/postgres"
	"auskunft/kb/account"
)

// Store keeps articles. It is safe for concurrent use.
type Store struct {
	db       *postgres.DB
	pipeline *ingest.Pipeline
	address  string
}

// New keeps articles in db and publishes them through pipeline. address is in front of the
// path of a public article, "https://stadt.example"; "" when nobody reaches them.
func New(db *postgres.DB, pipeline *ingest.Pipeline, address string) *Store {
	return &Store{db, pipeline, strings.TrimSuffix(address, "/")}
}

// Actor is who does something, and why, as the audit log keeps it.
type Actor struct {
	auskunft.Account
	Why string
}

// clock is who acts when a text's time has come.
var clock = Actor{Account: auskunft.Account{Login: "clock"}}

// as runs fn for somebody who may do action, in a transaction that says so to the database.
func (s *Store) as(ctx context.Context, a Actor, action account.Action, fn func(pgx.Tx) error) error {
	if !account.May(a.Role, action) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q may not do %s", a.Role, action)
	}
	return s.write(ctx, editors(a.Reader()), a, fn)
}

// editors reads articles of what reader may read.
func editors(reader auskunft.Reader) auskunft.Reader { return reader.With("articles") }

func (s *Store) write(ctx context.Context, reader auskunft.Reader, a Actor, fn func(pgx.Tx) error) error {
	return told(s.db.Write(ctx, reader, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT set_config('auskunft.actor', $1, true), set_config('auskunft.why', $2, true)`, a.Login, plain(a.Why)); err != nil {
			return err
		}
		return fn(tx)
	}))
}

// sees returns the error for somebody who may not see articles.
func sees(a auskunft.Account) error {
	if !account.May(a.Role, account.DraftArticle) && !account.May(a.Role, account.ReviewArticle) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q sees no articles", a.Role)
	}
	return nil
}

// read runs fn for somebody who may see articles.
func (s *Store) read(ctx context.Context, a auskunft.Account, fn func(pgx.Tx) error) error {
	if err := sees(a); err != nil {
		return err
	}
	return told(s.db.Read(ctx, editors(a.Reader()), fn))
}

// told makes errors of the database's rules ones that people understand.
func told(err error) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok:
		return err
	case pg.Code == "AF001":
		return auskunft.Errorf(auskunft.Forbidden, "article_four_eyes", "nobody releases what they have written: %w", err)
	case pg.Code == "23514": // a move that is not drawn
		return auskunft.Errorf(auskunft.Conflict, "article_move", "%s: %w", pg.Message, err)
	case pg.Code == "23505": // slugs are tried until one is free
		return auskunft.Errorf(auskunft.Conflict, "article_translated", "there is one in this language: %w", err)
	case pg.Code == "42501": // row-level security: a text for a department that is not the actor's
		return auskunft.Errorf(auskunft.Forbidden, "article_visibility", "not among what this account may read: %w", err)
	}
	return err
}

func unknown(what string) error {
	return auskunft.Errorf(auskunft.NotFound, "article_unknown", "there is no article %s for this account", what)
}

const columns = `a.id, a.slug, r.title, a.visibility, a.template, a.lang, coalesce(a.original_id, 0), a.owner, a.deputy, a.department, a.review_days,
	a.state, CASE WHEN a.checked_at IS NULL THEN 'unchecked' WHEN a.due_at <= now() THEN 'due' ELSE 'checked' END,
	a.checked_at, a.checked_by, a.due_at, a.head, coalesce(a.approved, 0), coalesce(a.live, 0), a.publish_at, r.valid_until, a.moved_at, a.moved_by`

const tables = ` FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.head `

// fields are where the columns go.
func (a *Article) fields() []any {
	return []any{&a.ID, &a.Slug, &a.Title, &a.Visibility, &a.Template, &a.Lang, &a.Original, &a.Owner, &a.Deputy, &a.Department, &a.ReviewDays,
		&a.State, &a.Confidence, &a.CheckedAt, &a.CheckedBy, &a.DueAt, &a.Head, &a.Approved, &a.Live, &a.PublishAt, &a.ValidUntil, &a.MovedAt, &a.MovedBy}
}

func scan(row pgx.CollectableRow) (a Article, err error) { return a, row.Scan(a.fields()...) }

func one(ctx context.Context, tx pgx.Tx, where string, arg any) (Article, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+tables+`WHERE `+where, arg)
	if err != nil {
		return Article{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scan)
}

func byID(ctx context.Context, tx pgx.Tx, id int64) (Article, error) {
	a, err := one(ctx, tx, `a.id = $1`, id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = unknown(strconv.FormatInt(id, 10))
	}
	return a, err
}

// locked is byID for who changes the article: nobody else does meanwhile.
func locked(ctx context.Context, tx pgx.Tx, id int64) (Article, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM articles WHERE id = $1 FOR UPDATE`, id); err != nil {
		return Article{}, err
	}
	return byID(ctx, tx, id)
}

// Get returns an article and its head revision.
func (s *Store) Get(ctx context.Context, by auskunft.Account, id int64) (a Article, r Revision, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		if a, err = byID(ctx, tx, id); err == nil {
			r, err = revision(ctx, tx, id, a.Head)
		}
		return err
	})
	return a, r, err
}
