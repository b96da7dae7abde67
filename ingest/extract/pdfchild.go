package extract

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"auskunft"
)

// The engines, and the order in which they are tried.
const (
	engineLedongthuc = "ledongthuc"
	enginePDFium     = "pdfium"
)

// childReply is what the child writes to its standard output.
type childReply struct {
	Reply *pdfReply `json:",omitempty"`
	Code  string    `json:",omitempty"` // of an error that is the file's fault
	Error string    `json:",omitempty"`
}

// PDFChild is the child process that reads one PDF file: a hidden subcommand of the
// program calls it with its arguments, its standard input, which is the file, and its
// standard output. args are the engine, the memory limit in MB, the time limit in seconds
// and "text", or "raw" for the pages as they stand too.
//
// PDF readers hang, or run out of memory in ways that no recover stops; only the end of
// their process frees the caller from them.
func PDFChild(args []string, stdin io.Reader, stdout io.Writer) error {
	var megabytes, seconds uint64
	if len(args) != 4 {
		return fmt.Errorf("usage: pdf-child <engine> <MB> <seconds> text|raw")
	}
	if _, err := fmt.Sscan(args[1]+" "+args[2], &megabytes, &seconds); err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	runtime.GOMAXPROCS(1) // the parent runs one child a core
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(int64(megabytes) << 20 * 3 / 4)
	if err := limitProcess(megabytes<<20, seconds); err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(stdin, MaxBytes+1))
	if err != nil {
		return err
	}
	var doc *pdfDocument
	switch args[0] {
	case engineLedongthuc:
		doc, err = readPDF(data)
	case enginePDFium:
		doc, err = readPDFium(data)
	default:
		return fmt.Errorf("unknown engine %q", args[0])
	}
	reply := childReply{}
	if err != nil {
		reply.Code, reply.Error = auskunft.CodeOf(err), err.Error()
	} else {
		reply.Reply = doc.result(args[3] == "raw")
	}
	return json.NewEncoder(stdout).Encode(reply)
}
