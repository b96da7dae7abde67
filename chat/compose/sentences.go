package compose

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// written is one sentence as a model writes it. Passages are numbered from 1.
type written struct {
	Text   string `json:"text"`
	Quotes []struct {
		Passage int    `json:"passage"`
		Quote   string `json:"quote"`
	} `json:"quotes"`
}

func (w written) draft() Draft {
	d := Draft{Text: strings.Map(visible, w.Text)}
	for _, q := range w.Quotes {
		d.Quotes = append(d.Quotes, Quote{Passage: q.Passage - 1, Text: q.Quote})
	}
	return d
}

// visible drops what is not seen or stands for a broken character: it says nothing, and among it are signs that
// show the digits behind them in another order.
func visible(r rune) rune {
	switch {
	case r == '\n':
	case unicode.IsSpace(r):
		return ' '
	case r == utf8.RuneError, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
		return -1
	}
	return r
}

// sentenceParser takes the objects of the array "sentences" out of a JSON text while it
// is still being written. What stands around the JSON, such as a code fence, is skipped.
type sentenceParser struct {
	depth    int    // of brackets, 0 before the first
	list     int    // depth inside the array "sentences", 0 before it begins
	inString bool   // between quotation marks
	escaped  bool   // after a backslash in a string
	token    []byte // the string being read, or the last one read
	object   []byte // the object of the array that is being read
	size     int
	done     bool // the array has ended
}

// What a model may write, in bytes: in all, and of one sentence with its quotes. To prove a longer one would take
// longer than anybody waits.
const (
	maxWritten = 256 << 10
	maxObject  = 16 << 10
)

var (
	errTooLong = errors.New("the model writes too much")
	errObject  = errors.New("the model wrote a sentence of another form")
)

// write reads on and returns the sentences that are complete now.
func (p *sentenceParser) write(piece string) ([]written, error) {
	if p.size += len(piece); p.size > maxWritten {
		return nil, errTooLong
	}
	var complete []written
	for i := range len(piece) {
		if p.done {
			return complete, nil
		}
		ended := p.next(piece[i])
		if len(p.object) > maxObject {
			return complete, errObject
		}
		if !ended {
			continue
		}
		var w written
		if json.Unmarshal(p.object, &w) != nil {
			return complete, errObject
		}
		p.object = p.object[:0]
		complete = append(complete, w)
	}
	return complete, nil
}

// next reads one byte and tells whether an object of the list ended with it.
func (p *sentenceParser) next(c byte) bool {
	inObject := p.list > 0 && (p.depth > p.list || p.depth == p.list && c == '{')
	if inObject {
		p.object = append(p.object, c)
	}
	if p.inString {
		p.string(c)
		return false
	}
	switch c {
	case '"':
		p.inString = p.depth > 0
		p.token = p.token[:0]
	case '{', '[':
		p.depth++
		if c == '[' && p.list == 0 && p.depth == 2 && string(p.token) == "sentences" {
			p.list = p.depth
		}
	case '}', ']':
		p.depth = max(0, p.depth-1)
		if p.list > 0 && p.depth < p.list {
			p.done = true
		}
		return inObject && p.depth == p.list
	}
	return false
}

func (p *sentenceParser) string(c byte) {
	switch {
	case p.escaped:
		p.escaped = false
	case c == '\\':
		p.escaped = true
	case c == '"':
		p.inString = false
	}
	if p.inString && len(p.token) < len("sentences")+1 {
		p.token = append(p.token, c)
	}
}
