package markdown

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML reads what an editing field holds or what was pasted into it, from Word or from a
// page, and says what it had that a Doc has not.
func FromHTML(source string) (Doc, []Dropped) {
	root, err := html.Parse(strings.NewReader(strings.ToValidUTF8(source, "\uFFFD")))
	if err != nil {
		return nil, []Dropped{{"html", "unreadable"}} // a strings.Reader never fails
	}
	h := &htmlReader{}
	for n := range root.Descendants() {
		if n.DataAtom == atom.H1 {
			h.lower = 1 // the title is none of the text's headings: all go down a level
		}
	}
	h.block(root, Block{Kind: Paragraph})
	h.end()
	for i := range h.doc {
		h.settle(&h.doc[i])
	}
	return h.doc, h.dropped
}

// htmlReader collects the spans of a block until the block ends.
type htmlReader struct {
	reader
	open   Block
	began  bool
	lower  int  // levels that headings are set lower
	styled bool // that looks are not kept has been said
}

func (h *htmlReader) begin(b Block) {
	h.end()
	h.open, h.began = b, true
}

func (h *htmlReader) end() {
	if h.began {
		h.add(h.open)
	}
	h.began = false
}

// text appends spans to the open block, or opens one like as.
func (h *htmlReader) text(as Block, spans ...Span) {
	if !h.began {
		if strings.TrimSpace(Text(spans)) == "" {
			return
		}
		h.begin(as)
	}
	h.open.Spans = append(h.open.Spans, spans...)
}

var headingLevels = map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}

// block reads the nodes below n; as is what text among them belongs to.
func (h *htmlReader) block(n *html.Node, as Block) {
	if h.depth++; h.depth > maxDepth {
		return
	}
	defer func() { h.depth-- }()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode || c.Type == html.ElementNode && inline[c.DataAtom] && !holdsBlocks(c) {
			h.text(as, h.inline(c, Span{})...)
			continue
		}
		if c.Type != html.ElementNode || h.left(c) {
			continue
		}
		if level := headingLevels[c.DataAtom]; level > 0 {
			h.begin(h.heading(level+h.lower, h.inlines(c, Span{})))
			h.end()
			continue
		}
		if item, ok := wordItem(c); ok {
			h.begin(item)
			h.text(item, h.inlines(c, Span{})...)
			h.end()
			continue
		}
		switch c.DataAtom {
		case atom.Ul, atom.Ol:
			h.end()
			h.list(c, as)
		case atom.Table:
			h.end()
			h.htmlTable(c)
		case atom.Blockquote:
			h.end()
			h.block(c, Block{Kind: Note})
			h.end()
		case atom.Hr:
			h.end()
			h.drop("rule", "---")
		case atom.Pre:
			h.drop("code", Text(h.inlines(c, Span{})))
			h.text(as, h.inlines(c, Span{})...)
			h.end()
		default: // p, div and all that hold others
			if as.Kind == Item && h.began {
				h.text(as, Span{Text: "\n"})
				h.block(c, as)
				continue
			}
			h.end()
			h.block(c, as)
			if as.Kind != Item {
				h.end()
			}
		}
	}
}

func (h *htmlReader) list(n *html.Node, as Block) {
	item := Block{Kind: Item, Level: 1, Ordered: n.DataAtom == atom.Ol}
	if as.Kind == Item {
		item.Level = min(as.Level+1, lowItem)
	}
	for li := n.FirstChild; li != nil; li = li.NextSibling {
		if li.Type == html.ElementNode {
			h.block(li, item)
			h.end()
		}
	}
}

func (h *htmlReader) htmlTable(table *html.Node) {
	b := Block{Kind: Table}
	for n := range table.Descendants() {
		if n.DataAtom != atom.Tr {
			continue
		}
		var row [][]Span
		for td := n.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom == atom.Td || td.DataAtom == atom.Th {
				row = append(row, onOneLine(h.inlines(td, Span{})))
			}
		}
		b.addRow(row)
	}
	h.add(b)
}

// wordLevel is the depth of a paragraph that Word shows as an item of a list.
var wordLevel = regexp.MustCompile(`mso-list:\s*l\d+\s+level(\d)`)

// wordNumber is the marker of an item that is numbered.
var wordNumber = regexp.MustCompile(`^\(?(?:\d+|[A-Za-z]|[ivxIVX]+)[.)]`)

// wordItem is the item that a paragraph of Word is: lists are paragraphs there, with their
// markers as text.
func wordItem(n *html.Node) (item Block, ok bool) {
	level := wordLevel.FindStringSubmatch(attribute(n, "style"))
	if level == nil {
		return item, false
	}
	item = Block{Kind: Item, Level: min(max(int(level[1][0]-'0'), 1), lowItem)}
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent != n && wordMarker(c.Parent) {
			item.Ordered = item.Ordered || wordNumber.MatchString(strings.TrimSpace(c.Data))
		}
	}
	return item, true
}

// wordMarker reports whether an element holds the marker of such an item.
func wordMarker(n *html.Node) bool {
	return strings.Contains(strings.ReplaceAll(strings.ToLower(attribute(n, "style")), " ", ""), "mso-list:ignore")
}

// holdsBlocks reports whether an element within a line holds whole paragraphs, as what is
// copied from other editors may.
func holdsBlocks(n *html.Node) bool {
	for c := range n.Descendants() {
		switch c.DataAtom {
		case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Table, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return true
		}
	}
	return false
}

// inline are elements within a line of text.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Strong: true, atom.I: true, atom.Em: true, atom.Br: true, atom.Span: true, atom.Code: true, atom.U: true,
	atom.S: true, atom.Sub: true, atom.Sup: true, atom.Small: true, atom.Abbr: true, atom.Font: true, atom.Mark: true, atom.Label: true, atom.Img: true,
}

func (h *htmlReader) inlines(n *html.Node, style Span) (spans []Span) {
	if h.depth++; h.depth > maxDepth {
		return nil
	}
	defer func() { h.depth-- }()
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		spans = append(spans, h.inline(c, style)...)
	}
	return spans
}

func (h *htmlReader) inline(n *html.Node, style Span) []Span {
	if n.Type == html.TextNode {
		style.Text = strings.NewReplacer("\n", " ", "\r", " ").Replace(n.Data)
		return []Span{style}
	}
	if n.Type != html.ElementNode || h.left(n) {
		return nil
	}
	if wordMarker(n) {
		return nil
	}
	switch n.DataAtom {
	case atom.Br:
		return []Span{{Text: "\n"}}
	case atom.B, atom.Strong:
		style.Strong = true
	case atom.I, atom.Em:
		style.Emph = true
	case atom.A:
		if to := attribute(n, "href"); to != "" && style.Link == "" {
			style = h.leading(style, to)
		}
	case atom.P, atom.Div, atom.Li:
		return append(h.inlines(n, style), Span{Text: "\n"}) // in a cell
	}
	if weight := fontWeight.FindStringSubmatch(attribute(n, "style")); weight != nil {
		style.Strong = weight[1] == "bold" || weight[1] >= "600" && weight[1] <= "900"
	}
	if slant := fontStyle.FindStringSubmatch(attribute(n, "style")); slant != nil {
		style.Emph = slant[1] == "italic"
	}
	return h.inlines(n, style)
}

// What editors say of emphasis where they have no element for it.
var (
	fontWeight = regexp.MustCompile(`font-weight:\s*(bold|normal|[1-9]00)`)
	fontStyle  = regexp.MustCompile(`font-style:\s*(italic|normal)`)
)

// look is how a style sets the look of a text.
var look = regexp.MustCompile(`(?i)(?:^|[;\s])(?:color|background|background-color|font-family|font-size|text-align|text-decoration)\s*:`)

// looks reports whether an element is there for its look.
func looks(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Font, atom.U, atom.S, atom.Strike, atom.Mark, atom.Sub, atom.Sup, atom.Small, atom.Big, atom.Center:
		return true
	}
	return look.MatchString(attribute(n, "style"))
}

// left reports whether an element is left out: pictures, programs, and what nobody sees.
func (h *htmlReader) left(n *html.Node) bool {
	if !h.styled && looks(n) {
		h.styled = true
		h.drop("style", "")
	}
	switch n.DataAtom {
	case atom.Head, atom.Style, atom.Title, atom.Meta, atom.Link:
		return true
	case atom.Img, atom.Svg, atom.Picture:
		h.drop("image", attribute(n, "alt"))
		return true
	case atom.Script, atom.Iframe, atom.Object, atom.Embed, atom.Form, atom.Input, atom.Button, atom.Select, atom.Textarea, atom.Video, atom.Audio:
		h.drop("html", n.Data)
		return true
	}
	style := strings.ReplaceAll(strings.ToLower(attribute(n, "style")), " ", "")
	if strings.Contains(style, "display:none") || strings.Contains(style, "mso-hide:all") {
		h.drop("html", n.Data)
		return true
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
