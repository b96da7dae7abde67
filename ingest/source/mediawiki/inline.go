package mediawiki

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

var (
	externalLink = regexp.MustCompile(`\[((?:https?|ftp)://[^\s\]<>"]+|mailto:[^\s\]<>"]+|tel:[^\s\]<>"]+|//[^\s\]<>"]+)(?:\s+([^\]\n]*))?\]`)
	knownTags    = regexp.MustCompile(`(?i)^</?(?:b|i|u|s|em|strong|small|big|sub|sup|span|div|p|br|hr|code|kbd|tt|samp|var|del|ins|abbr|cite|q|blockquote|center|font|` +
		`ul|ol|li|dl|dt|dd|table|tr|td|th|tbody|thead|caption|h[1-6]|pre|wbr|bdi|mark|section)(?:\s[^<>]*)?/?>`)
	tagName = regexp.MustCompile(`(?i)^</?([a-z0-9]+)`)
	entity  = regexp.MustCompile(`^&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});`)
)

// inline writes what stands within a block.
func (c *converter) inline(text string) string {
	text = c.links(text)
	text = externalLink.ReplaceAllStringFunc(text, func(s string) string {
		m := externalLink.FindStringSubmatch(s)
		label := strings.TrimSpace(m[2])
		if label == "" {
			label = m[1]
		}
		return c.Keep(`<a href="`+html.EscapeString(m[1])+`">`) + label + c.Keep("</a>")
	})
	text = escape(text)
	return quotes(text)
}

// links resolves [[…]]: the text of links, nothing of pictures, and categories aside.
func (c *converter) links(text string) string {
	if !strings.Contains(text, "[[") {
		return text
	}
	var out strings.Builder
	for {
		at := strings.Index(text, "[[")
		if at < 0 {
			break
		}
		end := -1
		if c.unclosed < maxUnclosed {
			end = linkEnd(text[at:])
		}
		if end < 0 {
			c.unclosed++
			out.WriteString(text[:at+2])
			text = text[at+2:]
			continue
		}
		out.WriteString(text[:at])
		out.WriteString(c.link(text[at+2 : at+end-2]))
		text = text[at+end:]
	}
	return out.String() + text
}

// linkEnd is where the link ends that text begins with; links may be in captions of pictures.
func linkEnd(text string) int {
	depth := 0
	for i := 0; i+1 < len(text); i++ {
		switch text[i : i+2] {
		case "[[":
			depth++
			i++
		case "]]":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

var (
	pictures   = []string{"file", "image", "media", "datei", "bild", "medium"}
	categories = []string{"category", "kategorie"}
)

func (c *converter) link(body string) string {
	parts := splitPipes(body)
	target := strings.TrimSpace(parts[0])
	space, name, _ := strings.Cut(target, ":")
	space = strings.ToLower(strings.TrimSpace(space))
	switch {
	case slices.Contains(pictures, space):
		return ""
	case slices.Contains(categories, space):
		c.categories = append(c.categories, strings.TrimSpace(strings.ReplaceAll(name, "_", " ")))
		return ""
	}
	target = strings.TrimPrefix(target, ":")
	label := strings.TrimSpace(parts[len(parts)-1])
	if len(parts) == 1 {
		label = strings.TrimPrefix(strings.ReplaceAll(target, "_", " "), "#")
	}
	if label == "" { // [[Name (Amt)|]] is "Name"
		label, _, _ = strings.Cut(strings.ReplaceAll(target, "_", " "), " (")
	}
	return c.links(label)
}

// escape keeps the tags and entities that wikitext may have.
func escape(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '<':
			if tag := knownTags.FindString(text[i:]); tag != "" {
				out.WriteString(bare(tag))
				i += len(tag) - 1
			} else {
				out.WriteString("&lt;")
			}
		case '&':
			if e := entity.FindString(text[i:]); e != "" {
				out.WriteString(e)
				i += len(e) - 1
			} else {
				out.WriteString("&amp;")
			}
		default:
			out.WriteByte(text[i])
		}
	}
	return out.String()
}

// bare is a tag without its attributes but those that make a table.
func bare(tag string) string {
	m := tagName.FindStringSubmatch(tag)
	if strings.HasPrefix(tag, "</") {
		return "</" + m[1] + ">"
	}
	attributes := ""
	for _, span := range spans.FindAllStringSubmatch(tag, -1) {
		attributes += " " + strings.ToLower(span[1]) + `="` + span[2] + `"`
	}
	return "<" + m[1] + attributes + ">"
}

var apostrophes = regexp.MustCompile(`'{2,}`)

// quotes removes marks of emphasis, but for the apostrophe that they may leave.
func quotes(text string) string {
	return apostrophes.ReplaceAllStringFunc(text, func(s string) string {
		if len(s) == 4 {
			return "'"
		}
		return ""
	})
}
