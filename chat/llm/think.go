package llm

import "strings"

// thinkFilter takes <think>…</think> out of a text that comes in pieces. A model that
// never closes the tag has said nothing; one whose template opened it in the prompt
// closes it without opening, and what came before is reasoning only where the closing
// tag proves it, so that case is left to the endpoint's own reasoning parser.
type thinkFilter struct {
	held   string // beginning of a tag, perhaps
	inside bool
}

const (
	openTag  = "<think>"
	closeTag = "</think>"
)

// write gives what of the piece may be shown already.
func (f *thinkFilter) write(piece string) string {
	text := f.held + piece
	f.held = ""
	var out strings.Builder
	for {
		tag := openTag
		if f.inside {
			tag = closeTag
		}
		i := strings.Index(text, tag)
		if i < 0 {
			keep := partialTag(text, tag)
			if !f.inside {
				out.WriteString(text[:len(text)-keep])
			}
			f.held = text[len(text)-keep:]
			return out.String()
		}
		if !f.inside {
			out.WriteString(text[:i])
		}
		text = text[i+len(tag):]
		f.inside = !f.inside
	}
}

// rest gives what was held back at the end of the text.
func (f *thinkFilter) rest() string {
	if f.inside {
		return ""
	}
	rest := f.held
	f.held = ""
	return rest
}

// partialTag is the length of the end of text that may be the beginning of tag.
func partialTag(text, tag string) int {
	for n := min(len(tag)-1, len(text)); n > 0; n-- {
		if strings.HasSuffix(text, tag[:n]) {
			return n
		}
	}
	return 0
}
