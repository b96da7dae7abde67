package extract

import (
	"context"

	"auskunft"
)

// PDFOptions says how PDF files are read.
type PDFOptions struct{}

func (e *Extractor) pdf(ctx context.Context, data []byte) (*Result, error) {
	return nil, auskunft.Errorf(auskunft.Invalid, "format", "PDF files cannot be read yet")
}
