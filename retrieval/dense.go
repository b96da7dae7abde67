package retrieval

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"

	"auskunft/retrieval/embed"
	"auskunft/retrieval/lexical"
)

// graphCandidates is how many passages are asked of an HNSW index, and its ef_search: the
// graph's recall of the first ten is measured at this width.
const graphCandidates = 100

// vectors returns the cosine of passages with the question: of the lexical candidates and,
// depending on how many passages there are, of the nearest ones of all. An error means that
// the search goes on without it.
func (s *Searcher) vectors(ctx context.Context, st *state, q Query, words []lexical.Hit) (map[int64]float64, error) {
	if st.weights.Vectors == 0 {
		return nil, nil
	}
	var question []float32
	err := s.questions.Do(ctx, func() (err error) {
		question, err = st.embedder.Question(ctx, q.Text)
		return err
	})
	if err != nil || isZero(question) { // zero: no word of it is known, there is nothing to be near to
		return nil, err
	}
	if len(question) != st.dimension {
		return nil, fmt.Errorf("the question's vector has %d numbers, those of %s have %d", len(question), st.table, st.dimension)
	}
	visible := s.index.Passages(q.Reader.Visibilities())
	how := s.scanFor(&st.dense, q, visible)
	if how == candidatesOnly && st.isBuiltin() {
		compacted := compact(question)
		return cosines(&compacted, words), nil
	}
	v := vectorQuery{Query: q, table: st.table, vector: pgvector.NewHalfVector(question), words: make([]int64, len(words))}
	for i, h := range words {
		v.words[i] = h.Passage
	}
	return s.nearest(ctx, v, how, visible)
}

// vectorQuery is a question as the vector leg asks it.
type vectorQuery struct {
	Query
	table  string
	vector pgvector.HalfVector
	words  []int64 // passages that the words have found
}

// isBuiltin reports whether the embedder is the built-in one, whose vectors the index has.
func (d *dense) isBuiltin() bool {
	_, builtin := d.embedder.(*embed.Builtin)
	return builtin
}

// scan is a way of finding the vectors nearest to a question.
type scan int

const (
	candidatesOnly scan = iota // no others than the lexical candidates
	exactScan                  // all visible ones, one by one
	documentScan               // all of some documents
	graphScan                  // by the HNSW index, going on until enough visible ones are met
)

// exactBuiltin is up to how many visible passages the built-in embedder's vectors are compared one by
// one. 1,000 take the server a millisecond, and where the words have found candidates nothing comes of
// it: nDCG@10 on OMoS and XQuAD is the same to three digits without. What it is for, the question
// of which no word is known, is a matter of the small town that has few texts.
const exactBuiltin = 2_000

// scanFor chooses: exactly while that is fast. The built-in embedder's hashed vectors are too
// weak to be worth a graph of a larger collection, and one that is not built yet cannot serve.
func (s *Searcher) scanFor(d *dense, q Query, visible int) scan {
	exactUpTo := s.exactUpTo
	if d.isBuiltin() {
		exactUpTo = min(exactUpTo, exactBuiltin)
	}
	switch {
	case len(q.Documents) > 0:
		return documentScan
	case visible <= exactUpTo:
		return exactScan
	case d.indexed:
		return graphScan
	}
	return candidatesOnly
}

// nearest reads cosines. A graph that finds fewer passages than there are, because its scan
// ended before it met enough that are visible, is not believed: then all are compared.
func (s *Searcher) nearest(ctx context.Context, v vectorQuery, how scan, visible int) (map[int64]float64, error) {
	near, found, err := s.scan(ctx, v, how)
	if err == nil && how == graphScan && found < min(graphCandidates, visible) {
		s.log.DebugContext(ctx, "index met too few visible vectors, comparing all", "found", found, "visible", visible)
		near, _, err = s.scan(ctx, v, exactScan)
	}
	return near, err
}

// scan runs one way of scanning, with the lexical candidates, in one round trip. found is how
// many passages the scan itself returned.
func (s *Searcher) scan(ctx context.Context, v vectorQuery, how scan) (near map[int64]float64, found int, err error) {
	near = make(map[int64]float64, 2*candidates)
	collect := func(n *int) func(pgx.Rows) error {
		var id int64
		var cosine float64
		return func(rows pgx.Rows) error {
			tag, err := pgx.ForEachRow(rows, []any{&id, &cosine}, func() error {
				if !math.IsNaN(cosine) { // of a zero vector
					near[id] = cosine
				}
				return nil
			})
			*n = int(tag.RowsAffected())
			return err
		}
	}
	var rescored int
	table := pgx.Identifier{v.table}.Sanitize()
	err = s.db.ReadBatch(ctx, v.Reader, func(b *pgx.Batch) {
		b.Queue(`SELECT passage_id, 1 - (embedding <=> $1) FROM `+table+` WHERE passage_id = ANY ($2)`, v.vector, v.words).Query(collect(&rescored))
		switch how {
		case documentScan:
			b.Queue(`SELECT passage_id, 1 - (embedding <=> $1) FROM `+table+`
				WHERE passage_id IN (SELECT id FROM passages WHERE document_id = ANY ($2))`, v.vector, v.Documents).Query(collect(&found))
		case exactScan:
			// Ordering by an expression keeps the planner from the HNSW index, whatever it thinks
			// of the costs; a plan that is cached for one statement is never used for the other.
			// Equals come together: one text on two pages has one vector, and ids say when it came.
			b.Queue(`SELECT passage_id, 1 - (embedding <=> $1) AS cosine FROM `+table+` ORDER BY cosine DESC FETCH FIRST ($2) ROWS WITH TIES`,
				v.vector, candidates).Query(collect(&found))
		case graphScan:
			b.Queue(fmt.Sprintf(`SET LOCAL hnsw.ef_search = %d`, graphCandidates))
			b.Queue(`SET LOCAL hnsw.iterative_scan = relaxed_order`)
			b.Queue(`SELECT passage_id, 1 - (embedding <=> $1) FROM `+table+` ORDER BY embedding <=> $1 LIMIT $2`,
				v.vector, graphCandidates).Query(collect(&found))
		}
	})
	return near, found, err
}

func isZero(v []float32) bool { return !slices.ContainsFunc(v, func(x float32) bool { return x != 0 }) }
