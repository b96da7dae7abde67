// Package confluence is the source of pages, blog posts and attachments of a Confluence wiki:
// an XML export of spaces, as a zip file or unpacked, or a running wiki through its REST
// interface, Data Center and Cloud alike.
//
// A page's text is its storage format with the macros rendered (see storage.go); what is
// above it becomes the outermost heading, its labels become synonyms. Versions that are not
// current, drafts, archived pages and what is in the bin are left out, and so are comments.
//
// Who may view a page follows its restrictions and those of all pages above it. Pages without
// any have the visibility of the source. A restriction is only understood when the option
// "groups" says what it means; pages that are restricted otherwise are withheld, and so are
// pages of which it is not known. See model.go.
package confluence

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/wiki"
)

func init() {
	source.Register("confluence", func(p source.Place) (source.Source, error) { return Open(p) },
		"spaces", "groups", "areas", "lang", "space_permissions", "missing_parents", "user", "token_env", "token_file")
}

// readerVersion is part of every mark: a reader that understands more reads again.
const readerVersion = "1"

// options are those of a place.
type options struct {
	spaces                 []string // keys; none: all but archived ones and people's own
	groups                 wiki.Groups
	areas                  []string // labels that are districts
	lang                   string
	ignoreSpacePermissions bool
	ignoreMissingParents   bool
}

// store is where the contents are: an export or a running wiki.
type store interface {
	load(ctx context.Context, o options) (*tree, error)
	body(ctx context.Context, c *content) (string, error) // in storage format
	file(ctx context.Context, t *tree, c *content) ([]byte, error)
	Close() error
}

// Confluence is a wiki. It implements source.Source and io.Closer.
type Confluence struct {
	store   store
	options options

	mu   sync.Mutex
	tree *tree
}

// Open opens an export, or a wiki when the location is an address.
func Open(p source.Place) (*Confluence, error) {
	o, err := parseOptions(p.Options)
	if err != nil {
		return nil, err
	}
	c := &Confluence{options: o}
	if wiki.IsWeb(p.Location) {
		c.store, err = openREST(p)
	} else {
		c.store, err = openExport(p.Location)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(?:-[a-z0-9]{2,8})?$`)

func parseOptions(given map[string]string) (o options, err error) {
	o.spaces, o.areas = wiki.List(given["spaces"]), wiki.List(given["areas"])
	if o.groups, err = wiki.ParseGroups(given["groups"]); err != nil {
		return o, err
	}
	if o.lang = given["lang"]; o.lang == "" {
		o.lang = "de"
	}
	if !languageTag.MatchString(o.lang) {
		return o, auskunft.Errorf(auskunft.Invalid, "source_option", "the option lang says %q, which is no language such as de or en", o.lang)
	}
	for name, to := range map[string]*bool{"space_permissions": &o.ignoreSpacePermissions, "missing_parents": &o.ignoreMissingParents} {
		switch given[name] {
		case "", "respect":
		case "ignore":
			*to = true
		default:
			return o, auskunft.Errorf(auskunft.Invalid, "source_option", "the option %s is respect or ignore, not %q", name, given[name])
		}
	}
	return o, nil
}

// Close gives back what reading needed.
func (s *Confluence) Close() error { return s.store.Close() }

// load reads what there is, unless that was done and is wanted again.
func (s *Confluence) load(ctx context.Context, again bool) (*tree, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tree != nil && !again {
		return s.tree, nil
	}
	t, err := s.store.load(ctx, s.options)
	if err != nil {
		return nil, err
	}
	t.index()
	s.tree = t
	return t, nil
}

// List names every current page, blog post and attachment that can hold text. It reads the
// place again.
func (s *Confluence) List(ctx context.Context, yield func(source.Item) error) error {
	t, err := s.load(ctx, true)
	if err != nil {
		return err
	}
	for _, c := range t.listed() {
		item := source.Item{Key: c.key(), Mark: t.mark(c), Format: "confluence"}
		if c.kind == attachment {
			item.Format = extract.Detect(c.title, nil)
		}
		_, item.Withheld = t.visibility(c)
		if err := yield(item); err != nil {
			return err
		}
	}
	return nil
}

// Fetch makes the document of a content.
func (s *Confluence) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	t, err := s.load(ctx, false)
	if err != nil {
		return source.Fetched{}, err
	}
	_, id, _ := strings.Cut(item.Key, "/")
	c := t.contents[id]
	if c == nil || c.key() != item.Key || t.leftOut(c) {
		return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "the wiki has no %s any more", item.Key)
	}
	v, withheld := t.visibility(c)
	if withheld != "" { // restricted after it was listed
		return source.Fetched{}, auskunft.Errorf(auskunft.Conflict, "source_changed", "%s is restricted meanwhile; import again", item.Key)
	}
	doc := auskunft.Document{Kind: auskunft.WikiDocument, Title: c.title, Visibility: v, ChangedAt: c.changed, URL: address(c)}
	for _, label := range c.labels {
		if contains(t.options.areas, label) {
			doc.Areas = append(doc.Areas, label)
		} else if !furniture[label] {
			doc.Synonyms = append(doc.Synonyms, strings.ReplaceAll(label, "_", " "))
		}
	}
	if c.kind == attachment {
		return s.attachment(ctx, t, c, doc)
	}
	return s.page(ctx, t, c, doc)
}

// furniture are labels that Confluence's own templates set.
var furniture = map[string]bool{
	"favourite": true, "favorite": true, "kb-how-to-article": true, "kb-troubleshooting-article": true, "meeting-notes": true,
	"decisions": true, "decision": true, "file-list": true, "retrospective": true, "product-requirements": true,
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if strings.EqualFold(s, one) {
			return true
		}
	}
	return false
}

func (s *Confluence) page(ctx context.Context, t *tree, c *content, doc auskunft.Document) (source.Fetched, error) {
	body, err := s.store.body(ctx, c)
	if err != nil {
		return source.Fetched{}, err
	}
	r := toHTML(t, c, body)
	if c.old {
		r.warnings = append(r.warnings, extract.Warning{Code: "old_markup",
			Detail: "The page is written in the markup of Confluence before version 4; open and save it there."})
	}
	doc.Lang = t.options.lang
	res, err := wiki.Page{Title: c.title, Lang: doc.Lang, Above: t.above(c), HTML: r.html, Warnings: r.warnings}.Result()
	if err != nil {
		return source.Fetched{}, err
	}
	doc.Text = res.Text
	return source.Fetched{Document: doc, Original: []byte(body), Format: "confluence", Result: res, Unknown: r.unknown, Known: r.known, Skipped: r.skipped}, nil
}

// attachment is a file, whose title says which page it hangs on.
func (s *Confluence) attachment(ctx context.Context, t *tree, c *content, doc auskunft.Document) (source.Fetched, error) {
	data, err := s.store.file(ctx, t, c)
	if err != nil {
		return source.Fetched{}, err
	}
	format := extract.Detect(c.title, data)
	if format == "" {
		return source.Fetched{}, auskunft.Errorf(auskunft.Invalid, "format", "the attachment is no file that can be read")
	}
	doc.Title = c.title
	if p := t.contents[c.parent]; p != nil {
		doc.Title = p.title + ": " + c.title
	}
	return source.Fetched{Document: doc, Original: data, Format: format}, nil
}

// address is where people read a content, below the wiki's own address. These two work in
// Data Center and lead to the right place in Cloud.
func address(c *content) string {
	if c.kind == attachment {
		return "download/attachments/" + c.parent + "/" + wiki.Path(c.title)
	}
	return "pages/viewpage.action?pageId=" + c.id
}

// readable says whether an attachment's name promises a text.
func readable(name string) bool {
	return strings.Contains(name, ".") && extract.Detect(name, nil) != ""
}
