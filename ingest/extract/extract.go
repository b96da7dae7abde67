// Package extract turns the bytes of one file into text with structure: headings,
// paragraphs, lists and table rows, each with its place in the text.
//
// It knows formats, not places (that is ingest/source) and not passages (that is
// ingest/split). ledongthuc/pdf is used here and nowhere else.
//
// The text of a Result is written once, by a Builder, and never changed afterwards: it
// is the coordinate system of passages and citations. Blocks stand on lines of their own
// with an empty line between them; the items of a list and the rows of a table follow
// each other without one. Plain text is the exception: it is kept exactly as it came.
package extract

import (
	"context"

	"auskunft"
)

// Kind is what a block is in the structure of its document.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	ListItem  Kind = "list_item" // with its marker: "- Ausweis", "2. Antrag stellen"
	TableRow  Kind = "table_row" // cells separated by " | ", each with its column's header where there is one
	Address   Kind = "address"
	Code      Kind = "code"
)

// Block is a piece of a Result's text that its format marks as one thing.
type Block struct {
	Kind       Kind
	Level      int    // of a heading, 1 to 6; of a list item, its depth from 1; else 0
	Start, End int    // code points in Result.Text, half-open; no block overlaps another
	Page       int    // from 1; 0 when the format has no pages
	Anchor     string // nearest id in the page, or "§ 5 Abs. 2"; "" when there is none
	Lang       string // where it differs from the document's
}

// Result is what could be read from one file.
type Result struct {
	Title    string
	Lang     string // from the file itself, "" when it does not say
	Text     string // blocks separated by line breaks; plain text and corpora are kept as they came
	Blocks   []Block
	Meta     map[string]string // front matter and document properties, keys in lower case
	Links    []string          // addresses the file points to, as written
	Pages    int               // 0 when the format has no pages
	Warnings []Warning         // what could not be read, in words an editor understands
}

// FieldRange marks code points [Start, End) of a Result's text as one field of a service
// or an office.
type FieldRange struct {
	Field      auskunft.Field
	Start, End int
}

// Warning is one thing an editor should know about how a file was read.
type Warning struct {
	Code   string // "needs_ocr", "no_text", "page_unreadable", "charset", …
	Detail string
}

// MaxBytes is the size of the largest file that is read.
const MaxBytes = 64 << 20

// Extract reads data with the default limits; see Extractor.
func Extract(ctx context.Context, format, name string, data []byte) (*Result, error) {
	return (&Extractor{}).Extract(ctx, format, name, data)
}

// Extractor reads files. The zero value is ready to use; it is safe for use by several
// goroutines at once.
type Extractor struct {
	PDF PDFOptions
}

// Extract reads data as format; with format "" the name's extension and the content
// decide (see Detect). A file that cannot be read is an auskunft.Invalid error whose
// sentence says why; one that can be read in part is a Result with Warnings.
func (e *Extractor) Extract(ctx context.Context, format, name string, data []byte) (*Result, error) {
	if len(data) > MaxBytes {
		return nil, auskunft.Errorf(auskunft.Invalid, "too_large", "the file has %d bytes; %d is the limit", len(data), MaxBytes)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if format == "" {
		format = Detect(name, data)
	}
	switch format {
	case "html":
		return HTML(data)
	case "markdown":
		return Markdown(data)
	case "plain":
		return Plain(data)
	case "pdf":
		return e.pdf(ctx, data)
	case "docx":
		return DOCX(data)
	case "odt":
		return ODT(data)
	case "epub":
		return EPUB(data)
	case "":
		return nil, auskunft.Errorf(auskunft.Invalid, "format", "the format of %q is not known", name)
	}
	return nil, auskunft.Errorf(auskunft.Invalid, "format", "cannot read files of the format %q", format)
}
