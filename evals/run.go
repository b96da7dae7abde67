package evals

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"auskunft"
	"auskunft/evals/stats"
)

// Kind says what was run.
type Kind string

// The kinds of runs.
const (
	RetrievalRun Kind = "retrieval"
	AnswersRun   Kind = "answers"
	CasesRun     Kind = "cases"
)

// Run is everything one run found, and everything needed to judge it later. It is stored
// as one JSON file; two runs of the same code on the same data differ in times only.
type Run struct {
	Kind      Kind      `json:"kind"`
	Set       string    `json:"set"`
	Data      string    `json:"data"` // hash of the data set
	Versions  Versions  `json:"versions"`
	Seed      uint64    `json:"seed"`
	Parallel  int       `json:"parallel"` // samples at once, which latencies depend on
	StartedAt time.Time `json:"started_at"`
	Seconds   float64   `json:"seconds"`
	Documents int       `json:"documents,omitempty"` // in the corpus
	Figures   []Figure  `json:"figures"`
	Slices    []Slice   `json:"slices,omitempty"`
	P50       float64   `json:"ms_p50"`
	P95       float64   `json:"ms_p95"`
	Samples   []Sample  `json:"samples"`
}

// Figure is one measure over all samples it applies to.
type Figure struct {
	Name Name `json:"name"`
	stats.Interval
}

// Slice is the figures over the samples with one tag.
type Slice struct {
	Tag     string   `json:"tag"`
	Figures []Figure `json:"figures"`
}

// Sample is one query or case with what came out. Values has a key for every measure that
// applies to the sample, whatever came out.
type Sample struct {
	ID         string           `json:"id"`
	Question   string           `json:"question"`
	Tags       []string         `json:"tags,omitempty"`
	Values     map[Name]float64 `json:"values"`
	Answerable *bool            `json:"answerable,omitempty"`
	Error      string           `json:"error,omitempty"`    // the pipeline failed; every value is 0
	Wrong      []string         `json:"wrong,omitempty"`    // what a reader should know about a bad value
	Broken     []Breach         `json:"broken,omitempty"`   // hard rules
	Found      []Found          `json:"found,omitempty"`    // the first places of a ranking
	Wanted     []Found          `json:"wanted,omitempty"`   // relevant documents that are not among them
	Expected   []string         `json:"expected,omitempty"` // what a right answer says, for people
	Answer     *AnswerLine      `json:"answer,omitempty"`
	Sure       *Sure            `json:"sure,omitempty"`  // of questions asked without naming a page
	Right      []string         `json:"right,omitempty"` // pages that answer them
	MS         float64          `json:"ms"`
}

// Found is one place of a ranking. Title and Text are there where the ranking is not
// perfect, for people to see why.
type Found struct {
	DocID string  `json:"doc_id"`
	Score float64 `json:"score"`
	Grade int     `json:"grade"`
	Place int     `json:"place,omitempty"` // from 1; 0: not found
	Title string  `json:"title,omitempty"`
	Text  string  `json:"text,omitempty"` // the beginning
}

// AnswerLine is an answer as `eval answers` writes it, one object a line. Its first seven
// fields are an interface that others read.
type AnswerLine struct {
	QueryID   string               `json:"query_id"`
	Status    auskunft.Status      `json:"status"`
	Reason    auskunft.Reason      `json:"reason"`
	Sentences []auskunft.Sentence  `json:"sentences"`
	Citations []AnswerLineCitation `json:"citations"`
	MS        float64              `json:"ms"`
	Error     string               `json:"error,omitempty"`
	Message   string               `json:"message,omitempty"`
	Cards     []string             `json:"cards,omitempty"` // as text
	Tokens    int                  `json:"tokens,omitempty"`
	Aids      []auskunft.Aid       `json:"aids,omitempty"`
}

// AnswerLineCitation is one citation; Start and End are code points of the document's text.
type AnswerLineCitation struct {
	N     int    `json:"n"`
	DocID string `json:"doc_id"`
	Quote string `json:"quote"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Breach is one broken hard rule.
type Breach struct {
	Rule   Rule   `json:"rule"`
	Detail string `json:"detail"`
}

// Figure returns the figure of that name.
func (r *Run) Figure(name Name) (Figure, bool) {
	for _, f := range r.Figures {
		if f.Name == name {
			return f, true
		}
	}
	return Figure{}, false
}

// Failed lists the samples at which the pipeline failed.
func (r *Run) Failed() []Sample {
	var failed []Sample
	for _, s := range r.Samples {
		if s.Error != "" {
			failed = append(failed, s)
		}
	}
	return failed
}

// Store keeps runs beside their files: the table that editors' pages read.
type Store interface {
	SaveRun(ctx context.Context, run *Run) error
}

// WriteRun writes a run as indented JSON, so that its changes are readable.
func WriteRun(path string, run *Run) error {
	return writeFile(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		return enc.Encode(run)
	})
}

// ReadRun reads a run that WriteRun wrote.
func ReadRun(path string) (*Run, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.NotFound, "eval_run", "run: %w", err)
	}
	var run Run
	if err := json.Unmarshal(data, &run); err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "eval_run", "%s is not a stored run: %w", path, err)
	}
	if run.Kind == "" || len(run.Samples) == 0 {
		return nil, auskunft.Errorf(auskunft.Invalid, "eval_run", "%s is not a stored run: it has no kind or no samples", path)
	}
	return &run, nil
}

// writeFile writes beside the target and renames: a reader sees the old file or the new one.
func writeFile(path string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails after the rename, as it should
	if err := cmp.Or(write(f), f.Chmod(0o644), f.Close()); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.Rename(f.Name(), path)
}
