package ingest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"auskunft"
	"auskunft/internal/jobs"
	"auskunft/internal/retention"
	"auskunft/retrieval/lexical"
)

// growth is how much the public texts grow before their vocabulary is made anew. Below it
// the weights of words move too little to change a ranking; above it compounds of new
// subjects would stay unsplit.
const growth = 1.2

// formerLife is how long a vocabulary is kept after another took its place: batches that began
// with it may run, and so may processes of an older version of this program.
const formerLife = 7 * 24 * time.Hour

// Retention is what is deleted when: vocabularies that no passage is analysed by any more.
func Retention() retention.Rule {
	return retention.Rule{
		Name: "vocabularies", Table: "snapshots", Keep: formerLife, Texts: true,
		Since: `(SELECT min(created_at) FROM snapshots newer WHERE newer.id > snapshots.id)`,
		Only:  `NOT EXISTS (SELECT FROM passages WHERE snapshot_id = snapshots.id)`,
	}
}

// refreshDue reports whether the public texts have outgrown the newest vocabulary.
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
type refreshArgs struct {
	Exact bool `json:"exact,omitempty"` // a vocabulary of other texts than those of now is due, however little they have grown
}

// Kind names the job in the queue.
func (refreshArgs) Kind() string { return "ingest_refresh" }

// queueOnce enqueues a job unless one that does as much is waiting. One that runs is not enough: it
// may have looked before the texts came. River's own uniqueness counts running and completed
// jobs too, and would refuse a second refresh for a day.
func (p *Pipeline) queueOnce(ctx context.Context, tx pgx.Tx, job river.JobArgs) error {
	var waiting bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM river_job WHERE kind = $1 AND args @> $2 AND state IN ('available', 'pending', 'scheduled', 'retryable'))`,
		job.Kind(), job).Scan(&waiting)
	if err != nil || waiting {
		return err
	}
	_, err = p.queue.InsertTx(ctx, tx, job, nil)
	return err
}

type refreshWorker struct {
	river.WorkerDefaults[refreshArgs]
	pipeline *Pipeline
}

// endpointPause is how long a refresh waits for an embedding endpoint that does not answer.
// It waits as often as it takes: what is embedded already stays.
const endpointPause = 30 * time.Second

// Work refreshes until nothing is old or the job's time is nearly over.
func (w *refreshWorker) Work(ctx context.Context, job *river.Job[refreshArgs]) error {
	done, err := w.pipeline.refresh(ctx, job.Args, time.Now().Add(jobs.Timeout/2))
	switch {
	case auskunft.KindOf(err) == auskunft.Unavailable:
		w.pipeline.log.Warn("texts are not analysed anew; trying again", "in", endpointPause, "error", err)
		return river.JobSnooze(endpointPause)
	case err != nil:
		return err
	case !done:
		return river.JobSnooze(0)
	}
	return w.pipeline.settle(ctx)
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
	_, err = p.refresh(ctx, refreshArgs{}, time.Now().Add(24*time.Hour))
	return err
}

// refresh works until nothing is old or the deadline is over. Batches are independent and
// worked several at a time: while one is computed another is written.
func (p *Pipeline) refresh(ctx context.Context, args refreshArgs, deadline time.Time) (done bool, err error) {
	if err := p.inTx(ctx, func(tx pgx.Tx) error { return p.newSnapshot(ctx, tx, args.Exact) }); err != nil {
		return false, err
	}
	for time.Now().Before(deadline) {
		a, err := p.newestAnalysis(ctx)
		if err != nil {
			return false, err
		}
		ids, err := p.oldDocuments(ctx, a)
		if err != nil || len(ids) == 0 {
			return err == nil, err
		}
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(refreshers)
		for chunk := range slices.Chunk(ids, refreshBatch) {
			group.Go(func() error {
				if time.Now().After(deadline) || ctx.Err() != nil {
					return nil
				}
				return p.refreshSome(ctx, chunk, a)
			})
		}
		if err := group.Wait(); err != nil {
			return false, err
		}
	}
	return false, nil
}

// newSnapshot makes the vocabulary of the public texts when it is due. One process does it.
func (p *Pipeline) newSnapshot(ctx context.Context, tx pgx.Tx, exact bool) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('auskunft.snapshot'))`); err != nil {
		return err
	}
	due, err := refreshDue(ctx, tx)
	if err != nil || !due && !exact {
		return err
	}
	words, passages, err := publicWords(ctx, tx)
	if err != nil {
		return err
	}
	if fresh, err := isNewest(ctx, tx, words); err != nil || fresh {
		return err
	}
	var id int32
	if err := tx.QueryRow(ctx, `SELECT nextval(pg_get_serial_sequence('snapshots', 'id'))`).Scan(&id); err != nil {
		return err
	}
	vocabulary, err := words.Build(int64(id)).AppendBinary(nil)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO snapshots (id, passages, vocabulary, format) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4)`,
		id, passages, vocabulary, lexical.Format)
	return err
}

// publicWords counts the words of all public passages.
func publicWords(ctx context.Context, tx pgx.Tx) (words *lexical.VocabularyBuilder, passages int64, err error) {
	rows, err := tx.Query(ctx, `SELECT body FROM passages WHERE visibility = $1`, auskunft.Public)
	if err != nil {
		return nil, 0, err
	}
	words = new(lexical.VocabularyBuilder)
	var body string
	tag, err := pgx.ForEachRow(rows, []any{&body}, func() error {
		words.Add(body)
		return nil
	})
	return words, tag.RowsAffected(), err
}

// isNewest reports whether the newest vocabulary has these words.
func isNewest(ctx context.Context, tx pgx.Tx, words *lexical.VocabularyBuilder) (bool, error) {
	var id int64
	var newest []byte
	err := tx.QueryRow(ctx, `SELECT id, vocabulary FROM snapshots WHERE format = $1 ORDER BY id DESC LIMIT 1`, lexical.Format).Scan(&id, &newest)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	same, err := words.Build(id).AppendBinary(nil)
	return bytes.Equal(same, newest), err
}

// refreshBatch is how many documents one transaction re-analyses, refreshers how many
// transactions are prepared and written at a time.
const (
	refreshBatch = 50
	refreshers   = 2
)

// oldDocuments are those with a passage that another vocabulary analysed, nobody yet, or that
// the current embedder has not embedded.
func (p *Pipeline) oldDocuments(ctx context.Context, a *analysis) (ids []int64, err error) {
	err = p.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT DISTINCT p.document_id FROM passages p LEFT JOIN `+a.vectors.name()+` v ON v.passage_id = p.id
			 WHERE p.snapshot_id IS DISTINCT FROM $1 OR p.format <> $2 OR v.passage_id IS NULL
			 ORDER BY p.document_id`, a.snapshotID, lexical.Format)
		if err != nil {
			return err
		}
		ids, err = collect[int64](rows)
		return err
	})
	return ids, err
}

// refreshSome brings some documents up to the analysis. One that is being stored at the same
// time is waited for.
func (p *Pipeline) refreshSome(ctx context.Context, ids []int64, a *analysis) error {
	return p.inTx(ctx, func(tx pgx.Tx) error {
		docs, err := lockDocuments(ctx, tx, ids)
		if err != nil || len(docs) == 0 {
			return err
		}
		return p.reanalyse(ctx, tx, docs, a)
	})
}

func lockDocuments(ctx context.Context, tx pgx.Tx, ids []int64) (map[int64]auskunft.Document, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, title, lang, synonyms, (SELECT facts FROM services WHERE document_id = d.id)
		  FROM documents d WHERE id = ANY ($1) ORDER BY id FOR UPDATE OF d`, ids)
	if err != nil {
		return nil, err
	}
	docs := make(map[int64]auskunft.Document, len(ids))
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d auskunft.Document, err error) {
		return d, row.Scan(&d.ID, &d.Title, &d.Lang, &d.Synonyms, &d.Service)
	})
	for _, d := range all {
		docs[d.ID] = d
	}
	return docs, err
}

// reanalyse renews terms and vectors of the passages of documents.
func (p *Pipeline) reanalyse(ctx context.Context, tx pgx.Tx, docs map[int64]auskunft.Document, a *analysis) error {
	ids := slices.Sorted(maps.Keys(docs))
	rows, err := tx.Query(ctx, `SELECT id, document_id, visibility, headings, body FROM passages WHERE document_id = ANY ($1) ORDER BY document_id, ordinal`, ids)
	if err != nil {
		return err
	}
	var passages []auskunft.Passage
	r := renewed{documents: ids}
	var texts []string
	var x auskunft.Passage
	var visibility string
	_, err = pgx.ForEachRow(rows, []any{&x.ID, &x.DocumentID, &visibility, &x.Headings, &x.Text}, func() error {
		passages = append(passages, x)
		r.passages = append(r.passages, x.ID)
		r.vectors = append(r.vectors, vectorRow{passage: x.ID, visibility: visibility})
		texts = append(texts, embeddedText(docs[x.DocumentID].Title, x.Headings, x.Text))
		x.Headings = nil
		return nil
	})
	if err != nil {
		return err
	}
	embedded, err := a.embedder.Passages(ctx, texts)
	if err != nil {
		return err
	}
	for i := range r.vectors {
		r.vectors[i].vector = embedded[i]
	}
	r.terms = a.termsOf(docs, passages)
	return a.store(ctx, tx, r)
}

// renewed is a new analysis of the passages of documents.
type renewed struct {
	documents, passages []int64
	terms               [][]byte    // of the passages
	vectors             []vectorRow // likewise
}

// termsOf are the terms of passages in the order of their documents.
func (a *analysis) termsOf(docs map[int64]auskunft.Document, passages []auskunft.Passage) [][]byte {
	var terms [][]byte
	for from := 0; from < len(passages); {
		to := from + 1
		for to < len(passages) && passages[to].DocumentID == passages[from].DocumentID {
			to++
		}
		terms = append(terms, a.terms(docs[passages[from].DocumentID], passages[from:to])...)
		from = to
	}
	return terms
}

func (a *analysis) store(ctx context.Context, tx pgx.Tx, r renewed) error {
	if err := asynchronous(ctx, tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE passages p SET terms = t.terms, snapshot_id = $3, format = $4
		  FROM unnest($1::bigint[], $2::bytea[]) AS t (id, terms) WHERE p.id = t.id`, r.passages, r.terms, a.snapshotID, lexical.Format)
	if err != nil {
		return err
	}
	if err := storeVectors(ctx, tx, a.vectors, r.vectors); err != nil {
		return err
	}
	b := &pgx.Batch{}
	// Naming the column wakes the trigger that tells the replicas' indexes.
	b.Queue(`UPDATE documents SET version = version WHERE id = ANY ($1)`, r.documents)
	b.Queue(notify)
	return tx.SendBatch(ctx, b).Close()
}
