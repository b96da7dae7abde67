package ingest_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
)

// place is a source in memory. Texts whose name contains "poison" cannot be fetched, those
// with "panic" make a parser panic.
type place struct {
	mu    sync.Mutex
	texts map[string]string // name -> Markdown

	withheld   map[string]bool // names that nobody may read any more
	department string          // name of a text that is the tax office's, beside those called "geheim"

	listing chan struct{} // where it is not nil, a listing gives one at its beginning and one at its end

	down    map[string]int    // names and how many of their fetches fail for now
	fetches map[string]int    // names and how often they were fetched
	closed  int               // how often it was closed
	state   string            // what it remembers
	given   []json.RawMessage // what it was given when it was opened
}

func (p *place) set(name, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if text == "" {
		delete(p.texts, name)
		return
	}
	p.texts[name] = text
}

func (p *place) List(_ context.Context, yield func(source.Item) error) error {
	if p.listing != nil {
		p.listing <- struct{}{}
		p.listing <- struct{}{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(p.texts)) {
		if p.withheld[name] {
			if err := yield(source.Item{Key: name, Withheld: "it is for nobody"}); err != nil {
				return err
			}
			continue
		}
		if err := yield(source.Item{Key: name, Mark: fmt.Sprintf("%x", sha256.Sum256([]byte(p.texts[name]))), Format: "markdown"}); err != nil {
			return err
		}
	}
	return nil
}

func (p *place) Fetch(_ context.Context, item source.Item) (source.Fetched, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fetches == nil {
		p.fetches = map[string]int{}
	}
	p.fetches[item.Key]++
	if p.down[item.Key] >= p.fetches[item.Key] {
		return source.Fetched{}, auskunft.Errorf(auskunft.Unavailable, "web_timeout", "%s does not answer", item.Key)
	}
	switch {
	case strings.Contains(item.Key, "poison"):
		return source.Fetched{}, auskunft.Errorf(auskunft.Invalid, "unreadable", "%s is damaged: save it again", item.Key)
	case strings.Contains(item.Key, "panic"):
		panic("a file nobody imagined")
	}
	doc := auskunft.Document{Kind: auskunft.WikiDocument, Title: item.Key}
	if strings.Contains(item.Key, "geheim") || item.Key == p.department {
		doc.Visibility = auskunft.DepartmentOnly("steuern")
	}
	return source.Fetched{Document: doc, Original: []byte(p.texts[item.Key]), Format: "markdown"}, nil
}

// State remembers what the test says, once it says something.
func (p *place) State() (json.RawMessage, error) {
	if p.state == "" {
		return nil, nil
	}
	return json.Marshal(p.state)
}

// Close counts.
func (p *place) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed++
	return nil
}

// fixture is a running pipeline over one place.
type fixture struct {
	*ingest.Pipeline
	t      *testing.T
	db     *postgres.DB
	place  *place
	source ingest.Source
}

func newFixture(t *testing.T) *fixture {
	f := &fixture{t: t, db: pgtest.New(t), place: &place{texts: map[string]string{}}}
	open := func(p source.Place) (source.Source, error) {
		f.place.mu.Lock()
		defer f.place.mu.Unlock()
		f.place.given = append(f.place.given, p.State)
		return f.place, nil
	}
	var err error
	if f.Pipeline, err = ingest.New(f.db, open, nil, 2, slog.New(slog.NewTextHandler(io.Discard, nil))); err != nil {
		t.Fatal(err)
	}
	if err := f.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Stop)
	f.source, err = f.SaveSource(t.Context(), ingest.Source{Name: "wiki", Kind: "test", Location: "-", Visibility: auskunft.Internal})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) sync(options ingest.Options) ingest.Report {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), time.Minute)
	defer cancel()
	reports, err := f.Import(ctx, []ingest.Source{f.source}, options, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	return reports[0]
}

// rows reads one column of all visible rows as reader.
func (f *fixture) rows(reader auskunft.Reader, sql string, args ...any) []string {
	f.t.Helper()
	var out []string
	err := f.db.Read(f.t.Context(), reader, func(tx pgx.Tx) error {
		rows, err := tx.Query(f.t.Context(), sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

var (
	internal  = auskunft.ReaderOf(auskunft.Internal)
	taxOffice = auskunft.ReaderOf(auskunft.DepartmentOnly("steuern"))
)

const dogs = "# Hunde\n\nWer einen Hund hält, meldet ihn binnen vierzehn Tagen an.\n\n## Befreiung\n\nAssistenzhunde sind befreit.\n"

func TestImportStoresTextsAsTheyStand(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.place.set("geheim", "# Erlass\n\nBei Härte wird die Steuer erlassen.\n")
	if r := f.sync(ingest.Options{}); r.Stored != 2 || len(r.Failed) != 0 {
		t.Fatalf("report %+v; want 2 stored", r)
	}
	if got := f.rows(internal, `SELECT title FROM documents`); !slices.Equal(got, []string{"hunde"}) {
		t.Errorf("internal sees %q", got)
	}
	if got := f.rows(auskunft.PublicReader, `SELECT title FROM documents UNION ALL SELECT body FROM passages`); len(got) != 0 {
		t.Errorf("the public sees %q", got)
	}
	if got := f.rows(taxOffice, `SELECT title FROM documents ORDER BY 1`); !slices.Equal(got, []string{"geheim", "hunde"}) {
		t.Errorf("the department sees %q", got)
	}
	wrong := f.rows(taxOffice, `SELECT p.body FROM passages p JOIN documents d ON d.id = p.document_id
		WHERE substring(d.text FROM p.starts + 1 FOR p.ends - p.starts) <> p.body`)
	if len(wrong) != 0 {
		t.Errorf("passages that are not their range of the text: %q", wrong)
	}
	if got := f.rows(taxOffice, `SELECT p.id::text FROM passages p LEFT JOIN vectors_builtin v ON v.passage_id = p.id WHERE v IS NULL`); len(got) != 0 {
		t.Errorf("passages without a vector: %q", got)
	}
}

// Where a source does not know when a text changed, the text may.
func TestTextTellsItsLastChange(t *testing.T) {
	f := newFixture(t)
	f.place.set("markt", "# Markt\n\nDer Markt ist freitags.\n\nZuletzt geändert: 3. Mai 2020\n")
	f.sync(ingest.Options{})
	if got := f.rows(internal, `SELECT to_char(changed_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD') FROM documents`); !slices.Equal(got, []string{"2020-05-03"}) {
		t.Errorf("changed on %q", got)
	}
}

func TestUnchangedCostsNothingAndChangedIsSwapped(t *testing.T) {
	f := newFixture(t)
	for i := range 10 {
		f.place.set(fmt.Sprintf("seite%d", i), fmt.Sprintf("# Seite %d\n\nText der Seite.\n", i))
	}
	f.place.set("hunde", dogs)
	f.sync(ingest.Options{})
	before := f.rows(internal, `SELECT id || ' ' || xmin || ' ' || version FROM documents WHERE key <> 'hunde' ORDER BY id`)

	f.place.set("hunde", strings.Replace(dogs, "vierzehn", "zehn", 1))
	r := f.sync(ingest.Options{})
	if r.Stored != 1 || r.Unchanged != 10 {
		t.Errorf("report %+v; want 1 stored, 10 unchanged", r)
	}
	if after := f.rows(internal, `SELECT id || ' ' || xmin || ' ' || version FROM documents WHERE key <> 'hunde' ORDER BY id`); !slices.Equal(before, after) {
		t.Error("rows of unchanged documents were written")
	}
	if got := f.rows(internal, `SELECT version || ' ' || (text LIKE '%zehn Tagen%') FROM documents WHERE key = 'hunde'`); !slices.Equal(got, []string{"2 true"}) {
		t.Errorf("hunde is %q; want version 2 with the new text", got)
	}
	if got := f.rows(internal, `SELECT version::text FROM versions WHERE text LIKE '%vierzehn%'`); !slices.Equal(got, []string{"1"}) {
		t.Errorf("earlier versions %q; want version 1", got)
	}
	if got := f.rows(internal, `SELECT body FROM passages WHERE body LIKE '%vierzehn%'`); len(got) != 0 {
		t.Errorf("old passages are still there: %q", got)
	}
	if r := f.sync(ingest.Options{Redo: true}); r.Stored != 0 || r.Unchanged != 11 {
		t.Errorf("redoing unchanged texts: %+v; want 11 unchanged", r)
	}
}

func TestOneBadItemBlocksNobody(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.place.set("poison", "x")
	f.place.set("panic", "x")
	f.place.set("null", "# Null\n\nvor\x00nach\n")
	r := f.sync(ingest.Options{})
	failed := map[string]string{}
	for _, p := range r.Failed {
		failed[p.Key] = p.Detail
	}
	if r.Stored+len(failed) != 4 || r.Stored < 1 || !strings.Contains(failed["poison"], "save it again") || !strings.Contains(failed["panic"], "our own code") {
		t.Errorf("stored %d, failed %v", r.Stored, failed)
	}
	if got := f.rows(internal, `SELECT key FROM documents WHERE key = 'hunde'`); len(got) != 1 {
		t.Error("the good document is not there")
	}
}

func TestVanishedAreRetiredUnlessTooMany(t *testing.T) {
	f := newFixture(t)
	for i := range 20 {
		f.place.set(fmt.Sprintf("seite%02d", i), fmt.Sprintf("# Seite %d\n\nText.\n", i))
	}
	f.sync(ingest.Options{})
	f.place.set("seite00", "")
	if r := f.sync(ingest.Options{}); r.Retired != 1 {
		t.Errorf("report %+v; want 1 retired", r)
	}
	if got := f.rows(internal, `SELECT p.body FROM passages p JOIN documents d ON d.id = p.document_id WHERE d.key = 'seite00'`); len(got) != 0 {
		t.Errorf("a retired document still has passages: %q", got)
	}
	for i := range 10 {
		f.place.set(fmt.Sprintf("seite%02d", i), "")
	}
	if _, err := f.Sync(t.Context(), f.source, ingest.Options{}); auskunft.CodeOf(err) != "ingest_vanished" {
		t.Errorf("9 of 19 vanishing: error %v; want a refusal", err)
	}
	if r := f.sync(ingest.Options{AcceptDeletes: true}); r.Retired != 9 {
		t.Errorf("report %+v; want 9 retired", r)
	}
	f.place.set("seite00", "# Seite 0\n\nText.\n")
	if r := f.sync(ingest.Options{}); r.Stored != 1 {
		t.Errorf("a document that came back: %+v; want 1 stored", r)
	}
}

func TestVocabularyComesFromPublicTextsOnly(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.sync(ingest.Options{})
	var n int
	if err := f.db.App.QueryRow(t.Context(), `SELECT count(*) FROM snapshots`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d snapshots of internal texts, %v; want none", n, err)
	}
}

func TestPreviewChangesNothing(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.sync(ingest.Options{})
	f.place.set("hunde", dogs+"\nNeu.\n")
	f.place.set("katzen", "# Katzen\n\nKatzen sind steuerfrei.\n")
	plan, err := f.Preview(t.Context(), ingest.Source{Name: "wiki", Kind: "test", Location: "-"}, ingest.Options{})
	if err != nil || !slices.Equal(plan.New, []string{"katzen"}) || !slices.Equal(plan.Changed, []string{"hunde"}) {
		t.Errorf("plan %+v, %v", plan, err)
	}
	if got := f.rows(internal, `SELECT key FROM documents`); len(got) != 1 {
		t.Errorf("documents %q after a preview", got)
	}
}

// A disk that fills up during an import is told at once; nothing is half written, and the
// next import completes.
func TestFullDisk(t *testing.T) {
	f := newFixture(t)
	for i := range 60 {
		f.place.set(fmt.Sprintf("seite%02d", i), fmt.Sprintf("# Seite %d\n\nText.\n", i))
	}
	for _, sql := range []string{
		`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.body LIKE '%Seite 50%' THEN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END IF;
			RETURN NEW; END $$`,
		`CREATE TRIGGER full_disk BEFORE INSERT ON passages FOR EACH ROW EXECUTE FUNCTION full_disk()`,
	} {
		if _, err := f.db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.Import(t.Context(), []ingest.Source{f.source}, ingest.Options{}, nil)
	if auskunft.CodeOf(err) != "disk_full" {
		t.Fatalf("error %v; want disk_full", err)
	}
	if half := f.rows(internal, `SELECT key FROM documents d WHERE NOT EXISTS (SELECT FROM passages WHERE document_id = d.id)`); len(half) != 0 {
		t.Errorf("documents without passages: %q", half)
	}
	if _, err := f.db.Owner.Exec(t.Context(), `DROP TRIGGER full_disk ON passages`); err != nil {
		t.Fatal(err)
	}
	f.sync(ingest.Options{})
	if got := f.rows(internal, `SELECT key FROM documents`); len(got) != 60 {
		t.Errorf("%d documents after making room; want 60", len(got))
	}
}

// What an older version analysed is analysed again at the start of a newer one.
func TestUpgradeAnalysesOldTextsAgain(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.sync(ingest.Options{})
	before := f.rows(internal, `SELECT encode(terms, 'hex') FROM passages ORDER BY id`)
	err := f.db.Write(t.Context(), internal, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE passages SET format = 0, terms = ''`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Upgrade(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := f.rows(internal, `SELECT encode(terms, 'hex') FROM passages ORDER BY id`); !slices.Equal(before, after) {
		t.Error("the terms are not what they were")
	}
}

func TestItemsNeverWidenTheirSource(t *testing.T) {
	for _, test := range []struct{ source, own, want auskunft.Visibility }{
		{auskunft.Public, "", auskunft.Public},
		{auskunft.Public, auskunft.Internal, auskunft.Internal},
		{auskunft.Internal, auskunft.Public, auskunft.Internal},
		{auskunft.Internal, "department:steuern", "department:steuern"},
		{"department:bau", auskunft.Internal, "department:bau"},
		{"department:bau", auskunft.Public, "department:bau"},
		{"department:bau", "department:bau", "department:bau"},
	} {
		if got, err := ingest.Narrower(test.source, test.own); err != nil || got != test.want {
			t.Errorf("%q in a source for %q: %q, %v; want %q", test.own, test.source, got, err, test.want)
		}
	}
	if got, err := ingest.Narrower("department:bau", "department:steuern"); auskunft.KindOf(err) != auskunft.Invalid {
		t.Errorf("two departments: %q, %v; want an error", got, err)
	}
}

// What nobody may read any more is erased at once, even when it is everything, and comes back
// when it may be read again.
func TestWithheldTextsAreErased(t *testing.T) {
	f := newFixture(t)
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for _, name := range names {
		f.place.set(name, dogs)
	}
	f.sync(ingest.Options{})
	f.place.set("a", strings.Replace(dogs, "vierzehn", "zehn", 1)) // an earlier version is there too
	f.sync(ingest.Options{})
	f.place.withheld = map[string]bool{"nie dagewesen": true}
	for _, name := range names[:7] {
		f.place.withheld[name] = true
	}
	for run, retired := range []int{7, 0} {
		r := f.sync(ingest.Options{})
		if r.Retired != retired || len(r.Withheld) != 7 || r.Withheld[0].Detail != "it is for nobody" || r.Listed != 1 || r.Unchanged != 1 || len(r.Failed) != 0 {
			t.Errorf("run %d: %+v", run, r)
		}
	}
	left := f.rows(internal, `SELECT 'document' FROM documents WHERE text LIKE '%Hund%' OR title = 'a' UNION ALL SELECT 'passage' FROM passages GROUP BY document_id
		UNION ALL SELECT 'original' FROM originals UNION ALL SELECT 'version' FROM versions`)
	if !slices.Equal(left, []string{"document", "passage", "original"}) {
		t.Errorf("%q is left; want one of each of the page that is still there", left)
	}
	f.place.withheld = nil
	if r := f.sync(ingest.Options{}); r.Stored != 7 || r.Unchanged != 1 {
		t.Errorf("%+v; want 7 stored again", r)
	}
}

// A page that is now for a department other than its source's is not left to the source's.
func TestVisibilityConflictErases(t *testing.T) {
	f := newFixture(t)
	var err error
	if f.source, err = f.SaveSource(t.Context(), ingest.Source{Name: "bau", Kind: "test", Location: "-", Visibility: auskunft.DepartmentOnly("bau")}); err != nil {
		t.Fatal(err)
	}
	f.place.set("geheim", dogs)
	if r := f.sync(ingest.Options{}); len(r.Failed) != 1 || r.Stored != 0 {
		t.Fatalf("%+v", r)
	}
	f.place.set("offen", dogs)
	f.sync(ingest.Options{})
	f.place.department = "offen"
	f.place.set("offen", dogs+"Mehr.\n")
	if r := f.sync(ingest.Options{}); len(r.Failed) != 2 {
		t.Fatalf("%+v", r)
	}
	if left := f.rows(auskunft.ReaderOf(auskunft.DepartmentOnly("bau")), `SELECT text FROM documents WHERE text <> '' UNION ALL SELECT body FROM passages`); len(left) != 0 {
		t.Errorf("%q is left", left)
	}
}
