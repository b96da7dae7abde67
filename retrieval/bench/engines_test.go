package bench

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/internal/thesaurus"
	"auskunft/retrieval/lexical"
)

// text is what all engines index: a passage, or a whole page.
type text struct {
	id          int64
	title, body string
}

// engine is a search to compare with. It returns ids, best first.
type engine interface {
	add(b testing.TB, texts []text)
	search(b testing.TB, question string, k int) []int64
}

// tsvector is PostgreSQL's full text search as one would write it in an afternoon: German
// configuration, title above body, any word of the question, ts_rank_cd, a GIN index.
type tsvector struct{ pool *pgxpool.Pool }

func newTsvector(b testing.TB, pool *pgxpool.Pool) *tsvector {
	e := &tsvector{pool}
	e.exec(b, `CREATE TABLE fulltext (id bigint PRIMARY KEY, words tsvector NOT NULL)`)
	e.exec(b, `CREATE INDEX ON fulltext USING gin (words)`)
	b.Cleanup(func() { e.exec(b, `DROP TABLE fulltext`) })
	return e
}

func (e *tsvector) exec(b testing.TB, sql string, args ...any) {
	b.Helper()
	if _, err := e.pool.Exec(context.Background(), sql, args...); err != nil {
		b.Fatal(err)
	}
}

func (e *tsvector) add(b testing.TB, texts []text) {
	var ids []int64
	var titles, bodies []string
	for _, t := range texts {
		ids, titles, bodies = append(ids, t.id), append(titles, t.title), append(bodies, t.body)
	}
	e.exec(b, `INSERT INTO fulltext
		SELECT id, setweight(to_tsvector('german', title), 'A') || to_tsvector('german', body)
		  FROM unnest($1::bigint[], $2::text[], $3::text[]) AS t (id, title, body)`, ids, titles, bodies)
}

func (e *tsvector) search(b testing.TB, question string, k int) []int64 {
	rows, err := e.pool.Query(context.Background(), `
		WITH q AS (SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS any FROM unnest(to_tsvector('german', $1)))
		SELECT id FROM fulltext, q WHERE words @@ q.any ORDER BY ts_rank_cd(words, q.any) DESC, id LIMIT $2`, question, k)
	if err != nil {
		b.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		b.Fatal(err)
	}
	return ids
}

// bleveEngine is bleve on disk with its German analyser, titles counting double.
type bleveEngine struct{ index bleve.Index }

func newBleve(b testing.TB) *bleveEngine {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = "de"
	mapping.StoreDynamic = false
	index, err := bleve.New(filepath.Join(b.TempDir(), "bleve"), mapping)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = index.Close() })
	return &bleveEngine{index}
}

func (e *bleveEngine) add(b testing.TB, texts []text) {
	batch := e.index.NewBatch()
	for _, t := range texts {
		err := batch.Index(strconv.FormatInt(t.id, 10), map[string]string{"title": t.title, "body": t.body})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := e.index.Batch(batch); err != nil {
		b.Fatal(err)
	}
}

func (e *bleveEngine) search(b testing.TB, question string, k int) []int64 {
	title, body := bleve.NewMatchQuery(question), bleve.NewMatchQuery(question)
	title.SetField("title")
	title.SetBoost(2)
	body.SetField("body")
	result, err := e.index.Search(bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(title, body), k, 0, false))
	if err != nil {
		b.Fatal(err)
	}
	ids := make([]int64, len(result.Hits))
	for i, hit := range result.Hits {
		if ids[i], err = strconv.ParseInt(hit.ID, 10, 64); err != nil {
			b.Fatal(err)
		}
	}
	return ids
}

// ours is the lexical index alone, as the Searcher asks it.
type ours struct {
	analyser *lexical.Analyser
	index    *lexical.Index
}

func newOurs(texts []text) *ours {
	var builder lexical.VocabularyBuilder
	for _, t := range texts {
		builder.Add(t.body)
	}
	v := builder.Build(1)
	return &ours{lexical.NewAnalyser(v), lexical.NewIndex(v)}
}

// add adds passages; those whose ids differ only below perPage are of one document.
func (e *ours) add(b testing.TB, texts []text) {
	var batch lexical.Batch
	var d lexical.Document
	for i, t := range texts {
		if d.ID != t.id/perPage {
			d = lexical.Document{ID: t.id / perPage, Visibility: auskunft.Public, Lang: "de", Title: t.title}
		}
		f := lexical.Fields{Body: t.body}
		if len(d.Passages) == 0 {
			f.Title = t.title
		}
		d.Passages = append(d.Passages, lexical.Passage{ID: t.id, Terms: e.analyser.Encode("de", f)})
		if i+1 == len(texts) || texts[i+1].id/perPage != d.ID {
			if err := batch.Put(d); err != nil {
				b.Fatal(err)
			}
		}
	}
	e.index.Update(&batch)
}

func (e *ours) search(_ testing.TB, question string, k int) []int64 {
	terms := e.analyser.Terms("de", question)
	hits := e.index.Search(lexical.Query{Terms: terms, Synonyms: e.analyser.Synonyms("de", terms), Senses: thesaurus.Groups,
		Visible: []auskunft.Visibility{auskunft.Public}, K: max(k, candidates)})
	ids := make([]int64, min(k, len(hits)))
	for i := range ids {
		ids[i] = hits[i].Passage
	}
	return ids
}

const (
	perPage    = 1000 // ids of passages per document
	candidates = 120  // what the Searcher wants of the lexical leg
)
