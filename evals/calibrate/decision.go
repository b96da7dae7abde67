package calibrate

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"auskunft"
	"auskunft/evals/measure"
	"auskunft/evals/stats"
)

// Question is one labelled question as the decision sees it.
type Question struct {
	ID         string
	Set        string
	Group      string    // questions of one group stay in one fold; "" means the question alone
	Features   []float64 // in the order of Decision.Features; none when it is refused whatever the decision says
	Answerable bool
	Before     float64 // probability by the model in use
}

// Decision is what a fit of the answerable decision needs.
type Decision struct {
	Key       string // entry of the file: "open" or "given"
	Features  []string
	Threshold float64 // in use: answered from here on
	Questions []Question
	// Unanswerable is the weight of a town's unanswerable questions, as a share of all of the
	// town's: how much a wrong answer costs beside a wrong refusal, whichever questions
	// happened to be collected. 0 leaves each question the same weight.
	Unanswerable float64
}

// DecisionFit is a fitted model, how it was judged, and its reliability: what is believed
// against what is true.
type DecisionFit struct {
	Model       Model   `json:"model"`
	Result      Result  `json:"result"`
	AUC         float64 `json:"auc"`   // of unseen probabilities
	Brier       float64 `json:"brier"` // mean squared error of unseen probabilities
	BrierBefore float64 `json:"brier_before"`
	Curve       []Bin   `json:"curve"`
}

// Bin is one tenth of the unseen questions, by probability.
type Bin struct {
	Believed float64 `json:"believed"` // mean probability
	True     float64 `json:"true"`     // share that is answerable
	N        int     `json:"n"`
}

// FitDecision fits a logistic regression for "this question can be answered" and the
// threshold that maximises the mean of the two F1 scores, of answering and of refusing.
// Both are judged by cross-validation against the model in use, printed, and written to
// the entry d.Key of opts.Out when they are better.
func FitDecision(d Decision, opts Options, w io.Writer) (*DecisionFit, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	unseen := make([]float64, len(d.Questions))
	answered := make([]bool, len(d.Questions))
	err := opts.folded(d.Questions, func(in []Question, out []int) error {
		m, err := d.fit(in, opts)
		for _, i := range out {
			unseen[i] = d.Questions[i].probability(m)
			answered[i] = unseen[i] >= m.Threshold
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	model, err := d.fit(d.Questions, opts)
	if err != nil {
		return nil, err
	}
	fit := &DecisionFit{Model: model, Result: d.judge(answered, opts.Seed), AUC: d.auc(unseen), Brier: d.brier(unseen), Curve: d.curve(unseen)}
	before := make([]float64, len(d.Questions))
	for i, q := range d.Questions {
		before[i] = q.Before
	}
	fit.BrierBefore = d.brier(before)
	fit.print(w)
	d.printSets(answered, w)
	if opts.Out == "" {
		return fit, nil
	}
	if err := fit.Result.refuse(opts.Out); err != nil && !opts.Anyway {
		return fit, err
	}
	return fit, d.write(opts.Out, fit)
}

// write replaces the fit of one kind of decision in a file of them.
func (d Decision) write(path string, fit *DecisionFit) error {
	fits := map[string]json.RawMessage{}
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &fits)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("decision file %s: %w", path, err)
	}
	if fits[d.Key], err = json.Marshal(fit); err != nil {
		return err
	}
	return writeJSON(path, fits)
}

// Write stores the fit as JSON.
func (f *DecisionFit) Write(path string) error { return writeJSON(path, f) }

func (d Decision) check() error {
	answerable := 0
	for _, q := range d.Questions {
		if len(q.Features) != len(d.Features) && len(q.Features) > 0 {
			return auskunft.Errorf(auskunft.Invalid, "eval_calibrate", "question %s: %d features, want %d", q.ID, len(q.Features), len(d.Features))
		}
		if q.Answerable {
			answerable++
		}
	}
	if n := len(d.Questions); answerable < 10 || n-answerable < 10 {
		return auskunft.Errorf(auskunft.Invalid, "eval_calibrate", "%d answerable and %d unanswerable questions; at least 10 of each are needed",
			answerable, n-answerable)
	}
	return nil
}

// folded calls f for every fold with the questions outside of it and the indices of those in it.
func (o Options) folded(questions []Question, f func(in []Question, out []int) error) error {
	for fold := range o.folds() {
		var in []Question
		var out []int
		for i, q := range questions {
			if o.fold(q.Set+"/"+cmp.Or(q.Group, q.ID)) == fold {
				out = append(out, i)
			} else {
				in = append(in, q)
			}
		}
		if err := f(in, out); err != nil {
			return auskunft.Errorf(auskunft.Invalid, "eval_calibrate", "fold %d: %w", fold, err)
		}
	}
	return nil
}

// fit fits the weights to all questions, and the threshold to what each of them gets from
// weights that have not seen it: those that have are surer than they should be.
func (d Decision) fit(questions []Question, opts Options) (Model, error) {
	m, err := d.weigh(questions)
	if err != nil {
		return m, err
	}
	inner := opts
	inner.Seed++ // other folds than those that the fit as a whole is judged on
	unseen := make([]float64, len(questions))
	err = inner.folded(questions, func(in []Question, out []int) error {
		m, err := d.weigh(in)
		for _, i := range out {
			unseen[i] = questions[i].probability(m)
		}
		return err
	})
	m.Threshold = threshold(questions, unseen, d.weights(questions))
	return m, err
}

func (d Decision) weigh(questions []Question) (Model, error) {
	questions = slices.DeleteFunc(slices.Clone(questions), func(q Question) bool { return len(q.Features) == 0 })
	x, y := make([][]float64, len(questions)), make([]bool, len(questions))
	for i, q := range questions {
		x[i], y[i] = q.Features, q.Answerable
	}
	m, err := logistic(x, y, d.weights(questions))
	m.Features = d.Features
	return m, err
}

// plateau is how much worse than the best a threshold may be to be as good as it: a hundred
// unanswerable questions cannot tell more apart.
const plateau = 0.01

// threshold is the middle of those with the best mean F1 of answering and refusing, each
// question counting its weight.
func threshold(questions []Question, p, weights []float64) float64 {
	var f1s [100]float64
	for step := range f1s {
		var answers, refusals, wrongAnswers, wrongRefusals float64
		for i, q := range questions {
			switch answered := p[i] >= float64(step)/100; {
			case answered && q.Answerable:
				answers += weights[i]
			case answered:
				wrongAnswers += weights[i]
			case q.Answerable:
				wrongRefusals += weights[i]
			default:
				refusals += weights[i]
			}
		}
		wrong := wrongAnswers + wrongRefusals
		f1s[step] = answers/(2*answers+wrong) + refusals/(2*refusals+wrong)
	}
	best := slices.Max(f1s[:])
	sum, n := 0, 0
	for step, f1 := range f1s {
		if f1 >= best-plateau {
			sum, n = sum+step, n+1
		}
	}
	return math.Round(float64(sum)/float64(n)) / 100
}

func (q Question) probability(m Model) float64 {
	if len(q.Features) == 0 {
		return 0
	}
	return m.Probability(q.Features)
}

// town is the set without its split: questions of one kind over one stock of texts.
func (q Question) town() string {
	name, _, _ := strings.Cut(q.Set, "/")
	return name
}

// weights make every town count the same, however many questions it has, and its
// unanswerable questions their share.
func (d Decision) weights(questions []Question) []float64 {
	type side struct {
		town       string
		answerable bool
	}
	counts, towns := map[side]int{}, map[string]int{}
	for _, q := range questions {
		counts[side{q.town(), q.Answerable}]++
		towns[q.town()]++
	}
	weights := make([]float64, len(questions))
	for i, q := range questions {
		weights[i] = float64(len(questions)) / float64(len(towns)*towns[q.town()])
		if other := counts[side{q.town(), !q.Answerable}]; d.Unanswerable > 0 && other > 0 {
			share := d.Unanswerable
			if q.Answerable {
				share = 1 - share
			}
			weights[i] *= share * float64(towns[q.town()]) / float64(towns[q.town()]-other)
		}
	}
	return weights
}

func bothF1(decisions []measure.Decision) float64 {
	return (measure.Answers(decisions).F1 + measure.Refusals(decisions).F1) / 2
}

// judge compares the decisions in use with the fitted ones. F1 is no mean over questions,
// so the difference gets a bootstrap interval, and p from the share of drawings beyond 0.
func (d Decision) judge(answered []bool, seed uint64) Result {
	n := len(d.Questions)
	pick := func(index []int, after bool) float64 {
		drawn := make([]measure.Decision, len(index))
		for i, j := range index {
			q := d.Questions[j]
			yes := q.Before >= d.Threshold
			if after {
				yes = answered[j]
			}
			drawn[i] = measure.Decision{Answerable: q.Answerable, Answered: yes, Refused: !yes}
		}
		return bothF1(drawn)
	}
	beyond, drawings := 0, 0
	difference := stats.Bootstrap(n, seed, func(index []int) float64 {
		change := pick(index, true) - pick(index, false)
		if drawings++; drawings > 1 && change <= 0 {
			beyond++
		}
		return change
	})
	p := 2 * float64(min(beyond, stats.Resamples-beyond)+1) / float64(stats.Resamples+1)
	return Result{
		Measure:    "mean F1 of answering and refusing",
		Before:     stats.Bootstrap(n, seed, func(i []int) float64 { return pick(i, false) }),
		After:      stats.Bootstrap(n, seed, func(i []int) float64 { return pick(i, true) }),
		Difference: stats.Difference{Mean: difference, P: min(1, p)},
	}
}

// auc is the chance that an answerable question is believed more than an unanswerable one;
// a tie is half.
func (d Decision) auc(p []float64) float64 {
	wins, pairs := 0.0, 0.0
	for i, a := range d.Questions {
		for j, b := range d.Questions {
			if !a.Answerable || b.Answerable {
				continue
			}
			pairs++
			switch {
			case p[i] > p[j]:
				wins++
			case p[i] == p[j]:
				wins += 0.5
			}
		}
	}
	return wins / pairs
}

func (d Decision) brier(p []float64) float64 {
	sum := 0.0
	for i, q := range d.Questions {
		truth := 0.0
		if q.Answerable {
			truth = 1
		}
		sum += (p[i] - truth) * (p[i] - truth)
	}
	return sum / float64(len(p))
}

func (d Decision) curve(p []float64) []Bin {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	const bins = 10
	var curve []Bin
	for b := range bins {
		from, to := b*len(order)/bins, (b+1)*len(order)/bins
		if from == to {
			continue
		}
		bin := Bin{N: to - from}
		for _, i := range order[from:to] {
			bin.Believed += p[i] / float64(bin.N)
			if d.Questions[i].Answerable {
				bin.True += 1 / float64(bin.N)
			}
		}
		curve = append(curve, bin)
	}
	return curve
}

// printSets says how each set and each town fares with the fitted decision, on questions it has not seen.
func (d Decision) printSets(answered []bool, w io.Writer) {
	bySet := map[string][]measure.Decision{}
	for i, q := range d.Questions {
		decision := measure.Decision{Answerable: q.Answerable, Answered: answered[i], Refused: !answered[i]}
		bySet[q.Set] = append(bySet[q.Set], decision)
		if all := q.town() + ", all"; all != q.Set {
			bySet[all] = append(bySet[all], decision)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(bySet)) {
		refusals, answers := measure.Refusals(bySet[name]), measure.Answers(bySet[name])
		fmt.Fprintf(w, "  unseen, %s: refusals P %.3f R %.3f F1 %.3f, answers P %.3f R %.3f F1 %.3f (n = %d)\n", name,
			refusals.Precision, refusals.Recall, refusals.F1, answers.Precision, answers.Recall, answers.F1, len(bySet[name]))
	}
}

func (f *DecisionFit) print(w io.Writer) {
	f.Result.print(w)
	fmt.Fprintf(w, "  AUC %.3f, Brier score %.4f -> %.4f (lower is better)\n", f.AUC, f.BrierBefore, f.Brier)
	for i, name := range f.Model.Features {
		fmt.Fprintf(w, "  %-24s %+.4f\n", name, f.Model.Weights[i])
	}
	fmt.Fprintf(w, "  bias %+.4f, answered from %.2f on\n", f.Model.Bias, f.Model.Threshold)
}
