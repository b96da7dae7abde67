// Package dokuwiki is the source of the pages of a DokuWiki, as they lie in its data folder:
// one text file a page, one folder a namespace, and the files that pages link to.
//
// The titles of the namespaces' start pages become the outermost heading. Where the wiki has
// an access list, conf/acl.auth.php, only pages that everybody may read have the visibility
// of the source; of others the option "groups" has to say what their groups mean here, or
// they are withheld.
package dokuwiki

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/source"
	"auskunft/ingest/source/wiki"
)

func init() {
	source.Register("dokuwiki", func(p source.Place) (source.Source, error) { return Open(p) }, "groups", "areas", "lang", "acl")
}

// readerVersion is part of every mark: a reader that understands more reads again.
const readerVersion = "1"

// Limits of a wiki.
const (
	maxFiles = 500_000
	maxDepth = 32
	maxPage  = 4 << 20 // bytes
	maxACL   = 4 << 20 // bytes
)

// DokuWiki is a data folder. It implements source.Source and io.Closer. Every file of it is
// opened below the folder, whatever links point to.
type DokuWiki struct {
	root         *os.Root
	pages, media string // folders below root; media may be ""
	aclPath      string // "" without an access list
	groups       wiki.Groups
	areas        []string
	lang         string

	mu    sync.Mutex
	index *index
}

// Open opens an installation, its folder data, or the folder data/pages.
func Open(p source.Place) (*DokuWiki, error) {
	d := &DokuWiki{areas: wiki.List(p.Options["areas"]), lang: first(p.Options["lang"], "de")}
	var err error
	if d.groups, err = wiki.ParseGroups(p.Options["groups"]); err != nil {
		return nil, err
	}
	if d.root, err = os.OpenRoot(p.Location); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "the folder cannot be opened: %w", err)
	}
	up := "" // from the location to the installation
	switch {
	case d.isDir("data/pages"):
		d.pages, d.media = "data/pages", "data/media"
	case d.isDir("pages"):
		d.pages, d.media, up = "pages", "media", ".."
	default:
		d.pages, up = ".", "../.."
	}
	switch given := p.Options["acl"]; given {
	case "ignore":
	case "":
		d.aclPath = filepath.Join(p.Location, up, "conf", "acl.auth.php")
		if _, err := os.Stat(d.aclPath); errors.Is(err, fs.ErrNotExist) {
			d.aclPath = ""
		}
	default:
		d.aclPath = given
	}
	return d, nil
}

func (d *DokuWiki) isDir(name string) bool {
	info, err := d.root.Stat(name)
	return err == nil && info.IsDir()
}

// Close closes the folder.
func (d *DokuWiki) Close() error { return d.root.Close() }

// index is all that has to be known of a wiki to read one of its pages.
type index struct {
	files  map[string]file   // by key
	titles map[string]string // of pages, by id
	acl    acl
}

// file is a page, or a file of the media folder.
type file struct {
	id, path string
	media    bool
	digest   string
	changed  time.Time
}

func (d *DokuWiki) load(ctx context.Context, again bool) (*index, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.index != nil && !again {
		return d.index, nil
	}
	i := &index{files: map[string]file{}, titles: map[string]string{}}
	if d.aclPath != "" {
		data, err := readACL(d.aclPath)
		if err != nil {
			return nil, err
		}
		if i.acl, err = parseACL(data); err != nil {
			return nil, err
		}
		if i.acl == nil {
			i.acl = acl{} // an empty list lets nobody in
		}
	}
	if err := d.walk(ctx, i, d.pages, false); err != nil {
		return nil, err
	}
	if d.media != "" && d.isDir(d.media) {
		if err := d.walk(ctx, i, d.media, true); err != nil {
			return nil, err
		}
	}
	d.index = i
	return i, nil
}

func readACL(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "dokuwiki_acl", "the access list cannot be read, so it is not known who may read what: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxACL+1))
	if err == nil && len(data) > maxACL {
		err = errors.New("it is too large")
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "dokuwiki_acl", "the access list cannot be read, so it is not known who may read what: %w", err)
	}
	return data, nil
}

// walk finds the pages, or the files that can hold text, below a folder.
func (d *DokuWiki) walk(ctx context.Context, i *index, folder string, media bool) error {
	return fs.WalkDir(d.root.FS(), folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the folder %s cannot be listed: %w", name, err)
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && name != ".":
			return fs.SkipDir
		case strings.Count(name, "/") > maxDepth || len(i.files) > maxFiles:
			return auskunft.Errorf(auskunft.Limited, "too_many_files", "the wiki has more than %d files, or its namespaces are more than %d deep", maxFiles, maxDepth)
		case !entry.Type().IsRegular():
			return ctx.Err()
		}
		f, ok := d.file(folder, name, media)
		if !ok {
			return ctx.Err()
		}
		data, err := d.read(f)
		if err != nil {
			f.digest = err.Error() // Fetch says it again
		} else {
			sum := sha256.Sum256(data)
			f.digest = hex.EncodeToString(sum[:16])
		}
		if !media {
			if len(strings.TrimSpace(string(data))) == 0 && err == nil {
				return ctx.Err() // how DokuWiki deletes a page
			}
			i.titles[f.id] = title(f.id, string(data))
		}
		if info, err := entry.Info(); err == nil {
			f.changed = info.ModTime()
		}
		i.files[f.key()] = f
		return ctx.Err()
	})
}

func (f file) key() string {
	if f.media {
		return "media/" + f.id
	}
	return "page/" + f.id
}

// file makes an id of a path; ok is false for what is no document.
func (d *DokuWiki) file(folder, name string, media bool) (f file, ok bool) {
	below := strings.TrimPrefix(name, folder+"/")
	if !media {
		below, ok = strings.CutSuffix(below, ".txt")
		if !ok {
			return file{}, false
		}
	}
	id, err := url.PathUnescape(below) // file names are encoded
	if err != nil {
		id = below
	}
	id = strings.ReplaceAll(id, "/", ":")
	_, last, _ := cutLast(id, ':')
	switch {
	case strings.HasPrefix(last, "_") || last == "sidebar" || strings.HasPrefix(id, "playground:"):
		return file{}, false
	case id == "wiki:syntax" || id == "wiki:dokuwiki" || id == "wiki:welcome": // DokuWiki's own manual
		return file{}, false
	case media && (!strings.Contains(last, ".") || extract.Detect(last, nil) == ""):
		return file{}, false
	}
	return file{id: id, path: name, media: media}, true
}

func (d *DokuWiki) read(f file) ([]byte, error) {
	limit := int64(maxPage)
	if f.media {
		limit = extract.MaxBytes
	}
	r, err := d.root.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, auskunft.Errorf(auskunft.NotFound, "source_gone", "there is no %s any more", f.key())
	}
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "%s cannot be opened: %w", f.key(), err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "%s cannot be read: %w", f.key(), err)
	}
	if int64(len(data)) > limit {
		return nil, auskunft.Errorf(auskunft.Invalid, "too_large", "%s is larger than %d MB", f.key(), limit>>20)
	}
	return data, nil
}

// title is the first heading of a page, else its name.
func title(id, text string) string {
	for line := range strings.Lines(text) {
		if m := heading.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil && m[2] != "" {
			return wiki.Line(emphasis.ReplaceAllString(m[2], ""))
		}
	}
	_, last, _ := cutLast(id, ':')
	return strings.ReplaceAll(last, "_", " ")
}

// above are the titles of the namespaces that a file is in, the outermost first: those of
// their start pages, else their names.
func (i *index) above(f file) []string {
	var titles []string
	space := ""
	parts := strings.Split(f.id, ":")
	for n, part := range parts[:len(parts)-1] {
		space = strings.TrimPrefix(space+":"+part, ":")
		if !f.media && n == len(parts)-2 && (parts[n+1] == "start" || parts[n+1] == part) {
			break // a start page is not below itself
		}
		name := strings.ReplaceAll(part, "_", " ")
		for _, start := range []string{space + ":start", space + ":" + part, space} {
			if t := i.titles[start]; t != "" && start != f.id {
				name = t
				break
			}
		}
		titles = append(titles, name)
	}
	return titles
}

// List names every page and every file that can hold text. It reads the folder again.
func (d *DokuWiki) List(ctx context.Context, yield func(source.Item) error) error {
	i, err := d.load(ctx, true)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(i.files)) {
		f := i.files[key]
		v, withheld := i.acl.visibility(f.id, d.groups)
		mark := wiki.Mark(append([]string{readerVersion, f.digest, string(v), d.lang, strings.Join(d.areas, ",")}, i.above(f)...)...)
		if err := yield(source.Item{Key: key, Mark: mark, Format: "dokuwiki", Withheld: withheld}); err != nil {
			return err
		}
	}
	return nil
}

// Fetch reads one page or file.
func (d *DokuWiki) Fetch(ctx context.Context, item source.Item) (source.Fetched, error) {
	i, err := d.load(ctx, false)
	if err != nil {
		return source.Fetched{}, err
	}
	f, ok := i.files[item.Key]
	if !ok {
		return source.Fetched{}, auskunft.Errorf(auskunft.NotFound, "source_gone", "there is no %s any more", item.Key)
	}
	v, withheld := i.acl.visibility(f.id, d.groups)
	if withheld != "" {
		return source.Fetched{}, auskunft.Errorf(auskunft.Conflict, "source_changed", "%s is restricted meanwhile; import again", item.Key)
	}
	data, err := d.read(f)
	if err != nil {
		return source.Fetched{}, err
	}
	doc := auskunft.Document{Kind: auskunft.WikiDocument, Visibility: v, ChangedAt: f.changed}
	if f.media {
		_, doc.Title, _ = cutLast(f.id, ':')
		doc.URL = "lib/exe/fetch.php?media=" + url.QueryEscape(f.id)
		return source.Fetched{Document: doc, Original: data, Format: extract.Detect(doc.Title, data)}, nil
	}
	c := convert(strings.ToValidUTF8(string(data), "\ufffd"))
	doc.Title, doc.Lang, doc.URL = i.titles[f.id], d.lang, "doku.php?id="+url.QueryEscape(f.id)
	for _, tag := range c.tags {
		if slices.ContainsFunc(d.areas, func(a string) bool { return strings.EqualFold(a, tag) }) {
			doc.Areas = append(doc.Areas, tag)
		} else {
			doc.Synonyms = append(doc.Synonyms, tag)
		}
	}
	page := wiki.Page{Title: doc.Title, Lang: d.lang, Above: i.above(f), HTML: c.html}
	if c.hidden {
		page.Warnings = []extract.Warning{{Code: "hidden_part", Detail: "The page shows a part to some people only; it was left out."}}
	}
	res, err := page.Result()
	if err != nil {
		return source.Fetched{}, err
	}
	doc.Text = res.Text
	return source.Fetched{Document: doc, Original: data, Format: "dokuwiki", Result: res, Unknown: c.plugins}, nil
}
