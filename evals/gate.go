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
// one breaks a hard rule or loses significantly in a gated measure. Runs of one kind are
// also held together: a small loss everywhere shows in all sets before it shows in one. It
// prints every comparison, also those that find nothing.
func Gate(path string, w io.Writer, runs ...*Run) error {
	baseline, err := ReadBaseline(path)
	if err != nil {
		return err
	}
	var reasons []error
	pooled, counted := map[Kind][]Pair{}, map[Kind]int{}
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
		pairs := before.pairs(r, w)
		if len(pairs) == 0 {
			reasons = append(reasons, fmt.Errorf("%s has no sample in common with its baseline", r.key()))
			continue
		}
		pooled[r.Kind] = append(pooled[r.Kind], pairs...)
		counted[r.Kind]++
		losses, err := hold(r.key(), r.Kind, pairs, r.Seed, w)
		if err != nil {
			return err
		}
		reasons = append(reasons, losses...)
	}
	for _, kind := range []Kind{RetrievalRun, AnswersRun, CasesRun} {
		if counted[kind] < 2 {
			continue
		}
		losses, err := hold(fmt.Sprintf("%s, %d sets together", kind, counted[kind]), kind, pooled[kind], runs[0].Seed, w)
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

// GateOptions are the arguments of `eval gate`.
type GateOptions struct {
	Baseline string
	Runs     []string // stored runs
	Update   bool     // make the runs the baseline instead of holding them against it
}

// GateStored holds stored runs against the baseline, or makes them the baseline.
func GateStored(opts GateOptions, w io.Writer) error {
	var runs []*Run
	for _, path := range opts.Runs {
		r, err := ReadRun(path)
		if err != nil {
			return err
		}
		runs = append(runs, r)
	}
	if !opts.Update {
		return Gate(opts.Baseline, w, runs...)
	}
	if err := UpdateBaseline(opts.Baseline, runs...); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s holds %d runs; review its diff before committing it\n", opts.Baseline, len(runs))
	return nil
}

// pairs matches the samples of a run with those of its baseline.
func (b BaselineRun) pairs(r *Run, w io.Writer) []Pair {
	old := &Run{}
	for id, values := range b.Samples {
		old.Samples = append(old.Samples, Sample{ID: id, Values: values})
	}
	judged := &Run{}
	for _, s := range r.Samples {
		if slices.ContainsFunc(gated[r.Kind], func(n Name) bool { _, applies := s.Values[n]; return applies }) {
			judged.Samples = append(judged.Samples, s)
		}
	}
	c := &Comparison{}
	pairs := c.match(old, judged)
	if len(c.Gone)+len(c.New) > 0 {
		fmt.Fprintf(w, "%s: %d samples in both, %d only in the baseline, %d only in the run\n", r.key(), len(pairs), len(c.Gone), len(c.New))
	}
	return pairs
}

// hold prints the changes in the gated measures and returns the significant losses.
func hold(what string, kind Kind, pairs []Pair, seed uint64, w io.Writer) ([]error, error) {
	fmt.Fprintf(w, "gate %s\n", what)
	var changes []Change
	var losses []error
	for _, name := range gated[kind] {
		change, ok := changeOf(pairs, name, seed)
		if !ok {
			continue
		}
		changes = append(changes, change)
		if change.Verdict() == "LOSS" {
			losses = append(losses, fmt.Errorf("%s: %s fell from %.3f to %.3f", what, name, change.Before, change.After))
		}
	}
	return losses, printChanges(w, changes)
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
