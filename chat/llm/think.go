package llm

import (
	"strings"

	"auskunft"
)

// thinkFilter takes <think>…</think> out of a text that comes in pieces. A model that
// never closes the tag has said nothing. One whose template opened it in the prompt closes
// it without opening: that what came before was reasoning is known too late to take it back,
// so the call fails, and the operator reads what to set.
type thinkFilter struct {
	held   string // beginning of a tag, perhaps
	inside bool
}

const (
	openTag  = "<think>"
	closeTag = "</think>"
)

var errOpenThought = auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the model's reasoning stands in its answer without "+
	"an opening tag: have the endpoint take it out (vLLM: --reasoning-parser, llama.cpp: --reasoning-format)")

// write gives what of the piece may be shown already.
func (f *thinkFilter) write(piece string) (string, error) {
	text := f.held + piece
	f.held = ""
	var out strings.Builder
	for {
		tag := openTag
		if f.inside {
			tag = closeTag
		}
		i := strings.Index(text, tag)
		if !f.inside {
			if end := strings.Index(text, closeTag); end >= 0 && (i < 0 || end < i) {
				return "", errOpenThought
			}
		}
		if i < 0 {
			keep := max(partialTag(text, openTag), partialTag(text, closeTag))
			if !f.inside {
				out.WriteString(text[:len(text)-keep])
			}
			f.held = text[len(text)-keep:]
			return out.String(), nil
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
