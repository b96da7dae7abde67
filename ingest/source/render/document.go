package render

import (
	"auskunft"
	"auskunft/ingest/extract"
)

// Document builds a text of fields. Level 1 headings are its title, level 2 headings the
// names of its fields.
type Document struct {
	extract.Builder
	Fields []extract.FieldRange
}

// Field appends what write writes to the document as one field, below its heading; with
// heading "" without one. A field that writes nothing leaves no heading behind.
func (d *Document) Field(field auskunft.Field, heading string, write func(b *extract.Builder) error) error {
	var content extract.Builder
	content.Result.Lang = d.Result.Lang
	if err := write(&content); err != nil {
		return err
	}
	d.Result.Links = append(d.Result.Links, content.Result.Links...)
	if content.Mark() == 0 {
		return nil
	}
	mark := d.Mark()
	d.Add(extract.Block{Kind: extract.Heading, Level: 2}, heading)
	d.Append(&content, 2)
	start, end, _ := d.Since(mark)
	d.Fields = append(d.Fields, extract.FieldRange{Field: field, Start: start, End: end})
	return nil
}

// Title appends the document's title.
func (d *Document) Title(title string) {
	d.Result.Title = title
	d.Add(extract.Block{Kind: extract.Heading, Level: 1}, title)
}
