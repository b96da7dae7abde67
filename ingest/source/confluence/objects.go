package confluence

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"auskunft"
)

// Limits of entities.xml. A space of 50,000 pages with their history stays below; files made
// to fill a memory do not.
const (
	maxEntities = 4 << 30  // bytes, unpacked
	maxValue    = 32 << 20 // bytes between two tags: the body of a page
	maxNesting  = 16       // elements within elements; real ones have five
)

// object is one object of entities.xml, which is how Hibernate writes the rows of a database:
// properties with a text, properties and collections that refer to other objects.
type object struct {
	class  string
	id     string
	values map[string]string   // a property's text, or the id of what it refers to
	refers map[string]string   // the class of what a property refers to
	lists  map[string][]string // ids that a collection refers to
}

// scan calls visit for each object of an entities.xml in turn. Entities of the document's own
// are not resolved, and characters that XML forbids are read as spaces: Confluence writes them.
func scan(r io.Reader, visit func(*object) error) error {
	limited := &limitReader{from: r}
	d := xml.NewDecoder(transform.NewReader(limited, runes.Map(legal)))
	s := objectReader{decoder: d, limit: limited, visit: visit}
	if err := s.run(); err != nil {
		line, _ := d.InputPos()
		if auskunft.KindOf(err) != auskunft.Unexpected {
			return err
		}
		return auskunft.Errorf(auskunft.Invalid, "confluence_xml",
			"entities.xml cannot be read from line %d on, so nothing of it is taken; export the space again: %w", line, err)
	}
	return nil
}

// legal replaces what may not stand in XML.
func legal(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return r
	case r < ' ' || r == 0xfffe || r == 0xffff:
		return ' '
	}
	return r
}

// limitReader fails when there is too much, in all or since the last token.
type limitReader struct {
	from         io.Reader
	total, token int64
}

func (l *limitReader) Read(p []byte) (int, error) {
	if l.total > maxEntities || l.token > maxValue {
		return 0, auskunft.Errorf(auskunft.Invalid, "confluence_limit",
			"entities.xml is larger than %d GB, or one page in it than %d MB", maxEntities>>30, maxValue>>20)
	}
	n, err := l.from.Read(p)
	l.total += int64(n)
	l.token += int64(n)
	return n, err
}

type objectReader struct {
	decoder *xml.Decoder
	limit   *limitReader
	visit   func(*object) error
}

func (s *objectReader) token() (xml.Token, error) {
	s.limit.token = 0
	return s.decoder.Token()
}

// run reads the document.
func (s *objectReader) run() error {
	root := false
	for {
		token, err := s.token()
		if errors.Is(err, io.EOF) && root {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return errors.New("it is empty")
		}
		if err != nil {
			return err
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case !root && e.Name.Local != "hibernate-generic":
			return auskunft.Errorf(auskunft.Invalid, "confluence_xml", "entities.xml begins with <%s>; that is no export of a Confluence space", e.Name.Local)
		case !root:
			root = true
		case e.Name.Local == "object":
			o := &object{class: attribute(e, "class"), values: map[string]string{}, refers: map[string]string{}, lists: map[string][]string{}}
			if err := s.object(o); err != nil {
				return err
			}
			if err := s.visit(o); err != nil {
				return err
			}
		default:
			if err := s.decoder.Skip(); err != nil {
				return err
			}
		}
	}
}

// object reads the content of an object element.
func (s *objectReader) object(o *object) error {
	var text strings.Builder
	property, collection := "", "" // the open ones
	for depth := 1; depth > 0; {
		token, err := s.token()
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
				property = attribute(t, "name")
				o.refers[property] = attribute(t, "class")
			case t.Name.Local == "collection":
				collection = attribute(t, "name")
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

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
