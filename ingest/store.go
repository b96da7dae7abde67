package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/internal/postgres"
	"auskunft/retrieval/lexical"
)

// prepared is an item ready to be stored: extracted, split, analysed and embedded.
type prepared struct {
	doc      auskunft.Document // without ID and Version
	notice   *auskunft.Notice  // instead of doc: the item is a notice
	mark     string
	digest   []byte
	format   string
	original []byte
	extract  json.RawMessage
	passages []auskunft.Passage
	terms    [][]byte    // one a passage
	vectors  [][]float32 // one a passage
	warnings json.RawMessage
}

// digest identifies everything a reader can see of an item. Passages are part of it, so a
// better splitter stores documents again although their sources did not change.
func digest(doc auskunft.Document, passages []auskunft.Passage, extract []byte) ([]byte, error) {
	doc.CheckedAt = time.Time{} // confirming a text does not change it
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	if err := enc.Encode(doc); err != nil {
		return nil, err
	}
	if err := enc.Encode(passages); err != nil {
		return nil, err
	}
	b.Write(extract)
	sum := sha256.Sum256(b.Bytes())
	return sum[:], nil
}

// maintainer is the reader of jobs that look after all texts.
func maintainer(ctx context.Context, db *postgres.DB) (auskunft.Reader, error) {
	rows, err := db.App.Query(ctx, `SELECT key FROM visibilities`)
	if err != nil {
		return auskunft.Reader{}, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[auskunft.Visibility])
	return auskunft.Reader{}.With(all...), err
}

// Source is a place documents come from, as stored.
type Source struct {
	ID         int64
	Name       string
	Kind       string
	Location   string
	Visibility auskunft.Visibility
	BaseURL    string
	Options    map[string]string // what the kind of source takes: depth, where its token is, …
	state      json.RawMessage   // what the source remembers from its last complete run
}

// Place is where the source's items are.
func (s Source) Place() source.Place {
	return source.Place{Kind: s.Kind, Location: s.Location, Options: s.Options, State: s.state}
}

// Spec is the source as the command line names it, "files:/srv/texts".
func (s Source) Spec() string { return s.Place().Spec() }

// SaveSource stores a source under its name, or changes the one of that name.
func (p *Pipeline) SaveSource(ctx context.Context, s Source) (Source, error) {
	if err := p.knowVisibility(ctx, s.Visibility); err != nil {
		return Source{}, err
	}
	err := p.db.App.QueryRow(ctx, `
		INSERT INTO sources AS have (name, kind, location, visibility, base_url, options)
		VALUES ($1, $2, $3, $4, $5, coalesce($6, '{}'::jsonb))
		ON CONFLICT (name) DO UPDATE SET kind = $2, location = $3, visibility = $4, base_url = $5, options = excluded.options,
			-- What was remembered of another place says nothing about this one.
			state = CASE WHEN (have.kind, have.location, have.options) = ($2, $3, excluded.options) THEN have.state END
		RETURNING id, state`, s.Name, s.Kind, s.Location, s.Visibility, s.BaseURL, s.Options).Scan(&s.ID, &s.state)
	return s, err
}

func (p *Pipeline) source(ctx context.Context, id int64) (Source, error) {
	s := Source{ID: id}
	err := p.db.App.QueryRow(ctx, `SELECT name, kind, location, visibility, base_url, options, state FROM sources WHERE id = $1`, id).
		Scan(&s.Name, &s.Kind, &s.Location, &s.Visibility, &s.BaseURL, &s.Options, &s.state)
	return s, err
}

// knowVisibility registers a visibility that a text is about to use. It is a transaction
// of its own: concurrent batches would otherwise wait for each other's new department.
func (p *Pipeline) knowVisibility(ctx context.Context, vs ...auskunft.Visibility) error {
	_, err := p.db.App.Exec(ctx, `INSERT INTO visibilities SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING`, vs)
	return err
}

// known is what is stored of one item.
type known struct {
	mark    string
	retired bool
}

func (p *Pipeline) knownItems(ctx context.Context, sourceID int64) (map[string]known, error) {
	reader, err := maintainer(ctx, p.db)
	if err != nil {
		return nil, err
	}
	items := map[string]known{}
	err = p.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT key, mark, retired_at IS NOT NULL FROM documents WHERE source_id = $1
			UNION ALL SELECT key, mark, false FROM notices WHERE source_id = $1`, sourceID)
		if err != nil {
			return err
		}
		var key string
		var k known
		_, err = pgx.ForEachRow(rows, []any{&key, &k.mark, &k.retired}, func() error {
			items[key] = k
			return nil
		})
		return err
	})
	return items, err
}

// swap stores one prepared document in place of the version before it and returns the
// state of its item: "stored" or "unchanged".
func swap(ctx context.Context, tx pgx.Tx, sourceID int64, it prepared, vectors vectorTable, snapshotID *int32) (string, error) {
	if it.notice != nil {
		return "stored", storeNotice(ctx, tx, sourceID, it)
	}
	id, changed, err := storeDocument(ctx, tx, sourceID, it)
	if err != nil || !changed {
		return "unchanged", err
	}
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM passages WHERE document_id = $1`, id)
	b.Queue(`
		INSERT INTO originals (document_id, visibility, format, bytes, extract) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (document_id) DO UPDATE SET format = $3, bytes = $4, extract = $5`,
		id, it.doc.Visibility, it.format, it.original, it.extract)
	queuePassages(b, id, it, vectors, snapshotID)
	queueFacts(b, id, it.doc)
	return "stored", tx.SendBatch(ctx, b).Close()
}

// storeDocument writes the row of the document itself. An item whose digest is stored
// already only gets its mark renewed.
func storeDocument(ctx context.Context, tx pgx.Tx, sourceID int64, it prepared) (id int64, changed bool, err error) {
	var old []byte
	var retired bool
	err = tx.QueryRow(ctx, `SELECT id, digest, retired_at IS NOT NULL FROM documents WHERE source_id = $1 AND key = $2 FOR UPDATE`,
		sourceID, it.doc.Key).Scan(&id, &old, &retired)
	switch {
	case err == pgx.ErrNoRows:
		id, err = insertDocument(ctx, tx, sourceID, it)
		return id, true, err
	case err != nil:
		return 0, false, err
	case bytes.Equal(old, it.digest) && !retired:
		_, err = tx.Exec(ctx, `UPDATE documents SET mark = $2, checked_at = $3 WHERE id = $1`, id, it.mark, null(it.doc.CheckedAt))
		return id, false, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO versions (document_id, version, visibility, title, text)
		SELECT id, version, visibility, title, text FROM documents WHERE id = $1`, id)
	if err != nil {
		return 0, false, err
	}
	d := it.doc
	_, err = tx.Exec(ctx, `
		UPDATE documents SET version = version + 1, kind = $2, title = $3, url = $4, lang = $5, visibility = $6,
		       areas = $7, synonyms = $8, text = $9, mark = $10, digest = $11, valid_from = $12, valid_until = $13,
		       changed_at = $14, checked_at = $15, ingested_at = now(), retired_at = NULL
		 WHERE id = $1`,
		id, d.Kind, d.Title, d.URL, d.Lang, d.Visibility, list(d.Areas), list(d.Synonyms), d.Text, it.mark, it.digest,
		null(d.ValidFrom), null(d.ValidUntil), null(d.ChangedAt), null(d.CheckedAt))
	return id, true, err
}

func insertDocument(ctx context.Context, tx pgx.Tx, sourceID int64, it prepared) (id int64, err error) {
	d := it.doc
	err = tx.QueryRow(ctx, `
		INSERT INTO documents (source_id, key, kind, title, url, lang, visibility, areas, synonyms, text, mark, digest,
		                       valid_from, valid_until, changed_at, checked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id`,
		sourceID, d.Key, d.Kind, d.Title, d.URL, d.Lang, d.Visibility, list(d.Areas), list(d.Synonyms), d.Text, it.mark, it.digest,
		null(d.ValidFrom), null(d.ValidUntil), null(d.ChangedAt), null(d.CheckedAt)).Scan(&id)
	return id, err
}

func queuePassages(b *pgx.Batch, documentID int64, it prepared, vectors vectorTable, snapshotID *int32) {
	insert := `
		WITH p AS (
			INSERT INTO passages (document_id, visibility, ordinal, headings, body, starts, ends, anchor, page, field, terms, snapshot_id, format)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14) RETURNING id, visibility)
		INSERT INTO ` + vectors.name() + ` (passage_id, visibility, embedding) SELECT id, visibility, $13 FROM p`
	for i, p := range it.passages {
		b.Queue(insert, documentID, it.doc.Visibility, p.Ordinal, list(p.Headings), p.Text, p.Start, p.End, p.Anchor, p.Page,
			p.Field, it.terms[i], snapshotID, vectors.value(it.vectors[i]), lexical.Format)
	}
}

// queueFacts writes the structured side of services and offices.
func queueFacts(b *pgx.Batch, id int64, d auskunft.Document) {
	b.Queue(`DELETE FROM responsibilities WHERE document_id = $1`, id)
	b.Queue(`DELETE FROM services WHERE document_id = $1`, id)
	b.Queue(`DELETE FROM offices WHERE document_id = $1`, id)
	responsible := func(service, office string, areas []string) {
		b.Queue(`INSERT INTO responsibilities (document_id, visibility, service_key, office_key, areas) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (document_id, service_key, office_key) DO UPDATE SET areas = $5`, id, d.Visibility, service, office, list(areas))
	}
	if s := d.Service; s != nil {
		b.Queue(`INSERT INTO services (document_id, visibility, key, leika, name, facts) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, d.Visibility, s.Key, list(s.LeiKa), s.Name, s)
		for _, r := range s.Offices {
			responsible(s.Key, r.OfficeKey, r.Areas)
		}
	}
	if o := d.Office; o != nil {
		b.Queue(`INSERT INTO offices (document_id, visibility, key, name, facts) VALUES ($1, $2, $3, $4, $5)`,
			id, d.Visibility, o.Key, o.Name, o)
		for _, r := range o.Services {
			responsible(r.ServiceKey, o.Key, r.Areas)
		}
	}
}

func storeNotice(ctx context.Context, tx pgx.Tx, sourceID int64, it prepared) error {
	n := it.notice
	_, err := tx.Exec(ctx, `
		INSERT INTO notices (source_id, key, mark, title, body, severity, services, areas, starts_at, ends_at, visibility)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (source_id, key) DO UPDATE SET mark = $3, title = $4, body = $5, severity = $6, services = $7, areas = $8,
		    starts_at = $9, ends_at = $10, visibility = $11`,
		sourceID, it.doc.Key, it.mark, n.Title, n.Text, n.Severity, list(n.Services), list(n.Areas), n.From, null(n.Until), n.Visibility)
	return err
}

// retire takes a vanished item out of everybody's sight and leaves a tombstone.
func retire(ctx context.Context, tx pgx.Tx, sourceID int64, key string) error {
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM passages USING documents d WHERE document_id = d.id AND d.source_id = $1 AND d.key = $2`, sourceID, key)
	for _, facts := range []string{"services", "offices", "responsibilities"} {
		b.Queue(`DELETE FROM `+facts+` f USING documents d WHERE f.document_id = d.id AND d.source_id = $1 AND d.key = $2`, sourceID, key)
	}
	b.Queue(`UPDATE documents SET retired_at = now() WHERE source_id = $1 AND key = $2 AND retired_at IS NULL`, sourceID, key)
	b.Queue(`DELETE FROM notices WHERE source_id = $1 AND key = $2`, sourceID, key)
	return tx.SendBatch(ctx, b).Close()
}

// erase retires an item that nobody may read any more and leaves nothing of its text, not
// even in the tombstone. The state is "unchanged" when nothing was stored.
func erase(ctx context.Context, tx pgx.Tx, sourceID int64, key string) (state string, err error) {
	if err := retire(ctx, tx, sourceID, key); err != nil {
		return "", err
	}
	for _, copies := range []string{"originals", "versions"} {
		_, err := tx.Exec(ctx, `DELETE FROM `+copies+` c USING documents d WHERE c.document_id = d.id AND d.source_id = $1 AND d.key = $2`, sourceID, key)
		if err != nil {
			return "", err
		}
	}
	tag, err := tx.Exec(ctx, `
		UPDATE documents SET title = '', url = '', text = '', areas = '{}', synonyms = '{}', mark = '', digest = ''
		 WHERE source_id = $1 AND key = $2 AND digest <> ''`, sourceID, key)
	if err != nil || tag.RowsAffected() == 0 {
		return "unchanged", err
	}
	return "retired", nil
}

// null stores the zero time as NULL.
func null(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// list stores a nil slice as an empty array.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
