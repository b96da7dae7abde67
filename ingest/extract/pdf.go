package extract

import (
	"context"
	"time"

	"auskunft"
)

// PDFOptions says how PDF files are read. Zero values stand for the defaults.
type PDFOptions struct {
	// Command starts the child process that calls PDFChild; its arguments are appended.
	// The default is this program with the subcommand "pdf-child".
	Command []string
	Timeout time.Duration // for one file; the first engine, which is the fast one, gets a third; 30 seconds
	Memory  int64         // bytes of one child process; 512 MB
	OCR     OCROptions
}

const (
	defaultTimeout = 30 * time.Second
	defaultMemory  = 512 << 20
)

func (o PDFOptions) timeout() time.Duration {
	if o.Timeout == 0 {
		return defaultTimeout
	}
	return o.Timeout
}

func (o PDFOptions) memory() int64 {
	if o.Memory == 0 {
		return defaultMemory
	}
	return o.Memory
}

func (e *Extractor) pdf(ctx context.Context, data []byte) (*Result, error) {
	reply, err := e.readPDF(ctx, data, false)
	if err != nil {
		return nil, err
	}
	return reply.Result, nil
}

// RawPages is the text of a PDF's pages, line by line as it stands there: running headers,
// page numbers and broken words included. It is for people who compare readers.
func (e *Extractor) RawPages(ctx context.Context, data []byte) ([]string, error) {
	reply, err := e.readPDF(ctx, data, true)
	if err != nil {
		return nil, err
	}
	return reply.Raw, nil
}

// readPDF reads a file in a child process, with the second engine when the first fails or
// its text looks wrong, and has pages recognised that are pictures. With raw the reply has
// the text of the pages too.
func (e *Extractor) readPDF(ctx context.Context, data []byte, raw bool) (*pdfReply, error) {
	reply, engine, err := e.readText(ctx, data, raw)
	if err != nil || !reply.Scans {
		return reply, err
	}
	tesseract, ok := e.PDF.OCR.find()
	if !ok {
		return reply, nil // its warning says that pages need it
	}
	budget := e.PDF.OCR.budget(ctx)
	request := childRequest{Engine: engine, Raw: raw, Tesseract: tesseract, Lang: e.PDF.OCR.lang(), Budget: budget}
	recognised, err := e.ask(ctx, request, data, budget+e.PDF.timeout())
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		reply.Result.Warnings = append(reply.Result.Warnings, Warning{"ocr_failed", err.Error()})
		return reply, nil
	}
	return recognised, nil
}

// readText reads what a file has as text, and says with which engine.
func (e *Extractor) readText(ctx context.Context, data []byte, raw bool) (reply *pdfReply, engine string, err error) {
	timeout := e.PDF.timeout()
	first, err1 := e.ask(ctx, childRequest{Engine: engineLedongthuc, Raw: raw}, data, timeout/3)
	if ctx.Err() != nil {
		return nil, "", ctx.Err()
	}
	if err1 == nil && !first.Wrong && !isEmpty(first) {
		return first, engineLedongthuc, nil
	}
	second, err2 := e.ask(ctx, childRequest{Engine: enginePDFium, Raw: raw}, data, timeout)
	switch {
	case ctx.Err() != nil:
		return nil, "", ctx.Err()
	case err1 != nil && err2 != nil:
		if auskunft.KindOf(err2) == auskunft.Invalid {
			return nil, "", err2
		}
		return nil, "", err1
	case err2 != nil || err1 == nil && !isBetter(second, first):
		return first, engineLedongthuc, nil
	}
	return second, enginePDFium, nil
}

// isEmpty says whether nothing was read, although no page is known to be a scan.
func isEmpty(r *pdfReply) bool { return r.Result.Text == "" && !r.Scans }

// isBetter says whether the second engine's text is to be preferred.
func isBetter(second, first *pdfReply) bool {
	if second.Wrong != first.Wrong {
		return !second.Wrong
	}
	return len(second.Result.Text) > len(first.Result.Text)
}
