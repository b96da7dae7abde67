package markdown

import (
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// String is the text in Markdown, in the one form that it has.
func (d Doc) String() string {
	var out strings.Builder
	w := writer{out: &out}
	for i, b := range d {
		if i > 0 {
			out.WriteByte('\n')
			switch before := d[i-1]; {
			case b.Kind == Item && before.Kind == Item:
			case b.Kind == Note && before.Kind == Note:
				out.WriteString(">\n")
			default:
				out.WriteByte('\n')
			}
		}
		if b.Kind != Item {
			w.widths, w.numbers = nil, nil
		}
		w.block(b)
	}
	if len(d) > 0 {
		out.WriteByte('\n')
	}
	return out.String()
}

type writer struct {
	out     *strings.Builder
	widths  []int // of the markers of the items around, by level
	numbers []int // of the last item, by level; 0: it is not numbered
}

func (w *writer) block(b Block) {
	switch b.Kind {
	case Heading:
		w.out.WriteString(strings.Repeat("#", b.Level) + " " + spansOf(b.Spans, b.Kind, ""))
	case Note:
		w.out.WriteString("> " + spansOf(b.Spans, b.Kind, "> "))
	case Item:
		w.item(b)
	case Table:
		w.table(b)
	default:
		w.out.WriteString(spansOf(b.Spans, b.Kind, ""))
	}
}

func (w *writer) item(b Block) {
	w.widths, w.numbers = w.widths[:min(len(w.widths), b.Level)], w.numbers[:min(len(w.numbers), b.Level)]
	if len(w.numbers) < b.Level {
		w.widths, w.numbers = append(w.widths, 0), append(w.numbers, 0)
	}
	at := b.Level - 1
	marker := "- "
	if b.Ordered {
		w.numbers[at]++
		marker = strconv.Itoa(w.numbers[at]) + ". "
	} else {
		w.numbers[at] = 0
	}
	indent := 0
	for _, width := range w.widths[:at] {
		indent += width
	}
	w.widths[at] = len(marker)
	w.out.WriteString(strings.Repeat(" ", indent) + marker + spansOf(b.Spans, b.Kind, strings.Repeat(" ", indent+len(marker))))
}

func (w *writer) table(b Block) {
	for i, row := range b.Rows {
		if i > 0 {
			w.out.WriteByte('\n')
		}
		for _, cell := range row {
			w.out.WriteString("| " + spansOf(cell, b.Kind, ""))
			if len(cell) > 0 {
				w.out.WriteByte(' ')
			}
		}
		w.out.WriteByte('|')
		if i == 0 {
			w.out.WriteString("\n" + strings.Repeat("| --- ", len(row)) + "|")
		}
	}
}

// spansOf writes the spans of a block; after a line break prefix follows.
func spansOf(spans []Span, of Kind, prefix string) string {
	var out strings.Builder
	var in Span
	// Closed is from the inside, opened from the outside: link, strong, emphasis.
	shut := func(to Span) {
		if in.Emph && (!to.Emph || in.Strong != to.Strong || in.Link != to.Link) {
			out.WriteByte('*')
			in.Emph = false
		}
		if in.Strong && (!to.Strong || in.Link != to.Link) {
			out.WriteString("**")
			in.Strong = false
		}
		if in.Link != "" && in.Link != to.Link {
			out.WriteString("](" + in.Link + ")")
			in.Link = ""
		}
	}
	for _, s := range spans {
		shut(s)
		if s.Link != in.Link {
			if before := out.String(); strings.HasSuffix(before, "!") {
				out.Reset()
				out.WriteString(before[:len(before)-1] + `\!`)
			}
			out.WriteByte('[')
			in.Link = s.Link
		}
		if s.Strong && !in.Strong {
			out.WriteString("**")
			in.Strong = true
		}
		if s.Emph && !in.Emph {
			out.WriteByte('*')
			in.Emph = true
		}
		if s.Text == "\n" {
			out.WriteString("\\\n" + prefix)
			continue
		}
		start := out.Len() == 0 || strings.HasSuffix(out.String(), "\n"+prefix)
		out.WriteString(escape(s, of, start))
	}
	shut(Span{})
	return out.String()
}

// escape writes the text of a span so that none of it means anything in Markdown; start says
// that it stands at the beginning of a line. What looks like an address outside of a link
// would be made one.
func escape(s Span, of Kind, start bool) string {
	var out strings.Builder
	runes, linked := []rune(s.Text), s.Link != ""
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	digits := 0 // of a number that begins the line
	for i, r := range runes {
		number := start && digits == i && i > 0
		if start && digits == i && r >= '0' && r <= '9' {
			digits++
		}
		switch r {
		case '\\':
			if i == len(runes)-1 { // before a line break the parser takes two for one
				out.WriteString("&#92;")
				continue
			}
			out.WriteByte('\\')
		case '`', '*', '[', ']', '<', '~':
			out.WriteByte('\\')
		case '@':
			if !linked {
				out.WriteByte('\\')
			}
		case '_':
			if !word(at(i-1)) || !word(at(i+1)) {
				out.WriteByte('\\')
			}
		case '|':
			if of == Table || start && i == 0 {
				out.WriteByte('\\')
			}
		case '#', '{': // a heading may end with either
			if of == Heading || start && i == 0 {
				out.WriteByte('\\')
			}
		case '+', '-', '=', '>':
			if start && i == 0 {
				out.WriteByte('\\')
			}
		case ':':
			if start && i == 0 || at(i+1) == '/' && !linked {
				out.WriteByte('\\')
			}
		case '.', ')':
			if number && at(i+1) == ' ' || !linked && strings.HasSuffix(strings.ToLower(string(runes[max(0, i-3):i])), "www") {
				out.WriteByte('\\')
			}
		case '&':
			if next := at(i + 1); word(next) || next == '#' {
				out.WriteString("&amp;")
				continue
			}
		}
		out.WriteRune(r)
	}
	return out.String()
}

// settle makes sure that reading what is written of a block gives the block again. Emphasis
// that Markdown cannot write, such as that of half a word beside a bracket, is taken off.
func (r *reader) settle(b *Block) {
	plain := *b
	for _, off := range []func(*Span){
		func(*Span) {},
		func(s *Span) { s.Emph = s.Emph && !s.Strong },
		func(s *Span) { s.Emph = false },
		func(s *Span) { s.Strong, s.Emph = false, false },
		func(s *Span) { s.Strong, s.Emph, s.Link = false, false, "" },
	} {
		plain.Spans = without(b.Spans, off)
		plain.Rows = make([][][]Span, len(b.Rows))
		for i, row := range b.Rows {
			plain.Rows[i] = make([][]Span, len(row))
			for j, cell := range row {
				plain.Rows[i][j] = without(cell, off)
			}
		}
		if len(b.Rows) == 0 {
			plain.Rows = nil
		}
		alone := plain
		if alone.Kind == Item {
			alone.Level = 1
		}
		if again := read(Doc{alone}.String()).doc; len(again) == 1 && reflect.DeepEqual(again[0], alone) {
			break
		}
	}
	if !reflect.DeepEqual(*b, plain) {
		r.drop("emphasis", b.Text())
		*b = plain
	}
}

func without(spans []Span, off func(*Span)) []Span {
	changed := make([]Span, len(spans))
	for i, s := range spans {
		off(&s)
		changed[i] = s
	}
	return tidy(changed)
}
