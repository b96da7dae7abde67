package confluence

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"auskunft"
	"auskunft/ingest/source/wiki"
)

// maxNesting bounds elements within elements; real exports have five.
const maxNesting = 16

// object is one object of entities.xml, which is how Hibernate writes the rows of a database:
// properties with a text, properties and collections that refer to other objects.
type object struct {
	class  string
	id     string
	values map[string]string   // a property's text, or the id of what it refers to
	refers map[string]string   // the class of what a property refers to
	lists  map[string][]string // ids that a collection refers to
}

// scan calls visit for each object of an entities.xml in turn.
func scan(r io.Reader, visit func(*object) error) error {
	x := wiki.NewXML(r)
	err := x.Elements(func(e xml.StartElement) error {
		if e.Name.Local != "hibernate-generic" {
			return auskunft.Errorf(auskunft.Invalid, "confluence_xml", "entities.xml begins with <%s>; that is no export of a Confluence space", e.Name.Local)
		}
		return nil
	}, func(e xml.StartElement) error {
		if e.Name.Local != "object" {
			return x.Skip()
		}
		o := &object{class: wiki.Attribute(e, "class"), values: map[string]string{}, refers: map[string]string{}, lists: map[string][]string{}}
		if err := o.read(x); err != nil {
			return err
		}
		return visit(o)
	})
	if err != nil {
		return x.Broken("entities.xml", err)
	}
	return nil
}

// read reads the content of an object element.
func (o *object) read(x *wiki.XML) error {
	var text strings.Builder
	property, collection := "", "" // the open ones
	for depth := 1; depth > 0; {
		token, err := x.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxNesting {
				return errors.New("it is nested too deep")
			}
			text.Reset()
			switch {
			case depth > 2:
			case t.Name.Local == "property":
				property = wiki.Attribute(t, "name")
				o.refers[property] = wiki.Attribute(t, "class")
			case t.Name.Local == "collection":
				collection = wiki.Attribute(t, "name")
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			depth--
			value := text.String()
			switch {
			case t.Name.Local == "id" && collection != "":
				o.lists[collection] = append(o.lists[collection], strings.TrimSpace(value))
			case t.Name.Local == "id" && property != "":
				o.values[property] = strings.TrimSpace(value)
			case t.Name.Local == "id":
				o.id = strings.TrimSpace(value)
			case t.Name.Local == "property" && o.values[property] == "":
				o.values[property] = value
			}
			if depth == 1 {
				property, collection = "", ""
			}
			if t.Name.Local == "id" {
				text.Reset()
			}
		}
	}
	return nil
}

// text is a property on one line.
func (o *object) text(name string) string { return strings.Join(strings.Fields(o.values[name]), " ") }
