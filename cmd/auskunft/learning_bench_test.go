package main

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/kb/article"
	"auskunft/kb/gap"
	"auskunft/kb/impact"
)

const (
	learningTexts     = 5_000  // documents, and as many articles
	learningQuestions = 50_000 // in the log, all refused: many times what a city's are in a month
)

// BenchmarkLearning is what the pages from questions to articles ask for in a large town: the
// bars are 300 ms for lists (95th percentile) and 10 s for the preview of 200 questions.
func BenchmarkLearning(b *testing.B) {
	d := openTown(b, learningTexts)
	fillLog(b, d)
	ctx := b.Context()
	writer := auskunft.Account{ID: 1, Login: "anna", Role: auskunft.EditorRole}
	b.Run("group", func(b *testing.B) { // all at once, which happens once, and then with nothing new
		for b.Loop() {
			if err := d.gaps.Group(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	page, total, err := d.gaps.List(ctx, writer, gap.Filter{Limit: 50})
	if err != nil || total == 0 {
		b.Fatal(total, err)
	}
	b.Logf("%d gaps; the largest has %d questions", total, page[0].All())
	if _, err := d.db.Owner.Exec(ctx, `VACUUM ANALYZE`); err != nil { // as autovacuum does within a minute
		b.Fatal(err)
	}
	text := article.Text{Title: "Bewohnerparkausweis", Visibility: auskunft.Public, Body: "Den Bewohnerparkausweis beantragen Sie online. Er kostet 30 Euro im Jahr.\n"}
	id, err := d.articles.Create(ctx, article.Actor{Account: writer}, article.Seed{Template: article.FAQ, Text: text})
	if err != nil {
		b.Fatal(err)
	}
	previews := impact.New(d.articles, d.cases, d.chat, d.search)
	for _, what := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"articles", func(ctx context.Context) error {
			_, _, err := d.articles.List(ctx, writer, article.Filter{})
			return err
		}},
		{"queue", func(ctx context.Context) error {
			_, _, err := d.gaps.List(ctx, writer, gap.Filter{Limit: 50})
			return err
		}},
		{"queue/deep", func(ctx context.Context) error {
			_, _, err := d.gaps.List(ctx, writer, gap.Filter{Limit: 50, Offset: total - 50})
			return err
		}},
		{"queue/counts", func(ctx context.Context) error { _, err := d.gaps.Waiting(ctx, writer); return err }},
		{"gap", func(ctx context.Context) error { _, _, err := d.gaps.Get(ctx, writer, page[0].ID); return err }},
		{"one more question", func(ctx context.Context) error {
			if err := addQuestions(ctx, d, []string{fmt.Sprintf("Wo gibt es Quastenflosser %d?", time.Now().UnixNano())}); err != nil {
				return err
			}
			return d.gaps.Group(ctx)
		}},
		{"preview", func(ctx context.Context) error {
			p, err := previews.Of(ctx, writer, id)
			if err == nil && p.Asked < impact.Questions {
				err = fmt.Errorf("only %d questions were asked in %v", p.Asked, p.Took)
			}
			return err
		}},
	} {
		b.Run(what.name, func(b *testing.B) {
			measured(b, d, func() (took latencies) {
				for b.Loop() {
					began := time.Now()
					if err := what.do(ctx); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(began))
				}
				return took
			})
		})
	}
}

// fillLog asks for everything that the town has a heading for, in ten ways, and makes drafts.
func fillLog(b *testing.B, d *desk) {
	ways := []string{"Was kostet %s?", "Wie beantrage ich %s?", "Wo finde ich %s", "%s", "Wer hilft mir bei %s?", "Ich brauche Hilfe wegen %s, was muss ich tun?",
		"Gibt es %s auch online?", "Wie lange dauert %s?", "Welche Unterlagen brauche ich für %s?", "%s Öffnungszeiten"}
	var titles []string
	err := d.db.Read(b.Context(), auskunft.PublicReader, func(tx pgx.Tx) error {
		return tx.QueryRow(b.Context(), `SELECT array_agg(regexp_replace(title, ' \d+$', '') ORDER BY id) FROM documents`).Scan(&titles)
	})
	if err != nil {
		b.Fatal(err)
	}
	var questions []string
	for i := range learningQuestions {
		questions = append(questions, fmt.Sprintf(ways[i%len(ways)], titles[(i/len(ways))%len(titles)]))
	}
	for chunk := range slices.Chunk(questions, 5000) {
		if err := addQuestions(b.Context(), d, chunk); err != nil {
			b.Fatal(err)
		}
	}
	err = d.db.Write(b.Context(), auskunft.ReaderOf(auskunft.Internal).With("articles"), func(tx pgx.Tx) error {
		for _, sql := range []string{
			`SELECT set_config('auskunft.actor', 'anna', true)`,
			fmt.Sprintf(`INSERT INTO articles (slug, visibility, template, lang, owner, review_days, moved_at, moved_by)
				SELECT 'entwurf-' || n, 'public', 'faq', 'de', 'anna', 365, now(), '' FROM generate_series(1, %d) n`, learningTexts),
			`INSERT INTO revisions (article_id, number, visibility, author, written_at, why, title, body)
				SELECT id, 0, visibility, '', now(), '', 'Artikel ' || id, repeat('Der erste Hund kostet 84,00 Euro im Jahr. ', 40) FROM articles`,
		} {
			if _, err := tx.Exec(b.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func addQuestions(ctx context.Context, d *desk, questions []string) error {
	_, err := d.db.App.Exec(ctx, `
		INSERT INTO question_log (answer_id, question, status, reason, lang) SELECT md5(random()::text), q, 'refused', 'no_source', 'de' FROM unnest($1::text[]) q`, questions)
	return err
}
