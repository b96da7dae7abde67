package confluence

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"auskunft/ingest/extract"
)

// element is an element of the storage format, "p" or "ac:link", or a text.
type element struct {
	name     string // "" for a text
	text     string
	attrs    map[string]string
	children []*element
}

// maxDepth bounds how deep elements are nested; what is deeper stands beside its parent.
const maxDepth = 200

// parse reads storage format: XHTML with elements of Confluence's own, without a root. It
// always returns what it could read.
func parse(body string) (*element, error) {
	d := xml.NewDecoder(strings.NewReader(body))
	// Names are compared without their prefix: "link" must not be among those that end at once.
	d.Strict, d.AutoClose, d.Entity = false, []string{"br", "hr", "img", "col"}, xml.HTMLEntity
	root := &element{}
	open := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return root, err
		}
		in := open[min(len(open), maxDepth)-1]
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: qualified(t.Name), attrs: map[string]string{}}
			for _, a := range t.Attr {
				e.attrs[qualified(a.Name)] = a.Value
			}
			in.children = append(in.children, e)
			open = append(open, e)
		case xml.EndElement:
			if len(open) > 1 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			in.children = append(in.children, &element{text: string(t)})
		}
	}
}

// qualified is a name as it is written; the prefixes stand for nothing in storage format.
func qualified(n xml.Name) string {
	if n.Space == "" {
		return strings.ToLower(n.Local)
	}
	return strings.ToLower(n.Space + ":" + n.Local)
}

// child is the first element of a name directly below e, nil when there is none.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// plain is all text below e.
func (e *element) plain() string {
	if e == nil {
		return ""
	}
	var b strings.Builder
	var walk func(*element)
	walk = func(e *element) {
		b.WriteString(e.text)
		for _, c := range e.children {
			walk(c)
		}
	}
	walk(e)
	return b.String()
}

// parameter is a parameter of a macro.
func (e *element) parameter(name string) string {
	for _, c := range e.children {
		if c.name == "ac:parameter" && c.attrs["ac:name"] == name {
			return strings.TrimSpace(c.plain())
		}
	}
	return ""
}

// rendered is a page as the HTML reader of extract takes it, with what became of its macros.
type rendered struct {
	html                    string
	known, skipped, unknown []string
	warnings                []extract.Warning
}

// toHTML makes HTML of a page's storage format, as its readers see it.
func toHTML(t *tree, c *content, body string) rendered {
	root, err := parse(body)
	r := &renderer{tree: t, content: c, macros: map[macroKind]map[string]bool{}}
	r.children(root)
	page := rendered{html: r.out.String(), unknown: r.met(unknownMacro), skipped: append(r.met(navigation), r.met(guarded)...)}
	for _, kind := range []macroKind{container, expander, preformatted, markup, inline} {
		page.known = append(page.known, r.met(kind)...)
	}
	if err != nil {
		page.warnings = append(page.warnings, extract.Warning{Code: "storage_format",
			Detail: "The page's text is broken and was read up to the break: " + err.Error()})
	}
	if len(r.macros[guarded]) > 0 {
		page.warnings = append(page.warnings, extract.Warning{Code: "hidden_part", Detail: "The page shows a part to some people only; it was left out."})
	}
	return page
}
