package extract

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"auskunft"
)

// Plain reads plain text. Text is what came, code point by code point: nothing is
// trimmed, joined or composed, since data sets measure in it. Each line that is not
// blank is a block; a form feed starts the next page.
//
// Bytes that are no text at all are an auskunft.Invalid error.
func Plain(data []byte) (*Result, error) {
	text, warnings, err := decode(data)
	if err != nil {
		return nil, err
	}
	res := &Result{Text: text, Warnings: warnings}
	paged := strings.Contains(text, "\f")
	page, at := 1, 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		for part := range strings.SplitAfterSeq(line, "\f") {
			if block, ok := plainBlock(part, at); ok {
				if paged {
					block.Page = page
				}
				res.Blocks = append(res.Blocks, block)
			}
			if strings.HasSuffix(part, "\f") {
				page++
			}
			at += utf8.RuneCountInString(part)
		}
	}
	if paged {
		res.Pages = page
	}
	res.warnEmpty()
	return res, nil
}

// plainBlock is the line without the white space around it, as a block; at is where the
// line starts.
func plainBlock(line string, at int) (Block, bool) {
	trimmed := strings.TrimLeftFunc(line, unicode.IsSpace)
	at += utf8.RuneCountInString(line[:len(line)-len(trimmed)])
	trimmed = strings.TrimRightFunc(trimmed, unicode.IsSpace)
	if trimmed == "" {
		return Block{}, false
	}
	block := Block{Kind: Paragraph, Start: at, End: at + utf8.RuneCountInString(trimmed)}
	if first, size := utf8.DecodeRuneInString(trimmed); strings.ContainsRune("-–•*", first) && strings.HasPrefix(trimmed[size:], " ") {
		block.Kind, block.Level = ListItem, 1
	}
	return block, true
}

// decode makes a string of bytes in UTF-8, UTF-16 with a mark, or Windows-1252. NUL,
// which PostgreSQL cannot store, becomes U+FFFD so that no offset moves.
func decode(data []byte) (string, []Warning, error) {
	text := string(data)
	var warnings []Warning
	switch {
	case strings.HasPrefix(text, "\ufeff"):
		text = strings.TrimPrefix(text, "\ufeff")
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		text = decodeUTF16(data)
	case !utf8.ValidString(text):
		warnings = []Warning{{"charset", "The file is not UTF-8; it was read as Windows-1252."}}
		text, _ = charmap.Windows1252.NewDecoder().String(text)
	}
	if isBinary(text) {
		return "", nil, auskunft.Errorf(auskunft.Invalid, "binary", "the file is not text")
	}
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "\ufffd"), "\ufffd")
	return text, warnings, nil
}

func decodeUTF16(data []byte) string {
	little := data[0] == 0xff
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		if little {
			units = append(units, uint16(data[i])|uint16(data[i+1])<<8)
		} else {
			units = append(units, uint16(data[i+1])|uint16(data[i])<<8)
		}
	}
	return string(utf16.Decode(units))
}

// isBinary says whether more than one character in fifty of the first few thousand is a
// control character.
func isBinary(text string) bool {
	seen, control := 0, 0
	for _, r := range text {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			control++
		}
		if seen++; seen == 4096 {
			break
		}
	}
	return control > 0 && control*50 >= seen
}
