package article

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"auskunft"
)

const revisionColumns = `number, author, written_at, why, coalesce(restores, 0), title, body, visibility, synonyms, leika, situations, related,
	valid_from, valid_until, coalesce(translates, 0), files`

func scanRevision(row pgx.CollectableRow) (r Revision, err error) {
	t := &r.Text
	err = row.Scan(&r.Number, &r.Author, &r.WrittenAt, &r.Why, &r.Restores, &t.Title, &t.Body, &t.Visibility, &t.Synonyms, &t.LeiKa, &t.Situations, &t.Related,
		&t.ValidFrom, &t.ValidUntil, &t.Translates, &t.Files)
	return r, err
}

func revision(ctx context.Context, tx pgx.Tx, id int64, number int) (Revision, error) {
	rows, err := tx.Query(ctx, `SELECT `+revisionColumns+` FROM revisions WHERE article_id = $1 AND number = $2`, id, number)
	if err != nil {
		return Revision{}, err
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanRevision)
	if errors.Is(err, pgx.ErrNoRows) {
		err = unknown(fmt.Sprintf("%d with a revision %d", id, number))
	}
	return r, err
}

// Revision returns one revision of an article.
func (s *Store) Revision(ctx context.Context, by auskunft.Account, id int64, number int) (r Revision, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		r, err = revision(ctx, tx, id, number)
		return err
	})
	return r, err
}

// Revisions lists the revisions of an article, the newest first, without their bodies.
func (s *Store) Revisions(ctx context.Context, by auskunft.Account, id int64) (list []Revision, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+revisionColumns+` FROM revisions WHERE article_id = $1 ORDER BY number DESC`, id)
		if err == nil {
			list, err = pgx.CollectRows(rows, scanRevision)
		}
		return err
	})
	for i := range list {
		list[i].Text.Body = ""
	}
	return list, err
}
