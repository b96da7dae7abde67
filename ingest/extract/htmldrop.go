package extract

import (
	"iter"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dropped says whether an element is no content: page furniture, or hidden.
func (w *walker) dropped(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return n.Type == html.CommentNode
	}
	if droppedTags[n.DataAtom] {
		return true
	}
	if w.whole && isFrame(n) {
		return true
	}
	if furnitureRoles[attr(n, "role")] || hasFurnitureName(n) {
		return true
	}
	return isHidden(n) && !w.controlled[attr(n, "id")]
}

// isFrame is true for the header, footer and side columns of the page itself, not for
// those of an article in it.
func isFrame(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Header, atom.Footer, atom.Aside:
	default:
		return false
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Article || p.DataAtom == atom.Main || p.DataAtom == atom.Section {
			return false
		}
	}
	return true
}

// hasFurnitureName judges by id and class. A part that holds the page's main heading is
// content whatever it is called.
func hasFurnitureName(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Body, atom.Main, atom.Article, atom.H1, atom.H2, atom.H3:
		return false
	}
	name := attr(n, "id") + " " + attr(n, "class")
	return len(name) > 1 && furniture.MatchString(name) && !contains(n, atom.H1)
}

// isHidden says whether browsers do not show n.
func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			style := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		case "class":
			if isScreenReaderText(n, a.Val) {
				return true
			}
		}
	}
	return false
}

// isScreenReaderText is true for remarks that only screen readers speak, such as
// "öffnet in neuem Fenster". Headings and captions hidden that way are structure.
func isScreenReaderText(n *html.Node, class string) bool {
	if n.DataAtom != atom.Span && n.DataAtom != atom.A {
		return false
	}
	for _, name := range strings.Fields(class) {
		if name == "sr-only" || name == "visually-hidden" || name == "visuallyhidden" {
			return true
		}
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// elements yields the child elements of n.
func elements(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && !yield(c) {
				return
			}
		}
	}
}

// contains says whether an element of one of the kinds is below n.
func contains(n *html.Node, kinds ...atom.Atom) bool {
	for d := range n.Descendants() {
		for _, kind := range kinds {
			if d.DataAtom == kind && d.Type == html.ElementNode {
				return true
			}
		}
	}
	return false
}

// isContents is true for a table of contents: all its text links to places on the page.
func isContents(n *html.Node) bool {
	links := 0
	var only func(n *html.Node) bool
	only = func(n *html.Node) bool {
		if n.Type == html.TextNode {
			return strings.TrimSpace(n.Data) == ""
		}
		if n.DataAtom == atom.A && strings.HasPrefix(attr(n, "href"), "#") {
			links++
			return true
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if !only(c) {
				return false
			}
		}
		return true
	}
	return only(n) && links > 0
}

// hasBlocks says whether n holds more than one line of running text.
func hasBlocks(n *html.Node) bool {
	return contains(n, atom.P, atom.Ul, atom.Ol, atom.Table, atom.Dl, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre)
}

// rawText is all text below n as it is written.
func rawText(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}
