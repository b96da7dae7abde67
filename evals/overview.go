package evals

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Overview prints all figures of all runs as one table, and below it what went wrong.
func Overview(w io.Writer, runs ...*Run) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "run\tset\tmeasure\tvalue\t95 % interval\tn\tp50 ms\tp95 ms")
	for _, r := range runs {
		kind, set, p50, p95 := string(r.Kind), r.Set, fmt.Sprintf("%.1f", r.P50), fmt.Sprintf("%.1f", r.P95)
		for _, f := range r.Figures {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t[%s, %s]\t%d\t%s\t%s\n", kind, set, f.Name, f.Name.format(f.Value),
				f.Name.format(f.Low), f.Name.format(f.High), f.N, p50, p95)
			kind, set, p50, p95 = "", "", "", "" // once a run
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range runs {
		fmt.Fprintf(w, "%s %s: %s; %.1f s, %d at once\n", r.Kind, r.Set, r.about(), r.Seconds, r.Parallel)
		printTrouble(w, r)
	}
	return nil
}
