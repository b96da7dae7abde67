package wiki

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"auskunft"
)

// Limits of an export in XML. Those of large wikis stay below; files made to fill a memory
// do not.
const (
	maxXML   = 8 << 30  // bytes, unpacked
	maxToken = 32 << 20 // bytes between two tags: the text of a page
)

// XML reads the tags of an export in turn. Entities of the document's own are not resolved,
// and characters that XML forbids are read as spaces: wikis write them.
type XML struct {
	decoder *xml.Decoder
	limit   *limitReader
}

// NewXML reads from r.
func NewXML(r io.Reader) *XML {
	limit := &limitReader{from: r}
	return &XML{xml.NewDecoder(transform.NewReader(limit, runes.Map(legal))), limit}
}

// Token is the next tag or text; io.EOF at the end.
func (x *XML) Token() (xml.Token, error) {
	x.limit.token = 0
	return x.decoder.Token()
}

// Skip passes over the element that was just begun.
func (x *XML) Skip() error {
	for depth := 1; depth > 0; {
		token, err := x.Token()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// Elements calls root with the document's first element, which it may refuse, and visit with
// each after it. What visit neither reads nor skips of an element comes next, tag by tag.
func (x *XML) Elements(root, visit func(xml.StartElement) error) error {
	begun := false
	for {
		token, err := x.Token()
		if errors.Is(err, io.EOF) && begun {
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
		case begun:
			err = visit(e)
		default:
			begun, err = true, root(e)
		}
		if err != nil {
			return err
		}
	}
}

// Broken is what to say of an error of Token: where it is, and that nothing was taken.
func (x *XML) Broken(file string, err error) error {
	if auskunft.KindOf(err) != auskunft.Unexpected {
		return err
	}
	line, _ := x.decoder.InputPos()
	return auskunft.Errorf(auskunft.Invalid, "wiki_xml", "%s cannot be read from line %d on, so nothing of it is taken; export it again: %w", file, line, err)
}

// Attribute is the value of an attribute, whatever its namespace.
func Attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return strings.Clone(a.Value)
		}
	}
	return ""
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
	if l.total > maxXML || l.token > maxToken {
		return 0, auskunft.Errorf(auskunft.Invalid, "wiki_limit", "the export is larger than %d GB, or one page in it than %d MB", maxXML>>30, maxToken>>20)
	}
	n, err := l.from.Read(p)
	l.total += int64(n)
	l.token += int64(n)
	return n, err
}
