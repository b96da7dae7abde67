package desk

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft/evals"
)

// Store keeps runs in the table evaluations, which this package alone writes. It belongs
// to the city's database, not to the scratch one that was measured. It implements
// evals.Store.
type Store struct{ pool *pgxpool.Pool }

// NewStore keeps runs in the database of the pool.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool} }

// SaveRun adds a run with everything it was made with. Texts and questions of a data set
// stay in the run's file: the table has the figures, and of each sample its values.
func (s *Store) SaveRun(ctx context.Context, run *evals.Run) error {
	versions, err := json.Marshal(struct {
		Data string `json:"data"`
		evals.Versions
	}{run.Data, run.Versions})
	if err != nil {
		return err
	}
	result, err := json.Marshal(withoutTexts(run))
	if err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `
		INSERT INTO evaluations (name, kind, versions, result, run_at) VALUES ($1, $2, $3, $4, $5)`,
		run.Set, run.Kind, versions, result, run.StartedAt)
	return err
}

// withoutTexts is a copy of a run whose samples say how good they are, but not what was
// found and answered.
func withoutTexts(run *evals.Run) *evals.Run {
	short := *run
	short.Samples = make([]evals.Sample, len(run.Samples))
	for i, s := range run.Samples {
		short.Samples[i] = evals.Sample{ID: s.ID, Tags: s.Tags, Values: s.Values, Answerable: s.Answerable,
			Error: s.Error, Wrong: s.Wrong, Broken: s.Broken, MS: s.MS}
	}
	return &short
}

var _ evals.Store = (*Store)(nil)
