package extract

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"gopkg.in/yaml.v3"

	"auskunft"
)

// markdownParser reads CommonMark with GitHub's tables and the definition lists and
// "{#id}" attributes that wikis write. It keeps no state between documents.
var markdownParser = goldmark.New(
	goldmark.WithExtensions(extension.GFM, extension.DefinitionList),
	goldmark.WithParserOptions(parser.WithAttribute()),
).Parser()

// Markdown reads a Markdown text. Front matter becomes Meta.
func Markdown(data []byte) (*Result, error) {
	decoded, warnings, err := decode(data)
	if err != nil {
		return nil, err
	}
	front, body := FrontMatter([]byte(decoded))
	b := &Builder{Result: Result{Warnings: warnings}}
	if err := readFrontMatter(b, front); err != nil {
		return nil, err
	}
	if err := b.Markdown(body); err != nil {
		return nil, err
	}
	b.Result.Lang = primaryLang(b.Result.Meta["lang"])
	if b.Result.Title = b.Result.Meta["title"]; b.Result.Title == "" {
		b.Result.Title = firstHeading(b)
	}
	return b.Done(), nil
}

// Markdown appends a Markdown text without front matter.
func (b *Builder) Markdown(source []byte) error {
	w := markdownWalker{b: b, source: source, block: Block{Kind: Paragraph}}
	return w.blocks(markdownParser.Parse(text.NewReader(source)))
}

// FrontMatter parts a text into the YAML between its first two "---" lines and the rest.
// front is nil when the text does not start with such a line.
func FrontMatter(data []byte) (front, body []byte) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	first, rest, ok := bytes.Cut(data, []byte("\n"))
	if !ok || string(bytes.TrimRight(first, " \t\r")) != "---" {
		return nil, data
	}
	for at := 0; at < len(rest); {
		end := bytes.IndexByte(rest[at:], '\n')
		line, next := rest[at:], len(rest)
		if end >= 0 {
			line, next = rest[at:at+end], at+end+1
		}
		if fence := string(bytes.TrimRight(line, " \t\r")); fence == "---" || fence == "..." {
			return rest[:at:at], rest[next:]
		}
		at = next
	}
	return nil, data
}

// readFrontMatter keeps scalars and lists of scalars; what else is in it belongs to the
// source that knows its meaning.
func readFrontMatter(b *Builder, front []byte) error {
	if len(bytes.TrimSpace(front)) == 0 {
		return nil
	}
	var node yaml.Node
	if err := yaml.Unmarshal(front, &node); err != nil {
		return auskunft.Errorf(auskunft.Invalid, "front_matter", "the front matter is no YAML: %w", err)
	}
	if len(node.Content) != 1 || node.Content[0].Kind != yaml.MappingNode {
		return auskunft.Errorf(auskunft.Invalid, "front_matter", "the front matter is no list of fields")
	}
	fields := node.Content[0].Content
	for i := 0; i+1 < len(fields); i += 2 {
		switch value := fields[i+1]; value.Kind {
		case yaml.ScalarNode:
			b.setMeta(fields[i].Value, value.Value)
		case yaml.SequenceNode:
			var items []string
			for _, item := range value.Content {
				if item.Kind == yaml.ScalarNode {
					items = append(items, item.Value)
				}
			}
			b.setMeta(fields[i].Value, strings.Join(items, ", "))
		}
	}
	return nil
}

// firstHeading is the text of the first heading of the highest level in use.
func firstHeading(b *Builder) string {
	best := Block{Level: 7}
	for _, block := range b.Result.Blocks {
		if block.Kind == Heading && block.Level < best.Level {
			best = block
		}
	}
	if best.Level == 7 {
		return ""
	}
	return sliceRunes(b.text.String(), best.Start, best.End)
}

// markdownWalker writes the blocks of a parsed text to a Builder.
type markdownWalker struct {
	b      *Builder
	source []byte
	block  Block
	marker string
	depth  int
}

func (w *markdownWalker) blocks(parent ast.Node) error {
	if w.depth++; w.depth > maxDepth {
		return auskunft.Errorf(auskunft.Invalid, "depth", "the text is nested more than %d deep", maxDepth)
	}
	defer func() { w.depth-- }()
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if err := w.one(n); err != nil {
			return err
		}
	}
	return nil
}

func (w *markdownWalker) one(n ast.Node) error {
	switch n := n.(type) {
	case *ast.Heading:
		if id, ok := n.AttributeString("id"); ok {
			if id, ok := id.([]byte); ok {
				w.block.Anchor = string(id)
			}
		}
		w.add(Block{Kind: Heading, Level: n.Level}, w.inline(n))
	case *ast.Paragraph, *ast.TextBlock:
		w.add(w.block, w.inline(n))
	case *ast.List:
		return w.list(n)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		w.add(Block{Kind: Code}, string(n.Lines().Value(w.source)))
	case *ast.HTMLBlock:
		raw := string(n.Lines().Value(w.source))
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(w.source))
		}
		return w.b.HTML(raw)
	case *east.Table:
		w.table(n)
	case *east.DefinitionList:
		w.definitions(n)
	default:
		return w.blocks(n)
	}
	return nil
}

func (w *markdownWalker) list(list *ast.List) error {
	outer := w.block
	level := 1
	if outer.Kind == ListItem {
		level = outer.Level + 1
	}
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		w.block = Block{Kind: ListItem, Level: level, Anchor: outer.Anchor}
		w.marker = "- "
		if list.IsOrdered() {
			w.marker = listMarker(number)
			number++
		}
		if err := w.blocks(item); err != nil {
			return err
		}
	}
	w.block, w.marker = outer, ""
	return nil
}

func (w *markdownWalker) table(table *east.Table) {
	var grid [][]cell
	for tr := table.FirstChild(); tr != nil; tr = tr.NextSibling() {
		var row []cell
		for td := tr.FirstChild(); td != nil; td = td.NextSibling() {
			text := strings.ReplaceAll(clean(w.inline(td)), "\n", "; ")
			row = append(row, cell{text: text, header: tr.Kind() == east.KindTableHeader})
		}
		grid = append(grid, row)
	}
	writeTable(grid, func(row string) { w.add(Block{Kind: TableRow}, row) })
}

func (w *markdownWalker) definitions(list *east.DefinitionList) {
	term := ""
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == east.KindDefinitionTerm {
			term = strings.TrimRight(w.inline(n), ": ")
			continue
		}
		var parts []string
		for p := n.FirstChild(); p != nil; p = p.NextSibling() {
			parts = append(parts, w.inline(p))
		}
		w.add(Block{Kind: Paragraph}, term+": "+strings.Join(parts, " "))
	}
}

func (w *markdownWalker) add(block Block, text string) {
	block.Anchor = w.block.Anchor
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	if block.Kind == ListItem {
		text = w.marker + text
		w.marker = ""
	}
	w.b.Add(block, text)
}

// inline is the text of a block, without marks of emphasis, links and pictures.
func (w *markdownWalker) inline(parent ast.Node) string {
	var out strings.Builder
	w.writeInline(&out, parent, 0)
	return out.String()
}

func (w *markdownWalker) writeInline(out *strings.Builder, parent ast.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					out.Write(t.Value(w.source))
				}
			}
		case *ast.Text:
			out.Write(unescape(n.Value(w.source)))
			if n.HardLineBreak() {
				out.WriteByte('\n')
			} else if n.SoftLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		case *ast.AutoLink:
			out.Write(n.Label(w.source))
			w.b.Result.Links = append(w.b.Result.Links, string(n.URL(w.source)))
		case *ast.Link:
			w.writeInline(out, n, depth+1)
			w.b.Result.Links = append(w.b.Result.Links, string(n.Destination))
		case *ast.RawHTML:
			if raw := strings.ToLower(string(n.Segments.Value(w.source))); strings.HasPrefix(raw, "<br") {
				out.WriteByte('\n')
			}
		case *ast.Image, *east.TaskCheckBox, *east.FootnoteLink:
		default:
			w.writeInline(out, n, depth+1)
		}
	}
}

// unescape resolves entities and backslashes, which the parser leaves to its renderer.
func unescape(s []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(s)))
}
