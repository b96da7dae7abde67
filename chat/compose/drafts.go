package compose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft/chat/proof"
	"auskunft/retrieval"
)

// maxLines is how many items of a list or lines of an address one draft joins.
const maxLines = 12

// worded is a draft with the units it was made from, both included.
type worded struct {
	Draft
	a, body, b int
}

// block is the units that one draft is made from: headings from a on, what they head from body to b.
type block struct{ a, body, b int }

// drafts words a run. A sentence is a draft of its own; a list stands with its lead-in,
// the lines of an address stand together, and a heading goes before what it heads, so
// that every draft can be read on its own.
func (p *page) drafts(r run, hits []retrieval.Hit) []worded {
	var drafts []worded
	for i, k := range p.blocks(r) {
		drafts = append(drafts, worded{p.draft(k.a, k.body, k.b, i == 0, hits), k.a, k.body, k.b})
	}
	return drafts
}

// blocks cuts a run into what is one draft each.
func (p *page) blocks(r run) []block {
	var blocks []block
	for i := r.a; i <= r.b; {
		for i <= r.b && p.units[i].repeats {
			i++
		}
		if i > r.b {
			break
		}
		from := i
		for i < r.b && p.units[i].heading {
			i++ // headings join what follows them
		}
		body := i
		i = p.blockEnd(body, r.b) + 1
		blocks = append(blocks, block{from, body, i - 1})
	}
	return blocks
}

// blockEnd is the last unit that belongs to one draft with unit i.
func (p *page) blockEnd(i, last int) int {
	first := i
	joins := func(u unit) bool { return u.list }
	switch {
	case i < last && continues(p.units[i], p.units[i+1]):
		for i < last && continues(p.units[i], p.units[i+1]) {
			i++
		}
		return i
	case p.units[i].heading:
		return i
	case strings.HasSuffix(p.units[i].text, ":"), p.units[i].list:
	case isLine(p.units[i]):
		joins = func(u unit) bool { return isLine(u) && !u.list }
	default:
		return i
	}
	for i < last && i-first < maxLines && joins(p.units[i+1]) && !p.units[i+1].heading && p.units[i+1].section == p.units[first].section {
		i++
	}
	return i
}

// isLine is true for a line that is no sentence: of an address, of opening hours.
func isLine(u unit) bool { return u.lineStart && isShort(u.text) && !endsSentence(u.text) }

func endsSentence(s string) bool { return s != "" && strings.ContainsRune(".!?:", rune(s[len(s)-1])) }

// draft words the headings from a on and the units from body to b, and quotes them. The
// first draft of a run gets the lead-in or heading it was cut from, if it needs one.
func (p *page) draft(a, body, b int, first bool, hits []retrieval.Hit) Draft {
	var d Draft
	var lines []string
	from := a
	if lead := p.leadIn(a); first && lead >= 0 {
		lines = append(lines, p.units[lead].text)
		if lead == a-1 {
			from = lead
		} else {
			d.Quotes = append(d.Quotes, p.quote(lead, lead, hits)...)
		}
	}
	for i := a; i <= b; i++ {
		u := p.units[i]
		switch last := len(lines) - 1; {
		case i > a && i <= body && (i == body && body == a+1 || i == a+1): // what a heading heads
			lines[last] = withColon(lines[last])
			if i == body && b > body && (u.item || u.list) { // a list, under the heading rather than behind it
				lines = append(lines, u.text)
			} else {
				lines[last] += " " + u.text
			}
		case i > body && continues(p.units[i-1], u):
			lines[last] += " " + u.text
		default:
			lines = append(lines, u.text)
		}
	}
	d.Text = strings.Join(lines, "\n")
	if first && a == body && from == a && len(d.Quotes) == 0 {
		if h := headingFor(p.units[a], hits[p.units[a].hit]); h != "" {
			d.Text = withColon(h) + headed(lines) + d.Text
		}
	}
	d.Quotes = append(d.Quotes, p.quote(from, b, hits)...)
	return d
}

// headed is what separates a heading from its lines: several of them go below it.
func headed(lines []string) string {
	if len(lines) > 1 {
		return "\n"
	}
	return " "
}

// withColon ends a heading so that a sentence can follow it.
func withColon(heading string) string {
	if strings.ContainsAny(heading[len(heading)-1:], ":?!") {
		return heading
	}
	return heading + ":"
}

// continues tells whether a line break has cut u off the sentence before it.
func continues(before, u unit) bool {
	first, _ := utf8.DecodeRuneInString(u.text)
	return unicode.IsLower(first) && !u.item && !u.list && !isContact(u.text) && !before.heading && !endsSentence(before.text)
}

// leadIn is the unit that leads into the list that unit i is an item of, -1 when i is no
// item or its lead-in is out of sight.
func (p *page) leadIn(i int) int {
	if !p.units[i].list {
		return -1
	}
	for j := i - 1; j >= 0 && p.units[j].section == p.units[i].section; j-- {
		if !p.units[j].list {
			if strings.HasSuffix(p.units[j].text, ":") {
				return j
			}
			break // the list stands on its own
		}
	}
	return -1
}

// fragment is how many words of a field may lack what the field's heading says: "Ein bis
// zwei Wochen."
const fragment = 5

// headingFor is the heading that makes a fragment readable on its own ("Gebühren: 25
// Euro"), "" when the text is a sentence. An item of a list never is one: without
// "Voraussetzungen" before it, "Sie wohnen selbst in der Wohnung" is said of the asker.
// Headings with numbers stay out: they are no part of the quote, and a number must be.
func headingFor(u unit, hit retrieval.Hit) string {
	if endsSentence(u.text) && !u.list && (hit.Passage.Field == "" || len(strings.Fields(u.text)) > fragment) {
		return ""
	}
	headings := hit.Passage.Headings
	heading := hit.Document.Title
	if len(headings) > 0 {
		heading = headings[len(headings)-1]
	}
	heading = strings.TrimRight(oneLine(heading), ":.?! ")
	if len(wordsOf(heading)) == 0 || strings.ContainsFunc(heading, unicode.IsDigit) || proof.Limits(heading) || isTitle(u.text, heading, headings) {
		return ""
	}
	return heading
}

// quote gives the verbatim text of the units from a to b, one quote for each passage.
func (p *page) quote(a, b int, hits []retrieval.Hit) []Quote {
	var quotes []Quote
	for i := a; i <= b; {
		j := i
		for j < b && p.units[j+1].hit == p.units[i].hit {
			j++
		}
		h := p.units[i].hit
		text := []rune(hits[h].Passage.Text)
		quotes = append(quotes, Quote{Passage: h, Text: string(text[p.units[i].start:p.units[j].end])})
		i = j + 1
	}
	return quotes
}
