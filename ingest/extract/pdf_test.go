package extract

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"auskunft"
)

// draw is a line of text on a page of a test file.
type draw struct {
	x, y, size float64
	bold       bool
	text       string
}

// makePDF writes a file with one content stream a page; more is put before the text.
func makePDF(pages [][]draw, more string) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	out.WriteString("%PDF-1.4\n")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 5+2*i)
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(pages), kids))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>")
	for i, page := range pages {
		content := more
		for _, d := range page {
			font := "F1"
			if d.bold {
				font = "F2"
			}
			text, _ := charmap.Windows1252.NewEncoder().String(d.text)
			text = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(text)
			content += fmt.Sprintf("BT /%s %g Tf %g %g Td (%s) Tj ET\n", font, d.size, d.x, d.y, text)
		}
		object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>", 6+2*i))
		object(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content))
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
}

// column sets lines below each other.
func column(x, y, size float64, lines ...string) []draw {
	var out []draw
	for i, line := range lines {
		out = append(out, draw{x: x, y: y - float64(i)*size*1.2, size: size, text: line})
	}
	return out
}

func readTestPDF(t *testing.T, data []byte) *Result {
	t.Helper()
	res, err := Extract(context.Background(), "pdf", "test.pdf", data)
	if err != nil {
		t.Fatal(err)
	}
	check(t, res)
	return res
}

func TestPDFStructure(t *testing.T) {
	page := []draw{{70, 780, 18, true, "Hundesteuersatzung"}, {70, 740, 11, true, "§ 1 Gegenstand"}}
	page = append(page, column(70, 715, 11, "(1) Gegenstand der Steuer ist das Halten von Hunden, die älter als drei Mo-", "nate sind. Sie gilt für Haus-", "und Hofhunde im Nord-", "Süd-Gebiet.")...)
	page = append(page, column(70, 655, 11, "(2) Befreit sind", "1. Blindenhunde,", "2. Hunde vom 3. bis", "4. Mai 2026,", "- alle übrigen.")...)
	page = append(page, draw{70, 580, 11, false, "Erster Hund"}, draw{400, 580, 11, false, "120,00 Euro"},
		draw{70, 560, 11, false, "Zweiter Hund"}, draw{400, 560, 11, false, "168,00 Euro"})
	res := readTestPDF(t, makePDF([][]draw{page}, ""))
	wantBlocks(t, res, []string{
		"heading1 Hundesteuersatzung",
		"heading2 § 1 Gegenstand",
		"paragraph (1) Gegenstand der Steuer ist das Halten von Hunden, die älter als drei Monate sind. Sie gilt für Haus- und Hofhunde im Nord-Süd-Gebiet.",
		"paragraph (2) Befreit sind",
		"list_item1 1. Blindenhunde,",
		"list_item1 2. Hunde vom 3. bis 4. Mai 2026,",
		"list_item1 - alle übrigen.",
		"table_row Erster Hund | 120,00 Euro",
		"table_row Zweiter Hund | 168,00 Euro",
	})
	if res.Title != "Hundesteuersatzung" || res.Pages != 1 || res.Blocks[0].Page != 1 {
		t.Errorf("title %q, %d pages, first block on page %d", res.Title, res.Pages, res.Blocks[0].Page)
	}
}

func TestPDFRunningHeadersAndPageNumbers(t *testing.T) {
	var pages [][]draw
	animals := []string{"Hunde", "Katzen", "Pferde", "Bienen"}
	for i := range 4 {
		page := []draw{{70, 810, 9, false, fmt.Sprintf("Stadt Auenwede, Ortsrecht, Stand %d", 2020+i)}, {280, 30, 9, false, fmt.Sprintf("Seite %d von 4", i+1)}}
		pages = append(pages, append(page, column(70, 700, 11, "Hier steht etwas über "+animals[i]+", das auf keiner", "anderen Seite noch einmal über "+animals[i]+" steht.")...))
	}
	res := readTestPDF(t, makePDF(pages, ""))
	for _, word := range []string{"Ortsrecht", "von 4"} {
		if strings.Contains(res.Text, word) {
			t.Errorf("%q is in %q", word, res.Text)
		}
	}
	if len(res.Blocks) != 4 || res.Blocks[3].Page != 4 {
		t.Errorf("blocks %q", render(res))
	}
}

func TestPDFParagraphOverTwoPages(t *testing.T) {
	res := readTestPDF(t, makePDF([][]draw{column(70, 100, 11, "Dieser Satz beginnt auf der ersten"), column(70, 780, 11, "und endet auf der zweiten Seite.")}, ""))
	wantBlocks(t, res, []string{"paragraph Dieser Satz beginnt auf der ersten und endet auf der zweiten Seite."})
}

func TestPDFTwoColumns(t *testing.T) {
	var left, right []string
	for i := range 12 {
		left = append(left, fmt.Sprintf("links %02d Wörter füllen die ganze Spalte", i))
		right = append(right, fmt.Sprintf("rechts %02d Wörter füllen diese Spalte", i))
	}
	page := []draw{{70, 790, 16, true, "Eine Überschrift über beide Spalten hinweg bis zum Rand"}}
	for i := range left { // line by line, as some programs write
		page = append(page, column(60, 740-float64(i)*14, 11, left[i])...)
		page = append(page, column(310, 740-float64(i)*14, 11, right[i])...)
	}
	res := readTestPDF(t, makePDF([][]draw{page}, ""))
	if got := strings.Index(res.Text, "links 11"); got < 0 || got > strings.Index(res.Text, "rechts 00") {
		t.Errorf("columns are mixed: %q", res.Text)
	}
}

func TestPDFDemoOrdinance(t *testing.T) {
	data, err := os.ReadFile("../../demo/ordinances/hundesteuersatzung.pdf")
	if err != nil {
		t.Fatal(err)
	}
	res := readTestPDF(t, data)
	for _, want := range []string{"§ 3 Steuersätze", "120,00 Euro", "zu erheben.\n\n(2) Die Steuer wird je zur Hälfte am 15. Februar und am 15. August fällig."} {
		if !strings.Contains(res.Text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestPDFScanNeedsOCR(t *testing.T) {
	data, err := os.ReadFile("../../demo/ordinances/dorfgemeinschaftshaus-barkhorn.pdf")
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&Extractor{PDF: PDFOptions{OCR: OCROptions{Command: "off"}}}).Extract(t.Context(), "pdf", "", data)
	if err != nil {
		t.Fatal(err)
	}
	check(t, res)
	if len(res.Warnings) != 1 || res.Warnings[0].Code != "needs_ocr" || !strings.Contains(res.Warnings[0].Detail, "All pages") {
		t.Errorf("warnings %v", res.Warnings)
	}
}

func TestPDFBrokenFiles(t *testing.T) {
	good := makePDF([][]draw{column(70, 700, 11, "Ein kurzer Text, der lesbar bleibt.")}, "")
	for name, tt := range map[string]struct {
		data []byte
		text string // "" where an error is right
	}{
		"empty":                {nil, ""},
		"header only":          {[]byte("%PDF-1.7\n"), ""},
		"no xref":              {bytes.Replace(good, []byte("startxref"), []byte("startxxxx"), 1), "lesbar"},
		"cut":                  {good[:len(good)-150], ""},
		"unbalanced state":     {makePDF([][]draw{column(70, 700, 11, "Ein kurzer Text, der lesbar bleibt.")}, "Q Q Q Tf Tm [ ] TJ "), "lesbar"},
		"operators of no kind": {makePDF([][]draw{column(70, 700, 11, "Ein kurzer Text, der lesbar bleibt.")}, "<< (x >> ] } /F9 1 Tf (x) Tj "), ""},
	} {
		res, err := Extract(context.Background(), "pdf", name, tt.data)
		switch {
		case err != nil && tt.text != "":
			t.Errorf("%s: %v", name, err)
		case err != nil && auskunft.KindOf(err) != auskunft.Invalid:
			t.Errorf("%s: an error that is ours: %v", name, err)
		case err == nil && !strings.Contains(res.Text, tt.text):
			t.Errorf("%s: %q", name, res.Text)
		}
	}
}

func TestPDFium(t *testing.T) {
	page := append(column(70, 700, 11, "Größe und Übergröße kosten 5 Euro im"), draw{300, 400, 11, true, "Fettes Wort"})
	doc, err := readPDFium(makePDF([][]draw{page}, ""))
	if err != nil {
		t.Fatal(err)
	}
	if text := doc.result(true).Raw[0]; text != "Größe und Übergröße kosten 5 Euro im\nFettes Wort\n" {
		t.Errorf("%q", text)
	}
	if _, err := readPDFium([]byte("nichts")); auskunft.CodeOf(err) != "pdf" {
		t.Errorf("%v", err)
	}
}

// A child that hangs, dies or talks nonsense costs its file, nothing else.
func TestPDFChildMisbehaves(t *testing.T) {
	for name, tt := range map[string]struct {
		command []string
		code    string
	}{
		"hangs":    {[]string{"sh", "-c", "sleep 60"}, "pdf_timeout"},
		"dies":     {[]string{"sh", "-c", "echo Schluss >&2; exit 3"}, "pdf"},
		"killed":   {[]string{"sh", "-c", "kill -9 $$"}, "pdf"},
		"nonsense": {[]string{"sh", "-c", "echo {"}, "internal"},
		"missing":  {[]string{"/gibt/es/nicht"}, "internal"},
	} {
		e := Extractor{PDF: PDFOptions{Command: tt.command}} // with time for a busy machine
		if tt.code == "pdf_timeout" {
			e.PDF.Timeout = 500 * time.Millisecond
		}
		start := time.Now()
		if _, err := e.Extract(context.Background(), "pdf", "x.pdf", []byte("%PDF-")); auskunft.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Extract(ctx, "pdf", "x.pdf", nil); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
}

// A page whose content ends within a string hangs the first engine; the second reads what
// stands before it.
func TestPDFHangs(t *testing.T) {
	data := makePDF([][]draw{nil}, "BT /F1 11 Tf 70 700 Td (Das kostet 5 Euro.) Tj ET <48616c")
	e := Extractor{PDF: PDFOptions{Timeout: 18 * time.Second}}
	got, err := e.Extract(context.Background(), "pdf", "x.pdf", data)
	if err != nil || !strings.Contains(got.Text, "kostet 5 Euro") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPDFChildLimitsItsMemory(t *testing.T) {
	e := Extractor{PDF: PDFOptions{Memory: 1 << 20}} // the second engine alone needs more
	if _, err := e.Extract(context.Background(), "pdf", "x.pdf", []byte("%PDF-1.4 broken")); err == nil {
		t.Error("a child with 1 MB reads on")
	}
}

func TestJoinWords(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"Hunde-", "steuer", "Hundesteuer"},
		{"Haus-", "und Hofhund", "Haus- und Hofhund"},
		{"Nord-", "Süd", "Nord-Süd"},
		{"Seite 3 -", "weiter", "Seite 3 - weiter"},
		{"Ende", "Anfang", "Ende Anfang"},
		{"2020-", "2026", "2020- 2026"},
		{"Trenn\u00ad", "strich", "Trennstrich"},
	} {
		if got := joinWords(tt.a, tt.b); got != tt.want {
			t.Errorf("joinWords(%q, %q) = %q", tt.a, tt.b, got)
		}
	}
}

func TestNormaliseAndDirection(t *testing.T) {
	if got := normalise("ﬁnden 10 m² ½ ＡＢ"); got != "finden 10 m² ½ AB" {
		t.Errorf("normalise: %q", got)
	}
	if got := logical("2026 ةيبرعلا"); got != "العربية 2026" {
		t.Errorf("logical: %q", got)
	}
	if !looksWrong(strings.Repeat("\ufffdx", 50)) || !looksWrong(strings.Repeat("keineleerzeichen", 30)) || looksWrong("Ein ganz gewöhnlicher Satz über Hunde.") {
		t.Error("looksWrong")
	}
}

// Reading in this process, where a panic would show.
func FuzzPDF(f *testing.F) {
	f.Add(makePDF([][]draw{column(70, 700, 11, "(1) Text", "mit Zeilen")}, "q 1 0 0 1 5 5 cm Q "))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4<<10 || slices.ContainsFunc([]string{"/Kids", "/Prev", "/Parent"}, func(s string) bool { return bytes.Count(data, []byte(s)) > 1 }) {
			return // the library follows cycles for ever, which is why it has a process of its own
		}
		if doc, err := readPDF(data); err == nil {
			check(t, doc.result(true).Result)
		}
	})
}

// What a page draws, operator by operator.
func FuzzPDFContent(f *testing.F) {
	f.Add("BT /F1 11 Tf 70 700 Td [(Te) -20 (xt)] TJ T* (mehr) ' ET")
	f.Add(frames([]float64{70, 120, 300}, []float64{750, 730, 700}) + "BT /F2 9 Tf 1 0 0 1 75 735 Tm (Nr.) Tj 60 0 Td (5,00) Tj ET")
	f.Add("q 0 1 -1 0 0 0 cm BT /F1 1e9 Tf 1e-9 Tz (x) Tj ET Q 0 0 0 0 re S 1e300 1e300 m 0 0 l B*")
	f.Fuzz(func(t *testing.T, content string) {
		// Closed, because the library reads an open string or array for ever. Of files
		// with one, the child's time limit makes an end (TestPDFHangs).
		if doc, err := readPDF(makePDF([][]draw{nil}, content+" ]>>>")); err == nil {
			check(t, doc.result(true).Result)
		}
	})
}
