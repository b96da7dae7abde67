package article

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/account"
)

// Copy is what somebody is writing and has not kept as a revision.
type Copy struct {
	Login   string
	Base    int // revision that it was made from
	Text    Text
	BegunAt time.Time
	SavedAt time.Time
}

// Autosave keeps what an editor is writing, as it is: nothing is checked but its length, for
// half a sentence is worth keeping too. It takes the place of the editor's earlier copy of
// the article.
func (s *Store) Autosave(ctx context.Context, by auskunft.Account, id int64, base int, t Text) error {
	if t.Title, t.Body = plain(t.Title), plain(t.Body); len(t.Title)+len(t.Body) > 4*(MaxTitle+MaxBody) {
		return auskunft.Errorf(auskunft.Invalid, "article_long", "a text has at most %d characters", MaxBody)
	}
	return s.as(ctx, Actor{Account: by}, account.DraftArticle, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO working_copies (article_id, visibility, login, base, content)
			SELECT id, visibility, $2, $3, $4 FROM articles WHERE id = $1
			ON CONFLICT (article_id, login) DO UPDATE SET base = excluded.base, content = excluded.content, saved_at = now()`,
			id, by.Login, base, t)
		if err == nil && tag.RowsAffected() == 0 {
			err = unknown("")
		}
		return err
	})
}

// Working returns the copy that an editor has of an article; ok is false when there is none.
func (s *Store) Working(ctx context.Context, by auskunft.Account, id int64) (c Copy, ok bool, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT login, base, content, begun_at, saved_at FROM working_copies WHERE article_id = $1 AND login = $2`, id, by.Login).
			Scan(&c.Login, &c.Base, &c.Text, &c.BegunAt, &c.SavedAt)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

// GiveUp deletes the copy that an editor has of an article.
func (s *Store) GiveUp(ctx context.Context, by auskunft.Account, id int64) error {
	return s.as(ctx, Actor{Account: by}, account.DraftArticle, func(tx pgx.Tx) error { return dropCopy(ctx, tx, id, by.Login) })
}

func dropCopy(ctx context.Context, tx pgx.Tx, id int64, login string) error {
	_, err := tx.Exec(ctx, `DELETE FROM working_copies WHERE article_id = $1 AND login = $2`, id, login)
	return err
}

// Others lists who else has a copy of an article, who wrote last first, without their texts.
// Whether somebody is writing now says SavedAt.
func (s *Store) Others(ctx context.Context, by auskunft.Account, id int64) (list []Copy, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT login, base, begun_at, saved_at FROM working_copies WHERE article_id = $1 AND login <> $2 ORDER BY saved_at DESC, login`, id, by.Login)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Copy, err error) {
			return c, row.Scan(&c.Login, &c.Base, &c.BegunAt, &c.SavedAt)
		})
		return err
	})
	return list, err
}
