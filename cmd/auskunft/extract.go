package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
	"auskunft/ingest/split"
)

// extractCmd shows what the importer reads from a file, without a database.
type extractCmd struct {
	File   string `arg:"" help:"Any file the importer reads; - is standard input."`
	Format string `help:"html, markdown, plain, pdf, docx, odt or epub; without it, name and content decide."`
	Raw    bool   `help:"The text alone; of a PDF page by page as it stands there, before headers are dropped and words joined."`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run prints the blocks of a file.
func (c *extractCmd) Run(s *surroundings) error {
	data, err := s.readFile(c.File)
	if err != nil {
		return err
	}
	if c.Raw {
		return c.printRaw(s, data)
	}
	result, err := extract.Extract(s.ctx, c.Format, c.File, data)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(result)
	}
	s.printHead(result)
	runes := []rune(result.Text)
	for _, b := range result.Blocks {
		kind := string(b.Kind)
		if b.Level > 0 {
			kind += fmt.Sprintf(" %d", b.Level)
		}
		s.printf("[%s]%s\n%s\n\n", kind, place(b.Page, b.Anchor, b.Lang), string(runes[b.Start:b.End]))
	}
	return nil
}

// printRaw prints pages with a form feed between them, as pdftotext does.
func (c *extractCmd) printRaw(s *surroundings, data []byte) error {
	format := c.Format
	if format == "" {
		format = extract.Detect(c.File, data)
	}
	var pages []string
	var err error
	if format == "pdf" {
		pages, err = (&extract.Extractor{}).RawPages(s.ctx, data)
	} else {
		var result *extract.Result
		if result, err = extract.Extract(s.ctx, format, c.File, data); err == nil {
			pages = []string{result.Text}
		}
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(pages)
	}
	s.printf("%s", strings.Join(pages, "\f"))
	return nil
}

// passagesCmd shows the passages of a file, as a search would find them.
type passagesCmd struct {
	File   string                `arg:"" help:"Any file the importer reads; - is standard input."`
	Format string                `help:"html, markdown, plain, pdf, docx, odt or epub; without it, name and content decide."`
	Kind   auskunft.DocumentKind `default:"page" enum:"page,ordinance,wiki" help:"What the file is: page, ordinance or wiki."`
	JSON   bool                  `name:"json" help:"Print JSON."`
}

// Run prints the passages of a file with heading path, anchor, page and offsets.
func (c *passagesCmd) Run(s *surroundings) error {
	data, err := s.readFile(c.File)
	if err != nil {
		return err
	}
	result, err := extract.Extract(s.ctx, c.Format, c.File, data)
	if err != nil {
		return err
	}
	passages := split.Split(result, c.Kind, nil)
	if c.JSON {
		return s.printJSON(passages)
	}
	s.printHead(result)
	for _, p := range passages {
		s.printf("%d  %s%s  %d-%d\n%s\n\n", p.Ordinal+1, strings.Join(p.Headings, " > "), place(p.Page, p.Anchor, ""), p.Start, p.End, p.Text)
	}
	return nil
}

// printHead prints what was read of a file as a whole.
func (s *surroundings) printHead(r *extract.Result) {
	s.printf("title: %s\nlanguage: %s\npages: %d\ncharacters: %d\n", r.Title, r.Lang, r.Pages, utf8.RuneCountInString(r.Text))
	for _, w := range r.Warnings {
		s.printf("warning: %s: %s\n", w.Code, w.Detail)
	}
	s.printf("\n")
}

// place is where in a file something stands, as far as the file says.
func place(page int, anchor, lang string) string {
	var out string
	if page > 0 {
		out += fmt.Sprintf("  page %d", page)
	}
	if anchor != "" {
		out += "  #" + anchor
	}
	if lang != "" {
		out += "  " + lang
	}
	return out
}

// readFile reads a file that a person named, up to one byte more than an extractor takes.
func (s *surroundings) readFile(name string) ([]byte, error) {
	in := io.NopCloser(s.stdin)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "file", "%w", err)
		}
		in = f
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, extract.MaxBytes+1))
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "file", "%s: %w", name, err)
	}
	return data, nil
}
