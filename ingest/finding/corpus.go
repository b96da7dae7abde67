package finding

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/finding/facts"
	"auskunft/ingest/finding/injection"
	"auskunft/internal/postgres"
	"auskunft/retrieval/lexical"
)

// corpus is everything that is stored and not retired, as the finders see it.
type corpus struct {
	now       time.Time
	limits    Limits
	documents []*document // by id
	byID      map[int64]*document
	sources   map[int64]*source
	analyser  *lexical.Analyser
}

type source struct {
	id       int64
	name     string
	kind     string
	location string
	baseURL  string
}

// document is a document with what the finders need beside its text.
type document struct {
	auskunft.Document
	source   *source
	format   string              // of the original
	links    []string            // as written
	anchors  []string            // of its blocks
	passages []auskunft.Passage  // without their text
	warnings []string            // details of the warnings injection_suspected of its last reading
	stated   time.Time           // the date of the last change that the text itself states; zero: none
	facts    []facts.Fact        // of a German text
	suspects []injection.Finding // what gives orders to language models
}

// load reads the corpus in one transaction.
func load(ctx context.Context, db *postgres.DB, reader auskunft.Reader, now time.Time, limits Limits) (*corpus, error) {
	c := &corpus{now: now, limits: limits, byID: map[int64]*document{}, sources: map[int64]*source{}}
	err := db.Read(ctx, reader, func(tx pgx.Tx) error {
		for _, read := range []func(context.Context, pgx.Tx) error{c.readSources, c.readDocuments, c.readPassages, c.readWarnings, c.readVocabulary} {
			if err := read(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	c.examine()
	return c, err
}

// examine reads every text once, on all processors: nothing else here takes as long.
func (c *corpus) examine() {
	var wg sync.WaitGroup
	for chunk := range slices.Chunk(c.documents, max(1, len(c.documents)/runtime.GOMAXPROCS(0)+1)) {
		wg.Go(func() {
			for _, d := range chunk {
				d.suspects = injection.Find(d.Text)
				if d.german() {
					d.facts = facts.Read(d.Text)
				}
			}
		})
	}
	wg.Wait()
}

func (c *corpus) readSources(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT id, name, kind, location, base_url FROM sources`)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*source, error) {
		s := &source{}
		return s, row.Scan(&s.id, &s.name, &s.kind, &s.location, &s.baseURL)
	})
	for _, s := range all {
		c.sources[s.id] = s
	}
	return err
}

func (c *corpus) readDocuments(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		SELECT d.id, d.source_id, d.key, d.kind, d.title, d.url, d.lang, d.visibility, d.version, d.synonyms, d.text,
		       coalesce(d.valid_from, 'epoch'), coalesce(d.valid_until, 'epoch'), coalesce(d.changed_at, 'epoch'), coalesce(d.checked_at, 'epoch'),
		       (SELECT facts FROM services WHERE document_id = d.id), (SELECT facts FROM offices WHERE document_id = d.id),
		       o.format, o.extract -> 'Links', coalesce((SELECT array_agg(DISTINCT b ->> 'Anchor') FROM jsonb_array_elements(
		           CASE jsonb_typeof(o.extract -> 'Blocks') WHEN 'array' THEN o.extract -> 'Blocks' ELSE '[]' END) b WHERE b ->> 'Anchor' <> ''), '{}')
		  FROM documents d JOIN originals o ON o.document_id = d.id
		 WHERE d.retired_at IS NULL ORDER BY d.id`)
	if err != nil {
		return err
	}
	c.documents, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (*document, error) {
		d, sourceID := &document{}, int64(0)
		err := row.Scan(&d.ID, &sourceID, &d.Key, &d.Kind, &d.Title, &d.URL, &d.Lang, &d.Visibility, &d.Version, &d.Synonyms, &d.Text,
			&d.ValidFrom, &d.ValidUntil, &d.ChangedAt, &d.CheckedAt, &d.Service, &d.Office, &d.format, &d.links, &d.anchors)
		for _, t := range []*time.Time{&d.ValidFrom, &d.ValidUntil, &d.ChangedAt, &d.CheckedAt} {
			if t.Unix() == 0 {
				*t = time.Time{}
			}
		}
		d.source = c.sources[sourceID]
		d.Source = d.source.name
		d.stated = facts.LastChange(d.Text)
		c.byID[d.ID] = d
		return d, err
	})
	return err
}

func (c *corpus) readPassages(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT id, document_id, headings, starts, field FROM passages ORDER BY document_id, ordinal`)
	if err != nil {
		return err
	}
	var p auskunft.Passage
	_, err = pgx.ForEachRow(rows, []any{&p.ID, &p.DocumentID, &p.Headings, &p.Start, &p.Field}, func() error {
		if d := c.byID[p.DocumentID]; d != nil {
			p.Headings = slices.Clone(p.Headings)
			d.passages = append(d.passages, p)
		}
		return nil
	})
	return err
}

// readWarnings takes over what ingestion saw in originals that are too large to read here
// again: text that a page hides.
func (c *corpus) readWarnings(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		WITH last AS (
			SELECT DISTINCT ON (r.source_id, i.key) r.source_id, i.key, i.warnings
			  FROM ingest_items i JOIN ingest_runs r ON r.id = i.run_id WHERE i.state = 'stored'
			 ORDER BY r.source_id, i.key, i.run_id DESC)
		SELECT d.id, w ->> 'Detail' FROM last l JOIN documents d ON d.source_id = l.source_id AND d.key = l.key, jsonb_array_elements(l.warnings) w
		 WHERE w ->> 'Code' = $1`, InjectionWarning)
	if err != nil {
		return err
	}
	var id int64
	var detail string
	_, err = pgx.ForEachRow(rows, []any{&id, &detail}, func() error {
		if d := c.byID[id]; d != nil {
			d.warnings = append(d.warnings, detail)
		}
		return nil
	})
	return err
}

func (c *corpus) readVocabulary(ctx context.Context, tx pgx.Tx) error {
	var encoded []byte
	err := tx.QueryRow(ctx, `SELECT vocabulary FROM snapshots WHERE format = $1 ORDER BY id DESC LIMIT 1`, lexical.Format).Scan(&encoded)
	if err == pgx.ErrNoRows {
		c.analyser = lexical.NewAnalyser(nil)
		return nil
	}
	if err != nil {
		return err
	}
	vocabulary, err := lexical.DecodeVocabulary(encoded)
	c.analyser = lexical.NewAnalyser(vocabulary)
	return err
}

// record reports whether a document tells what was decided or enacted at a time. It does not
// grow stale and is not corrected: council papers and ordinances.
func (d *document) record() bool {
	return d.Kind == auskunft.OrdinanceDocument || d.source.kind == "oparl"
}

// lastTouched is the newest date at which somebody is known to have looked at the text; zero
// when nothing is known.
func (d *document) lastTouched() time.Time {
	newest := d.stated
	for _, t := range []time.Time{d.ChangedAt, d.CheckedAt} {
		if t.After(newest) {
			newest = t
		}
	}
	return newest
}

// german reports whether the text is in German; the rules of most finders are.
func (d *document) german() bool { return d.Lang == "de" }

// quote is the bytes [from, to) of the document's text.
func (d *document) quote(role Role, from, to int) Quote {
	start := utf8.RuneCountInString(d.Text[:from])
	return Quote{document: d, DocumentID: d.ID, Role: role, Text: d.Text[from:to], Start: start, End: start + utf8.RuneCountInString(d.Text[from:to])}
}

// name is the document without a quote.
func (d *document) name(role Role) Quote { return Quote{document: d, DocumentID: d.ID, Role: role} }
