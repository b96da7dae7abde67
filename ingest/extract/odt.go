package extract

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// ODT reads an OpenDocument text.
func ODT(data []byte) (*Result, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	content, err := a.need("content.xml")
	if err != nil {
		return nil, err
	}
	meta, err := a.read("meta.xml")
	if err != nil {
		return nil, err
	}
	o := &odt{flow: flow{b: &Builder{}}}
	if err := readProperties(o.b, meta); err != nil {
		return nil, err
	}
	if err := walkXML(content, xmlHandler{start: o.start, end: o.end, text: o.chars}); err != nil {
		return nil, err
	}
	settleProperties(o.b)
	return o.b.Done(), nil
}

// odt follows the elements of content.xml.
type odt struct {
	flow
	open   int // paragraphs and headings that are open: notes stand inside of others
	level  int
	list   int
	first  bool // the item's marker is still to come
	header bool // inside the rows that repeat on each page
	hidden int  // inside what is no text: tracked changes, notes' numbers
}

// odtHidden are elements whose text is not part of the document's.
var odtHidden = map[string]bool{"tracked-changes": true, "note-citation": true, "annotation": true}

func (o *odt) start(e xml.StartElement) error {
	name := e.Name.Local
	if odtHidden[name] {
		o.hidden++
	}
	switch name {
	case "h":
		o.open++
		o.level, _ = strconv.Atoi(xmlAttr(e, "outline-level"))
		o.level = min(max(o.level, 1), 6)
	case "p":
		o.open++
	case "list":
		o.list++
	case "list-item":
		o.first = true
	case "s":
		n, _ := strconv.Atoi(xmlAttr(e, "c"))
		o.text.WriteString(strings.Repeat(" ", min(max(n, 1), 100)))
	case "tab":
		o.text.WriteByte(' ')
	case "line-break":
		o.text.WriteByte('\n')
	case "a":
		if url := xmlAttr(e, "href"); url != "" {
			o.b.Result.Links = append(o.b.Result.Links, url)
		}
	case "table":
		o.openTable()
	case "table-header-rows":
		o.header = true
	case "table-row":
		o.openRow(o.header)
	case "table-cell":
		if n := len(o.tables); n > 0 {
			o.tables[n-1].span, _ = strconv.Atoi(xmlAttr(e, "number-columns-spanned"))
		}
	}
	return nil
}

func (o *odt) chars(s string) {
	if o.open > 0 && o.hidden == 0 {
		o.text.WriteString(spaces.Replace(s))
	}
}

func (o *odt) end(e xml.EndElement) error {
	name := e.Name.Local
	if odtHidden[name] {
		o.hidden--
	}
	switch name {
	case "h", "p":
		if o.open--; o.hidden > 0 {
			o.text.Reset()
			return nil
		}
		o.block(name)
	case "list":
		o.list--
	case "table-header-rows":
		o.header = false
	case "table-cell":
		o.closeCell()
	case "table":
		o.closeTable()
	}
	return nil
}

func (o *odt) block(name string) {
	switch {
	case name == "h":
		o.paragraph(Block{Kind: Heading, Level: o.level}, "")
	case o.list > 0:
		marker := ""
		if o.first {
			marker = "- "
		}
		o.first = false
		o.paragraph(Block{Kind: ListItem, Level: o.list}, marker)
	default:
		o.paragraph(Block{Kind: Paragraph}, "")
	}
}
