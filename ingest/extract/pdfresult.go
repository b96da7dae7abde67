package extract

import (
	"fmt"
	"slices"
	"strings"
)

// pdfReply is what the child process answers: a result, what of it looks wrong, and what
// a person would see of the pages, for comparisons.
type pdfReply struct {
	Result *Result
	Wrong  bool     // letters were decoded badly, or pages could not be read to their end
	Scans  bool     // some pages need text recognition
	Raw    []string // text of each page, line by line
}

// result makes text with structure of what an engine read.
func (doc *pdfDocument) result(raw bool) *pdfReply {
	b := &Builder{}
	reply := &pdfReply{}
	pages := make([][]pdfLine, len(doc.pages))
	var scans, recognised, broken []int
	for i, page := range doc.pages {
		pages[i] = structuredLines(page, i+1)
		if raw {
			reply.Raw = append(reply.Raw, pdfText(pageLines(page.glyphs, i+1)))
		}
		switch {
		case page.isScan():
			scans = append(scans, i+1)
		case page.recognised && len(page.glyphs) > 0:
			recognised = append(recognised, i+1)
		}
		if page.err != "" {
			broken = append(broken, i+1)
		}
		reply.Wrong = reply.Wrong || page.err != "" || looksWrong(pdfText(pages[i]))
		for _, link := range page.links {
			if !slices.Contains(b.Result.Links, link) {
				b.Result.Links = append(b.Result.Links, link)
			}
		}
	}
	writePDF(b, addFields(dropFurniture(pages), doc.pages), doc.outline)
	b.Result.Pages = len(doc.pages)
	for key, value := range doc.info {
		b.setMeta(key, value)
	}
	b.Result.Title = pdfTitle(b)
	warnPages(b, "needs_ocr", scans, len(doc.pages), "%s: scans without text. The pages need text recognition (OCR) before they can be searched.")
	warnPages(b, "ocr", recognised, len(doc.pages), "%s: recognised from pictures (OCR). Letters and figures may be wrong.")
	if doc.ocrError != "" {
		b.Warn("ocr_failed", doc.ocrError)
	}
	warnPages(b, "page_unreadable", broken, len(doc.pages), "%s: could not be read to the end.")
	reply.Result, reply.Scans = b.Done(), len(scans) > 0
	return reply
}

// warnPages warns about pages, which the format's %s names.
func warnPages(b *Builder, code string, pages []int, all int, format string) {
	if len(pages) == 0 {
		return
	}
	which := "All pages"
	if len(pages) < all {
		names := make([]string, len(pages))
		for i, p := range pages {
			names[i] = fmt.Sprint(p)
		}
		which = "Page " + strings.Join(names, ", ")
	}
	b.Warn(code, fmt.Sprintf(format, which))
}

// pdfTitle is the largest heading of the first page, else the title in the properties
// unless a word processor made it up.
func pdfTitle(b *Builder) string {
	best := Block{Level: 7}
	for _, block := range b.Result.Blocks {
		if block.Page == 1 && block.Kind == Heading && block.Level < best.Level {
			best = block
		}
	}
	if best.Level < 7 {
		title := ""
		for _, block := range b.Result.Blocks { // a title of two lines is two headings
			if block.Page == 1 && block.Kind == Heading && block.Level == best.Level && block.Start <= best.End+2 {
				title = strings.TrimSpace(title + " " + sliceRunes(b.text.String(), block.Start, block.End))
				best.End = block.End
			}
		}
		return title
	}
	title := b.Result.Meta["title"]
	if strings.HasPrefix(title, "Microsoft") || strings.Contains(title, ".doc") || strings.HasPrefix(strings.ToLower(title), "untitled") {
		return ""
	}
	return title
}
