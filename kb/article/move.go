package article

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/kb/account"
)

// Move is a step of the workflow, as pages offer it.
type Move string

// The moves.
const (
	Submit   Move = "submit"    // draft -> review
	SendBack Move = "send_back" // review -> draft, by a reviewer or its author
	Release  Move = "release"   // review -> published, or scheduled when a later time is given
	Recall   Move = "recall"    // scheduled -> draft
	Discard  Move = "discard"   // draft -> published: the draft is given up, the live text stays
	Archive  Move = "archive"   // any -> archived
	Reopen   Move = "reopen"    // archived, expired -> draft
)

// moves say from where a move leads where, and who may make it.
var moves = map[Move]struct {
	from   []State
	action account.Action
}{
	Submit:   {[]State{Draft}, account.DraftArticle},
	SendBack: {[]State{Review}, account.ReviewArticle},
	Release:  {[]State{Review}, account.PublishArticle},
	Recall:   {[]State{Scheduled}, account.DraftArticle},
	Discard:  {[]State{Draft}, account.DraftArticle},
	Archive:  {[]State{Draft, Review, Scheduled, Published, Expired}, account.ArchiveArticle},
	Reopen:   {[]State{Archived, Expired}, account.DraftArticle},
}

var order = []Move{Submit, Release, SendBack, Recall, Discard, Reopen, Archive}

// Moves lists what somebody may do with an article now. That a release is not one's own text
// is found when it is tried; see Authors.
func (a Article) Moves(by auskunft.Account) []Move {
	var offered []Move
	for _, m := range order {
		if a.offers(m) && account.May(by.Role, moves[m].action) {
			offered = append(offered, m)
		}
	}
	return offered
}

func (a Article) offers(m Move) bool {
	for _, from := range moves[m].from {
		if a.State == from {
			return m != Discard || a.Live != 0
		}
	}
	return false
}

// Move makes a step with an article whose head revision is head, as the actor saw it. at is
// the time of publication of a release; the zero time is at once. A move that is not offered
// and a head that has changed are auskunft.Conflict, with the codes article_move and
// article_conflict; one's own text is auskunft.Forbidden with article_four_eyes. A text with a
// problem that Check marks as one to stop at is not released, whoever wants it: article_stopped.
func (s *Store) Move(ctx context.Context, by Actor, id int64, head int, m Move, at time.Time) error {
	var written *ingest.Written
	later := at.After(time.Now())
	if m == Release {
		var err error
		if written, err = s.cleared(ctx, by, id, at, later); err != nil {
			return err
		}
	}
	return s.as(ctx, by, moves[m].action, func(tx pgx.Tx) error {
		a, err := locked(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case a.Head != head:
			return auskunft.Errorf(auskunft.Conflict, "article_conflict", "revision %d is worked on, not %d", a.Head, head)
		case !a.offers(m):
			return auskunft.Errorf(auskunft.Conflict, "article_move", "an article in the state %s offers no %s", a.State, m)
		}
		switch m {
		case Submit:
			_, err = tx.Exec(ctx, `UPDATE articles SET state = 'review' WHERE id = $1`, id)
		case SendBack, Recall, Reopen:
			_, err = tx.Exec(ctx, `UPDATE articles SET state = 'draft', publish_at = NULL WHERE id = $1`, id)
		case Discard:
			_, err = tx.Exec(ctx, `
				UPDATE articles a SET state = 'published', head = live, approved = live, visibility = r.visibility
				  FROM revisions r WHERE a.id = $1 AND r.article_id = a.id AND r.number = a.live`, id)
		case Archive:
			if _, err = tx.Exec(ctx, `UPDATE articles SET state = 'archived', live = NULL, publish_at = NULL WHERE id = $1`, id); err == nil {
				err = s.withdraw(ctx, tx, a)
			}
		case Release:
			// Whoever releases a text has read it: that confirms it.
			if later {
				_, err = tx.Exec(ctx, `UPDATE articles SET state = 'scheduled', approved = head, publish_at = $2, checked_at = now() WHERE id = $1`, id, at)
				break
			}
			_, err = tx.Exec(ctx, `UPDATE articles SET state = 'published', approved = head, live = head, checked_at = now() WHERE id = $1`, id)
			if err == nil {
				err = s.replace(ctx, tx, a, written)
			}
		}
		return err
	})
}

// Authors lists who has written what is new in an article since it was last released: who
// must not release it while four eyes are needed.
func (s *Store) Authors(ctx context.Context, by auskunft.Account, id int64) (logins []string, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT DISTINCT author FROM revisions r JOIN articles a ON a.id = r.article_id
			 WHERE a.id = $1 AND (r.number = a.head OR r.number > coalesce(a.approved, 0)) ORDER BY author`, id)
		if err == nil {
			logins, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return err
	})
	return logins, err
}

// Confirm notes that a text is still right; Doubt, that somebody has to look.
func (s *Store) Confirm(ctx context.Context, by Actor, id int64) error {
	return s.check(ctx, by, id, `UPDATE articles SET checked_at = now() WHERE id = $1 RETURNING checked_at`)
}

// Doubt notes that nobody has confirmed a text any more.
func (s *Store) Doubt(ctx context.Context, by Actor, id int64) error {
	return s.check(ctx, by, id, `UPDATE articles SET checked_at = NULL WHERE id = $1 RETURNING checked_at`)
}

func (s *Store) check(ctx context.Context, by Actor, id int64, sql string) error {
	return s.as(ctx, by, account.DraftArticle, func(tx pgx.Tx) error {
		var at *time.Time
		a, err := locked(ctx, tx, id)
		if err != nil {
			return err
		}
		of, err := keys(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, sql, id).Scan(&at); err != nil {
			return err
		}
		return s.pipeline.Confirm(ctx, tx, SourceName, at, of...)
	})
}

// FourEyes reports whether who releases a text must be somebody else than its authors.
func (s *Store) FourEyes(ctx context.Context) (needed bool, err error) {
	err = s.db.App.QueryRow(ctx, `SELECT article_four_eyes()`).Scan(&needed)
	return needed, err
}
