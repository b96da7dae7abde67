package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"auskunft"
)

// Limits of what a packed document may unpack to. A document of a thousand pages stays
// well below; files made to fill a disk do not.
const (
	maxUnpacked     = 256 << 20
	maxUnpackedFile = 64 << 20
	maxEntries      = 20_000
	maxXMLDepth     = 500
)

// archive is a packed document: DOCX, ODT, EPUB.
type archive struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

func openArchive(data []byte) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "archive", "the file is broken or no document: %w", err)
	}
	if len(r.File) > maxEntries {
		return nil, auskunft.Errorf(auskunft.Invalid, "archive_limit", "the file packs %d files; %d is the limit", len(r.File), maxEntries)
	}
	a := &archive{files: make(map[string]*zip.File, len(r.File)), left: maxUnpacked}
	for _, f := range r.File {
		a.files[path.Clean(f.Name)] = f
	}
	return a, nil
}

// read unpacks one file; a file that is not there is nil without an error.
func (a *archive) read(name string) ([]byte, error) {
	f, ok := a.files[path.Clean(name)]
	if !ok {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "archive", "%s cannot be unpacked: %w", name, err)
	}
	defer r.Close()
	limit := min(maxUnpackedFile, a.left)
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "archive", "%s cannot be unpacked: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, auskunft.Errorf(auskunft.Invalid, "archive_limit", "%s unpacks to more than %d MB", name, limit>>20)
	}
	a.left -= int64(len(data))
	return data, nil
}

// need is read for files that a document cannot be without.
func (a *archive) need(name string) ([]byte, error) {
	data, err := a.read(name)
	if err == nil && data == nil {
		err = auskunft.Errorf(auskunft.Invalid, "archive", "%s is missing in the file", name)
	}
	return data, err
}

// xmlHandler follows the elements of an XML file.
type xmlHandler struct {
	start func(xml.StartElement) error
	end   func(xml.EndElement) error
	text  func(string)
}

// walkXML reads XML, in which Go's decoder resolves no entities of its own.
func walkXML(data []byte, h xmlHandler) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line, _ := d.InputPos()
			return auskunft.Errorf(auskunft.Invalid, "xml", "line %d of the content: %w", line, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return auskunft.Errorf(auskunft.Invalid, "xml_limit", "the content is nested more than %d deep", maxXMLDepth)
			}
			err = h.start(t)
		case xml.EndElement:
			depth--
			err = h.end(t)
		case xml.CharData:
			h.text(string(t))
		}
		if err != nil {
			return err
		}
	}
}

// xmlAttr is the value of an attribute, whatever its namespace.
func xmlAttr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readProperties keeps the title, the author and the dates of a document's properties.
func readProperties(b *Builder, data []byte) error {
	if data == nil {
		return nil
	}
	known := map[string]string{
		"title": "title", "creator": "author", "initial-creator": "author", "subject": "subject", "description": "description",
		"keywords": "keywords", "keyword": "keywords", "language": "lang", "modified": "modified", "date": "modified", "created": "created",
	}
	text := ""
	return walkXML(data, xmlHandler{
		start: func(xml.StartElement) error { text = ""; return nil },
		text:  func(s string) { text += s },
		end: func(e xml.EndElement) error {
			if key, ok := known[e.Name.Local]; ok {
				b.setMeta(key, text)
			}
			text = ""
			return nil
		},
	})
}

// settleProperties takes the title and language from the properties, else the title from
// the first heading.
func settleProperties(b *Builder) {
	b.Result.Title, b.Result.Lang = b.Result.Meta["title"], primaryLang(b.Result.Meta["lang"])
	if b.Result.Title == "" || strings.HasPrefix(strings.ToLower(b.Result.Title), "untitled") {
		b.Result.Title = firstHeading(b)
	}
}
