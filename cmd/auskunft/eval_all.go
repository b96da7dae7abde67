package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"auskunft/evals"
	evaldesk "auskunft/evals/desk"
	"auskunft/evals/suite"
	"auskunft/ingest"
)

type evalAllCmd struct {
	Cases  []string `arg:"" optional:"" type:"existingfile" help:"Case files over the demo town."`
	Shared string   `env:"AUSKUNFT_SHARED" default:"../shared/data" type:"path" help:"Folder of the published data sets."`
	Out    string   `default:"./var/evals" type:"path" help:"Folder for data sets, stored runs and reports."`
	Gate   string   `placeholder:"BASELINE" help:"Baseline to hold the runs against."`
	Update bool     `help:"Make the runs the baseline instead."`
	Seed   uint64   `default:"1" help:"Of the bootstrap."`
}

// Run measures everything.
func (c *evalAllCmd) Run(s *surroundings) error {
	d, err := openBeside(s)
	if err != nil {
		return err
	}
	defer d.Close()
	// One sample at a time, so that latencies mean something.
	return suite.Run(s.ctx, evalDesks{d, s}, suite.Options{
		Shared: c.Shared, Cases: c.Cases, Out: c.Out, Baseline: c.Gate, Update: c.Update, Seed: c.Seed,
		Store: evaldesk.NewStore(d.db.App), Work: evals.Work{Parallel: 1, Progress: s.samples()},
	}, s.stdout)
}

// evalDesks implements suite.Desks with scratch databases beside the desk's own.
type evalDesks struct {
	*desk
	s *surroundings
}

// Empty is a scratch database.
func (d evalDesks) Empty(context.Context) (evals.System, func() error, error) { return d.scratch(d.s) }

// Town is a scratch database with the demo town, whatever the desk's own database has.
func (d evalDesks) Town(ctx context.Context) (_ evals.System, _ func() error, err error) {
	sys, done, err := d.scratch(d.s)
	if err != nil {
		return nil, nil, err
	}
	folder, err := os.MkdirTemp("", "auskunft-town-")
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	drop := done
	done = func() error { return errors.Join(drop(), os.RemoveAll(folder)) }
	town := &desk{cfg: d.cfg, log: d.log, db: sys.DB}
	town.cfg.Data = filepath.Join(folder, "data")
	if sys.Endpoint != nil {
		err = ingest.EnsureVectors(ctx, sys.DB, sys.Endpoint)
	}
	if err == nil {
		town.ingest, err = ingest.New(sys.DB, ingest.Open, sys.Endpoint, jobsAtOnce, d.log)
	}
	if err == nil {
		err = town.loadDemo(d.s, deskOptions{demo: true})
	}
	if err == nil {
		err = sys.Open(ctx)
	}
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return sys, done, nil
}
