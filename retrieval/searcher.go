package retrieval

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"auskunft"
	"auskunft/internal/breaker"
	"auskunft/internal/postgres"
	"auskunft/retrieval/embed"
	"auskunft/retrieval/lexical"
	"auskunft/retrieval/synonym"
)

// Searcher searches. Make one a process; it keeps its index in step with the database
// while Follow runs. Safe for concurrent use.
type Searcher struct {
	db       *postgres.DB
	log      *slog.Logger
	endpoint embed.Embedder // as configured; nil: the built-in one, which belongs to a snapshot
	reranker Reranker       // nil: none
	index    *lexical.Index
	state    atomic.Pointer[state]
	validity atomic.Pointer[map[int64]span]

	questions, reranks breaker.Breaker
	exactUpTo          int // visible passages
	healEvery          time.Duration

	mu      sync.Mutex   // held while catching up
	horizon uint64       // every change below this transaction is in the index
	looked  atomic.Int64 // when that was seen last, in nanoseconds since 1970
}

// state is what a question is analysed, widened and embedded with. It is immutable.
type state struct {
	snapshotID int32
	analyser   *lexical.Analyser
	thesaurus  *thesaurus
	dense
}

// dense is the vector leg: the embedder that serves, which need not be the one that is
// configured while texts are being embedded anew.
type dense struct {
	embedder  embed.Embedder
	table     string
	dimension int
	indexed   bool // by HNSW
	weights   Weights
}

// span is the time in which a document is valid; a zero end is open.
type span struct{ from, until time.Time }

// Open loads the index. With a nil endpoint questions are embedded by the built-in embedder.
func Open(ctx context.Context, db *postgres.DB, endpoint embed.Embedder, log *slog.Logger) (*Searcher, error) {
	s := &Searcher{db: db, log: log, endpoint: endpoint, index: lexical.NewIndex(nil), exactUpTo: embed.ExactUpTo, healEvery: postgres.HealEvery}
	s.validity.Store(&map[int64]span{})
	analyser := lexical.NewAnalyser(nil)
	s.state.Store(&state{analyser: analyser, thesaurus: newThesaurus(analyser, nil), dense: builtin(analyser)})
	return s, s.CatchUp(ctx)
}

// Inside is a searcher over what db sees, which begins with the index of this one: a
// rehearsal, in which nothing reranks. CatchUp brings it to what has been written there.
func (s *Searcher) Inside(db *postgres.DB) *Searcher {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &Searcher{db: db, log: s.log, endpoint: s.endpoint, index: s.index.Clone(), exactUpTo: s.exactUpTo, healEvery: s.healEvery, horizon: s.horizon}
	c.state.Store(s.state.Load())
	c.validity.Store(s.validity.Load())
	return c
}

func builtin(a *lexical.Analyser) dense {
	e := embed.NewBuiltin(a)
	return dense{embedder: e, table: embed.Table(e), dimension: e.Dimension(), weights: weightsFor(e.Name())}
}

// CatchUp brings the index to the database's current content.
func (s *Searcher) CatchUp(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	reader, horizon, err := s.maintainer(ctx)
	if err != nil {
		return err
	}
	if err := s.renew(ctx, reader); err != nil {
		return err
	}
	var batch lexical.Batch
	validity := maps.Clone(*s.validity.Load())
	changes := 0
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		return changedSince(ctx, tx, s.horizon, s.state.Load().isBuiltin(), func(d lexical.Document, valid span) error {
			changes++
			delete(validity, d.ID)
			if len(d.Passages) == 0 {
				batch.Remove(d.ID)
				return nil
			}
			if valid != (span{}) {
				validity[d.ID] = valid
			}
			return batch.Put(d)
		})
	})
	if err != nil {
		return err
	}
	if changes > 0 {
		s.validity.Store(&validity)
		s.index.Update(&batch)
	}
	s.horizon = horizon
	s.looked.Store(time.Now().UnixNano())
	return nil
}

// renew replaces the state where the database has a newer snapshot, other words of the
// editors, or another embedder that serves.
func (s *Searcher) renew(ctx context.Context, reader auskunft.Reader) error {
	old := s.state.Load()
	next := *old
	vocabulary, err := s.newSnapshot(ctx, &next)
	if err != nil {
		return err
	}
	if vocabulary != nil {
		next.analyser = lexical.NewAnalyser(vocabulary)
		s.index.SetVocabulary(vocabulary)
	}
	if err := s.newThesaurus(ctx, reader, &next); err != nil {
		return err
	}
	if err := s.newDense(ctx, &next, vocabulary != nil); err != nil {
		return err
	}
	if next.table != old.table {
		s.horizon = 0 // the index has the built-in embedder's vectors while that one serves
	}
	if next != *old {
		s.state.Store(&next)
	}
	return nil
}

// newSnapshot reads the newest vocabulary; nil when the state has it.
func (s *Searcher) newSnapshot(ctx context.Context, next *state) (*lexical.Vocabulary, error) {
	var b []byte
	err := s.db.App.QueryRow(ctx, `SELECT id, vocabulary FROM snapshots WHERE id > $1 AND format = $2 ORDER BY id DESC LIMIT 1`,
		next.snapshotID, lexical.Format).Scan(&next.snapshotID, &b)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return lexical.DecodeVocabulary(b)
}

// newThesaurus reads the editors' words. They are few, and read as a whole each time.
func (s *Searcher) newThesaurus(ctx context.Context, reader auskunft.Reader, next *state) error {
	var pairs []synonym.Pair
	err := s.db.Read(ctx, reader, func(tx pgx.Tx) (err error) {
		pairs, err = synonym.All(ctx, tx)
		return err
	})
	if err == nil && !next.thesaurus.isOf(next.analyser, pairs) {
		next.thesaurus = newThesaurus(next.analyser, pairs)
	}
	return err
}

// newDense takes over the embedder that serves. One that cannot be reached leaves the leg
// without an answer, not the search.
func (s *Searcher) newDense(ctx context.Context, next *state, vocabulary bool) error {
	r, err := embed.Serving(ctx, s.db)
	if err != nil {
		return err
	}
	switch {
	case r.Builtin():
		if vocabulary || next.table != r.Table {
			next.dense = builtin(next.analyser)
		}
		return nil
	case next.table == r.Table:
		next.indexed = r.Indexed
		return nil
	}
	e := s.endpoint
	if e == nil || embed.Table(e) != r.Table {
		configured, _ := s.endpoint.(*embed.Endpoint)
		if e, err = configured.Recorded(ctx, r); err != nil {
			return err
		}
	}
	next.dense = dense{e, r.Table, r.Dimension, r.Indexed, weightsFor(e.Name())}
	return nil
}

// maintainer is the reader who sees all texts, and the oldest transaction still open: all
// changes of older ones can be read from now on.
func (s *Searcher) maintainer(ctx context.Context) (reader auskunft.Reader, horizon uint64, err error) {
	var all []auskunft.Visibility
	err = s.db.App.QueryRow(ctx, `
		SELECT array_agg(key), pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM visibilities`).Scan(&all, &horizon)
	return auskunft.Reader{}.With(all...), horizon, err
}

// changedSince calls yield for every document that a transaction from horizon on touched, with the
// built-in embedder's vectors or without; a retired one has no passages. What the document holds of
// bytes is the driver's, and gone after yield. A row is a whole document: joined, all passages would have to be sorted.
// A row from the future was restored from a dump of another server, whose count of transactions was
// further: it is read at the start, with horizon 0, and not at every look from then on. A rehearsal sees what it wrote itself.
func changedSince(ctx context.Context, tx pgx.Tx, horizon uint64, vectors bool, yield func(lexical.Document, span) error) error {
	rows, err := tx.Query(ctx, `
		SELECT d.id, s.name, d.key, d.visibility, d.lang, d.title, d.synonyms, d.valid_from, d.valid_until, p.ids, p.terms, p.vectors
		  FROM documents d JOIN sources s ON s.id = d.source_id, LATERAL (
		       SELECT array_agg(id ORDER BY ordinal) AS ids, array_agg(terms ORDER BY ordinal) AS terms,
		              string_agg(coalesce(halfvec_send(embedding), $4), '' ORDER BY ordinal) FILTER (WHERE $3) AS vectors
		         FROM passages LEFT JOIN vectors_builtin ON passage_id = id AND $3
		        WHERE document_id = d.id AND d.retired_at IS NULL AND format = $2) p
		 WHERE d.changed_by >= $1::text::xid8 AND
		       ($1 = '0' OR d.changed_by < pg_snapshot_xmax(pg_current_snapshot()) OR d.changed_by = pg_current_xact_id_if_assigned())`, strconv.FormatUint(horizon, 10), lexical.Format, vectors, make([]byte, sentVector))
	if err != nil {
		return err
	}
	var d lexical.Document
	var source, key string
	var from, until *time.Time
	var ids []int64
	var terms []pgtype.DriverBytes
	var sent pgtype.DriverBytes
	_, err = pgx.ForEachRow(rows, []any{&d.ID, &source, &key, &d.Visibility, &d.Lang, &d.Title, &d.Synonyms, &from, &until, &ids, &terms, &sent}, func() error {
		d.Name = source + "\x00" + key // in the order of rank
		d.Passages = d.Passages[:0]
		for i, id := range ids {
			d.Passages = append(d.Passages, lexical.Passage{ID: id, Terms: terms[i]})
		}
		d.Vectors = appendCompact(d.Vectors[:0], sent)
		return yield(d, span{value(from), value(until)})
	})
	return err
}

// validAt tells which documents are valid at a time; nil when all are.
func (s *Searcher) validAt(now time.Time) func(document int64) bool {
	validity := *s.validity.Load()
	if len(validity) == 0 {
		return nil
	}
	return func(document int64) bool {
		v, limited := validity[document]
		return !limited || !now.Before(v.from) && (v.until.IsZero() || now.Before(v.until))
	}
}

// Follow keeps the index in step until ctx ends.
func (s *Searcher) Follow(ctx context.Context) {
	s.db.Follow(ctx, "auskunft_texts", s.healEvery, s.CatchUp)
}
