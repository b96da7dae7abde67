// Package suite measures everything that `make evals` measures, in one process: published
// sets through search and answers, and the project's own cases over the demo town's texts.
// Each corpus is loaded once, into a database of its own.
package suite

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"auskunft"
	"auskunft/evals"
	"auskunft/evals/dataset"
	"auskunft/evals/report"
)

// Desks makes the systems that are measured. The function returned beside a system gives
// its database back.
type Desks interface {
	// Empty is a desk without any text.
	Empty(ctx context.Context) (evals.System, func() error, error)
	// Town is a desk with exactly the texts that the cases ask about.
	Town(ctx context.Context) (evals.System, func() error, error)
}

// Options are the arguments of `eval all`.
type Options struct {
	Shared   string   // folder of the published data; see sets
	Cases    []string // case files
	Out      string   // folder for data sets, stored runs and reports
	Baseline string   // "" without a gate
	Update   bool     // make the runs the baseline
	Store    evals.Store
	Seed     uint64
	Work     evals.Work
}

// published are the sets of others, the folder of each in the shared data, and what is
// measured on it.
var published = []struct {
	name, format string
	source       string // below Options.Shared
	retrieval    []string
	answers      []string // splits; "" is the whole set
}{
	{"omos", "omos", "omos-qa", []string{"dev", "train"}, []string{"dev", "train"}},
	{"xquad-de", "squad", "xquad", []string{""}, nil},
	{"covid-faq", "faq", "covid-faq", []string{""}, nil},
	{"munich", "dldb", "munich-services", []string{""}, nil},
}

// Run measures, prints one table, writes the reports, and holds the runs against the
// baseline. A closed gate is an error of code "eval_gate", after everything was written.
func Run(ctx context.Context, desks Desks, opts Options, w io.Writer) error {
	if _, err := os.Stat(filepath.Join(opts.Shared, "data", published[0].source)); err == nil {
		opts.Shared = filepath.Join(opts.Shared, "data") // the folder around it was named, which tests take as well
	}
	if err := opts.check(); err != nil {
		return err
	}
	s := &suite{Options: opts, desks: desks}
	for _, p := range published {
		if err := s.measure(ctx, p.name, p.format, filepath.Join(opts.Shared, p.source), p.retrieval, p.answers); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if err := s.askCases(ctx); err != nil {
		return err
	}
	if err := evals.Overview(w, s.runs...); err != nil {
		return err
	}
	if err := s.report(w); err != nil || opts.Baseline == "" {
		return err
	}
	if opts.Update {
		return evals.GateStored(evals.GateOptions{Baseline: opts.Baseline, Runs: s.stored, Update: true}, w)
	}
	return evals.Gate(opts.Baseline, w, s.runs...)
}

// check finds out before the work that a part of it has nothing to work on.
func (o Options) check() error {
	for _, p := range published {
		if info, err := os.Stat(filepath.Join(o.Shared, p.source)); err != nil || !info.IsDir() {
			return auskunft.Errorf(auskunft.NotFound, "eval_shared",
				"NOTHING WAS MEASURED: %s is not in %q; set AUSKUNFT_SHARED to the folder of the shared data", p.source, o.Shared)
		}
	}
	if o.Baseline == "" || o.Update {
		return nil
	}
	_, err := evals.ReadBaseline(o.Baseline)
	return err
}

type suite struct {
	Options
	desks  Desks
	runs   []*evals.Run
	stored []string
}

// measure loads one set and runs what is wanted over it.
func (s *suite) measure(ctx context.Context, name, format, source string, retrieval, answers []string) (err error) {
	folder := filepath.Join(s.Out, "data", name)
	if err := dataset.Convert(dataset.ConvertOptions{Format: format, Source: source, Out: folder}, io.Discard); err != nil {
		return err
	}
	sys, done, err := s.desks.Empty(ctx)
	if err != nil {
		return err
	}
	defer closing(done, &err)
	loaded := false
	for _, split := range retrieval {
		out := s.file(evals.RetrievalRun, name, split)
		run, err := evals.Retrieval(ctx, sys, evals.RetrievalOptions{Dataset: folder, Split: split, Out: out,
			RunFile: strings.TrimSuffix(out, ".json") + ".trec", Store: s.Store, Seed: s.Seed, Loaded: loaded, Work: s.Work}, io.Discard)
		if err != nil {
			return err
		}
		loaded = true
		s.add(run, out)
	}
	for _, split := range answers {
		out := s.file(evals.AnswersRun, name, split)
		run, err := evals.Answers(ctx, sys, evals.AnswersOptions{Dataset: folder, Split: split, Out: out,
			Lines: out + "l", Store: s.Store, Seed: s.Seed, Loaded: loaded, Work: s.Work}, io.Discard)
		if err != nil {
			return err
		}
		loaded = true
		s.add(run, out)
	}
	return nil
}

// askCases asks the case files, each as a run of its own.
func (s *suite) askCases(ctx context.Context) (err error) {
	if len(s.Cases) == 0 {
		return nil
	}
	sys, done, err := s.desks.Town(ctx)
	if err != nil {
		return err
	}
	defer closing(done, &err)
	for _, file := range s.Cases {
		out := s.file(evals.CasesRun, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), "")
		run, err := evals.Cases(ctx, sys, evals.CasesOptions{Files: []string{file}, Out: out, Store: s.Store, Seed: s.Seed, Work: s.Work}, io.Discard)
		if err != nil {
			return err
		}
		s.add(run, out)
	}
	return nil
}

func (s *suite) add(run *evals.Run, file string) {
	s.runs, s.stored = append(s.runs, run), append(s.stored, file)
}

// file is where a run is stored: runs/answers-omos-dev.json.
func (s *suite) file(kind evals.Kind, set, split string) string {
	name := string(kind) + "-" + set
	if split != "" {
		name += "-" + split
	}
	return filepath.Join(s.Out, "runs", name+".json")
}

func (s *suite) report(w io.Writer) error { return report.WriteAll(s.Out, "", "", s.stored, w) }

func closing(done func() error, err *error) {
	if failed := done(); *err == nil {
		*err = failed
	}
}
