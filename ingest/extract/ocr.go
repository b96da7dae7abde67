package extract

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// OCROptions says how pages that are pictures are recognised. Zero values stand for the
// defaults.
type OCROptions struct {
	Command string        // tesseract, or a program with its arguments and output; "off": none
	Lang    string        // its language; "deu"
	Timeout time.Duration // for all pages of one file; 60 seconds
}

const (
	defaultOCRTimeout = 60 * time.Second
	// reserve is what must be left of the caller's time when recognition ends: for storing
	// what was recognised.
	reserve = 15 * time.Second
)

// find is where the program is; ok is false when there is none.
func (o OCROptions) find() (path string, ok bool) {
	if o.Command == "off" {
		return "", false
	}
	path, err := exec.LookPath(cmp.Or(o.Command, "tesseract"))
	return path, err == nil
}

func (o OCROptions) lang() string { return cmp.Or(o.Lang, "deu") }

// budget is the time for recognition: what the options give, as far as the caller has it.
func (o OCROptions) budget(ctx context.Context) time.Duration {
	budget := cmp.Or(o.Timeout, defaultOCRTimeout)
	if deadline, ok := ctx.Deadline(); ok {
		budget = min(budget, max(time.Until(deadline)-reserve, 0))
	}
	return budget
}

// Resolution of the pictures for recognition. Tesseract is trained on 300 dots an inch;
// larger paper gets fewer, so that no picture has more than maxSide dots along a side.
const (
	ocrDPI  = 300
	maxSide = 5000
	pageMax = 30 * time.Second // for recognising one page, which takes one on an idle machine
)

// recogniser reads pictures of pages with tesseract.
type recogniser struct {
	command, lang string
	until         time.Time
}

// recognise gives the pages that are pictures the text that r finds on them. Pages on which
// it fails, or for which there is no time, stay as they are.
func (doc *pdfDocument) recognise(data []byte, r recogniser) error {
	engine, stop, err := startPDFium()
	if err != nil {
		return fmt.Errorf("start the second PDF engine: %w", err)
	}
	defer stop()
	file, err := engine.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return fmt.Errorf("open the file to draw its pages: %w", err)
	}
	for i := range doc.pages {
		if !doc.pages[i].isScan() {
			continue
		}
		if time.Now().After(r.until) {
			break
		}
		glyphs, err := r.page(engine, file.Document, i)
		if err != nil {
			doc.ocrError = fmt.Sprintf("Page %d: %v", i+1, err)
			continue
		}
		doc.pages[i].glyphs, doc.pages[i].recognised = glyphs, true
	}
	return nil
}

// page draws a page and has it recognised.
func (r recogniser) page(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) ([]glyph, error) {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
	size, err := engine.GetPageSize(&requests.GetPageSize{Page: page})
	if err != nil {
		return nil, err
	}
	dpi := ocrDPI
	if side := max(size.Width, size.Height) / 72; side*ocrDPI > maxSide {
		dpi = int(maxSide / side)
	}
	drawn, err := engine.RenderPageInDPI(&requests.RenderPageInDPI{Page: page, DPI: max(dpi, 1)})
	if err != nil {
		return nil, err
	}
	picture := portableGreymap(drawn.Result.Image)
	drawn.Cleanup()
	table, err := r.run(picture, dpi)
	if err != nil {
		return nil, err
	}
	return wordGlyphs(table, size.Height, 72/float64(dpi)), nil
}

// run starts tesseract, which answers with a table of words.
func (r recogniser) run(picture []byte, dpi int) ([]byte, error) {
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(pageMax))
	defer cancel()
	cmd := exec.CommandContext(ctx, r.command, "stdin", "stdout", "-l", r.lang, "--dpi", strconv.Itoa(dpi), "tsv")
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // the parent runs one child a core
	cmd.Stdin = bytes.NewReader(picture)
	var out bytes.Buffer
	errs := limitedBuffer{limit: maxError}
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.WaitDelay = time.Second
	tieHere(cmd)
	runtime.LockOSThread() // cmd is tied to the thread that starts it
	err := cmd.Run()
	runtime.UnlockOSThread()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("text recognition took longer than %s", pageMax)
	case err != nil:
		return nil, fmt.Errorf("text recognition failed (%w): %s", err, firstLine(errs.Bytes()))
	}
	return out.Bytes(), nil
}

// portableGreymap is a picture in the simplest of formats, over white.
func portableGreymap(m *image.RGBA) []byte {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	out := fmt.Appendf(make([]byte, 0, width*height+32), "P5 %d %d 255\n", width, height)
	for y := range height {
		row := m.Pix[y*m.Stride : y*m.Stride+4*width]
		for x := 0; x < len(row); x += 4 {
			grey := (299*int(row[x]) + 587*int(row[x+1]) + 114*int(row[x+2])) / 1000
			out = append(out, byte(grey+255-int(row[x+3])))
		}
	}
	return out
}

// ocrWord is a word that tesseract found, in dots; y grows downwards.
type ocrWord struct {
	text                     string
	left, right, top, bottom float64
}

// ocrLine are words on one line.
type ocrLine struct {
	id    string
	words []ocrWord
}

// minConfidence is the share, of a hundred, from which on tesseract's words are believed:
// below are the remains of stamps, signatures and folds.
const minConfidence = 25

// readLines reads tesseract's table: level, page, block, paragraph, line, word, left, top,
// width, height, confidence, text.
func readLines(table []byte) []ocrLine {
	var lines []ocrLine
	scanner := bufio.NewScanner(bytes.NewReader(table))
	for scanner.Scan() {
		fields := strings.SplitN(scanner.Text(), "\t", 12)
		if len(fields) < 12 || fields[0] != "5" || strings.TrimSpace(fields[11]) == "" {
			continue
		}
		var n [5]float64
		bad := false
		for i := range n {
			value, err := strconv.ParseFloat(fields[6+i], 64)
			n[i], bad = value, bad || err != nil
		}
		if bad || n[4] < minConfidence {
			continue
		}
		id := strings.Join(fields[1:5], " ")
		if len(lines) == 0 || lines[len(lines)-1].id != id {
			lines = append(lines, ocrLine{id: id})
		}
		last := &lines[len(lines)-1]
		last.words = append(last.words, ocrWord{fields[11], n[0], n[0] + n[2], n[1], n[1] + n[3]})
	}
	return lines
}

// baseline is the height at which most words end: those without letters that reach below.
func (l ocrLine) baseline() float64 {
	ends := make([]float64, len(l.words))
	for i, w := range l.words {
		ends[i] = w.bottom
	}
	return median(ends)
}

// height is that of the line's ink, which is about the size of its letters.
func (l ocrLine) height() float64 {
	top, bottom := l.words[0].top, l.words[0].bottom
	for _, w := range l.words {
		top, bottom = min(top, w.top), max(bottom, w.bottom)
	}
	return bottom - top
}

// usualHeights are the sizes, in units of the page's usual one, that are taken for it: the
// ink of a line without capitals or without descenders is lower than its letters' size.
const usualLow, usualHigh = 0.5, 1.35

// wordGlyphs places words on a page of so many points height; scale is points a dot.
func wordGlyphs(table []byte, pageHeight, scale float64) []glyph {
	lines := readLines(table)
	heights := make([]float64, len(lines))
	for i, l := range lines {
		heights[i] = l.height()
	}
	slices.Sort(heights)
	usual := median(heights)
	var glyphs []glyph
	for _, l := range lines {
		size := l.height()
		if size > usualLow*usual && size < usualHigh*usual {
			size = usual
		}
		y := pageHeight - l.baseline()*scale
		for i, w := range l.words {
			if i > 0 {
				glyphs = append(glyphs, glyph{text: " ", x: glyphs[len(glyphs)-1].end, end: w.left * scale, y: y, size: size * scale})
			}
			glyphs = append(glyphs, glyph{text: paragraphSign(l.words, i), x: w.left * scale, end: w.right * scale, y: y, size: size * scale})
		}
	}
	return glyphs
}

// paragraphSign is word i, or § where tesseract took that for a sign that stands before no
// number in German.
func paragraphSign(words []ocrWord, i int) string {
	text := words[i].text
	if i+1 < len(words) && words[i+1].text[0] >= '0' && words[i+1].text[0] <= '9' {
		switch text {
		case "$", "&", "&$", "$&", "8$", "&8":
			return "§"
		case "$$", "&&", "88":
			return "§§"
		}
	}
	return text
}
