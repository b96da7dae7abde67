package gap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/audit"
)

// Asker answers questions on trial; package impact has one.
type Asker interface {
	Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error)
}

// What is asked again: so many of a gap's newest questions, and the refused ones of gaps
// without an article once a day, because sources change, too.
const (
	triedQuestions = 20
	tryAgain       = 24 * time.Hour
)

// trial is a gap whose questions are to be asked again.
type trial struct {
	id, article, document int64 // article and its document 0 without one
	live                  int
	readers               auskunft.Visibility
	onlyRefused           bool
}

// An article's release makes its gap due, once for each revision: whoever says "no" after it
// keeps the gap open until the next.
const trials = `
	SELECT g.id, coalesce(g.article_id, 0), coalesce(d.id, 0), coalesce(a.live, 0), coalesce(r.visibility, 'public'), g.disliked + g.flagged = 0
	  FROM gaps g LEFT JOIN articles a ON a.id = g.article_id LEFT JOIN revisions r ON r.article_id = a.id AND r.number = a.live
	  LEFT JOIN sources s ON s.name = '` + article.SourceName + `' LEFT JOIN documents d ON d.source_id = s.id AND d.key = a.slug AND d.retired_at IS NULL
	 WHERE `

// Follow asks the questions of gaps again that a release may have answered, or a changed
// source, and closes those that are answered.
func (s *Store) Follow(ctx context.Context, desk Asker, now time.Time) error {
	reader, err := s.all(ctx)
	if err != nil {
		return err
	}
	due, err := s.trials(ctx, reader, `g.state IN ('open', 'work') AND CASE
		WHEN g.article_id IS NOT NULL THEN a.live IS NOT NULL AND a.live IS DISTINCT FROM g.tried_live
		ELSE g.disliked + g.flagged = 0 AND (g.tried_at IS NULL OR g.tried_at < $1) END ORDER BY g.article_id IS NULL, g.tried_at NULLS FIRST, g.id LIMIT 50`, now.Add(-tryAgain))
	var faults []error
	for _, t := range due {
		faults = append(faults, s.try(ctx, reader, desk, t, now))
	}
	return errors.Join(append(faults, err)...)
}

// Try asks the questions of one gap again, because somebody wants to know.
func (s *Store) Try(ctx context.Context, who auskunft.Account, desk Asker, id int64, now time.Time) error {
	if !account.May(who.Role, account.WorkGaps) {
		return auskunft.Errorf(auskunft.Forbidden, "forbidden", "the role %q changes no gaps", who.Role)
	}
	reader, err := s.all(ctx)
	if err != nil {
		return err
	}
	due, err := s.trials(ctx, reader, `g.id = $1`, id)
	if err == nil && len(due) == 0 {
		err = auskunft.Errorf(auskunft.NotFound, "gap_unknown", "there is no gap %d", id)
	}
	if err != nil {
		return err
	}
	return s.try(ctx, reader, desk, due[0], now)
}

// all is the reader who sees every gap and article.
func (s *Store) all(ctx context.Context) (auskunft.Reader, error) {
	keys, err := s.db.Visibilities(ctx)
	return editors(auskunft.Reader{}.With(keys...)), err
}

func (s *Store) trials(ctx context.Context, reader auskunft.Reader, where string, arg any) (list []trial, err error) {
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, trials+where, arg)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t trial, err error) {
			return t, row.Scan(&t.id, &t.article, &t.document, &t.live, &t.readers, &t.onlyRefused)
		})
		return err
	})
	return list, err
}

// try asks the questions of a gap, and closes it when most are answered: from its article,
// where it has one. Without one only a gap of refusals can show by itself that it is filled;
// whether an answer that did not help is better now, a person has to say.
func (s *Store) try(ctx context.Context, reader auskunft.Reader, desk Asker, t trial, now time.Time) error {
	var asked []Asked
	err := s.db.Read(ctx, reader, func(tx pgx.Tx) (err error) {
		asked, err = questions(ctx, tx, t.id)
		return err
	})
	if err != nil {
		return err
	}
	tried, good := 0, 0
	seen := map[string]bool{}
	for _, q := range asked {
		if text := strings.ToLower(q.Text); seen[text] || tried == triedQuestions {
			continue
		} else {
			seen[text] = true
		}
		a, err := desk.Ask(ctx, auskunft.Question{Text: q.Text, Lang: q.Lang, Reader: auskunft.ReaderOf(t.readers), Now: now})
		if auskunft.KindOf(err) == auskunft.Invalid {
			continue // it was masked to nothing, or is longer than questions may be now
		}
		if err != nil {
			return err
		}
		tried++
		if t.answers(a) {
			good++
		}
	}
	closes := 2*good > tried && (t.article != 0 && t.live != 0 || t.article == 0 && t.onlyRefused)
	return s.db.Write(ctx, reader, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE gaps SET tried_at = $2, tried_live = nullif($3, 0), tried = $4, good = $5 WHERE id = $1`, t.id, now, t.live, tried, good); err != nil || !closes {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE gaps SET state = 'answered', why = '', moved_at = now(), moved_by = '' WHERE id = $1 AND state IN ('open', 'work')`, t.id)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: "clock", What: audit.GapMoved, Object: object(t.id), Detail: fmt.Sprintf("→ %s, %d of %d", Answered, good, tried)})
	})
}

func (t trial) answers(a auskunft.Answer) bool {
	return a.Status == auskunft.Answered &&
		(t.article == 0 || slices.ContainsFunc(a.Citations, func(c auskunft.Citation) bool { return c.Document == t.document }))
}
