// Package wiki is what the sources of wikis share: how a page with its place in a hierarchy
// becomes a text, and how the groups that may read it become a visibility.
package wiki

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"net/url"
	"strings"

	"auskunft/ingest/extract"
)

// Page is a page whose own markup was made HTML.
type Page struct {
	Title    string
	Lang     string
	Above    []string // titles of what it is in, the outermost first
	HTML     string
	Warnings []extract.Warning
}

// Result reads a page. What it is in becomes the outermost heading, "Kasse › Mahnung", so
// that a passage says what it is about; a page without a text gets none. A first heading that
// only repeats the title is left out below it.
func (p Page) Result() (*extract.Result, error) {
	var b, inner extract.Builder
	b.Result.Title, b.Result.Lang, b.Result.Warnings = p.Title, p.Lang, p.Warnings
	inner.Result.Lang = p.Lang
	if err := inner.HTML(p.HTML); err != nil {
		return nil, err
	}
	content := inner.Done()
	b.Result.Links = content.Links
	breadcrumb := strings.Join(p.Above, " › ")
	text := []rune(content.Text)
	for i, block := range content.Blocks {
		s := string(text[block.Start:block.End])
		if breadcrumb != "" && block.Kind == extract.Heading {
			if i == 0 && strings.EqualFold(s, p.Title) {
				continue
			}
			block.Level = min(block.Level+1, 6)
		}
		if breadcrumb != "" && b.Mark() == 0 {
			b.Result.Meta = map[string]string{"breadcrumb": breadcrumb}
			b.Add(extract.Block{Kind: extract.Heading, Level: 1}, breadcrumb)
		}
		b.Add(block, s)
	}
	return b.Done(), nil
}

// Mark is a change mark of everything that a document is made of.
func Mark(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Line is a title on one line.
func Line(s string) string { return strings.Join(strings.Fields(html.UnescapeString(s)), " ") }

// IsWeb says whether a location is an address, not a path.
func IsWeb(location string) bool {
	return strings.HasPrefix(location, "https://") || strings.HasPrefix(location, "http://")
}

// List is an option that names several things: "altstadt, osterfeld".
func List(option string) []string {
	var out []string
	for word := range strings.SplitSeq(option, ",") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

// Path is a path as it stands in an address.
func Path(path string) string { return (&url.URL{Path: path}).EscapedPath() }
