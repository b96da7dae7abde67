package ingest_test

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/ingest/extract"
	"auskunft/ingest/ingesttest"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/sharedtest"
)

// workers is how many batches are prepared and stored at once, as in the program itself.
const workers = 2

// bench is a pipeline over a PostgreSQL as a city would run it: on disk, with fsync.
type bench struct {
	*ingest.Pipeline
	b       *testing.B
	db      *postgres.DB
	data    string
	failing bool // some items are expected to fail
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

// ingest reads a folder as a source.
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
	if len(reports[0].Failed) > 0 && !x.failing {
		x.b.Fatalf("failed: %+v", reports[0].Failed[0])
	}
	return reports[0]
}

// usage is processor time used so far: by this process with its children (PDF), and by the
// server.
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
		var used time.Duration
		for _, tick := range fields[11:15] { // with its dead children
			n, _ := strconv.Atoi(tick)
			used += time.Duration(n) * time.Second / 100
		}
		switch {
		case pid == server || fields[1] == server:
			u.server += used
		case fields[1] == strconv.Itoa(os.Getpid()):
			u.own += used
		}
	}
	return u
}

// measure reports what fn used, and how many things a second it did.
func (x *bench) measure(unit string, fn func() int) {
	x.b.Helper()
	resetPeak()
	before, begin := x.usage(), time.Now()
	n := fn()
	wall, after := time.Since(begin).Seconds(), x.usage()
	x.b.ReportMetric(0, "ns/op") // the start of a server and the like are in it
	x.b.ReportMetric(float64(n)/wall, unit+"/s")
	x.b.ReportMetric((after.own - before.own).Seconds(), "own-cpu-s")
	x.b.ReportMetric((after.server - before.server).Seconds(), "server-cpu-s")
	x.b.ReportMetric(wall, "wall-s")
	x.b.ReportMetric(peak(x.b), "peak-MB")
}

// resetPeak lets the kernel forget the most memory this process has had, and the runtime
// give back what building the input took. Only Linux can.
func resetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peak is the most memory this process has had since resetPeak.
func peak(b *testing.B) float64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); fields[0] == "VmHWM:" {
			kB, err := strconv.Atoi(fields[1])
			if err != nil {
				b.Fatal(err)
			}
			return float64(kB) / 1024
		}
	}
	return 0
}

// BenchmarkIngestPages imports 4,000 HTML and Markdown documents into an empty database,
// to where they can be found: the vocabulary included. The bar is 400 documents/s.
func BenchmarkIngestPages(b *testing.B) {
	const n = 4000
	folder := b.TempDir()
	ingesttest.Recombined(b, folder, n)
	for b.Loop() {
		x := newBench(b)
		x.measure("documents", func() int { return x.ingest("seiten", folder).Stored })
	}
}

// BenchmarkIngestPDF imports the born-digital ordinances of the shared data and of the demo,
// each twenty times under names of its own. The bar is 150 pages/s.
func BenchmarkIngestPDF(b *testing.B) {
	const copies = 20
	folder, digital := b.TempDir(), 0
	names, err := filepath.Glob(filepath.Join(sharedtest.Folder(b, "linsengericht-satzungen"), "pdf", "*.pdf"))
	if err != nil {
		b.Fatal(err)
	}
	own, err := filepath.Glob("../demo/ordinances/*.pdf")
	if err != nil || len(own) == 0 {
		b.Fatalf("no ordinances in the demo: %v", err)
	}
	reader := &extract.Extractor{PDF: extract.PDFOptions{OCR: extract.OCROptions{Command: "off"}}}
	for _, name := range append(names, own...) {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		result, err := reader.Extract(b.Context(), "pdf", name, data)
		if err != nil {
			b.Fatal(err)
		}
		if slices.ContainsFunc(result.Warnings, func(w extract.Warning) bool { return w.Code == "needs_ocr" }) {
			continue
		}
		digital++
		for i := range copies {
			if err := os.WriteFile(filepath.Join(folder, strconv.Itoa(i)+"-"+filepath.Base(name)), data, 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Logf("%d ordinances", digital)
	for b.Loop() {
		x := newBench(b)
		x.measure("pages", func() int { return x.ingest("satzungen", folder).Coverage.Pages })
	}
}

// BenchmarkIngestAwkward imports the broken, huge and encrypted PDFs of the shared data. What
// counts is the most memory this process takes; the bar is 300 MB.
func BenchmarkIngestAwkward(b *testing.B) {
	shared := sharedtest.Folder(b, "pdf-samples")
	for b.Loop() {
		x := newBench(b)
		x.failing = true
		x.measure("documents", func() int {
			r := x.ingest("alles", shared)
			b.Logf("%d listed, %d stored, failed: %v", r.Listed, r.Stored, r.Coverage.Failed)
			return r.Stored
		})
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
		x.measure("documents", func() int { return x.ingest("seiten", folder).Unchanged })
	}
}
