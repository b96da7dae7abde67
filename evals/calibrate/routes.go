package calibrate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"auskunft"
	"auskunft/chat/guard"
)

// Sentence is a text of which is known what it is.
type Sentence struct {
	Set    string
	Author string // who wrote it without having seen the rules: these judge; "" only teaches
	Text   string
	Kind   guard.Kind
	Also   []guard.Kind // right as well
}

// right tells whether a decision is; a question may be another authority's matter.
func (s Sentence) right(kind guard.Kind) bool {
	if kind == guard.OtherAuthority {
		kind = guard.Question
	}
	return kind == s.Kind || slices.Contains(s.Also, kind)
}

// passing is the share of unseen questions that must not be taken for an individual case by their
// words alone. A case that is decided does harm; a question that is taken for one still gets the
// rule, and most become questions again when a page is found that has it (guard.Decision.Else).
const passing = .90

// FitRoutes fits the classifier of package guard. It prints how the whole routing does on
// unseen sentences, by cross-validation, with those that went astray if verbose, and writes
// the fit to all sentences to opts.Out.
func FitRoutes(sentences []Sentence, opts Options, verbose bool, w io.Writer) (*guard.Classifier, error) {
	for _, kind := range []guard.Kind{guard.Individual, guard.Question} {
		n := 0
		for _, s := range sentences {
			if s.Author != "" && s.Kind == kind {
				n++
			}
		}
		if n < 20 {
			return nil, auskunft.Errorf(auskunft.Invalid, "eval_calibrate", "%d unseen sentences of kind %s; at least 20 are needed", n, kind)
		}
	}
	features := make([][]guard.Feature, len(sentences))
	for i, s := range sentences {
		features[i] = guard.Features(s.Text)
	}
	fit := func(use func(Sentence) bool) *guard.Classifier {
		var s []Sentence
		var f [][]guard.Feature
		for i := range sentences {
			if use(sentences[i]) {
				s, f = append(s, sentences[i]), append(f, features[i])
			}
		}
		return fitClassifier(s, f)
	}
	without := map[string]*guard.Classifier{}
	for _, s := range sentences {
		if s.Author != "" && without[s.Author] == nil {
			without[s.Author] = fit(func(other Sentence) bool { return other.Author != s.Author })
		}
	}
	unseen := func(s Sentence) *guard.Classifier { return without[s.Author] }
	threshold := individualThreshold(sentences, unseen, w)
	if err := printRoutes(sentences, func(s Sentence) guard.Decision {
		return unseen(s).Route(s.Text)
	}, verbose, w); err != nil {
		return nil, err
	}
	all := fit(func(Sentence) bool { return true })
	all.Individual = threshold
	if opts.Out == "" {
		return all, nil
	}
	return all, replace(opts.Out, fileOf(all))
}

// fileOf is a classifier as JSON with a feature a line, sorted: a change shall be a diff that
// people can read.
func fileOf(c *guard.Classifier) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n\"individual\": %s,\n", plain(c.Individual))
	fmt.Fprintf(&b, "\"kinds\": {\n\"bias\": %s,\n\"weights\": {\n%s\n}},\n", plain(c.Kinds.Bias), lines(c.Kinds.Weights))
	fmt.Fprintf(&b, "\"case\": {\n\"bias\": %s,\n\"weights\": {\n%s\n}}\n}\n", plain(c.Case.Bias), lines(c.Case.Weights))
	return b.Bytes()
}

// lines are the members of a JSON object, each on its own.
func lines[V any](object map[string]V) string {
	all := make([]string, 0, len(object))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		all = append(all, plain(name)+": "+plain(object[name]))
	}
	return strings.Join(all, ",\n")
}

// plain is a value as JSON in which "<" stays what it is.
func plain(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // of numbers, and maps of them by strings
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// individualThreshold is the lowest threshold, in steps of .05, at which enough questions
// pass: no individual case shall be decided. It is set in the classifiers and printed with
// its neighbours.
func individualThreshold(sentences []Sentence, unseen func(Sentence) *guard.Classifier, w io.Writer) (chosen float64) {
	fmt.Fprintln(w, "threshold  individual cases found  questions passed")
	for step := 16; step > 0; step-- {
		threshold := float64(step) / 20
		var right, of [2]int
		for _, s := range sentences {
			i := slices.Index([]guard.Kind{guard.Individual, guard.Question}, s.Kind)
			if i < 0 || s.Author == "" {
				continue
			}
			c := unseen(s)
			c.Individual = threshold
			of[i]++
			if s.right(c.Route(s.Text).Kind) {
				right[i]++
			}
		}
		fmt.Fprintf(w, "%.2f       %d of %d              %d of %d\n", threshold, right[0], of[0], right[1], of[1])
		if float64(right[1]) < passing*float64(of[1]) {
			break
		}
		chosen = threshold
	}
	for _, s := range sentences {
		if s.Author != "" {
			unseen(s).Individual = chosen
		}
	}
	return chosen
}

// printRoutes counts the unseen sentences of each set and kind that went their way.
func printRoutes(sentences []Sentence, route func(Sentence) guard.Decision, verbose bool, w io.Writer) error {
	type figure struct{ right, of int }
	figures := map[string]figure{}
	for _, s := range sentences {
		if s.Author == "" {
			continue
		}
		key := s.Set + "\t" + string(s.Kind)
		f := figures[key]
		f.of++
		if d := route(s); s.right(d.Kind) {
			f.right++
		} else if verbose {
			fmt.Fprintf(w, "%s %s goes to %s (%s): %s\n", s.Set, s.Kind, d.Kind, d.Rule, s.Text)
		}
		figures[key] = f
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "set\tkind\tright\tof")
	for _, key := range slices.Sorted(maps.Keys(figures)) {
		fmt.Fprintf(t, "%s\t%d\t%d\n", key, figures[key].right, figures[key].of)
	}
	return t.Flush()
}
