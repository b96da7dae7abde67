package extract

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// pdfLayout is what is usual in a document; headings and paragraphs differ from it.
type pdfLayout struct {
	size    float64 // of running text; the largest of several
	leading float64 // from line to line, in units of the size
	bold    bool    // most text is bold, so that bold says nothing
	end     float64 // where most of the long lines end
}

// Labels of a form stand below each other with wide gaps and end early, in shares of the
// line and in units of the size.
const (
	labelEnd  = 0.6
	labelStep = 1.5
)

// runningShare is the share of a document's characters from which on a size is that of
// running text: an annex in small print does not make headings of the rest.
const runningShare = 0.25

func layoutOf(lines []pdfLine) pdfLayout {
	sizes := map[float64]int{}
	bold, all := 0, 0
	var leadings, ends []float64
	for i, l := range lines {
		if !l.isText() {
			continue
		}
		n := runeCount(l.text())
		sizes[roundSize(l.size)] += n
		ends = append(ends, l.end)
		if all += n; l.bold {
			bold += n
		}
		if i > 0 && lines[i-1].page == l.page && lines[i-1].column == l.column && roundSize(lines[i-1].size) == roundSize(l.size) {
			if step := (lines[i-1].y - l.y) / l.size; step > 0.8 && step < 3 {
				leadings = append(leadings, step)
			}
		}
	}
	layout := pdfLayout{leading: 1.25, bold: bold*2 > all}
	most := slices.Max(append(slices.Collect(maps.Values(sizes)), 0))
	for size, count := range sizes {
		if count == most || float64(count) >= runningShare*float64(all) {
			layout.size = max(layout.size, size)
		}
	}
	if len(ends) > 0 {
		slices.Sort(ends)
		layout.end = ends[len(ends)*9/10]
	}
	if len(leadings) > 4 {
		slices.Sort(leadings)
		layout.leading = leadings[len(leadings)*4/10] // gaps between paragraphs are above
	}
	return layout
}

// isText says whether a line is one of text, and no table or form field.
func (l *pdfLine) isText() bool { return l.table == nil && l.field == "" }

func roundSize(size float64) float64 { return math.Round(size*2) / 2 }

// Headings are larger than most text, or bold lines by themselves, and short.
const (
	headingScale = 1.13
	maxHeading   = 160 // code points
)

// headingSize is the size that a line has as a heading, 0 when it is none. Bold lines of
// the usual size are the smallest headings.
func (y pdfLayout) headingSize(l *pdfLine) float64 {
	if !l.isText() || l.prose || l.outline > 0 {
		return 0
	}
	text := l.text()
	if runeCount(text) > maxHeading || len(l.pieces) > 3 || !strings.ContainsFunc(text, unicode.IsLetter) && text[0] != "§"[0] || numberedParagraph.MatchString(text) {
		return 0
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	switch size := roundSize(l.size); {
	case size >= y.size*headingScale && last != ',' && last != ';':
		return size
	case l.bold && !y.bold && !hasCells(*l) && size >= y.size*0.95 && !strings.ContainsRune(".,;:", last):
		return y.size
	}
	return 0
}

// markProse marks the lines of paragraphs that are set larger than the rest: a certificate
// or an invitation in the document has no heading of a hundred words.
func (y pdfLayout) markProse(lines []pdfLine) {
	for i := 0; i < len(lines); {
		n, length := i+1, runeCount(lines[i].text())
		for n < len(lines) && roundSize(lines[n].size) == roundSize(lines[i].size) && lines[n].bold == lines[i].bold &&
			y.follows(&lines[n-1], &lines[n]) && !startsBlock(lines[n].text()) {
			length += runeCount(lines[n].text())
			n++
		}
		for j := i; j < n && length > maxHeading; j++ {
			lines[j].prose = true
		}
		i = n
	}
}

// writePDF writes the lines of all pages as blocks.
func writePDF(b *Builder, lines []pdfLine, outline []bookmark) {
	layout := layoutOf(lines)
	layout.markProse(lines)
	layout.markOutline(lines, outline)
	levels := headingLevels(layout, lines)
	belowOutline(levels, lines)
	tables := tableWriter{b: b}
	for i := 0; i < len(lines); {
		n := i + 1
		if lines[i].table != nil {
			rows := lines[i].table.rows
			for ; n < len(lines) && continuesTable(&lines[n-1], &lines[n]); n++ {
				rows = appendTable(rows, lines[n].table.rows)
			}
			tables.write(rows, lines[i].table.xs)
		} else if lines[i].field != "" {
			b.Add(Block{Kind: ListItem, Level: 1, Page: lines[i].page}, "- "+lines[i].field)
		} else if level := lines[i].outline; level > 0 {
			for n < len(lines) && lines[n].outline == level && !lines[n].first {
				n++
			}
			b.Add(Block{Kind: Heading, Level: level, Page: lines[i].page}, joinLines(lines[i:n]))
		} else if size := layout.headingSize(&lines[i]); size > 0 {
			for n < len(lines) && layout.headingSize(&lines[n]) == size && layout.continuesHeading(&lines[n-1], &lines[n]) {
				n++
			}
			b.Add(Block{Kind: Heading, Level: levels[size], Page: lines[i].page}, joinLines(lines[i:n]))
		} else if isTableLine(lines, i) {
			for n < len(lines) && isTableLine(lines, n) && lines[n].outline == 0 {
				n++
			}
			tables.write(alignedRows(lines[i:n]), nil)
		} else {
			for n < len(lines) && layout.headingSize(&lines[n]) == 0 && !isTableLine(lines, n) && layout.continues(&lines[n-1], &lines[n]) {
				n++
			}
			addText(b, joinLines(lines[i:n]), lines[i].page)
		}
		i = n
	}
}

// headingLevels gives the largest headings level 1, at most six levels.
func headingLevels(layout pdfLayout, lines []pdfLine) map[float64]int {
	levels := map[float64]int{}
	for i := range lines {
		if size := layout.headingSize(&lines[i]); size > 0 {
			levels[size] = 0
		}
	}
	sizes := slices.SortedFunc(maps.Keys(levels), func(a, b float64) int { return cmp.Compare(b, a) })
	for i, size := range sizes {
		levels[size] = min(i+1, 6)
	}
	return levels
}

// follows says whether b is the next line below a, without a gap.
func (y pdfLayout) follows(a, b *pdfLine) bool {
	if a.page != b.page || a.column != b.column || !a.isText() || !b.isText() {
		return false
	}
	step := (a.y - b.y) / max(a.size, b.size)
	return step > 0 && step < y.leading*1.3
}

// continuesHeading says whether b goes on with the heading a. Titles are set with wide
// lines; those that begin in lower case go on.
func (y pdfLayout) continuesHeading(a, b *pdfLine) bool {
	text := b.text()
	first, _ := utf8.DecodeRuneInString(text)
	if startsBlock(text) || a.page != b.page || a.column != b.column {
		return false
	}
	return y.follows(a, b) || unicode.IsLower(first) && a.y-b.y < 4*b.size
}

// continues says whether the text of line a runs on in line b.
func (y pdfLayout) continues(a, b *pdfLine) bool {
	if !a.isText() || !b.isText() || b.outline > 0 {
		return false
	}
	before, after := a.text(), b.text()
	if startsBlock(after) || isEntry(b) || endsWithAmount(a) || math.Abs(a.size-b.size) > 0.12*a.size {
		return false
	}
	first, _ := utf8.DecodeRuneInString(after)
	last, _ := utf8.DecodeLastRuneInString(before)
	if !y.follows(a, b) { // the next page, or the next column
		moved := a.page != b.page || a.column != b.column
		return moved && unicode.IsLower(first) && !strings.ContainsRune(".:;!?", last)
	}
	indented := b.x-a.x > 1.2*b.size && !startsBlock(before) && !isEntry(a) && !endsWithAmount(b)
	short := a.end < b.end-6*a.size && strings.ContainsRune(".:;!?", last)
	label := a.end < labelEnd*y.end && unicode.IsUpper(first) && (a.y-b.y)/b.size > labelStep && !strings.ContainsRune("-,", last)
	return !indented && !short && !label
}

var (
	entryNumber = regexp.MustCompile(`^\d{1,3}(?:\.\d{1,2})*\.?\s?[a-z]?$`)
	amount      = regexp.MustCompile(`^(?:[\d.,]*\d(?:,-+)?\s*(?:[-–]\s*[\d.,]+)?\s*(?:€|EUR|Euro|%)?|(?:€|EUR)\s*[\d.,]+)$`)
)

// isEntry says whether a line starts an entry of a tariff: a number in a column of its own.
func isEntry(l *pdfLine) bool {
	return len(l.pieces) > 1 && entryNumber.MatchString(l.pieces[0].text)
}

// endsWithAmount says whether a line closes an entry of a tariff: with an amount in a
// column of its own.
func endsWithAmount(l *pdfLine) bool {
	last := l.pieces[len(l.pieces)-1].text
	alone := len(l.pieces) == 1
	return amount.MatchString(last) && (!alone || strings.ContainsAny(last, ",€"))
}

var blockStart = regexp.MustCompile(`^(?:\(\d{1,2}[a-z]?\)|§{1,2}\s?\d|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-z]{1,2}\)\s?|[-–•·▪●○◦►✓➢\x{f0b7}]\s|Artikel \d|Art\. \d+\s*$|Anlage \d)`)

// startsBlock recognises numbered paragraphs, sections and items of lists.
func startsBlock(text string) bool {
	m := blockStart.FindString(text)
	if m == "" {
		return false
	}
	// "3. Mai", "§ 5 Abs. 1 gilt": the rest of a sentence that was wrapped here
	rest := strings.TrimSpace(text[len(m):])
	switch {
	case strings.HasPrefix(m, "§"):
		return sectionTitle.MatchString(text)
	case m[0] >= '0' && m[0] <= '9':
		word, _, _ := strings.Cut(rest, " ")
		return !monthNames[strings.TrimRight(word, ".,;")]
	}
	return true
}

var numberedParagraph = regexp.MustCompile(`^\(\d{1,2}[a-z]?\)`)

// sectionTitle is a line "§ 5", "§ 5 Höhe der Steuer", not a reference in a sentence.
var sectionTitle = regexp.MustCompile(`^§\s?\d{1,3}\s?[a-z]?\.?(?:\s*$|\s+[\p{Lu}("„–-][^.;,]*$)`)

var monthNames = map[string]bool{
	"Januar": true, "Februar": true, "März": true, "April": true, "Mai": true, "Juni": true, "Juli": true,
	"August": true, "September": true, "Oktober": true, "November": true, "Dezember": true,
}

var (
	bulletText   = regexp.MustCompile(`^[-–•·▪●○◦►✓➢\x{f0b7}]\s+`)
	numberedItem = regexp.MustCompile(`^(?:\d{1,2}[.)]|[a-z]{1,2}\))\s`)
)

// addText adds a paragraph or an item of a list.
func addText(b *Builder, text string, page int) {
	if loc := bulletText.FindStringIndex(text); loc != nil {
		b.Add(Block{Kind: ListItem, Level: 1, Page: page}, "- "+text[loc[1]:])
		return
	}
	if numberedItem.MatchString(text) {
		b.Add(Block{Kind: ListItem, Level: 1, Page: page}, text)
		return
	}
	b.Add(Block{Kind: Paragraph, Page: page}, text)
}

// isTableLine says whether line i has cells that stand below or above those of a
// neighbour. Alone, wide gaps are tabs: "§ 5     Steuersatz".
func isTableLine(lines []pdfLine, i int) bool {
	l := lines[i]
	if l.outline > 0 || !hasCells(l) {
		return false
	}
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(lines) || lines[j].page != l.page || !hasCells(lines[j]) {
			continue
		}
		for _, p := range l.pieces[1:] {
			for _, q := range lines[j].pieces[1:] {
				if math.Abs(p.x-q.x) < 3 || math.Abs(p.end-q.end) < 3 {
					return true
				}
			}
		}
	}
	return false
}

// hasCells says whether a line has wide gaps that are not the tab behind a number.
func hasCells(l pdfLine) bool {
	return len(l.pieces) > 2 || len(l.pieces) == 2 && !startsBlock(l.pieces[0].text+" ") && runeCount(l.pieces[0].text) > 2
}

// joinLines makes running text of the lines of a block.
func joinLines(lines []pdfLine) string {
	text := ""
	for i := range lines {
		next := normalise(lines[i].text())
		if text == "" {
			text = next
			continue
		}
		text = joinWords(text, next)
	}
	return spacedLetters.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, " ", "") })
}

// spacedLetters are words set with spaces between their letters: "S a t z u n g".
var spacedLetters = regexp.MustCompile(`\b\p{L}(?: \p{L}){4,}\b`)

// joinWords puts two lines together, without the hyphen when it only broke a word: the
// next line goes on in lower case, unless a word that completes a list follows ("Haus-
// und Grundbesitz").
func joinWords(a, b string) string {
	stem, hyphenated := strings.CutSuffix(a, "-")
	if !hyphenated {
		stem, hyphenated = strings.CutSuffix(a, "\u00ad")
	}
	before, _ := utf8.DecodeLastRuneInString(stem)
	first, _ := utf8.DecodeRuneInString(b)
	if !hyphenated || !unicode.IsLetter(before) {
		return a + " " + b
	}
	word, _, _ := strings.Cut(b, " ")
	switch strings.TrimRight(word, ",") {
	case "und", "oder", "bzw.", "sowie", "beziehungsweise", "als", "wie":
		return a + " " + b
	}
	if unicode.IsLower(first) {
		return stem + b
	}
	return a + b
}

// kept characters mean something else after compatibility normalisation: "10 m²".
const kept = "²³¹½¼¾ºª…™"

// normalise is NFKC, which resolves ligatures and full-width forms, but for kept.
func normalise(s string) string {
	if !strings.ContainsAny(s, kept) {
		return norm.NFKC.String(s)
	}
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(kept, r) {
			b.WriteRune(r)
		} else {
			b.WriteString(norm.NFKC.String(string(r)))
		}
	}
	return norm.NFC.String(b.String())
}
