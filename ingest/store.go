package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
)

// prepared is an item ready to be stored: extracted, split, analysed and embedded.
type prepared struct {
	doc      auskunft.Document // without Version
	notice   *auskunft.Notice  // instead of doc: the item is a notice
	mark     string
	digest   []byte
	format   string
	original []byte
	extract  json.RawMessage
	passages []auskunft.Passage
	terms    [][]byte    // one a passage, nil when they are analysed later
	vectors  [][]float32 // likewise
	warnings json.RawMessage
	coverage Coverage
}

// digest identifies everything a reader can see of an item. Passages are part of it, so a
// better splitter stores documents again although their sources did not change.
func digest(doc auskunft.Document, passages []auskunft.Passage, extract []byte) ([]byte, error) {
	h := sha256.New()
	writeText(h, doc.Text)
	doc.Text = ""
	doc.CheckedAt = time.Time{} // confirming a text does not change it
	for _, t := range []*time.Time{&doc.ValidFrom, &doc.ValidUntil, &doc.ChangedAt} {
		*t = t.UTC().Truncate(time.Microsecond) // as the database keeps them
	}
	doc.Areas, doc.Synonyms = list(doc.Areas), list(doc.Synonyms)
	if err := json.NewEncoder(h).Encode(doc); err != nil {
		return nil, err
	}
	for _, p := range passages { // their texts are ranges of the document's
		for _, heading := range p.Headings {
			writeText(h, heading)
		}
		for _, n := range []int{len(p.Headings), p.Start, p.End, p.Page} {
			writeNumber(h, n)
		}
		writeText(h, p.Anchor)
		writeText(h, string(p.Field))
	}
	h.Write(extract)
	return h.Sum(nil), nil
}

// writeText writes a text so that no two lists of texts make the same bytes.
func writeText(h hash.Hash, s string) {
	writeNumber(h, len(s))
	_, _ = io.WriteString(h, s) // a hash never fails
}

func writeNumber(h hash.Hash, n int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

// maintainer is the reader of jobs that look after all texts.
func maintainer(ctx context.Context, db *postgres.DB) (auskunft.Reader, error) {
	rows, err := db.App.Query(ctx, `SELECT key FROM visibilities`)
	if err != nil {
		return auskunft.Reader{}, err
	}
	all, err := collect[auskunft.Visibility](rows)
	return auskunft.Reader{}.With(all...), err
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

// swap stores prepared items of a source, each in place of the version before it, and
// returns the state of each: "stored" or "unchanged". Their documents get their IDs. However
// many there are, it takes a handful of round trips.
func swap(ctx context.Context, tx pgx.Tx, sourceID int64, items []*prepared, a *analysis) ([]string, error) {
	have, err := lockStored(ctx, tx, sourceID, items)
	if err != nil {
		return nil, err
	}
	states := make([]string, len(items))
	var changed []*prepared
	var updated []int64
	b := &pgx.Batch{}
	for i, it := range items {
		old, exists := have[it.doc.Key]
		states[i] = "stored"
		switch {
		case it.notice != nil:
			queueNotice(b, sourceID, it)
			continue
		case !exists:
			queueInsert(b, sourceID, it)
		case bytes.Equal(old.digest, it.digest) && old.visibility == it.doc.Visibility && !old.retired:
			states[i] = "unchanged"
			b.Queue(`UPDATE documents SET mark = $2, checked_at = $3 WHERE id = $1 AND (mark, checked_at) IS DISTINCT FROM ($2, $3)`,
				old.id, it.mark, null(it.doc.CheckedAt))
			continue
		default:
			it.doc.ID = old.id
			updated = append(updated, old.id)
			queueUpdate(b, it)
		}
		changed = append(changed, it)
	}
	if len(updated) > 0 {
		queueForget(b, updated)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil || len(changed) == 0 {
		return states, err
	}
	return states, storeContent(ctx, tx, changed, a)
}

// stored is a document as it is stored.
type stored struct {
	id         int64
	digest     []byte
	visibility auskunft.Visibility // narrower than the digest knows when the source was narrowed since
	retired    bool
}

// lockStored locks what is stored of items, in the order of their keys.
func lockStored(ctx context.Context, tx pgx.Tx, sourceID int64, items []*prepared) (map[string]stored, error) {
	keys := make([]string, len(items))
	for i, it := range items {
		keys[i] = it.doc.Key
	}
	rows, err := tx.Query(ctx, `SELECT key, id, digest, visibility, retired_at IS NOT NULL FROM documents WHERE source_id = $1 AND key = ANY ($2) ORDER BY key FOR UPDATE`,
		sourceID, keys)
	if err != nil {
		return nil, err
	}
	have := map[string]stored{}
	var key string
	var s stored
	_, err = pgx.ForEachRow(rows, []any{&key, &s.id, &s.digest, &s.visibility, &s.retired}, func() error {
		have[key] = s
		s.digest = nil
		return nil
	})
	return have, err
}

func queueInsert(b *pgx.Batch, sourceID int64, it *prepared) {
	d := &it.doc
	b.Queue(`
		INSERT INTO documents (source_id, key, kind, title, url, lang, visibility, areas, synonyms, text, mark, digest,
		                       valid_from, valid_until, changed_at, checked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id`,
		sourceID, d.Key, d.Kind, d.Title, d.URL, d.Lang, d.Visibility, list(d.Areas), list(d.Synonyms), d.Text, it.mark, it.digest,
		null(d.ValidFrom), null(d.ValidUntil), null(d.ChangedAt), null(d.CheckedAt)).
		QueryRow(func(row pgx.Row) error { return row.Scan(&d.ID) })
}

// queueUpdate keeps the text of the version before and writes the new one.
func queueUpdate(b *pgx.Batch, it *prepared) {
	d := it.doc
	b.Queue(`
		INSERT INTO versions (document_id, version, visibility, title, text)
		SELECT id, version, visibility, title, text FROM documents WHERE id = $1 AND digest <> ''`, d.ID) // of an erased one nothing is left
	b.Queue(`
		UPDATE documents SET version = version + 1, kind = $2, title = $3, url = $4, lang = $5, visibility = $6,
		       areas = $7, synonyms = $8, text = $9, mark = $10, digest = $11, valid_from = $12, valid_until = $13,
		       changed_at = $14, checked_at = $15, ingested_at = now(), retired_at = NULL
		 WHERE id = $1`,
		d.ID, d.Kind, d.Title, d.URL, d.Lang, d.Visibility, list(d.Areas), list(d.Synonyms), d.Text, it.mark, it.digest,
		null(d.ValidFrom), null(d.ValidUntil), null(d.ChangedAt), null(d.CheckedAt))
}

// queueForget deletes what is made of documents' texts.
func queueForget(b *pgx.Batch, ids []int64) {
	for _, table := range []string{"passages", "services", "offices", "responsibilities"} {
		b.Queue(`DELETE FROM `+table+` WHERE document_id = ANY ($1)`, ids)
	}
}

// queueFacts writes the structured side of a service or an office.
func queueFacts(b *pgx.Batch, d auskunft.Document) {
	responsible := func(service, office string, areas []string) {
		b.Queue(`INSERT INTO responsibilities (document_id, visibility, service_key, office_key, areas) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (document_id, service_key, office_key) DO UPDATE SET areas = $5`, d.ID, d.Visibility, service, office, list(areas))
	}
	if s := d.Service; s != nil {
		b.Queue(`INSERT INTO services (document_id, visibility, key, leika, name, facts) VALUES ($1, $2, $3, $4, $5, $6)`,
			d.ID, d.Visibility, s.Key, list(s.LeiKa), s.Name, s)
		for _, r := range s.Offices {
			responsible(s.Key, r.OfficeKey, r.Areas)
		}
	}
	if o := d.Office; o != nil {
		b.Queue(`INSERT INTO offices (document_id, visibility, key, name, facts) VALUES ($1, $2, $3, $4, $5)`,
			d.ID, d.Visibility, o.Key, o.Name, o)
		for _, r := range o.Services {
			responsible(r.ServiceKey, o.Key, r.Areas)
		}
	}
}

func queueNotice(b *pgx.Batch, sourceID int64, it *prepared) {
	n := it.notice
	b.Queue(`
		INSERT INTO notices (source_id, key, mark, title, body, severity, services, areas, starts_at, ends_at, visibility)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (source_id, key) DO UPDATE SET mark = $3, title = $4, body = $5, severity = $6, services = $7, areas = $8,
		    starts_at = $9, ends_at = $10, visibility = $11`,
		sourceID, it.doc.Key, it.mark, n.Title, n.Text, n.Severity, list(n.Services), list(n.Areas), n.From, null(n.Until), n.Visibility)
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

// collect reads the single column of all rows.
func collect[T any](rows pgx.Rows) ([]T, error) { return pgx.CollectRows(rows, pgx.RowTo[T]) }
