package ingest_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/source"
)

// status is the fixture's source as it is now.
func (f *fixture) status() ingest.Status {
	f.t.Helper()
	s, err := f.SourceStatus(f.t.Context(), f.source.Name)
	if err != nil {
		f.t.Fatal(err)
	}
	return s
}

// await waits until the condition holds.
func (f *fixture) await(what string, condition func() bool) {
	f.t.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			f.t.Fatalf("waited a minute: %s; %+v", what, f.status())
		}
	}
}

func (f *fixture) exec(sql string, args ...any) {
	f.t.Helper()
	if _, err := f.db.App.Exec(f.t.Context(), sql, args...); err != nil {
		f.t.Fatal(err)
	}
}

// schedule runs the schedules of several processes until the end of the test. Each has its
// own pipeline over the same database and counts the listings of its own.
func (f *fixture) schedule(processes int) (listings func() int) {
	f.t.Helper()
	var mu sync.Mutex
	n := 0
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	f.t.Cleanup(func() { stop(); running.Wait() })
	for range processes {
		p, err := ingest.New(f.db, func(source.Place) (source.Source, error) {
			return counted{f.place, func() { mu.Lock(); n++; mu.Unlock() }}, nil
		}, nil, 0, slog.New(slog.NewTextHandler(io.Discard, nil)))
		if err != nil {
			f.t.Fatal(err)
		}
		running.Go(func() { p.RunSchedule(ctx) })
	}
	return func() int { mu.Lock(); defer mu.Unlock(); return n }
}

// counted tells when it is listed, and takes a moment for it.
type counted struct {
	*place
	listed func()
}

func (c counted) List(ctx context.Context, yield func(source.Item) error) error {
	c.listed()
	time.Sleep(100 * time.Millisecond)
	return c.place.List(ctx, yield)
}

func TestScheduleRunsMissedRunsOnce(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	if err := f.SetSchedule(t.Context(), "wiki", "6h"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSchedule(t.Context(), "wiki", "ab und zu"); auskunft.CodeOf(err) != "schedule" {
		t.Errorf("no schedule: %v", err)
	}
	if s := f.status(); s.NextRun == nil || time.Until(*s.NextRun) < 5*time.Hour {
		t.Fatalf("a new schedule plans %v", s.NextRun)
	}
	f.exec(`UPDATE sources SET next_run_at = now() - interval '3 days'`)
	listings := f.schedule(4)
	f.await("the missed run", func() bool { s := f.status(); return s.LastRun != nil && s.LastRun.Finished != nil })
	time.Sleep(4 * time.Second) // longer than a process takes to look again
	if n := listings(); n != 1 {
		t.Errorf("%d listings of four processes; want 1", n)
	}
	s := f.status()
	if s.Documents != 1 || s.Passages != 2 || s.LastRun.Items.Stored != 1 || s.NextRun == nil || time.Until(*s.NextRun) < 5*time.Hour {
		t.Errorf("after the run: %+v, next %v", s, s.NextRun)
	}
	if all, err := f.Sources(t.Context()); err != nil || len(all) != 1 || all[0].Name != "wiki" {
		t.Errorf("sources %+v, %v", all, err)
	}
}

func TestPauseAndRunNow(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	if err := f.SetSchedule(t.Context(), "wiki", "03:30"); err != nil {
		t.Fatal(err)
	}
	f.schedule(1)
	if err := f.Pause(t.Context(), "wiki", true); err != nil {
		t.Fatal(err)
	}
	if s := f.status(); !s.Paused || s.NextRun != nil {
		t.Errorf("paused: %+v", s)
	}
	if err := f.RunNow(t.Context(), "wiki", ingest.Options{}); err != nil {
		t.Fatal(err)
	}
	f.await("the run that was asked for", func() bool { s := f.status(); return s.LastRun != nil && s.LastRun.Finished != nil })
	if s := f.status(); !s.Paused || s.NextRun != nil || s.Documents != 1 {
		t.Errorf("after a run of a paused source: %+v", s)
	}
	if err := f.Pause(t.Context(), "wiki", false); err != nil {
		t.Fatal(err)
	}
	if s := f.status(); s.Paused || s.NextRun == nil {
		t.Errorf("resumed: %+v", s)
	}
	for _, err := range []error{f.Pause(t.Context(), "x", true), f.RunNow(t.Context(), "x", ingest.Options{}), f.RemoveSource(t.Context(), "x")} {
		if auskunft.CodeOf(err) != "source_unknown" {
			t.Errorf("an unknown source: %v", err)
		}
	}
}

// A run of a due source that stops leaves a run that says why, and options of RunNow reach
// the run.
func TestStoppedListingIsRecorded(t *testing.T) {
	f := newFixture(t)
	for i := range 20 {
		f.place.set(fmt.Sprintf("seite%02d", i), fmt.Sprintf("# Seite %d\n\nText.\n", i))
	}
	f.sync(ingest.Options{})
	for i := range 10 {
		f.place.set(fmt.Sprintf("seite%02d", i), "")
	}
	f.schedule(1)
	if err := f.RunNow(t.Context(), "wiki", ingest.Options{}); err != nil {
		t.Fatal(err)
	}
	f.await("the run that stops", func() bool { return strings.Contains(f.status().LastRun.Stopped, "10 of 20") })
	if s := f.status(); s.Documents != 20 {
		t.Errorf("%d documents after a run that stopped; want 20", s.Documents)
	}
	if err := f.RunNow(t.Context(), "wiki", ingest.Options{AcceptDeletes: true}); err != nil {
		t.Fatal(err)
	}
	f.await("the run that may delete", func() bool { return f.status().Documents == 10 })
	if runs, err := f.Runs(t.Context(), "wiki"); err != nil || len(runs) != 3 || runs[0].Items.Retired != 10 || runs[0].Stopped != "" {
		t.Errorf("runs %+v, %v", runs, err)
	}
}

func TestOneListingAtATime(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.place.listing = make(chan struct{})
	done := make(chan error)
	go func() {
		_, err := f.Sync(context.Background(), f.source, ingest.Options{})
		done <- err
	}()
	<-f.place.listing // it has begun
	if _, err := f.Sync(t.Context(), f.source, ingest.Options{}); auskunft.CodeOf(err) != "ingest_busy" {
		t.Errorf("a second listing: %v", err)
	}
	<-f.place.listing
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A run whose jobs are all gone does not block its source for ever.
func TestAbandonedRunIsClosed(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.sync(ingest.Options{})
	f.exec(`UPDATE ingest_runs SET finished_at = NULL`)
	f.exec(`UPDATE ingest_items SET state = 'waiting'`)
	f.exec(`UPDATE river_job SET state = 'discarded', finalized_at = now() WHERE kind = 'ingest_batch'`)
	f.schedule(1)
	if err := f.RunNow(t.Context(), "wiki", ingest.Options{}); err != nil {
		t.Fatal(err)
	}
	f.await("a new run", func() bool {
		runs, err := f.Runs(t.Context(), "wiki")
		return err == nil && len(runs) == 2 && runs[0].Finished != nil && strings.Contains(runs[1].Stopped, "too often")
	})
}

func TestRemovedSourceLeavesNothing(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.place.set("geheim", dogs)
	f.sync(ingest.Options{})
	f.place.set("hunde", dogs+"\nMehr.\n")
	f.sync(ingest.Options{})
	before := f.rows(taxOffice, `SELECT max(changed_by::text::bigint)::text FROM documents`)
	if err := f.RemoveSource(t.Context(), "wiki"); err != nil {
		t.Fatal(err)
	}
	if left := f.rows(taxOffice, `SELECT text FROM documents WHERE text <> '' UNION ALL SELECT body FROM passages UNION ALL SELECT text FROM versions
		UNION ALL SELECT format FROM originals UNION ALL SELECT key FROM ingest_items`); len(left) != 0 {
		t.Errorf("%q is left", left)
	}
	if after := f.rows(taxOffice, `SELECT min(changed_by::text::bigint)::text FROM documents WHERE retired_at IS NOT NULL`); len(after) != 1 || after[0] <= before[0] {
		t.Errorf("indexes do not hear of it: changed by %v, before %v", after, before)
	}
	if all, err := f.Sources(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("sources %+v, %v", all, err)
	}
	again, err := f.SaveSource(t.Context(), ingest.Source{Name: "wiki", Kind: "test", Location: "-", Visibility: auskunft.Public})
	if err != nil || again.ID == f.source.ID {
		t.Errorf("the name is not free: %+v, %v", again, err)
	}
	f.exec(`UPDATE sources SET removed_at = now() - interval '2 days' WHERE id = $1`, f.source.ID)
	f.schedule(1)
	f.await("the tombstones' end", func() bool { return len(f.rows(taxOffice, `SELECT key FROM documents`)) == 0 })
}

// Who may read a source decides who may read its texts, also for those that do not change.
func TestNarrowedSourceNarrowsItsTexts(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.place.set("geheim", dogs)
	f.source.Visibility = auskunft.Public
	save := func(v auskunft.Visibility) {
		f.t.Helper()
		var err error
		f.source.Visibility = v
		if f.source, err = f.SaveSource(t.Context(), f.source); err != nil {
			t.Fatal(err)
		}
	}
	see := func(who auskunft.Reader, want ...string) {
		f.t.Helper()
		if got := f.rows(who, `SELECT DISTINCT key FROM documents d JOIN passages p ON p.document_id = d.id ORDER BY 1`); !slices.Equal(got, want) {
			t.Errorf("%s sees %q; want %q", who, got, want)
		}
	}
	save(auskunft.Public)
	f.sync(ingest.Options{})
	see(auskunft.PublicReader, "hunde")
	save(auskunft.Internal)
	see(auskunft.PublicReader)
	see(internal, "hunde")
	see(taxOffice, "geheim", "hunde")
	save(auskunft.Public)
	see(auskunft.PublicReader) // not before everything was read again
	f.sync(ingest.Options{})
	see(auskunft.PublicReader, "hunde")
	save(auskunft.DepartmentOnly("bau"))
	see(auskunft.PublicReader)
	see(internal)
	see(auskunft.ReaderOf(auskunft.DepartmentOnly("bau")), "hunde")
}

func TestPassagesOfADocument(t *testing.T) {
	f := newFixture(t)
	f.place.set("hunde", dogs)
	f.sync(ingest.Options{})
	var id int64
	if _, err := fmt.Sscan(f.rows(internal, `SELECT id::text FROM documents`)[0], &id); err != nil {
		t.Fatal(err)
	}
	passages, err := f.Passages(t.Context(), internal, id)
	if err != nil || len(passages) != 2 || passages[1].Text != "Befreiung\n\nAssistenzhunde sind befreit." || !slices.Equal(passages[1].Headings, []string{"Befreiung"}) {
		t.Errorf("passages %+v, %v", passages, err)
	}
	if _, err := f.Passages(t.Context(), auskunft.PublicReader, id); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("the public sees the passages of an internal document: %v", err)
	}
}
