// Package markdown knows the small Markdown that editors' texts are kept in: headings of
// level 2 to 4, paragraphs, lists, tables, links, emphasis, and notes, which are quotes in
// Markdown. What else a text has becomes plain text or is left out, and is named.
//
// A Doc has one form in Markdown, and reading that form gives the same Doc again: that lets
// two revisions be compared word by word, and lets an editing field and a source view show
// the same text.
package markdown

import (
	"html/template"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// Kind is what a block is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Item      Kind = "item" // of a list
	Table     Kind = "table"
	Note      Kind = "note"
)

// Levels of headings. The first is the title's, which is no part of the text.
const (
	topHeading = 2
	lowHeading = 4
	lowItem    = 4 // a list in a list in a list in a list is read by nobody
)

// Block is a piece of a text.
type Block struct {
	Kind    Kind
	Level   int  // of a heading, 2 to 4; of an item, its depth from 1
	Ordered bool // the item is numbered
	Spans   []Span
	Rows    [][][]Span // of a table: rows of cells, the first row its header
}

// Span is a piece of a block's text in one style.
type Span struct {
	Text         string // "\n" alone is a line break
	Strong, Emph bool
	Link         string // where it leads, "" for no link
}

// Doc is a text.
type Doc []Block

// Dropped is something that a text had and a Doc has not.
type Dropped struct {
	Code string // "image", "html", "code", "rule", "link", "heading", "emphasis", "style"
	Text string // a piece of it, so that it can be found
}

// Text is the text of spans without their styles.
func Text(spans []Span) string {
	var out strings.Builder
	for _, s := range spans {
		out.WriteString(s.Text)
	}
	return out.String()
}

// Text is the text of a block without its styles, cells and rows on lines of their own.
func (b Block) Text() string {
	if b.Kind != Table {
		return Text(b.Spans)
	}
	var cells []string
	for _, row := range b.Rows {
		for _, cell := range row {
			cells = append(cells, Text(cell))
		}
	}
	return strings.Join(cells, "\n")
}

// Links lists the spans of a text that lead somewhere, those of one link joined.
func (d Doc) Links() []Span {
	var links []Span
	for _, b := range d {
		for _, spans := range append(slices.Concat(b.Rows...), b.Spans) {
			open := false
			for _, s := range spans {
				switch {
				case s.Link == "":
					open = false
				case open && links[len(links)-1].Link == s.Link:
					links[len(links)-1].Text += s.Text
				default:
					links, open = append(links, Span{Text: s.Text, Link: s.Link}), true
				}
			}
		}
	}
	return links
}

var renderer = goldmark.New(goldmark.WithExtensions(extension.Table))

// policy is what the pages may get: what the renderer makes of a Doc and nothing else, should
// one of the two ever have a fault.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h2", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "strong", "em", "br")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	return p
}()

// HTML is the text as pages show it.
func (d Doc) HTML() template.HTML {
	var out strings.Builder
	if err := renderer.Convert([]byte(d.String()), &out); err != nil {
		return template.HTML(template.HTMLEscapeString(d.String())) // a strings.Builder never fails
	}
	return template.HTML(policy.Sanitize(out.String()))
}
