package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"auskunft"
)

// Limits of what an endpoint may send. The library reads lines of at most 64 KiB, so
// content leaves in pieces well below that.
const (
	maxLine   = 4 << 20  // bytes of one event
	maxAnswer = 16 << 20 // bytes of one answer
	pieceSize = 8 << 10
)

// event is what matters of a streamed chunk or a whole answer.
type event struct {
	Error   json.RawMessage `json:"error"`
	Choices []struct {
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
	lines := bufio.NewReader(io.LimitReader(from, maxAnswer))
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
		case err != nil:
			return connectionBroke(err)
		}
	}
}

func readLine(lines *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := lines.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			return nil, fmt.Errorf("an event of more than %d bytes", maxLine)
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// whole copies an answer that came in one piece, from an endpoint that does not stream.
func whole(from io.Reader, to io.Writer) error {
	body, err := io.ReadAll(io.LimitReader(from, maxLine))
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
	if len(e.Error) > 0 && string(e.Error) != "null" {
		return auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the endpoint reports in its stream: %s", clip(string(e.Error)))
	}
	usage := ""
	if len(e.Usage) > 0 && string(e.Usage) != "null" {
		usage = `,"usage":` + string(e.Usage)
	}
	if len(e.Choices) == 0 {
		return write(to, `{"choices":[]`+usage+`}`)
	}
	choice := e.Choices[0]
	finish := "null"
	if len(choice.FinishReason) > 0 {
		finish = string(choice.FinishReason)
	}
	text := choice.Delta.Content + choice.Message.Content
	for {
		piece := text[:cutAt(text, pieceSize)]
		text = text[len(piece):]
		encoded, err := json.Marshal(piece)
		if err != nil {
			return err
		}
		if text == "" && piece == "" && finish == "null" {
			if usage == "" {
				return nil
			}
			return write(to, `{"choices":[]`+usage+`}`) // a null here would undo the reason that came before
		}
		if text != "" {
			if err := write(to, `{"choices":[{"delta":{"content":`+string(encoded)+`}}]}`); err != nil {
				return err
			}
			continue
		}
		return write(to, `{"choices":[{"delta":{"content":`+string(encoded)+`},"finish_reason":`+finish+`}]`+usage+`}`)
	}
}

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
