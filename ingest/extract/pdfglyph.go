package extract

import (
	"math"
	"strings"
)

// glyph is a character on a page, in points; y grows upwards. Text that runs in another
// direction is turned so that it runs to the right.
type glyph struct {
	text   string
	x, end float64
	y      float64 // of the baseline
	size   float64
	bold   bool
	turn   int // quarter turns to the left that the text was written with
}

// pdfPage is what an engine reads from a page.
type pdfPage struct {
	glyphs     []glyph
	links      []string
	rules      []rule   // the lines that it draws
	fields     []string // what its form fields say of themselves
	images     bool     // the page shows a picture
	recognised bool     // the glyphs are words recognised from pictures
	err        string   // why the page could not be read to its end
}

// scanChars is how few characters a page with a picture may have to count as a scan.
const scanChars = 20

// isScan says whether the page is a picture of text, as far as one can tell.
func (p *pdfPage) isScan() bool {
	if !p.images || p.recognised {
		return false
	}
	count := 0
	for _, g := range p.glyphs {
		count += len(strings.TrimSpace(g.text))
	}
	return count < scanChars
}

// pdfDocument is what an engine reads from a file.
type pdfDocument struct {
	pages    []pdfPage
	info     map[string]string
	outline  []bookmark
	ocrError string // why a page could not be recognised
}

// matrix is an affine transformation: x' = a x + c y + e, y' = b x + d y + f.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// times is the transformation that does m first and then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// shift moves by (x, y) before m.
func (m matrix) shift(x, y float64) matrix {
	m.e, m.f = x*m.a+y*m.c+m.e, x*m.b+y*m.d+m.f
	return m
}

// place makes a glyph of a character that m puts on the page; width is its advance in
// text space.
func place(m matrix, text string, width, size float64, bold bool) glyph {
	turn := int(math.Round(math.Atan2(m.b, m.a)/(math.Pi/2))+4) % 4
	x, y := m.e, m.f
	switch turn {
	case 1:
		x, y = y, -x
	case 2:
		x, y = -x, -y
	case 3:
		x, y = -y, x
	}
	along := math.Hypot(m.a, m.b)
	return glyph{text: text, x: x, end: x + width*along, y: y, size: size * math.Hypot(m.c, m.d), bold: bold, turn: turn}
}

// isBoldFont judges by the font's name.
func isBoldFont(name string) bool {
	name = strings.ToLower(name)
	for _, mark := range []string{"bold", "black", "heavy", "semibd", "fett"} {
		if strings.Contains(name, mark) {
			return true
		}
	}
	return false
}
