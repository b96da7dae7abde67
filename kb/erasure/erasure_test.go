package erasure_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/audit"
	"auskunft/kb/erasure"
	"auskunft/retrieval"
)

var everybody = auskunft.Reader{}.With(auskunft.Public, auskunft.Internal, "handovers", "signals")

func exec(t *testing.T, db *postgres.DB, sql string, args ...any) {
	t.Helper()
	err := db.Write(t.Context(), everybody, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), sql, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func count(t *testing.T, db *postgres.DB, sql string, args ...any) (n int) {
	t.Helper()
	if err := db.Read(t.Context(), everybody, func(tx pgx.Tx) error { return tx.QueryRow(t.Context(), sql, args...).Scan(&n) }); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// texts are a folder's files.
func write(t *testing.T, folder string, texts map[string]string) {
	t.Helper()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A person's text is in all kinds of places, in other letters and with decomposed umlauts.
func said(t *testing.T, db *postgres.DB) {
	t.Helper()
	const mentioned, other = "Ich heisse MU\u0308LLER-LU\u0308DENSCHEIDT, was kostet das?", "Was kostet die Hundesteuer?"
	for i, question := range []string{mentioned, other} {
		id := strings.Repeat(string(rune('a'+i)), 32)
		exec(t, db, `INSERT INTO conversations (id) VALUES ($1)`, id)
		exec(t, db, `INSERT INTO turns (conversation_id, answer_id, question, status) VALUES ($1, $1, $2, 'answered')`, id, question)
		exec(t, db, `INSERT INTO question_log (answer_id, question, status, lang) VALUES ($1, $2, 'refused', 'de')`, id, question)
		exec(t, db, `INSERT INTO answers (id, visibility, status, lang, generated_by, body, took_ms) VALUES ($1, 'internal', 'answered', 'de', 'extractive', jsonb_build_object('message', $2::text), 1)`, id, question)
		exec(t, db, `INSERT INTO feedback (answer_id, helpful) VALUES ($1, false)`, id)
		exec(t, db, `INSERT INTO signals (kind, question, note, day) VALUES ('gap', 'Hundesteuer', $1, '2026-11-20')`, question)
		exec(t, db, `INSERT INTO handovers (reference, ticket, topic, summary, phone, email, name, lang, conversation_id, received_at)
			VALUES ($1, sha256($1::text::bytea), 'Hund', $2, '04227 1', '', '', 'de', $3, now())`, []string{"A7K-3QX9", "A7K-3QXA"}[i], question, id)
	}
}

func TestErase(t *testing.T) {
	ctx, db, folder := t.Context(), pgtest.New(t), t.TempDir()
	log := slog.New(slog.DiscardHandler)
	pipeline, err := ingest.New(db, ingest.Open, nil, 1, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := pipeline.Start(context.WithoutCancel(ctx)); err != nil {
		t.Fatal(err)
	}
	defer pipeline.Stop()
	src, err := pipeline.SaveSource(ctx, ingest.Source{Name: "wiki", Kind: "files", Location: folder, Visibility: auskunft.Public})
	if err != nil {
		t.Fatal(err)
	}
	sync := func() {
		t.Helper()
		if _, err := pipeline.Import(ctx, []ingest.Source{src}, ingest.Options{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	write(t, folder, map[string]string{
		"verein.md": "# Dackelverein\n\nDen Dackelverein leitet Frau Müller-Lüdenscheidt aus der Gartenstraße.\n",
		"alt.md":    "# Ehrenamt\n\nDas Ehrenamt betreut Müller-Lüdenscheidt.\n",
		"steuer.md": "# Hundesteuer\n\nDie Hundesteuer kostet 120 Euro im Jahr.\n",
	})
	sync()
	write(t, folder, map[string]string{"alt.md": "# Ehrenamt\n\nDas Ehrenamt betreut inzwischen die Freiwilligenagentur.\n"})
	sync()
	said(t, db)
	search, err := retrieval.Open(ctx, db, nil, log)
	if err != nil {
		t.Fatal(err)
	}
	hits := func() (titles []string) {
		t.Helper()
		if err := search.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		result, err := search.Search(ctx, retrieval.Query{Text: "Müller-Lüdenscheidt", Reader: auskunft.PublicReader, K: 10, Now: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range result.Hits {
			titles = append(titles, hit.Document.Title)
		}
		return titles
	}
	if got := hits(); len(got) == 0 || got[0] != "Dackelverein" {
		t.Fatalf("before: %q", got)
	}

	eraser, texts := erasure.New(db, pipeline), []string{"  Müller-Lüdenscheidt ", ""}
	there, err := eraser.Look(ctx, texts)
	if err != nil || len(there.Documents) != 2 || there.Rows() != 8 {
		t.Fatalf("%+v %v", there, err)
	}
	for _, found := range there.People {
		if found.Rows != 1 {
			t.Errorf("%s: %d rows", found.What, found.Rows)
		}
	}
	club, old := there.Documents[0], there.Documents[1]
	if club.Title != "Dackelverein" || !club.Now || club.Versions != 0 || old.Title != "Ehrenamt" || old.Now || old.Versions != 1 {
		t.Errorf("%+v", there.Documents)
	}
	if _, err := eraser.Erase(ctx, texts, []int64{club.ID + 1000}, ""); auskunft.CodeOf(err) != "erase_document" || count(t, db, `SELECT count(*) FROM turns`) != 2 {
		t.Errorf("a document that does not hold it: %v", err)
	}

	erased, err := eraser.Erase(ctx, texts, []int64{club.ID, old.ID}, "Antrag vom 20.11.")
	if err != nil || erased.Rows() != 8 {
		t.Fatalf("%+v %v", erased, err)
	}
	if left, err := eraser.Look(ctx, texts); err != nil || left.Rows() != 0 {
		t.Errorf("left: %+v %v", left, err)
	}
	if got := hits(); len(got) > 0 && got[0] == "Dackelverein" {
		t.Errorf("still found: %q", got)
	}
	for _, table := range []string{"conversations", "turns", "question_log", "answers", "feedback", "signals", "handovers"} {
		if n := count(t, db, `SELECT count(*) FROM `+table); n != 1 {
			t.Errorf("%d rows of others are left in %s", n, table)
		}
	}
	if n := count(t, db, `SELECT count(*) FROM vectors_builtin v JOIN passages p ON p.id = v.passage_id WHERE p.document_id = $1`, club.ID); n != 0 {
		t.Errorf("%d vectors are left", n)
	}
	if n := count(t, db, `SELECT count(*) FROM passages WHERE document_id = $1`, old.ID); n == 0 {
		t.Error("a document whose text of today is somebody else's matter is gone")
	}
	entries, err := audit.New(db.App).List(ctx, audit.Filter{What: audit.TextErased})
	if err != nil || len(entries) != 1 || entries[0].Why != "Antrag vom 20.11." || !strings.Contains(entries[0].Detail, "documents 2, requests 1, questions 1") {
		t.Errorf("%+v %v", entries, err)
	}
}

func TestLookRefusesWhatIsEverywhere(t *testing.T) {
	eraser := erasure.New(nil, nil)
	for _, texts := range [][]string{nil, {"", " "}, {"Ute"}, {"Erika Mustermann", "a"}, {"\xff\xfe\xfd\xfc"}} {
		if _, err := eraser.Look(t.Context(), texts); auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%q: %v", texts, err)
		}
	}
}
