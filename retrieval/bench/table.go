package bench

import (
	"fmt"
	"strings"
)

// table holds what was measured, for docs/performance.md.
type table []row

type row struct {
	passages int
	what     string
	latency
}

// add adds a row; what was not measured is left out.
func (t *table) add(passages int, what string, l latency) {
	if l != (latency{}) {
		*t = append(*t, row{passages, what, l})
	}
}

// line is the growth of one value of what.
func (t table) line(name, what string, value func(latency) float64) line {
	l := line{name: name}
	for _, r := range t {
		if r.what == what {
			l.add(r.passages, value(r.latency))
		}
	}
	return l
}

// markdown writes the table, and how many times dearer a is than b in processor time.
func (t table) markdown(a, b string) string {
	var out strings.Builder
	out.WriteString("| passages | | processor ms, ours + server | p50, p95 ms on the clock | memory MB |\n| --- | --- | --- | --- | --- |\n")
	cost := map[string]map[int]float64{a: {}, b: {}}
	for _, r := range t {
		memory := ""
		if r.memory > 0 {
			memory = fmt.Sprintf("%.1f", r.memory)
		}
		fmt.Fprintf(&out, "| %d | %s | %.2f + %.2f | %.2f, %.2f | %s |\n", r.passages, r.what, r.own, r.server, r.p50, r.p95, memory)
		if of, compared := cost[r.what]; compared {
			of[r.passages] = r.own + r.server
		}
	}
	for passages, dear := range cost[a] {
		if cheap := cost[b][passages]; cheap > 0 {
			fmt.Fprintf(&out, "\n%s : %s in processor time, %d passages: %.0f\n", a, b, passages, dear/cheap)
		}
	}
	return out.String()
}
