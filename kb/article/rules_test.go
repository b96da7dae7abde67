package article_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/kb/article"
)

// plain runs SQL as the application's role in an editors' transaction that names an actor,
// past everything that this package checks.
func plain(t testing.TB, db *postgres.DB, actor, sql string, args ...any) error {
	t.Helper()
	return db.Write(t.Context(), auskunft.ReaderOf(auskunft.Internal).With("articles"), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SELECT set_config('auskunft.actor', $1, true)`, actor); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), sql, args...)
		return err
	})
}

func refused(t *testing.T, what string, err error) {
	t.Helper()
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		t.Errorf("%s: %v, want the database to refuse it", what, err)
		return
	}
	switch pg.Code {
	case "23514", "23502", "23503", "42501", "AF001": // a rule, NOT NULL, a key, a right, four eyes
	default:
		t.Errorf("%s: refused by %s %s, which is no rule", what, pg.Code, pg.Message)
	}
}

// Every pair of states that is not drawn is refused, and every drawn one that would skip its
// conditions, whoever acts and whatever columns they set with it.
func TestIllegalMovesAreImpossibleInSQL(t *testing.T) {
	s, db := open(t)
	ctx := t.Context()
	later := time.Now().Add(time.Hour)
	stand := map[article.State]int64{}
	for _, state := range article.States {
		text := dogs
		text.Title = string(state)
		if state == article.Expired {
			over := time.Now().Add(-time.Hour)
			text.ValidUntil = &over
		}
		id := create(t, s, text)
		stand[state] = id
		if state != article.Draft {
			walk(t, s, id, anna, article.Submit)
		}
		switch state {
		case article.Scheduled:
			must(t, s.Move(ctx, bert, id, 1, article.Release, later))
		case article.Expired: // past the store, which releases nothing that is over
			must(t, plain(t, db, "bert", `UPDATE articles SET state = 'published', approved = head, live = head, checked_at = now() WHERE id = $1`, id))
		case article.Published, article.Archived:
			walk(t, s, id, bert, article.Release)
		}
		if state == article.Archived {
			walk(t, s, id, bert, article.Archive)
		}
	}
	must(t, s.Due(ctx, time.Now()))

	type attempt struct{ from, to article.State }
	legal := map[attempt]bool{
		{article.Draft, article.Review}: true, {article.Draft, article.Archived}: true,
		{article.Review, article.Draft}: true, {article.Review, article.Archived}: true,
		{article.Review, article.Scheduled}: true, {article.Review, article.Published}: true,
		{article.Scheduled, article.Draft}: true, {article.Scheduled, article.Archived}: true,
		{article.Published, article.Archived}: true,
		{article.Expired, article.Draft}:      true, {article.Expired, article.Archived}: true, {article.Archived, article.Draft}: true,
	}
	// A published text expires when its time is over, becomes a draft by a new revision, and
	// scheduled ones wait: as they stand here these may not happen.
	for _, from := range article.States {
		a, _, err := s.Get(ctx, anna.Account, stand[from])
		must(t, err)
		if a.State != from {
			t.Fatalf("%s stands at %s", from, a.State)
		}
		for _, to := range article.States {
			if from == to {
				continue
			}
			for _, set := range []string{
				``, `, live = NULL, publish_at = NULL`, `, approved = head, live = head, publish_at = NULL`,
				`, approved = head, live = NULL, publish_at = now() + interval '1 hour'`, `, approved = NULL, live = NULL, publish_at = NULL`,
			} {
				what := fmt.Sprintf("%s -> %s%s", from, to, set)
				err := db.Write(ctx, auskunft.ReaderOf(auskunft.Internal).With("articles"), func(tx pgx.Tx) error {
					if _, err := tx.Exec(ctx, `SELECT set_config('auskunft.actor', 'clara', true)`); err != nil {
						return err
					}
					if _, err := tx.Exec(ctx, `UPDATE articles SET state = $2`+set+` WHERE id = $1`, stand[from], to); err != nil {
						return err
					}
					if _, err := tx.Exec(ctx, `SET CONSTRAINTS ALL IMMEDIATE`); err != nil {
						return err
					}
					return errDone
				})
				if errors.Is(err, errDone) {
					if !legal[attempt{from, to}] {
						t.Errorf("%s is possible", what)
					}
					continue
				}
				refused(t, what, err)
			}
		}
	}
	draft, review, live := stand[article.Draft], stand[article.Review], stand[article.Published]
	must(t, plain(t, db, "clara", `INSERT INTO setting_changes (key, number, value, who, why) VALUES ('other', 1, '{"off": true}', 'clara', 'x')`))
	for what, try := range map[string]func() error{
		"to release one's own": func() error {
			return plain(t, db, "anna", `UPDATE articles SET state = 'published', approved = 1, live = 1 WHERE id = $1`, review)
		},
		"to schedule one's own": func() error {
			return plain(t, db, "anna", `UPDATE articles SET state = 'scheduled', approved = 1, publish_at = now() WHERE id = $1`, review)
		},
		"to move as nobody":  func() error { return plain(t, db, "", `UPDATE articles SET state = 'review' WHERE id = $1`, draft) },
		"to approve a draft": func() error { return plain(t, db, "clara", `UPDATE articles SET approved = 1 WHERE id = $1`, draft) },
		"to put a draft live": func() error {
			return plain(t, db, "clara", `UPDATE articles SET live = 1, approved = 1 WHERE id = $1`, draft)
		},
		"to withdraw what is published": func() error { return plain(t, db, "clara", `UPDATE articles SET live = NULL WHERE id = $1`, live) },
		"to widen without a revision": func() error {
			return plain(t, db, "clara", `UPDATE articles SET visibility = 'internal' WHERE id = $1`, live)
		},
		"to point at no revision": func() error { return plain(t, db, "clara", `UPDATE articles SET head = 7 WHERE id = $1`, draft) },
		"to rename":               func() error { return plain(t, db, "clara", `UPDATE articles SET slug = 'x' WHERE id = $1`, live) },
		"to delete":               func() error { return plain(t, db, "clara", `DELETE FROM articles WHERE id = $1`, draft) },
		"to publish before its time": func() error {
			return plain(t, db, "clara", `UPDATE articles SET state = 'published', live = head, publish_at = NULL WHERE id = $1`, stand[article.Scheduled])
		},
		"to choose another time": func() error {
			return plain(t, db, "clara", `UPDATE articles SET publish_at = now() WHERE id = $1`, stand[article.Scheduled])
		},
		"to change a revision": func() error {
			return plain(t, db, "clara", `UPDATE revisions SET body = 'x' WHERE article_id = $1`, live)
		},
		"to delete a revision":    func() error { return plain(t, db, "clara", `DELETE FROM revisions WHERE article_id = $1`, live) },
		"to truncate revisions":   func() error { return plain(t, db, "clara", `TRUNCATE revisions CASCADE`) },
		"to switch the rules off": func() error { return plain(t, db, "clara", `ALTER TABLE articles DISABLE TRIGGER ALL`) },
		"to act as a replica":     func() error { return plain(t, db, "clara", `SET session_replication_role = replica`) },
		"to switch four eyes off as an editor": func() error {
			return plain(t, db, "clara", `INSERT INTO setting_changes (key, number, value, who, why) VALUES ('four_eyes', 1, '{"off": true}', 'clara', 'x')`)
		},
		"to make another setting it": func() error {
			return plain(t, db, "clara", `UPDATE setting_changes SET key = 'four_eyes'`)
		},
		"to begin as published": func() error {
			return plain(t, db, "clara", `INSERT INTO articles (slug, visibility, template, lang, owner, review_days, state, moved_at, moved_by) VALUES ('x', 'public', 'faq', 'de', 'x', 1, 'published', now(), '')`)
		},
		"to have no revision": func() error {
			return plain(t, db, "clara", `INSERT INTO articles (slug, visibility, template, lang, owner, review_days, moved_at, moved_by) VALUES ('x', 'public', 'faq', 'de', 'x', 1, now(), '')`)
		},
	} {
		refused(t, what, try())
	}
	// The owner of the tables cannot change a revision either, short of dropping the trigger.
	_, err := db.Owner.Exec(ctx, `UPDATE revisions SET body = 'x'`)
	refused(t, "the owner", err)

	// Who claims to be somebody else's revision's author, or an earlier one, is not believed.
	must(t, plain(t, db, "dora", `INSERT INTO revisions (article_id, number, visibility, author, written_at, why, title, body) VALUES ($1, 1, 'public', 'anna', 'epoch', '', 'x', '')`, draft))
	r, err := s.Revision(ctx, anna.Account, draft, 2)
	if err != nil || r.Author != "dora" || time.Since(r.WrittenAt) > time.Hour {
		t.Errorf("%+v %v", r, err)
	}
}

var errDone = errors.New("rolled back")
