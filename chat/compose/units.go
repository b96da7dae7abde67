package compose

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/internal/german"
	"auskunft/internal/regex"
	"auskunft/retrieval"
	"auskunft/retrieval/intent"
)

// A unit is what an answer is made of: a sentence, a heading, a list item, a table row
// or a line of an address. Its text is the code points [start, end) of the passage.
type unit struct {
	hit        int // index into Task.Hits
	start, end int
	text       string // one line
	words      []Word
	patterns   intent.Set // filled when the page is answered from
	item       bool       // stands behind a bullet, or a number of its own
	lineStart  bool       // begins a line of the passage; other units continue a paragraph
	heading    bool
	repeats    bool // says nothing of its own: the title, a heading that the passage stands under, "Mehr erfahren"
	list       bool // an item below a lead-in
	field      auskunft.Field
	section    int // index of the heading unit it stands under, or of the page's first unit
	ends       int // index of the last unit of its section
}

// A page is what was found of one document, in the order of the document.
type page struct {
	document int64
	kind     auskunft.DocumentKind
	hits     []int // indices into Task.Hits, by position in the document
	title    title
	synonyms [][]Word // what else the document is called
	score    float64  // of its best hit
	units    []unit
}

// nameWords are those of all that the document is called.
func (p *page) nameWords() []Word { return append(slices.Concat(p.synonyms...), p.title.words...) }

// allWords are those of its names and of all its units.
func (p *page) allWords() []Word {
	words := p.nameWords()
	for _, u := range p.units {
		words = append(words, u.words...)
	}
	return words
}

type title struct {
	text  string
	words []Word
}

// maxUnits bounds the work for one page; ten passages have about a hundred units.
const maxUnits = 600

// pagesOf groups hits by document, the document with the best hit first, and cuts the
// first so many.
func pagesOf(hits []retrieval.Hit, most int, v Vocabulary) []*page {
	var pages []*page
	byDocument := map[int64]*page{}
	for i, h := range hits {
		p := byDocument[h.Passage.DocumentID]
		if p == nil {
			p = &page{document: h.Passage.DocumentID, kind: h.Document.Kind, title: title{h.Document.Title, v.Words(h.Document.Title)}, score: h.Score}
			for _, name := range h.Document.Synonyms {
				p.synonyms = append(p.synonyms, v.Words(name))
			}
			byDocument[h.Passage.DocumentID] = p
			pages = append(pages, p)
		}
		p.hits = append(p.hits, i)
		p.score = max(p.score, h.Score)
	}
	slices.SortStableFunc(pages, func(a, b *page) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	pages = pages[:min(len(pages), most)]
	for _, p := range pages {
		slices.SortStableFunc(p.hits, func(a, b int) int { return hits[a].Passage.Start - hits[b].Passage.Start })
		p.cut(hits, v)
	}
	return pages
}

// cut makes the page's units. Overlapping passages give each piece of text once.
func (p *page) cut(hits []retrieval.Hit, v Vocabulary) {
	done := -1 // end of the text that has been cut, in code points of the document
	for _, h := range p.hits {
		passage := hits[h].Passage
		for _, span := range withValues(passage.Text, german.Sentences(passage.Text)) {
			start, end := span.Runes(passage.Text)
			if passage.Start+start < done || len(p.units) == maxUnits {
				continue
			}
			text := oneLine(strings.ReplaceAll(span.Of(passage.Text), "\u00ad", ""))
			before := strings.TrimRight(passage.Text[:span.Start], " \t\u00a0")
			line := strings.TrimRight(before, " \t\u00a0-–—•·*▪●○◦‣►✓➢")
			p.units = append(p.units, unit{
				hit: h, start: start, end: end, text: text, words: v.Words(text), field: passage.Field,
				lineStart: line == "" || strings.HasSuffix(line, "\n"), item: line != before || numbered.MatchString(text),
			})
		}
		done = max(done, passage.End)
	}
	p.structure(hits)
}

// label is a line that names the value on the next: a day and its hours, a way to call.
var label = regex.MustCompile(`(?i)^(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|telefon|tel\.?|fax|mobil|e-?mail|internet|web|website|homepage|adresse|anschrift)s?( ?(-|–|und|bis|,) ?(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so)s?)*:$`)

// cutOff ends a line that was broken after an abbreviation, or after the day of a date.
var (
	cutOff    = regex.MustCompile(`\s(Abs|Nr|Art|ca|z|bzw|gem|vgl|inkl|max|min)\.$`)
	cutDate   = regex.MustCompile(`\s\d{1,2}\.$`)
	monthLine = regex.MustCompile(`^(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b`)
)

// boilerplate are lines that lead on within a website, or say when a page was changed.
var boilerplate = regex.MustCompile(`(?i)^(mehr (erfahren|informationen|infos|lesen|dazu)|weitere informationen|weiterlesen|hier|nach oben|zum seitenanfang|drucken|teilen|downloads?|pass auf|achtung|hinweis|wichtig|gut zu wissen)[.:!]?$|^(zuletzt (geändert|aktualisiert)|(letzte )?(änderung|aktualisierung)|stand|aktualisiert)( am|:)* \d[\d.]*( ?\p{L}+)?( \d{4})?\.?$`)

// formal are the lines that make a text an ordinance: by which law it was passed, its contents, who signed it.
var formal = regex.MustCompile(`^(Aufgrund|Auf ?grund|Auf Grund) (der|des|von) §.*|hat der (Rat|Stadtrat|Gemeinderat|Kreistag) .*beschlossen:?$|^Inhalts(verzeichnis|übersicht)\b|^[Vv]om \d{1,2}\. ?\p{L}+ \d{4}|^\p{Lu}[\p{L} -]+, den \d{1,2}\. ?\p{L}+ \d{4}`)

// withValues joins a label and the line below it to one span, and the parts of a sentence
// that a line break has cut off.
func withValues(text string, spans []german.Span) []german.Span {
	joined := spans[:0]
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		for i+1 < len(spans) && belong(s.Of(text), spans[i+1].Of(text)) {
			i++
			s.End = spans[i].End
		}
		joined = append(joined, s)
	}
	return joined
}

func belong(line, next string) bool {
	if !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, ":") {
		return false
	}
	return cutOff.MatchString(line) || cutDate.MatchString(line) && monthLine.MatchString(next) ||
		label.MatchString(line) && isShort(next) && !strings.HasSuffix(next, ":")
}

// structure finds headings, lists and sections.
func (p *page) structure(hits []retrieval.Hit) {
	for i := range p.units {
		u := &p.units[i]
		next := ""
		if i+1 < len(p.units) {
			next = p.units[i+1].text
		}
		first, _ := utf8.DecodeRuneInString(u.text)
		sentence := endsClosed(next) || !isShort(next)
		u.list = u.lineStart && u.item || i > 0 && u.lineStart && (strings.HasSuffix(p.units[i-1].text, ":") || p.units[i-1].list) &&
			(unicode.IsLower(first) || !endsSentence(u.text) && utf8.RuneCountInString(u.text) <= maxItem)
		u.heading = u.lineStart && isShort(u.text) && !endsClosed(u.text) && unicode.IsUpper(first) && next != "" &&
			!u.item && (sentence || !u.list && len(next) > len(u.text)+15) && (i == 0 || !strings.HasSuffix(p.units[i-1].text, ":")) &&
			!isContact(u.text)
		if isTitle(u.text, p.title.text, hits[u.hit].Passage.Headings) {
			u.heading, u.repeats = true, true
		}
		u.repeats = u.repeats || boilerplate.MatchString(u.text)
		if u.heading {
			u.list = false
		}
	}
	section, hit := 0, -1
	for i := range p.units {
		u := &p.units[i]
		if u.heading || i > 0 && u.hit != hit && !sameSection(hits[u.hit], hits[hit]) {
			section = i
		}
		u.section, hit = section, u.hit
	}
	for i := len(p.units) - 1; i >= 0; i-- {
		p.units[i].ends = i
		if i+1 < len(p.units) && p.units[i+1].section == p.units[i].section {
			p.units[i].ends = p.units[i+1].ends
		}
	}
}

// maxItem is how long a list item without a bullet is at most, in code points.
const maxItem = 120

var numbered = regex.MustCompile(`^(\d{1,2}|[a-z])[.)] `)

func sameSection(a, b retrieval.Hit) bool {
	return a.Passage.Field == b.Passage.Field && slices.Equal(a.Passage.Headings, b.Passage.Headings)
}

// isTitle tells whether a line repeats the title or a heading of its passage.
func isTitle(line, title string, headings []string) bool {
	same := func(s string) bool { return strings.EqualFold(oneLine(s), line) }
	return same(title) || slices.ContainsFunc(headings, same)
}

// isShort is true for lines that may be headings, items or lines of an address.
func isShort(s string) bool { return utf8.RuneCountInString(s) <= 70 && len(strings.Fields(s)) <= 9 }

// endsClosed is true for lines that end as sentences and lead-ins do, not as headings do.
func endsClosed(s string) bool {
	return s != "" && strings.ContainsRune(".!:;,", rune(s[len(s)-1]))
}

// isContact is true for lines that hold an address of any kind.
func isContact(line string) bool {
	if strings.Contains(line, "@") || strings.Contains(line, "www.") {
		return true
	}
	if !strings.ContainsAny(line, "0123456789") {
		return false
	}
	line = strings.ToLower(line)
	return intent.IsContact(line)
}
