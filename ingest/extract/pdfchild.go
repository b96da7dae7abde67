package extract

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"time"

	"auskunft"
)

// The engines, and the order in which they are tried.
const (
	engineLedongthuc = "ledongthuc"
	enginePDFium     = "pdfium"
)

// childRequest is a line before the bytes of a file.
type childRequest struct {
	Size      int
	Engine    string
	Raw       bool          // the text of the pages as they stand, too
	Seconds   uint64        // processor time
	Tesseract string        `json:",omitempty"` // program that recognises pages without text
	Lang      string        `json:",omitempty"` // its language
	Budget    time.Duration `json:",omitempty"` // its time for all pages together
}

// childReply is what the child answers, behind its length on a line.
type childReply struct {
	Reply *pdfReply `json:",omitempty"`
	Code  string    `json:",omitempty"` // of an error that is the file's fault
	Error string    `json:",omitempty"`
	Last  bool      // the child ends after this reply
}

// PDFChild is the child process that reads PDF files one after the other: a hidden
// subcommand of the program calls it with its argument, which is the memory limit in MB,
// its standard input and its standard output. It ends with its input.
//
// PDF readers hang, or run out of memory in ways that no recover stops; only the end of
// their process frees the caller from them.
func PDFChild(args []string, stdin io.Reader, stdout io.Writer) error {
	var megabytes int64
	if len(args) != 1 {
		return errors.New("usage: pdf-child <MB>")
	}
	if _, err := fmt.Sscan(args[0], &megabytes); err != nil {
		return fmt.Errorf("memory limit: %w", err)
	}
	runtime.GOMAXPROCS(1) // the parent runs one child a core
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(megabytes << 20 * 3 / 4)
	if err := limitMemory(uint64(megabytes) << 20); err != nil {
		return fmt.Errorf("memory limit: %w", err)
	}
	in := bufio.NewReader(stdin)
	for last := false; !last; {
		request, data, err := readRequest(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := limitTime(request.Seconds); err != nil {
			return fmt.Errorf("time limit: %w", err)
		}
		reply := answer(request, data)
		last = heldMemory() > megabytes<<20/4
		reply.Last = last
		if err := writeReply(stdout, reply); err != nil {
			return err
		}
	}
	return nil
}

func readRequest(in *bufio.Reader) (request childRequest, data []byte, err error) {
	line, err := in.ReadBytes('\n')
	if err != nil {
		return request, nil, err
	}
	if err := json.Unmarshal(line, &request); err != nil {
		return request, nil, fmt.Errorf("request: %w", err)
	}
	if request.Size < 0 || request.Size > MaxBytes {
		return request, nil, fmt.Errorf("a file of %d bytes", request.Size)
	}
	data = make([]byte, request.Size)
	if _, err := io.ReadFull(in, data); err != nil {
		return request, nil, fmt.Errorf("file: %w", err)
	}
	return request, data, nil
}

func writeReply(out io.Writer, reply childReply) error {
	body, err := json.Marshal(reply)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%d\n", len(body)); err != nil {
		return err
	}
	_, err = out.Write(body)
	return err
}

// answer reads a file.
func answer(request childRequest, data []byte) childReply {
	var doc *pdfDocument
	var err error
	switch request.Engine {
	case engineLedongthuc:
		doc, err = readPDF(data)
	case enginePDFium:
		doc, err = readPDFium(data)
	default:
		err = fmt.Errorf("unknown engine %q", request.Engine)
	}
	if err == nil && request.Tesseract != "" {
		err = doc.recognise(data, recogniser{request.Tesseract, request.Lang, time.Now().Add(request.Budget)})
	}
	if err != nil {
		return childReply{Code: auskunft.CodeOf(err), Error: err.Error()}
	}
	return childReply{Reply: doc.result(request.Raw)}
}

// heldMemory is how many bytes the runtime has from the system.
func heldMemory() int64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.Sys - stats.HeapReleased)
}
