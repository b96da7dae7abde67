package retrieval_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/retrieval"
	"auskunft/retrieval/embed"
	"auskunft/retrieval/lexical"
)

var everything = auskunft.ReaderOf(auskunft.DepartmentOnly("steuern"))

// text is a document of one passage.
type text struct {
	title, body string
	visibility  auskunft.Visibility
	until       *time.Time
}

type fixture struct {
	t      *testing.T
	db     *postgres.DB
	search *retrieval.Searcher
}

func newFixture(t *testing.T, texts ...text) *fixture {
	f := &fixture{t: t, db: pgtest.New(t)}
	for _, sql := range []string{
		`INSERT INTO visibilities VALUES ('department:steuern')`,
		`INSERT INTO sources (name, kind, location, visibility) VALUES ('s', 'test', '-', 'public')`,
	} {
		if _, err := f.db.App.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range texts {
		f.write(func(tx pgx.Tx) { f.put(tx, x) })
	}
	var err error
	if f.search, err = retrieval.Open(t.Context(), f.db, nil, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) write(fn func(pgx.Tx)) {
	f.t.Helper()
	err := f.db.Write(f.t.Context(), everything, func(tx pgx.Tx) error {
		fn(tx)
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// put stores a text as ingest would.
func (f *fixture) put(tx pgx.Tx, x text) {
	f.t.Helper()
	ctx := f.t.Context()
	if x.visibility == "" {
		x.visibility = auskunft.Public
	}
	var id int64
	err := tx.QueryRow(ctx, `INSERT INTO documents (source_id, key, kind, title, lang, visibility, text, mark, digest, valid_until)
		VALUES (1, $1, 'page', $1, 'de', $2, $3, '', '', $4) RETURNING id`, x.title, x.visibility, x.body, x.until).Scan(&id)
	if err != nil {
		f.t.Fatal(err)
	}
	analyser := lexical.NewAnalyser(nil)
	vectors, err := embed.NewBuiltin(analyser).Passages(ctx, []string{x.title + "\n" + x.body})
	if err != nil {
		f.t.Fatal(err)
	}
	_, err = tx.Exec(ctx, `
		WITH p AS (INSERT INTO passages (document_id, visibility, ordinal, body, starts, ends, terms, format)
		           VALUES ($1, $2, 0, $3, 0, char_length($3), $4, $6) RETURNING id)
		INSERT INTO vectors_builtin SELECT id, $2, $5 FROM p`,
		id, x.visibility, x.body, analyser.Encode("de", lexical.Fields{Title: x.title, Body: x.body}), pgvector.NewHalfVector(vectors[0]), lexical.Format)
	if err != nil {
		f.t.Fatal(err)
	}
}

// found searches and returns titles, best first.
func (f *fixture) found(reader auskunft.Reader, question string) []string {
	f.t.Helper()
	result, err := f.search.Search(f.t.Context(), retrieval.Query{Text: question, Reader: reader, Now: time.Now()})
	if err != nil {
		f.t.Fatal(err)
	}
	if result.Degraded != "" {
		f.t.Errorf("degraded: %s", result.Degraded)
	}
	titles := []string{}
	for _, h := range result.Hits {
		titles = append(titles, h.Document.Title)
	}
	return titles
}

func (f *fixture) catchUp() {
	f.t.Helper()
	if err := f.search.CatchUp(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) want(reader auskunft.Reader, question string, titles ...string) {
	f.t.Helper()
	if got := f.found(reader, question); !slices.Equal(got, titles) {
		f.t.Errorf("%s asks %q: found %q; want %q", reader, question, got, titles)
	}
}

func TestReadersFindWhatTheySee(t *testing.T) {
	f := newFixture(t,
		text{title: "Hundesteuer", body: "Die Hundesteuer beträgt 120 Euro im Jahr."},
		text{title: "Vermerk", body: "Bei der Hundesteuer gilt eine Kulanzfrist.", visibility: auskunft.Internal},
		text{title: "Erlass", body: "Hundesteuer wird bei Härte erlassen.", visibility: "department:steuern"},
	)
	f.want(auskunft.PublicReader, "Hundesteuer", "Hundesteuer")
	f.want(auskunft.PublicReader, "Kulanzfrist")
	f.want(auskunft.PublicReader, "Vermerk Erlass Härte")
	if got := f.found(auskunft.ReaderOf(auskunft.Internal), "Hundesteuer"); len(got) != 2 || slices.Contains(got, "Erlass") {
		t.Errorf("internal found %q", got)
	}
	if got := f.found(everything, "Hundesteuer"); len(got) != 3 {
		t.Errorf("the department found %q", got)
	}
	f.want(auskunft.Reader{}, "Hundesteuer")
	f.want(auskunft.PublicReader, "Quantenphysik")
	f.want(auskunft.PublicReader, "")
}

func TestIndexKeepsInStep(t *testing.T) {
	f := newFixture(t)
	f.want(auskunft.PublicReader, "Sperrmüll")
	f.write(func(tx pgx.Tx) { f.put(tx, text{title: "Sperrmüll", body: "Sperrmüll wird abgeholt."}) })
	f.catchUp()
	f.want(auskunft.PublicReader, "Sperrmüll", "Sperrmüll")
	f.write(func(tx pgx.Tx) {
		if _, err := tx.Exec(t.Context(), `UPDATE documents SET retired_at = now()`); err != nil {
			t.Fatal(err)
		}
	})
	f.want(auskunft.PublicReader, "Sperrmüll") // before the index knows: reading back leaves it out
	f.catchUp()
	f.want(auskunft.PublicReader, "Sperrmüll")
}

// A transaction that began earlier and commits later than another is not missed.
func TestLateCommitIsNotMissed(t *testing.T) {
	f := newFixture(t)
	late, err := f.db.App.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer late.Rollback(context.Background())
	if _, err := late.Exec(t.Context(), `SELECT set_config('auskunft.reader', $1, true)`, everything.Setting()); err != nil {
		t.Fatal(err)
	}
	f.put(late, text{title: "Spät", body: "Winterdienst räumt die Straßen."})
	f.write(func(tx pgx.Tx) { f.put(tx, text{title: "Früh", body: "Winterdienst streut die Wege."}) })
	f.catchUp()
	f.want(auskunft.PublicReader, "Winterdienst", "Früh")
	if err := late.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.catchUp()
	if got := f.found(auskunft.PublicReader, "Winterdienst"); len(got) != 2 {
		t.Errorf("found %q; want both", got)
	}
}

func TestExpiredTextsAreNotFound(t *testing.T) {
	yesterday, tomorrow := time.Now().AddDate(0, 0, -1), time.Now().AddDate(0, 0, 1)
	f := newFixture(t,
		text{title: "Alt", body: "Der Markt ist am Montag.", until: &yesterday},
		text{title: "Neu", body: "Der Markt ist am Dienstag.", until: &tomorrow},
	)
	f.want(auskunft.PublicReader, "Markt", "Neu")
}

func TestFollowHearsOfChanges(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { f.search.Follow(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	deadline := time.Now().Add(10 * time.Second)
	f.write(func(tx pgx.Tx) {
		f.put(tx, text{title: "Fundbüro", body: "Gefundenes gibt man im Fundbüro ab."})
		if _, err := tx.Exec(ctx, `NOTIFY auskunft_texts`); err != nil {
			t.Fatal(err)
		}
	})
	for len(f.found(auskunft.PublicReader, "Fundbüro")) == 0 {
		if time.Now().After(deadline) {
			t.Fatal("the index was not told within ten seconds")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestExplainAddsUpToTheScore(t *testing.T) {
	f := newFixture(t, text{title: "Hundesteuer", body: "Die Hundesteuer beträgt 120 Euro im Jahr."})
	result, err := f.search.Search(t.Context(), retrieval.Query{Text: "Wie hoch ist die Hundesteuer?", Reader: auskunft.PublicReader, Explain: true})
	if err != nil || len(result.Hits) != 1 {
		t.Fatalf("%d hits, %v", len(result.Hits), err)
	}
	sum := 0.0
	for _, part := range result.Hits[0].Why {
		sum += part.Value
	}
	if score := result.Hits[0].Score; sum < .99*score || sum > 1.01*score {
		t.Errorf("the parts add up to %.3f of %.3f: %+v", sum, score, result.Hits[0].Why)
	}
}

func TestStrangeThings(t *testing.T) {
	f := newFixture(t,
		text{title: "Hundesteuer", body: "Die Hundesteuer ist am 15. Februar fällig. Termine können Sie buchen."},
		text{title: "Vermerk", body: "Kamele sind steuerfrei.", visibility: auskunft.Internal},
	)
	for _, test := range []struct {
		question string
		reader   auskunft.Reader
		want     int
	}{
		{"Wann muss die Hundesteuer überwiesen werden?", auskunft.PublicReader, 0},
		{"Kann ich Kamele buchen?", auskunft.PublicReader, 1},
		{"Kann ich Kamele buchen?", auskunft.ReaderOf(auskunft.Internal), 0},
		{"kann ich giraffen buchen", auskunft.PublicReader, 1},
		{"Wie weit ist der Mond von der Hundesteuer entfernt?", auskunft.PublicReader, 1},
		{"", auskunft.PublicReader, 0},
	} {
		result, err := f.search.Search(t.Context(), retrieval.Query{Text: test.question, Reader: test.reader})
		if err != nil {
			t.Fatal(err)
		}
		if result.Strange != test.want {
			t.Errorf("%s asks %q: %d strange; want %d", test.reader, test.question, result.Strange, test.want)
		}
	}
}
