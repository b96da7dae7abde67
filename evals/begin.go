package evals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"auskunft/evals/dataset"
)

// evalTime is when queries without a date are asked, so that rules about dates and
// opening hours do the same in every run: a Monday morning.
var evalTime = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// begin completes a run, of which r says what is measured, by what measures it, how and when.
func begin(ctx context.Context, sys System, r Run, work *Work) (*Run, error) {
	var err error
	if r.Versions, err = sys.Versions(ctx); err != nil {
		return nil, err
	}
	*work = work.withDefaults()
	r.Parallel, r.StartedAt = work.Parallel, time.Now().UTC().Truncate(time.Second)
	return &r, nil
}

func load(ctx context.Context, sys System, set *dataset.Set, loaded bool) error {
	if loaded {
		return nil
	}
	if err := sys.Load(ctx, Documents(set)); err != nil {
		return fmt.Errorf("indexing %s: %w", set.Name, err)
	}
	return nil
}

// fingerprint names what an interrupted run must share with its continuation.
func (r *Run) fingerprint(options string) string {
	about, err := json.Marshal([]any{r.Kind, r.Set, r.Data, r.Versions, options})
	if err != nil {
		panic(err) // strings only
	}
	sum := sha256.Sum256(about)
	return hex.EncodeToString(sum[:])
}

// finish computes the figures, stores the run, prints the table, and drops the journal.
func (r *Run) finish(ctx context.Context, out string, store Store, work Work, w io.Writer, asJSON bool) error {
	r.summarise()
	r.Seconds = time.Since(r.StartedAt).Round(time.Millisecond).Seconds()
	if out != "" {
		if err := WriteRun(out, r); err != nil {
			return err
		}
	}
	if store != nil {
		if err := store.SaveRun(ctx, r); err != nil {
			return fmt.Errorf("storing the run: %w", err)
		}
	}
	if work.Journal != "" {
		if err := os.Remove(work.Journal); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if asJSON {
		return printJSON(w, r)
	}
	return Table(w, r)
}
