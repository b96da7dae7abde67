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

func begin(ctx context.Context, sys System, kind Kind, set, data string, seed uint64, work *Work) (*Run, error) {
	versions, err := sys.Versions(ctx)
	if err != nil {
		return nil, err
	}
	*work = work.withDefaults()
	return &Run{Kind: kind, Set: set, Data: data, Versions: versions, Seed: seed, Parallel: work.Parallel,
		StartedAt: time.Now().UTC().Truncate(time.Second)}, nil
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
