package retrieval

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft/internal/postgres"
)

// readBack makes hits of candidates, in their order: it reads them from PostgreSQL as q.Reader. What
// the reader does not see, is retired or not valid now, is left out.
func (s *Searcher) readBack(ctx context.Context, q Query, best []candidate) ([]Hit, error) {
	if len(best) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(best))
	for i, c := range best {
		ids[i] = c.passage
	}
	found := make(map[int64]Hit, len(best))
	err := s.db.ReadBatch(ctx, q.Reader, func(b *pgx.Batch) {
		b.Queue(selectHits+` AND p.id = ANY ($2)`, q.Now, ids).Query(eachHit(func(h Hit) { found[h.Passage.ID] = h }))
	})
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(best))
	for _, c := range best {
		if h, ok := found[c.passage]; ok {
			h.Score, h.Coverage, h.Why = c.score, c.coverage, c.why
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// complete appends the other passages of the best documents, which are context for whoever
// writes an answer: the fee of a service stands in another passage than its name.
func (s *Searcher) complete(ctx context.Context, q Query, hits []Hit) ([]Hit, error) {
	var documents, have []int64
	for _, h := range hits {
		have = append(have, h.Passage.ID)
		if len(documents) < q.Whole && !slices.Contains(documents, h.Document.ID) {
			documents = append(documents, h.Document.ID)
		}
	}
	if len(documents) == 0 {
		return hits, nil
	}
	err := s.db.ReadBatch(ctx, q.Reader, func(b *pgx.Batch) {
		b.Queue(selectHits+` AND p.document_id = ANY ($2) AND p.id <> ALL ($3)
			ORDER BY array_position($2, p.document_id), p.ordinal LIMIT $4`, q.Now, documents, have, wholeLimit).
			Query(eachHit(func(h Hit) { hits = append(hits, h) }))
	})
	return hits, err
}

// selectHits reads passages with their documents, of those that are valid at $1.
var selectHits = `
	SELECT p.id, p.document_id, p.ordinal, p.headings, p.body, p.starts, p.ends, p.anchor, p.page, p.field,
	       d.key, d.version, d.kind, d.title, d.url, d.lang, d.visibility, d.areas, d.synonyms,
	       d.valid_from, d.valid_until, d.changed_at, d.checked_at, s.name,
	       coalesce((SELECT v.name FROM services v WHERE v.document_id = d.id AND v.name <> d.title), ''),
	       coalesce((SELECT canonical_id FROM duplicates x WHERE x.document_id = d.id), d.id)
	  FROM passages p JOIN documents d ON d.id = p.document_id JOIN sources s ON s.id = d.source_id
	 WHERE ` + postgres.Current("$1")

func eachHit(take func(Hit)) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		for rows.Next() {
			h, err := scanHit(rows)
			if err != nil {
				return err
			}
			take(h)
		}
		return rows.Err()
	}
}

func scanHit(row pgx.Rows) (h Hit, err error) {
	p, d := &h.Passage, &h.Document
	var from, until, changed, checked *time.Time
	err = row.Scan(&p.ID, &p.DocumentID, &p.Ordinal, &p.Headings, &p.Text, &p.Start, &p.End, &p.Anchor, &p.Page, &p.Field,
		&d.Key, &d.Version, &d.Kind, &d.Title, &d.URL, &d.Lang, &d.Visibility, &d.Areas, &d.Synonyms,
		&from, &until, &changed, &checked, &d.Source, &d.Name, &h.canonical)
	d.ID = p.DocumentID
	d.ValidFrom, d.ValidUntil, d.ChangedAt, d.CheckedAt = value(from), value(until), value(changed), value(checked)
	return h, err
}

func value(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
