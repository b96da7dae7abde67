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
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/records"
)

func init() {
	source.Register("integreat", func(p source.Place) (source.Source, error) { return Open(p.Location) })
}

// readerVersion is part of every mark: a reader that understands more reads again.
const readerVersion = "1"

// maxPages bounds how many pages a place may hold, maxDepth how many are above one.
const (
	maxPages = 200_000
	maxDepth = 16
)

// fileKey is the prefix of the keys of files that could not be read. Pages have their path
// as key, which begins with "/"; the identifiers of the system change with each version.
const fileKey = "file/"

// Integreat is a file or a folder of files. It implements source.Source.
type Integreat struct {
	place *records.Place

	mu      sync.Mutex
	catalog *catalog
}

// Open opens a file or a folder.
func Open(location string) (*Integreat, error) {
	place, err := records.Open(location)
	if err != nil {
		return nil, err
	}
	return &Integreat{place: place}, nil
}

// catalog is what has to be known of all pages to write one of them.
type catalog struct {
	pages      map[string]*page
	problems   map[string]error // by file
	incomplete []string         // files that may hold more
}

// page is a page without its text.
type page struct {
	record records.Record
	path   string
	parent string
	title  string
	digest string
}

// index reads the place unless that was done; the caller holds the lock.
func (s *Integreat) index(ctx context.Context) (*catalog, error) {
	if s.catalog != nil {
		return s.catalog, nil
	}
	files, err := s.place.Files(ctx)
	if err != nil {
		return nil, err
	}
	c := &catalog{pages: map[string]*page{}, problems: map[string]error{}}
	for _, file := range files {
		if !records.IsJSON(file) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := s.place.Scan(file, func(r records.Record, raw []byte, n, _ *records.Node) error { return c.add(r, raw, n) })
		if auskunft.KindOf(err) == auskunft.Limited {
			return nil, err
		}
		if err != nil {
			c.problems[file] = err
			c.incomplete = append(c.incomplete, file)
		}
	}
	s.catalog = c
	return c, nil
}

// add notes one page.
func (c *catalog) add(r records.Record, raw []byte, n *records.Node) error {
	p := &page{record: r, path: n.Text("path"), parent: n.Text("parent", "path"), title: n.Text("title"), digest: records.Digest(raw, "")}
	problem := ""
	switch {
	case len(c.pages) >= maxPages:
		return auskunft.Errorf(auskunft.Limited, "too_many_records", "there are more than %d pages", maxPages)
	case !strings.HasPrefix(p.path, "/") || p.title == "":
		problem = "a page has no path or no title and was left out; its fields are " + strings.Join(n.Fields(), ", ")
	case c.pages[p.path] != nil:
		problem = "the page " + p.path + " stands there twice; the first one was taken"
	default:
		c.pages[p.path] = p
	}
	if problem != "" && c.problems[r.File] == nil {
		c.problems[r.File] = auskunft.Errorf(auskunft.Invalid, "integreat_page", "%s: %s", r.File, problem)
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

// List names every page, and every file with a problem. It reads the place again.
func (s *Integreat) List(ctx context.Context, yield func(source.Item) error) error {
	s.mu.Lock()
	s.catalog = nil
	c, err := s.index(ctx)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	items := map[string]string{}
	for path, p := range c.pages {
		items[path] = mark(append(c.above(p), p.digest)...)
	}
	for file, err := range c.problems {
		items[fileKey+file] = mark(err.Error())
	}
	for _, key := range slices.Sorted(maps.Keys(items)) {
		if err := yield(source.Item{Key: key, Mark: items[key], Format: "integreat"}); err != nil {
			return err
		}
	}
	if len(c.incomplete) > 0 {
		incomplete := &source.Incomplete{}
		for _, file := range c.incomplete {
			incomplete.Parts = append(incomplete.Parts, fileKey+file)
		}
		return incomplete
	}
	return nil
}

func mark(parts ...string) string {
	sum := sha256.Sum256([]byte(readerVersion + "\x00" + strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Fetch makes the document of a page.
func (s *Integreat) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	s.mu.Lock()
	c, err := s.index(ctx)
	s.mu.Unlock()
	if err != nil {
		return source.Fetched{}, err
	}
	if file, ok := strings.CutPrefix(item.Key, fileKey); ok && c.problems[file] != nil {
		return source.Fetched{}, c.problems[file]
	}
	p := c.pages[item.Key]
	if p == nil {
		return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "no file has the page %s any more", item.Key)
	}
	n, raw, err := s.place.Load(p.record)
	if err != nil {
		return source.Fetched{}, err
	}
	return read(n, raw, p, c.above(p))
}
