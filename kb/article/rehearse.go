package article

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
)

// Rehearsal is the release of what is worked on, in a world of its own that nobody else sees.
type Rehearsal struct {
	Article  Article
	Revision Revision                        // that would be released
	Readers  auskunft.Visibility             // the widest circle that reads the article now or then
	DB       *postgres.DB                    // as things are; once released, as they would be
	Release  func(ctx context.Context) error // makes the head revision what people read
}

// Rehearse lets fn try what a release of an article would do. When fn ends, nothing of it
// has happened.
func (s *Store) Rehearse(ctx context.Context, by auskunft.Account, id int64, fn func(Rehearsal) error) error {
	if err := sees(by); err != nil {
		return err
	}
	a, head, attached, err := s.head(ctx, editors(by.Reader()), id)
	if err != nil {
		return err
	}
	r := Rehearsal{Article: a, Revision: head, Readers: head.Text.Visibility}
	if a.Live != 0 && a.Live != a.Head {
		live, err := s.Revision(ctx, by, id, a.Live)
		if err != nil {
			return err
		}
		if live.Text.Visibility == auskunft.Public {
			r.Readers = auskunft.Public
		}
	}
	written, err := s.written(ctx, a, head, attached, time.Now())
	if err != nil {
		return err
	}
	return s.db.Rehearse(ctx, func(db *postgres.DB) error {
		r.DB = db
		r.Release = func(ctx context.Context) error {
			return db.Write(ctx, editors(by.Reader()), func(tx pgx.Tx) error {
				gone, err := outdated(ctx, tx, a, written)
				if err != nil {
					return err
				}
				if err := written.Rehearse(ctx, tx, gone...); err != nil {
					return err
				}
				// As the trigger does on a release.
				_, err = tx.Exec(ctx, `UPDATE pins SET broken_at = now() WHERE article_id = $1 AND revision <> $2 AND broken_at IS NULL`, id, head.Number)
				return err
			})
		}
		return fn(r)
	})
}
