package finding

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/postgres"
)

// Store reads the findings and takes down what editors decide about them.
type Store struct{ db *postgres.DB }

// NewStore makes a store.
func NewStore(db *postgres.DB) *Store { return &Store{db} }

// Filter selects findings. The zero Filter selects the first open ones of all kinds.
type Filter struct {
	Kinds  []Kind // none: all
	State  State  // "": open
	Source string // name of a source that one of the documents belongs to; "": any
	Limit  int    // 0: 100; at most 1000
	Offset int
}

// Limits of a page of findings.
const (
	defaultPage = 100
	largestPage = 1000
)

// List returns the findings that the reader may see, urgent ones first, then the newest, and
// how many there are without the limit.
func (s *Store) List(ctx context.Context, reader auskunft.Reader, f Filter) (page []Finding, total int, err error) {
	if f.State == "" {
		f.State = Open
	}
	if f.Limit <= 0 {
		f.Limit = defaultPage
	}
	kinds := f.Kinds
	if len(kinds) == 0 {
		kinds = Kinds
	}
	err = s.db.Read(ctx, reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT f.id, f.kind, f.reason, f.severity, f.state, f.visibility, f.params, f.first_seen, f.last_seen, f.ignored_by, f.ignored_reason,
			       count(*) OVER ()
			  FROM findings f
			 WHERE f.state = $1 AND f.kind = ANY ($2)
			   AND ($3 = '' OR EXISTS (SELECT FROM finding_quotes q JOIN documents d ON d.id = q.document_id JOIN sources s ON s.id = d.source_id
			                            WHERE q.finding_id = f.id AND s.name = $3))
			 ORDER BY array_position('{urgent,warning,info}', f.severity), array_position($2, f.kind), f.first_seen DESC, f.id
			 LIMIT $4 OFFSET $5`, f.State, kinds, f.Source, min(f.Limit, largestPage), max(f.Offset, 0))
		if err != nil {
			return err
		}
		page, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Finding, err error) {
			return x, row.Scan(&x.ID, &x.Kind, &x.Reason, &x.Severity, &x.State, &x.Visibility, &x.Params, &x.FirstSeen, &x.LastSeen,
				&x.IgnoredBy, &x.IgnoredReason, &total)
		})
		if err != nil {
			return err
		}
		return readQuotes(ctx, tx, page)
	})
	return page, total, err
}

func readQuotes(ctx context.Context, tx pgx.Tx, page []Finding) error {
	byID, ids := map[int64]*Finding{}, make([]int64, len(page))
	for i := range page {
		byID[page[i].ID], ids[i] = &page[i], page[i].ID
	}
	rows, err := tx.Query(ctx, `
		SELECT q.finding_id, q.document_id, q.role, q.body, q.starts, q.ends, s.name, d.key, d.kind, d.title, d.url
		  FROM finding_quotes q JOIN documents d ON d.id = q.document_id JOIN sources s ON s.id = d.source_id
		 WHERE q.finding_id = ANY ($1) ORDER BY q.finding_id, q.ordinal`, ids)
	if err != nil {
		return err
	}
	var id int64
	var q Quote
	_, err = pgx.ForEachRow(rows, []any{&id, &q.DocumentID, &q.Role, &q.Text, &q.Start, &q.End, &q.Source, &q.Key, &q.Kind, &q.Title, &q.URL}, func() error {
		byID[id].Quotes = append(byID[id].Quotes, q)
		return nil
	})
	return err
}

// longestReason bounds the reason for ignoring a finding, in code points.
const longestReason = 1000

// Ignore takes an open finding off the list: it is as it should be, for a reason that others
// can read. who is the login of the editor, reader what they may see. The error is
// auskunft.Invalid without a reason and auskunft.NotFound when the reader sees no such open
// finding.
func (s *Store) Ignore(ctx context.Context, reader auskunft.Reader, id int64, who, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case who == "":
		return auskunft.Errorf(auskunft.Invalid, "finding_who", "ignoring a finding needs somebody who does it")
	case reason == "":
		return auskunft.Errorf(auskunft.Invalid, "finding_reason", "ignoring a finding needs a reason")
	case len([]rune(reason)) > longestReason:
		return auskunft.Errorf(auskunft.Invalid, "finding_reason_long", "the reason has more than %d characters", longestReason)
	}
	return s.change(ctx, reader, `UPDATE findings SET state = 'ignored', ignored_at = now(), ignored_by = $2, ignored_reason = $3
		WHERE id = $1 AND state = 'open'`, id, who, reason)
}

// Reopen puts an ignored finding back on the list.
func (s *Store) Reopen(ctx context.Context, reader auskunft.Reader, id int64) error {
	return s.change(ctx, reader, `UPDATE findings SET state = 'open' WHERE id = $1 AND state = 'ignored'`, id)
}

func (s *Store) change(ctx context.Context, reader auskunft.Reader, sql string, args ...any) error {
	return s.db.Write(ctx, reader, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sql, args...)
		if err == nil && tag.RowsAffected() == 0 {
			return auskunft.Errorf(auskunft.NotFound, "finding", "there is no such finding in this state")
		}
		return err
	})
}

// save compares what a run found with what is stored: known findings keep their row, new
// ones are added, and those of the kinds that ran and were not found again are resolved.
func save(ctx context.Context, tx pgx.Tx, found []Finding, ran []Kind, now time.Time) (news, resolved int, err error) {
	identities := make([]string, len(found))
	for i, f := range found {
		identities[i] = f.identity
	}
	tag, err := tx.Exec(ctx, `UPDATE findings SET state = 'resolved', resolved_at = $1
		WHERE state <> 'resolved' AND kind = ANY ($2) AND identity <> ALL ($3)`, now, ran, identities)
	if err != nil {
		return 0, 0, err
	}
	resolved = int(tag.RowsAffected())
	if found, err = unchanged(ctx, tx, found); err != nil {
		return 0, 0, err
	}
	for chunk := range slices.Chunk(found, 500) {
		added, err := saveSome(ctx, tx, chunk, now)
		if err != nil {
			return 0, 0, err
		}
		news += added
	}
	return news, resolved, nil
}

// unchanged leaves out findings about documents that were changed since they were read: what
// was quoted may have been withdrawn. The run after that change looks at them again.
func unchanged(ctx context.Context, tx pgx.Tx, found []Finding) ([]Finding, error) {
	seen := map[int64]*document{}
	for _, f := range found {
		for _, q := range f.Quotes {
			seen[q.DocumentID] = q.document
		}
	}
	rows, err := tx.Query(ctx, `SELECT id, visibility, version FROM documents WHERE id = ANY ($1) AND retired_at IS NULL ORDER BY id FOR SHARE`,
		slices.Collect(maps.Keys(seen)))
	if err != nil {
		return nil, err
	}
	var now auskunft.Document
	_, err = pgx.ForEachRow(rows, []any{&now.ID, &now.Visibility, &now.Version}, func() error {
		if then := seen[now.ID]; then.Visibility == now.Visibility && then.Version == now.Version {
			delete(seen, now.ID)
		}
		return nil
	})
	return slices.DeleteFunc(found, func(f Finding) bool {
		return slices.ContainsFunc(f.Quotes, func(q Quote) bool { return seen[q.DocumentID] != nil })
	}), err
}

func saveSome(ctx context.Context, tx pgx.Tx, found []Finding, now time.Time) (added int, err error) {
	b := &pgx.Batch{}
	for _, f := range found {
		params, err := json.Marshal(f.Params)
		if f.Params == nil {
			params = []byte(`{}`)
		}
		if err != nil {
			return 0, err
		}
		// xmax is 0 in a row that was inserted and not updated.
		b.Queue(`
			INSERT INTO findings AS have (identity, kind, reason, severity, visibility, params, first_seen, last_seen)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
			ON CONFLICT (identity) DO UPDATE SET reason = $3, severity = $4, visibility = $5, params = $6, last_seen = $7, resolved_at = NULL,
			    first_seen = CASE have.state WHEN 'resolved' THEN $7 ELSE have.first_seen END,
			    state = CASE have.state WHEN 'resolved' THEN 'open' ELSE have.state END
			RETURNING xmax = 0`, f.identity, f.Kind, f.Reason, f.Severity, f.Visibility, params, now).QueryRow(func(row pgx.Row) error {
			var inserted bool
			err := row.Scan(&inserted)
			if inserted {
				added++
			}
			return err
		})
		b.Queue(`DELETE FROM finding_quotes WHERE finding_id = (SELECT id FROM findings WHERE identity = $1)`, f.identity)
		for i, q := range f.Quotes {
			b.Queue(`
				INSERT INTO finding_quotes (finding_id, ordinal, document_id, visibility, role, body, starts, ends)
				SELECT id, $2, $3, visibility, $4, $5, $6, $7 FROM findings WHERE identity = $1`,
				f.identity, i, q.DocumentID, q.Role, q.Text, q.Start, q.End)
		}
	}
	return added, tx.SendBatch(ctx, b).Close()
}

// saveDuplicates replaces the links between copies and touches the documents whose link
// changed, so that the indexes read them again.
func saveDuplicates(ctx context.Context, tx pgx.Tx, folded []duplicate) error {
	var documents, canonicals []int64
	var similarities []float32
	for _, d := range folded {
		documents, canonicals, similarities = append(documents, d.document.ID), append(canonicals, d.canonical.ID), append(similarities, float32(d.similarity))
	}
	rows, err := tx.Query(ctx, `
		WITH wanted AS (
			SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::real[]) AS w(document_id, canonical_id, similarity)),
		gone AS (
			DELETE FROM duplicates h WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.document_id = h.document_id)
			RETURNING h.document_id),
		kept AS (
			INSERT INTO duplicates AS h (document_id, canonical_id, visibility, similarity)
			SELECT w.document_id, w.canonical_id, d.visibility, w.similarity FROM wanted w JOIN documents d ON d.id = w.document_id
			ON CONFLICT (document_id) DO UPDATE SET canonical_id = excluded.canonical_id, similarity = excluded.similarity
			      WHERE (h.canonical_id, h.similarity) IS DISTINCT FROM (excluded.canonical_id, excluded.similarity)
			RETURNING document_id)
		SELECT document_id FROM gone UNION SELECT document_id FROM kept`, documents, canonicals, similarities)
	if err != nil {
		return err
	}
	touched, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(touched) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE documents SET changed_by = pg_current_xact_id() WHERE id = ANY ($1)`, touched); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `NOTIFY auskunft_texts`)
	return err
}

// saveAmendments replaces the links from amending ordinances to amended ones.
func saveAmendments(ctx context.Context, tx pgx.Tx, links []amendment) error {
	var documents, amended []int64
	for _, a := range links {
		documents, amended = append(documents, a.document.ID), append(amended, a.amended.ID)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM amendments WHERE document_id <> ALL ($1)`, documents); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO amendments (document_id, amended_id, visibility)
		SELECT w.document_id, w.amended_id, d.visibility
		  FROM unnest($1::bigint[], $2::bigint[]) AS w(document_id, amended_id)
		  JOIN documents d ON d.id = w.document_id
		  JOIN documents k ON k.id = w.amended_id AND k.visibility = d.visibility
		ON CONFLICT (document_id) DO UPDATE SET amended_id = excluded.amended_id`, documents, amended)
	return err
}
