package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pdfTable is a table whose cells are parted by rules.
type pdfTable struct {
	xs   []float64 // of its columns, to find its continuation on the next page
	rows []pdfRow
}

type pdfRow struct {
	cells []cell
	page  int
}

// maxCellText is how long the text of a cell may be, in code points; frames with more are
// there for the looks of the page.
const maxCellText = 1500

// takeTables takes the ruled tables out of a page: what is left of its glyphs, and a line
// for each table.
func takeTables(glyphs []glyph, rules []rule, page int) (left []glyph, tables []pdfLine) {
	left = glyphs
	for _, grid := range grids(rules) {
		inside := make([][][]glyph, len(grid.ys)-1)
		for r := range inside {
			inside[r] = make([][]glyph, len(grid.xs)-1)
		}
		var outside []glyph
		for _, g := range left {
			r, c, ok := grid.at((g.x+g.end)/2, g.y+0.3*g.size)
			if ok {
				inside[r][c] = append(inside[r][c], g)
			} else {
				outside = append(outside, g)
			}
		}
		table := grid.table(inside, page)
		if table == nil {
			continue
		}
		left = outside
		tables = append(tables, pdfLine{table: table, page: page, x: grid.xs[0], end: grid.xs[len(grid.xs)-1], y: grid.ys[0], size: 1})
	}
	return left, tables
}

// cellPlace is a row and a column of a grid.
type cellPlace struct{ r, c int }

// table reads the cells; nil when the grid holds no table.
func (g *ruledGrid) table(inside [][][]glyph, page int) *pdfTable {
	owner := g.join(inside)
	texts, ok := g.read(inside, owner)
	if !ok {
		return nil
	}
	table := &pdfTable{xs: g.xs}
	for r := range texts {
		row := make([]ruledCell, len(texts[r]))
		cells := make([]cell, len(row))
		own := false
		for c := range row {
			o := owner[r][c]
			row[c] = texts[o.r][o.c]
			cells[c] = cell{text: row[c].text, bold: row[c].bold, copied: o.c < c}
			own = own || o.r == r && row[c].text != ""
		}
		if !own {
			continue // empty, or nothing but what hangs down from above
		}
		for _, cells := range splitRow(row, cells) {
			table.rows = append(table.rows, pdfRow{cells, page})
		}
	}
	return table
}

// join returns for each cell the first of those that no rule parts it from, and moves its glyphs there.
func (g *ruledGrid) join(inside [][][]glyph) [][]cellPlace {
	owner := make([][]cellPlace, len(inside))
	for r := range inside {
		owner[r] = make([]cellPlace, len(inside[r]))
		for c := range inside[r] {
			owner[r][c] = cellPlace{r, c}
			switch {
			case c > 0 && !g.parted(r, c):
				owner[r][c] = owner[r][c-1]
			case r > 0 && !g.covered(r, c):
				owner[r][c] = owner[r-1][c]
			}
			if o := owner[r][c]; o != (cellPlace{r, c}) {
				inside[o.r][o.c] = append(inside[o.r][o.c], inside[r][c]...)
			}
		}
	}
	return owner
}

// read returns the texts of the cells that own themselves. It is no table, but a frame around text,
// when no row has two of them, and no grid when one is far too long for a cell.
func (g *ruledGrid) read(inside [][][]glyph, owner [][]cellPlace) (texts [][]ruledCell, ok bool) {
	texts = make([][]ruledCell, len(inside))
	for r := range inside {
		texts[r] = make([]ruledCell, len(inside[r]))
		filled := 0
		for c := range inside[r] {
			if owner[r][c] != (cellPlace{r, c}) {
				continue
			}
			texts[r][c] = newRuledCell(inside[r][c], g.xs[c+1])
			if runeCount(texts[r][c].text) > maxCellText {
				return nil, false
			}
			if texts[r][c].text != "" {
				filled++
			}
		}
		ok = ok || filled > 1
	}
	return texts, ok
}

// ruledCell is a cell with its lines.
type ruledCell struct {
	lines []pdfLine
	end   float64 // the rule on its right
	text  string
	bold  bool
}

func newRuledCell(glyphs []glyph, end float64) ruledCell {
	lines := makeLines(makePieces(glyphs))
	c := ruledCell{lines: lines, end: end, text: cellText(lines), bold: len(lines) > 0}
	for _, l := range lines {
		c.bold = c.bold && l.bold
	}
	return c
}

// cellText joins the lines of a cell. Items of a list in it stand behind semicolons.
func cellText(lines []pdfLine) string {
	var parts []string
	for i := 0; i < len(lines); {
		n := i + 1
		for n < len(lines) && !startsBlock(lines[n].text()) {
			n++
		}
		parts = append(parts, joinLines(lines[i:n]))
		i = n
	}
	return strings.Join(parts, "; ")
}

// splitRow makes rows of one in whose last column several amounts stand below each other,
// each beside its line of the column before: "je Seite DIN A 4 … 1,00", "DIN A 3 … 1,50".
// What stands above them all is repeated.
func splitRow(row []ruledCell, cells []cell) [][]cell {
	last := len(row) - 1
	values := groupValues(row[last].lines)
	amounts := 0
	for _, v := range values {
		if v.amount {
			amounts++
		}
	}
	if last == 0 || amounts < 2 || cells[last].copied || len(row[last-1].lines) < len(values) {
		return [][]cell{cells}
	}
	out := make([][]cell, len(values))
	for i := range out {
		out[i] = slices.Clone(cells)
		out[i][last].text = values[i].text
	}
	for c := range last {
		if cells[c].copied || c < last-1 && len(row[c].lines) < 2 {
			continue
		}
		lines := row[c].lines
		for i, v := range values {
			n := 0
			for n < len(lines) && lines[n].y > v.y-sameLine*lines[n].size {
				n++
			}
			if i == len(values)-1 {
				n = len(lines)
			}
			text := cellText(lines[:n])
			switch {
			case c < last-1 && text == "" && i > 0:
				text = out[i-1][c].text
			case c == last-1 && i > 0:
				text = strings.TrimSpace(introOf(row[c].lines, values[0], row[c].end) + text)
			}
			out[i][c].text, lines = text, lines[n:]
		}
	}
	return out
}

// maxIntro is how much text is repeated for each amount of a cell, in code points.
const maxIntro = 400

// introOf is what lines of a cell say before the first amount: up to its line, which
// belongs to the amount alone, or with it when the first value is none.
func introOf(lines []pdfLine, first value, end float64) string {
	n := 0
	for n < len(lines) && lines[n].y > first.y-sameLine*lines[n].size {
		n++
	}
	if first.amount {
		for n--; n > 0 && isFull(&lines[n-1], &lines[n], end); n-- {
		}
	}
	if n <= 0 {
		return ""
	}
	text := cellText(lines[:n])
	if runeCount(text) > maxIntro {
		return ""
	}
	return strings.TrimRight(text, ",;: ") + ": "
}

// isFull says whether line a broke only because the first word of b had no room up to end.
func isFull(a, b *pdfLine, end float64) bool {
	word, _, _ := strings.Cut(b.text(), " ")
	letter := (b.end - b.x) / float64(max(runeCount(b.text()), 1))
	return a.end+letter*float64(runeCount(word)+1) > end
}

// value is an amount, or lines of words in its place: "nach Zeitaufwand, siehe Abs. 2".
type value struct {
	text   string
	y      float64 // of its first line when it is an amount, else of its last
	amount bool
}

func groupValues(lines []pdfLine) []value {
	var out []value
	for i := range lines {
		text := normalise(lines[i].text())
		isAmount := amount.MatchString(text)
		if n := len(out); n > 0 && !isAmount && !out[n-1].amount {
			out[n-1].text, out[n-1].y = joinWords(out[n-1].text, text), lines[i].y
			continue
		}
		out = append(out, value{text, lines[i].y, isAmount})
	}
	return out
}

// insertTables puts tables where they stand among the lines of a page.
func insertTables(lines, tables []pdfLine) []pdfLine {
	for _, t := range tables {
		at := slices.IndexFunc(lines, func(l pdfLine) bool { return l.y < t.y && l.x < t.end && l.end > t.x })
		if at < 0 {
			at = len(lines)
		}
		if at > 0 {
			t.column = lines[at-1].column
		}
		lines = slices.Insert(lines, at, t)
	}
	return lines
}

// continuesTable says whether b is the rest of table a, on the next page.
func continuesTable(a, b *pdfLine) bool {
	return a.table != nil && b.table != nil && b.page == a.page+1 && sameColumns(a.table.xs, b.table.xs)
}

func sameColumns(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) < 2*ruleWidth })
}

// appendTable adds the rows of b, the rest of a table on the next page: without the header
// that is repeated there, and with the end of a row that the page broke.
func appendTable(a, b []pdfRow) []pdfRow {
	if len(a) > 0 && len(b) > 0 && sameCells(a[0].cells, b[0].cells) {
		b = b[1:]
	}
	if len(a) > 0 && len(b) > 0 && isRest(a[len(a)-1].cells, b[0].cells) {
		last := &a[len(a)-1]
		last.cells = slices.Clone(last.cells)
		for c := range last.cells {
			last.cells[c].text = strings.TrimSpace(joinWords(last.cells[c].text, b[0].cells[c].text))
		}
		b = b[1:]
	}
	return append(a, b...)
}

func sameCells(a, b []cell) bool {
	return slices.EqualFunc(a, b, func(x, y cell) bool { return x.text == y.text })
}

// isRest says whether row b goes on with row a: it starts with an empty cell, and goes on
// where a has no end.
func isRest(a, b []cell) bool {
	if len(a) != len(b) || b[0].text != "" || a[0].text == "" {
		return false
	}
	for c := 1; c < len(b); c++ {
		if b[c].text == "" {
			continue
		}
		first, _ := utf8.DecodeRuneInString(b[c].text)
		return a[len(a)-1].text == "" || unicode.IsLower(first)
	}
	return false
}

// tableWriter adds the rows of tables, with the names of the columns in each.
type tableWriter struct {
	b     *Builder
	names []string // of the last table, for its parts
	xs    []float64
	page  int // where it ended
}

// write adds rows. A table without a header that has the columns of the one just before it
// is a part of that.
func (w *tableWriter) write(rows []pdfRow, xs []float64) {
	grid := make([][]cell, len(rows))
	for i, r := range rows {
		grid[i] = r.cells
	}
	if len(grid) > 1 && looksLikeHeader(grid) {
		for c := range grid[0] {
			grid[0][c].header = true
		}
	}
	head, names := tableHead(grid)
	if head == 0 && len(rows) > 0 && sameColumns(w.xs, xs) && rows[0].page <= w.page+1 {
		names = w.names
	}
	for i, row := range grid[head:] {
		w.b.Add(Block{Kind: TableRow, Page: rows[head+i].page}, rowText(row, names))
		w.page = rows[head+i].page
	}
	w.names, w.xs = names, xs
}

// extent is where a column of a table without rules stands.
type extent struct{ from, to float64 }

// alignedRows makes rows of lines whose pieces stand below each other. Without columns that
// hold one piece of each line at most, the pieces of each line are its cells.
func alignedRows(lines []pdfLine) []pdfRow {
	var spans []extent
	for _, l := range lines {
		for _, p := range l.pieces {
			spans = append(spans, extent{p.x, p.end})
		}
	}
	slices.SortFunc(spans, func(a, b extent) int { return cmp.Compare(a.from, b.from) })
	columns := spans[:1]
	for _, s := range spans[1:] {
		if last := &columns[len(columns)-1]; s.from < last.to {
			last.to = max(last.to, s.to)
		} else {
			columns = append(columns, s)
		}
	}
	var rows []pdfRow
	for _, l := range lines {
		cells := make([]cell, len(columns))
		for _, p := range l.pieces {
			c := slices.IndexFunc(columns, func(s extent) bool { return p.x >= s.from && p.x < s.to })
			if c < 0 || cells[c].text != "" {
				return pieceRows(lines)
			}
			cells[c] = cell{text: normalise(p.text), bold: p.bold}
		}
		if len(rows) == 0 || !sameCells(rows[0].cells, cells) { // a header that each page repeats
			rows = append(rows, pdfRow{cells, l.page})
		}
	}
	return rows
}

func pieceRows(lines []pdfLine) []pdfRow {
	rows := make([]pdfRow, len(lines))
	for i, l := range lines {
		rows[i].page = l.page
		for _, p := range l.pieces {
			rows[i].cells = append(rows[i].cells, cell{text: normalise(p.text)})
		}
	}
	return rows
}
