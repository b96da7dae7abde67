package confluence

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/source/wiki"
)

// The kinds of contents, which are the first part of a document's key.
const (
	page       = "page"
	blogPost   = "blog"
	attachment = "attachment"
)

// content is a page, blog post or attachment, wherever it was read.
type content struct {
	id       string
	kind     string
	title    string // of an attachment the name of its file
	space    string // id
	parent   string // id of the page above or around it, "" at the top
	version  string
	changed  time.Time
	labels   []string
	view     restriction // who may view it, whoever may view what is above it
	digest   string      // of its body, where that is known without asking for it
	download string      // where a running wiki has the file of an attachment
	left     bool        // it is only there for what is below it: archived, say
	old      bool        // its body has the markup of versions before 4, which is not read
}

func (c *content) key() string { return c.kind + "/" + c.id }

// restriction says who may view something. The zero restriction lets everybody in.
type restriction struct {
	set     bool
	groups  []string // they may; people who are named, too, have no meaning here
	unknown string   // why it cannot be told who may
}

// space is where contents are.
type space struct {
	key, name string
	home      string // id of the page that is above all others
	closed    bool   // it is known that people who are not signed in may not view it
	left      bool   // left out: archived, somebody's own, or not asked for
}

// tree is all that has to be known of a wiki to read one of its pages.
type tree struct {
	spaces   map[string]*space   // by id
	contents map[string]*content // by id
	titles   map[string]string   // ids of pages by the key of the space and the title
	options  options
}

func newTree(o options) *tree {
	return &tree{spaces: map[string]*space{}, contents: map[string]*content{}, titles: map[string]string{}, options: o}
}

// index makes pages findable by what links call them.
func (t *tree) index() {
	for _, c := range t.contents {
		if s := t.spaces[c.space]; s != nil && c.kind != attachment {
			t.titles[s.key+"\x00"+c.title] = c.id
		}
	}
}

// listed are the contents that are documents, in a stable order.
func (t *tree) listed() []*content {
	var all []*content
	for _, c := range t.contents {
		if !t.leftOut(c) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *content) int { return strings.Compare(a.key(), b.key()) })
	return all
}

func (t *tree) leftOut(c *content) bool {
	s := t.spaces[c.space]
	return c.left || s != nil && s.left
}

// maxAbove bounds how many pages are above one.
const maxAbove = 200

// path is c and what it is in, c first. complete is false when something above it is not
// known, or when it is above itself.
func (t *tree) path(c *content) (path []*content, complete bool) {
	for range maxAbove {
		path = append(path, c)
		if c.parent == "" {
			return path, true
		}
		if c = t.contents[c.parent]; c == nil || slices.Contains(path, c) {
			return path, false
		}
	}
	return path, false
}

// above are the space and the titles of the pages above c, the outermost first, without the
// page that is the space's front.
func (t *tree) above(c *content) []string {
	path, _ := t.path(c)
	var titles []string
	s := t.spaces[c.space]
	for _, p := range path[1:] {
		if s == nil || p.id != s.home {
			titles = append(titles, p.title)
		}
	}
	if s != nil && s.name != "" {
		titles = append(titles, s.name)
	}
	slices.Reverse(titles)
	return titles
}

// visibility is who may read c: "" as everybody may who reads the source. withheld says why
// nobody may.
func (t *tree) visibility(c *content) (v auskunft.Visibility, withheld string) {
	path, complete := t.path(c)
	if !complete && !t.options.ignoreMissingParents {
		return "", fmt.Sprintf("a page above it (%s) is not there, so it is not known who may view it; if none was restricted, set missing_parents=ignore", path[len(path)-1].parent)
	}
	var levels [][]string
	var names []string
	for _, p := range path {
		switch {
		case p.view.unknown != "":
			return "", fmt.Sprintf("it is not known who may view %s: %s", p.key(), p.view.unknown)
		case p.view.set:
			levels = append(levels, p.view.groups)
			names = append(names, p.view.groups...)
		}
	}
	if len(levels) > 0 {
		v, ok := t.options.groups.Visibility(levels)
		if ok {
			return v, ""
		}
		slices.Sort(names)
		if names = slices.Compact(names); len(names) == 0 {
			return "", "only people who are named may view it"
		}
		return "", fmt.Sprintf("only the groups %q may view it, and the option groups gives no visibility that all of its restrictions let in", names)
	}
	if s := t.spaces[c.space]; s != nil && s.closed && !t.options.ignoreSpacePermissions {
		return auskunft.Internal, ""
	}
	return "", ""
}

// mark changes with everything that the document of c is made of.
func (t *tree) mark(c *content) string {
	v, _ := t.visibility(c)
	parts := append([]string{readerVersion, c.title, c.version, c.digest, c.changed.UTC().String(), string(v)}, c.labels...)
	return wiki.Mark(append(append(parts, "above"), t.above(c)...)...)
}
