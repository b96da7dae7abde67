package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"auskunft/ingest"
	"auskunft/internal/doctor"
	"auskunft/internal/jobs"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
	"auskunft/internal/web"
)

// helpers are what answers are better with, and go on without.
func (d *desk) helpers() []web.Part {
	var parts []web.Part
	if d.model != nil {
		parts = append(parts, web.Part{Name: "language model", Check: d.model.Check})
	}
	if d.cfg.EmbedBaseURL != "" {
		parts = append(parts, web.Part{Name: "vectors", Check: d.search.CheckVectors})
	}
	if d.cfg.RerankBaseURL != "" {
		parts = append(parts, web.Part{Name: "rerank", Check: d.search.CheckRerank})
	}
	return parts
}

// metrics are what operators watch, of this process.
func (d *desk) metrics() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if d.model != nil {
		registry.MustRegister(d.model)
	}
	for _, part := range d.helpers() {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "auskunft_part_up", Help: "0 while answers do without a part that does not answer, as /readyz says.", ConstLabels: prometheus.Labels{"part": part.Name},
		}, func() float64 {
			if part.Check(context.Background()) != nil {
				return 0
			}
			return 1
		}))
	}
	return registry
}

// Checks is everything that this process depends on, and what goes on in its database.
func (d *desk) Checks(ctx context.Context) []doctor.Check {
	checks := doctor.Run(ctx, d.cfg, d.log)
	for _, part := range append(d.helpers(), web.Part{Name: "index", Check: d.search.CheckIndex}) {
		if err := part.Check(ctx); err != nil {
			checks = append(checks, doctor.Check{Name: part.Name, Status: doctor.Fail, Detail: err.Error()})
		} else {
			checks = append(checks, doctor.Check{Name: part.Name, Status: doctor.OK, Detail: "answers"})
		}
	}
	return append(checks, operation(ctx, d.db, d.ingest, newKeeper(d.cfg, d.db, d.log))...)
}

// operation checks what goes on in a database that is in order.
func operation(ctx context.Context, db *postgres.DB, sources *ingest.Pipeline, keeper *retention.Keeper) []doctor.Check {
	judge := func(name string, look func() (doctor.Status, string, error)) doctor.Check {
		status, detail, err := look()
		if err != nil {
			status, detail = doctor.Fail, err.Error()
		}
		return doctor.Check{Name: name, Status: status, Detail: detail}
	}
	return []doctor.Check{
		judge("jobs", func() (doctor.Status, string, error) {
			q, err := jobs.Look(ctx, db.App)
			status := doctor.OK
			if q.Failed > 0 || q.Failing > 0 || q.Oldest > jobsLate {
				status = doctor.Warn
			}
			return status, fmt.Sprintf("%d waiting, the first for %s; %d failed and tried again, %d given up since yesterday",
				q.Waiting, q.Oldest.Round(time.Second), q.Failing, q.Failed), err
		}),
		judge("sources", func() (doctor.Status, string, error) {
			all, err := sources.Sources(ctx)
			if troubled := troubledSources(all, time.Now()); len(troubled) > 0 {
				return doctor.Warn, strings.Join(troubled, "; "), err
			}
			return doctor.OK, fmt.Sprintf("%d, none overdue", len(all)), err
		}),
		judge("deletion", func() (doctor.Status, string, error) {
			states, err := keeper.Report(ctx, time.Now())
			if n := retention.Overdue(states); n > 0 {
				return doctor.Fail, fmt.Sprintf("%d rows are older than allowed: auskunft serve deletes them", n), err
			}
			return doctor.OK, "nothing is older than allowed", err
		}),
	}
}

// jobsLate and sourceLate are how long a job or a planned run may wait: several times what a
// full queue takes to get to it.
const (
	jobsLate   = 10 * time.Minute
	sourceLate = time.Hour
)

// troubledSources names the sources that somebody should look at, and why.
func troubledSources(all []ingest.Status, now time.Time) (troubled []string) {
	for _, x := range all {
		switch {
		case x.LastRun != nil && x.LastRun.Stopped != "":
			troubled = append(troubled, x.Name+": its last run stopped: "+x.LastRun.Stopped)
		case x.LastRun != nil && x.LastRun.Items.Failed > 0:
			troubled = append(troubled, fmt.Sprintf("%s: %d items failed", x.Name, x.LastRun.Items.Failed))
		case !x.Paused && x.NextRun != nil && now.Sub(*x.NextRun) > sourceLate:
			troubled = append(troubled, x.Name+": its run of "+moment(*x.NextRun)+" has not begun")
		}
	}
	slices.Sort(troubled)
	return troubled
}
