package ingest_test

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/ingesttest"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
)

// workers is how many batches are prepared and stored at once, as in the program itself.
const workers = 2

// bench is a pipeline over a PostgreSQL as a city would run it: on disk, with fsync.
type bench struct {
	*ingest.Pipeline
	b    *testing.B
	db   *postgres.DB
	data string
}

func newBench(b *testing.B) *bench {
	x := &bench{b: b, data: pgtest.Folder(b)}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	var err error
	if x.db, err = postgres.Open(b.Context(), config.Config{Data: x.data}, log); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.db.Close() })
	if err := x.db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	if x.Pipeline, err = ingest.New(x.db, ingest.Open, nil, workers, log); err != nil {
		b.Fatal(err)
	}
	if err := x.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(x.Stop)
	return x
}

// ingest reads a folder as a source and reports the time and the processor time of a run,
// our own and the server's.
func (x *bench) ingest(name, folder string) ingest.Report {
	x.b.Helper()
	src, err := x.SaveSource(x.b.Context(), ingest.Source{Name: name, Kind: "files", Location: folder, Visibility: auskunft.Public})
	if err != nil {
		x.b.Fatal(err)
	}
	reports, err := x.Import(x.b.Context(), []ingest.Source{src}, ingest.Options{}, nil)
	if err != nil {
		x.b.Fatal(err)
	}
	if len(reports[0].Failed) > 0 {
		x.b.Fatalf("failed: %+v", reports[0].Failed[0])
	}
	return reports[0]
}

// usage is processor time used so far: by this process with its dead children (PDF), and
// by the server.
type usage struct{ own, server time.Duration }

func (x *bench) usage() usage {
	var u usage
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if err := syscall.Getrusage(who, &r); err != nil {
			x.b.Fatal(err)
		}
		u.own += time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
	b, err := os.ReadFile(filepath.Join(x.data, "postgres/data/postmaster.pid"))
	if err != nil {
		x.b.Fatal(err)
	}
	server, _, _ := strings.Cut(string(b), "\n")
	processes, _ := filepath.Glob("/proc/[0-9]*/stat") // none but on Linux
	for _, path := range processes {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // ended meanwhile
		}
		pid := filepath.Base(filepath.Dir(path))
		_, rest, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(rest) // from the third on: state, parent, …
		if pid != server && fields[1] != server {
			continue
		}
		ticks := fields[11:13]
		if pid == server {
			ticks = fields[11:15] // with its dead children
		}
		for _, tick := range ticks {
			n, _ := strconv.Atoi(tick)
			u.server += time.Duration(n) * time.Second / 100
		}
	}
	return u
}

// measure reports what fn used, and n things a second.
func (x *bench) measure(n func() float64, unit string, fn func()) {
	before, begin := x.usage(), time.Now()
	fn()
	wall, after := time.Since(begin).Seconds(), x.usage()
	x.b.ReportMetric(n()/wall, unit+"/s")
	x.b.ReportMetric((after.own - before.own).Seconds(), "own-cpu-s")
	x.b.ReportMetric((after.server - before.server).Seconds(), "server-cpu-s")
	x.b.ReportMetric(wall, "wall-s")
}

// BenchmarkIngestPages imports 4,000 HTML and Markdown documents into an empty database,
// to where they can be found: the vocabulary included. The bar is 400 documents/s.
func BenchmarkIngestPages(b *testing.B) {
	const n = 4000
	folder := b.TempDir()
	ingesttest.Recombined(b, folder, n)
	for b.Loop() {
		x := newBench(b)
		x.measure(func() float64 { return n }, "documents", func() { x.ingest("seiten", folder) })
	}
}

// BenchmarkUnchanged synchronises 10,000 documents of which none has changed. The bar is
// five seconds.
func BenchmarkUnchanged(b *testing.B) {
	const n = 10_000
	folder := b.TempDir()
	ingesttest.Recombined(b, folder, n)
	x := newBench(b)
	x.ingest("seiten", folder)
	for b.Loop() {
		x.measure(func() float64 { return n }, "documents", func() { x.ingest("seiten", folder) })
	}
}
