package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"auskunft"
)

// door is the http client of one call. It notes the first thing that goes wrong, since
// the library passes on neither kind nor cause of an error.
type door struct {
	client *http.Client
	effort string // to think, as the endpoint names it; "": as it does by itself
	idle   time.Duration
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	first error
	body  io.Closer // what the library reads from
}

func (d *door) note(err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.first == nil {
		d.first = err
	}
	return err
}

func (d *door) failure() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.first
}

// close ends what is still being read.
func (d *door) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.body != nil {
		d.body.Close()
	}
}

// maxErrorBody is how much of an error page is read, in bytes.
const maxErrorBody = 2048

// Do sends the request and, when it succeeds, hands the library a body that is watched
// and put into short well-formed events.
func (d *door) Do(request *http.Request) (*http.Response, error) {
	// Servers close connections that were idle for some seconds, often just when the next request
	// comes. Asking a model twice does no harm, and an empty key says so to the transport only.
	request.Header["Idempotency-Key"] = []string{}
	if d.effort != "" {
		if err := addField(request, "reasoning_effort", d.effort); err != nil {
			return nil, err
		}
	}
	response, err := d.client.Do(request)
	if err != nil {
		if request.Context().Err() == nil {
			d.note(connectionError(err))
		}
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBody))
		return nil, d.note(statusError(response, strings.Join(strings.Fields(string(body)), " ")))
	}
	watched := &watchdog{body: response.Body, timeout: d.idle, cancel: d.cancel}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	reader, writer := io.Pipe()
	go func() {
		var err error
		switch kind {
		case "application/json":
			err = whole(watched, writer)
		case "text/html":
			err = auskunft.Errorf(auskunft.Unavailable, CodeFailed, "the endpoint answers with a web page")
		default:
			err = events(watched, writer)
		}
		watched.Close()
		if err != nil && !errors.Is(err, io.ErrClosedPipe) && request.Context().Err() == nil {
			d.note(err)
		}
		writer.Close() // the library need not know: Complete looks at the note
	}()
	d.mu.Lock()
	d.body = reader
	d.mu.Unlock()
	response.Body = reader
	return response, nil
}

// addField adds to the request what the library has no option for.
func addField(request *http.Request, name, value string) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(request.Body).Decode(&fields); err != nil {
		return err
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	fields[name] = encoded
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	request.ContentLength = int64(len(body))
	request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	request.Body, err = request.GetBody()
	return err
}

func connectionError(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) || isTimeout(err) {
		return auskunft.Errorf(auskunft.Unavailable, CodeTimeout, "the endpoint does not begin to answer: %w", err)
	}
	return auskunft.Errorf(auskunft.Unavailable, CodeUnreachable, "the endpoint: %w", err)
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// watchdog ends a body from which nothing comes for too long while somebody reads. That the
// citizen's own connection is slow is not held against the endpoint.
type watchdog struct {
	body    io.ReadCloser
	timeout time.Duration
	cancel  context.CancelCauseFunc
}

func (w *watchdog) Read(p []byte) (int, error) {
	timer := time.AfterFunc(w.timeout, func() { w.cancel(errIdle) })
	defer timer.Stop()
	return w.body.Read(p)
}

func (w *watchdog) Close() error { return w.body.Close() }
