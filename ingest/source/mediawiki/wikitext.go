package mediawiki

import (
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"

	"auskunft/ingest/source/wiki"
)

// converted is what a page's wikitext says.
type converted struct {
	html       string
	categories []string
	templates  []string // those it uses, sorted; their own texts are not in the page
}

// convert makes HTML of wikitext, for the HTML reader of extract. It understands what authors
// of a town's wiki use; everything is read, nothing is run: templates are reduced to what
// their parameters say.
func convert(text, title string) converted {
	c := &converter{title: title, templates: map[string]bool{}}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = c.protect(text)
	text = c.expand(text, 0)
	text = switches.ReplaceAllString(text, "")
	c.lines(strings.Split(text, "\n"))
	return converted{html: c.Restore(c.out.String()), categories: c.categories, templates: slices.Sorted(maps.Keys(c.templates))}
}

type converter struct {
	wiki.Kept
	title      string
	out        strings.Builder
	categories []string
	templates  map[string]bool
	depth      int // of tables in tables
	unclosed   int // brackets without an end that were met
}

// maxDepth bounds templates in templates and tables in tables.
const maxDepth = 40

// maxUnclosed bounds how often the end of a bracket is looked for in vain, each time through
// the whole page.
const maxUnclosed = 100

var (
	comments = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)
	// rawTags hold text in which markup means nothing, dropTags nothing that is read.
	rawTags  = regexp.MustCompile(`(?is)<(nowiki|pre|syntaxhighlight|source|math|chem)(?:\s[^>]*)?>(.*?)</(?:nowiki|pre|syntaxhighlight|source|math|chem)\s*>`)
	dropTags = regexp.MustCompile(`(?is)<(?:ref|references|gallery|timeline|score|imagemap|graph|mapframe|templatestyles|style|script|noinclude)(?:\s[^>]*)?/>|` +
		`<(ref|references|gallery|timeline|score|imagemap|graph|mapframe|templatestyles|style|script)(?:\s[^>]*)?>.*?</(?:ref|references|gallery|timeline|score|imagemap|graph|mapframe|templatestyles|style|script)\s*>`)
	includeTags = regexp.MustCompile(`(?i)</?(?:noinclude|includeonly|onlyinclude|nowiki)\s*/?>`)
	switches    = regexp.MustCompile(`__[A-ZÄÖÜ_]{3,30}__`)
)

// protect takes out comments, footnotes and texts in which markup means nothing.
func (c *converter) protect(text string) string {
	text = wiki.Unmarked(text)
	text = comments.ReplaceAllString(text, "")
	text = rawTags.ReplaceAllStringFunc(text, func(s string) string {
		m := rawTags.FindStringSubmatch(s)
		switch strings.ToLower(m[1]) {
		case "nowiki", "math", "chem":
			return c.Keep(html.EscapeString(m[2]))
		}
		return "\n" + c.Keep("<pre>"+html.EscapeString(m[2])+"</pre>") + "\n"
	})
	text = dropTags.ReplaceAllString(text, "")
	return includeTags.ReplaceAllString(text, "")
}

// expand reduces templates and parameters, the inner ones first.
func (c *converter) expand(text string, depth int) string {
	if depth > maxDepth || !strings.Contains(text, "{{") {
		return text
	}
	var out strings.Builder
	for {
		at := strings.Index(text, "{{")
		if at < 0 {
			break
		}
		end := -1
		if c.unclosed < maxUnclosed {
			end = closing(text[at:])
		}
		if end < 0 { // never closed: the braces are text
			c.unclosed++
			out.WriteString(text[:at+2])
			text = text[at+2:]
			continue
		}
		out.WriteString(text[:at])
		body := text[at : at+end]
		lineStart := at == 0 && (out.Len() == 0 || strings.HasSuffix(out.String(), "\n")) || at > 0 && text[at-1] == '\n'
		if inner, ok := strings.CutPrefix(body, "{{{"); ok && strings.HasSuffix(inner, "}}}") {
			_, fallback, _ := strings.Cut(strings.TrimSuffix(inner, "}}}"), "|")
			out.WriteString(c.expand(fallback, depth+1))
		} else {
			out.WriteString(c.template(body[2:len(body)-2], lineStart, depth))
		}
		text = text[at+end:]
	}
	out.WriteString(text)
	return out.String()
}

// closing is where the braces that text begins with are closed, -1 when they are not.
func closing(text string) int {
	open := 0
	for i := 0; i+1 < len(text); i++ {
		switch text[i : i+2] {
		case "{{":
			open++
			i++
		case "}}":
			open--
			i++
			if open == 0 {
				if strings.HasPrefix(text, "{{{") && i+1 < len(text) && text[i+1] == '}' {
					i++
				}
				return i + 1
			}
		}
	}
	return -1
}

// template is what a template's parameters say. Named ones of a template that stands on lines
// of its own, an information box, become a list "name: value"; others are text.
func (c *converter) template(body string, block bool, depth int) string {
	parts := splitPipes(body)
	name := strings.TrimSpace(parts[0])
	switch lower := strings.ToLower(name); {
	case lower == "!":
		return "|"
	case lower == "=":
		return "="
	case lower == "pagename" || lower == "fullpagename" || lower == "seitenname":
		return c.title
	case strings.HasPrefix(name, "#"), strings.HasPrefix(lower, "defaultsort:"), strings.HasPrefix(lower, "sortierung:"):
		return "" // functions of the parser decide by what is not known here
	case strings.ToUpper(name) == name && len(parts) == 1 && !strings.Contains(name, " "):
		return "" // variables, such as {{CURRENTDAY}}
	}
	c.templates[strings.ReplaceAll(name, "_", " ")] = true
	var named, plain []string
	for _, part := range parts[1:] {
		key, value, isNamed := strings.Cut(part, "=")
		switch key = strings.TrimSpace(key); {
		case strings.ContainsAny(key, "[<{\x01"):
			isNamed = false // the sign is in a link or a tag
		case isNamed && strings.Trim(key, "0123456789") == "": // "1=text"
			part, isNamed = value, false
		}
		if !isNamed {
			value = part
		}
		switch value = strings.TrimSpace(c.expand(value, depth+1)); {
		case value == "":
		case isNamed:
			named = append(named, key+": "+value)
		default:
			plain = append(plain, value)
		}
	}
	text := strings.Join(plain, " ")
	if !block || len(named) == 0 {
		return text
	}
	var b strings.Builder
	if text != "" {
		b.WriteString(text + "\n\n")
	}
	for _, one := range named {
		if strings.Contains(one, "\n") {
			b.WriteString("\n" + one + "\n\n")
			continue
		}
		b.WriteString("* " + one + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// splitPipes splits at pipes that are not within links or templates.
func splitPipes(s string) []string {
	var parts []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "[[") || strings.HasPrefix(s[i:], "{{"):
			depth++
			i++
		case strings.HasPrefix(s[i:], "]]") || strings.HasPrefix(s[i:], "}}"):
			depth--
			i++
		case s[i] == '|' && depth <= 0:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}
