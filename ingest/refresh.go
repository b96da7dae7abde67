package ingest

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"auskunft"
	"auskunft/internal/jobs"
	"auskunft/retrieval/lexical"
)

// growth is how much the public texts grow before their vocabulary is made anew. Below it
// the weights of words move too little to change a ranking; above it compounds of new
// subjects would stay unsplit.
const growth = 1.2

// refreshDue reports whether the public texts have outgrown the newest vocabulary, or
// passages are left that were analysed with an older one.
func refreshDue(ctx context.Context, tx pgx.Tx) (bool, error) {
	var public, then int
	err := tx.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM passages WHERE visibility = 'public'),
		       coalesce((SELECT passages FROM snapshots WHERE format = $1 ORDER BY id DESC LIMIT 1), 0)`, lexical.Format).Scan(&public, &then)
	return float64(public) > growth*float64(then), err
}

// refreshArgs is a job that makes the vocabulary anew if it is due and brings all passages
// to the newest vocabulary and embedder. It works for one job's time and then continues in
// another.
type refreshArgs struct{}

// Kind names the job in the queue.
func (refreshArgs) Kind() string { return "ingest_refresh" }

// InsertOpts keeps one refresh waiting at a time.
func (refreshArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true}}
}

type refreshWorker struct {
	river.WorkerDefaults[refreshArgs]
	pipeline *Pipeline
}

// Work refreshes until nothing is old or the job's time is nearly over.
func (w *refreshWorker) Work(ctx context.Context, _ *river.Job[refreshArgs]) error {
	done, err := w.pipeline.refresh(ctx, time.Now().Add(jobs.Timeout/2))
	if err == nil && !done {
		return river.JobSnooze(0)
	}
	return err
}

// Upgrade makes anew what another version of this program analysed, and returns when all of
// it can be found again. It does nothing when there is nothing of the kind.
func (p *Pipeline) Upgrade(ctx context.Context) error {
	old := false
	err := p.inTx(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM passages WHERE format <> $1)`, lexical.Format).Scan(&old)
	})
	if err != nil || !old {
		return err
	}
	p.log.Info("texts were analysed by another version; analysing them again")
	_, err = p.refresh(ctx, time.Now().Add(24*time.Hour))
	return err
}

// refresh works until nothing is old or the deadline is over.
func (p *Pipeline) refresh(ctx context.Context, deadline time.Time) (done bool, err error) {
	if err := p.inTx(ctx, func(tx pgx.Tx) error { return p.newSnapshot(ctx, tx) }); err != nil {
		return false, err
	}
	a, err := p.newestAnalysis(ctx)
	for err == nil && !done && time.Now().Before(deadline) {
		done, err = p.refreshSome(ctx, a)
	}
	return done, err
}

// newSnapshot makes the vocabulary of the public texts when it is due. One process does it.
func (p *Pipeline) newSnapshot(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('auskunft.snapshot'))`); err != nil {
		return err
	}
	due, err := refreshDue(ctx, tx)
	if err != nil || !due {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT body FROM passages WHERE visibility = $1 ORDER BY id`, auskunft.Public)
	if err != nil {
		return err
	}
	var builder lexical.VocabularyBuilder
	var body string
	tag, err := pgx.ForEachRow(rows, []any{&body}, func() error {
		builder.Add(body)
		return nil
	})
	if err != nil {
		return err
	}
	var id int32
	if err := tx.QueryRow(ctx, `SELECT nextval(pg_get_serial_sequence('snapshots', 'id'))`).Scan(&id); err != nil {
		return err
	}
	vocabulary, err := builder.Build(int64(id)).AppendBinary(nil)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO snapshots (id, passages, vocabulary, format) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4)`,
		id, tag.RowsAffected(), vocabulary, lexical.Format)
	return err
}

// refreshBatch is how many documents one transaction re-analyses.
const refreshBatch = 100

// refreshSome brings some documents up to the analysis and reports whether none was left.
func (p *Pipeline) refreshSome(ctx context.Context, a *analysis) (done bool, err error) {
	err = p.inTx(ctx, func(tx pgx.Tx) error {
		docs, err := oldDocuments(ctx, tx, a)
		if err != nil || len(docs) == 0 {
			done = true
			return err
		}
		return p.reanalyse(ctx, tx, docs, a)
	})
	return done, err
}

// oldDocuments locks some documents with a passage that another vocabulary analysed or the
// current embedder has not embedded.
func oldDocuments(ctx context.Context, tx pgx.Tx, a *analysis) ([]auskunft.Document, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, title, lang, synonyms, (SELECT facts FROM services WHERE document_id = d.id)
		  FROM documents d
		 WHERE id IN (SELECT p.document_id FROM passages p
		               WHERE p.snapshot_id IS DISTINCT FROM $1 OR p.format <> $3
		                  OR NOT EXISTS (SELECT FROM `+a.vectors.name()+` v WHERE v.passage_id = p.id)
		               ORDER BY p.document_id LIMIT $2)
		 ORDER BY id FOR UPDATE OF d`, a.snapshotID, refreshBatch, lexical.Format)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d auskunft.Document, err error) {
		return d, row.Scan(&d.ID, &d.Title, &d.Lang, &d.Synonyms, &d.Service)
	})
}

func (p *Pipeline) reanalyse(ctx context.Context, tx pgx.Tx, docs []auskunft.Document, a *analysis) error {
	ids := make([]int64, len(docs))
	byID := map[int64]*auskunft.Document{}
	for i := range docs {
		ids[i] = docs[i].ID
		byID[docs[i].ID] = &docs[i]
	}
	rows, err := tx.Query(ctx, `SELECT id, document_id, headings, body FROM passages WHERE document_id = ANY ($1) ORDER BY document_id, ordinal`, ids)
	if err != nil {
		return err
	}
	passages, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x auskunft.Passage, err error) {
		return x, row.Scan(&x.ID, &x.DocumentID, &x.Headings, &x.Text)
	})
	if err != nil {
		return err
	}
	texts := make([]string, len(passages))
	for i, x := range passages {
		texts[i] = embeddedText(byID[x.DocumentID].Title, x.Headings, x.Text)
	}
	vectors, err := a.embedder.Passages(ctx, texts)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	for from := 0; from < len(passages); {
		to := from + 1
		for to < len(passages) && passages[to].DocumentID == passages[from].DocumentID {
			to++
		}
		for i, terms := range a.terms(*byID[passages[from].DocumentID], passages[from:to]) {
			x := passages[from+i]
			b.Queue(`UPDATE passages SET terms = $2, snapshot_id = $3, format = $4 WHERE id = $1`, x.ID, terms, a.snapshotID, lexical.Format)
			b.Queue(`INSERT INTO `+a.vectors.name()+` (passage_id, visibility, embedding)
				SELECT id, visibility, $2 FROM passages WHERE id = $1
				ON CONFLICT (passage_id) DO UPDATE SET embedding = excluded.embedding`, x.ID, a.vectors.value(vectors[from+i]))
		}
		from = to
	}
	// Naming the column wakes the trigger that tells the replicas' indexes.
	b.Queue(`UPDATE documents SET version = version WHERE id = ANY ($1)`, ids)
	b.Queue(notify)
	return tx.SendBatch(ctx, b).Close()
}
