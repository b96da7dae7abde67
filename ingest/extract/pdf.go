package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"

	"auskunft"
)

// PDFOptions says how PDF files are read. Zero values stand for the defaults.
type PDFOptions struct {
	// Command starts the child process that calls PDFChild; its arguments are appended.
	// The default is this program with the subcommand "pdf-child".
	Command []string
	Timeout time.Duration // for one file and engine, half of it processor time; 30 seconds
	Memory  int64         // bytes; 512 MB
}

const (
	defaultTimeout = 30 * time.Second
	defaultMemory  = 512 << 20
	maxReply       = 128 << 20
)

func (e *Extractor) pdf(ctx context.Context, data []byte) (*Result, error) {
	reply, err := e.readPDF(ctx, data, "text")
	if err != nil {
		return nil, err
	}
	return reply.Result, nil
}

// readPDF reads a file in a child process, with the second engine when the first fails or
// its text looks wrong. With mode "raw" the reply has the text of the pages too.
func (e *Extractor) readPDF(ctx context.Context, data []byte, mode string) (*pdfReply, error) {
	first, err1 := e.runChild(ctx, engineLedongthuc, data, mode)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err1 == nil && !first.Wrong && !isEmpty(first.Result) {
		return first, nil
	}
	second, err2 := e.runChild(ctx, enginePDFium, data, mode)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err1 != nil && err2 != nil:
		if auskunft.KindOf(err2) == auskunft.Invalid {
			return nil, err2
		}
		return nil, err1
	case err2 != nil || err1 == nil && !isBetter(second, first):
		return first, nil
	}
	return second, nil
}

// isEmpty says whether nothing was read, although no page is known to be a scan.
func isEmpty(r *Result) bool {
	return r.Text == "" && (len(r.Warnings) == 0 || r.Warnings[0].Code != "needs_ocr")
}

// isBetter says whether the second engine's text is to be preferred.
func isBetter(second, first *pdfReply) bool {
	if second.Wrong != first.Wrong {
		return !second.Wrong
	}
	return len(second.Result.Text) > len(first.Result.Text)
}

// runChild reads a file with one engine in a process of its own.
func (e *Extractor) runChild(ctx context.Context, engine string, data []byte, mode string) (*pdfReply, error) {
	timeout, memory := e.PDF.Timeout, e.PDF.Memory
	if timeout == 0 {
		timeout = defaultTimeout
	}
	if memory == 0 {
		memory = defaultMemory
	}
	command := e.PDF.Command
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find the program for the PDF child: %w", err)
		}
		command = []string{self, "pdf-child"}
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	args := append(command[1:len(command):len(command)], engine, fmt.Sprint(memory>>20), fmt.Sprint(int(timeout.Seconds()/2)+1), mode)
	cmd := exec.CommandContext(limited, command[0], args...)
	cmd.Stdin = bytes.NewReader(data)
	cmd.WaitDelay = time.Second
	tie(cmd)
	var stdout, stderr limitedBuffer
	stdout.limit, stderr.limit = maxReply, 4<<10
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	runtime.LockOSThread() // the child is tied to the thread that starts it
	err := cmd.Run()
	runtime.UnlockOSThread()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf_timeout", "the file could not be read within %s", timeout)
	case stdout.over:
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file has more text than a document can hold")
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file cannot be read: its reader ended (%s): %s", exit, firstLine(stderr.Bytes()))
	}
	if err != nil {
		return nil, fmt.Errorf("start the PDF child: %w", err)
	}
	var reply childReply
	if err := json.Unmarshal(stdout.Bytes(), &reply); err != nil {
		return nil, fmt.Errorf("the PDF child answered nonsense: %w", err)
	}
	if reply.Reply == nil {
		return nil, auskunft.Errorf(auskunft.Invalid, reply.Code, "%s", reply.Error)
	}
	return reply.Reply, nil
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(b), []byte("\n"))
	return string(line)
}

// limitedBuffer keeps the first bytes written to it and notes when there were more.
type limitedBuffer struct {
	bytes.Buffer
	limit int
	over  bool
}

// Write never fails, so that a child that writes too much ends by itself.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	if room := b.limit - b.Len(); len(p) > room {
		b.over = true
		b.Buffer.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

// ReadFrom is Write for io.Copy, which would go around the limit.
func (b *limitedBuffer) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(writerOnly{b}, r)
}

type writerOnly struct{ io.Writer }
