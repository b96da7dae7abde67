// Package extract turns the bytes of one file into text with structure: headings,
// paragraphs, lists and table rows, each with its place in the text.
//
// It knows formats, not places (that is ingest/source) and not passages (that is
// ingest/split). ledongthuc/pdf is used here and nowhere else.
package extract

// Kind is what a block is in the structure of its document.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	ListItem  Kind = "list_item"
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

// Warning is one thing an editor should know about how a file was read.
type Warning struct {
	Code   string // "needs_ocr", "no_text", "page_unreadable", "injection_suspected", …
	Detail string
}
