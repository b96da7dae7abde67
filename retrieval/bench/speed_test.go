package bench

import (
	"context"
	"flag"
	"fmt"
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

// What is compared and drawn, as the table calls it.
const (
	tsvectorRow = "(a) tsvector, any word, ts_rank_cd, GIN"
	wordsRow    = "(c) ours, words"
	hybridRow   = "(d) ours with vectors, read back"
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
	var measured table
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
		run := func(name, what string, measure func(*testing.B) latency) {
			var l latency
			b.Run(fmt.Sprintf("%d/%s", size, name), func(b *testing.B) { l = measure(b) })
			measured.add(size, what, l)
		}
		asking := func(questions []string, search func(string)) func(*testing.B) latency {
			return func(b *testing.B) latency { return ask(b, store, questions, search) }
		}
		searcher := open(b, store.db)
		run("start", "start: the index from PostgreSQL", func(b *testing.B) latency { return start(b, store) })
		ourWords := func(q string) { words.search(b, q, 10) }
		if size != compared {
			run("lexical", wordsRow, asking(t.questions[:300], ourWords))
		}
		run("hybrid", hybridRow, asking(t.questions[:300], func(q string) { hybrid(b, searcher, q) }))
		run("suggest", "suggestions while typing", asking(prefixes(t.titles[:100]), func(p string) { searcher.Suggest(p, auskunft.PublicReader, 8) }))
		if size == compared {
			run("bleve", "(b) bleve, German analyser, on disk", asking(t.questions[:300], func(q string) { blv.search(b, q, 10) }))
			b.Run(fmt.Sprintf("%d/tsvector-and-lexical", size), func(b *testing.B) {
				theirs, own := takeTurns(b, store, t.questions[:100], func(q string) { fulltext.search(b, q, 10) }, ourWords)
				measured.add(size, tsvectorRow, theirs)
				measured.add(size, wordsRow, own)
			})
		}
	}
	fmt.Print(measured.markdown(tsvectorRow, wordsRow))
	growth := plot{title: "Milliseconds for a question", x: "passages", lines: []line{
		measured.line("with vectors, p95", hybridRow, func(l latency) float64 { return l.p95 }),
		measured.line("with vectors, p50", hybridRow, func(l latency) float64 { return l.p50 }),
		measured.line("words only, p95", wordsRow, func(l latency) float64 { return l.p95 }),
		measured.line("words only, p50", wordsRow, func(l latency) float64 { return l.p50 }),
	}}
	if *plotFile != "" && len(growth.lines[0].points) == len(sizes) {
		if err := os.WriteFile(*plotFile, growth.svg(), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// open loads the index from PostgreSQL, as a start of the server does.
func open(b *testing.B, db *postgres.DB) *retrieval.Searcher {
	s, err := retrieval.Open(b.Context(), db, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// start measures open, and the memory that the Searcher holds.
func start(b *testing.B, st *store) latency {
	var s *retrieval.Searcher
	before := heap()
	l := ask(b, st, []string{""}, func(string) { s = open(b, st.db) })
	l.memory = float64(heap()-before) / 1e6
	runtime.KeepAlive(s)
	b.ReportMetric(l.memory, "heap-MB")
	return l
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

// latency is in milliseconds on the clock and of processors, ours and the server's; memory, where it
// is measured, in megabytes.
type latency struct{ p50, p95, own, server, memory float64 }

// meter adds up what searches take: each on the clock, all of them of processors, this process's and
// PostgreSQL's.
type meter struct {
	took        []time.Duration
	own, server time.Duration
}

// pass asks each question once.
func (m *meter) pass(b *testing.B, s *store, questions []string, search func(string)) {
	own, server := pgtest.CPU(b, s.db)
	for _, q := range questions {
		began := time.Now()
		search(q)
		m.took = append(m.took, time.Since(began))
	}
	ownAfter, serverAfter := pgtest.CPU(b, s.db)
	m.own, m.server = m.own+ownAfter-own, m.server+serverAfter-server
}

func (m *meter) latency() latency {
	n := float64(len(m.took))
	slices.Sort(m.took)
	return latency{p50: milliseconds(m.took[len(m.took)/2]), p95: milliseconds(m.took[len(m.took)*95/100]),
		own: milliseconds(m.own) / n, server: milliseconds(m.server) / n}
}

// ask reports latencies over the questions, and the processor time of a question.
func ask(b *testing.B, s *store, questions []string, search func(string)) latency {
	var warm, measured meter
	warm.pass(b, s, questions, search) // all caches, as they are in a server that runs
	for b.Loop() {
		measured.pass(b, s, questions, search)
	}
	l := measured.latency()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(l.p50, "p50-ms")
	b.ReportMetric(l.p95, "p95-ms")
	b.ReportMetric(l.own, "cpu-ms/question")
	b.ReportMetric(l.server, "server-cpu-ms/question")
	return l
}

// rounds is how often what is compared takes turns: a host that others use is not slow for both at the same moments.
const rounds = 5

// takeTurns asks the same questions of two engines in turns and reports how many times dearer the first is in
// processor time.
func takeTurns(b *testing.B, s *store, questions []string, first, second func(string)) (one, other latency) {
	var warm, a, c meter
	warm.pass(b, s, questions, first)
	warm.pass(b, s, questions, second)
	for range rounds {
		a.pass(b, s, questions, first)
		for range rounds { // it is quick, and the clock of processors coarse
			c.pass(b, s, questions, second)
		}
	}
	one, other = a.latency(), c.latency()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric((one.own+one.server)/(other.own+other.server), "times-dearer")
	return one, other
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
