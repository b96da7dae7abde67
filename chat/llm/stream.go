package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"auskunft"
)

// Limits of what an endpoint may send. The library reads lines of at most 64 KiB, so
// content leaves in pieces well below that.
const (
	maxLine   = 1 << 20 // bytes of one event
	maxAnswer = 4 << 20 // bytes of one answer
	pieceSize = 8 << 10
)

// event is what matters of a streamed chunk or a whole answer.
type event struct {
	Error   json.RawMessage `json:"error"`
	Choices []struct {
		Index        int             `json:"index"`
		Delta        content         `json:"delta"`
		Message      content         `json:"message"`
		FinishReason json.RawMessage `json:"finish_reason"`
	} `json:"choices"`
	Usage json.RawMessage `json:"usage"`
}

// content leaves out what models think: reasoning_content and the like is never shown.
type content struct {
	Content string `json:"content"`
}

// events copies a stream of server-sent events as short well-formed ones. Lines of any
// length up to maxLine are read; an error event and a broken connection are errors.
func events(from io.Reader, to io.Writer) error {
	lines := withoutMark(io.LimitReader(from, maxAnswer))
	for {
		line, err := readLine(lines)
		if data, ok := bytes.CutPrefix(line, []byte("data:")); ok {
			data = bytes.TrimSpace(data)
			if string(data) == "[DONE]" {
				return nil
			}
			if err := rewrite(data, to); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil // whether the answer was complete, its stop reason says
		case errors.Is(err, errLongEvent):
			return err
		case err != nil:
			return connectionBroke(err)
		}
	}
}

// withoutMark skips the byte order mark that some proxies put before a text: behind it the first event
// would not be seen, and the rest look like a whole answer.
func withoutMark(from io.Reader) *bufio.Reader {
	r := bufio.NewReader(from)
	const mark = "\ufeff"
	if first, _ := r.Peek(len(mark)); string(first) == mark {
		_, _ = r.Discard(len(mark))
	}
	return r
}

var errLongEvent = auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the endpoint sends an event of more than %d bytes", maxLine)

func readLine(lines *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := lines.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			return nil, errLongEvent
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// whole copies an answer that came in one piece, from an endpoint that does not stream.
func whole(from io.Reader, to io.Writer) error {
	body, err := io.ReadAll(withoutMark(io.LimitReader(from, maxLine)))
	if err != nil {
		return connectionBroke(err)
	}
	return rewrite(bytes.TrimSpace(body), to)
}

func connectionBroke(err error) error {
	return auskunft.Errorf(auskunft.Unavailable, CodeUnreachable, "the model's stream broke: %w", err)
}

// rewrite writes one event as events of at most pieceSize content. An event that is no chunk
// of an answer may have been a piece of one, so it is an error; one without data keeps the
// connection alive.
func rewrite(data []byte, to io.Writer) error {
	if len(data) == 0 {
		return nil
	}
	var e event
	if err := json.Unmarshal(data, &e); err != nil {
		return auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the endpoint's stream holds what is no chunk of an answer: %s", clip(string(data)))
	}
	if isSet(e.Error) {
		return auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the endpoint reports in its stream: %s", clip(string(e.Error)))
	}
	text, finish := e.answer()
	for text != "" {
		piece := text[:cutAt(text, pieceSize)]
		text = text[len(piece):]
		encoded, err := json.Marshal(piece)
		if err != nil {
			return err
		}
		if err := write(to, `{"choices":[{"delta":{"content":`+string(encoded)+`}}]}`); err != nil {
			return err
		}
	}
	if finish != "" {
		if err := write(to, `{"choices":[{"delta":{},"finish_reason":`+finish+`}]}`); err != nil {
			return err
		}
	}
	if isSet(e.Usage) {
		return write(to, `{"choices":[],"usage":`+string(e.Usage)+`}`)
	}
	return nil
}

// answer is what an event says of the one answer that was asked for: its next text, and as JSON why
// it ends, "" when it does not.
func (e event) answer() (text, finish string) {
	for _, c := range e.Choices {
		if c.Index != 0 {
			continue
		}
		text += c.Delta.Content + c.Message.Content
		if isSet(c.FinishReason) {
			finish = string(c.FinishReason)
		}
	}
	return text, finish
}

func isSet(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

func write(to io.Writer, data string) error {
	_, err := io.WriteString(to, "data: "+data+"\n\n")
	return err
}

// cutAt is a place at or before n where a rune begins.
func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return s[:cutAt(s, 500)]
}
