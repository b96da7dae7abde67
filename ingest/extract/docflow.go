package extract

import "strings"

// flow collects the paragraphs and tables of a word processor's document, whose formats
// name these differently and nest them alike.
type flow struct {
	b      *Builder
	text   strings.Builder
	tables []*flowTable // open tables, the outer first
}

type flowTable struct {
	grid [][]cell
	cell []string // paragraphs of the open cell
	head bool     // the open row repeats as a header
	span int      // columns that the open cell covers
}

// paragraph ends the open paragraph as a block, or as a part of the open cell.
func (f *flow) paragraph(block Block, marker string) {
	text := strings.TrimSpace(f.text.String())
	f.text.Reset()
	if text == "" {
		return
	}
	if n := len(f.tables); n > 0 {
		f.tables[n-1].cell = append(f.tables[n-1].cell, strings.ReplaceAll(clean(text), "\n", "; "))
		return
	}
	f.b.Add(block, marker+text)
}

func (f *flow) openTable() { f.tables = append(f.tables, &flowTable{span: 1}) }

func (f *flow) openRow(head bool) {
	if n := len(f.tables); n > 0 {
		f.tables[n-1].grid = append(f.tables[n-1].grid, nil)
		f.tables[n-1].head = head
	}
}

func (f *flow) closeCell() {
	n := len(f.tables)
	if n == 0 || len(f.tables[n-1].grid) == 0 {
		return
	}
	t := f.tables[n-1]
	row := &t.grid[len(t.grid)-1]
	for i := range min(max(t.span, 1), maxColumns) {
		*row = append(*row, cell{text: strings.Join(t.cell, "; "), header: t.head, copied: i > 0})
	}
	t.cell, t.span = nil, 1
}

// closeTable writes the table, or puts one in a cell into that cell.
func (f *flow) closeTable() {
	n := len(f.tables)
	if n == 0 {
		return
	}
	t := f.tables[n-1]
	f.tables = f.tables[:n-1]
	if len(t.grid) > 1 && len(t.grid[0]) > 0 && !t.grid[0][0].header && looksLikeHeader(t.grid) {
		for i := range t.grid[0] {
			t.grid[0][i].header = true
		}
	}
	writeTable(t.grid, func(row string) {
		if n > 1 {
			f.tables[n-2].cell = append(f.tables[n-2].cell, row)
			return
		}
		f.b.Add(Block{Kind: TableRow}, row)
	})
}

// looksLikeHeader says whether the first row names the columns: every cell has a short
// text without a digit, and the rows below have digits.
func looksLikeHeader(grid [][]cell) bool {
	if len(grid[0]) < 2 {
		return false
	}
	for _, c := range grid[0] {
		if c.text == "" || len(c.text) > 60 || strings.ContainsAny(c.text, "0123456789") {
			return false
		}
	}
	for _, row := range grid[1:] {
		for _, c := range row {
			if strings.ContainsAny(c.text, "0123456789") {
				return true
			}
		}
	}
	return false
}
