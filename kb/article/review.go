package article

import (
	"context"
	"fmt"
	"slices"
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
	if c.Original, err = s.original(ctx, a); err != nil {
		return nil, err
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

// original is the Markdown of what an article translates, "" when it is no translation. It is
// compared and not shown, so it counts for those too who may not see it.
func (s *Store) original(ctx context.Context, a Article) (body string, err error) {
	if a.Original == 0 {
		return "", nil
	}
	reader, err := s.all(ctx)
	if err != nil {
		return "", err
	}
	_, r, _, err := s.head(ctx, reader, a.Original)
	return r.Text.Body, err
}

// stopped returns the error for a text that must not be published at a time. Everything else
// that Review finds is a matter of judgement, and the approver's.
func (s *Store) stopped(ctx context.Context, a Article, t Text, at time.Time) error {
	original, err := s.original(ctx, a)
	if err != nil {
		return err
	}
	problems := slices.DeleteFunc(Check(Candidate{Text: t, Lang: a.Lang, Template: a.Template, Original: original, Now: at}), func(p Problem) bool { return !p.Stop })
	if len(problems) == 0 {
		return nil
	}
	reasons := make([]string, len(problems))
	for i, p := range problems {
		reasons[i] = German.Message(p).Title
	}
	return &auskunft.Error{
		Kind: auskunft.Conflict, Code: "article_stopped", Text: strings.ReplaceAll(German.Stopped, "{why}", strings.Join(slices.Compact(reasons), " ")),
		Err: fmt.Errorf("article %s has %d problems to stop at", a.Slug, len(problems)),
	}
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
