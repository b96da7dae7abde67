package article_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/kb/article"
	"auskunft/retrieval"
)

// manyArticles is what a large city's knowledge base holds after some years.
const manyArticles = 5000

// fill makes articles by SQL: in all states that need no second person, with three revisions
// each, a third of them by somebody else.
func fill(b *testing.B, db *postgres.DB) {
	b.Helper()
	err := db.Write(b.Context(), auskunft.ReaderOf(auskunft.Internal).With("articles"), func(tx pgx.Tx) error {
		for _, sql := range []string{
			`SELECT set_config('auskunft.actor', 'anna', true)`,
			`INSERT INTO articles (slug, visibility, template, lang, owner, deputy, department, review_days, moved_at, moved_by)
			 SELECT 'artikel-' || n, CASE n % 3 WHEN 0 THEN 'internal' ELSE 'public' END, 'faq', 'de',
			        (ARRAY['anna', 'bert', 'clara'])[1 + n % 3], 'dora', (ARRAY['finanzen', 'bauen', ''])[1 + n % 3], 365, now(), ''
			   FROM generate_series(1, ` + fmt.Sprint(manyArticles) + `) n`,
			`INSERT INTO revisions (article_id, number, visibility, author, written_at, why, title, body)
			 SELECT id, 0, visibility, '', now(), '', 'Artikel ' || id || ' über Hundesteuer, Ausweise und Straßenreinigung', repeat('Der erste Hund kostet 84,00 Euro im Jahr. ', 40)
			   FROM articles, generate_series(1, 3) k ORDER BY k, id`,
			`UPDATE articles SET head = 3`,
			`UPDATE articles SET checked_at = now() - (id % 700) * interval '1 day' WHERE id % 10 < 8`,
			`UPDATE articles SET state = 'review' WHERE id % 10 < 8`,
			`SELECT set_config('auskunft.actor', 'bert', true)`,
			`UPDATE articles SET state = 'published', approved = head, live = head WHERE id % 10 < 7`,
		} {
			if _, err := tx.Exec(b.Context(), sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	})
	must(b, err)
	// As autovacuum does within a minute.
	if _, err := db.Owner.Exec(b.Context(), `VACUUM ANALYZE`); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkDesk is what the editors' pages ask for, with 5,000 articles of three revisions:
// the bar is 300 ms for the 95th percentile.
func BenchmarkDesk(b *testing.B) {
	s, db := open(b)
	fill(b, db)
	for name, ask := range map[string]func(context.Context) error{
		"list": func(ctx context.Context) error { return listed(s.List(ctx, anna.Account, article.Filter{})) },
		"words": func(ctx context.Context) error {
			return listed(s.List(ctx, anna.Account, article.Filter{Words: "ausweise"}))
		},
		"deep": func(ctx context.Context) error {
			return listed(s.List(ctx, anna.Account, article.Filter{Sort: article.ByTitle, Offset: 4000}))
		},
		"pending": func(ctx context.Context) error {
			return listed(s.List(ctx, bert.Account, article.Filter{States: []article.State{article.Review}, Sort: article.Pressing}))
		},
		"due": func(ctx context.Context) error {
			return listed(s.List(ctx, anna.Account, article.Filter{Confidence: article.Due, Answers: "anna", Sort: article.ByDue}))
		},
		"queue": func(ctx context.Context) error { _, err := s.Queue(ctx, anna.Account); return err },
		"clock": func(ctx context.Context) error { return s.Due(ctx, time.Now()) },
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				must(b, ask(b.Context()))
				took = append(took, time.Since(began))
			}
			report(b, took)
		})
	}
}

func listed(page []article.Article, total int, err error) error {
	if err == nil && (len(page) == 0 || total < len(page)) {
		err = fmt.Errorf("%d of %d articles", len(page), total)
	}
	return err
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100])/1e6, "p95-ms")
}

// BenchmarkSearchable is how long after its release a text is found, on a replica that
// follows the database as a serving process does: the bar is 2 s.
func BenchmarkSearchable(b *testing.B) {
	s, db := open(b)
	search, err := retrieval.Open(b.Context(), db, nil, slog.New(slog.DiscardHandler))
	must(b, err)
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { search.Follow(ctx); close(done) }()
	defer func() { stop(); <-done }()
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		text := dogs
		word := fmt.Sprintf("Quastenflosser%d", n)
		text.Title = word
		id := create(b, s, text)
		walk(b, s, id, anna, article.Submit)
		b.StartTimer()
		began := time.Now()
		walk(b, s, id, bert, article.Release)
		for {
			found, err := search.Search(ctx, retrieval.Query{Text: word, Lang: "de", Reader: auskunft.PublicReader, Now: time.Now()})
			must(b, err)
			if len(found.Hits) > 0 && found.Hits[0].Document.Title == word {
				break
			}
			if time.Since(began) > 20*time.Second {
				b.Fatalf("%s is not found", word)
			}
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(began))
	}
	report(b, took)
}
