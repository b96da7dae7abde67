// Package wikitest imports wikis into a real database and looks at what is there, for the
// tests of the sources of wikis.
package wikitest

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/safehttp"
)

// Client reaches test servers on this machine, and nothing else that is private.
func Client() *safehttp.Client {
	return safehttp.New(safehttp.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Backoff: time.Millisecond, MaxWait: time.Second})
}

// Desk is a database with a running pipeline.
type Desk struct {
	t        testing.TB
	db       *postgres.DB
	pipeline *ingest.Pipeline
}

// NewDesk makes an empty one.
func NewDesk(t testing.TB) *Desk {
	t.Helper()
	d := &Desk{t: t, db: pgtest.New(t)}
	var err error
	if d.pipeline, err = ingest.New(d.db, ingest.Opener(Client()), nil, 2, slog.New(slog.NewTextHandler(io.Discard, nil))); err != nil {
		t.Fatal(err)
	}
	if err := d.pipeline.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.pipeline.Stop)
	return d
}

// Import imports a source as it is now.
func (d *Desk) Import(s ingest.Source) ingest.Report {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s, err := d.pipeline.SaveSource(ctx, s)
	if err != nil {
		d.t.Fatal(err)
	}
	reports, err := d.pipeline.Import(ctx, []ingest.Source{s}, ingest.Options{}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return reports[0]
}

// Texts are the texts of all documents and passages that a reader sees, in earlier versions
// and originals too, by the keys of the documents.
func (d *Desk) Texts(reader auskunft.Reader) map[string]string {
	d.t.Helper()
	texts := map[string]string{}
	err := d.db.Read(context.Background(), reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(context.Background(), `
			SELECT d.key, concat_ws(E'\n', d.title, d.text, (SELECT string_agg(body, E'\n') FROM passages p WHERE p.document_id = d.id),
			       (SELECT string_agg(v.text, E'\n') FROM versions v WHERE v.document_id = d.id),
			       (SELECT encode(o.bytes, 'escape') FROM originals o WHERE o.document_id = d.id))
			  FROM documents d WHERE d.text <> ''`)
		if err != nil {
			return err
		}
		var key, text string
		_, err = pgx.ForEachRow(rows, []any{&key, &text}, func() error {
			texts[key] = text
			return nil
		})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return texts
}

// Offsets reports passages whose text is not where they say it is.
func (d *Desk) Offsets(reader auskunft.Reader) {
	d.t.Helper()
	var passages, wrong int
	err := d.db.Read(context.Background(), reader, func(tx pgx.Tx) error {
		return tx.QueryRow(context.Background(), `
			SELECT count(*), count(*) FILTER (WHERE substring(d.text FROM p.starts + 1 FOR p.ends - p.starts) <> p.body)
			  FROM passages p JOIN documents d ON d.id = p.document_id`).Scan(&passages, &wrong)
	})
	if err != nil || passages == 0 || wrong != 0 {
		d.t.Errorf("%d of %d passages do not stand where they say, %v", wrong, passages, err)
	}
}
