package evals

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Table prints the figures of runs with their 95 % intervals, one block a run.
func Table(w io.Writer, runs ...*Run) error {
	for _, r := range runs {
		fmt.Fprintf(w, "%s %s: %s\n", r.Kind, r.Set, r.about())
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "  measure\tvalue\t95 % interval\tn")
		for _, f := range r.Figures {
			fmt.Fprintf(t, "  %s\t%s\t[%s, %s]\t%d\n", f.Name, f.Name.format(f.Value), f.Name.format(f.Low), f.Name.format(f.High), f.N)
		}
		if err := t.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(w, "  latency p50 %.1f ms, p95 %.1f ms (%d at once); %.1f s in all\n", r.P50, r.P95, r.Parallel, r.Seconds)
		printCurves(w, r.Samples)
		printTrouble(w, r)
	}
	return nil
}

// about is "155 samples, 442 documents, data 9a855d9b, code 62005ac6, weights …".
func (r *Run) about() string {
	parts := []string{fmt.Sprintf("%d samples", len(r.Samples))}
	if r.Documents > 0 {
		parts = append(parts, fmt.Sprintf("%d documents", r.Documents))
	}
	for _, v := range []struct{ name, value string }{
		{"data", r.Data}, {"code", r.Versions.Code}, {"weights", r.Versions.Weights}, {"prompts", r.Versions.Prompts},
		{"embedder", r.Versions.Embedder}, {"model", r.Versions.Model},
	} {
		if v.value != "" {
			parts = append(parts, v.name+" "+Short(v.value))
		}
	}
	return strings.Join(parts, ", ")
}

// Short cuts a hash to eight characters, enough to see whether two are the same.
func Short(version string) string {
	if len(version) >= 32 && !strings.ContainsAny(version, " /:") {
		return version[:8]
	}
	return version
}

// format prints a share with three digits and a count or level with one.
func (n Name) format(v float64) string {
	if !n.Share() {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3f", v)
}

// printTrouble names failed samples and broken rules; none is left out without being counted.
func printTrouble(w io.Writer, r *Run) {
	const most = 10
	failed := r.Failed()
	fmt.Fprintf(w, "  failed %d of %d (each counts 0)\n", len(failed), len(r.Samples))
	for _, s := range failed[:min(most, len(failed))] {
		fmt.Fprintf(w, "    %s: %s\n", s.ID, s.Error)
	}
	if more := len(failed) - most; more > 0 {
		fmt.Fprintf(w, "    and %d more\n", more)
	}
	if r.Kind == RetrievalRun {
		return
	}
	broken := 0
	for _, s := range r.Samples {
		for _, b := range s.Broken {
			if broken++; broken <= most {
				fmt.Fprintf(w, "  BROKEN RULE %s in %s: %s\n", b.Rule, s.ID, b.Detail)
			}
		}
	}
	fmt.Fprintf(w, "  broken hard rules %d\n", broken)
}

// printJSON prints a run without its samples.
func printJSON(w io.Writer, r *Run) error {
	summary := *r
	summary.Samples = nil
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(summary)
}
