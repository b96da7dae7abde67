package retrieval

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"auskunft"
)

// translated puts a service's own translation into lang beside it, when the service is the best of the hits. It has
// other words than the German ones that were searched for; its passages rank like those that they translate.
func (s *Searcher) translated(ctx context.Context, q Query, lang string, hits []Hit) ([]Hit, error) {
	if len(hits) == 0 || len(q.Documents) > 0 || hits[0].Document.Kind != auskunft.ServiceDocument || hits[0].Document.Lang == lang {
		return hits, nil
	}
	best := hits[0]
	var translation []Hit
	err := s.db.ReadBatch(ctx, q.Reader, func(b *pgx.Batch) {
		b.Queue(selectHits+` AND d.lang = $2
			AND (d.source_id, d.id) IN (SELECT o.source_id, t.document_id
			                              FROM documents o JOIN services s ON s.document_id = o.id JOIN services t ON t.key = s.key WHERE o.id = $3)
			ORDER BY p.ordinal`, q.Now, lang, best.Document.ID).
			Query(eachHit(func(h Hit) { translation = append(translation, h) }))
	})
	if err != nil || len(translation) == 0 {
		return hits, err
	}
	all := slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool { return h.Document.ID == translation[0].Document.ID })
	for _, t := range translation {
		for _, h := range hits {
			if h.Document.ID == best.Document.ID && h.Passage.Field == t.Passage.Field {
				t.Score, t.Coverage = max(t.Score, h.Score), best.Coverage
			}
		}
		if t.Score > 0 {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return all, nil
}
