package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Distances in units of the font size. Spaces between words are a quarter of it, kerning
// stays below a tenth; columns and table cells stand further apart than any two words.
const (
	gapOfWord   = 0.16
	gapOfCell   = 1.3
	sameLine    = 0.45 // how far baselines of one line may differ: sub- and superscripts
	wordBackoff = 0.6  // how far a glyph may step back in its word
	gapOfLeader = 0.1  // dots of a table of contents that stand nearer belong to the word before
)

// piece is a run of words on one line without a wide gap: a cell of a table, a line of a
// column, or a whole line.
type pdfPiece struct {
	text    string
	x, end  float64
	y, size float64
	bold    bool
	spaced  bool // a space was written behind it
}

// pdfLine is a line of a page.
type pdfLine struct {
	pieces  []pdfPiece
	x, end  float64
	y, size float64
	bold    bool
	page    int       // from 1
	column  int       // lines of one column follow each other
	prose   bool      // part of a paragraph, whatever its size
	outline int       // level of the bookmark that it is, else 0
	first   bool      // of the lines of its bookmark
	field   string    // instead of pieces: what a form field says
	table   *pdfTable // instead of all that: a table with rules
}

// text joins the pieces of a line with spaces.
func (l *pdfLine) text() string {
	parts := make([]string, len(l.pieces))
	for i, p := range l.pieces {
		parts[i] = p.text
	}
	return strings.Join(parts, " ")
}

// structuredLines are the lines of a page with its ruled tables taken as such.
func structuredLines(page pdfPage, number int) []pdfLine {
	glyphs, tables := takeTables(page.glyphs, page.rules, number)
	return insertTables(pageLines(glyphs, number), tables)
}

// pageLines reads the lines of a page in the order in which people read them: text that
// runs in the usual direction first, columns one after the other.
func pageLines(glyphs []glyph, number int) []pdfLine {
	byTurn := map[int][]glyph{}
	for _, g := range glyphs {
		byTurn[g.turn] = append(byTurn[g.turn], g)
	}
	turns := []int{0, 1, 2, 3}
	slices.SortStableFunc(turns, func(a, b int) int { return cmp.Compare(len(byTurn[b]), len(byTurn[a])) })
	var lines []pdfLine
	column := 0
	for _, turn := range turns {
		for _, pieces := range columns(makePieces(byTurn[turn])) {
			for _, l := range makeLines(pieces) {
				l.page, l.column = number, column
				lines = append(lines, l)
			}
			column++
		}
	}
	return lines
}

// spot is a letter at a place, in half points.
type spot struct {
	text string
	x, y int32
}

// makePieces joins glyphs in the order in which they were drawn, which within a line is
// nearly always the order of reading.
func makePieces(glyphs []glyph) []pdfPiece {
	var pieces []pdfPiece
	var text strings.Builder
	var p pdfPiece
	ink := 0.0               // where the last letter of the piece ends
	drawn := map[spot]bool{} // shadows and fake bold draw a letter twice
	finish := func() {
		p.text = logical(strings.TrimRight(text.String(), " "))
		if strings.TrimSpace(p.text) != "" {
			p.spaced = p.spaced || len(p.text) < text.Len()
			pieces = append(pieces, p)
		}
		text.Reset()
	}
	for _, g := range glyphs {
		at := spot{g.text, int32(math.Round(g.x * 2)), int32(math.Round(g.y * 2))}
		if drawn[at] && g.text != " " {
			continue
		}
		drawn[at] = true
		size := max(g.size, 1)
		gap := g.x - p.end
		follows := text.Len() > 0 && math.Abs(g.y-p.y) < sameLine*max(size, p.size) &&
			gap < gapOfCell*min(size, p.size) && gap > -wordBackoff*size
		if !follows {
			finish()
			p = pdfPiece{x: g.x, y: g.y, size: size, bold: g.bold}
		}
		blank := strings.TrimSpace(g.text) == ""
		if follows && !blank && gap > gapOfWord*size && !strings.HasSuffix(text.String(), " ") {
			text.WriteByte(' ')
		}
		if follows && g.text == "." && g.x-ink < gapOfLeader*size {
			unspace(&text) // drawn back over a written space
		}
		switch {
		case !blank:
			text.WriteString(g.text)
			p.end, ink = g.end, g.end
			p.bold = p.bold && g.bold
			if size > p.size {
				p.size, p.y = size, g.y
			}
		case text.Len() > 0:
			text.WriteByte(' ')
			p.end = max(p.end, g.x) // what follows a written space needs no second one
		}
	}
	finish()
	return pieces
}

// unspace takes spaces off the end of a text.
func unspace(text *strings.Builder) {
	if s := text.String(); strings.HasSuffix(s, " ") {
		text.Reset()
		text.WriteString(strings.TrimRight(s, " "))
	}
}

// isRightToLeft says whether most letters of s are Arabic or Hebrew.
func isRightToLeft(s string) bool {
	right, left := 0, 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Arabic, unicode.Hebrew):
			right++
		case unicode.IsLetter(r):
			left++
		}
	}
	return right > left
}

// logical is text that was drawn from left to right in the order in which it is read:
// Arabic and Hebrew turned round, but for the numbers in it.
func logical(s string) string {
	if !isRightToLeft(s) {
		return s
	}
	runes := []rune(s)
	slices.Reverse(runes)
	for i := 0; i < len(runes); {
		n := i
		for n < len(runes) && (unicode.IsDigit(runes[n]) || n > i && strings.ContainsRune(".,:/-", runes[n])) {
			n++
		}
		slices.Reverse(runes[i:n])
		i = max(n, i+1)
	}
	return string(runes)
}

// makeLines sorts pieces into lines from the top down.
func makeLines(pieces []pdfPiece) []pdfLine {
	slices.SortStableFunc(pieces, func(a, b pdfPiece) int { return cmp.Compare(b.y, a.y) })
	var lines []pdfLine
	for _, p := range pieces {
		if n := len(lines); n > 0 && lines[n-1].takes(p) {
			lines[n-1].pieces = append(lines[n-1].pieces, p)
			if p.size > lines[n-1].size {
				lines[n-1].size, lines[n-1].y = p.size, p.y
			}
			continue
		}
		lines = append(lines, pdfLine{pieces: []pdfPiece{p}, y: p.y, size: p.size})
	}
	for i := range lines {
		lines[i].settle()
	}
	return lines
}

// takes says whether p stands on the line: at its height, and not on top of its pieces.
func (l *pdfLine) takes(p pdfPiece) bool {
	if math.Abs(l.y-p.y) >= sameLine*min(l.size, p.size) && math.Abs(l.y-p.y) >= sameLine*max(l.size, p.size)*0.8 {
		return false
	}
	for _, q := range l.pieces {
		overlap := min(q.end, p.end) - max(q.x, p.x)
		if overlap > 0.5*min(q.end-q.x, p.end-p.x) && overlap > p.size {
			return false
		}
	}
	return true
}

// settle orders the pieces from left to right and joins those that are not far apart.
func (l *pdfLine) settle() {
	slices.SortStableFunc(l.pieces, func(a, b pdfPiece) int { return cmp.Compare(a.x, b.x) })
	joined := l.pieces[:1]
	for _, p := range l.pieces[1:] {
		last := &joined[len(joined)-1]
		gap := p.x - last.end
		if gap > gapOfCell*min(p.size, last.size) {
			joined = append(joined, p)
			continue
		}
		if gap > gapOfWord*max(p.size, last.size) || last.spaced || strings.HasPrefix(p.text, " ") {
			last.text += " "
		}
		last.text += strings.TrimLeft(p.text, " ")
		last.end, last.bold, last.spaced = max(last.end, p.end), last.bold && p.bold, p.spaced
		last.size = max(last.size, p.size)
	}
	if isRightToLeft(joined[0].text) {
		slices.Reverse(joined)
	} else if isSpread(joined) {
		joined = []pdfPiece{unite(joined)}
	}
	l.pieces = joined
	l.x, l.end, l.bold = joined[0].x, joined[0].end, true
	for _, p := range joined {
		l.x, l.end = min(l.x, p.x), max(l.end, p.end)
		l.bold = l.bold && p.bold
	}
}

// isSpread says whether pieces are the words of a line that was stretched to the width of
// its column: their gaps are all the same.
func isSpread(pieces []pdfPiece) bool {
	least, most := math.Inf(1), 0.0
	for i := range pieces[1:] {
		gap := pieces[i+1].x - pieces[i].end
		least, most = min(least, gap), max(most, gap)
	}
	return len(pieces) > 3 && most-least < gapOfWord*pieces[0].size && most < 4*pieces[0].size
}

func unite(pieces []pdfPiece) pdfPiece {
	line := pdfLine{pieces: pieces}
	one := pieces[0]
	one.text, one.end = line.text(), pieces[len(pieces)-1].end
	for _, p := range pieces {
		one.bold = one.bold && p.bold
	}
	return one
}

// Two columns of prose: so many lines on either side, which fill their column, and few
// that cross the gap between them. Tables fail the second test: their amounts are short.
const (
	minColumnLines = 8
	minColumnFill  = 0.6
	maxCrossing    = 0.25
)

// columns parts pieces into groups that are read one after the other: what crosses the
// gap between two columns, and the columns between two such pieces, left before right.
func columns(pieces []pdfPiece) [][]pdfPiece {
	x, ok := gutter(pieces)
	if !ok {
		if len(pieces) == 0 {
			return nil
		}
		return [][]pdfPiece{pieces}
	}
	slices.SortStableFunc(pieces, func(a, b pdfPiece) int { return cmp.Compare(b.y, a.y) })
	var groups [][]pdfPiece
	var across, left, right []pdfPiece
	flush := func(buckets ...*[]pdfPiece) {
		for _, b := range buckets {
			if len(*b) > 0 {
				groups = append(groups, *b)
				*b = nil
			}
		}
	}
	for _, p := range pieces {
		switch {
		case p.end <= x:
			flush(&across)
			left = append(left, p)
		case p.x >= x:
			flush(&across)
			right = append(right, p)
		default:
			flush(&left, &right)
			across = append(across, p)
		}
	}
	flush(&across, &left, &right)
	return groups
}

// gutter is the middle of the gap between two columns of prose.
func gutter(pieces []pdfPiece) (x float64, ok bool) {
	if len(pieces) < 2*minColumnLines {
		return 0, false
	}
	from, to := math.Inf(1), math.Inf(-1)
	for _, p := range pieces {
		from, to = min(from, p.x), max(to, p.end)
	}
	best := math.MaxInt
	first, last := 0.0, 0.0
	const steps = 80
	for i := steps * 3 / 10; i <= steps*7/10; i++ {
		at := from + (to-from)*float64(i)/steps
		crossing := 0
		for _, p := range pieces {
			if p.x < at && p.end > at {
				crossing++
			}
		}
		if crossing < best {
			best, first, last = crossing, at, at
		} else if crossing == best && at-last < (to-from)/steps*1.5 {
			last = at
		}
	}
	x = (first + last) / 2
	var left, right []float64
	for _, p := range pieces {
		if p.end <= x {
			left = append(left, (p.end-p.x)/(x-from))
		} else if p.x >= x {
			right = append(right, (p.end-p.x)/(to-x))
		}
	}
	enough := len(left) >= minColumnLines && len(right) >= minColumnLines && float64(best) <= maxCrossing*float64(len(pieces))
	return x, enough && median(left) >= minColumnFill && median(right) >= minColumnFill
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// pdfText is the text of a page line by line, as it stands there.
func pdfText(lines []pdfLine) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text())
		b.WriteByte('\n')
		if l.table == nil {
			continue
		}
		for _, row := range l.table.rows {
			b.WriteString(rowText(row.cells, nil))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func runeCount(s string) int { return utf8.RuneCountInString(s) }
