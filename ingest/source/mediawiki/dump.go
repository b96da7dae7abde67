package mediawiki

import (
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"encoding/xml"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/source/wiki"
)

// dump is an XML file as Spezial:Exportieren and dumpBackup.php write it, packed by gzip or
// bzip2 or not at all.
type dump struct {
	path  string
	texts *wiki.Spill // by page; nil before they are read
}

func openDump(path string) (*dump, error) {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return nil, auskunft.Errorf(auskunft.Invalid, "source_location", "%s is no file; give the XML dump, packed by gzip or bzip2 or not", path)
	}
	return &dump{path: path}, nil
}

// Close gives back the temporary file of the texts.
func (d *dump) Close() error { return d.texts.Close() }

// unpacked reads the file.
func unpacked(file io.Reader) (io.Reader, error) {
	r := bufio.NewReader(file)
	head, _ := r.Peek(3)
	switch {
	case len(head) > 1 && head[0] == 0x1f && head[1] == 0x8b:
		return gzip.NewReader(r)
	case string(head) == "BZh":
		return bzip2.NewReader(r), nil
	}
	return r, nil
}

func (d *dump) load(ctx context.Context, o options) (*site, error) {
	file, err := os.Open(d.path)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file_unreadable", "the dump cannot be opened: %w", err)
	}
	defer file.Close()
	r, err := unpacked(file)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "archive", "the dump cannot be unpacked: %w", err)
	}
	texts, err := wiki.NewSpill()
	if err != nil {
		return nil, err
	}
	_ = d.texts.Close() // of an earlier load
	d.texts = texts
	x := wiki.NewXML(r)
	s := &dumpReader{XML: x, ctx: ctx, options: o, texts: texts, site: &site{Lang: "de", Pages: map[int64]page{}}, redirects: map[string][]string{}}
	if err := s.Elements(s.root, s.element); err != nil {
		return nil, x.Broken("the dump", err)
	}
	for id, p := range s.site.Pages {
		p.Redirects = s.redirects[p.Title]
		s.site.Pages[id] = p
	}
	return s.site, nil
}

type dumpReader struct {
	*wiki.XML
	ctx       context.Context
	options   options
	texts     *wiki.Spill
	site      *site
	redirects map[string][]string // titles by the title they lead to
}

// root reads what the dump says of the whole wiki.
func (s *dumpReader) root(e xml.StartElement) error {
	if e.Name.Local != "mediawiki" {
		return auskunft.Errorf(auskunft.Invalid, "wiki_xml", "the file begins with <%s>; that is no dump of a MediaWiki", e.Name.Local)
	}
	if lang, _, _ := strings.Cut(wiki.Attribute(e, "lang"), "-"); languageTag.MatchString(lang) {
		s.site.Lang = lang
	}
	return nil
}

func (s *dumpReader) element(e xml.StartElement) error {
	switch e.Name.Local {
	case "siteinfo": // what is in it comes next
		return nil
	case "base":
		base, err := s.text()
		if at := strings.LastIndexByte(base, '/'); at > len("https://") && wiki.IsWeb(base) {
			s.site.Article = base[:at+1] + "$1"
		}
		return err
	case "page":
		if err := s.ctx.Err(); err != nil {
			return err
		}
		return s.page()
	}
	return s.Skip()
}

// text is the content of the element that was just begun.
func (s *dumpReader) text() (string, error) {
	var b strings.Builder
	for {
		token, err := s.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if err := s.Skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

// page reads a page; of several revisions the newest counts.
func (s *dumpReader) page() error {
	var p page
	space, redirect := 0, ""
	var newest revision
	for {
		token, err := s.Token()
		if err != nil {
			return err
		}
		var e xml.StartElement
		switch t := token.(type) {
		case xml.EndElement:
			return s.add(p, space, redirect, newest)
		case xml.StartElement:
			e = t
		default:
			continue
		}
		if e.Name.Local == "revision" {
			r, err := s.revision()
			if err != nil {
				return err
			}
			if newest.id == "" || r.at.After(newest.at) || r.at.Equal(newest.at) && r.id > newest.id {
				newest = r
			}
			continue
		}
		if e.Name.Local == "redirect" {
			redirect = wiki.Attribute(e, "title")
		}
		value, err := s.text()
		if err != nil {
			return err
		}
		switch e.Name.Local {
		case "title":
			p.Title = wiki.Line(value)
		case "ns":
			if space, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				space = -1
			}
		case "id":
			p.ID, _ = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		}
	}
}

type revision struct {
	id   string
	at   time.Time
	text string
}

func (s *dumpReader) revision() (r revision, err error) {
	for {
		token, err := s.Token()
		if err != nil {
			return r, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			return r, nil
		case xml.StartElement:
			value, err := s.text()
			if err != nil {
				return r, err
			}
			switch e.Name.Local {
			case "id":
				r.id = strings.TrimSpace(value)
			case "timestamp":
				r.at, _ = time.Parse(time.RFC3339, strings.TrimSpace(value))
			case "text":
				r.text = value
			}
		}
	}
}

// maxPages bounds how many pages a wiki may have.
const maxPages = 2_000_000

func (s *dumpReader) add(p page, space int, redirect string, r revision) error {
	switch {
	case redirect != "":
		to, _, _ := strings.Cut(redirect, "#")
		s.redirects[to] = append(s.redirects[to], p.Title)
		return nil
	case p.ID == 0 || p.Title == "" || !slices.Contains(s.options.namespaces, space):
		return nil
	case len(s.site.Pages) >= maxPages:
		return auskunft.Errorf(auskunft.Limited, "too_many_records", "there are more than %d pages", maxPages)
	}
	p.Revision, p.Changed = first(r.id, wiki.Mark(r.text)), r.at
	s.site.Pages[p.ID] = p
	return s.texts.Put(p.key(), r.text)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (d *dump) read(_ context.Context, p page) (rendered, error) {
	text, err := d.texts.Get(p.key())
	if err != nil {
		return rendered{}, err
	}
	if len(text) > maxText {
		return rendered{}, tooLarge(p)
	}
	c := convert(text, p.Title)
	r := rendered{original: []byte(text), format: "wikitext", html: c.html, categories: c.categories}
	for _, name := range c.templates {
		r.unknown = append(r.unknown, "template/"+name)
	}
	return r, nil
}
