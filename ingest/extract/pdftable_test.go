package extract

import (
	"fmt"
	"strings"
	"testing"
)

// frames draws the rules of a table: its columns and rows, and what parts them.
func frames(xs, ys []float64) string {
	out := ""
	for i := range len(ys) - 1 {
		for k := range len(xs) - 1 {
			// As word processors do it: four thin boxes around each cell.
			x, y, w, h := xs[k], ys[i+1], xs[k+1]-xs[k], ys[i]-ys[i+1]
			out += fmt.Sprintf("%g %g %g .5 re f %g %g %g .5 re f %g %g .5 %g re f* %g %g .5 %g re f*\n", x, y, w, x, y+h, w, x, y, h, x+w, y, h)
		}
	}
	return out
}

func TestPDFRuledTable(t *testing.T) {
	page := column(70, 780, 11, "§ 8 Gebühren", "(1) Es werden diese Gebühren erhoben:")
	page = append(page, draw{75, 738, 10, false, "Nr."}, draw{125, 738, 10, false, "Gegenstand"}, draw{405, 738, 10, false, "EUR"},
		draw{75, 718, 10, false, "1"}, draw{125, 718, 10, false, "Einsicht in Akten, wenn eine Beamtin sie dau-"}, draw{125, 706, 10, false, "ernd beaufsichtigen muss"}, draw{405, 706, 10, false, "16,00"},
		draw{75, 688, 10, false, "2"}, draw{125, 688, 10, false, "Kopien"}, draw{125, 676, 10, false, "je Seite DIN A 4"}, draw{405, 676, 10, false, "1,00"},
		draw{125, 664, 10, false, "je Seite DIN A 3"}, draw{405, 664, 10, false, "1,50"})
	page = append(page, column(70, 630, 11, "(2) Auslagen sind zu erstatten, auch wenn keine Gebühr anfällt.")...)
	res := readTestPDF(t, makePDF([][]draw{page}, frames([]float64{70, 120, 400, 500}, []float64{750, 730, 700, 655})))
	wantBlocks(t, res, []string{
		"paragraph § 8 Gebühren",
		"paragraph (1) Es werden diese Gebühren erhoben:",
		"table_row Nr.: 1 | Gegenstand: Einsicht in Akten, wenn eine Beamtin sie dauernd beaufsichtigen muss | EUR: 16,00",
		"table_row Nr.: 2 | Gegenstand: Kopien je Seite DIN A 4 | EUR: 1,00",
		"table_row Nr.: 2 | Gegenstand: Kopien: je Seite DIN A 3 | EUR: 1,50",
		"paragraph (2) Auslagen sind zu erstatten, auch wenn keine Gebühr anfällt.",
	})
}

// A table that goes on on the next page keeps its header, a row that the page breaks is one.
func TestPDFTableOverPages(t *testing.T) {
	xs := []float64{70, 120, 400, 500}
	first := []draw{{75, 118, 10, false, "Nr."}, {125, 118, 10, false, "Gegenstand"}, {405, 118, 10, false, "EUR"},
		{75, 98, 10, false, "1"}, {125, 98, 10, false, "Überwachung der Einleitung"}}
	second := []draw{{125, 788, 10, false, "von Abwasser"}, {405, 788, 10, false, "85,00"}, {75, 768, 10, false, "2"}, {125, 768, 10, false, "Stundung"}, {405, 768, 10, false, "10,00"}}
	more := frames(xs, []float64{800, 780, 760}) + frames(xs, []float64{130, 110, 90})
	res := readTestPDF(t, makePDF([][]draw{first, second}, more))
	wantBlocks(t, res, []string{
		"table_row Nr.: 1 | Gegenstand: Überwachung der Einleitung von Abwasser | EUR: 85,00",
		"table_row Nr.: 2 | Gegenstand: Stundung | EUR: 10,00",
	})
}

// Columns without rules: the header comes again in each row, however the amounts stand.
func TestPDFAlignedTable(t *testing.T) {
	page := []draw{{70, 700, 11, false, "Leistung"}, {400, 700, 11, false, "Gebühr"}, {70, 685, 11, false, "Reihengrab"}, {400, 685, 11, false, "1.690,00 Euro"},
		{70, 670, 11, false, "Urnengrab"}, {410, 670, 11, false, "940,00 Euro"}}
	res := readTestPDF(t, makePDF([][]draw{page}, ""))
	wantBlocks(t, res, []string{"table_row Leistung: Reihengrab | Gebühr: 1.690,00 Euro", "table_row Leistung: Urnengrab | Gebühr: 940,00 Euro"})
}

// Frames around text, and words spread over the width of a line, are no tables.
func TestPDFNoTable(t *testing.T) {
	page := column(80, 690, 11, "Hinweis: Bitte bringen Sie", "Ihren Ausweis mit.")
	for i, line := range []string{"Aufgrund des § 29 des", "Gesetzes der § 22 der"} {
		x := 70.0
		for word := range strings.FieldsSeq(line) {
			page = append(page, draw{x, 600 - 14*float64(i), 11, false, word})
			for _, r := range word {
				x += standardWidth("Helvetica", string(r)) * 11 / 1000
			}
			x += 40
		}
	}
	res := readTestPDF(t, makePDF([][]draw{page}, "70 660 300 60 re S 0 0 0 rg 70 655 m 370 655 l S "))
	wantBlocks(t, res, []string{"paragraph Hinweis: Bitte bringen Sie Ihren Ausweis mit.", "paragraph Aufgrund des § 29 des Gesetzes der § 22 der"})
}
