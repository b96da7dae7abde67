package ingest

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	pgvector "github.com/pgvector/pgvector-go"

	"auskunft/retrieval/lexical"
)

// unanalysed is the format of passages that wait for their analysis: no format of terms, so
// that every index leaves them out.
const unanalysed = 0

// unit separates the headings of a passage on the way to PostgreSQL, which has no arrays of
// arrays of different lengths. It is ASCII's separator for that and stands in no text.
const unit = "\x1f"

// storeContent writes the originals, passages, vectors and facts of documents that have
// just been written themselves.
func storeContent(ctx context.Context, tx pgx.Tx, items []*prepared, a *analysis) error {
	b := &pgx.Batch{}
	for _, it := range items {
		b.Queue(`
			INSERT INTO originals (document_id, visibility, format, bytes, extract) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (document_id) DO UPDATE SET format = $3, bytes = $4, extract = $5`,
			it.doc.ID, it.doc.Visibility, it.format, it.original, it.extract)
		queueFacts(b, it.doc)
	}
	var stored []storedPassage
	queuePassages(b, items, a, &stored)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	return storeVectors(ctx, tx, a.vectors, matched(items, stored))
}

// columns are passages column by column, as unnest takes them.
type columns struct {
	documents                    []int64
	visibilities                 []string
	ordinals, starts, ends, page []int32
	headings, bodies, anchors    []string
	fields                       []string
	terms                        [][]byte
	formats                      []int32
}

type storedPassage struct {
	id, document int64
	ordinal      int32
}

func queuePassages(b *pgx.Batch, items []*prepared, a *analysis, stored *[]storedPassage) {
	var c columns
	for _, it := range items {
		for i, p := range it.passages {
			terms, format := []byte{}, int32(unanalysed)
			if it.terms != nil {
				terms, format = it.terms[i], lexical.Format
			}
			headings := make([]string, len(p.Headings))
			for k, h := range p.Headings {
				headings[k] = strings.ReplaceAll(h, unit, " ")
			}
			c.documents = append(c.documents, it.doc.ID)
			c.visibilities = append(c.visibilities, string(it.doc.Visibility))
			c.ordinals = append(c.ordinals, int32(p.Ordinal))
			c.headings = append(c.headings, strings.Join(headings, unit))
			c.bodies = append(c.bodies, p.Text)
			c.starts, c.ends = append(c.starts, int32(p.Start)), append(c.ends, int32(p.End))
			c.anchors = append(c.anchors, p.Anchor)
			c.page = append(c.page, int32(p.Page))
			c.fields = append(c.fields, string(p.Field))
			c.terms, c.formats = append(c.terms, terms), append(c.formats, format)
		}
	}
	if len(c.documents) == 0 {
		return
	}
	b.Queue(`
		INSERT INTO passages (document_id, visibility, ordinal, headings, body, starts, ends, anchor, page, field, terms, format, snapshot_id)
		SELECT d, v, o, string_to_array(h, chr(31)), b, s, e, a, p, f, t, n, $13
		  FROM unnest($1::bigint[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::text[],
		              $9::integer[], $10::text[], $11::bytea[], $12::integer[]) AS c (d, v, o, h, b, s, e, a, p, f, t, n)
		RETURNING id, document_id, ordinal`,
		c.documents, c.visibilities, c.ordinals, c.headings, c.bodies, c.starts, c.ends, c.anchors,
		c.page, c.fields, c.terms, c.formats, a.snapshotID).
		Query(func(rows pgx.Rows) error {
			var err error
			*stored, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s storedPassage, err error) {
				return s, row.Scan(&s.id, &s.document, &s.ordinal)
			})
			return err
		})
}

// vectorRow is the vector of a stored passage.
type vectorRow struct {
	passage    int64
	visibility string
	vector     []float32
}

// matched finds the vectors of stored passages, where there are any yet.
func matched(items []*prepared, stored []storedPassage) []vectorRow {
	byID := make(map[int64]*prepared, len(items))
	for _, it := range items {
		byID[it.doc.ID] = it
	}
	var rows []vectorRow
	for _, s := range stored {
		it := byID[s.document]
		if it.vectors == nil {
			continue
		}
		for i, p := range it.passages {
			if int32(p.Ordinal) == s.ordinal {
				rows = append(rows, vectorRow{s.id, string(it.doc.Visibility), it.vectors[i]})
			}
		}
	}
	return rows
}

// storeVectors writes vectors of stored passages, in place of those there are.
func storeVectors(ctx context.Context, tx pgx.Tx, table vectorTable, rows []vectorRow) error {
	if len(rows) == 0 {
		return nil
	}
	ids, visibilities, vectors := make([]int64, len(rows)), make([]string, len(rows)), make([]pgvector.HalfVector, len(rows))
	for i, r := range rows {
		ids[i], visibilities[i], vectors[i] = r.passage, r.visibility, table.value(r.vector)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO `+table.name()+` (passage_id, visibility, embedding)
		SELECT * FROM unnest($1::bigint[], $2::text[], $3::halfvec[])
		ON CONFLICT (passage_id) DO UPDATE SET embedding = excluded.embedding`, ids, visibilities, vectors)
	return err
}
