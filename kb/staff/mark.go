package staff

import (
	"html/template"
	"regexp"
	"strings"
	"unicode/utf8"
)

// excerptRunes is how much of a passage a hit shows: about three lines.
const excerptRunes = 280

// word is what can be marked: letters, digits and what joins them.
var word = regexp.MustCompile(`[\p{L}\p{M}\p{N}]+(?:[-.][\p{L}\p{M}\p{N}]+)*`)

// marker knows the terms of a query.
type marker struct {
	analyse Analyser
	terms   map[string]bool
}

func newMarker(analyse Analyser, query string) *marker {
	m := &marker{analyse, map[string]bool{}}
	for _, term := range analyse.Terms("", query) {
		m.terms[term.Text] = true
	}
	return m
}

// excerpt returns the part of text that holds most of the query's terms, escaped, with
// the words of these terms marked.
func (m *marker) excerpt(lang, text string) template.HTML {
	text = strings.Join(strings.Fields(text), " ")
	var marks [][2]int // byte ranges in text
	for _, at := range word.FindAllStringIndex(text, -1) {
		for _, term := range m.analyse.Terms(lang, text[at[0]:at[1]]) {
			if m.terms[term.Text] {
				marks = append(marks, [2]int{at[0], at[1]})
				break
			}
		}
	}
	from, to := window(text, marks)
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	end := from
	for _, mark := range marks {
		if mark[0] < end || mark[1] > to {
			continue
		}
		b.WriteString(template.HTMLEscapeString(text[end:mark[0]]))
		b.WriteString("<mark>" + template.HTMLEscapeString(text[mark[0]:mark[1]]) + "</mark>")
		end = mark[1]
	}
	b.WriteString(template.HTMLEscapeString(text[end:to]))
	if to < len(text) {
		b.WriteString(" …")
	}
	return template.HTML(b.String())
}

// window finds the stretch of at most excerptRunes with the most marks, and moves its
// ends to spaces. Of equals the first wins.
func window(text string, marks [][2]int) (from, to int) {
	if utf8.RuneCountInString(text) <= excerptRunes {
		return 0, len(text)
	}
	best := 0
	for i, mark := range marks {
		n := 0
		for _, later := range marks[i:] {
			if later[1]-mark[0] > excerptRunes*3/4 { // leave room before and after
				break
			}
			n++
		}
		if n > best {
			best, from = n, mark[0]
		}
	}
	from = back(text, from, excerptRunes/8)
	to = from
	for n := 0; n < excerptRunes && to < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	if to < len(text) {
		if space := strings.LastIndexByte(text[from:to], ' '); space > 0 {
			to = from + space
		}
	}
	return from, to
}

// back returns the start of a word about n runes before at.
func back(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	if at == 0 {
		return 0
	}
	if space := strings.IndexByte(text[at:], ' '); space >= 0 {
		return at + space + 1
	}
	return at
}
