package extract

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const scanned = "../../demo/ordinances/dorfgemeinschaftshaus-barkhorn.pdf"

// fakeTesseract is a program that reads its input and then does what script says.
func fakeTesseract(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tesseract")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nhead -c 2 >&2\ncat >/dev/null\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// tableOf is tesseract's answer for lines of words, 300 dots an inch.
func tableOf(lines ...string) string {
	out := "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
	for i, line := range lines {
		out += fmt.Sprintf("4\t1\t1\t1\t%d\t0\t300\t%d\t2000\t48\t-1\t\n", i+1, 400+i*70)
		left := 300
		for k, word := range strings.Fields(line) {
			out += fmt.Sprintf("5\t1\t1\t1\t%d\t%d\t%d\t%d\t%d\t48\t96.5\t%s\n", i+1, k+1, left, 400+i*70, 22*runeCount(word), word)
			left += 22*runeCount(word) + 15
		}
	}
	return out
}

func recogniseWith(t *testing.T, options OCROptions) (*Result, error) {
	t.Helper()
	data, err := os.ReadFile(scanned)
	if err != nil {
		t.Fatal(err)
	}
	e := Extractor{PDF: PDFOptions{OCR: options, Timeout: 12 * time.Second}} // the child is given both times, and has to end before a page's
	res, err := e.Extract(t.Context(), "pdf", "", data)
	if err == nil {
		check(t, res)
	}
	return res, err
}

func codes(res *Result) []string {
	var out []string
	for _, w := range res.Warnings {
		out = append(out, w.Code)
	}
	return out
}

func TestOCRKeepsStructureAndPage(t *testing.T) {
	table := tableOf("Benutzungsordnung", "$ 1 Zweck", "(1) Das Haus dient den Ver-", "einen, nicht dem Han-", "del. Es kostet 5 €.")
	table += "5\t1\t1\t1\t9\t1\t300\t2000\t90\t48\t3.1\t~|\n" // a fold in the paper
	res, err := recogniseWith(t, OCROptions{Command: fakeTesseract(t, "cat <<'END'\n"+table+"END\n")})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(codes(res), []string{"ocr"}) || !strings.Contains(res.Warnings[0].Detail, "recognised") {
		t.Errorf("warnings %v", res.Warnings)
	}
	for _, want := range []string{"§ 1 Zweck", "(1) Das Haus dient den Vereinen, nicht dem Handel. Es kostet 5 €."} {
		if !strings.Contains(res.Text, want) {
			t.Errorf("%q is not in %q", want, res.Text)
		}
	}
	if res.Blocks[0].Page != 1 || strings.Contains(res.Text, "~") {
		t.Errorf("page %d, text %q", res.Blocks[0].Page, res.Text)
	}
}

func TestOCRThatFails(t *testing.T) {
	for name, tt := range map[string]struct {
		options OCROptions
		codes   []string
		detail  string
	}{
		"missing":  {OCROptions{Command: "/gibt/es/nicht"}, []string{"needs_ocr"}, ""},
		"off":      {OCROptions{Command: "off"}, []string{"needs_ocr"}, ""},
		"no words": {OCROptions{Command: fakeTesseract(t, "echo level")}, []string{"no_text"}, ""},
		"language": {OCROptions{Command: fakeTesseract(t, "echo 'Failed loading language deu' >&2; exit 1")}, []string{"needs_ocr", "ocr_failed"}, "Failed loading"},
		"nonsense": {OCROptions{Command: fakeTesseract(t, "head -c 100000 /dev/urandom")}, []string{"no_text"}, ""},
		"hangs":    {OCROptions{Command: fakeTesseract(t, "sleep 1000"), Timeout: 4 * time.Second}, []string{"needs_ocr", "ocr_failed"}, "within"},
		"no time":  {OCROptions{Command: fakeTesseract(t, "echo level"), Timeout: time.Nanosecond}, []string{"needs_ocr"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := recogniseWith(t, tt.options)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(codes(res), tt.codes) {
				t.Fatalf("warnings %v, want %v", res.Warnings, tt.codes)
			}
			if detail := res.Warnings[len(res.Warnings)-1].Detail; !strings.Contains(detail, tt.detail) {
				t.Errorf("%q does not say %q", detail, tt.detail)
			}
		})
	}
}

// The real program on a scanned ordinance of the demo.
func TestOCRWithTesseract(t *testing.T) {
	if _, ok := (OCROptions{}).find(); !ok {
		t.Fatal("tesseract is missing: make tools, or apt-get install tesseract-ocr tesseract-ocr-deu")
	}
	res, err := recogniseWith(t, OCROptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(codes(res), []string{"ocr"}) {
		t.Errorf("warnings %v", res.Warnings)
	}
	for _, want := range []string{"Benutzungsordnung", "Barkhorn"} {
		if !strings.Contains(res.Text, want) {
			t.Errorf("%q is not in %q", want, res.Text)
		}
	}
}

func TestPortableGreymap(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 2, 1))
	m.Set(0, 0, color.Black)
	m.Set(1, 0, color.White)
	if got := string(portableGreymap(m)); got != "P5 2 1 255\n\x00\xff" {
		t.Errorf("%q", got)
	}
}

func TestOCRBudget(t *testing.T) {
	if got := (OCROptions{}).budget(t.Context()); got != defaultOCRTimeout {
		t.Errorf("%s", got)
	}
	soon, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if got := (OCROptions{}).budget(soon); got > time.Minute-reserve || got < 30*time.Second {
		t.Errorf("with a minute left: %s", got)
	}
}

func FuzzOCRTable(f *testing.F) {
	f.Add([]byte(tableOf("§ 1 Zweck", "Das Haus")))
	f.Add([]byte("5\t1\t1\t1\t1\t1\tNaN\t1e999\t-1\t0\t96\t8\n5\t1\t1\t1\t1\t2\t1\t1\t1\t1\t96\t5"))
	f.Fuzz(func(t *testing.T, table []byte) {
		doc := pdfDocument{pages: []pdfPage{{glyphs: wordGlyphs(table, 842, 0.24), recognised: true}}}
		check(t, doc.result(true).Result)
	})
}
