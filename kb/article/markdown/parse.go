package markdown

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// parser reads what ingestion reads: GitHub's Markdown. It keeps no state between texts.
var parser = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// Parse reads Markdown, and says what it had that a Doc has not.
func Parse(source string) (Doc, []Dropped) {
	r := read(strings.ToValidUTF8(source, "\uFFFD"))
	for i := range r.doc {
		r.settle(&r.doc[i])
	}
	return r.doc, r.dropped
}

func read(source string) *reader {
	r := &reader{source: []byte(source)}
	r.blocks(parser.Parse(text.NewReader(r.source)), Block{Kind: Paragraph})
	return r
}

// reader builds a Doc of a parsed text.
type reader struct {
	source  []byte
	doc     Doc
	dropped []Dropped
	depth   int
}

// maxDepth bounds recursion; nobody nests that deep.
const maxDepth = 50

// longestSample is how much of something dropped is told, in characters.
const longestSample = 60

func (r *reader) drop(code, text string) {
	if runes := []rune(strings.Join(strings.Fields(text), " ")); len(runes) > longestSample {
		text = string(runes[:longestSample]) + "…"
	} else {
		text = string(runes)
	}
	r.dropped = append(r.dropped, Dropped{code, text})
}

// blocks reads the blocks below a node; as is what a paragraph among them is.
func (r *reader) blocks(parent ast.Node, as Block) {
	if r.depth++; r.depth > maxDepth {
		return
	}
	defer func() { r.depth-- }()
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			r.add(r.heading(n.Level, r.spans(n, Span{})))
		case *ast.Paragraph, *ast.TextBlock:
			b := as
			b.Spans = r.spans(n, Span{})
			if last := len(r.doc) - 1; as.Kind == Item && n.PreviousSibling() != nil && last >= 0 && r.doc[last].Kind == Item && r.doc[last].Level == as.Level {
				// A second paragraph of an item is a line of it.
				r.doc[last].Spans = tidy(append(append(r.doc[last].Spans, Span{Text: "\n"}), b.Spans...))
				continue
			}
			r.add(b)
		case *ast.List:
			item := Block{Kind: Item, Level: 1, Ordered: n.IsOrdered()}
			if as.Kind == Item {
				item.Level = min(as.Level+1, lowItem)
			}
			for li := n.FirstChild(); li != nil; li = li.NextSibling() {
				r.blocks(li, item)
			}
		case *ast.Blockquote:
			r.blocks(n, Block{Kind: Note})
		case *east.Table:
			r.table(n)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			code := string(n.Lines().Value(r.source))
			r.drop("code", code)
			r.add(Block{Kind: Paragraph, Spans: []Span{{Text: code}}})
		case *ast.HTMLBlock:
			r.drop("html", string(n.Lines().Value(r.source)))
		case *ast.ThematicBreak:
			r.drop("rule", "---")
		default:
			r.blocks(n, as)
		}
	}
}

// heading is a heading of a level that a text may have, in one style: it is emphasised as it is.
func (r *reader) heading(level int, spans []Span) Block {
	b := Block{Kind: Heading, Level: min(max(level, topHeading), lowHeading), Spans: onOneLine(spans)}
	if level != b.Level {
		r.drop("heading", Text(b.Spans))
	}
	for i := range b.Spans {
		b.Spans[i].Strong, b.Spans[i].Emph = false, false
	}
	return b
}

// onOneLine are spans without line breaks.
func onOneLine(spans []Span) []Span {
	for i := range spans {
		spans[i].Text = strings.ReplaceAll(spans[i].Text, "\n", " ")
	}
	return tidy(spans)
}

func (r *reader) table(n *east.Table) {
	b := Block{Kind: Table}
	for tr := n.FirstChild(); tr != nil; tr = tr.NextSibling() {
		var row [][]Span
		for td := tr.FirstChild(); td != nil; td = td.NextSibling() {
			row = append(row, onOneLine(r.spans(td, Span{})))
		}
		b.addRow(row)
	}
	r.add(b)
}

// addRow adds a row as wide as the first one.
func (b *Block) addRow(row [][]Span) {
	if len(b.Rows) > 0 {
		for len(row) < len(b.Rows[0]) {
			row = append(row, nil)
		}
		row = row[:len(b.Rows[0])]
	}
	if len(row) > 0 {
		b.Rows = append(b.Rows, row)
	}
}

// add appends a block that has text, items no deeper than one below the item before.
func (r *reader) add(b Block) {
	b.Spans = tidy(b.Spans)
	if strings.TrimSpace(b.Text()) == "" {
		return
	}
	if b.Kind == Item {
		above := 0
		if n := len(r.doc); n > 0 && r.doc[n-1].Kind == Item {
			above = r.doc[n-1].Level
		}
		b.Level = min(b.Level, above+1)
	}
	r.doc = append(r.doc, b)
}

// spans reads the text below a node, in a style.
func (r *reader) spans(parent ast.Node, style Span) (spans []Span) {
	if r.depth++; r.depth > maxDepth {
		return nil
	}
	defer func() { r.depth-- }()
	add := func(text string) {
		s := style
		s.Text = text
		spans = append(spans, s)
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			add(string(unescape(n.Value(r.source))))
			if n.HardLineBreak() {
				spans = append(spans, Span{Text: "\n"})
			} else if n.SoftLineBreak() {
				add(" ")
			}
		case *ast.String:
			add(string(n.Value))
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					add(strings.ReplaceAll(string(t.Value(r.source)), "\n", " "))
				}
			}
		case *ast.Emphasis:
			inner := style
			inner.Strong, inner.Emph = style.Strong || n.Level == 2, style.Emph || n.Level == 1
			spans = append(spans, r.spans(n, inner)...)
		case *ast.Link:
			spans = append(spans, r.spans(n, r.leading(style, string(unescape(n.Destination))))...)
		case *ast.AutoLink:
			to := string(n.URL(r.source))
			if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(to), "mailto:") {
				to = "mailto:" + to
			}
			s := r.leading(style, to)
			s.Text = string(n.Label(r.source))
			spans = append(spans, s)
		case *ast.Image:
			r.drop("image", Text(r.spans(n, Span{})))
		case *ast.RawHTML:
			if raw := string(n.Segments.Value(r.source)); strings.HasPrefix(strings.ToLower(raw), "<br") {
				spans = append(spans, Span{Text: "\n"})
			} else {
				r.drop("html", raw)
			}
		case *east.TaskCheckBox:
		default:
			spans = append(spans, r.spans(n, style)...)
		}
	}
	return spans
}

// leading is a style that leads to an address, if that is one people may be led to.
func (r *reader) leading(style Span, to string) Span {
	clean, ok := Address(to)
	if !ok {
		r.drop("link", to)
		return style
	}
	style.Link = clean
	return style
}

// Address is an address as a link has it: of the web, of a mailbox, of a phone, or a path of
// this server. ok is false for all others.
func Address(to string) (clean string, ok bool) {
	to = strings.TrimSpace(to)
	lower := strings.ToLower(to)
	for _, prefix := range []string{"http://", "https://", "mailto:", "tel:", "/", "#"} {
		if strings.HasPrefix(lower, prefix) && len(to) > len(prefix) && !strings.HasPrefix(to, "//") {
			return encode(to), true
		}
	}
	return "", false
}

// encode writes characters of an address that mean something in Markdown as percents.
func encode(to string) string {
	var out strings.Builder
	for _, c := range []byte(to) {
		switch {
		case c <= ' ' || c == 0x7f || strings.IndexByte("<>()[]{}\\`\"*_|~^;", c) >= 0 && !(c == '_' || c == '~'):
			const hex = "0123456789ABCDEF"
			out.Write([]byte{'%', hex[c>>4], hex[c&15]})
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// unescape resolves entities and backslashes, which the parser leaves to its renderer.
func unescape(s []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(s)))
}

// tidy brings spans into their one form: single spaces, none at either end or at the edge of
// a style, no invisible characters, neighbours of one style joined.
func tidy(spans []Span) []Span {
	var out []Span
	add := func(s Span) {
		if s.Text == "" {
			return
		}
		if n := len(out); n > 0 {
			last := &out[n-1]
			if s.Text == " " && (strings.HasSuffix(last.Text, " ") || last.Text == "\n") {
				return
			}
			if s.Text == "\n" {
				last.Text = strings.TrimRight(last.Text, " ")
				if last.Text == "" || last.Text == "\n" {
					return // at most one, and none after nothing
				}
			}
			if last.Strong == s.Strong && last.Emph == s.Emph && last.Link == s.Link && last.Text != "\n" && s.Text != "\n" {
				last.Text += s.Text
				return
			}
		}
		out = append(out, s)
	}
	for i, s := range spans {
		if s.Text == "\n" {
			add(Span{Text: "\n"})
			continue
		}
		text := visible(s.Text)
		body := strings.Trim(text, " ")
		if body == "" {
			if text != "" {
				add(Span{Text: " "})
			}
			continue
		}
		if strings.HasPrefix(text, " ") {
			add(between(out, s))
		}
		rest := s
		rest.Text = body
		add(rest)
		if strings.HasSuffix(text, " ") {
			space := Span{Text: " "}
			if i+1 < len(spans) {
				space = common(s, spans[i+1])
			}
			add(space)
		}
	}
	for i := range out {
		out[i].Text = norm.NFC.String(out[i].Text)
	}
	return trimmed(out)
}

// between is the space before a span.
func between(before []Span, s Span) Span {
	if len(before) == 0 {
		return Span{Text: " "}
	}
	return common(before[len(before)-1], s)
}

// common is a space in the styles that two spans share.
func common(a, b Span) Span {
	space := Span{Text: " ", Strong: a.Strong && b.Strong, Emph: a.Emph && b.Emph}
	if a.Link == b.Link {
		space.Link = a.Link
	}
	return space
}

func trimmed(spans []Span) []Span {
	for len(spans) > 0 {
		first := &spans[0]
		if first.Text = strings.TrimLeft(first.Text, " \n"); first.Text != "" {
			break
		}
		spans = spans[1:]
	}
	for n := len(spans); n > 0; n = len(spans) {
		last := &spans[n-1]
		if last.Text = strings.TrimRight(last.Text, " \n"); last.Text != "" {
			break
		}
		spans = spans[:n-1]
	}
	return spans
}

// visible is a text with single spaces and without characters that nobody sees.
func visible(s string) string {
	var out strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			gap = true
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c':
			// Soft hyphens, marks of direction, zero-width spaces: they break words apart.
		default:
			if gap {
				out.WriteByte(' ')
			}
			gap = false
			out.WriteRune(r)
		}
	}
	if gap {
		out.WriteByte(' ')
	}
	return out.String()
}
