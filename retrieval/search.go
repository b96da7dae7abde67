package retrieval

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"

	"auskunft"
	"auskunft/retrieval/lexical"
)

const (
	defaultK = 10
	maxK     = 100
	// candidates each leg proposes. More than this many never changed a top ten on the
	// training questions.
	candidates = 200
	// spare hits are read back beyond K, for those that have just been retired.
	spare = 5
	// wholeLimit bounds the passages that Query.Whole adds; a long ordinance has hundreds.
	wholeLimit = 60
	// exactUpTo is how many visible passages the vector leg scores one by one. Beyond, it
	// scores the lexical candidates only.
	exactUpTo = 20_000
)

// Search returns the passages that answer q best, of those that q.Reader sees.
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	start := time.Now()
	q = withDefaults(q)
	st := s.state.Load()
	words := s.index.Search(lexical.Query{
		Terms: st.analyser.Terms(q.Lang, q.Text), Visible: q.Reader.Visibilities(), K: candidates,
		Documents: q.Documents, Accept: s.validAt(q.Now), Explain: q.Explain,
	})
	near, degraded := s.vectors(ctx, st, q, words)
	hits := fuse(words, near, st.weights)
	hits, err := s.readBack(ctx, q, hits)
	if err != nil {
		return Result{}, err
	}
	if hits, err = s.complete(ctx, q, hits); err != nil {
		return Result{}, err
	}
	r := Result{Hits: hits, Strange: s.strange(st.analyser, q), Degraded: degraded, Took: time.Since(start)}
	if len(hits) > 0 {
		r.Coverage = hits[0].Coverage
	}
	return r, nil
}

// Suggest completes what somebody is typing, from titles and synonyms that reader sees.
func (s *Searcher) Suggest(prefix string, reader auskunft.Reader, k int) []lexical.Suggestion {
	return s.index.Suggest(prefix, reader.Visibilities(), k)
}

func withDefaults(q Query) Query {
	if q.K <= 0 {
		q.K = defaultK
	}
	q.K = min(q.K, maxK)
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	return q
}

// fuse adds the legs' scores, each as a share of its best, weighted. A passage that one leg
// does not know gets nothing from it; vectors alone make a hit from w.Alone on.
func fuse(words []lexical.Hit, near map[int64]float64, w Weights) []Hit {
	byPassage := make(map[int64]*Hit, len(words)+len(near))
	if len(words) > 0 {
		best := words[0].Score
		for _, h := range words {
			hit := &Hit{Passage: auskunft.Passage{ID: h.Passage}, Score: w.Lexical * h.Score / best, Coverage: h.Coverage}
			for _, part := range h.Parts {
				hit.Why = append(hit.Why, Part{Name: part.Kind + " " + part.Term, Value: w.Lexical * part.Score / best})
			}
			byPassage[h.Passage] = hit
		}
	}
	best := 0.0
	for _, cosine := range near {
		best = max(best, cosine)
	}
	for id, cosine := range near {
		if cosine <= 0 || best == 0 {
			continue
		}
		hit := byPassage[id]
		if hit == nil && cosine < w.Alone {
			continue
		}
		if hit == nil {
			hit = &Hit{Passage: auskunft.Passage{ID: id}}
			byPassage[id] = hit
		}
		share := w.Vectors * cosine / best
		hit.Score += share
		hit.Why = append(hit.Why, Part{Name: "vectors", Value: share})
	}
	hits := make([]Hit, 0, len(byPassage))
	for _, h := range byPassage {
		hits = append(hits, *h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Passage.ID, b.Passage.ID))
	})
	return hits
}

// vectors returns the cosine of passages with the question: of the lexical candidates and,
// where few enough passages are visible, of the nearest ones of all. When the leg does not
// answer, the search goes on without it and says so.
func (s *Searcher) vectors(ctx context.Context, st *state, q Query, words []lexical.Hit) (near map[int64]float64, degraded string) {
	if st.weights.Vectors == 0 {
		return nil, ""
	}
	question, err := st.embedder.Question(ctx, q.Text)
	if err == nil && isZero(question) {
		return nil, "" // no word of it is known: there is nothing to be near to
	}
	if err == nil {
		near, err = s.nearest(ctx, st, q, pgvector.NewHalfVector(question), words)
	}
	if err != nil {
		s.log.WarnContext(ctx, "search without vectors", "error", err)
		return nil, "vectors"
	}
	return near, ""
}

func (s *Searcher) nearest(ctx context.Context, st *state, q Query, question pgvector.HalfVector, words []lexical.Hit) (map[int64]float64, error) {
	ids := make([]int64, len(words))
	for i, h := range words {
		ids[i] = h.Passage
	}
	near := make(map[int64]float64, 2*candidates)
	collect := func(rows pgx.Rows) error {
		var id int64
		var cosine float64
		_, err := pgx.ForEachRow(rows, []any{&id, &cosine}, func() error {
			if !math.IsNaN(cosine) {
				near[id] = cosine
			}
			return nil
		})
		return err
	}
	table := pgx.Identifier{st.table}.Sanitize()
	err := s.db.ReadBatch(ctx, q.Reader, func(b *pgx.Batch) {
		b.Queue(`SELECT passage_id, 1 - (embedding <=> $1) FROM `+table+` WHERE passage_id = ANY ($2)`, question, ids).Query(collect)
		switch {
		case len(q.Documents) > 0:
			b.Queue(`SELECT passage_id, 1 - (embedding <=> $1) FROM `+table+`
				WHERE passage_id IN (SELECT id FROM passages WHERE document_id = ANY ($2))`, question, q.Documents).Query(collect)
		case s.index.Passages(q.Reader.Visibilities()) <= exactUpTo:
			b.Queue(`SELECT passage_id, 1 - (embedding <=> $1) FROM `+table+` ORDER BY embedding <=> $1 LIMIT $2`, question, candidates).Query(collect)
		}
	})
	return near, err
}

func isZero(v []float32) bool { return !slices.ContainsFunc(v, func(x float32) bool { return x != 0 }) }

// readBack fills the hits from PostgreSQL as q.Reader, keeping their order. What the reader
// does not see, is retired or not valid now, is left out.
func (s *Searcher) readBack(ctx context.Context, q Query, hits []Hit) ([]Hit, error) {
	hits = hits[:min(len(hits), q.K+spare)]
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.Passage.ID
	}
	found := make(map[int64]Hit, len(hits))
	err := s.db.ReadBatch(ctx, q.Reader, func(b *pgx.Batch) {
		b.Queue(selectHits+` AND p.id = ANY ($2)`, q.Now, ids).Query(eachHit(func(h Hit) { found[h.Passage.ID] = h }))
	})
	if err != nil {
		return nil, err
	}
	kept := make([]Hit, 0, min(len(hits), q.K))
	for _, h := range hits {
		f, ok := found[h.Passage.ID]
		if !ok || len(kept) == q.K {
			continue
		}
		f.Score, f.Coverage, f.Why = h.Score, h.Coverage, h.Why
		if !q.Explain {
			f.Why = nil
		}
		kept = append(kept, f)
	}
	return kept, nil
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
const selectHits = `
	SELECT p.id, p.document_id, p.ordinal, p.headings, p.body, p.starts, p.ends, p.anchor, p.page, p.field,
	       d.key, d.version, d.kind, d.title, d.url, d.lang, d.visibility, d.areas, d.synonyms,
	       d.valid_from, d.valid_until, d.changed_at, d.checked_at, s.name
	  FROM passages p JOIN documents d ON d.id = p.document_id JOIN sources s ON s.id = d.source_id
	 WHERE d.retired_at IS NULL AND (d.valid_from IS NULL OR d.valid_from <= $1) AND (d.valid_until IS NULL OR d.valid_until > $1)`

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
		&from, &until, &changed, &checked, &d.Source)
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

// Terms analyses a text as a question is analysed now; who highlights marks what is found.
func (s *Searcher) Terms(lang, text string) []lexical.Term {
	return s.state.Load().analyser.Terms(lang, text)
}

// IDF is how rare a term is in the texts that reader sees.
func (s *Searcher) IDF(term string, reader auskunft.Reader) float64 {
	return s.index.IDF(term, reader.Visibilities())
}
