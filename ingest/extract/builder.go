package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Builder writes a Result block by block. It owns the form of the text: NFC, single
// spaces, no invisible characters, and the line breaks between blocks.
type Builder struct {
	Result Result // title, language, metadata, links, warnings: set them directly
	text   strings.Builder
	at     int // code points written
}

// Add appends a block. Start and End of block are set here; text that is empty after
// cleaning adds nothing. Line breaks inside text stay, except in headings.
func (b *Builder) Add(block Block, text string) {
	switch block.Kind {
	case Code:
		text = strings.Trim(cleanCode(text), "\n")
	case Heading:
		text = strings.ReplaceAll(clean(text), "\n", " ")
	default:
		text = clean(text)
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	b.separate(block.Kind)
	block.Start = b.at
	b.write(text)
	block.End = b.at
	b.Result.Blocks = append(b.Result.Blocks, block)
}

// Mark remembers how far the text is; see Since.
func (b *Builder) Mark() int { return len(b.Result.Blocks) }

// Since is the range in code points of the blocks added since Mark gave mark; ok is
// false when there are none.
func (b *Builder) Since(mark int) (start, end int, ok bool) {
	blocks := b.Result.Blocks[mark:]
	if len(blocks) == 0 {
		return 0, 0, false
	}
	return blocks[0].Start, blocks[len(blocks)-1].End, true
}

// Warn notes something an editor should know.
func (b *Builder) Warn(code, detail string) {
	b.Result.Warnings = append(b.Result.Warnings, Warning{Code: code, Detail: detail})
}

// Done returns what was built. A text without a letter or digit gets the warning "no_text".
func (b *Builder) Done() *Result {
	b.Result.Text = b.text.String()
	b.Result.Links = slices.DeleteFunc(b.Result.Links, executable)
	b.Result.warnEmpty()
	return &b.Result
}

// executable is true for addresses that are programs or pages of their own, which nobody
// may be led to by a click.
func executable(link string) bool {
	scheme, _, ok := strings.Cut(strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' || invisible(r) {
			return -1 // browsers skip these
		}
		return r
	}, link)), ":")
	return ok && (scheme == "javascript" || scheme == "data" || scheme == "vbscript" || scheme == "blob")
}

// warnEmpty says so when there is nothing to read and no other warning told why.
func (r *Result) warnEmpty() {
	readable := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	if !strings.ContainsFunc(r.Text, readable) && len(r.Warnings) == 0 {
		r.Warnings = []Warning{{"no_text", "The file has no text."}}
	}
}

// setMeta keeps a document property, the first of several with the same key.
func (b *Builder) setMeta(key, value string) {
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(clean(value))
	if key == "" || value == "" {
		return
	}
	if b.Result.Meta == nil {
		b.Result.Meta = map[string]string{}
	}
	if _, ok := b.Result.Meta[key]; !ok {
		b.Result.Meta[key] = value
	}
}

// separate writes the line breaks before a block of kind next.
func (b *Builder) separate(next Kind) {
	if len(b.Result.Blocks) == 0 {
		return
	}
	last := b.Result.Blocks[len(b.Result.Blocks)-1].Kind
	b.write("\n")
	if next != last || next != ListItem && next != TableRow {
		b.write("\n")
	}
}

func (b *Builder) write(s string) {
	b.text.WriteString(s)
	b.at += utf8.RuneCountInString(s)
}

// clean composes umlauts, drops invisible characters and collapses white space: runs
// with a line break to one line break, others to one space.
func clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	var out strings.Builder
	out.Grow(len(s))
	var gap rune
	for _, r := range s {
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029':
			gap = '\n'
		case unicode.IsSpace(r):
			if gap == 0 {
				gap = ' '
			}
		case invisible(r):
		default:
			if gap != 0 && out.Len() > 0 {
				out.WriteRune(gap)
			}
			gap = 0
			out.WriteRune(r)
		}
	}
	return out.String()
}

// cleanCode is clean for text whose white space has a meaning.
func cleanCode(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && invisible(r) {
			return -1
		}
		return r
	}, s)
}

// invisible characters hide text from the reader of a quote or break words apart: soft
// hyphens, zero-width spaces, direction overrides, tags, control characters.
func invisible(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xa0:
		return true
	case r == 0xad, r == 0x200b, r == 0x2060, r == 0xfeff:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

// Append adds the blocks of another builder, its headings moved below level.
func (b *Builder) Append(other *Builder, level int) {
	text := other.text.String()
	for _, block := range other.Result.Blocks {
		content := sliceRunes(text, block.Start, block.End)
		if block.Kind == Heading {
			block.Level = min(block.Level+level, 6)
		}
		b.Add(block, content)
	}
}
