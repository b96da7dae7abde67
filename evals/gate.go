package evals

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"

	"auskunft"
	"auskunft/evals/stats"
)

// gated are the measures on which a loss stops a change. They are few on purpose: every
// further one raises the chance that an equal run is stopped.
var gated = map[Kind][]Name{
	RetrievalRun: {NDCG10, Recall100},
	AnswersRun:   {StatusRight, LineF1},
	CasesRun:     {Passed},
}

// Baseline is what runs are held against: a file in the repository with one line for each
// figure and each sample, so that a change of quality is a diff that somebody reviews.
type Baseline struct {
	Runs map[string]BaselineRun // by "kind set"
}

// BaselineRun is what a baseline keeps of one run.
type BaselineRun struct {
	Data     string                      `json:"data"`
	Versions Versions                    `json:"versions"`
	Figures  map[Name]stats.Interval     `json:"figures"`
	Samples  map[string]map[Name]float64 `json:"samples"` // gated measures only
}

func (r *Run) key() string { return string(r.Kind) + " " + r.Set }

// Gate holds runs against the baseline file and returns an error of code "eval_gate" when
// one breaks a hard rule or loses significantly in a gated measure. It prints every
// comparison, also those that find nothing.
func Gate(path string, w io.Writer, runs ...*Run) error {
	baseline, err := ReadBaseline(path)
	if err != nil {
		return err
	}
	var reasons []error
	for _, r := range runs {
		for _, s := range r.Samples {
			for _, b := range s.Broken {
				reasons = append(reasons, fmt.Errorf("%s: %s broken: %s", s.ID, b.Rule, b.Detail))
			}
		}
		before, ok := baseline.Runs[r.key()]
		if !ok {
			reasons = append(reasons, fmt.Errorf("%s has no baseline in %s", r.key(), path))
			continue
		}
		losses, err := before.hold(r, w)
		if err != nil {
			return err
		}
		reasons = append(reasons, losses...)
	}
	if len(reasons) > 0 {
		return auskunft.Errorf(auskunft.Conflict, "eval_gate", "the gate is closed:\n%w", errors.Join(reasons...))
	}
	fmt.Fprintln(w, "gate: open")
	return nil
}

// hold compares a run with its baseline and returns the significant losses.
func (b BaselineRun) hold(r *Run, w io.Writer) ([]error, error) {
	old := &Run{Kind: r.Kind, Set: r.Set, Data: b.Data, Versions: b.Versions}
	for id, values := range b.Samples {
		old.Samples = append(old.Samples, Sample{ID: id, Values: values})
	}
	c := &Comparison{}
	pairs := c.match(old, r)
	fmt.Fprintf(w, "gate %s: %d samples in both", r.key(), len(pairs))
	if b.Data != r.Data {
		fmt.Fprintf(w, "; the data changed: %d samples gone, %d new", len(c.Gone), len(c.New))
	}
	fmt.Fprintln(w)
	var losses []error
	for _, name := range gated[r.Kind] {
		change, ok := changeOf(pairs, name, r.Seed)
		if !ok {
			continue
		}
		c.Changes = append(c.Changes, change)
		if change.Verdict() == "LOSS" {
			losses = append(losses, fmt.Errorf("%s: %s fell from %.3f to %.3f", r.key(), name, change.Before, change.After))
		}
	}
	return losses, printChanges(w, c.Changes)
}

// ReadBaseline reads a baseline file.
func ReadBaseline(path string) (*Baseline, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.NotFound, "eval_baseline", "baseline: %w", err)
	}
	var b Baseline
	if err := json.Unmarshal(data, &b.Runs); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "eval_baseline", "%s is no baseline: %w", path, err)
	}
	return &b, nil
}

// UpdateBaseline puts the runs into the baseline file and leaves its other runs alone.
// Runs that break a hard rule are refused.
func UpdateBaseline(path string, runs ...*Run) error {
	b, err := ReadBaseline(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b = &Baseline{Runs: map[string]BaselineRun{}}
	case err != nil:
		return err
	}
	for _, r := range runs {
		for _, s := range r.Samples {
			if len(s.Broken) > 0 {
				return auskunft.Errorf(auskunft.Conflict, "eval_baseline", "%s breaks %s in %s; that cannot be a baseline",
					r.key(), s.Broken[0].Rule, s.ID)
			}
		}
		b.Runs[r.key()] = baselineOf(r)
	}
	return writeFile(path, b.write)
}

func baselineOf(r *Run) BaselineRun {
	b := BaselineRun{Data: r.Data, Versions: r.Versions, Figures: map[Name]stats.Interval{}, Samples: map[string]map[Name]float64{}}
	for _, f := range r.Figures {
		b.Figures[f.Name] = stats.Interval{Value: round(f.Value), Low: round(f.Low), High: round(f.High), N: f.N}
	}
	for _, s := range r.Samples {
		kept := map[Name]float64{}
		for _, name := range gated[r.Kind] {
			if v, applies := s.Values[name]; applies {
				kept[name] = round(v)
			}
		}
		if len(kept) > 0 {
			b.Samples[s.ID] = kept
		}
	}
	return b
}

// write lays the file out for reading and diffing: one line for each figure and sample.
func (b *Baseline) write(w io.Writer) error {
	var out bytes.Buffer
	out.WriteString("{")
	for i, key := range slices.Sorted(maps.Keys(b.Runs)) {
		r := b.Runs[key]
		fmt.Fprintf(&out, "%s\n%s: {\n  \"data\": %s,\n  \"versions\": %s,\n  \"figures\": {", comma(i), inJSON(key), inJSON(r.Data), inJSON(r.Versions))
		n := 0
		for _, name := range Names {
			if interval, ok := r.Figures[name]; ok {
				fmt.Fprintf(&out, "%s\n    %s: %s", comma(n), inJSON(name), inJSON(interval))
				n++
			}
		}
		out.WriteString("\n  },\n  \"samples\": {")
		for i, id := range slices.Sorted(maps.Keys(r.Samples)) {
			fmt.Fprintf(&out, "%s\n    %s: %s", comma(i), inJSON(id), inJSON(r.Samples[id]))
		}
		out.WriteString("\n  }\n}")
	}
	out.WriteString("\n}\n")
	_, err := w.Write(out.Bytes())
	return err
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// inJSON is for values that always have a JSON form: texts, numbers, maps of them.
func inJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}
