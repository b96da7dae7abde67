// Package mediawiki is the source of pages of a MediaWiki: an XML dump, or a running wiki
// through its interface (api.php).
//
// A dump has the pages as their authors wrote them; wikitext.go makes texts of them. A
// running wiki renders its pages itself, templates and all, and its HTML is read. Redirects
// are no documents: their titles become synonyms of the page they lead to, and so do
// categories. A page "Kasse/Mahnung" stands below the page "Kasse" where there is one.
//
// MediaWiki has no restrictions of single pages on reading: everything has the visibility
// of the source.
package mediawiki

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"auskunft"
	"auskunft/ingest/source"
	"auskunft/ingest/source/wiki"
)

func init() {
	source.Register("mediawiki", func(p source.Place) (source.Source, error) { return Open(p) },
		"namespaces", "areas", "lang", "user", wiki.TokenEnv, wiki.TokenFile)
}

// readerVersion is part of every mark: a reader that understands more reads again.
const readerVersion = "1"

// page is a current page, without its text.
type page struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	Revision  string    `json:"rev"`
	Changed   time.Time `json:"changed,omitzero"`
	Redirects []string  `json:"redirects,omitempty"` // titles that lead here
}

func (p page) key() string { return "page/" + strconv.FormatInt(p.ID, 10) }

// site is what a wiki says of itself, with its pages.
type site struct {
	Lang    string         `json:"lang"`
	Article string         `json:"article"` // address of a page, "$1" its title
	Pages   map[int64]page `json:"pages"`

	titles map[string]bool
}

// rendered is one page as it is read.
type rendered struct {
	original   []byte
	format     string
	html       string
	categories []string
	unknown    []string
}

// store is where the pages are: a dump or a running wiki.
type store interface {
	load(ctx context.Context, o options) (*site, error)
	read(ctx context.Context, p page) (rendered, error)
	Close() error
}

type options struct {
	namespaces []int
	areas      []string // categories that are districts
	lang       string   // "" as the wiki says
}

// MediaWiki is a wiki. It implements source.Source and io.Closer.
type MediaWiki struct {
	store   store
	options options

	mu   sync.Mutex
	site *site
}

// Wiki is a MediaWiki that is running. It implements source.Keeper, too.
type Wiki struct {
	MediaWiki
	api *api
}

// Open opens a dump, or a running wiki when the location is an address.
func Open(p source.Place) (source.Source, error) {
	o, err := parseOptions(p.Options)
	if err != nil {
		return nil, err
	}
	if wiki.IsWeb(p.Location) {
		a, err := openAPI(p)
		if err != nil {
			return nil, err
		}
		return &Wiki{MediaWiki{store: a, options: o}, a}, nil
	}
	d, err := openDump(p.Location)
	if err != nil {
		return nil, err
	}
	return &MediaWiki{store: d, options: o}, nil
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(?:-[a-z0-9]{2,8})?$`)

func parseOptions(given map[string]string) (o options, err error) {
	o.areas, o.lang, o.namespaces = wiki.List(given["areas"]), given["lang"], []int{0}
	if o.lang != "" && !languageTag.MatchString(o.lang) {
		return o, auskunft.Errorf(auskunft.Invalid, "source_option", "the option lang says %q, which is no language such as de or en", o.lang)
	}
	if list := wiki.List(given["namespaces"]); len(list) > 0 {
		o.namespaces = nil
		for _, word := range list {
			n, err := strconv.Atoi(word)
			if err != nil || n < 0 {
				return o, auskunft.Errorf(auskunft.Invalid, "source_option", "the option namespaces says %q; it lists numbers, such as 0,4", word)
			}
			o.namespaces = append(o.namespaces, n)
		}
	}
	return o, nil
}

// Close gives back what reading needed.
func (s *MediaWiki) Close() error { return s.store.Close() }

func (s *MediaWiki) load(ctx context.Context, again bool) (*site, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.site != nil && !again {
		return s.site, nil
	}
	one, err := s.store.load(ctx, s.options)
	if err != nil {
		return nil, err
	}
	one.titles = map[string]bool{}
	for _, p := range one.Pages {
		one.titles[p.Title] = true
	}
	if s.options.lang != "" {
		one.Lang = s.options.lang
	}
	s.site = one
	return one, nil
}

// above are the titles of the pages that p is a part of by its name.
func (s *site) above(p page) []string {
	var titles []string
	for at := range p.Title {
		if p.Title[at] == '/' && s.titles[p.Title[:at]] {
			titles = append(titles, p.Title[:at])
		}
	}
	return titles
}

// List names every page. It reads the place again.
func (s *MediaWiki) List(ctx context.Context, yield func(source.Item) error) error {
	site, err := s.load(ctx, true)
	if err != nil {
		return err
	}
	ids := make([]int64, 0, len(site.Pages))
	for id := range site.Pages {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		p := site.Pages[id]
		slices.Sort(p.Redirects)
		mark := wiki.Mark(append(append([]string{readerVersion, site.Lang, site.Article, p.Title, p.Revision}, site.above(p)...), p.Redirects...)...)
		if err := yield(source.Item{Key: p.key(), Mark: mark, Format: "mediawiki"}); err != nil {
			return err
		}
	}
	return nil
}

// Fetch makes the document of a page.
func (s *MediaWiki) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	site, err := s.load(ctx, false)
	if err != nil {
		return source.Fetched{}, err
	}
	id, _ := strconv.ParseInt(strings.TrimPrefix(item.Key, "page/"), 10, 64)
	p, ok := site.Pages[id]
	if !ok {
		return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "the wiki has no %s any more", item.Key)
	}
	r, err := s.store.read(ctx, p)
	if err != nil {
		return source.Fetched{}, err
	}
	res, err := wiki.Page{Title: p.Title, Lang: site.Lang, Above: site.above(p), HTML: r.html}.Result()
	if err != nil {
		return source.Fetched{}, err
	}
	doc := auskunft.Document{
		Kind: auskunft.WikiDocument, Title: p.Title, Lang: site.Lang, Text: res.Text, ChangedAt: p.Changed, URL: site.address(p.Title),
		Synonyms: slices.Sorted(slices.Values(p.Redirects)),
	}
	for _, category := range r.categories {
		if slices.ContainsFunc(s.options.areas, func(a string) bool { return strings.EqualFold(a, category) }) {
			doc.Areas = append(doc.Areas, category)
		} else if !slices.Contains(doc.Synonyms, category) {
			doc.Synonyms = append(doc.Synonyms, category)
		}
	}
	return source.Fetched{Document: doc, Original: r.original, Format: r.format, Result: res, Unknown: r.unknown}, nil
}

// address is where people read a page, "" when the wiki does not say.
func (s *site) address(title string) string {
	if !strings.Contains(s.Article, "$1") {
		return ""
	}
	return strings.ReplaceAll(s.Article, "$1", wiki.Path(strings.ReplaceAll(title, " ", "_")))
}

// maxText is the size of the largest page that is read, in bytes; MediaWiki's own limit is 2 MB.
const maxText = 4 << 20

func tooLarge(p page) error {
	return auskunft.Errorf(auskunft.Invalid, "too_large", "the page %d is larger than %d MB", p.ID, maxText>>20)
}
