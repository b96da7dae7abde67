// Package calibrate fits the few numbers that data should choose: how much each leg of
// the retrieval counts, and when a question counts as answerable.
//
// A fit is judged on samples it has not seen: the samples are cut into folds, each fold is
// scored by a fit to the others. Only a fit that is better than the numbers in use, by
// more than chance, is written; its file is the committed default, so that a change is a
// diff with a measurement beside it.
package calibrate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"

	"auskunft"
	"auskunft/evals/stats"
)

// Options are common to both fits.
type Options struct {
	Out   string // file to write when the fit is better; "" only prints
	Folds int    // 0 means 5
	Seed  uint64
	// Anyway writes a fit that is not shown to be better: the numbers in use may have been
	// fitted to the very questions they are compared on.
	Anyway bool
}

func (o Options) folds() int {
	if o.Folds < 2 {
		return 5
	}
	return o.Folds
}

// fold puts a sample into a fold by its name, so that samples with the same group (the
// questions about one page) stay together and nothing depends on the order of files.
func (o Options) fold(group string) int {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", o.Seed, group)
	return int(h.Sum64() % uint64(o.folds()))
}

// Result is how the numbers in use and the fitted ones did on the same unseen samples.
type Result struct {
	Measure    string           `json:"measure"`
	Before     stats.Interval   `json:"before"`
	After      stats.Interval   `json:"after"`
	Difference stats.Difference `json:"difference"`
}

// Better reports whether the fit is an improvement beyond chance.
func (r Result) Better() bool { return r.Difference.Mean.Value > 0 && r.Difference.Shown() }

func (r Result) print(w io.Writer) {
	verdict := "no difference shown"
	switch {
	case r.Better():
		verdict = "better"
	case r.Difference.Shown():
		verdict = "worse"
	}
	fmt.Fprintf(w, "%s on unseen samples (n = %d)\n", r.Measure, r.After.N)
	for _, line := range []struct {
		name string
		i    stats.Interval
	}{{"before", r.Before}, {"after", r.After}, {"change", r.Difference.Mean}} {
		fmt.Fprintf(w, "  %-6s  %+.4f  [%+.4f, %+.4f]\n", line.name, line.i.Value, line.i.Low, line.i.High)
	}
	fmt.Fprintf(w, "  p = %.4f: %s\n", r.Difference.P, verdict)
}

// refuse is the error of a fit that is not better.
func (r Result) refuse(out string) error {
	if r.Better() {
		return nil
	}
	return auskunft.Errorf(auskunft.Conflict, "eval_calibrate", "the fit is not shown to be better than the numbers in use; %s is left as it is", out)
}

// writeJSON replaces a file.
func writeJSON(path string, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return replace(path, b.Bytes())
}

// replace writes beside a file and renames.
func replace(path string, data []byte) error {
	temporary := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".writing")
	if err := os.WriteFile(temporary, data, 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
