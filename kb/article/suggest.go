package article

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"auskunft"
)

// Suggestions are what editors choose from while they write.
type Suggestions struct {
	Articles   []Also    // published ones, by title
	Situations []string  // of life, that services and articles name
	Services   []Service // with a key of the federal catalogue
}

// Service is a service by its key.
type Service struct{ LeiKa, Name string }

// mostSuggested bounds each list: what is longer nobody looks through.
const mostSuggested = 500

// Suggest returns what an editor may choose from.
func (s *Store) Suggest(ctx context.Context, by auskunft.Account) (all Suggestions, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT a.slug, r.title, a.lang FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.live ORDER BY r.title, a.id LIMIT $1`, mostSuggested)
		if err != nil {
			return err
		}
		if all.Articles, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Also]); err != nil {
			return err
		}
		rows, err = tx.Query(ctx, `
			SELECT DISTINCT key, name FROM (SELECT unnest(leika) AS key, name FROM services) s ORDER BY name, key LIMIT $1`, mostSuggested)
		if err != nil {
			return err
		}
		if all.Services, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Service]); err != nil {
			return err
		}
		all.Situations, err = situations(ctx, tx)
		return err
	})
	return all, err
}

// Situations lists the situations of life that services and articles name.
func (s *Store) Situations(ctx context.Context, by auskunft.Account) (list []string, err error) {
	err = s.read(ctx, by, func(tx pgx.Tx) error {
		list, err = situations(ctx, tx)
		return err
	})
	return list, err
}

func situations(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT event FROM services s, jsonb_array_elements_text(CASE jsonb_typeof(facts->'LifeEvents') WHEN 'array' THEN facts->'LifeEvents' ELSE '[]' END) event
		UNION SELECT unnest(r.situations) FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.head AND r.situations <> '{}' LIMIT $1`, mostSuggested)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	slices.Sort(list)
	return list, err
}
