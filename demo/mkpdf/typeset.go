package main

import (
	"bytes"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Measures in millimetres, sizes in points.
const (
	left, right, top, bottom = 25.0, 20.0, 28.0, 24.0
	pageWidth, pageHeight    = 210.0, 297.0
	gutter                   = 8.0
	textSize, headSize       = 10.5, 11.5
	lineHeight               = 5.0
)

// setter fills pages from the top, column by column.
type setter struct {
	*fpdf.Fpdf
	encode  func(string) string // to the single-byte encoding of the core fonts
	columns int
	column  int
	start   float64 // y at which the columns of this page begin
}

func newFile(o ordinance) *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", "A4", "")
	created, err := time.Parse(time.DateOnly, o.Date)
	if err != nil {
		created = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	pdf.SetCreationDate(created)
	pdf.SetModificationDate(created)
	pdf.SetCatalogSort(true)
	pdf.SetCompression(false) // bytes must not depend on the compressor's version
	pdf.SetTitle(o.Title, true)
	pdf.SetAuthor("Stadt Auenwede", true)
	pdf.SetLang("de-DE")
	pdf.SetAutoPageBreak(false, 0)
	return pdf
}

func output(pdf *fpdf.Fpdf) ([]byte, error) {
	var b bytes.Buffer
	err := pdf.Output(&b)
	return b.Bytes(), err
}

// typeset sets an ordinance in one or two columns.
func typeset(o ordinance) *fpdf.Fpdf {
	pdf := newFile(o)
	s := &setter{Fpdf: pdf, encode: pdf.UnicodeTranslatorFromDescriptor(""), columns: 1, start: top}
	pdf.AliasNbPages("{pages}")
	pdf.SetHeaderFunc(func() {
		pdf.SetFont("Helvetica", "", 8)
		pdf.SetXY(left, 12)
		pdf.CellFormat(pageWidth-left-right, 5, s.encode(o.Running), "B", 0, "L", false, 0, "")
	})
	pdf.SetFooterFunc(func() {
		pdf.SetFont("Helvetica", "", 8)
		pdf.SetXY(left, pageHeight-15)
		pdf.CellFormat(pageWidth-left-right, 5, s.encode("Seite ")+strconv.Itoa(pdf.PageNo())+" von {pages}", "", 0, "C", false, 0, "")
	})
	pdf.AddPage()
	pdf.SetXY(left, top)
	s.block(o.Title, "Helvetica", "B", 15, "C", left, s.full())
	s.gap(1.5)
	s.block(o.Subtitle, "Helvetica", "", 10, "C", left, s.full())
	s.gap(5)
	if o.Layout == layoutTwo {
		s.columns, s.start = 2, pdf.GetY()
	}
	for _, p := range o.parts {
		s.part(p)
	}
	return pdf
}

func (s *setter) part(p part) {
	switch p.kind {
	case annex:
		s.columns, s.column, s.start = 1, 0, top
		s.AddPage()
		s.SetXY(left, top)
		s.block(p.text, "Helvetica", "B", 13, "L", left, s.full())
		s.gap(3)
	case division:
		s.need(20)
		s.gap(4)
		s.block(p.text, "Helvetica", "B", headSize, "C", s.x(), s.width())
		s.gap(1)
	case section:
		s.need(18)
		s.gap(3.5)
		s.block(p.text, "Helvetica", "B", textSize, "L", s.x(), s.width())
		s.gap(1)
	case numbered:
		s.numbered(p)
	case table:
		s.table(p.rows)
	case field:
		s.field(p.text)
	case box:
		s.need(2 * lineHeight)
		s.Rect(s.x()+1, s.GetY()+0.8, 3.4, 3.4, "D")
		s.block(p.text, "Helvetica", "", 10, "L", s.x()+8, s.width()-8)
		s.gap(2)
	case signature:
		s.block(p.text, "Times", "", textSize, "L", s.x()+s.width()/2, s.width()/2)
	default:
		s.block(p.text, "Times", "", textSize, "J", s.x(), s.width())
		s.gap(1.8)
	}
}

// field sets a label and the rule behind it.
func (s *setter) field(label string) {
	s.need(10)
	s.SetFont("Helvetica", "", 10)
	x, y := s.x(), s.GetY()
	s.SetXY(x, y+2)
	s.CellFormat(62, lineHeight, s.encode(label), "", 0, "L", false, 0, "")
	s.Line(x+64, y+7, x+s.width(), y+7)
	s.SetXY(x, y+9)
}

// numbered sets a label and, beside it, the text.
func (s *setter) numbered(p part) {
	indent := 8 * float64(min(p.depth, 1))
	if p.depth == 2 {
		indent = 14
	}
	s.need(2 * lineHeight)
	s.SetFont("Times", "", textSize)
	x, w, y := s.x(), s.width(), s.GetY()
	s.SetXY(x+indent, y)
	s.CellFormat(8, lineHeight, s.encode(p.label), "", 0, "L", false, 0, "")
	s.SetXY(x, y)
	s.block(p.text, "Times", "", textSize, "J", x+indent+8, w-indent-8)
	s.gap(1.2)
}

// block sets a paragraph between x and x+w, breaking pages and columns between lines.
func (s *setter) block(text, family, style string, size float64, align string, x, w float64) {
	offset := x - s.x()
	s.SetFont(family, style, size)
	height := lineHeight * max(1, size/textSize)
	lines := s.SplitLines([]byte(s.encode(text)), w-1)
	for i, line := range lines {
		s.need(height)
		s.SetFont(family, style, size)
		x = s.x() + offset
		lineAlign, words := align, bytes.Count(line, []byte(" "))
		if align == "J" {
			lineAlign = "L"
			if i < len(lines)-1 && words > 3 {
				s.SetWordSpacing((w - 2*s.GetCellMargin() - s.GetStringWidth(string(line))) / float64(words))
			}
		}
		s.SetXY(x, s.GetY())
		s.CellFormat(w, height, string(line), "", 0, lineAlign, false, 0, "")
		s.SetWordSpacing(0)
		s.SetXY(x, s.GetY()+height)
	}
}

// table sets rows with rules; the head is repeated on every page the table reaches.
func (s *setter) table(rows [][]string) {
	widths := s.tableWidths(rows)
	s.gap(1)
	s.row(rows[0], widths, "B")
	for _, row := range rows[1:] {
		page, column := s.PageNo(), s.column
		s.need(s.rowHeight(row, widths))
		if s.PageNo() != page || s.column != column {
			s.row(rows[0], widths, "B")
		}
		s.row(row, widths, "")
	}
	s.gap(3)
}

func (s *setter) row(cells []string, widths []float64, style string) {
	height := s.rowHeight(cells, widths)
	s.need(height)
	s.SetFont("Helvetica", style, 9)
	x, y := s.x(), s.GetY()
	for i, cell := range cells {
		s.Rect(x, y, widths[i], height, "D")
		s.SetXY(x, y+0.8)
		align := "L"
		if i > 0 && i == len(cells)-1 {
			align = "R"
		}
		for _, line := range s.SplitLines([]byte(s.encode(cell)), widths[i]-2) {
			s.SetX(x)
			s.CellFormat(widths[i], 4.2, string(line), "", 2, align, false, 0, "")
		}
		x += widths[i]
	}
	s.SetXY(s.x(), y+height)
}

func (s *setter) rowHeight(cells []string, widths []float64) float64 {
	s.SetFont("Helvetica", "", 9)
	most := 1
	for i, cell := range cells {
		most = max(most, len(s.SplitLines([]byte(s.encode(cell)), widths[i]-2)))
	}
	return float64(most)*4.2 + 1.6
}

// tableWidths shares the column's width by the longest cells, within bounds.
func (s *setter) tableWidths(rows [][]string) []float64 {
	widths := make([]float64, len(rows[0]))
	sum := 0.0
	for i := range widths {
		longest := 8
		for _, row := range rows {
			longest = max(longest, min(len([]rune(row[i])), 46))
		}
		widths[i] = float64(longest)
		sum += widths[i]
	}
	for i := range widths {
		widths[i] *= s.width() / sum
	}
	return widths
}

// need goes on to the next column or page when less than h is left.
func (s *setter) need(h float64) {
	if s.GetY()+h <= pageHeight-bottom {
		return
	}
	if s.column+1 < s.columns {
		s.column++
		s.SetXY(s.x(), s.start)
		return
	}
	s.column, s.start = 0, top
	s.AddPage()
	s.SetXY(s.x(), top)
}

func (s *setter) gap(h float64) { s.SetXY(s.x(), s.GetY()+h) }

func (s *setter) full() float64 { return pageWidth - left - right }

func (s *setter) width() float64 {
	return (s.full() - gutter*float64(s.columns-1)) / float64(s.columns)
}

func (s *setter) x() float64 { return left + float64(s.column)*(s.width()+gutter) }
