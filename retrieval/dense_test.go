package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
	"auskunft/retrieval/embed"
	"auskunft/retrieval/lexical"
)

// wordsModel is an embedder that knows some words in several languages, one dimension each.
type wordsModel struct {
	name  string
	words [][]string
	away  atomic.Bool
	slow  atomic.Bool
}

func newWordsModel(name string) *wordsModel {
	return &wordsModel{name: name, words: [][]string{
		{"hund", "dog", "собака"}, {"steuer", "tax", "податок"}, {"müll", "waste", "сміття"}, {"pass", "passport", "паспорт"},
	}}
}

func (m *wordsModel) Name() string   { return m.name }
func (m *wordsModel) Dimension() int { return len(m.words) + 1 }

func (m *wordsModel) Passages(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, t := range texts {
		vectors[i] = m.vector(t)
	}
	return vectors, nil
}

func (m *wordsModel) Question(ctx context.Context, text string) ([]float32, error) {
	if m.slow.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if m.away.Load() {
		return nil, auskunft.Errorf(auskunft.Unavailable, "embed_slow", "embedding endpoint did not answer within 500ms")
	}
	return m.vector(text), nil
}

func (m *wordsModel) vector(text string) []float32 {
	v := make([]float32, m.Dimension())
	v[len(m.words)] = .1
	for i, like := range m.words {
		for _, w := range like {
			if strings.Contains(strings.ToLower(text), w) {
				v[i] = 1
			}
		}
	}
	length := 0.0
	for _, x := range v {
		length += float64(x * x)
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(length))
	}
	return v
}

// fill embeds every passage that the model has not embedded, as the job of ingest does.
func (f *fixture) fill(m embed.Embedder, limit int) {
	f.t.Helper()
	table := pgx.Identifier{embed.Table(m)}.Sanitize()
	f.write(func(tx pgx.Tx) {
		rows, err := tx.Query(f.t.Context(), `SELECT p.id, p.body FROM passages p WHERE NOT EXISTS (SELECT FROM `+table+` v WHERE v.passage_id = p.id) ORDER BY p.id LIMIT $1`, limit)
		if err != nil {
			f.t.Fatal(err)
		}
		type passage struct {
			ID   int64
			Body string
		}
		passages, err := pgx.CollectRows(rows, pgx.RowToStructByPos[passage])
		if err != nil {
			f.t.Fatal(err)
		}
		for _, p := range passages {
			vectors, err := m.Passages(f.t.Context(), []string{p.Body})
			if err != nil {
				f.t.Fatal(err)
			}
			if _, err := tx.Exec(f.t.Context(), `INSERT INTO `+table+` SELECT id, visibility, $2 FROM passages WHERE id = $1`, p.ID, pgvector.NewHalfVector(vectors[0])); err != nil {
				f.t.Fatal(err)
			}
		}
	})
}

// use makes the model the one that serves.
func (f *fixture) use(m embed.Embedder) {
	f.t.Helper()
	if err := embed.Ensure(f.t.Context(), f.db, m); err != nil {
		f.t.Fatal(err)
	}
	f.fill(m, 1<<30)
	if _, err := embed.Settle(f.t.Context(), f.db, m); err != nil {
		f.t.Fatal(err)
	}
	var err error
	if f.search, err = retrieval.Open(f.t.Context(), f.db, m, slog.New(slog.DiscardHandler)); err != nil {
		f.t.Fatal(err)
	}
}

var dogTexts = []text{
	{title: "Hundesteuer", body: "Für jeden Hund ist Steuer zu zahlen."},
	{title: "Abfuhr", body: "Der Müll wird montags geholt."},
	{title: "Reisepass", body: "Den Pass gibt es im Bürgerbüro."},
}

// A multilingual model finds what no word of the question stands in.
func TestQuestionsInAnotherLanguage(t *testing.T) {
	f := newFixture(t, dogTexts...)
	f.want(auskunft.PublicReader, "How much tax for a dog?")
	f.use(newWordsModel("mehrsprachig"))
	for question, want := range map[string]string{
		"How much tax for a dog?": "Hundesteuer", "Скільки коштує податок на собаку (собака)?": "Hundesteuer", "waste collection": "Abfuhr", "паспорт": "Reisepass",
	} {
		if got := f.found(auskunft.PublicReader, question); len(got) == 0 || got[0] != want {
			t.Errorf("%q finds %q; want %q first", question, got, want)
		}
	}
}

func TestEndpointAway(t *testing.T) {
	f := newFixture(t, dogTexts...)
	m := newWordsModel("modell")
	f.use(m)
	m.away.Store(true)
	for range 5 {
		r, err := f.search.Search(t.Context(), retrieval.Query{Text: "Hund Steuer", Reader: auskunft.PublicReader})
		if err != nil || r.Degraded != "vectors" || len(r.Hits) == 0 {
			t.Fatalf("%d hits, degraded %q, %v; want hits by words alone, and told so", len(r.Hits), r.Degraded, err)
		}
	}
}

// While a new model's vectors are being made the old model's serve; a fill that was cut off goes
// on where it was; then the new ones serve and the old table goes.
func TestModelChange(t *testing.T) {
	f := newFixture(t, dogTexts...)
	first, second := newWordsModel("erstes"), newWordsModel("zweites")
	f.use(first)
	serves := func(m embed.Embedder) bool {
		t.Helper()
		f.catchUp()
		table, _ := f.search.ServingTable()
		return table == embed.Table(m)
	}
	if err := embed.Ensure(t.Context(), f.db, second); err != nil {
		t.Fatal(err)
	}
	f.fill(second, 1)
	if _, err := embed.Settle(t.Context(), f.db, second); err != nil {
		t.Fatal(err)
	}
	if !serves(first) {
		t.Fatal("a model serves that has one of three passages")
	}
	f.want(auskunft.PublicReader, "dog", "Hundesteuer", "Abfuhr", "Reisepass")
	f.fill(second, 10)
	wait, err := embed.Settle(t.Context(), f.db, second)
	if err != nil || wait <= 0 {
		t.Fatalf("wait %v, %v; the old table should go later", wait, err)
	}
	var err2 error
	if f.search, err2 = retrieval.Open(t.Context(), f.db, second, slog.New(slog.DiscardHandler)); err2 != nil {
		t.Fatal(err2)
	}
	if !serves(second) {
		t.Fatal("the complete model does not serve")
	}
	exists := func(m embed.Embedder) (exists bool) {
		t.Helper()
		if err := f.db.App.QueryRow(t.Context(), `SELECT to_regclass($1) IS NOT NULL`, embed.Table(m)).Scan(&exists); err != nil {
			t.Fatal(err)
		}
		return exists
	}
	if !exists(first) {
		t.Fatal("the old table is gone while searches may be reading it")
	}
	if _, err := f.db.App.Exec(t.Context(), `UPDATE embedders SET replaced_at = now() - interval '1 hour' WHERE replaced_at IS NOT NULL`); err != nil {
		t.Fatal(err)
	}
	if wait, err = embed.Settle(t.Context(), f.db, second); err != nil || wait != 0 {
		t.Fatalf("wait %v, %v", wait, err)
	}
	if exists(first) || !exists(second) {
		t.Error("want the old table dropped and the new one kept")
	}
	f.want(auskunft.PublicReader, "dog", "Hundesteuer", "Abfuhr", "Reisepass")
	f.use(first) // and back
	if !serves(first) {
		t.Error("going back does not serve")
	}
}

// crowd is many passages of one document, with a vector each, in a database of its own.
func crowd(t *testing.T, public, internal int) (*fixture, *spread) {
	t.Helper()
	f := &fixture{t: t, db: pgtest.New(t)}
	m := &spread{}
	if err := embed.Ensure(t.Context(), f.db, m); err != nil {
		t.Fatal(err)
	}
	terms := lexical.NewAnalyser(nil).Encode("de", lexical.Fields{Body: "Text"})
	f.write(func(tx pgx.Tx) {
		for _, sql := range []string{
			`INSERT INTO sources (name, kind, location, visibility) VALUES ('s', 'test', '-', 'public')`,
			`INSERT INTO documents (source_id, key, kind, title, lang, visibility, text, mark, digest)
				VALUES (1, 'a', 'page', 'A', 'de', 'public', '', '', ''), (1, 'b', 'wiki', 'B', 'de', 'internal', '', '', '')`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		for document, v := range []auskunft.Visibility{auskunft.Public, auskunft.Internal} {
			n := []int{public, internal}[document]
			_, err := tx.Exec(t.Context(), `INSERT INTO passages (document_id, visibility, ordinal, body, starts, ends, terms, format)
				SELECT $1, $2, n, lpad(n::text, 6, '-'), 0, 6, $4, $5 FROM generate_series(1, $3::int) n`, document+1, v, n, terms, lexical.Format)
			if err != nil {
				t.Fatal(err)
			}
		}
		// Points on a spiral: neighbours in number are neighbours in space.
		_, err := tx.Exec(t.Context(), `INSERT INTO `+pgx.Identifier{embed.Table(m)}.Sanitize()+`
			SELECT id, visibility, ARRAY[cos(id * .001), sin(id * .001), cos(id * .017), sin(id * .017)]::real[]::halfvec FROM passages`)
		if err != nil {
			t.Fatal(err)
		}
	})
	if _, err := embed.Settle(t.Context(), f.db, m); err != nil {
		t.Fatal(err)
	}
	return f, m
}

// spread embeds a question, which is a number, as the passage of that id.
type spread struct{}

func (*spread) Name() string   { return "spirale" }
func (*spread) Dimension() int { return 4 }
func (*spread) Passages(context.Context, []string) ([][]float32, error) {
	return nil, errors.ErrUnsupported
}
func (*spread) Question(_ context.Context, text string) ([]float32, error) {
	var id float64
	_, err := fmt.Sscan(text, &id)
	return []float32{float32(math.Cos(id * .001)), float32(math.Sin(id * .001)), float32(math.Cos(id * .017)), float32(math.Sin(id * .017))}, err
}

func (f *fixture) nearest(t *testing.T, m embed.Embedder, reader auskunft.Reader, id, exactUpTo int) (passages []int64, graph bool) {
	t.Helper()
	s, err := retrieval.Open(t.Context(), f.db, m, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.SetExactUpTo(exactUpTo)
	r, err := s.Search(t.Context(), retrieval.Query{Text: fmt.Sprint(id), Reader: reader, K: 100})
	if err != nil || r.Degraded != "" {
		t.Fatalf("%v, degraded %q", err, r.Degraded)
	}
	for _, h := range r.Hits {
		passages = append(passages, h.Passage.ID)
	}
	_, graph = s.ServingTable()
	return passages, graph
}

// The graph finds what comparing all finds, also for somebody who sees few of its points; where
// its scan ends too early, all are compared.
func TestGraphLosesNobody(t *testing.T) {
	f, m := crowd(t, 3000, 150)
	if _, err := f.db.Owner.Exec(t.Context(), `CREATE INDEX ON `+pgx.Identifier{embed.Table(m)}.Sanitize()+` USING hnsw (embedding halfvec_cosine_ops)`); err != nil {
		t.Fatal(err)
	}
	set := func(setting string) {
		t.Helper()
		if _, err := f.db.Owner.Exec(t.Context(), `ALTER DATABASE `+f.db.Owner.Config().ConnConfig.Database+` SET `+setting); err != nil {
			t.Fatal(err)
		}
		f.db.App.Reset()
	}
	set("enable_seqscan = off") // the planner prefers the graph only for more points than a test has
	set("enable_sort = off")
	onlyInternal := auskunft.Reader{}.With(auskunft.Internal)
	for _, test := range []struct {
		name    string
		reader  auskunft.Reader
		setting string
		least   int // percent
	}{
		{"all visible", auskunft.ReaderOf(auskunft.Internal), "", 95},
		{"few visible, scan goes on", onlyInternal, "", 95},
		{"few visible, scan ends early", onlyInternal, "hnsw.max_scan_tuples = 1", 100},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.setting != "" {
				set(test.setting)
			}
			exact, _ := f.nearest(t, m, test.reader, 500, 1<<30)
			byGraph, graph := f.nearest(t, m, test.reader, 500, 10)
			if !graph || len(exact) < 50 { // those that point the other way are no hits
				t.Fatalf("graph %v, %d passages compared exactly", graph, len(exact))
			}
			same := 0
			for _, id := range byGraph {
				if slices.Contains(exact, id) {
					same++
				}
			}
			if len(byGraph) != len(exact) || 100*same < test.least*len(exact) {
				t.Errorf("the graph found %d, %d of the nearest %d; want %d %%", len(byGraph), same, len(exact), test.least)
			}
		})
	}
}

// The owner makes the index when it is due and not before, and a second maker does nothing.
func TestMakeIndexInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("inserts 20,000 vectors")
	}
	f, m := crowd(t, embed.ExactUpTo, 0)
	if due, err := embed.IndexDue(t.Context(), f.db, m); err != nil || due {
		t.Fatalf("due %v, %v; want not yet", due, err)
	}
	f.write(func(tx pgx.Tx) {
		terms := lexical.NewAnalyser(nil).Encode("de", lexical.Fields{Body: "Text"})
		_, err := tx.Exec(t.Context(), `WITH p AS (
			INSERT INTO passages (document_id, visibility, ordinal, body, starts, ends, terms, format) VALUES (2, 'internal', 1, 'Text', 0, 4, $1, $2) RETURNING id)
			INSERT INTO `+pgx.Identifier{embed.Table(m)}.Sanitize()+` SELECT id, 'internal', '[0,1,0,1]' FROM p`, terms, lexical.Format)
		if err != nil {
			t.Fatal(err)
		}
	})
	started := time.Now()
	made, err := embed.MakeIndex(t.Context(), f.db, m)
	if err != nil || !made {
		t.Fatalf("made %v, %v", made, err)
	}
	t.Logf("%d vectors indexed in %v", embed.ExactUpTo+1, time.Since(started))
	if made, err = embed.MakeIndex(t.Context(), f.db, m); err != nil || made {
		t.Errorf("made again: %v, %v", made, err)
	}
	exact, _ := f.nearest(t, m, auskunft.PublicReader, 9000, 1<<30)
	byGraph, graph := f.nearest(t, m, auskunft.ReaderOf(auskunft.Internal), 9000, embed.ExactUpTo)
	if !graph || len(byGraph) != 100 || !slices.Equal(exact[:5], byGraph[:5]) {
		t.Errorf("graph %v, nearest %v; want %v", graph, byGraph[:min(5, len(byGraph))], exact[:5])
	}
}

// What a half-filled table lacks is no reason to fail: words find it.
func TestPassageWithoutVector(t *testing.T) {
	f := newFixture(t, dogTexts...)
	f.use(newWordsModel("modell"))
	f.write(func(tx pgx.Tx) {
		f.put(tx, text{title: "Hundewiese", body: "Auf der Wiese darf der Hund frei laufen."})
	})
	f.catchUp()
	if got := f.found(auskunft.PublicReader, "Hundewiese"); !slices.Contains(got, "Hundewiese") {
		t.Errorf("found %q", got)
	}
}
