package catalog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/retrieval"
)

// What agents see beside a hit that citizens do not: who is responsible for it, from which
// source it came, and what people ask for next.

// relatedShown is how many services are named as related: a glance's worth.
const relatedShown = 5

// Owners names the office in charge of each of the documents that is a service; the one for
// everywhere before one for some areas. Documents without one are missing from the map.
func (c *Catalogue) Owners(ctx context.Context, reader auskunft.Reader, documents []int64) (owners map[int64]string, err error) {
	owners = map[int64]string{}
	err = c.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT DISTINCT ON (s.document_id) s.document_id, o.name
			  FROM services s JOIN responsibilities r ON r.service_key = s.key JOIN offices o ON o.key = r.office_key
			 WHERE s.document_id = ANY ($1)
			 ORDER BY s.document_id, r.areas = '{}' DESC, o.key, o.name`, documents)
		if err != nil {
			return err
		}
		var document int64
		var name string
		_, err = pgx.ForEachRow(rows, []any{&document, &name}, func() error {
			owners[document] = name
			return nil
		})
		return err
	})
	return owners, err
}

// Sources lists the sources of the texts that reader sees, by name.
func (c *Catalogue) Sources(ctx context.Context, reader auskunft.Reader) (names []string, err error) {
	err = c.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT name FROM sources s
			 WHERE EXISTS (SELECT FROM documents d WHERE d.source_id = s.id AND d.retired_at IS NULL) ORDER BY name`)
		if err == nil {
			names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return err
	})
	return names, err
}

// Related names services that people ask for along with those that are among documents: of
// the same event in life, the ones with most events in common first.
func (c *Catalogue) Related(ctx context.Context, reader auskunft.Reader, documents []int64) (related []auskunft.Link, err error) {
	err = c.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			WITH events AS (
			    SELECT DISTINCT jsonb_array_elements_text(coalesce(nullif(facts->'LifeEvents', 'null'), '[]')) AS event
			      FROM services WHERE document_id = ANY ($1))
			SELECT min(d.title), max(d.url) FROM services s JOIN documents d ON d.id = s.document_id
			  JOIN events e ON coalesce(nullif(s.facts->'LifeEvents', 'null'), '[]') ? e.event
			 WHERE s.document_id <> ALL ($1) AND s.key NOT IN (SELECT key FROM services WHERE document_id = ANY ($1)) AND d.lang = 'de'
			 GROUP BY s.key ORDER BY count(*) DESC, 1 LIMIT $2`, documents, relatedShown)
		if err == nil {
			related, err = pgx.CollectRows(rows, pgx.RowToStructByPos[auskunft.Link])
		}
		return err
	})
	return related, err
}

// Notices are the notices that run at now and touch what the hits are about, the most urgent
// first: those that an answer from them would carry.
func (c *Catalogue) Notices(ctx context.Context, reader auskunft.Reader, hits []retrieval.Hit, area string, now time.Time) (notices []*auskunft.NoticeFacts, err error) {
	err = c.db.Read(ctx, reader, func(tx pgx.Tx) error {
		service, _, err := subject(ctx, tx, hits, area)
		if err == nil {
			notices, err = running(ctx, tx, service, sourcesOf(hits), area, now.In(civil.Berlin))
		}
		return err
	})
	return notices, err
}
