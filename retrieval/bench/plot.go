package bench

import (
	"bytes"
	"fmt"
	"math"
)

// plot is a diagram with logarithmic axes.
type plot struct {
	title, x string
	lines    []line
}

type line struct {
	name   string
	points [][2]float64
}

func (l *line) add(x int, y float64) { l.points = append(l.points, [2]float64{float64(x), y}) }

// The picture's size and the margins around the diagram, in pixels.
const (
	width, height          = 720, 400
	left, right, top, foot = 60, 170, 40, 50
)

// strokes are dark enough on white and differ without colour, too.
var strokes = []struct{ colour, dashes string }{{"#00407a", ""}, {"#00407a", "6 4"}, {"#8a3b00", ""}, {"#8a3b00", "6 4"}}

// svg draws the plot.
func (p plot) svg() []byte {
	low, high := p.bounds()
	at := func(point [2]float64) (x, y float64) {
		share := func(i int) float64 {
			return (math.Log10(point[i]) - math.Log10(low[i])) / (math.Log10(high[i]) - math.Log10(low[i]))
		}
		return left + share(0)*(width-left-right), height - foot - share(1)*(height-top-foot)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13" role="img">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", p.title)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, height)
	text := func(x, y float64, anchor, s string) {
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="%s">%s</text>`+"\n", x, y, anchor, s)
	}
	rule := func(x1, y1, x2, y2 float64) {
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#ccc"/>`+"\n", x1, y1, x2, y2)
	}
	text(left, 22, "start", p.title)
	text((left+width-right)/2, height-10, "middle", p.x)
	for y := low[1]; y <= high[1]*1.001; y *= 10 {
		_, py := at([2]float64{low[0], y})
		rule(left, py, width-right, py)
		text(left-8, py+4, "end", fmt.Sprintf("%g", y))
	}
	if len(p.lines) > 0 {
		for _, point := range p.lines[0].points {
			px, _ := at([2]float64{point[0], low[1]})
			rule(px, top, px, height-foot)
			text(px, height-foot+18, "middle", fmt.Sprintf("%.0f", point[0]))
		}
	}
	for i, l := range p.lines {
		s := strokes[i%len(strokes)]
		var path bytes.Buffer
		for _, point := range l.points {
			x, y := at(point)
			fmt.Fprintf(&path, "%.1f,%.1f ", x, y)
		}
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>`+"\n", bytes.TrimSpace(path.Bytes()), s.colour, s.dashes)
		if n := len(l.points); n > 0 {
			x, y := at(l.points[n-1])
			text(x+8, y+4, "start", l.name)
		}
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// bounds are those of the data, on the vertical axis at powers of ten.
func (p plot) bounds() (low, high [2]float64) {
	low, high = [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{}
	for _, l := range p.lines {
		for _, point := range l.points {
			for i, v := range point {
				low[i], high[i] = min(low[i], v), max(high[i], v)
			}
		}
	}
	low[1] = math.Pow(10, math.Floor(math.Log10(low[1])))
	high[1] = math.Pow(10, math.Ceil(math.Log10(high[1])))
	return low, high
}
