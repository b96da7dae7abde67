package bench

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
	"auskunft/retrieval/embed"
	"auskunft/retrieval/lexical"
)

var plotFile = flag.String("plot", "", "SVG file to write with the growth of BenchmarkSearch")

// sizes are passages. The other engines are asked at compared only: a growth of what is not
// ours interests nobody.
var (
	sizes    = []int{10_000, 30_000, 100_000, 300_000}
	compared = 100_000
)

// BenchmarkSearch asks the same questions of all engines over the same texts, on one
// processor for this process; PostgreSQL has one process for each connection, of which one
// works at a time. An operation is a pass over a sample of the questions.
func BenchmarkSearch(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	t := newTown(b)
	store := newStore(b, t)
	fulltext, blv := newTsvector(b, store.db.Owner), newBleve(b)
	words := &ours{store.analyser, lexical.NewIndex(store.analyser.Vocabulary())}
	growth := plot{title: "Milliseconds for a question", x: "passages"}
	var lines [4]line
	for i, name := range []string{"with vectors, p95", "with vectors, p50", "words only, p95", "words only, p50"} {
		lines[i].name = name
	}
	for _, size := range sizes {
		for store.passages < size {
			texts := store.grow(b, min(5000, size-store.passages))
			words.add(b, texts)
			if size <= compared {
				fulltext.add(b, texts)
				blv.add(b, texts)
			}
		}
		fulltext.exec(b, `VACUUM ANALYZE`)
		var searcher *retrieval.Searcher
		b.Run(fmt.Sprintf("%d/start", size), func(b *testing.B) { searcher = start(b, store.db) })
		if searcher == nil {
			searcher = start(b, store.db)
		}
		b.Run(fmt.Sprintf("%d/lexical", size), func(b *testing.B) {
			l := ask(b, store, t.questions[:300], func(q string) { words.search(b, q, 10) })
			lines[2].add(size, l.p95)
			lines[3].add(size, l.p50)
		})
		b.Run(fmt.Sprintf("%d/hybrid", size), func(b *testing.B) {
			l := ask(b, store, t.questions[:300], func(q string) { hybrid(b, searcher, q) })
			lines[0].add(size, l.p95)
			lines[1].add(size, l.p50)
		})
		b.Run(fmt.Sprintf("%d/suggest", size), func(b *testing.B) {
			ask(b, store, prefixes(t.titles[:100]), func(p string) { searcher.Suggest(p, auskunft.PublicReader, 8) })
		})
		if size == compared {
			b.Run(fmt.Sprintf("%d/bleve", size), func(b *testing.B) {
				ask(b, store, t.questions[:300], func(q string) { blv.search(b, q, 10) })
			})
			b.Run(fmt.Sprintf("%d/tsvector", size), func(b *testing.B) {
				ask(b, store, t.questions[:60], func(q string) { fulltext.search(b, q, 10) })
			})
		}
	}
	if *plotFile != "" && len(lines[0].points) == len(sizes) {
		growth.lines = lines[:]
		if err := os.WriteFile(*plotFile, growth.svg(), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// start loads the index from PostgreSQL, as a start of the server does, and reports the memory
// that the Searcher holds.
func start(b *testing.B, db *postgres.DB) (s *retrieval.Searcher) {
	before := heap()
	for b.Loop() {
		var err error
		if s, err = retrieval.Open(b.Context(), db, nil, slog.New(slog.NewTextHandler(io.Discard, nil))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(heap()-before)/1e6, "heap-MB")
	return s
}

func hybrid(b *testing.B, s *retrieval.Searcher, question string) {
	result, err := s.Search(b.Context(), retrieval.Query{Text: question, Lang: "de", Reader: auskunft.PublicReader, Now: time.Now()})
	if err != nil {
		b.Fatal(err)
	}
	if result.Degraded != "" {
		b.Fatalf("%q was answered without %s", question, result.Degraded)
	}
}

// prefixes are what has been typed of titles after some letters.
func prefixes(titles []string) (typed []string) {
	for i, title := range titles {
		letters := []rune(title)
		typed = append(typed, string(letters[:min(len(letters), 1+i%8)]))
	}
	return typed
}

type latency struct{ p50, p95 float64 } // milliseconds

// ask reports latencies over the questions, and the processor time of a question: this
// process's, and that of PostgreSQL's processes.
func ask(b *testing.B, s *store, questions []string, search func(string)) (l latency) {
	var took []time.Duration
	search(questions[0])
	own, server := pgtest.CPU(b, s.db)
	for b.Loop() {
		for _, q := range questions {
			began := time.Now()
			search(q)
			took = append(took, time.Since(began))
		}
	}
	n := float64(len(took))
	slices.Sort(took)
	l = latency{milliseconds(took[len(took)/2]), milliseconds(took[len(took)*95/100])}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(l.p50, "p50-ms")
	b.ReportMetric(l.p95, "p95-ms")
	ownAfter, serverAfter := pgtest.CPU(b, s.db)
	b.ReportMetric(milliseconds(ownAfter-own)/n, "cpu-ms/question")
	b.ReportMetric(milliseconds(serverAfter-server)/n, "server-cpu-ms/question")
	return l
}

func milliseconds(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// store is a database as ingest leaves it.
type store struct {
	db       *postgres.DB
	town     *town
	analyser *lexical.Analyser
	embedder embed.Embedder
	passages int
}

// newStore has a vocabulary of the town and no texts yet.
func newStore(b *testing.B, t *town) *store {
	var builder lexical.VocabularyBuilder
	for range 2000 {
		_, passages := t.document()
		for _, p := range passages {
			builder.Add(p)
		}
	}
	v := builder.Build(1)
	s := &store{db: pgtest.New(b), town: t, analyser: lexical.NewAnalyser(v)}
	s.embedder = embed.NewBuiltin(s.analyser)
	encoded, err := v.AppendBinary(nil)
	if err != nil {
		b.Fatal(err)
	}
	s.exec(b, `INSERT INTO sources (name, kind, location, visibility) VALUES ('town', 'test', '-', 'public')`)
	s.exec(b, `INSERT INTO snapshots (id, passages, vocabulary, format) OVERRIDING SYSTEM VALUE VALUES (1, $1, $2, $3)`, v.Texts(), encoded, lexical.Format)
	return s
}

func (s *store) exec(b *testing.B, sql string, args ...any) {
	b.Helper()
	if _, err := s.db.Owner.Exec(context.Background(), sql, args...); err != nil {
		b.Fatal(err)
	}
}

// grow stores n more passages, a multiple of a document's, and returns them.
func (s *store) grow(b *testing.B, n int) (texts []text) {
	var documents, passages [][]any
	var ids []int64
	var vectors []string
	for range n / perDocument {
		title, bodies := s.town.document()
		s.passages += len(bodies)
		id := int64(s.passages / perDocument)
		documents = append(documents, []any{id, 1, strconv.FormatInt(id, 10), "page", title, "de", "public", "", "", []byte{}})
		for ordinal, body := range bodies {
			f := lexical.Fields{Body: body}
			if ordinal == 0 {
				f.Title = title
			}
			passage := id*perPage + int64(ordinal)
			texts = append(texts, text{passage, title, body})
			passages = append(passages, []any{passage, id, "public", ordinal, body, 0, len([]rune(body)), s.analyser.Encode("de", f), lexical.Format, 1})
			vector, err := s.embedder.Passages(b.Context(), []string{title + "\n" + body})
			if err != nil {
				b.Fatal(err)
			}
			ids, vectors = append(ids, passage), append(vectors, literal(vector[0]))
		}
	}
	s.copy(b, "documents", []string{"id", "source_id", "key", "kind", "title", "lang", "visibility", "text", "mark", "digest"}, documents)
	s.copy(b, "passages", []string{"id", "document_id", "visibility", "ordinal", "body", "starts", "ends", "terms", "format", "snapshot_id"}, passages)
	s.exec(b, `INSERT INTO vectors_builtin SELECT id, 'public', v::halfvec FROM unnest($1::bigint[], $2::text[]) AS t (id, v)`, ids, vectors)
	return texts
}

func (s *store) copy(b *testing.B, table string, columns []string, rows [][]any) {
	b.Helper()
	if _, err := s.db.Owner.CopyFrom(context.Background(), pgx.Identifier{table}, columns, pgx.CopyFromRows(rows)); err != nil {
		b.Fatal(err)
	}
}

// literal writes a vector as PostgreSQL reads it.
func literal(vector []float32) string {
	buf := []byte{'['}
	for i, x := range vector {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = strconv.AppendFloat(buf, float64(x), 'g', 5, 32)
	}
	return string(append(buf, ']'))
}
