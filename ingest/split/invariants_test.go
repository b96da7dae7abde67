package split

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/extract/extracttest"
)

// crossed says where a passage goes on into another section than it started in: a heading
// behind text, or a numbered paragraph behind another.
func crossed(res *extract.Result, kind auskunft.DocumentKind, p auskunft.Passage) string {
	pieces := locate(res)
	marks := marks(pieces, kind)
	text := false
	for i, piece := range pieces {
		if piece.End <= p.Start || piece.Start >= p.End {
			continue
		}
		if m := marks[i]; text && (m.rank > 0 || m.starts) {
			return piece.text
		}
		text = text || marks[i].rank == 0
	}
	return ""
}

// cutsWord says whether a passage ends within a word, although it has white space.
func cutsWord(res *extract.Result, p auskunft.Passage) bool {
	runes := []rune(res.Text)
	if p.End >= len(runes) || !strings.ContainsAny(p.Text, " \n") {
		return false
	}
	return !strings.ContainsRune(" \n\t\f\r\u00a0\u2003\u2009", runes[p.End]) && !strings.ContainsRune(" \n", runes[p.End-1])
}

// The readable files of the shared data and the demo's, each as what it is: offsets are
// exact, nothing is lost, no passage crosses a section, no word is cut.
func TestSharedFilesKeepTheirSectionsInBulk(t *testing.T) {
	kinds := map[string]auskunft.DocumentKind{"pdf": auskunft.OrdinanceDocument, "txt": auskunft.OrdinanceDocument, "md": auskunft.PageDocument, "html": auskunft.PageDocument}
	paths := append(glob(t, "linsengericht-satzungen/pdf", "*.pdf"), glob(t, "linsengericht-satzungen/ocr-txt", "*.txt")...)
	paths = append(paths, glob(t, "karlsruhe-oparl/file-contents", "*.txt")...)
	paths = append(paths, glob(t, "pdf-samples", "py-pdf-sample-files/*.pdf")...)
	for _, pattern := range []string{"ordinances/*.pdf", "authored/*.md", "website/*.html", "website/*/*.html", "wiki/*.md", "wiki/*/*.md"} {
		found, err := filepath.Glob(filepath.Join("../../demo", pattern))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	reader := extract.Extractor{PDF: extract.PDFOptions{OCR: extract.OCROptions{Command: "off"}}}
	count := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		res, err := reader.Extract(t.Context(), "", path, data)
		if auskunft.KindOf(err) == auskunft.Invalid {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		kind := kinds[strings.TrimPrefix(filepath.Ext(path), ".")]
		passages := Split(res, kind, nil)
		check(t, res, passages)
		for _, p := range passages {
			count++
			if heading := crossed(res, kind, p); heading != "" {
				t.Errorf("%s: passage %d goes on into %q", filepath.Base(path), p.Ordinal, heading)
			}
			if cutsWord(res, p) {
				t.Errorf("%s: passage %d ends within a word: %q", filepath.Base(path), p.Ordinal, p.Text[max(0, len(p.Text)-40):])
			}
		}
	}
	t.Logf("%d files, %d passages", len(paths), count)
	if count == 0 {
		t.Error("no passages")
	}
}

func TestMain(m *testing.M) { extracttest.Main(m) }
