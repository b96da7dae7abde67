package dokuwiki

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"auskunft/ingest/source/wiki"
)

// converted is what a page's markup says.
type converted struct {
	html    string
	tags    []string
	plugins []string // of which nothing is known, as paths
	hidden  bool     // a part was left out that a plug-in shows to some people only
}

// convert makes HTML of DokuWiki's markup, for the HTML reader of extract.
func convert(text string) converted {
	c := &converter{}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\t", "  ")
	c.lines(strings.Split(c.protect(text), "\n"))
	slices.Sort(c.plugins)
	return converted{html: c.Restore(c.out.String()), tags: c.tags, plugins: slices.Compact(c.plugins), hidden: c.hidden}
}

type converter struct {
	wiki.Kept
	out     strings.Builder
	tags    []string
	plugins []string
	hidden  bool
}

var (
	guarded = regexp.MustCompile(`(?is)<(ifauth|only|nodisp|userhide|hidden_for|restrict)\b[^>]*>.*?(?:</(?:ifauth|only|nodisp|userhide|hidden_for|restrict)>|$)`)
	dropped = regexp.MustCompile(`(?is)<(?:html|php)>.*?</(?:html|php)>|\(\(.*?\)\)|~~[A-Z0-9_:. -]+~~|/\*.*?\*/`)
	raw     = regexp.MustCompile(`(?is)<(code|file|nowiki)\b[^>]*>(.*?)</(?:code|file|nowiki)>|%%(.*?)%%`)
	// wrappers are tags of usual plug-ins that only arrange and colour what is in them.
	wrappers = regexp.MustCompile(`(?i)</?(?:wrap|note|hidden|color|fs|fc|fg|bg|box|button|sortable|datatables?|tabs?|tab-content|pane|panel|well|callout|alert|row|col|grid|` +
		`accordion|accordion-item|jumbotron|text|lead|label|badge|div|span|block|center|typo|u|font|columns?|newcolumn|searchtable|tabbox|wiki-?table)\b[^<>\n]*>`)
	inlineTags = regexp.MustCompile(`(?i)</?(?:sub|sup|del|ins|abbr|kbd|s|b|i)>`)
	heading    = regexp.MustCompile(`^\s*(={2,6})\s*(.*?)\s*(={2,})\s*$`)
	listItem   = regexp.MustCompile(`^( {2,})([*-])\s?(.*)$`)
	quoted     = regexp.MustCompile(`^>+\s?`)
)

// protect takes out what is no text, and texts in which markup means nothing.
func (c *converter) protect(text string) string {
	text = wiki.Unmarked(text)
	text = raw.ReplaceAllStringFunc(text, func(s string) string {
		m := raw.FindStringSubmatch(s)
		switch strings.ToLower(m[1]) {
		case "code", "file":
			return "\n" + c.Keep("<pre>"+html.EscapeString(m[2])+"</pre>") + "\n"
		}
		return c.Keep(html.EscapeString(m[2] + m[3]))
	})
	text = guarded.ReplaceAllStringFunc(text, func(string) string {
		c.hidden = true
		return ""
	})
	text = dropped.ReplaceAllString(text, "")
	return wrappers.ReplaceAllString(text, "\n")
}

// lines writes blocks.
func (c *converter) lines(lines []string) {
	var paragraph []string
	flush := func() {
		if text := strings.Join(paragraph, "\n"); strings.TrimSpace(text) != "" {
			c.wrap("p", text)
		}
		paragraph = nil
	}
	while := func(i int, is func(string) bool) int {
		for i < len(lines) && is(lines[i]) {
			i++
		}
		return i
	}
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch m := heading.FindStringSubmatch(line); {
		case strings.TrimSpace(line) == "":
			flush()
		case m != nil && m[2] != "":
			flush()
			c.wrap("h"+strconv.Itoa(7-len(m[1])), m[2])
		case strings.HasPrefix(strings.TrimSpace(line), "----"):
			flush()
		case listItem.MatchString(line):
			flush()
			end := while(i, listItem.MatchString)
			c.list(lines[i:end])
			i = end - 1
		case line[0] == '^' || line[0] == '|':
			flush()
			end := while(i, func(s string) bool { return s != "" && (s[0] == '^' || s[0] == '|') })
			c.table(lines[i:end])
			i = end - 1
		case line[0] == '>':
			flush()
			c.wrap("blockquote", quoted.ReplaceAllString(line, ""))
		case strings.HasPrefix(line, "  ") && len(paragraph) == 0:
			end := while(i, func(s string) bool { return strings.HasPrefix(s, "  ") && !listItem.MatchString(s) })
			c.out.WriteString("<pre>" + html.EscapeString(strings.Join(lines[i:end], "\n")) + "</pre>")
			i = end - 1
		default:
			paragraph = append(paragraph, line)
		}
	}
	flush()
}

func (c *converter) wrap(tag, text string) {
	c.out.WriteString("<" + tag + ">" + c.inline(text) + "</" + tag + ">\n")
}

// maxIndent bounds how deep lists are nested.
const maxIndent = 20

// list writes the items of a list; two blanks are one level.
func (c *converter) list(lines []string) {
	var open []string // tags of the open lists
	for _, line := range lines {
		m := listItem.FindStringSubmatch(line)
		level := min(len(m[1])/2, maxIndent)
		tag := map[string]string{"*": "ul", "-": "ol"}[m[2]]
		for len(open) > level || len(open) == level && open[level-1] != tag {
			c.out.WriteString("</li></" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
		if len(open) == level {
			c.out.WriteString("</li>")
		}
		for len(open) < level {
			c.out.WriteString("<" + tag + ">")
			if open = append(open, tag); len(open) < level {
				c.out.WriteString("<li>")
			}
		}
		c.out.WriteString("<li>" + c.inline(m[3]))
	}
	for len(open) > 0 {
		c.out.WriteString("</li></" + open[len(open)-1] + ">")
		open = open[:len(open)-1]
	}
}

type cell struct {
	head       bool
	text       string
	cols, rows int
	joined     bool // continues the cell above
}

// table writes rows: "^" before a cell makes it a header, nothing between two bars widens the
// cell before, ":::" continues the one above.
func (c *converter) table(lines []string) {
	var grid [][]cell
	for _, line := range lines {
		grid = append(grid, cells(line))
	}
	for r := range grid {
		for i := range grid[r] {
			grid[r][i].rows = 1
			for down := r + 1; down < len(grid) && i < len(grid[down]) && strings.TrimSpace(grid[down][i].text) == ":::"; down++ {
				grid[down][i].joined = true
				grid[r][i].rows++
			}
		}
	}
	c.out.WriteString("<table>")
	for _, row := range grid {
		c.out.WriteString("<tr>")
		for _, one := range row {
			if one.joined {
				continue
			}
			tag := "td"
			if one.head {
				tag = "th"
			}
			c.out.WriteString("<" + tag + ` colspan="` + strconv.Itoa(one.cols) + `" rowspan="` + strconv.Itoa(one.rows) + `">` + c.inline(strings.TrimSpace(one.text)) + "</" + tag + ">")
		}
		c.out.WriteString("</tr>")
	}
	c.out.WriteString("</table>\n")
}

// cells splits a row at bars that are not within links.
func cells(line string) []cell {
	var row []cell
	depth, from := 0, -1
	add := func(to int) {
		if from < 0 {
			return
		}
		text := line[from+1 : to]
		if text == "" && len(row) > 0 {
			row[len(row)-1].cols++
			return
		}
		row = append(row, cell{head: line[from] == '^', text: text, cols: 1})
	}
	for i := 0; i < len(line); i++ {
		switch {
		case strings.HasPrefix(line[i:], "[[") || strings.HasPrefix(line[i:], "{{"):
			depth++
			i++
		case strings.HasPrefix(line[i:], "]]") || strings.HasPrefix(line[i:], "}}"):
			depth = max(depth-1, 0)
			i++
		case depth == 0 && (line[i] == '|' || line[i] == '^'):
			add(i)
			from = i
		}
	}
	if from >= 0 && strings.TrimSpace(line[from+1:]) != "" { // no bar at the end
		add(len(line))
	}
	return row
}

var (
	link     = regexp.MustCompile(`\[\[(.*?)(?:\|(.*?))?\]\]`)
	media    = regexp.MustCompile(`\{\{(.*?)\}\}`)
	mail     = regexp.MustCompile(`<([\w.+-]+@[\w.-]+\.\w+)>`)
	emphasis = regexp.MustCompile(`\*\*|__|''`)
	italic   = regexp.MustCompile(`(^|[^:])//`)
	pictures = regexp.MustCompile(`(?i)\.(?:png|jpe?g|gif|svg|webp|ico|bmp)$`)
)

// inline writes what stands within a block.
func (c *converter) inline(text string) string {
	text = media.ReplaceAllStringFunc(text, func(s string) string { return c.media(s[2 : len(s)-2]) })
	text = link.ReplaceAllStringFunc(text, func(s string) string {
		m := link.FindStringSubmatch(s)
		return c.link(strings.TrimSpace(m[1]), strings.TrimSpace(m[2]))
	})
	text = mail.ReplaceAllString(text, "$1")
	text = inlineTags.ReplaceAllString(text, "")
	text = emphasis.ReplaceAllString(text, "")
	text = italic.ReplaceAllString(text, "$1")
	text = html.EscapeString(text)
	return strings.ReplaceAll(strings.ReplaceAll(text, `\\ `, "<br>"), "\\\\\n", "<br>")
}

// link is the text of a link; web addresses become links of the document.
func (c *converter) link(target, label string) string {
	if label == "" {
		label = target
		if !strings.Contains(target, "://") {
			_, label, _ = cutLast(strings.TrimPrefix(target, ":"), ':')
			page, anchor, _ := strings.Cut(label, "#")
			label = strings.ReplaceAll(first(page, anchor), "_", " ")
			if _, name, other := strings.Cut(label, ">"); other { // another wiki: [[wp>Steuer]]
				label = name
			}
		}
	}
	if strings.Contains(target, "://") || strings.Contains(target, "@") && !strings.Contains(target, ":") {
		if !strings.Contains(target, "://") {
			target = "mailto:" + target
		}
		return c.Keep(`<a href="`+html.EscapeString(target)+`">`) + label + c.Keep("</a>")
	}
	return label
}

// fetching are plug-ins that show what stands elsewhere.
var fetching = map[string]bool{"page": true, "section": true, "namespace": true, "tagtopic": true, "rss": true, "topic": true, "count": true, "blog": true, "archive": true}

// media is the text of a file that is linked; pictures and what plug-ins make have none.
func (c *converter) media(body string) string {
	target, label, _ := strings.Cut(body, "|")
	target = strings.TrimSpace(target)
	if plugin, rest, ok := strings.Cut(target, ">"); ok {
		if strings.EqualFold(plugin, "tag") {
			for _, tag := range strings.Fields(rest) {
				c.tags = append(c.tags, strings.ReplaceAll(tag, "_", " "))
			}
		} else if !fetching[strings.ToLower(plugin)] {
			c.plugins = append(c.plugins, "plugin/"+strings.ToLower(plugin))
		}
		return ""
	}
	name, _, _ := strings.Cut(target, "?")
	if pictures.MatchString(name) {
		return ""
	}
	_, name, _ = cutLast(name, ':')
	return first(strings.TrimSpace(label), name)
}

// cutLast cuts at the last of a byte; after is all of s when there is none.
func cutLast(s string, at byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, at); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return "", s, false
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
