package extract

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// droppedTags hold nothing that a reader of the page reads as its text.
var droppedTags = tags(atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Nav, atom.Svg, atom.Canvas,
	atom.Video, atom.Audio, atom.Iframe, atom.Object, atom.Embed, atom.Map, atom.Select, atom.Input, atom.Textarea,
	atom.Datalist, atom.Dialog, atom.Head, atom.Title, atom.Link, atom.Meta, atom.Img, atom.Menu)

// blockTags start and end a block; every other element runs within the text around it.
var blockTags = tags(atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Aside, atom.Header, atom.Footer,
	atom.Blockquote, atom.Figure, atom.Figcaption, atom.Form, atom.Fieldset, atom.Legend, atom.Details, atom.Hr,
	atom.Center, atom.Body, atom.Tr, atom.Td, atom.Th, atom.Caption, atom.Dt, atom.Dd, atom.Ul, atom.Ol)

func tags(list ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(list))
	for _, a := range list {
		m[a] = true
	}
	return m
}

// furniture recognises the parts of a page's frame by the names that authors give them, and
// the consent managers of common makers. A section that is called "cookies" is content.
var furniture = regexp.MustCompile(`(?i)(^|[\s_-])(cookies?[a-z_-]*(banner|notice|hinweis|bar|layer|consent|popup|modal|dialog|overlay|message|box)[a-z]*|` +
	`cookie-?law[a-z-]*|consent|consent-?(banner|manager|layer|modal|dialog)|usercentrics[a-z-]*|onetrust[a-z-]*|klaro|borlabs-?cookie|` +
	`tarteaucitron[a-z]*|didomi[a-z-]*|cybot[a-z]*|cmp-?(banner|box|wrapper|container)|cc-(window|banner)|` +
	`breadcrumbs?|brotkrumen|skip-?(link|nav)s?|social-?(media|share|bar|links)|share(-?(bar|buttons?|links))?|pagination|pager|` +
	`back-?to-?top|search-?form|language-?(switch|nav|selector)[a-z]*|readspeaker)([\s_-]|$)`)

// furnitureRoles are the roles of elements that are no content of the page.
var furnitureRoles = map[string]bool{
	"navigation": true, "banner": true, "contentinfo": true, "search": true, "dialog": true, "alertdialog": true,
	"menu": true, "menubar": true, "toolbar": true, "tablist": true,
}

// maxDepth bounds the walk into nested elements; the parser has its own, higher bound.
const maxDepth = 400

// walker writes the elements of a page to a Builder.
type walker struct {
	b          *Builder
	text       strings.Builder // of the block that is open
	block      Block           // what the open block will be
	marker     string          // goes before the next text of a list item
	heading    int             // level of the last heading
	docLang    string
	controlled map[string]bool   // ids of panels that may be hidden and are content all the same
	tabs       map[string]string // texts of tabs by their id, which are the headings of their panels
	whole      bool              // walking a body: the page's header and footer are in it
	depth      int
}

func newWalker(b *Builder, lang string) *walker {
	return &walker{b: b, block: Block{Kind: Paragraph}, docLang: lang}
}

func (w *walker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *walker) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text.WriteString(spaces.Replace(n.Data))
	case html.ElementNode:
		if w.depth >= maxDepth || w.dropped(n) {
			return
		}
		w.depth++
		w.element(n)
		w.depth--
	}
}

// spaces makes the line breaks of the source what they are on the page: spaces.
var spaces = strings.NewReplacer("\n", " ", "\r", " ", "\u2028", " ", "\u2029", " ")

func (w *walker) element(n *html.Node) {
	if lang := primaryLang(attr(n, "lang")); lang != "" {
		outer := w.block.Lang
		w.flushIf(blockTags[n.DataAtom])
		w.block.Lang = ""
		if lang != w.docLang {
			w.block.Lang = lang
		}
		defer func() {
			w.flushIf(blockTags[n.DataAtom])
			w.block.Lang = outer
		}()
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.headingBlock(n, int(n.Data[1]-'0'))
	case atom.Summary:
		w.headingBlock(n, min(w.heading+1, 6))
	case atom.Br:
		w.text.WriteString("\n")
	case atom.Ul, atom.Ol:
		w.list(n)
	case atom.Li:
		w.item(n, "- ")
	case atom.Dl:
		w.definitions(n)
	case atom.Table:
		w.table(n)
	case atom.Address:
		w.within(n, Block{Kind: Address})
	case atom.Pre:
		w.pre(n)
	case atom.A:
		w.link(n)
	case atom.Button:
		w.button(n)
	case atom.Time, atom.Label: // stand apart on the page, though often not in its source
		w.text.WriteString(" ")
		w.children(n)
		w.text.WriteString(" ")
	default:
		w.flushIf(blockTags[n.DataAtom])
		if blockTags[n.DataAtom] {
			w.anchor(n)
		}
		if attr(n, "role") == "tabpanel" {
			w.tabHeading(n)
		}
		w.children(n)
		w.flushIf(blockTags[n.DataAtom])
	}
}

// within walks n's children as blocks of another kind.
func (w *walker) within(n *html.Node, block Block) {
	w.flush()
	w.anchor(n)
	outer := w.block
	block.Anchor, block.Lang = outer.Anchor, outer.Lang
	w.block = block
	w.children(n)
	w.flush()
	outer.Anchor = w.block.Anchor
	w.block = outer
}

func (w *walker) headingBlock(n *html.Node, level int) {
	w.flush()
	w.marker = ""
	mark := w.b.Mark()
	w.within(n, Block{Kind: Heading, Level: level})
	if w.b.Mark() > mark {
		w.heading = level
	}
}

// tabHeading writes the text of a panel's tab above it.
func (w *walker) tabHeading(n *html.Node) {
	if name := w.tabs[attr(n, "aria-labelledby")]; name != "" {
		w.flush()
		w.add(Block{Kind: Heading, Level: min(w.heading+1, 6)}, name)
	}
}

func (w *walker) list(n *html.Node) {
	w.flush()
	if isContents(n) {
		return
	}
	w.anchor(n)
	number := 1
	if start, err := strconv.Atoi(attr(n, "start")); err == nil {
		number = start
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li || w.dropped(c) {
			w.node(c)
			continue
		}
		marker := "- "
		if n.DataAtom == atom.Ol {
			marker = listMarker(number)
		}
		number++
		w.item(c, marker)
	}
	w.flush()
}

func (w *walker) item(n *html.Node, marker string) {
	w.flush()
	level := 1
	if w.block.Kind == ListItem {
		level = w.block.Level + 1
	}
	w.marker = marker
	w.within(n, Block{Kind: ListItem, Level: level})
	w.marker = ""
}

// definitions writes a definition list: "Begriff: Erklärung", or the term as a paragraph
// before explanations that have blocks of their own.
func (w *walker) definitions(n *html.Node) {
	w.flush()
	w.anchor(n)
	var terms []string
	for c := range elements(n) {
		switch {
		case w.dropped(c):
		case c.DataAtom == atom.Div:
			w.definitions(c)
		case c.DataAtom == atom.Dt:
			terms = append(terms, w.flat(c))
		case c.DataAtom == atom.Dd:
			w.definition(strings.Join(terms, ", "), c)
			terms = nil
		}
	}
	if len(terms) > 0 {
		w.add(Block{Kind: Paragraph}, strings.Join(terms, ", "))
	}
}

func (w *walker) definition(term string, n *html.Node) {
	label := strings.TrimRight(term, ": ")
	if label != "" {
		label += ": "
	}
	if hasBlocks(n) {
		w.add(Block{Kind: Paragraph}, strings.TrimSpace(label))
		w.within(n, Block{Kind: Paragraph})
		return
	}
	if text := w.flat(n); text != "" {
		w.add(Block{Kind: Paragraph}, label+text)
	} else {
		w.add(Block{Kind: Paragraph}, term)
	}
}

func (w *walker) pre(n *html.Node) {
	w.flush()
	w.anchor(n)
	w.add(Block{Kind: Code}, rawText(n))
}

// link walks a link. Where only the address tells the mail address or phone number, it
// is written behind the link's text.
func (w *walker) link(n *html.Node) {
	if id := attr(n, "name"); id != "" && attr(n, "href") == "" {
		w.block.Anchor = id
	}
	if before := n.PrevSibling; before != nil && before.DataAtom == atom.A {
		w.text.WriteString(" ") // two links are never one word
	}
	mark := w.text.Len()
	w.children(n)
	href := strings.TrimSpace(attr(n, "href"))
	if href == "" || strings.HasPrefix(href, "#") {
		return
	}
	w.b.Result.Links = append(w.b.Result.Links, href)
	written := w.text.String()[min(mark, w.text.Len()):]
	if hidden := contactOf(href, written); hidden != "" {
		w.text.WriteString(" (" + hidden + ")")
	}
}

// contactOf is the mail address or phone number of href that text does not show.
func contactOf(href, text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	if mail, ok := strings.CutPrefix(href, "mailto:"); ok {
		mail, _, _ = strings.Cut(mail, "?")
		if strings.Contains(mail, "@") && !strings.ContainsAny(text, "@") && !strings.Contains(text, "(at)") {
			return mail
		}
	}
	if phone, ok := strings.CutPrefix(href, "tel:"); ok && !strings.ContainsAny(text, "0123456789") {
		return phone
	}
	return ""
}

// button keeps the text of buttons that name a part of the page: those of accordions.
func (w *walker) button(n *html.Node) {
	switch {
	case w.block.Kind == Heading:
		w.children(n)
	case attr(n, "aria-controls") != "" && attr(n, "aria-expanded") != "":
		w.headingBlock(n, min(w.heading+1, 6))
	}
}

// anchor remembers the id of an element as the place of what follows.
func (w *walker) anchor(n *html.Node) {
	if id := attr(n, "id"); id != "" && len(id) <= 100 && !strings.ContainsAny(id, " \t\n") {
		w.block.Anchor = id
	}
}

// flush ends the open block.
func (w *walker) flush() {
	text := w.text.String()
	w.text.Reset()
	if strings.TrimSpace(text) == "" {
		return
	}
	w.add(w.block, w.marker+strings.TrimSpace(text))
	w.marker = ""
}

func (w *walker) flushIf(block bool) {
	if block {
		w.flush()
	}
}

func (w *walker) add(block Block, text string) {
	block.Anchor, block.Lang = w.block.Anchor, w.block.Lang
	w.b.Add(block, text)
}

// flat is the text of n on one line, blocks and lines separated by "; ".
func (w *walker) flat(n *html.Node) string {
	inner := newWalker(&Builder{}, w.docLang)
	inner.controlled, inner.tabs, inner.depth = w.controlled, w.tabs, w.depth
	inner.children(n)
	inner.flush()
	w.b.Result.Links = append(w.b.Result.Links, inner.b.Result.Links...)
	var out strings.Builder
	for line := range strings.Lines(inner.b.text.String()) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
		if line == "" {
			continue
		}
		if s := out.String(); s != "" {
			if strings.ContainsAny(s[len(s)-1:], ".,;:!?") {
				out.WriteString(" ")
			} else {
				out.WriteString("; ")
			}
		}
		out.WriteString(line)
	}
	return out.String()
}
