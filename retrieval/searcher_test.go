package retrieval_test

import (
	"context"
	"log/slog"
	"math"
	"slices"
	"strings"
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
	"auskunft/retrieval/synonym"
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

// A transaction that began earlier and commits later than another is not missed.
func TestExpiredTextsAreNotFound(t *testing.T) {
	yesterday, tomorrow := time.Now().AddDate(0, 0, -1), time.Now().AddDate(0, 0, 1)
	f := newFixture(t,
		text{title: "Alt", body: "Der Markt ist am Montag.", until: &yesterday},
		text{title: "Neu", body: "Der Markt ist am Dienstag.", until: &tomorrow},
	)
	f.want(auskunft.PublicReader, "Markt", "Neu")
}

// backwards is a reranking model that likes what stands last.
type backwards struct{}

func (backwards) Rerank(_ context.Context, _ string, texts []string) ([]float64, error) {
	scores := make([]float64, len(texts))
	for i := range scores {
		scores[i] = float64(i)
	}
	return scores, nil
}

func TestExplainAddsUpToTheScore(t *testing.T) {
	f := newFixture(t,
		text{title: "Hundesteuer", body: "Die Hundesteuer beträgt 120 Euro im Jahr."},
		text{title: "Steuern", body: "Steuern zahlen Sie an die Stadt, auch für Hunde."},
		text{title: "Leinen", body: "Hunde sind an der Leine zu führen."},
	)
	f.words(synonym.Pair{Word: "Wauwau", Official: "Hund"})
	f.catchUp()
	for _, model := range []retrieval.Reranker{nil, backwards{}} {
		f.search.SetReranker(model)
		for question, hits := range map[string]int{"Wie hoch ist die Hundesteuer?": 2, "Wauwau": 2, "Hundestuer": 1, "120 Euro": 1} {
			result, err := f.search.Search(t.Context(), retrieval.Query{Text: question, Reader: auskunft.PublicReader, Explain: true})
			if err != nil || len(result.Hits) < hits {
				t.Fatalf("%q: %d hits, %v; want %d", question, len(result.Hits), err, hits)
			}
			for _, h := range result.Hits {
				sum := 0.0
				for _, part := range h.Why {
					sum += part.Value
				}
				if math.Abs(sum-h.Score) > 1e-5 { // the words' scores have single precision
					t.Errorf("%q, %s: the parts add up to %.6f of %.6f: %+v", question, h.Document.Title, sum, h.Score, h.Why)
				}
			}
		}
	}
}

func TestStrangeThings(t *testing.T) {
	f := newFixture(t,
		text{title: "Hundesteuer", body: "Die Hundesteuer ist am 15. Februar fällig. Termine können Sie buchen."},
		text{title: "Vermerk", body: "Kamele sind steuerfrei.", visibility: auskunft.Internal},
		text{title: "Stadtmuseum", body: "Das Stadtmuseum zeigt alte Boote."},
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
		{"Was zeigt das Museum?", auskunft.PublicReader, 0},
		{"Was zeigt das Planetarium?", auskunft.PublicReader, 1},
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

// words adds pairs of the editors' words.
func (f *fixture) words(pairs ...synonym.Pair) {
	f.t.Helper()
	if _, err := synonym.NewStore(f.db).Add(f.t.Context(), everything, pairs...); err != nil {
		f.t.Fatal(err)
	}
}

func TestEditorsWords(t *testing.T) {
	f := newFixture(t,
		text{title: "Personalausweis", body: "Den Personalausweis beantragen Sie im Bürgerbüro."},
		text{title: "Verwarnungsgeld", body: "Ein Verwarnungsgeld zahlen Sie binnen einer Woche."},
		text{title: "Wohnsitz ummelden", body: "Den Wohnsitz melden Sie binnen zwei Wochen um."},
		text{title: "Dienstanweisung", body: "Das Ordnungsamt erlässt bei Härte.", visibility: auskunft.Internal},
	)
	f.want(auskunft.PublicReader, "Wo gibt es das Lichtbilddokument?")
	f.words(
		synonym.Pair{Word: "Lichtbilddokument", Official: "Personalausweis"},
		synonym.Pair{Word: "Zettelchen falsch parken", Official: "Verwarnungsgeld"},
		synonym.Pair{Word: "Tapetenwechsel", Official: "Wohnsitz ummelden", Kind: synonym.Situation},
		synonym.Pair{Word: "Gnade", Official: "Härte", Visibility: auskunft.Internal},
		synonym.Pair{Word: "Billett", Official: "Personalausweis", Visibility: auskunft.Internal},
	)
	f.catchUp()
	f.want(auskunft.PublicReader, "Wo gibt es das Lichtbilddokument?", "Personalausweis")
	f.want(auskunft.PublicReader, "zettelchen falsch parken", "Verwarnungsgeld")
	f.want(auskunft.PublicReader, "falsch zettelchen")
	f.want(auskunft.PublicReader, "Tapetenwechsel", "Wohnsitz ummelden")
	f.want(auskunft.PublicReader, "Billett") // an internal word widens nobody else's question
	f.want(auskunft.ReaderOf(auskunft.Internal), "Billett", "Personalausweis")
	f.want(auskunft.ReaderOf(auskunft.Internal), "Gnade", "Dienstanweisung")
	r, err := f.search.Search(t.Context(), retrieval.Query{Text: "Wo gibt es das Lichtbilddokument?", Reader: auskunft.PublicReader, Explain: true})
	if err != nil || len(r.Hits) != 1 || r.Coverage <= 0 {
		t.Fatalf("%d hits, coverage %.2f, %v", len(r.Hits), r.Coverage, err)
	}
	if !slices.ContainsFunc(r.Hits[0].Why, func(p retrieval.Part) bool { return strings.HasSuffix(p.Name, " for Lichtbilddokument") }) {
		t.Errorf("the word is not explained: %+v", r.Hits[0].Why)
	}
	if r.Strange != 0 {
		t.Errorf("%d strange things; an editor's word is none", r.Strange)
	}
	if _, err := synonym.NewStore(f.db).Remove(t.Context(), everything, "Lichtbilddokument", ""); err != nil {
		t.Fatal(err)
	}
	f.catchUp()
	f.want(auskunft.PublicReader, "Wo gibt es das Lichtbilddokument?")
}

// Two replicas each hear of editors' words and of texts, within seconds.
// A change that nobody was notified of is found by the next look.
// Many search while texts, words and their visibility change; nobody sees what is not theirs,
// and nothing races.
func TestNearDuplicatesFold(t *testing.T) {
	f := newFixture(t,
		text{title: "Sperrmüll-Tipps", body: "Sperrmüll stellen Sie bis 7 Uhr an die Straße."},
		text{title: "Sperrmüll-Hinweise", body: "Sperrmüll stellen Sie bis 6 Uhr an die Straße, nicht früher."},
		text{title: "Sperrmüll intern", body: "Sperrmüll stellen Sie bis 6 Uhr an die Straße.", visibility: auskunft.Internal},
	)
	f.write(func(tx pgx.Tx) {
		_, err := tx.Exec(t.Context(), `INSERT INTO duplicates SELECT a.id, b.id, 'public', .9 FROM documents a, documents b WHERE a.key = 'Sperrmüll-Tipps' AND b.key = 'Sperrmüll-Hinweise'`)
		if err != nil {
			t.Fatal(err)
		}
	})
	r, err := f.search.Search(t.Context(), retrieval.Query{Text: "Sperrmüll Straße 7 Uhr", Reader: auskunft.PublicReader})
	if err != nil || len(r.Hits) != 1 || r.Hits[0].Document.Title != "Sperrmüll-Hinweise" {
		t.Fatalf("%d hits, %v; want the canonical page only", len(r.Hits), err)
	}
	if folded := r.Hits[0].Folded; len(folded) != 1 || folded[0].Title != "Sperrmüll-Tipps" {
		t.Errorf("folded %+v", folded)
	}
	if got := f.found(auskunft.ReaderOf(auskunft.Internal), "Sperrmüll Straße 7 Uhr"); len(got) != 2 {
		t.Errorf("staff finds %q; want the canonical page and the internal one", got)
	}
}
