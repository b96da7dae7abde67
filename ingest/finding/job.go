package finding

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"auskunft/internal/postgres"
	"auskunft/internal/safehttp"
)

// Args is the job that lets the finders look at all texts. Ingestion enqueues it when a run
// of a source ends with something changed; a schedule does once a day, because texts grow
// stale and links die by themselves.
type Args struct{}

// Kind names the job in the queue.
func (Args) Kind() string { return "findings" }

// settle is how long the job waits: several sources that end one after another are looked at
// once.
const settle = 30 * time.Second

// InsertOpts lets the job wait. Who enqueues it looks whether one is waiting already; River's
// own uniqueness would count completed ones too.
func (Args) InsertOpts() river.InsertOpts {
	return river.InsertOpts{ScheduledAt: time.Now().Add(settle), Priority: 3}
}

// Worker works the job.
type Worker struct {
	river.WorkerDefaults[Args]
	DB     *postgres.DB
	Client *safehttp.Client // asks for links when the operator allows it; nil asks nobody
	Log    *slog.Logger
}

// Work lets the finders look once.
func (w *Worker) Work(ctx context.Context, _ *river.Job[Args]) error {
	report, err := Run(ctx, w.DB, w.Client, time.Now())
	if err == nil {
		w.Log.Info("finders looked", "documents", report.Documents, "new", report.New, "resolved", report.Resolved, "seconds", report.Seconds)
	}
	return err
}
