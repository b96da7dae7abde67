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

	"auskunft"
	"auskunft/evals/measure"
	"auskunft/evals/stats"
)

// Ranking is one query with everything the legs found for it.
type Ranking struct {
	ID         string
	Set        string // data set; every set counts the same, however many queries it has
	Group      string // queries of one group stay in one fold; "" means the query alone
	Candidates []Candidate
	Qrels      measure.Qrels
}

// Candidate is a passage with its score in each leg, in the order of Fusion.Legs, scaled
// as the fusion scales them.
type Candidate struct {
	DocID  string
	Scores []float64
}

// Fusion is what a weight fit needs: the legs, their weights in use, and cached scores.
type Fusion struct {
	Key      string // entry of the weights file: the embedder's name
	Legs     []string
	Weights  []float64
	Rankings []Ranking
}

// Weights are a fitted entry of the weights file and how it was judged.
type Weights struct {
	Key     string             `json:"key"`
	Weights map[string]float64 `json:"weights"`
	Result  Result             `json:"result"`
}

// steps are the factors that the search tries on a weight; a weight of 0 tries starts.
var (
	steps  = []float64{0, 0.5, 0.8, 0.9, 1.1, 1.25, 2}
	starts = []float64{0.02, 0.1, 0.5, 1}
)

// FitFusion searches leg weights that maximise nDCG@10 by changing one weight at a time,
// judges them by cross-validation, prints before and after, and updates the entry of Key in
// opts.Out, a JSON object of entries, when they are better. A sum ranks the same when all
// weights grow alike, so the first leg's weight stays as it is.
func FitFusion(f Fusion, opts Options, w io.Writer) (*Weights, error) {
	if len(f.Legs) < 2 || len(f.Weights) != len(f.Legs) || len(f.Rankings) == 0 {
		return nil, auskunft.Errorf(auskunft.Invalid, "eval_calibrate", "%d legs, %d weights, %d queries: nothing to fit",
			len(f.Legs), len(f.Weights), len(f.Rankings))
	}
	queries, err := compile(f, opts)
	if err != nil {
		return nil, err
	}
	before, after := make([]float64, len(queries)), make([]float64, len(queries))
	folds := make([][]float64, opts.folds())
	for fold := range folds {
		weights := search(f.Weights, slices.DeleteFunc(slices.Clone(queries), func(q *query) bool { return q.fold == fold }))
		folds[fold] = weights
		for i, q := range queries {
			if q.fold == fold {
				before[i], after[i] = q.share*q.ndcg(f.Weights), q.share*q.ndcg(weights)
			}
		}
	}
	fit := &Weights{Key: f.Key, Weights: map[string]float64{}, Result: Result{
		Measure: "nDCG@10, mean of sets", Before: stats.Mean(before, opts.Seed), After: stats.Mean(after, opts.Seed),
		Difference: stats.Randomisation(before, after, opts.Seed)}}
	fit.Result.print(w)
	for i, weight := range search(f.Weights, queries) {
		fit.Weights[f.Legs[i]] = math.Round(weight*1e4) / 1e4
		fmt.Fprintf(w, "  %-16s %.4f -> %.4f; folds", f.Legs[i], f.Weights[i], fit.Weights[f.Legs[i]])
		for _, weights := range folds {
			fmt.Fprintf(w, " %.4f", weights[i])
		}
		fmt.Fprintln(w)
	}
	if opts.Out == "" {
		return fit, nil
	}
	if err := fit.Result.refuse(opts.Out); err != nil {
		return fit, err
	}
	return fit, updateEntry(opts.Out, f.Key, fit.Weights)
}

// updateEntry changes the weights of one entry of the file and leaves everything else.
func updateEntry(path, key string, weights map[string]float64) error {
	entries := map[string]map[string]float64{}
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &entries)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("weights file %s: %w", path, err)
	}
	if entries[key] == nil {
		entries[key] = map[string]float64{}
	}
	maps.Copy(entries[key], weights)
	return writeJSON(path, entries)
}

// query is a ranking prepared for being scored thousands of times.
type query struct {
	fold     int
	share    float64 // so that the mean over all queries is the mean of the sets' means
	document []int   // of each candidate: place of its document in grades
	scores   [][]float64
	grades   []int // documents sorted by id descending, which is how ties are broken
	ideal    float64
	best     []float64 // scratch: best score of each document
	order    []int     // scratch
}

func compile(f Fusion, opts Options) ([]*query, error) {
	perSet := map[string]float64{}
	for _, r := range f.Rankings {
		perSet[r.Set]++
	}
	var queries []*query
	for _, r := range f.Rankings {
		q := &query{fold: opts.fold(r.Set + "/" + cmp.Or(r.Group, r.ID)),
			share: float64(len(f.Rankings)) / (perSet[r.Set] * float64(len(perSet)))}
		var ids []string
		for _, c := range r.Candidates {
			if len(c.Scores) != len(f.Legs) {
				return nil, auskunft.Errorf(auskunft.Invalid, "eval_calibrate", "query %s: %d scores for %d legs", r.ID, len(c.Scores), len(f.Legs))
			}
			ids = append(ids, c.DocID)
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		slices.Reverse(ids)
		for _, c := range r.Candidates {
			q.document = append(q.document, slices.Index(ids, c.DocID))
			q.scores = append(q.scores, c.Scores)
		}
		for _, id := range ids {
			q.grades = append(q.grades, r.Qrels[id])
		}
		q.ideal = idealGain(r.Qrels)
		q.best, q.order = make([]float64, len(ids)), make([]int, len(ids))
		queries = append(queries, q)
	}
	return queries, nil
}

func idealGain(qrels measure.Qrels) float64 {
	var grades []int
	for _, g := range qrels {
		grades = append(grades, g)
	}
	slices.SortFunc(grades, func(a, b int) int { return b - a })
	sum := 0.0
	for i, g := range grades[:min(10, len(grades))] {
		sum += float64(g) / math.Log2(float64(i+2))
	}
	return sum
}

// ndcg is measure.NDCG at 10 of the fused ranking; a test holds the two together.
func (q *query) ndcg(weights []float64) float64 {
	if q.ideal == 0 {
		return 0
	}
	for i := range q.best {
		q.best[i], q.order[i] = math.Inf(-1), i
	}
	for i, scores := range q.scores {
		sum := 0.0
		for leg, x := range scores {
			sum += weights[leg] * x
		}
		d := q.document[i]
		q.best[d] = max(q.best[d], sum)
	}
	gain := 0.0
	for place := range min(10, len(q.order)) {
		top := place
		for i := place + 1; i < len(q.order); i++ {
			a, b := q.order[i], q.order[top]
			if q.best[a] > q.best[b] || q.best[a] == q.best[b] && a < b {
				top = i
			}
		}
		q.order[place], q.order[top] = q.order[top], q.order[place]
		if g := q.grades[q.order[place]]; g > 0 {
			gain += float64(g) / math.Log2(float64(place+2))
		}
	}
	return gain / q.ideal
}

// search changes one weight at a time to the best of its steps until none helps.
func search(start []float64, queries []*query) []float64 {
	weights := slices.Clone(start)
	best := objective(weights, queries)
	for range 20 {
		improved := false
		for leg := 1; leg < len(weights); leg++ {
			tries := starts
			if weights[leg] != 0 {
				tries = nil
				for _, s := range steps {
					tries = append(tries, s*weights[leg])
				}
			}
			kept := weights[leg]
			for _, try := range tries {
				weights[leg] = try
				// A gain too small to matter is not worth moving for.
				if value := objective(weights, queries); value > best+1e-5 {
					best, kept, improved = value, try, true
				}
			}
			weights[leg] = kept
		}
		if !improved {
			break
		}
	}
	return weights
}

func objective(weights []float64, queries []*query) float64 {
	sum, shares := 0.0, 0.0
	for _, q := range queries {
		sum += q.share * q.ndcg(weights)
		shares += q.share
	}
	return sum / shares
}
