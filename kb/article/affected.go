package article

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/article/markdown"
)

// Affected is what loses something when an article is archived.
type Affected struct {
	Translations []Translation // into other languages, or the original and its others
	Linking      []Article     // that link to it in what is worked on or read, or name it as related
	Answers      int           // that quoted it since the time that was asked for
	Pins         []string      // families of questions whose answer breaks
}

// Affected looks what depends on an article, answers since a time.
func (s *Store) Affected(ctx context.Context, by auskunft.Account, id int64, since time.Time) (f Affected, err error) {
	if f.Translations, err = s.Translations(ctx, by, id); err != nil {
		return f, err
	}
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		a, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		if f.Linking, err = s.linking(ctx, tx, a); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT name FROM pins WHERE article_id = $1 AND broken_at IS NULL ORDER BY name`, id)
		if err != nil {
			return err
		}
		if f.Pins, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			SELECT count(DISTINCT a.id) FROM documents d JOIN sources s ON s.id = d.source_id
			  JOIN answers a ON a.body @> jsonb_build_object('citations', jsonb_build_array(jsonb_build_object('document', d.id)))
			 WHERE s.name = $1 AND (d.key = $2 OR starts_with(d.key, $2 || '/')) AND a.answered_at >= $3`, SourceName, a.Slug, since).Scan(&f.Answers)
	})
	return f, err
}

// linking are the articles with a text, worked on or read, that leads to an article.
func (s *Store) linking(ctx context.Context, tx pgx.Tx, to Article) ([]Article, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+columns+`, t.body, $2 = ANY (t.related)`+tables+`
		  JOIN revisions t ON t.article_id = a.id AND t.number IN (a.head, a.live)
		 WHERE a.id <> $1 AND a.state <> 'archived' AND (strpos(t.body, $3) > 0 OR $2 = ANY (t.related)) ORDER BY r.title, a.id`,
		to.ID, to.Slug, Path+to.Slug)
	if err != nil {
		return nil, err
	}
	var list []Article
	var a Article
	var body string
	var related bool
	_, err = pgx.ForEachRow(rows, append(a.fields(), &body, &related), func() error {
		if known := len(list) > 0 && list[len(list)-1].ID == a.ID; !known && (related || s.leadsTo(body, to.Slug)) {
			list = append(list, a)
		}
		return nil
	})
	return list, err
}

// leadsTo tells /artikel/hund from /artikel/hundesteuer.
func (s *Store) leadsTo(body, slug string) bool {
	doc, _ := markdown.Parse(body)
	for _, link := range doc.Links() {
		if name, ok := slugIn(strings.TrimPrefix(link.Link, s.address)); ok && name == slug {
			return true
		}
	}
	return false
}
