package article

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/article/markdown"
)

// usualLanguage is how many published articles a language needs before an article that is
// not there in it lacks something.
const usualLanguage = 3

// Review checks a text of an article as Check does, with what the database knows: links that
// are dead, languages that are missing, published texts that say something else. The text
// need not be saved.
func (s *Store) Review(ctx context.Context, by auskunft.Account, id int64, t Text) ([]Problem, error) {
	_, dropped := markdown.Parse(t.Body)
	t, err := prepared(t)
	if err != nil {
		return nil, err
	}
	a, _, err := s.Get(ctx, by, id)
	if err != nil {
		return nil, err
	}
	c := Candidate{Text: t, Lang: a.Lang, Template: a.Template, Dropped: dropped, Now: time.Now()}
	if c.Dead, err = s.dead(ctx, by, t); err != nil {
		return nil, err
	}
	if c.Missing, err = s.missing(ctx, by, a, t.Visibility); err != nil {
		return nil, err
	}
	if a.Original != 0 {
		if _, original, err := s.Get(ctx, by, a.Original); err == nil { // else the account may not see it
			c.Original = original.Text.Body
		}
	}
	w, err := s.written(ctx, a, Revision{Number: a.Head, Text: t, WrittenAt: c.Now}, nil, c.Now)
	if err != nil {
		return nil, err
	}
	found, err := w.Contradictions(ctx, by.Reader(), c.Now)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		var o Contrary
		for _, q := range f.Quotes {
			if q.Source == SourceName && q.Key == a.Slug {
				o.Own = q.Text
			} else {
				o.Title, o.URL, o.Says = q.Title, q.URL, q.Text
			}
		}
		c.Contrary = append(c.Contrary, o)
	}
	return Check(c), nil
}

// dead lists the links of a text that lead nowhere: addresses that were asked for, and
// articles that are not published.
func (s *Store) dead(ctx context.Context, by auskunft.Account, t Text) (dead []string, err error) {
	doc, _ := markdown.Parse(t.Body)
	var addresses, slugs []string
	for _, link := range doc.Links() {
		if slug, ok := slugIn(strings.TrimPrefix(link.Link, s.address)); ok {
			slugs = append(slugs, slug)
		} else {
			addresses = append(addresses, link.Link)
		}
	}
	if dead, err = s.pipeline.Dead(ctx, addresses); err != nil || len(slugs) == 0 {
		return dead, err
	}
	live := map[string]bool{}
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT slug FROM articles WHERE slug = ANY ($1) AND live IS NOT NULL`, slugs)
		var slug string
		if err == nil {
			_, err = pgx.ForEachRow(rows, []any{&slug}, func() error { live[slug] = true; return nil })
		}
		return err
	})
	for _, link := range doc.Links() {
		if slug, ok := slugIn(strings.TrimPrefix(link.Link, s.address)); ok && !live[slug] {
			dead = append(dead, link.Link)
		}
	}
	return dead, err
}

// slugIn is the article that a path of this server leads to.
func slugIn(path string) (slug string, ok bool) {
	slug, ok = strings.CutPrefix(path, Path)
	slug, _, _ = strings.Cut(slug, "#")
	return slug, ok
}

// missing lists the languages that several published articles of a visibility are there in
// and this one is not.
func (s *Store) missing(ctx context.Context, by auskunft.Account, a Article, v auskunft.Visibility) (langs []string, err error) {
	if a.Original != 0 {
		return nil, nil // its original asks for the others
	}
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT lang FROM articles WHERE live IS NOT NULL AND visibility = $2 AND lang <> $3
			 GROUP BY lang HAVING count(*) >= $4
			EXCEPT SELECT lang FROM articles WHERE original_id = $1 AND state <> 'archived' ORDER BY lang`, a.ID, v, a.Lang, usualLanguage)
		if err == nil {
			langs, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return err
	})
	return langs, err
}
