package extract

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of what a table may claim; the HTML standard has similar ones.
const (
	maxColumns = 100
	maxRowspan = 500
)

// cell is one place in the grid of a table.
type cell struct {
	text   string
	header bool
	bold   bool // all of its text is strong
	copied bool // a column that another cell spans
}

// table writes a data table row by row, the columns' headers repeated in each, and a
// table that only arranges things on the page as what it holds.
func (w *walker) table(n *html.Node) {
	w.flush()
	w.anchor(n)
	if isLayoutTable(n) {
		w.children(n)
		w.flush()
		return
	}
	for c := range elements(n) {
		if c.DataAtom == atom.Caption {
			w.add(Block{Kind: Paragraph}, w.flat(c))
		}
	}
	writeTable(w.grid(n), func(row string) { w.add(Block{Kind: TableRow}, row) })
}

// isLayoutTable judges by what tables of data do not have: a role that says so, tables
// and headings in their cells, a single column.
func isLayoutTable(n *html.Node) bool {
	role := attr(n, "role")
	if role == "presentation" || role == "none" {
		return true
	}
	if contains(n, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4) {
		return true
	}
	for tr := range rows(n) {
		count := 0
		for c := range elements(tr) {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				count++
			}
		}
		if count > 1 {
			return false
		}
	}
	return true
}

// rows yields the tr elements of a table without nested tables.
func rows(n *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.DataAtom == atom.Tr && !yield(d) {
				return
			}
		}
	}
}

// grid resolves the spans of a table: every row has a cell for every column it covers.
func (w *walker) grid(n *html.Node) [][]cell {
	type hanging struct {
		cell
		rows int
	}
	var out [][]cell
	var spans []hanging // by column: cells of rows above that reach down
	for tr := range rows(n) {
		if w.dropped(tr) {
			continue
		}
		var row []cell
		inHead := tr.Parent != nil && tr.Parent.DataAtom == atom.Thead
		hang := func() {
			for len(row) < len(spans) && spans[len(row)].rows > 0 {
				spans[len(row)].rows--
				row = append(row, spans[len(row)].cell)
			}
		}
		for c := range elements(tr) {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th || w.dropped(c) {
				continue
			}
			hang()
			one := cell{text: w.flat(c), header: inHead || c.DataAtom == atom.Th, bold: isBold(c)}
			down := span(c, "rowspan", maxRowspan)
			for i := range span(c, "colspan", maxColumns) {
				if len(row) >= maxColumns {
					break
				}
				one.copied = i > 0
				row = append(row, one)
				for len(spans) < len(row) {
					spans = append(spans, hanging{})
				}
				spans[len(row)-1] = hanging{one, down - 1}
			}
		}
		hang()
		out = append(out, row)
	}
	return out
}

func span(n *html.Node, key string, most int) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, most)
}

// isBold says whether all text of a cell is strong, as in tables whose authors had no
// header cells.
func isBold(n *html.Node) bool {
	strong := ""
	for d := range n.Descendants() {
		if d.DataAtom == atom.Strong || d.DataAtom == atom.B {
			strong += rawText(d)
		}
	}
	all := strings.TrimSpace(rawText(n))
	return all != "" && strings.TrimSpace(strong) == all
}

// writeTable writes the rows of a grid: "Spalte: Wert | Spalte: Wert".
func writeTable(grid [][]cell, write func(row string)) {
	head, names := tableHead(grid)
	for _, row := range grid[head:] {
		if text := rowText(row, names); text != "" {
			write(text)
		}
	}
}

// tableHead is how many rows at the top name the columns, all of whose cells are headers,
// and these names; without such rows a first one that is all bold.
func tableHead(grid [][]cell) (head int, names []string) {
	for head < len(grid) && isHeaderRow(grid[head]) {
		head++
	}
	if head == len(grid) {
		head = 0 // only headers: they are the content
	}
	if head == 0 && len(grid) > 1 && len(grid[0]) > 1 && allCells(grid[0], func(c cell) bool { return c.bold }) {
		head = 1
	}
	return head, columnNames(grid[:head])
}

func isHeaderRow(row []cell) bool {
	return len(row) > 1 && allCells(row, func(c cell) bool { return c.header })
}

// allCells says whether all cells with text are as is says, and there is one.
func allCells(row []cell, is func(cell) bool) bool {
	found := false
	for _, c := range row {
		if c.text != "" {
			if !is(c) {
				return false
			}
			found = true
		}
	}
	return found
}

// columnNames joins the header cells above each column, from the top down.
func columnNames(head [][]cell) []string {
	var names []string
	for _, row := range head {
		for i, c := range row {
			for len(names) <= i {
				names = append(names, "")
			}
			switch {
			case c.text == "" || strings.HasSuffix(names[i], c.text):
			case names[i] == "":
				names[i] = strings.TrimRight(c.text, ": ")
			default:
				names[i] += ", " + strings.TrimRight(c.text, ": ")
			}
		}
	}
	return names
}

// rowText is a row on one line. Without names of columns a row that starts with a header
// and has one value is "Kopf: Wert".
func rowText(row []cell, names []string) string {
	var parts []string
	headers := 0
	for i, c := range row {
		if c.text == "" || c.copied {
			continue
		}
		if c.header {
			headers++
		}
		end := i + 1
		for end < len(row) && row[end].copied {
			end++
		}
		if name := commonName(names, i, end); name != "" && name != c.text {
			parts = append(parts, name+": "+c.text)
		} else {
			parts = append(parts, c.text)
		}
	}
	named := slices.ContainsFunc(names, func(n string) bool { return n != "" })
	if !named && headers == 1 && len(parts) == 2 && row[0].header {
		return strings.TrimRight(parts[0], ": ") + ": " + parts[1]
	}
	return strings.Join(parts, " | ")
}

// commonName is the name of the columns [from, to) together: what their names begin with,
// else the first one's.
func commonName(names []string, from, to int) string {
	if from >= len(names) {
		return ""
	}
	names = names[from:min(to, len(names))]
	if len(names) == 1 {
		return names[0]
	}
	common := strings.Split(names[0], ", ")
	for _, name := range names[1:] {
		parts := strings.Split(name, ", ")
		n := 0
		for n < min(len(common), len(parts)) && common[n] == parts[n] {
			n++
		}
		common = common[:n]
	}
	if len(common) > 0 {
		return strings.Join(common, ", ")
	}
	return names[0]
}
