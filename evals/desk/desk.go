// Package desk is the production pipeline as the evaluation harness sees it: texts are
// ingested by jobs into PostgreSQL, searched by the same index and answered by the same
// desk that serve citizens. Nothing is taken from memory that production would read.
package desk

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/aide"
	"auskunft/chat/compose"
	"auskunft/chat/prompts"
	"auskunft/evals"
	"auskunft/evals/measure"
	"auskunft/ingest"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/retrieval"
	"auskunft/retrieval/catalog"
	"auskunft/retrieval/embed"
)

// Parts are what a System is made of.
type Parts struct {
	DB       *postgres.DB
	Endpoint embed.Embedder     // nil: the built-in one
	Reranker retrieval.Reranker // nil: none
	Composer compose.Composer
	Helper   aide.Completer // nil: the desk's small tasks are done by rules alone
	Town     chat.Town
	Code     string // revision of the code, for the record
	Log      *slog.Logger
}

// System implements evals.System.
type System struct {
	Parts
	search *retrieval.Searcher
	chat   *chat.Desk
	all    auskunft.Reader // sees every text
}

// workers is how many batches are ingested at once; more than the machine has cores help nobody.
const workers = 2

// New makes a System over a database. Load fills it; without Load it measures what is there
// after Open.
func New(parts Parts) *System { return &System{Parts: parts} }

// Open makes what is in the database ready to be searched.
func (s *System) Open(ctx context.Context) (err error) {
	if s.search, err = retrieval.Open(ctx, s.DB, s.Endpoint, s.Log); err != nil {
		return err
	}
	s.search.SetReranker(s.Reranker)
	var visibilities []auskunft.Visibility
	if err = s.DB.App.QueryRow(ctx, `SELECT array_agg(key) FROM visibilities`).Scan(&visibilities); err != nil {
		return err
	}
	s.all = auskunft.Reader{}.With(visibilities...)
	s.chat, err = chat.New(chat.Parts{
		Searcher: s.search, Lexicon: s.search, Catalogue: catalog.New(s.DB), Composer: s.Composer, Helper: s.Helper,
		Conversations: chat.NewStore(s.DB, config.LogNothing), Log: s.Log,
	}, s.Town)
	return err
}

// Load ingests documents as the whole content of the database. Places that they are about and the
// town has no name for are called by their keys.
func (s *System) Load(ctx context.Context, documents iter.Seq[auskunft.Document]) error {
	documents = s.named(documents)
	dir, err := os.MkdirTemp("", "auskunft-corpus-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := writeCorpus(dir, documents); err != nil {
		return err
	}
	if err := ingest.EnsureVectors(ctx, s.DB, s.Endpoint); err != nil {
		return err
	}
	pipeline, err := ingest.New(s.DB, ingest.Open, s.Endpoint, workers, s.Log)
	if err != nil {
		return err
	}
	source, err := pipeline.SaveSource(ctx, ingest.Source{Name: "corpus", Kind: "corpus", Location: dir, Visibility: auskunft.Public})
	if err != nil {
		return err
	}
	if err := pipeline.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	defer pipeline.Stop()
	reports, err := pipeline.Import(ctx, []ingest.Source{source}, ingest.Options{}, nil)
	if err != nil {
		return err
	}
	if failed := reports[0].Failed; len(failed) > 0 {
		return auskunft.Errorf(auskunft.Invalid, "eval_corpus", "%d documents of the corpus could not be read, the first is %s: %s", len(failed), failed[0].Key, failed[0].Detail)
	}
	return s.Open(ctx)
}

// named gives the places of documents names as they go by.
func (s *System) named(documents iter.Seq[auskunft.Document]) iter.Seq[auskunft.Document] {
	areas := maps.Clone(s.Town.Areas)
	if areas == nil {
		areas = map[string]string{}
	}
	s.Town.Areas = areas
	return func(yield func(auskunft.Document) bool) {
		for d := range documents {
			for _, key := range d.Areas {
				areas[key] = key
			}
			if !yield(d) {
				return
			}
		}
	}
}

func writeCorpus(dir string, documents iter.Seq[auskunft.Document]) (err error) {
	f, err := os.Create(filepath.Join(dir, "corpus.jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	enc := json.NewEncoder(f)
	for d := range documents {
		line := map[string]any{"_id": d.Key, "title": d.Title, "text": d.Text, "lang": d.Lang, "synonyms": d.Synonyms, "areas": d.Areas, "visibility": d.Visibility}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// Search returns passages as documents, the best passage of each first.
func (s *System) Search(ctx context.Context, q evals.Query) ([]measure.Scored, error) {
	result, err := s.search.Search(ctx, retrieval.Query{Text: q.Text, Lang: q.Lang, Reader: q.Reader, K: perDocument * q.K, Now: q.Now})
	if err != nil {
		return nil, err
	}
	scored := make([]measure.Scored, 0, len(result.Hits))
	for _, h := range result.Hits {
		scored = append(scored, measure.Scored{DocID: h.Document.Key, Score: h.Score})
		for _, page := range h.Folded { // it says the same and is named with the hit
			scored = append(scored, measure.Scored{DocID: page.Key, Score: h.Score})
		}
	}
	return scored, nil
}

// perDocument is how many passages are asked for per document wanted: a long page fills
// several places of a ranking.
const perDocument = 4

// Ask answers a question with the production desk.
func (s *System) Ask(ctx context.Context, q evals.Question) (evals.Reply, error) {
	question, err := s.restricted(ctx, q)
	if err != nil {
		return evals.Reply{}, err
	}
	var reply evals.Reply
	if q.Sure {
		ctx = chat.WithTrace(ctx, func(step chat.Step) { note(&reply, step) })
	}
	reply.Answer, err = s.chat.Ask(ctx, question, func(e chat.Event) error {
		if c, ok := e.(chat.ConversationEvent); ok {
			reply.Conversation = c.ID
		}
		return nil
	})
	reply.Tokens = reply.Answer.Tokens
	return reply, err
}

// note takes up what a step says of how sure the desk is.
func note(reply *evals.Reply, step chat.Step) {
	sure := reply.Sure
	if sure == nil {
		sure = &evals.Sure{}
	}
	switch step.Name {
	case "probability":
		sure.Probability = step.Value
	case "page":
		sure.Page = step.Detail
	case "lead":
		sure.Lead = step.Value
	case "lead elsewhere":
		sure.Elsewhere = step.Value
	case "page sure":
		sure.Right = step.Value
	default:
		return
	}
	reply.Sure = sure
}

// restricted is the question with the documents it may rest on, by the ids they are stored under.
func (s *System) restricted(ctx context.Context, q evals.Question) (auskunft.Question, error) {
	if len(q.DocIDs) == 0 {
		return q.Question, nil
	}
	var err error
	q.Documents, err = s.documentIDs(ctx, q.DocIDs)
	return q.Question, err
}

func (s *System) documentIDs(ctx context.Context, keys []string) (ids []int64, err error) {
	err = s.DB.Read(ctx, s.all, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id FROM documents WHERE key = ANY ($1) AND retired_at IS NULL ORDER BY id`, keys)
		if err != nil {
			return err
		}
		ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	if err == nil && len(ids) < len(keys) {
		err = auskunft.Errorf(auskunft.NotFound, "document", "%d of the documents %v are not stored", len(keys)-len(ids), keys)
	}
	return ids, err
}

// Document returns a stored document with its text.
func (s *System) Document(ctx context.Context, key string) (d auskunft.Document, err error) {
	err = s.DB.Read(ctx, s.all, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT d.id, s.name, d.key, d.version, d.kind, d.title, d.url, d.lang, d.visibility, d.text, d.synonyms
			  FROM documents d JOIN sources s ON s.id = d.source_id WHERE d.key = $1 ORDER BY d.id LIMIT 1`, key).
			Scan(&d.ID, &d.Source, &d.Key, &d.Version, &d.Kind, &d.Title, &d.URL, &d.Lang, &d.Visibility, &d.Text, &d.Synonyms)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = auskunft.Errorf(auskunft.NotFound, "document", "no document %q is stored", key)
	}
	return d, err
}

// KnowsURL reports whether a stored text has this address, or the city's configuration.
func (s *System) KnowsURL(ctx context.Context, url string) (known bool, err error) {
	if slices.Contains([]string{s.Town.Website, s.Town.Privacy, s.Town.Accessibility, s.Town.Defects}, url) {
		return true, nil
	}
	err = s.DB.Read(ctx, s.all, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT EXISTS (SELECT FROM documents WHERE split_part(url, '#', 1) = $1)
			    OR EXISTS (SELECT FROM services, jsonb_path_query(facts, 'strict $.**') v WHERE split_part(v #>> '{}', '#', 1) = $1)
			    OR EXISTS (SELECT FROM offices, jsonb_path_query(facts, 'strict $.**') v WHERE split_part(v #>> '{}', '#', 1) = $1)
			    OR EXISTS (SELECT FROM documents WHERE strpos(text, $1) > 0)`, url).Scan(&known)
	})
	return known, err
}

// Versions says what the run was made with.
func (s *System) Versions(ctx context.Context) (evals.Versions, error) {
	v := evals.Versions{Code: s.Code, Weights: retrieval.WeightsVersion(), Embedder: "builtin/256"}
	if s.Endpoint != nil {
		v.Embedder = embed.Table(s.Endpoint)
	}
	if name := s.Composer.Name(); name != compose.ExtractiveName {
		v.Model = name
		v.Prompts = prompts.Version()
	}
	return v, nil
}

var _ evals.System = (*System)(nil)
