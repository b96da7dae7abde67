package extract_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/internal/sharedtest"
)

// withoutOCR reads what files have as text.
var withoutOCR = extract.Extractor{PDF: extract.PDFOptions{OCR: extract.OCROptions{Command: "off"}}}

// wordF1 compares texts as bags of words, which are what stands between white space:
// nothing is normalised on either side.
func wordF1(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x)+len(y) == 0 {
		return 1
	}
	count := map[string]int{}
	for _, w := range x {
		count[w]++
	}
	both := 0
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			both++
		}
	}
	return 2 * float64(both) / float64(len(x)+len(y))
}

func requireTool(t *testing.T, name, packages string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing: make tools, or apt-get install %s", name, packages)
	}
}

// poppler is the text of a file as poppler reads it; "" when it cannot, or takes too long.
func poppler(path, mode string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "pdftotext", mode, path, "-").Output()
	if err != nil {
		return ""
	}
	return string(out)
}

func pdfs(t *testing.T, folder, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(sharedtest.Folder(t, folder), pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s in %s", pattern, folder)
	}
	return paths
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The pages of real ordinances against poppler's, an independent reader, word by word.
// The reference is its -raw mode: pages as they stand. Its other modes are no reference for
// that: the default joins hyphenated words, and both take a line on which all words have
// one letter for one word set with spaces, so that "§ 5" becomes "§5" and "- 3 -" "-3-"; the
// second column shows what that costs.
func TestSharedOrdinancesAgainstPopplerInBulk(t *testing.T) {
	requireTool(t, "pdftotext", "poppler-utils")
	scans := 0
	t.Logf("%-60s %6s %7s", "word F1 against pdftotext", "-raw", "-layout")
	for _, path := range pdfs(t, "linsengericht-satzungen", "pdf/*.pdf") {
		data := readFile(t, path)
		result, err := withoutOCR.Extract(t.Context(), "pdf", path, data)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		extract.Check(t, result)
		if slices.ContainsFunc(result.Warnings, func(w extract.Warning) bool { return w.Code == "needs_ocr" }) {
			scans++
			continue
		}
		pages, err := withoutOCR.RawPages(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(pages, "\f")
		f1 := wordF1(text, poppler(path, "-raw"))
		t.Logf("%-60s %.4f %7.4f", filepath.Base(path), f1, wordF1(text, poppler(path, "-layout")))
		if f1 < 0.99 {
			t.Errorf("%s: F1 %.4f", filepath.Base(path), f1)
		}
	}
	if scans != 11 {
		t.Errorf("%d scans, want 11", scans)
	}
}

// Awkward files: each is read or refused with one clear error, none takes the reader along,
// and no process is left. What poppler can read, we read as it does.
func TestSharedSamplesAgainstPopplerInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	requireTool(t, "pdftotext", "poppler-utils")
	var scores []float64
	read, refused := 0, map[string]int{}
	paths := pdfs(t, "pdf-samples", "*/*.pdf")
	for _, path := range paths {
		start := time.Now()
		pages, err := withoutOCR.RawPages(t.Context(), readFile(t, path))
		if took := time.Since(start); took > 45*time.Second {
			t.Errorf("%s took %s", path, took)
		}
		reference := poppler(path, "-raw")
		switch {
		case err == nil:
			read++
		case auskunft.KindOf(err) == auskunft.Invalid && !strings.Contains(err.Error(), "\n"):
			refused[auskunft.CodeOf(err)]++
		default:
			t.Errorf("%s: an error that is ours: %v", path, err)
		}
		if strings.TrimSpace(reference) == "" {
			continue
		}
		f1 := wordF1(strings.Join(pages, "\f"), reference)
		if scores = append(scores, f1); f1 < 0.97 {
			t.Logf("%-70s F1 %.4f of %d words %v", filepath.Base(path), f1, len(strings.Fields(reference)), errText(err))
		}
	}
	slices.Sort(scores)
	median := scores[len(scores)/2]
	t.Logf("%d files: %d read, %v refused; F1 of the %d that poppler finds text in: median %.4f, 10th percentile %.4f",
		len(paths), read, refused, len(scores), median, scores[len(scores)/10])
	if len(paths) != 142 || median < 0.97 {
		t.Errorf("%d files, median F1 %.4f", len(paths), median)
	}
	wantNoChildren(t)
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf("(%v)", err)
}

// wantNoChildren waits until the children that are kept for a moment are gone.
func wantNoChildren(t *testing.T) {
	t.Helper()
	var left []string
	for range 50 {
		left = children()
		if len(left) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("processes are left: %v", left)
}

// children are the processes that this one has started and that are still there.
func children() []string {
	var found []string
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, path := range tasks {
		list, _ := os.ReadFile(path)
		found = append(found, strings.Fields(string(list))...)
	}
	return found
}

// What tesseract reads in real scans, against what others got from it: a comparison of two
// recognitions, so that what both get wrong does not show.
func TestSharedScansAgainstTheirOCRInBulk(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	requireTool(t, "tesseract", "tesseract-ocr tesseract-ocr-deu")
	reader := extract.Extractor{PDF: extract.PDFOptions{OCR: extract.OCROptions{Timeout: 5 * time.Minute}}}
	var scores []float64
	for _, path := range pdfs(t, "linsengericht-satzungen", "pdf/*.pdf") {
		data := readFile(t, path)
		if result, err := withoutOCR.Extract(t.Context(), "pdf", path, data); err != nil || len(result.Warnings) == 0 {
			continue // has text
		}
		pages, err := reader.RawPages(t.Context(), data)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		reference := readFile(t, filepath.Join(filepath.Dir(path), "../ocr-txt", strings.TrimSuffix(filepath.Base(path), ".pdf")+".txt"))
		f1 := wordF1(strings.Join(pages, "\f"), string(reference))
		scores = append(scores, f1)
		t.Logf("%-70s F1 %.4f", filepath.Base(path), f1)
	}
	slices.Sort(scores)
	if len(scores) != 11 || scores[0] < 0.85 || scores[len(scores)/2] < 0.95 {
		t.Errorf("%d scans, F1 %.4f", len(scores), scores)
	}
}
