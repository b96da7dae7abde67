package extract

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"

	"auskunft"
)

// readPDFium reads a file with Chromium's PDF engine, compiled to WebAssembly: three times
// slower than readPDF, and able to read what that cannot. The engine sees no files.
func readPDFium(data []byte) (*pdfDocument, error) {
	engine, stop, err := startPDFium()
	if err != nil {
		return nil, fmt.Errorf("start the second PDF engine: %w", err)
	}
	defer stop()
	opened, err := engine.OpenDocument(&requests.OpenDocument{File: &data})
	if errors.Is(err, pdfiumerrors.ErrPassword) {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf_encrypted", "the file is protected by a password")
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file is no PDF that can be opened; it is broken")
	}
	count, err := engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the pages cannot be counted: %w", err)
	}
	if count.PageCount <= 0 || count.PageCount > maxPages {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file has %d pages; it may have 1 to %d", count.PageCount, maxPages)
	}
	doc := &pdfDocument{info: map[string]string{}}
	for _, tag := range []string{"Title", "Author", "Subject", "CreationDate", "ModDate"} {
		if m, err := engine.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: opened.Document, Tag: tag}); err == nil && m.Value != "" {
			doc.info[tag] = m.Value
		}
	}
	for i := range count.PageCount {
		doc.pages = append(doc.pages, pdfiumPage(engine, opened.Document, i))
	}
	return doc, nil
}

// startPDFium compiles the engine, or takes it from the cache of an earlier run.
func startPDFium() (engine pdfium.Pdfium, stop func(), err error) {
	config := wazero.NewRuntimeConfig()
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "auskunft", "pdfium")); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	pool, err := webassembly.Init(webassembly.Config{
		MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(), Stdout: os.Stderr,
	})
	if err != nil {
		return nil, nil, err
	}
	engine, err = pool.GetInstance(time.Minute)
	if err != nil {
		return nil, nil, errors.Join(err, pool.Close())
	}
	return engine, func() { _ = pool.Close() }, nil // the process ends anyway
}

func pdfiumPage(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (page pdfPage) {
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
	text, err := engine.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: at})
	if err != nil {
		page.err = err.Error()
		return page
	}
	count, err := engine.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	if err != nil {
		page.err = err.Error()
		return page
	}
	for i := range min(count.Count, maxPageGlyphs) {
		if g, ok := pdfiumGlyph(engine, text.TextPage, i); ok {
			page.glyphs = append(page.glyphs, g)
		}
	}
	page.images = len(page.glyphs) == 0 && hasPicture(engine, at)
	_, err = engine.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	if err != nil {
		page.err = err.Error()
	}
	return page
}

// pdfiumGlyph reads character i. Those that the engine made up, such as line breaks, have
// no place on the page and are none.
func pdfiumGlyph(engine pdfium.Pdfium, text references.FPDF_TEXTPAGE, i int) (glyph, bool) {
	char, err := engine.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
	if err != nil || char.Unicode < ' ' || char.Unicode == 0xfffe {
		return glyph{}, false
	}
	origin, err1 := engine.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: i})
	box, err2 := engine.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
	size, err3 := engine.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: text, Index: i})
	turned, err4 := engine.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: text, Index: i})
	if errors.Join(err1, err2, err3, err4) != nil {
		return glyph{}, false
	}
	weight, err := engine.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: text, Index: i})
	bold := err == nil && weight.FontWeight >= 600
	r := turned.Matrix
	m := matrix{float64(r.A), float64(r.B), float64(r.C), float64(r.D), origin.X, origin.Y}
	along := math.Hypot(m.a, m.b)
	if along == 0 {
		return glyph{}, false
	}
	// The box holds the advance along the text: its width, or its height for turned text.
	advance := math.Abs(float64(box.Rect.Right-box.Rect.Left))*math.Abs(m.a/along) +
		math.Abs(float64(box.Rect.Top-box.Rect.Bottom))*math.Abs(m.b/along)
	return place(m, string(rune(char.Unicode)), advance/along, size.FontSize, bold), true
}

// hasPicture says whether the page draws a picture.
func hasPicture(engine pdfium.Pdfium, page requests.Page) bool {
	count, err := engine.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return false
	}
	for i := range min(count.Count, 1000) {
		object, err := engine.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := engine.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err == nil && kind.Type == enums.FPDF_PAGEOBJ_IMAGE {
			return true
		}
	}
	return false
}
