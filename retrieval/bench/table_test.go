package bench

import "testing"

func TestTable(t *testing.T) {
	var measured table
	measured.add(1000, "others", latency{p50: 80, p95: 300, own: 1, server: 99})
	measured.add(1000, "ours", latency{p50: 1.5, p95: 3, own: 2})
	measured.add(1000, "start", latency{p50: 900, p95: 900, own: 700, server: 300, memory: 31.26})
	measured.add(3000, "others", latency{}) // not run
	measured.add(3000, "ours", latency{p50: 2, p95: 4, own: 3})
	const want = `| passages | | processor ms, ours + server | p50, p95 ms on the clock | memory MB |
| --- | --- | --- | --- | --- |
| 1000 | others | 1.00 + 99.00 | 80.00, 300.00 |  |
| 1000 | ours | 2.00 + 0.00 | 1.50, 3.00 |  |
| 1000 | start | 700.00 + 300.00 | 900.00, 900.00 | 31.3 |
| 3000 | ours | 3.00 + 0.00 | 2.00, 4.00 |  |

others : ours in processor time, 1000 passages: 50
`
	if got := measured.markdown("others", "ours"); got != want {
		t.Errorf("got\n%s", got)
	}
	if l := measured.line("median", "ours", func(l latency) float64 { return l.p50 }); len(l.points) != 2 || l.points[1] != [2]float64{3000, 2} {
		t.Errorf("points %v", l.points)
	}
}
