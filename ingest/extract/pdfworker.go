package extract

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"auskunft"
)

// Starting this program takes longer than reading an ordinance, so a child process reads
// several files, one after the other. It ends when it has nothing to do for idleTime, after
// maxFiles, and when it holds much memory; a file that kills it does so for itself only.
const (
	idleTime = 2 * time.Second
	maxFiles = 200
	maxReply = 128 << 20
	maxError = 4 << 10
)

// worker is a child process and the pipes to it. One goroutine at a time uses it.
type worker struct {
	key    string
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	errors limitedBuffer // complete after Wait
	files  int
}

// errReply marks a reply that is no reply: our fault, not the file's.
var errReply = errors.New("the PDF child answered nonsense")

// ask has a child process read a file within timeout. A child that has read other files
// before and fails gets no blame put on the file: a fresh one tries again.
func (e *Extractor) ask(ctx context.Context, request childRequest, data []byte, timeout time.Duration) (*pdfReply, error) {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request.Size, request.Seconds = len(data), uint64(timeout.Seconds())+1
	for {
		w, err := e.worker(request.Engine)
		if err != nil {
			return nil, fmt.Errorf("start the PDF child: %w", err)
		}
		used := w.files > 0
		reply, err := w.read(limited, request, data)
		switch {
		case err == nil && reply.Reply == nil:
			return nil, auskunft.Errorf(auskunft.Invalid, reply.Code, "%s", reply.Error)
		case err == nil:
			return reply.Reply, nil
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case limited.Err() != nil:
			return nil, auskunft.Errorf(auskunft.Invalid, "pdf_timeout", "the file could not be read within %s", timeout)
		case !used:
			return nil, err
		}
	}
}

// worker is an idle child process that reads with engine, or a new one.
func (e *Extractor) worker(engine string) (*worker, error) {
	command := e.PDF.Command
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		command = []string{self, "pdf-child"}
	}
	args := append(slices.Clone(command), fmt.Sprint(e.PDF.memory()>>20))
	key := strings.Join(append(args, engine), "\x00")
	if w := idle.take(key); w != nil {
		return w, nil
	}
	return startWorker(key, args)
}

func startWorker(key string, args []string) (w *worker, err error) {
	w = &worker{key: key, cmd: exec.Command(args[0], args[1:]...), errors: limitedBuffer{limit: maxError}}
	w.cmd.Stderr = &w.errors
	w.cmd.WaitDelay = time.Second
	tie(w.cmd)
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReader(out)
	return w, w.cmd.Start()
}

// read gives the child a file. Afterwards the child is idle, or has ended.
func (w *worker) read(ctx context.Context, request childRequest, data []byte) (*childReply, error) {
	killed := make(chan struct{})
	watch := context.AfterFunc(ctx, func() { w.kill(); close(killed) })
	reply, err := w.exchange(request, data)
	if !watch() {
		<-killed
		err = ctx.Err()
	}
	w.files++
	switch {
	case err != nil:
		return nil, w.end(err)
	case reply.Last || w.files >= maxFiles:
		w.stop()
	default:
		idle.give(w)
	}
	return reply, nil
}

func (w *worker) exchange(request childRequest, data []byte) (*childReply, error) {
	head, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	if _, err := w.in.Write(append(head, '\n')); err != nil {
		return nil, err
	}
	if _, err := w.in.Write(data); err != nil {
		return nil, err
	}
	var size int
	if _, err := fmt.Fscanf(w.out, "%d\n", &size); err != nil {
		return nil, errors.Join(errReply, err)
	}
	if size < 0 || size > maxReply {
		return nil, auskunft.Errorf(auskunft.Invalid, "pdf", "the file has more text than a document can hold")
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(w.out, body); err != nil {
		return nil, errors.Join(errReply, err)
	}
	var reply childReply
	if err := json.Unmarshal(body, &reply); err != nil {
		return nil, errors.Join(errReply, err)
	}
	return &reply, nil
}

// end ends a child in which err happened, and says what that means for its file.
func (w *worker) end(err error) error {
	if auskunft.KindOf(err) == auskunft.Invalid {
		w.kill()
		w.wait()
		return err
	}
	_ = w.in.Close() // what talks nonsense may end by itself, and then says how
	late := time.AfterFunc(w.cmd.WaitDelay, w.kill)
	exit, failed := errors.AsType[*exec.ExitError](w.wait())
	late.Stop()
	if failed {
		return auskunft.Errorf(auskunft.Invalid, "pdf", "the file cannot be read: its reader ended (%s): %s", exit, firstLine(w.errors.Bytes()))
	}
	return err
}

// stop ends an idle child.
func (w *worker) stop() {
	_ = w.in.Close()
	late := time.AfterFunc(w.cmd.WaitDelay, w.kill)
	defer late.Stop()
	_ = w.wait()
}

func (w *worker) wait() error {
	_, _ = io.Copy(io.Discard, w.out) // Wait closes the pipe
	return w.cmd.Wait()
}

func (w *worker) kill() { killGroup(w.cmd) }

// idle are the children that wait for their next file.
var idle idleWorkers

type idleWorkers struct {
	mu      sync.Mutex
	workers []*worker
}

// take is the child of this kind that was used last, or nil.
func (p *idleWorkers) take(key string) *worker {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, w := range slices.Backward(p.workers) {
		if w.key == key {
			p.workers = slices.Delete(p.workers, i, i+1)
			return w
		}
	}
	return nil
}

// give keeps a child for idleTime.
func (p *idleWorkers) give(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workers = append(p.workers, w)
	files := w.files
	time.AfterFunc(idleTime, func() {
		if p.remove(w, files) {
			w.stop()
		}
	})
}

// remove takes w off the list unless it has read a file since.
func (p *idleWorkers) remove(w *worker, files int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.workers, w)
	if i < 0 || w.files != files {
		return false
	}
	p.workers = slices.Delete(p.workers, i, i+1)
	return true
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(b), []byte("\n"))
	return string(line)
}

// limitedBuffer keeps the first bytes written to it.
type limitedBuffer struct {
	bytes.Buffer
	limit int
}

// Write never fails, so that a child that writes too much is not held up.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	b.Buffer.Write(p[:min(len(p), max(b.limit-b.Len(), 0))])
	return len(p), nil
}

// ReadFrom is Write for io.Copy, which would go around the limit.
func (b *limitedBuffer) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{b}, r)
}
