// Package jobs sets up the job queue in PostgreSQL (River) the way this program needs it.
//
// Jobs are idempotent and short. A process that dies leaves its jobs marked as running;
// other processes take them over after RescueAfter.
package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"auskunft"
)

// Timeout ends a job that hangs; jobs with more to do enqueue their own continuation.
const Timeout = 90 * time.Second

// RescueAfter must lie above Timeout, or a job that is merely slow would run twice. River's
// default of an hour would leave a citizen-visible import half done for that long.
const RescueAfter = 2 * time.Minute

// Client works and inserts jobs.
type Client = river.Client[pgx.Tx]

// New prepares a client. With concurrency 0 it only inserts; otherwise Start works jobs,
// at most concurrency at once.
func New(pool *pgxpool.Pool, workers *river.Workers, concurrency int, log *slog.Logger) (*Client, error) {
	config := &river.Config{
		JobTimeout:           Timeout,
		RescueStuckJobsAfter: RescueAfter,
		FetchCooldown:        20 * time.Millisecond,
		FetchPollInterval:    500 * time.Millisecond,
		MaxAttempts:          attempts,
		RetryPolicy:          quadratic{},
		Logger:               slog.New(important{log.Handler()}),
		Workers:              workers,
		ReindexerIndexNames:  []string{}, // needs the owner of the tables, which we are not
	}
	if concurrency > 0 {
		config.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: concurrency}}
	}
	client, err := river.NewClient(riverpgxv5.New(pool), config)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Unexpected, "jobs", "job queue: %w", err)
	}
	return client, nil
}

// attempts is how often a job is tried; with quadratic, over about five minutes. What still
// fails then is shown to people, who can start it again.
const attempts = 10

// quadratic waits 1, 4, 9, … seconds between attempts. River's default grows with the fourth
// power, and a database that was away for a minute would be waited for until the next day.
type quadratic struct{}

// NextRetry implements river.ClientRetryPolicy.
func (quadratic) NextRetry(job *rivertype.JobRow) time.Time {
	n := time.Duration(len(job.Errors) + 1)
	return time.Now().Add(n * n * time.Second)
}

// important passes on what an operator should know; the queue also reports each start,
// stop and count.
type important struct{ slog.Handler }

func (h important) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

func (h important) WithAttrs(attrs []slog.Attr) slog.Handler {
	return important{h.Handler.WithAttrs(attrs)}
}

func (h important) WithGroup(name string) slog.Handler { return important{h.Handler.WithGroup(name)} }

// Release makes the jobs of a dead process available at once. Only the process that has
// just started a private cluster may call it: no other can be working on them.
func Release(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state = 'running'`)
	return err
}

// Queue is how many jobs there are that are not done.
type Queue struct {
	Waiting int           // to be worked on now
	Oldest  time.Duration // how long the first of these has waited
	Failing int           // failed and tried again soon
	Failed  int           // given up in the last day
}

// Look counts the jobs.
func Look(ctx context.Context, pool *pgxpool.Pool) (q Queue, err error) {
	err = pool.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state = 'available'), coalesce(max(now() - scheduled_at) FILTER (WHERE state = 'available'), '0'),
		       count(*) FILTER (WHERE state = 'retryable'),
		       count(*) FILTER (WHERE state = 'discarded' AND finalized_at > now() - interval '1 day')
		  FROM river_job`).Scan(&q.Waiting, &q.Oldest, &q.Failing, &q.Failed)
	return q, err
}
