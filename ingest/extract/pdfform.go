package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ledongthuc/pdf"
)

// Limits of what a page's annotations may be.
const (
	maxAnnotations = 10_000
	maxFieldDepth  = 16
)

// flagHidden and flagNoView are the bits of an annotation that nobody sees.
const (
	flagHidden = 1 << 1
	flagNoView = 1 << 5
)

// annotations draws what stands on top of a page, such as the values of form fields, and
// notes the names of the fields and the addresses that links open.
func (d *drawing) annotations(list pdf.Value) {
	for i := range min(list.Len(), maxAnnotations) {
		a := list.Index(i)
		if uri := a.Key("A").Key("URI"); uri.Kind() == pdf.String {
			d.page.links = append(d.page.links, uri.RawString())
		}
		if a.Key("F").Int64()&(flagHidden|flagNoView) != 0 {
			continue
		}
		switch a.Key("Subtype").Name() {
		case "Widget":
			if field := fieldOf(a); field != "" {
				d.page.fields = append(d.page.fields, field)
			}
			d.appearance(a)
		case "FreeText", "Stamp":
			d.appearance(a)
		}
	}
}

// appearance draws an annotation in its rectangle.
func (d *drawing) appearance(a pdf.Value) {
	look := a.Key("AP").Key("N")
	if look.Kind() == pdf.Dict { // one for each state
		look = look.Key(a.Key("AS").Name())
	}
	if look.Kind() != pdf.Stream {
		return
	}
	form, place := identity, rectangle(a.Key("Rect"))
	if m := look.Key("Matrix"); m.Len() == 6 {
		form = matrixOf(m)
	}
	box := rectangle(look.Key("BBox"))
	from := corners(form, box.x1, box.y1, box.x2, box.y2)
	if from.x2 <= from.x1 || from.y2 <= from.y1 {
		return
	}
	sx, sy := (place.x2-place.x1)/(from.x2-from.x1), (place.y2-place.y1)/(from.y2-from.y1)
	fit := matrix{a: sx, d: sy, e: place.x1 - from.x1*sx, f: place.y1 - from.y1*sy}
	d.run(look, look.Key("Resources"), state{scale: 1, ctm: form.times(fit)})
}

// rectangle reads four numbers in any order of corners.
func rectangle(v pdf.Value) rule {
	return corners(identity, v.Index(0).Float64(), v.Index(1).Float64(), v.Index(2).Float64(), v.Index(3).Float64())
}

func matrixOf(v pdf.Value) matrix {
	values := make([]pdf.Value, 6)
	for i := range values {
		values[i] = v.Index(i)
	}
	return numbers(values)
}

// madeUp are names of fields that form designers make up.
var madeUp = regexp.MustCompile(`(?i)^(?:text(?:feld|field|box)?|check ?box|kontrollkästchen|(?:formular)?feld|field|undefined|button|schaltfläche|optionsfeld|radio ?button|group|gruppe|dropdown|list ?box|kombinationsfeld|image|bild|fill|untitled|toggle|row|zeile)?[\s_.-]*\d*(?:[\s_.-]\d+)*$`)

// fieldOf is what a form field says of itself: its tooltip, else its name when a person
// gave it, and its value. What is inherited stands in its parents.
func fieldOf(a pdf.Value) string {
	var tip, name, kind, value string
	for depth := 0; !a.IsNull() && depth < maxFieldDepth; depth++ {
		tip = first(tip, a.Key("TU"))
		name = first(name, a.Key("T"))
		value = first(value, a.Key("V"))
		if kind == "" {
			kind = a.Key("FT").Name()
		}
		a = a.Key("Parent")
	}
	if kind == "Btn" { // its value is a state, not a text
		value = ""
	}
	label := tip
	if label == "" && !madeUp.MatchString(name) && !strings.ContainsAny(name, "[]#") {
		label = name
	}
	if label == "" || value == "" {
		return label + value
	}
	return strings.TrimRight(label, ": ") + ": " + value
}

func first(s string, v pdf.Value) string {
	if s != "" || v.Kind() != pdf.String {
		return s
	}
	return strings.TrimSpace(clean(v.Text()))
}

// addFields puts the form fields of each page behind its lines, unless the page shows what
// they say.
func addFields(lines []pdfLine, pages []pdfPage) []pdfLine {
	for i := len(pages) - 1; i >= 0; i-- {
		if len(pages[i].fields) == 0 {
			continue
		}
		at, shown := 0, ""
		for k := range lines {
			if lines[k].page <= i+1 {
				at = k + 1
			}
			if lines[k].page == i+1 {
				shown += squeeze(lines[k].text())
			}
		}
		var added []pdfLine
		seen := map[string]bool{}
		for _, field := range pages[i].fields {
			if key := squeeze(field); key != "" && !seen[key] && !strings.Contains(shown, key) {
				seen[key] = true
				added = append(added, pdfLine{field: field, page: i + 1})
			}
		}
		lines = slices.Insert(lines, at, added...)
	}
	return lines
}
