package mediawiki

import (
	"regexp"
	"strings"
)

var (
	heading   = regexp.MustCompile(`^(={1,6})\s*(.*?)\s*(={1,6})\s*$`)
	cellAttrs = regexp.MustCompile(`^[^\[\]{}|]*$`)
	spans     = regexp.MustCompile(`(?i)\b(colspan|rowspan)\s*=\s*["']?(\d{1,3})`)
	blockHTML = regexp.MustCompile(`(?i)^</?(?:div|table|tr|td|th|ul|ol|li|dl|dt|dd|p|pre|blockquote|center|h[1-6]|section|hr|tbody|thead|caption)\b`)
)

// lines writes blocks: wikitext is read line by line, and the first character decides.
func (c *converter) lines(lines []string) {
	var paragraph []string
	flush := func() {
		if text := strings.TrimSpace(strings.Join(paragraph, "\n")); text != "" {
			c.wrap("p", text)
		}
		paragraph = nil
	}
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		trimmed := strings.TrimSpace(line)
		table := strings.TrimLeft(trimmed, ": ")
		switch m := heading.FindStringSubmatch(trimmed); {
		case trimmed == "":
			flush()
		case m != nil && m[2] != "":
			flush()
			level := min(len(m[1]), len(m[3]))
			c.wrap("h"+string('0'+rune(level)), m[2])
		case strings.HasPrefix(trimmed, "----"):
			flush()
		case strings.HasPrefix(table, "{|") && c.depth < maxDepth:
			flush()
			end := tableEnd(lines[i:])
			c.depth++
			c.table(lines[i+1 : i+end])
			c.depth--
			i += end
			if i < len(lines) { // what follows the end on its line
				lines[i] = strings.TrimPrefix(strings.TrimSpace(lines[i]), "|}")
				i--
			}
		case strings.ContainsRune("*#;:", rune(line[0])):
			flush()
			end := i
			for end < len(lines) && lines[end] != "" && strings.ContainsRune("*#;:", rune(lines[end][0])) {
				end++
			}
			c.list(lines[i:end])
			i = end - 1
		case line[0] == ' ' && len(paragraph) == 0:
			end := i
			var pre []string
			for end < len(lines) && strings.HasPrefix(lines[end], " ") && strings.TrimSpace(lines[end]) != "" {
				pre = append(pre, lines[end][1:])
				end++
			}
			c.out.WriteString("<pre>" + c.inline(strings.Join(pre, "\n")) + "</pre>")
			i = end - 1
		case blockHTML.MatchString(trimmed):
			flush()
			c.out.WriteString(c.inline(trimmed) + "\n")
		default:
			paragraph = append(paragraph, line)
		}
	}
	flush()
}

func (c *converter) wrap(tag, text string) {
	c.out.WriteString("<" + tag + ">" + c.inline(text) + "</" + tag + ">\n")
}

// tableEnd is the number of the line that ends the table the first line begins.
func tableEnd(lines []string) int {
	depth := 0
	for i, line := range lines {
		line = strings.TrimLeft(strings.TrimSpace(line), ": ")
		if strings.HasPrefix(line, "{|") {
			depth++
		}
		if strings.HasPrefix(line, "|}") {
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(lines)
}

// table writes the rows of a table.
func (c *converter) table(lines []string) {
	c.out.WriteString("<table>")
	row, cell := false, "" // the open row; the tag of the open cell
	var content []string
	closeCell := func() {
		if cell != "" {
			c.cell(cell, content)
		}
		cell, content = "", nil
	}
	begin := func(tag, text string) {
		closeCell()
		if !row {
			c.out.WriteString("<tr>")
			row = true
		}
		cell, content = tag, []string{text}
	}
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case strings.HasPrefix(line, "{|"):
			end := min(tableEnd(lines[i:]), len(lines)-i-1)
			content = append(content, lines[i:i+end+1]...)
			i += end
		case strings.HasPrefix(line, "|+"):
			closeCell()
			c.wrap("caption", lastPart(line[2:]))
		case strings.HasPrefix(line, "|-"):
			closeCell()
			if row {
				c.out.WriteString("</tr>")
			}
			row = false
		case strings.HasPrefix(line, "|"):
			for _, text := range splitCells(line[1:], "||") {
				begin("td", text)
			}
		case strings.HasPrefix(line, "!"):
			for _, text := range splitCells(strings.ReplaceAll(line[1:], "!!", "||"), "||") {
				begin("th", text)
			}
		default:
			content = append(content, lines[i])
		}
	}
	closeCell()
	if row {
		c.out.WriteString("</tr>")
	}
	c.out.WriteString("</table>\n")
}

// cell writes a cell; what stands before a single pipe are its attributes.
func (c *converter) cell(tag string, content []string) {
	attributes := ""
	if before, rest, ok := cutPipe(content[0]); ok && cellAttrs.MatchString(before) && strings.Contains(before, "=") {
		for _, m := range spans.FindAllStringSubmatch(before, -1) {
			attributes += " " + strings.ToLower(m[1]) + `="` + m[2] + `"`
		}
		content[0] = rest
	}
	c.out.WriteString("<" + tag + attributes + ">")
	content[0] = strings.TrimSpace(content[0])
	if len(content) == 1 {
		c.out.WriteString(c.inline(content[0]))
	} else {
		c.lines(content)
	}
	c.out.WriteString("</" + tag + ">")
}

// splitCells splits a line of cells at separators that are not within links.
func splitCells(line, separator string) []string {
	var cells []string
	depth, from := 0, 0
	for i := 0; i < len(line); i++ {
		switch {
		case strings.HasPrefix(line[i:], "[["):
			depth++
		case strings.HasPrefix(line[i:], "]]"):
			depth--
		case depth <= 0 && strings.HasPrefix(line[i:], separator):
			cells = append(cells, line[from:i])
			from = i + len(separator)
			i++
		}
	}
	return append(cells, line[from:])
}

// cutPipe cuts at the first pipe outside of links.
func cutPipe(s string) (before, after string, found bool) {
	if cells := splitCells(s, "|"); len(cells) > 1 {
		return cells[0], s[len(cells[0])+1:], true
	}
	return s, "", false
}

func lastPart(s string) string {
	if _, rest, ok := cutPipe(s); ok {
		return rest
	}
	return s
}

// list writes lines that begin with *, #, ; or :, the deeper ones within those before them.
func (c *converter) list(lines []string) {
	open := "" // the marks of the open lists
	end := func(keep int) {
		for len(open) > keep {
			switch open[len(open)-1] {
			case '*':
				c.out.WriteString("</li></ul>")
			case '#':
				c.out.WriteString("</li></ol>")
			default:
				c.out.WriteString("</dd></dl>")
			}
			open = open[:len(open)-1]
		}
	}
	for _, line := range lines {
		marks := line[:len(line)-len(strings.TrimLeft(line, "*#;:"))]
		marks = marks[:min(len(marks), maxDepth)]
		text := strings.TrimSpace(strings.TrimLeft(line, "*#;:"))
		kinds := strings.ReplaceAll(marks, ";", ":")
		common := 0
		for common < len(kinds) && common < len(open) && kinds[common] == open[common] {
			common++
		}
		end(common)
		if common == len(kinds) { // one more of the same
			c.out.WriteString(map[byte]string{'*': "</li><li>", '#': "</li><li>", ':': "</dd>"}[open[common-1]])
			if open[common-1] == ':' {
				c.definition(marks, text)
				continue
			}
		}
		for ; common < len(kinds); common++ {
			switch kinds[common] {
			case '*':
				c.out.WriteString("<ul><li>")
			case '#':
				c.out.WriteString("<ol><li>")
			default:
				c.out.WriteString("<dl>")
				if common < len(kinds)-1 {
					c.out.WriteString("<dd>")
				}
			}
			open += string(kinds[common])
		}
		if kinds[len(kinds)-1] == ':' {
			c.definition(marks, text)
			continue
		}
		c.out.WriteString(c.inline(text))
	}
	end(0)
}

// definition writes "term: explanation" or one of them.
func (c *converter) definition(marks, text string) {
	if marks[len(marks)-1] == ';' {
		term, explanation, both := strings.Cut(text, " : ")
		c.out.WriteString("<dt>" + c.inline(term) + "</dt>")
		if both {
			c.out.WriteString("<dd>" + c.inline(explanation))
		}
		return
	}
	c.out.WriteString("<dd>" + c.inline(text))
}
