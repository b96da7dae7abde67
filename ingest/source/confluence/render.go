package confluence

import (
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"auskunft/ingest/source/render"
	"auskunft/ingest/source/wiki"
)

// renderer writes the elements of a page as HTML.
type renderer struct {
	tree    *tree
	content *content
	out     strings.Builder
	macros  map[macroKind]map[string]bool // names of those that were met
}

// kept are the attributes that matter to a text. Classes and styles would only make the HTML
// reader take parts of a page for its frame.
var kept = []string{"id", "name", "href", "colspan", "rowspan", "start", "lang"}

// void elements have no content and no end tag.
var void = map[string]bool{"br": true, "hr": true, "col": true, "wbr": true, "img": true, "input": true, "area": true, "embed": true, "source": true, "track": true}

func (r *renderer) children(e *element) {
	if e == nil {
		return
	}
	for _, c := range e.children {
		r.element(c)
	}
}

func (r *renderer) text(s string) { r.out.WriteString(html.EscapeString(s)) }

func (r *renderer) wrap(tag string, inner func()) {
	r.out.WriteString("<" + tag + ">")
	inner()
	r.out.WriteString("</" + tag + ">")
}

func (r *renderer) element(e *element) {
	switch {
	case e.name == "":
		r.text(e.text)
	case strings.HasPrefix(e.name, "ac:"), strings.HasPrefix(e.name, "ri:"), strings.HasPrefix(e.name, "at:"):
		r.own(e)
	case e.name == "time":
		r.date(e)
	default:
		r.xhtml(e)
	}
}

func (r *renderer) xhtml(e *element) {
	if strings.Trim(e.name, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		r.children(e)
		return
	}
	r.out.WriteString("<" + e.name)
	for _, name := range kept {
		if value, ok := e.attrs[name]; ok {
			r.out.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
		}
	}
	r.out.WriteString(">")
	if void[e.name] {
		return
	}
	r.children(e)
	r.out.WriteString("</" + e.name + ">")
}

// own renders the elements that are Confluence's.
func (r *renderer) own(e *element) {
	switch e.name {
	case "ac:structured-macro", "ac:macro":
		r.macro(e)
	case "ac:link":
		r.link(e)
	case "ac:image":
		if caption := e.child("ac:caption"); caption != nil {
			r.wrap("p", func() { r.children(caption) })
		}
	case "ac:layout", "ac:layout-section", "ac:layout-cell":
		r.wrap("div", func() { r.children(e) })
	case "ac:task-list":
		r.wrap("ul", func() { r.children(e) })
	case "ac:task":
		r.wrap("li", func() { r.children(e.child("ac:task-body")) })
	case "ac:adf-extension":
		r.adf(e)
	case "ac:emoticon", "ac:placeholder", "ac:parameter", "ac:plain-text-body", "ac:adf-attribute", "ac:adf-mark":
	default:
		if strings.HasPrefix(e.name, "ac:") {
			r.children(e)
		}
	}
}

// adf renders what the newer editor has that storage format has not: as the older one shows
// it, where that is said.
func (r *renderer) adf(e *element) {
	if fallback := e.child("ac:adf-fallback"); fallback != nil {
		r.children(fallback)
		return
	}
	r.children(e)
}

// date writes a date as one writes it out.
func (r *renderer) date(e *element) {
	if day, err := time.Parse(time.DateOnly, e.attrs["datetime"]); err == nil {
		r.text(render.Date(day, r.tree.options.lang))
	}
	r.children(e)
}

// link writes a link's text. Who is mentioned is not named: that is people's, not the page's.
func (r *renderer) link(e *element) {
	var body *element
	for _, name := range []string{"ac:link-body", "ac:plain-text-link-body"} {
		if body == nil {
			body = e.child(name)
		}
	}
	target, title := r.target(e)
	if target != "" {
		r.out.WriteString(`<a href="` + html.EscapeString(target) + `">`)
		defer r.out.WriteString("</a>")
	}
	if strings.TrimSpace(body.plain()) == "" {
		r.text(title)
		return
	}
	r.children(body)
}

// target is where a link leads, below the wiki's address, and what it is called there.
func (r *renderer) target(e *element) (address, title string) {
	key := ""
	if s := r.tree.spaces[r.content.space]; s != nil {
		key = s.key
	}
	for _, c := range e.children {
		switch c.name {
		case "ri:page", "ri:blog-post":
			title = c.attrs["ri:content-title"]
			if other := c.attrs["ri:space-key"]; other != "" {
				key = other
			}
			return r.addressOf(r.tree.titles[key+"\x00"+title]), title
		case "ri:content-entity":
			return r.addressOf(c.attrs["ri:content-id"]), ""
		case "ri:attachment":
			owner := r.content.id
			if in := c.child("ri:page"); in != nil {
				owner = r.tree.titles[key+"\x00"+in.attrs["ri:content-title"]]
			}
			name := c.attrs["ri:filename"]
			if owner == "" {
				return "", name
			}
			return "download/attachments/" + owner + "/" + wiki.Path(name), name
		case "ri:space":
			return "display/" + wiki.Path(c.attrs["ri:space-key"]), c.attrs["ri:space-key"]
		case "ri:url":
			return c.attrs["ri:value"], c.attrs["ri:value"]
		}
	}
	return "", e.attrs["ac:anchor"]
}

func (r *renderer) addressOf(id string) string {
	if c := r.tree.contents[id]; c != nil {
		return address(c)
	}
	return ""
}

// macroKind is what becomes of a macro.
type macroKind int

const (
	unknownMacro macroKind = iota
	container              // its text, below its title where it has one
	expander               // its text below a heading
	preformatted           // its text as it stands
	markup                 // its text is HTML
	inline                 // one of its parameters is a text
	navigation             // shows what stands elsewhere, or nothing that is read
	guarded                // shows its text to some people only
)

var macros = kinds(map[macroKind]string{
	container: "info note warning tip panel section column excerpt details div span center align table-filter table-plus tableenhancer " +
		"table-joiner multiexcerpt multiexcerpt-macro ui-text-box ui-steps ui-step ui-tabs ui-tab numberedheadings scroll-only " +
		"scroll-only-inline scroll-ignore scroll-ignore-inline scroll-title scroll-landscape scroll-portrait aura-panel auitabs " +
		"auitabspage deck card tabs-group tab-group tab-pane step bgcolor quote blockquote alert highlight",
	expander:     "expand ui-expand toggle-cloak accordion",
	preformatted: "code noformat mathblock mathinline math latex markdown code-block",
	markup:       "html html-bobswift",
	inline:       "status jira jiraissues lozenge anchor",
	navigation: "toc children pagetree pagetreesearch livesearch search recently-updated recently-updated-dashboard contentbylabel attachments gallery " +
		"blog-posts include excerpt-include change-history contributors contributors-summary tasks-report-macro task-report create-from-template " +
		"create-space-button profile profile-picture spaces spacedetails space-attachments labels-list listlabels popular-labels related-labels " +
		"recently-used-labels favpages global-reports index junitreport navmap network im widget rss roadmap timeline gadget chart " +
		"viewpdf viewdoc viewxls viewppt view-file viewfile multimedia drawio drawio-sketch gliffy lucidchart balsamiq decisionreport " +
		"detailssummary pagelinks userlister outgoing-links incoming-links content-report-table iframe img maplinks image-map " +
		"scroll-pagebreak pagebreak jirachart",
})

func kinds(names map[macroKind]string) map[string]macroKind {
	all := map[string]macroKind{}
	for kind, list := range names {
		for _, name := range strings.Fields(list) {
			all[name] = kind
		}
	}
	return all
}

// forSome are macros that show their text to some people only. Who they are is not known.
var forSome = regexp.MustCompile(`show-?if|hide-?if|visib|restrict|permission|secret|secur|private|confiden|hidden|password`)

// texts are the parameters of macros that are read within a line.
var texts = map[string]string{"status": "title", "lozenge": "title", "jira": "key", "jiraissues": "key"}

func (r *renderer) macro(e *element) {
	name := strings.ToLower(e.attrs["ac:name"])
	kind := macros[name]
	if forSome.MatchString(name) {
		kind = guarded
	}
	if r.macros[kind] == nil {
		r.macros[kind] = map[string]bool{}
	}
	r.macros[kind][name] = true
	rich, plain := e.child("ac:rich-text-body"), e.child("ac:plain-text-body")
	switch kind {
	case navigation, guarded:
	case preformatted:
		if name == "mathinline" {
			r.text(first(plain.plain(), unescaped(e.parameter("body"))))
			return
		}
		r.wrap("pre", func() { r.text(plain.plain()); r.children(rich) })
	case markup:
		r.out.WriteString(plain.plain())
		r.children(rich)
	case expander:
		r.wrap("details", func() {
			if title := e.parameter("title"); title != "" {
				r.wrap("summary", func() { r.text(title) })
			}
			r.children(rich)
		})
	case inline:
		if name == "anchor" {
			r.out.WriteString(`<a name="` + html.EscapeString(e.parameter("")) + `"></a>`)
			return
		}
		r.text(e.parameter(texts[name]))
		r.children(rich)
	case container, unknownMacro:
		r.container(e, rich, plain)
	}
}

// unescaped is a parameter that a plug-in escaped as in an address.
func unescaped(s string) string {
	if rest, ok := strings.CutPrefix(s, "--uriencoded--"); ok {
		if plain, err := url.QueryUnescape(rest); err == nil {
			return plain
		}
	}
	return s
}

// container writes the text of a macro below its title. A macro in the middle of a line, as
// excerpts may be, stays there.
func (r *renderer) container(e, rich, plain *element) {
	if e.attrs["atlassian-macro-output-type"] == "INLINE" || e.parameter("atlassian-macro-output-type") == "INLINE" {
		r.children(rich)
		r.text(plain.plain())
		return
	}
	r.wrap("div", func() {
		if title := e.parameter("title"); title != "" {
			r.wrap("p", func() { r.wrap("strong", func() { r.text(title) }) })
		}
		r.children(rich)
		if s := plain.plain(); strings.TrimSpace(s) != "" {
			r.wrap("pre", func() { r.text(s) })
		}
	})
}

// met are the paths of the macros of a kind that the page has, sorted.
func (r *renderer) met(kind macroKind) []string {
	var paths []string
	for _, name := range slices.Sorted(maps.Keys(r.macros[kind])) {
		paths = append(paths, "macro/"+name)
	}
	return paths
}
