package extract

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"auskunft"
)

// HTML reads a web page: its main content without navigation, banners and what is
// hidden. Encodings are taken from the page, else guessed.
func HTML(data []byte) (*Result, error) {
	r, err := decodeHTML(data)
	if err != nil {
		return nil, err
	}
	doc, err := goquery.NewDocumentFromReader(r)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "html", "the page cannot be read: %w", err)
	}
	b := &Builder{}
	readHead(b, doc)
	root := mainContent(doc)
	w := newWalker(b, b.Result.Lang)
	w.controlled, w.tabs = controlledIDs(doc), tabNames(doc)
	w.whole = root.Is("body")
	for _, n := range root.Nodes {
		w.children(n)
	}
	w.flush()
	b.Result.Title = pageTitle(b.Result.Blocks, b.text.String(), doc)
	return b.Done(), nil
}

// decodeHTML reads UTF-8 where that is what the bytes are, whatever the page says: no other
// encoding looks like it by chance. Else the page decides, or its first bytes.
func decodeHTML(data []byte) (io.Reader, error) {
	if utf8.Valid(data) {
		return bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))), nil
	}
	r, err := charset.NewReader(bytes.NewReader(data), "")
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "charset", "the encoding of the page is not known: %w", err)
	}
	return r, nil
}

// HTML appends a piece of HTML, such as a text module of a service description. Text
// without a single tag keeps its line breaks.
func (b *Builder) HTML(fragment string) error {
	if !strings.Contains(fragment, "<") {
		for line := range strings.Lines(html.UnescapeString(fragment)) {
			b.Add(Block{Kind: Paragraph}, line)
		}
		return nil
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(fragment), body)
	if err != nil {
		return auskunft.Errorf(auskunft.Invalid, "html", "the HTML cannot be read: %w", err)
	}
	w := newWalker(b, b.Result.Lang)
	for _, n := range nodes {
		w.node(n)
	}
	w.flush()
	return nil
}

// readHead takes the language, the properties and the canonical address of a page.
func readHead(b *Builder, doc *goquery.Document) {
	b.Result.Lang = primaryLang(doc.Find("html").AttrOr("lang", doc.Find("html").AttrOr("xml:lang", "")))
	doc.Find("head meta").Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", s.AttrOr("property", ""))
		b.setMeta(name, s.AttrOr("content", ""))
	})
	if href, ok := doc.Find(`head link[rel="canonical"]`).Attr("href"); ok {
		b.setMeta("canonical", href)
	}
}

// primaryLang is "de" of "de-DE", "" of what is no language tag.
func primaryLang(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	if len(tag) < 2 || len(tag) > 3 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return tag
}

// pageTitle is the only heading of level 1, else the title element, else the first heading.
func pageTitle(blocks []Block, text string, doc *goquery.Document) string {
	var first, top []Block
	for _, block := range blocks {
		if block.Kind == Heading {
			first = append(first, block)
			if block.Level == 1 {
				top = append(top, block)
			}
		}
	}
	if len(top) == 1 {
		return sliceRunes(text, top[0].Start, top[0].End)
	}
	if title := clean(doc.Find("head title").First().Text()); title != "" {
		return strings.ReplaceAll(title, "\n", " ")
	}
	if len(first) > 0 {
		return sliceRunes(text, first[0].Start, first[0].End)
	}
	return ""
}

// contentSelectors find the main content of a page, the surest first.
var contentSelectors = []string{
	"main, [role=main]", "article", "#content, #main, #main-content, #inhalt, .main-content, #maincontent",
}

// minMainShare is the share of a page's text that the main content must hold to be
// believed; templates exist whose <main> wraps only a headline.
const minMainShare = 0.2

// mainContent is the element that holds what the page is about: the body when none of
// the usual marks holds enough of its text.
func mainContent(doc *goquery.Document) *goquery.Selection {
	body := doc.Find("body").First()
	total := textSize(body)
	for _, selector := range contentSelectors {
		found := doc.Find(selector)
		outer := found.FilterFunction(func(_ int, s *goquery.Selection) bool {
			return s.ParentsMatcher(goquery.Single(selector)).Length() == 0
		})
		if size := textSize(outer); size > 0 && float64(size) >= minMainShare*float64(total) {
			return outer
		}
	}
	return body
}

// textSize counts the bytes of text that a reader could see in s.
func textSize(s *goquery.Selection) int {
	size := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			size += len(strings.TrimSpace(n.Data))
		}
		if n.Type == html.ElementNode && droppedTags[n.DataAtom] {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range s.Nodes {
		walk(n)
	}
	return size
}

// controlledIDs are the ids of elements that a button on the page shows and hides: the
// panels of accordions and tabs, which are content although they may be hidden.
func controlledIDs(doc *goquery.Document) map[string]bool {
	ids := map[string]bool{}
	doc.Find("[aria-controls]").Not("nav [aria-controls], header [aria-controls]").Each(func(_ int, s *goquery.Selection) {
		for _, id := range strings.Fields(s.AttrOr("aria-controls", "")) {
			ids[id] = true
		}
	})
	doc.Find(`[role="tabpanel"][id]`).Each(func(_ int, s *goquery.Selection) { ids[s.AttrOr("id", "")] = true })
	return ids
}

// tabNames are the texts of the tabs on a page, by their id.
func tabNames(doc *goquery.Document) map[string]string {
	names := map[string]string{}
	doc.Find(`[role="tab"][id]`).Each(func(_ int, s *goquery.Selection) { names[s.AttrOr("id", "")] = clean(s.Text()) })
	return names
}

// sliceRunes is the code points [start, end) of text.
func sliceRunes(text string, start, end int) string {
	from, to, at := len(text), len(text), 0
	for i := range text {
		if at == start {
			from = i
		}
		if at == end {
			to = i
			break
		}
		at++
	}
	return text[from:to]
}

// listMarker is what stands before item number n of an ordered list.
func listMarker(n int) string { return fmt.Sprintf("%d. ", n) }
