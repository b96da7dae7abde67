package extract

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// DOCX reads a Word document.
func DOCX(data []byte) (*Result, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	document, err := a.need("word/document.xml")
	if err != nil {
		return nil, err
	}
	d := &docx{flow: flow{b: &Builder{}}, links: map[string]string{}, levels: map[string]int{}}
	for _, part := range []struct {
		name string
		read func([]byte) error
	}{
		{"docProps/core.xml", func(data []byte) error { return readProperties(d.b, data) }},
		{"word/styles.xml", d.readStyles},
		{"word/_rels/document.xml.rels", d.readLinks},
	} {
		data, err := a.read(part.name)
		if err != nil {
			return nil, err
		}
		if err := part.read(data); err != nil {
			return nil, err
		}
	}
	if err := walkXML(document, xmlHandler{start: d.start, end: d.end, text: d.chars}); err != nil {
		return nil, err
	}
	settleProperties(d.b)
	return d.b.Done(), nil
}

// docx follows the elements of word/document.xml.
type docx struct {
	flow
	levels  map[string]int    // heading level by style
	links   map[string]string // address by relation
	level   int               // of the open paragraph
	list    int               // depth in a list, 0 outside
	run     bool              // inside w:t
	deleted int               // inside text that a reviewer deleted
}

var headingStyle = regexp.MustCompile(`(?i)^(?:heading|überschrift|berschrift)\s*([1-6])$`)

// readStyles learns which styles are headings: by their outline level, else their name.
func (d *docx) readStyles(data []byte) error {
	id := ""
	return walkXML(data, xmlHandler{
		start: func(e xml.StartElement) error {
			switch e.Name.Local {
			case "style":
				id = xmlAttr(e, "styleId")
				if m := headingStyle.FindStringSubmatch(id); m != nil {
					d.levels[id], _ = strconv.Atoi(m[1])
				}
			case "name":
				name := xmlAttr(e, "val")
				if m := headingStyle.FindStringSubmatch(name); m != nil {
					d.levels[id], _ = strconv.Atoi(m[1])
				} else if strings.EqualFold(name, "title") {
					d.levels[id] = 1
				}
			case "outlineLvl":
				if n, err := strconv.Atoi(xmlAttr(e, "val")); err == nil && n < 6 {
					d.levels[id] = n + 1
				}
			}
			return nil
		},
		end:  func(xml.EndElement) error { return nil },
		text: func(string) {},
	})
}

func (d *docx) readLinks(data []byte) error {
	return walkXML(data, xmlHandler{
		start: func(e xml.StartElement) error {
			if strings.HasSuffix(xmlAttr(e, "Type"), "/hyperlink") {
				d.links[xmlAttr(e, "Id")] = xmlAttr(e, "Target")
			}
			return nil
		},
		end:  func(xml.EndElement) error { return nil },
		text: func(string) {},
	})
}

func (d *docx) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "p":
		d.level, d.list = 0, 0
	case "pStyle":
		d.level = d.levels[xmlAttr(e, "val")]
	case "outlineLvl":
		if n, err := strconv.Atoi(xmlAttr(e, "val")); err == nil && n < 6 {
			d.level = n + 1
		}
	case "ilvl":
		n, _ := strconv.Atoi(xmlAttr(e, "val"))
		d.list = max(d.list, min(max(n, 0), 8)+1)
	case "numId":
		if xmlAttr(e, "val") == "0" {
			d.list = 0
		} else {
			d.list = max(d.list, 1)
		}
	case "t":
		d.run = true
	case "del":
		d.deleted++
	case "tab":
		d.text.WriteByte(' ')
	case "br", "cr":
		d.text.WriteByte('\n')
	case "noBreakHyphen":
		d.text.WriteByte('-')
	case "hyperlink":
		if url := d.links[xmlAttr(e, "id")]; url != "" {
			d.b.Result.Links = append(d.b.Result.Links, url)
		}
	case "tbl":
		d.openTable()
	case "tr":
		d.openRow(false)
	case "tblHeader":
		if n := len(d.tables); n > 0 {
			d.tables[n-1].head = true
		}
	case "gridSpan":
		if n := len(d.tables); n > 0 {
			d.tables[n-1].span, _ = strconv.Atoi(xmlAttr(e, "val"))
		}
	}
	return nil
}

func (d *docx) chars(s string) {
	if d.run && d.deleted == 0 {
		d.text.WriteString(spaces.Replace(s))
	}
}

func (d *docx) end(e xml.EndElement) error {
	switch e.Name.Local {
	case "t":
		d.run = false
	case "del":
		d.deleted--
	case "p":
		switch {
		case d.level > 0:
			d.paragraph(Block{Kind: Heading, Level: d.level}, "")
		case d.list > 0:
			d.paragraph(Block{Kind: ListItem, Level: d.list}, "- ")
		default:
			d.paragraph(Block{Kind: Paragraph}, "")
		}
	case "tc":
		d.closeCell()
	case "tbl":
		d.closeTable()
	}
	return nil
}
