package finding

import (
	"cmp"
	"context"
	"net/url"
	"path"
	"slices"
	"strings"

	"auskunft"
	"auskunft/internal/civil"
)

// link is one address that a document points to, resolved.
type link struct {
	from    *document
	written string
	address *url.URL
}

// The verdicts about a link that need no network.
type verdict int

const (
	alive   verdict = iota // leads to a stored document, or is no address to follow
	dead                   // a page is missing where all pages are known
	unknown                // only its server knows
)

// complete are the kinds of sources that list everything there is below their place. Where
// such a source has other documents of a folder, one that it does not have is not there. A
// crawl has only what links lead to, a service catalogue only services.
var complete = map[string]bool{"files": true, "integreat": true, "dokuwiki": true, "mediawiki": true}

// fewInFolder is how many documents make a folder one whose content is known.
const fewInFolder = 3

// atlas knows the addresses of all stored documents.
type atlas struct {
	pages   map[string]*document // by place
	keys    map[string]*document // by source and key, for relative links of files
	indexes map[string]bool      // folders that hold documents: who has those has a page that lists them
	folders map[string]int       // complete sources' documents in a folder, by its place and the extension
}

func newAtlas(c *corpus) *atlas {
	a := &atlas{pages: map[string]*document{}, keys: map[string]*document{}, indexes: map[string]bool{}, folders: map[string]int{}}
	for _, d := range c.documents {
		a.keys[d.source.name+"\n"+d.Key] = d
		u, err := url.Parse(d.URL)
		if err != nil || u.Host == "" {
			continue
		}
		a.pages[place(u)] = d
		for at := path.Dir(place(u)); !a.indexes[at] && strings.Contains(at, "/"); at = path.Dir(at) {
			a.indexes[at] = true
		}
		if complete[d.source.kind] {
			a.folders[folder(u)]++
		}
	}
	return a
}

// place is an address without what does not change where it leads: scheme, fragment, query,
// the names of index pages, extension and slash at the end.
func place(u *url.URL) string {
	p := strings.TrimSuffix(path.Clean("/"+u.Path), "/")
	for _, end := range []string{".html", ".htm", ".php"} {
		p = strings.TrimSuffix(p, end)
	}
	return strings.ToLower(strings.TrimPrefix(u.Host, "www.")) + strings.TrimSuffix(p, "/index")
}

// folder is the place that holds an address, with the kind of file it holds.
func folder(u *url.URL) string {
	extension := strings.ToLower(path.Ext(u.Path))
	if extension == ".html" || extension == ".htm" || extension == ".php" {
		extension = ""
	}
	return path.Dir(place(u)) + " " + extension
}

// judge says what is known of a link without asking anybody; with a fragment also whether
// the document it leads to has the anchor.
func (a *atlas) judge(l link) (verdict, *document) {
	if target := a.pages[place(l.address)]; target != nil {
		return alive, target
	}
	if relative := a.relativeKey(l); relative != "" {
		if target := a.keys[l.from.source.name+"\n"+relative]; target != nil {
			return alive, target
		}
		if complete[l.from.source.kind] && readable[strings.ToLower(path.Ext(relative))] && path.Dir(relative) == path.Dir(l.from.Key) {
			return dead, nil // the folder was read, and the file is not in it
		}
	}
	// What lies at the root of a host, and folders themselves, may be made by a program.
	root := path.Dir(path.Clean("/"+l.address.Path)) == "/" && path.Ext(l.address.Path) == ""
	if !root && !a.indexes[place(l.address)] && a.folders[folder(l.address)] >= fewInFolder {
		return dead, nil
	}
	return unknown, nil
}

// readable are the extensions of files that a folder's source takes in, so that one that is
// not stored is not there.
var readable = map[string]bool{".html": true, ".htm": true, ".md": true, ".pdf": true, ".docx": true, ".odt": true, ".txt": true}

// relativeKey is the key of a file that another file of its source points to; "" when the
// link is not relative.
func (a *atlas) relativeKey(l link) string {
	u, err := url.Parse(l.written)
	if err != nil || u.IsAbs() || u.Host != "" || u.Path == "" || strings.HasPrefix(u.Path, "/") {
		return ""
	}
	return path.Join(path.Dir(l.from.Key), u.Path)
}

// linksOf resolves what a document points to. Addresses for people and programs (mailto:,
// tel:) are left out; what is no address at all is returned as broken.
func linksOf(d *document) (links []link, broken []string) {
	base, err := url.Parse(d.URL)
	if err != nil || d.URL == "" {
		base, _ = url.Parse(d.source.baseURL)
	}
	seen := map[string]bool{}
	for _, written := range d.links {
		trimmed := strings.TrimSpace(written)
		if trimmed == "" || trimmed == "#" || seen[trimmed] {
			continue
		}
		seen[trimmed] = true
		u, err := url.Parse(trimmed)
		if err != nil || misspelt(u, d.Visibility == auskunft.Public) {
			broken = append(broken, written)
			continue
		}
		if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		if u.Host == "" {
			continue // nobody knows where the document is
		}
		links = append(links, link{d, trimmed, u})
	}
	return links, broken
}

// misspelt reports addresses that no citizen's browser can open: without a host, or with a
// word in its place. In texts of the administration a word may be a machine of the house.
func misspelt(u *url.URL, public bool) bool {
	host := u.Hostname()
	switch {
	case u.Scheme == "http" || u.Scheme == "https":
		word := !strings.ContainsAny(host, ".:") && host != "localhost"
		return host == "" || host == "http" || host == "https" || public && word
	}
	return u.Scheme == "" && strings.HasPrefix(u.Path, "www.")
}

// findDeadLinks reports addresses that lead nowhere: by what is stored, and by what servers
// said when check asked them. One finding for each address and document.
func findDeadLinks(ctx context.Context, c *corpus, check checker) ([]Finding, error) {
	a := newAtlas(c)
	var found []Finding
	var ask []link
	report := func(d *document, written, reason string, params map[string]string) {
		f := Finding{Kind: DeadLink, Reason: reason, Severity: Warning, Visibility: d.Visibility, Params: map[string]string{"url": written}, Quotes: []Quote{d.name(Doubted)}}
		for k, v := range params {
			f.Params[k] = v
		}
		f.identify(written)
		found = append(found, f)
	}
	var anchored []anchoredLink
	for _, d := range c.documents {
		links, broken := linksOf(d)
		for _, written := range broken {
			report(d, written, "misspelt", nil)
		}
		for _, l := range links {
			switch v, target := a.judge(l); {
			case v == dead:
				report(d, l.written, "missing", nil)
			case v == unknown:
				ask = append(ask, l)
			case l.address.Fragment != "" && target != nil:
				anchored = append(anchored, anchoredLink{l, target})
			}
		}
	}
	for _, l := range lostAnchors(anchored) {
		report(l.from, l.written, "anchor", map[string]string{"anchor": l.address.Fragment, "page": l.target.Title})
	}
	results, err := check(ctx, addresses(ask))
	if err != nil {
		return nil, err
	}
	for _, l := range ask {
		if r, ok := results[withoutFragment(l.address)]; ok && r.gone() {
			report(l.from, l.written, r.Reason, map[string]string{"status": r.Detail, "checked": civil.Date(r.CheckedAt)})
		}
	}
	return found, nil
}

func addresses(links []link) []string {
	all := make([]string, len(links))
	for i, l := range links {
		all[i] = withoutFragment(l.address)
	}
	slices.SortFunc(all, cmp.Compare)
	return slices.Compact(all)
}

func withoutFragment(u *url.URL) string {
	v := *u
	v.Fragment, v.RawFragment = "", ""
	return v.String()
}

// anchoredLink is a link to a place in a stored document.
type anchoredLink struct {
	link
	target *document
}

// lostAnchors returns the links whose anchor the document does not have. Only documents that
// have anchors at all are judged: the extraction keeps those of headings and blocks, and a
// page may have others that scripts make.
func lostAnchors(links []anchoredLink) []anchoredLink {
	return slices.DeleteFunc(links, func(l anchoredLink) bool {
		f := l.address.Fragment
		return l.target.format != "html" || len(l.target.anchors) < fewInFolder || slices.Contains(l.target.anchors, f) ||
			f == "top" || f == "" || strings.ContainsAny(f, "/=!:") || strings.Contains(l.target.Text, "#"+f)
	})
}
