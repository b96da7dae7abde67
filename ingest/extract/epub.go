package extract

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"path"

	"golang.org/x/net/html"

	"auskunft"
)

// maxChapters bounds the files that a book is made of.
const maxChapters = 2000

// EPUB reads a book: its chapters in the order in which it lists them.
func EPUB(data []byte) (*Result, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	container, err := a.need("META-INF/container.xml")
	if err != nil {
		return nil, err
	}
	root := ""
	err = walkXML(container, xmlHandler{
		start: func(e xml.StartElement) error {
			if e.Name.Local == "rootfile" && root == "" {
				root = xmlAttr(e, "full-path")
			}
			return nil
		},
		end:  func(xml.EndElement) error { return nil },
		text: func(string) {},
	})
	if err != nil {
		return nil, err
	}
	pack, err := a.need(root)
	if err != nil {
		return nil, err
	}
	b := &Builder{}
	if err := readProperties(b, pack); err != nil {
		return nil, err
	}
	settleProperties(b)
	chapters, err := spine(pack)
	if err != nil {
		return nil, err
	}
	for _, chapter := range chapters {
		if err := addChapter(b, a, path.Join(path.Dir(root), chapter)); err != nil {
			return nil, err
		}
	}
	if b.Result.Title == "" {
		b.Result.Title = firstHeading(b)
	}
	return b.Done(), nil
}

// spine lists the files of a book's chapters.
func spine(pack []byte) ([]string, error) {
	files := map[string]string{}
	var chapters []string
	err := walkXML(pack, xmlHandler{
		start: func(e xml.StartElement) error {
			switch e.Name.Local {
			case "item":
				if href, err := url.PathUnescape(xmlAttr(e, "href")); err == nil {
					files[xmlAttr(e, "id")] = href
				}
			case "itemref":
				if file := files[xmlAttr(e, "idref")]; file != "" {
					chapters = append(chapters, file)
				}
			}
			return nil
		},
		end:  func(xml.EndElement) error { return nil },
		text: func(string) {},
	})
	if err == nil && len(chapters) > maxChapters {
		err = auskunft.Errorf(auskunft.Invalid, "archive_limit", "the book has %d chapters; %d is the limit", len(chapters), maxChapters)
	}
	return chapters, err
}

// addChapter appends a chapter; one that is missing is a warning.
func addChapter(b *Builder, a *archive, name string) error {
	data, err := a.read(name)
	if err != nil {
		return err
	}
	if data == nil {
		b.Warn("page_unreadable", "The chapter "+name+" is missing in the file.")
		return nil
	}
	page, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return auskunft.Errorf(auskunft.Invalid, "html", "the chapter %s cannot be read: %w", name, err)
	}
	w := newWalker(b, b.Result.Lang)
	w.children(page)
	w.flush()
	return nil
}
