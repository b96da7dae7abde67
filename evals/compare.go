package evals

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"auskunft"
	"auskunft/evals/stats"
)

// CompareOptions are the arguments of `eval compare`.
type CompareOptions struct {
	Before, After string // stored runs
	JSON          bool
}

// Compare prints, for two runs over the same samples, what changed on average and whether
// that is more than chance, and then every sample that changed with both outcomes.
func Compare(opts CompareOptions, w io.Writer) error {
	before, err := ReadRun(opts.Before)
	if err != nil {
		return err
	}
	after, err := ReadRun(opts.After)
	if err != nil {
		return err
	}
	c, err := compareRuns(before, after)
	if err != nil {
		return err
	}
	if opts.JSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(c)
	}
	return c.print(w)
}

// Comparison is what changed between two runs, over the samples that both have.
type Comparison struct {
	Before  string   `json:"before"` // what each run was made with
	After   string   `json:"after"`
	Common  int      `json:"common"`
	Gone    []string `json:"gone,omitempty"` // samples that only the run before has
	New     []string `json:"new,omitempty"`
	Changes []Change `json:"changes"`
	Samples []Pair   `json:"samples,omitempty"` // those that changed, the greatest loss first
}

// Change is one measure before and after.
type Change struct {
	Name       Name             `json:"name"`
	Before     float64          `json:"before"`
	After      float64          `json:"after"`
	Difference stats.Difference `json:"difference"`
	Flips      *stats.Flips     `json:"flips,omitempty"` // of measures that are passed or not
}

// Verdict says in words whether the change is more than chance.
func (c Change) Verdict() string {
	shown := c.Difference.Shown()
	if c.Flips != nil {
		shown = c.Flips.Shown()
	}
	switch {
	case !shown:
		return "no difference shown"
	case c.Name.Descriptive():
		return "different"
	case c.After < c.Before:
		return "LOSS"
	default:
		return "gain"
	}
}

// Pair is one sample in both runs.
type Pair struct {
	Before Sample `json:"before"`
	After  Sample `json:"after"`
}

func compareRuns(before, after *Run) (*Comparison, error) {
	if before.Kind != after.Kind {
		return nil, auskunft.Errorf(auskunft.Invalid, "eval_compare", "a %s run cannot be compared with a %s run", before.Kind, after.Kind)
	}
	c := &Comparison{Before: before.about(), After: after.about()}
	pairs := c.match(before, after)
	if len(pairs) == 0 {
		return nil, auskunft.Errorf(auskunft.Invalid, "eval_compare", "%s and %s have no samples in common", before.Set, after.Set)
	}
	c.Common = len(pairs)
	for _, name := range Names {
		if change, ok := changeOf(pairs, name, after.Seed); ok {
			c.Changes = append(c.Changes, change)
		}
	}
	for _, p := range pairs {
		if p.changed() {
			c.Samples = append(c.Samples, p)
		}
	}
	slices.SortStableFunc(c.Samples, func(a, b Pair) int { return cmp.Compare(a.gain(), b.gain()) })
	return c, nil
}

// match pairs the samples of both runs by id and notes the others.
func (c *Comparison) match(before, after *Run) []Pair {
	old := map[string]Sample{}
	for _, s := range before.Samples {
		old[s.ID] = s
	}
	var pairs []Pair
	for _, s := range byID(after.Samples) {
		if b, both := old[s.ID]; both {
			pairs = append(pairs, Pair{b, s})
			delete(old, s.ID)
		} else {
			c.New = append(c.New, s.ID)
		}
	}
	for id := range old {
		c.Gone = append(c.Gone, id)
	}
	slices.Sort(c.Gone)
	return pairs
}

// changeOf tests one measure over the samples to which it applies in both runs.
func changeOf(pairs []Pair, name Name, seed uint64) (Change, bool) {
	var before, after []float64
	for _, p := range pairs {
		b, inBefore := p.Before.Values[name]
		a, inAfter := p.After.Values[name]
		if inBefore && inAfter {
			before, after = append(before, round(b)), append(after, round(a))
		}
	}
	if len(before) == 0 {
		return Change{}, false
	}
	change := Change{Name: name, Before: mean(before), After: mean(after), Difference: stats.Randomisation(before, after, seed)}
	if name.Binary() {
		flips := stats.McNemar(passes(before), passes(after))
		change.Flips = &flips
	}
	return change, true
}

// Binary measures are passed or failed by each sample.
func (n Name) Binary() bool {
	return n == Passed || n == StatusRight || n == ReasonRight || n == Hit1 || n == ForbiddenAbsent || n == LanguageRight
}

func passes(values []float64) []bool {
	passed := make([]bool, len(values))
	for i, v := range values {
		passed[i] = v >= 1
	}
	return passed
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// round keeps six digits, so that a stored baseline compares equal with itself.
func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// changed reports whether anything a reader would care about differs; times do not count.
func (p Pair) changed() bool {
	return !reflect.DeepEqual(p.Before.Values, p.After.Values) || p.Before.Error != p.After.Error ||
		p.Before.outcome() != p.After.outcome()
}

// gain is by how much the sample got better, over all measures that are quality.
func (p Pair) gain() float64 {
	sum := 0.0
	for _, name := range Names {
		if !name.Descriptive() {
			sum += p.After.Values[name] - p.Before.Values[name]
		}
	}
	return sum
}

// outcome is what came out of a sample, for people: the error, the answer, or the ranking.
func (s Sample) outcome() string {
	if s.Error != "" {
		return "failed: " + s.Error
	}
	if a := s.Answer; a != nil {
		lines := []string{strings.TrimSpace(fmt.Sprint(a.Status, " ", a.Reason))}
		for _, sentence := range a.Sentences {
			lines = append(lines, sentence.Text)
		}
		if a.Message != "" {
			lines = append(lines, a.Message)
		}
		return strings.Join(append(lines, a.Cards...), "\n")
	}
	var places []string
	for i, f := range s.Found {
		mark := ""
		if f.Grade > 0 {
			mark = " (relevant)"
		}
		places = append(places, fmt.Sprintf("%d. %s%s", i+1, f.DocID, mark))
	}
	return strings.Join(places, "\n")
}

func (c *Comparison) print(w io.Writer) error {
	fmt.Fprintf(w, "before: %s\nafter:  %s\n%d samples in both", c.Before, c.After, c.Common)
	if len(c.Gone)+len(c.New) > 0 {
		fmt.Fprintf(w, "; %d only before, %d only after", len(c.Gone), len(c.New))
	}
	fmt.Fprintln(w)
	if err := printChanges(w, c.Changes); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d samples changed\n", len(c.Samples))
	for _, p := range c.Samples {
		fmt.Fprintf(w, "\n%s  %s\n", p.After.ID, p.After.Question)
		for _, name := range Names {
			b, a := p.Before.Values[name], p.After.Values[name]
			if round(a) != round(b) {
				fmt.Fprintf(w, "  %s %s -> %s\n", name, name.format(b), name.format(a))
			}
		}
		fmt.Fprintf(w, "  before:\n%s\n  after:\n%s\n", indent(p.Before.outcome()), indent(p.After.outcome()))
	}
	return nil
}

func printChanges(w io.Writer, changes []Change) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  measure\tbefore\tafter\tdifference\t95 % interval\tp\tn\tverdict")
	for _, c := range changes {
		d := c.Difference
		p := d.P
		if c.Flips != nil {
			p = c.Flips.P
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%+.3f\t[%+.3f, %+.3f]\t%s\t%d\t%s", c.Name, c.Name.format(c.Before), c.Name.format(c.After),
			d.Mean.Value, d.Mean.Low, d.Mean.High, chance(p), d.Mean.N, c.Verdict())
		if f := c.Flips; f != nil && f.Lost+f.Gained > 0 {
			fmt.Fprintf(t, " (%d lost, %d gained)", f.Lost, f.Gained)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// chance writes a p with three digits and never as 0, which it cannot be.
func chance(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(text, "\n", "\n    ")
}
