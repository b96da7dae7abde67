// Package split cuts a document into passages along its own structure.
//
// A passage is what a search finds and an answer quotes, so it has to make sense alone
// and to point to one place: it never crosses a section, an ordinance's paragraph or a
// field of a service description. Within these, passages of 400 to 900 characters are
// cut at the ends of blocks, else of sentences. Passages are substrings of the text, in
// order, and together hold every character of every block.
package split

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"auskunft"
	"auskunft/ingest/extract"
)

// Sizes of passages in code points. A section up to maxSize stays whole; longer ones
// become parts of about equal size. Sections shorter than minSize are not filled up with
// what does not belong to them.
const (
	minSize = 400
	maxSize = 900
)

// Split cuts res into passages. Ordinances, and other texts that count their sections
// with §, are cut by § and paragraph; fields, which may be nil, are the parts of a text
// made of fields. IDs are left 0.
func Split(res *extract.Result, kind auskunft.DocumentKind, fields []extract.FieldRange) []auskunft.Passage {
	pieces := locate(res)
	var passages []auskunft.Passage
	for _, s := range sections(pieces, marks(pieces, kind), fields) {
		for _, p := range s.cut(res.Text) {
			p.Ordinal = len(passages)
			passages = append(passages, p)
		}
	}
	return passages
}

// piece is a block with its text and where that is in bytes.
type piece struct {
	extract.Block
	text     string
	from, to int    // bytes in the document's text
	gap      string // the white space before it
}

// locate finds the bytes of blocks, which are counted in code points.
func locate(res *extract.Result) []piece {
	pieces := make([]piece, 0, len(res.Blocks))
	at, runes := 0, 0
	forward := func(to int) int {
		for runes < to && at < len(res.Text) {
			_, size := utf8.DecodeRuneInString(res.Text[at:])
			at += size
			runes++
		}
		return at
	}
	last := 0
	for _, b := range res.Blocks {
		from := forward(b.Start)
		to := forward(b.End)
		pieces = append(pieces, piece{Block: b, text: res.Text[from:to], from: from, to: to, gap: res.Text[last:from]})
		last = to
	}
	return pieces
}

// section is a run of blocks that belong together and go into passages of their own.
type section struct {
	headings []string
	anchor   string // of the law: "§ 5 Abs. 2"; "" elsewhere
	field    auskunft.Field
	pieces   []piece
	bare     bool // only headings so far
}

// sections groups pieces: a new section starts at a heading, at a mark of the law and
// where a field starts or ends. Headings without text of their own go with the first
// section below them.
func sections(pieces []piece, marks []mark, fields []extract.FieldRange) []section {
	var out []section
	var path path
	var law citation
	for i, p := range pieces {
		m := marks[i]
		path.enter(m, p)
		law.enter(m)
		field := fieldAt(fields, p.Start)
		if open := len(out) - 1; open >= 0 && belongs(out[open], m, path, field) {
			s := &out[open]
			s.pieces = append(s.pieces, p)
			s.headings, s.anchor = path.titles(), law.String()
			if s.bare {
				s.field = field
				s.bare = m.rank > 0
			}
			continue
		}
		out = append(out, section{path.titles(), law.String(), field, []piece{p}, m.rank > 0})
	}
	return out
}

// belongs says whether the piece with mark m goes on with section s.
func belongs(s section, m mark, path path, field auskunft.Field) bool {
	switch {
	case s.bare && s.field != "" && s.field != field:
		return false
	case s.bare:
		return m.rank == 0 || m.joins || path.grew
	case m.rank > 0 || m.starts:
		return false
	}
	return s.field == field
}

// fieldAt is the field whose range holds code point at.
func fieldAt(fields []extract.FieldRange, at int) auskunft.Field {
	for _, f := range fields {
		if f.Start <= at && at < f.End {
			return f.Field
		}
	}
	return ""
}

// path is the stack of headings above a piece.
type path struct {
	steps []step
	grew  bool // the last heading went below the one before it
}

type step struct {
	rank  int
	title string
}

func (p *path) enter(m mark, at piece) {
	if m.rank == 0 {
		return
	}
	if m.joins { // the title on the line below "§ 5"
		last := &p.steps[len(p.steps)-1]
		last.title += " " + at.text
		return
	}
	keep := len(p.steps)
	for keep > 0 && p.steps[keep-1].rank >= m.rank {
		keep--
	}
	p.grew = keep == len(p.steps)
	p.steps = append(p.steps[:keep:keep], step{m.rank, oneLine(at.text)})
}

func (p path) titles() []string {
	titles := make([]string, len(p.steps))
	for i, s := range p.steps {
		titles[i] = s.title
	}
	return titles
}

func oneLine(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ") }
