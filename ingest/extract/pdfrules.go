package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/ledongthuc/pdf"
)

// rule is a straight line that a page draws, in points: across when y1 is y2, down when x1
// is x2; x1 <= x2 and y1 <= y2.
type rule struct{ x1, y1, x2, y2 float64 }

// Limits of what counts as a rule, in points, and of how many a page may have. Tables are
// not looked for on pages with more: those are drawings.
const (
	ruleWidth = 3.0
	ruleShort = 4.0
	maxRules  = 5000
)

// pen follows the path that a page's content builds, to see the lines that part tables.
type pen struct {
	x, y  float64
	rules []rule // of the open path
	boxes []rule // rectangles of the open path that are no lines
}

// draw follows an operator that builds or paints a path; painted rules go to the page.
func (p *pen) draw(page *pdfPage, m matrix, op string, args []pdf.Value) {
	number := func(i int) float64 {
		if i < len(args) {
			return args[i].Float64()
		}
		return 0
	}
	switch op {
	case "m":
		p.x, p.y = number(0), number(1)
	case "l":
		x, y := number(0), number(1)
		p.add(corners(m, p.x, p.y, x, y), true)
		p.x, p.y = x, y
	case "re":
		x, y, w, h := number(0), number(1), number(2), number(3)
		p.add(corners(m, x, y, x+w, y+h), false)
	case "S", "s", "B", "B*", "b", "b*":
		for _, b := range p.boxes {
			p.rules = append(p.rules, rule{b.x1, b.y1, b.x2, b.y1}, rule{b.x1, b.y2, b.x2, b.y2},
				rule{b.x1, b.y1, b.x1, b.y2}, rule{b.x2, b.y1, b.x2, b.y2})
		}
		p.paint(page)
	case "f", "F", "f*":
		p.paint(page)
	case "n":
		p.rules, p.boxes = nil, nil
	}
}

// corners is the box around two points, put on the page.
func corners(m matrix, x1, y1, x2, y2 float64) rule {
	a, b := m.shift(x1, y1), m.shift(x2, y2)
	return rule{min(a.e, b.e), min(a.f, b.f), max(a.e, b.e), max(a.f, b.f)}
}

// add takes a line, or a rectangle so thin that it is one; line says that it is one even
// when it is neither across nor down, and is then left out.
func (p *pen) add(r rule, line bool) {
	if len(p.rules)+len(p.boxes) > maxRules {
		return
	}
	width, height := r.x2-r.x1, r.y2-r.y1
	switch {
	case height <= ruleWidth && width >= height:
		y := (r.y1 + r.y2) / 2
		p.rules = append(p.rules, rule{r.x1, y, r.x2, y})
	case width <= ruleWidth:
		x := (r.x1 + r.x2) / 2
		p.rules = append(p.rules, rule{x, r.y1, x, r.y2})
	case !line:
		p.boxes = append(p.boxes, r)
	}
}

func (p *pen) paint(page *pdfPage) {
	if len(page.rules) <= maxRules {
		page.rules = append(page.rules, p.rules...)
	}
	p.rules, p.boxes = nil, nil
}

// ruledGrid are the rules of one table: the places of its columns from left to right, of
// its rows from the top down, and the rules themselves.
type ruledGrid struct {
	xs, ys       []float64
	across, down []rule
}

// grids finds tables: rules that cross or touch, with two columns at least.
func grids(rules []rule) []ruledGrid {
	if len(rules) > maxRules {
		return nil
	}
	across, down := joinRules(rules)
	if len(across)*len(down) > maxRules*20 {
		return nil
	}
	// Rules that touch are in one group; groups are joined under their smallest member.
	all := slices.Concat(across, down)
	group := make([]int, len(all))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	for i, a := range across {
		for j, d := range down {
			if d.x1 >= a.x1-ruleWidth && d.x1 <= a.x2+ruleWidth && a.y1 >= d.y1-ruleWidth && a.y1 <= d.y2+ruleWidth {
				x, y := root(i), root(len(across)+j)
				group[max(x, y)] = min(x, y)
			}
		}
	}
	found := map[int]*ruledGrid{}
	var order []int
	for i, r := range all {
		k := root(i)
		if found[k] == nil {
			found[k] = &ruledGrid{}
			order = append(order, k)
		}
		g := found[k]
		if i < len(across) {
			g.across, g.ys = append(g.across, r), append(g.ys, r.y1)
		} else {
			g.down, g.xs = append(g.down, r), append(g.xs, r.x1)
		}
	}
	var out []ruledGrid
	for _, k := range order {
		g := found[k]
		for _, d := range g.down { // a row that the page breaks has no rule at its end
			g.ys = append(g.ys, d.y1, d.y2)
		}
		g.xs, g.ys = distinct(g.xs), distinct(g.ys)
		slices.Reverse(g.ys)
		if len(g.xs) > 2 && len(g.ys) > 1 && len(g.xs) <= maxColumns {
			out = append(out, *g)
		}
	}
	return out
}

// joinRules makes one rule of those that go on in each other: programs draw the frame of
// every cell for itself.
func joinRules(rules []rule) (across, down []rule) {
	for _, r := range rules {
		if r.y1 == r.y2 {
			across = append(across, r)
		} else {
			down = append(down, r)
		}
	}
	slices.SortFunc(across, func(a, b rule) int { return cmp.Or(cmp.Compare(a.y1, b.y1), cmp.Compare(a.x1, b.x1)) })
	slices.SortFunc(down, func(a, b rule) int { return cmp.Or(cmp.Compare(a.x1, b.x1), cmp.Compare(a.y1, b.y1)) })
	across = joinAlong(across, func(a, b *rule) bool {
		if math.Abs(a.y1-b.y1) > 1 || b.x1 > a.x2+ruleWidth || b.x2 < a.x1-ruleWidth {
			return false
		}
		a.x1, a.x2 = min(a.x1, b.x1), max(a.x2, b.x2)
		return true
	})
	down = joinAlong(down, func(a, b *rule) bool {
		if math.Abs(a.x1-b.x1) > 1 || b.y1 > a.y2+ruleWidth || b.y2 < a.y1-ruleWidth {
			return false
		}
		a.y1, a.y2 = min(a.y1, b.y1), max(a.y2, b.y2)
		return true
	})
	across = slices.DeleteFunc(across, func(r rule) bool { return r.x2-r.x1 < ruleShort })
	down = slices.DeleteFunc(down, func(r rule) bool { return r.y2-r.y1 < ruleShort })
	return across, down
}

// joinAlong joins each rule into one of the last few before it, which are the nearest.
func joinAlong(rules []rule, join func(a, b *rule) bool) []rule {
	const near = 40
	var out []rule
next:
	for _, r := range rules {
		for i := len(out) - 1; i >= 0 && i >= len(out)-near; i-- {
			if join(&out[i], &r) {
				continue next
			}
		}
		out = append(out, r)
	}
	return out
}

// distinct sorts values and keeps one of those that are nearly the same.
func distinct(values []float64) []float64 {
	slices.Sort(values)
	out := values[:0]
	for _, v := range values {
		if len(out) == 0 || v-out[len(out)-1] > ruleWidth {
			out = append(out, v)
		}
	}
	return out
}

// parted says whether a rule stands between the column before c and c, in row r.
func (g *ruledGrid) parted(r, c int) bool {
	y := (g.ys[r] + g.ys[r+1]) / 2
	return slices.ContainsFunc(g.down, func(d rule) bool {
		return math.Abs(d.x1-g.xs[c]) <= ruleWidth && d.y1 <= y && d.y2 >= y
	})
}

// covered says whether a rule stands between the row above r and r, in column c.
func (g *ruledGrid) covered(r, c int) bool {
	x := (g.xs[c] + g.xs[c+1]) / 2
	return slices.ContainsFunc(g.across, func(a rule) bool {
		return math.Abs(a.y1-g.ys[r]) <= ruleWidth && a.x1 <= x && a.x2 >= x
	})
}

// at is the cell that holds a point; ok is false outside of the grid.
func (g *ruledGrid) at(x, y float64) (r, c int, ok bool) {
	c, _ = slices.BinarySearch(g.xs, x)
	r, _ = slices.BinarySearchFunc(g.ys, y, func(a, b float64) int { return cmp.Compare(b, a) })
	c, r = c-1, r-1
	return r, c, r >= 0 && c >= 0 && r < len(g.ys)-1 && c < len(g.xs)-1
}
