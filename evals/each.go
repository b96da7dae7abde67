package evals

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Work says how samples are worked off.
type Work struct {
	Parallel int                   // samples at once; 0 means one per core
	Timeout  time.Duration         // of one sample; 0 means a minute
	Journal  string                // file that finished samples are noted in, to resume from; "" for none
	Progress func(done, total int) // called after each sample, never twice at once; may be nil
}

func (w Work) withDefaults() Work {
	if w.Parallel <= 0 {
		w.Parallel = runtime.GOMAXPROCS(0)
	}
	if w.Timeout <= 0 {
		w.Timeout = time.Minute
	}
	return w
}

// each runs do for every item and returns the samples in the order of the items. An error
// or a panic of do is noted in the sample and stops nothing; only the end of ctx or a
// journal that cannot be written ends the run. The fingerprint names code and data: a
// journal with another one is thrown away.
func each[T any](ctx context.Context, w Work, fingerprint string, items []T, start func(T) Sample,
	do func(context.Context, T, *Sample) error) ([]Sample, error) {
	samples := make([]Sample, len(items))
	journal, done, err := openJournal(w.Journal, fingerprint, samples)
	if err != nil {
		return nil, err
	}
	defer journal.close()
	var mu sync.Mutex
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(w.Parallel)
	count := len(done)
	for i, item := range items {
		if done[i] || working.Err() != nil {
			continue
		}
		group.Go(func() error {
			s := start(item)
			attempt(working, w.Timeout, &s, func(ctx context.Context) error { return do(ctx, item, &s) })
			if err := working.Err(); err != nil {
				return err // an interrupted sample is not a failed one
			}
			mu.Lock()
			defer mu.Unlock()
			samples[i] = s
			count++
			if w.Progress != nil {
				w.Progress(count, len(items))
			}
			return journal.note(i, s)
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return samples, ctx.Err()
}

// attempt runs one sample and notes its time, its error, or its panic.
func attempt(ctx context.Context, timeout time.Duration, s *Sample, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	began := time.Now()
	defer func() {
		if s.MS == 0 {
			s.MS = milliseconds(time.Since(began))
		}
		if p := recover(); p != nil {
			s.fail(fmt.Errorf("panic: %v", p))
		}
	}()
	if err := do(ctx); err != nil {
		s.fail(err)
	}
}

// fail notes an error: all that applies to the sample counts 0.
func (s *Sample) fail(err error) {
	s.Error = err.Error()
	for name := range s.Values {
		if name.Descriptive() {
			delete(s.Values, name)
			continue
		}
		s.Values[name] = 0
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// journal is a file with the fingerprint in its first line and one finished sample in each
// further one.
type journal struct{ file *os.File }

type journalEntry struct {
	Index  int    `json:"i"`
	Sample Sample `json:"sample"`
}

// openJournal fills in the samples that an interrupted run of the same fingerprint finished.
func openJournal(path, fingerprint string, samples []Sample) (*journal, map[int]bool, error) {
	done := map[int]bool{}
	if path == "" {
		return &journal{}, done, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, nil, err
	}
	head := []byte(fingerprint + "\n")
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	keep := head
	if rest, same := bytes.CutPrefix(data, head); same {
		for line := range bytes.Lines(rest) {
			var e journalEntry
			if !bytes.HasSuffix(line, []byte("\n")) || json.Unmarshal(line, &e) != nil || e.Index < 0 || e.Index >= len(samples) {
				break // the line that the interruption cut
			}
			samples[e.Index], done[e.Index] = e.Sample, true
			keep = append(keep, line...)
		}
	}
	if err := os.WriteFile(path, keep, 0o644); err != nil {
		return nil, nil, err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o644)
	return &journal{file}, done, err
}

func (j *journal) note(i int, s Sample) error {
	if j.file == nil {
		return nil
	}
	line, err := json.Marshal(journalEntry{i, s})
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

func (j *journal) close() {
	if j.file != nil {
		j.file.Close()
	}
}
