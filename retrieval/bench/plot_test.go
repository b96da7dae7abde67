package bench

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

func TestPlotIsWellFormed(t *testing.T) {
	p := plot{title: "Milliseconds", x: "passages", lines: []line{{name: "p50"}, {name: "p95"}}}
	for i := range p.lines {
		p.lines[i].add(10_000, .4)
		p.lines[i].add(300_000, 12)
	}
	svg := string(p.svg())
	decoder := xml.NewDecoder(strings.NewReader(svg))
	polylines := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "polyline" {
			polylines++
		}
	}
	if polylines != 2 || !strings.Contains(svg, ">0.1</text>") || !strings.Contains(svg, ">100</text>") || strings.Contains(svg, "NaN") {
		t.Errorf("%d lines, want 2 between 0.1 and 100:\n%s", polylines, svg)
	}
}
