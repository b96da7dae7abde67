package extract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/split"
	"auskunft/internal/sharedtest"
)

// Born-digital ordinances, whole files in child processes, as many at once as there are
// processors, split into passages.
func BenchmarkPDFOrdinances(b *testing.B) {
	paths, err := filepath.Glob("../../demo/ordinances/*.pdf")
	if err != nil {
		b.Fatal(err)
	}
	if shared, err := filepath.Glob(filepath.Join(sharedtest.Folder(b, "linsengericht-satzungen"), "pdf/*.pdf")); err == nil {
		paths = append(paths, shared...)
	}
	var files [][]byte
	for _, path := range paths {
		data := readFile(b, path)
		if result, err := withoutOCR.Extract(b.Context(), "pdf", path, data); err == nil && len(result.Warnings) == 0 {
			files = append(files, data)
		}
	}
	var next, pages atomic.Int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			result, err := withoutOCR.Extract(context.Background(), "pdf", "", files[int(next.Add(1))%len(files)])
			if err != nil {
				b.Error(err)
				return
			}
			split.Split(result, auskunft.OrdinanceDocument, nil)
			pages.Add(int64(result.Pages))
		}
	})
	b.ReportMetric(float64(pages.Load())/b.Elapsed().Seconds(), "pages/s")
}

// Municipal pages of a content management system, extracted and split on one processor.
func BenchmarkHTMLAndSplit(b *testing.B) {
	paths, err := filepath.Glob(filepath.Join(sharedtest.Folder(b, "omos-qa"), "pages/*.de.pages.json"))
	if err != nil || len(paths) == 0 {
		b.Fatal("no pages")
	}
	var pages []struct{ Content string }
	for _, path := range paths {
		var some []struct{ Content string }
		if err := json.Unmarshal(readFile(b, path), &some); err != nil {
			b.Fatal(err)
		}
		pages = append(pages, some...)
	}
	benchmarkTexts(b, len(pages), func(i int) (*extract.Result, error) { return extract.HTML([]byte(pages[i].Content)) })
}

// The demo town's texts in Markdown, extracted and split on one processor.
func BenchmarkMarkdownAndSplit(b *testing.B) {
	var texts [][]byte
	err := filepath.WalkDir("../../demo", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			texts = append(texts, readFile(b, path))
		}
		return err
	})
	if err != nil || len(texts) == 0 {
		b.Fatal("no texts", err)
	}
	benchmarkTexts(b, len(texts), func(i int) (*extract.Result, error) { return extract.Markdown(texts[i]) })
}

func benchmarkTexts(b *testing.B, n int, read func(i int) (*extract.Result, error)) {
	i := 0
	for b.Loop() {
		result, err := read(i % n)
		if err != nil {
			b.Fatal(err)
		}
		split.Split(result, auskunft.PageDocument, nil)
		i++
	}
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "documents/s")
}

// The most memory that this process, which is the parent, ever holds while it reads every
// file of the shared data in turn: the limit for the parent is 300 MB.
func BenchmarkPeakMemory(b *testing.B) {
	var paths []string
	for _, folder := range []string{"pdf-samples", "linsengericht-satzungen", "karlsruhe-oparl", "omos-qa", "munich-services", "confluence-exports", "xquad"} {
		err := filepath.WalkDir(sharedtest.Folder(b, folder), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		for _, path := range paths {
			data := readFile(b, path)
			format := extract.Detect(path, data)
			if format == "" {
				format = "plain" // exports and records: their readers are elsewhere
			}
			result, err := withoutOCR.Extract(b.Context(), format, path, data)
			if err == nil {
				split.Split(result, auskunft.PageDocument, nil)
			} else if auskunft.KindOf(err) != auskunft.Invalid {
				b.Errorf("%s: %v", path, err)
			}
		}
		runtime.GC()
	}
	b.ReportMetric(float64(len(paths)), "files")
	b.ReportMetric(peakMB(b), "peak-MB")
}

// peakMB is the largest resident size this process has had, in MB.
func peakMB(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("the system does not tell")
	}
	for line := range bytes.Lines(status) {
		if rest, ok := strings.CutPrefix(string(line), "VmHWM:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	b.Fatal("no VmHWM")
	return 0
}
