package article

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"auskunft"
)

// Filter chooses articles. The zero Filter chooses the first of all that are not archived.
type Filter struct {
	Words      string // somewhere in title or slug; 14 digits are a LeiKa key
	States     []State
	Confidence Confidence
	Template   Template
	Lang       string
	Department string
	Situation  string // of life, that it is about
	Answers    string // login of the owner or deputy
	NotBy      string // login of who did not write what is worked on
	Ending     bool   // published texts that end soon
	Stale      bool   // translations whose original has a newer published revision
	Live       bool   // those that people read, whatever is worked on
	Sort       Sort   // "" is Newest
	Limit      int    // 0: 50; at most 500
	Offset     int
}

// Sort is an order of a list.
type Sort string

// The orders.
const (
	Newest   Sort = "newest"   // last changed first
	Pressing Sort = "pressing" // longest waiting first: a queue
	ByTitle  Sort = "title"
	ByDue    Sort = "due" // next review first
)

var orders = map[Sort]string{
	Newest: `a.moved_at DESC, a.id`, Pressing: `a.moved_at, a.id`, ByTitle: `r.title, a.id`, ByDue: `a.due_at NULLS FIRST, a.id`,
}

// Limits of a page.
const (
	defaultPage = 50
	largestPage = 500
)

// stale is the condition of a translation whose original has moved on.
const stale = `a.original_id IS NOT NULL AND EXISTS (SELECT FROM articles o WHERE o.id = a.original_id AND o.live > coalesce(r.translates, 0))`

// ending is the condition of a text that people will not read any more in two weeks.
const ending = `a.state = 'published' AND r.valid_until < now() + interval '14 days'`

// query builds the statement of List; it needs no database to be tested.
func (f Filter) query() (sql string, args []any) {
	var conditions []string
	where := func(condition string, arg any) {
		args = append(args, arg)
		conditions = append(conditions, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(args))))
	}
	if key := strings.ReplaceAll(f.Words, " ", ""); leika(key) {
		where(`? = ANY (r.leika)`, key)
	} else if f.Words != "" {
		where(`(strpos(lower(r.title), lower(?)) > 0 OR strpos(a.slug, lower(?)) > 0)`, f.Words)
	}
	if len(f.States) > 0 {
		where(`a.state = ANY (?)`, f.States)
	} else {
		conditions = append(conditions, `a.state <> 'archived'`)
	}
	switch f.Confidence {
	case Unchecked:
		conditions = append(conditions, `a.checked_at IS NULL`)
	case Due:
		conditions = append(conditions, `a.due_at <= now()`)
	case Checked:
		conditions = append(conditions, `a.due_at > now()`)
	}
	for _, c := range []struct{ column, value string }{{"template", string(f.Template)}, {"lang", f.Lang}, {"department", f.Department}} {
		if c.value != "" {
			where(`a.`+c.column+` = ?`, c.value)
		}
	}
	if f.Answers != "" {
		where(`? IN (a.owner, a.deputy)`, f.Answers)
	}
	if f.Situation != "" {
		where(`? = ANY (r.situations)`, f.Situation)
	}
	if f.NotBy != "" {
		where(`r.author <> ?`, f.NotBy)
	}
	if f.Ending {
		conditions = append(conditions, ending)
	}
	if f.Stale {
		conditions = append(conditions, stale)
	}
	if f.Live {
		conditions = append(conditions, `a.live IS NOT NULL`)
	}
	order, ok := orders[f.Sort]
	if !ok {
		order = orders[Newest]
	}
	limit := f.Limit
	if limit <= 0 {
		limit = defaultPage
	}
	return `SELECT ` + columns + `, count(*) OVER ()` + tables + `WHERE ` + strings.Join(conditions, ` AND `) + ` ORDER BY ` + order +
		` LIMIT ` + strconv.Itoa(min(limit, largestPage)) + ` OFFSET ` + strconv.Itoa(max(f.Offset, 0)), args
}

// List returns a page of the articles that an account sees, and how many there are in all.
func (s *Store) List(ctx context.Context, by auskunft.Account, f Filter) (page []Article, total int, err error) {
	sql, args := f.query()
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		page, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Article, err error) {
			return a, row.Scan(append(a.fields(), &total)...)
		})
		return err
	})
	return page, total, err
}

// Queue is what waits for somebody, as the desk's first page shows it.
type Queue struct {
	Review    int // that the account may release: written by others
	Own       int // drafts of articles that it answers for
	Due       int // published articles it answers for whose review is due
	Stale     int // translations behind their original
	Scheduled int
	Ending    int // published texts that end within two weeks
}

// Queue counts what waits for an account.
func (s *Store) Queue(ctx context.Context, by auskunft.Account) (q Queue, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT count(*) FILTER (WHERE a.state = 'review' AND r.author <> $1),
			       count(*) FILTER (WHERE a.state = 'draft' AND $1 IN (a.owner, a.deputy)),
			       count(*) FILTER (WHERE a.live IS NOT NULL AND a.due_at <= now() AND $1 IN (a.owner, a.deputy)),
			       count(*) FILTER (WHERE a.state <> 'archived' AND `+stale+`),
			       count(*) FILTER (WHERE a.state = 'scheduled'),
			       count(*) FILTER (WHERE `+ending+`)`+tables, by.Login).
			Scan(&q.Review, &q.Own, &q.Due, &q.Stale, &q.Scheduled, &q.Ending)
	})
	return q, err
}

// Translation is an article in another language.
type Translation struct {
	Article
	Stale bool // its original has a newer published revision than it translates
}

// Translations lists the other languages of an article: those of its original and the
// original itself, by language.
func (s *Store) Translations(ctx context.Context, by auskunft.Account, id int64) (list []Translation, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT `+columns+`, `+stale+tables+`
			 WHERE a.id <> $1 AND (SELECT coalesce(original_id, id) FROM articles WHERE id = $1) IN (a.id, a.original_id) ORDER BY a.lang`, id)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Translation, err error) {
			return t, row.Scan(append(t.fields(), &t.Stale)...)
		})
		return err
	})
	return list, err
}
