// Package integreat is the source of pages of the Integreat content management system, as
// its interface delivers them: JSON lists of pages, one file a town and language.
//
// The hierarchy of the pages becomes the outermost heading of each, "Wohnen › Miete", so
// that a passage says what it is about and a quote where it stands. Search words that
// editors write below a page ("Schlagworte: …") become its synonyms. A page without a text
// is a warning: most of them are chapters that only hold others.
package integreat

import (
	"context"
	"slices"
	"strings"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
)

func init() {
	source.Register("integreat", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// readerVersion is part of every mark; see records.Kind.
const readerVersion = "1"

// maxPages bounds how many pages a place may hold, maxDepth how many are above one.
const (
	maxPages = 200_000
	maxDepth = 16
)

// Integreat is a file or a folder of files. It implements source.Source. Pages have their path
// as key, which begins with "/"; the identifiers of the system change with each version.
type Integreat = records.Source[*catalog]

var kind = records.Kind[*catalog]{Format: "integreat", Version: readerVersion, Begin: func(place *records.Place, _ []string, problems records.Problems) *catalog {
	return &catalog{place: place, pages: map[string]*page{}, problems: problems}
}}

// Open opens a file or a folder.
func Open(location string) (*Integreat, error) { return kind.Open(location) }

// catalog is what has to be known of all pages to write one of them.
type catalog struct {
	place    *records.Place
	pages    map[string]*page
	problems records.Problems
}

// page is a page without its text.
type page struct {
	record records.Record
	path   string
	parent string
	title  string
	digest string
}

// Add notes one page.
func (c *catalog) Add(r records.Record, raw []byte, n, _ *records.Node) error {
	p := &page{record: r, path: n.Text("path"), parent: n.Text("parent", "path"), title: n.Text("title"), digest: records.Digest(raw, "")}
	switch {
	case len(c.pages) >= maxPages:
		return auskunft.Errorf(auskunft.Limited, "too_many_records", "there are more than %d pages", maxPages)
	case !strings.HasPrefix(p.path, "/") || p.title == "":
		c.problems.Note(r.File, "integreat_page", "a page has no path or no title and was left out; its fields are %s", strings.Join(n.Fields(), ", "))
	case c.pages[p.path] != nil:
		c.problems.Note(r.File, "integreat_page", "the page %s stands there twice; the first one was taken", p.path)
	default:
		c.pages[p.path] = p
	}
	return nil
}

// above are the titles of the pages above p, the outermost first.
func (c *catalog) above(p *page) []string {
	var titles []string
	for range maxDepth { // pages may be below themselves by mistake
		if p = c.pages[p.parent]; p == nil {
			break
		}
		titles = append(titles, p.title)
	}
	slices.Reverse(titles)
	return titles
}

// Marks names every page.
func (c *catalog) Marks(context.Context) (map[string]string, error) {
	marks := map[string]string{}
	for path, p := range c.pages {
		marks[path] = records.Mark(readerVersion, append(c.above(p), p.digest)...)
	}
	return marks, nil
}

// Fetch makes the document of a page.
func (c *catalog) Fetch(key string) (source.Fetched, error) {
	p := c.pages[key]
	if p == nil {
		return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "no file has the page %s any more", key)
	}
	n, raw, err := c.place.Load(p.record)
	if err != nil {
		return source.Fetched{}, err
	}
	return read(n, raw, p, c.above(p))
}
