package ingest

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// retire takes vanished items out of everybody's sight and leaves tombstones.
func retire(ctx context.Context, tx pgx.Tx, sourceID int64, keys []string) error {
	b := &pgx.Batch{}
	for _, table := range []string{"passages", "services", "offices", "responsibilities"} {
		b.Queue(`DELETE FROM `+table+` t USING documents d WHERE t.document_id = d.id AND d.source_id = $1 AND d.key = ANY ($2)`, sourceID, keys)
	}
	b.Queue(`UPDATE documents SET retired_at = now() WHERE source_id = $1 AND key = ANY ($2) AND retired_at IS NULL`, sourceID, keys)
	b.Queue(`DELETE FROM notices WHERE source_id = $1 AND key = ANY ($2)`, sourceID, keys)
	return tx.SendBatch(ctx, b).Close()
}

// erase retires items that nobody may read any more and leaves nothing of their texts, not
// even in the tombstones. It returns the keys of those of which something was stored.
func erase(ctx context.Context, tx pgx.Tx, sourceID int64, keys []string) (erased []string, err error) {
	if err := retire(ctx, tx, sourceID, keys); err != nil {
		return nil, err
	}
	for _, copies := range []string{"originals", "versions"} {
		_, err := tx.Exec(ctx, `DELETE FROM `+copies+` c USING documents d WHERE c.document_id = d.id AND d.source_id = $1 AND d.key = ANY ($2)`, sourceID, keys)
		if err != nil {
			return nil, err
		}
	}
	rows, err := tx.Query(ctx, `
		UPDATE documents SET title = '', url = '', text = '', areas = '{}', synonyms = '{}', mark = '', digest = ''
		 WHERE source_id = $1 AND key = ANY ($2) AND digest <> '' RETURNING key`, sourceID, keys)
	if err != nil {
		return nil, err
	}
	return collect[string](rows)
}

// EraseDocuments leaves nothing of documents: no text, passage, vector, original or earlier
// version. Of those in history only the earlier versions go. Readers and indexes see it when it
// returns; the vocabulary, which knows the words of public texts, is made anew by a job. A
// source that still has an item brings it back with its next run.
func (p *Pipeline) EraseDocuments(ctx context.Context, documents, history []int64) error {
	return p.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT source_id, key FROM documents WHERE id = ANY ($1)`, documents)
		if err != nil {
			return err
		}
		type place struct {
			Source int64
			Key    string
		}
		places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[place])
		if err != nil {
			return err
		}
		for _, at := range places {
			if _, err := erase(ctx, tx, at.Source, []string{at.Key}); err != nil {
				return err
			}
		}
		b := &pgx.Batch{}
		b.Queue(`DELETE FROM versions WHERE document_id = ANY ($1)`, history)
		b.Queue(`UPDATE snapshots SET passages = 0`) // so that the job finds it outgrown
		b.Queue(notify)
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		return p.queueOnce(ctx, tx, refreshArgs{})
	})
}
