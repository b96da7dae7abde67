package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"auskunft"
	"auskunft/ingest"
	"auskunft/kb/audit"
)

type ingestCmd struct {
	Spec          string            `arg:"" name:"source" help:"Kind and place, such as files:/srv/texts or xzufi:/srv/feed."`
	Name          string            `help:"Name of the source; without it, the spec is the name."`
	Visibility    string            `default:"public" help:"Who may read what says nothing itself: public, internal or department:<key>."`
	BaseURL       string            `name:"base-url" help:"Address in front of relative ones, for links to the originals."`
	Set           map[string]string `placeholder:"OPTION=VALUE" help:"Option of the kind of source, such as depth=3; docs/sources.md lists them."`
	AcceptDeletes bool              `help:"Retire vanished documents even when they are many."`
	Redo          bool              `help:"Read everything again, whatever has changed."`
	DryRun        bool              `help:"Say what would change, and change nothing."`
	JSON          bool              `name:"json" help:"Print the report as JSON."`
}

// Run synchronises one source and prints what was done.
func (c *ingestCmd) Run(s *surroundings) error {
	visibility, err := auskunft.ParseVisibility(c.Visibility)
	if err != nil {
		return err
	}
	place, err := ingest.ParsePlace(c.Spec)
	if err != nil {
		return err
	}
	place.Location, place.Options = absolute(place.Location), c.Set
	if _, err := ingest.Open(place); err != nil {
		return err // before a database is started for nothing
	}
	d, err := openDesk(s, deskOptions{})
	if err != nil {
		return err
	}
	defer d.Close()
	src := ingest.Source{Name: c.Name, Kind: place.Kind, Location: place.Location, Options: place.Options, Visibility: visibility, BaseURL: c.BaseURL}
	if src.Name == "" {
		src.Name = c.Spec
	}
	if !c.DryRun {
		if src, err = d.saveSource(s, src); err != nil {
			return err
		}
	}
	return d.ingestOne(s, src, ingest.Options{AcceptDeletes: c.AcceptDeletes, Redo: c.Redo}, c.DryRun, c.JSON)
}

// saveSource stores a source that is about to be read.
func (d *desk) saveSource(s *surroundings, src ingest.Source) (ingest.Source, error) {
	what := audit.SourceChanged
	if _, err := d.ingest.Source(s.ctx, src.Name); auskunft.KindOf(err) == auskunft.NotFound {
		what = audit.SourceAdded
	}
	saved, err := d.ingest.SaveSource(s.ctx, src)
	if err != nil {
		return saved, err
	}
	return saved, errors.Join(recordSource(s, d.db, what, saved.Name, saved.Spec()+", "+string(saved.Visibility)),
		recordSource(s, d.db, audit.SourceRun, saved.Name, ""))
}

// ingestOne synchronises a source and prints what was done, or what would be.
func (d *desk) ingestOne(s *surroundings, src ingest.Source, options ingest.Options, dryRun, json bool) error {
	if dryRun {
		plan, err := d.ingest.Preview(s.ctx, src, options)
		if err != nil {
			return err
		}
		return s.printPlan(plan, json)
	}
	reports, err := d.importNow(s, []ingest.Source{src}, options)
	if err != nil {
		return err
	}
	report := reports[0]
	if err := s.printReport(report, json); err != nil {
		return err
	}
	if len(report.Failed) > 0 {
		return auskunft.Errorf(auskunft.Conflict, "ingest_failed", "%d of %d documents could not be read; the others are stored", len(report.Failed), report.Listed)
	}
	return nil
}

func (s *surroundings) printReport(r ingest.Report, json bool) error {
	if json {
		return s.printJSON(r)
	}
	s.printf("%s: %d listed, %d stored, %d unchanged, %d retired, %d failed, %d withheld, %.1f s\n",
		r.Source, r.Listed, r.Stored, r.Unchanged, r.Retired, len(r.Failed), len(r.Withheld), r.Seconds)
	s.printCoverage(r.Coverage)
	for _, p := range r.Failed {
		s.printf("  failed   %s: %s\n", p.Key, p.Detail)
	}
	for _, p := range r.Withheld {
		s.printf("  withheld %s: %s\n", p.Key, p.Detail)
	}
	for _, p := range r.Warnings {
		s.printf("  warning  %s: %s: %s\n", p.Key, p.Code, p.Detail)
	}
	return nil
}

func (s *surroundings) printPlan(p ingest.Plan, json bool) error {
	if json {
		return s.printJSON(p)
	}
	s.printf("%d listed: %d new, %d changed, %d unchanged, %d gone; nothing was changed\n",
		p.Listed, len(p.New), len(p.Changed), p.Unchanged, len(p.Gone))
	for _, group := range []struct {
		word string
		keys []string
	}{{"new", p.New}, {"changed", p.Changed}, {"gone", p.Gone}, {"withheld", p.Withheld}} {
		for _, key := range group.keys {
			s.printf("  %-8s %s\n", group.word, key)
		}
	}
	return nil
}

// importNow works the jobs of an import in this process, with a progress bar when somebody
// watches.
func (d *desk) importNow(s *surroundings, sources []ingest.Source, options ingest.Options) ([]ingest.Report, error) {
	// Stopping is ours: a cancelled context would cut jobs off instead of letting them end.
	if err := d.ingest.Start(context.WithoutCancel(s.ctx)); err != nil {
		return nil, err
	}
	defer d.ingest.Stop()
	return d.ingest.Import(s.ctx, sources, options, s.progress())
}

// progress shows a bar on a terminal and nothing elsewhere.
func (s *surroundings) progress() func(ingest.Progress) {
	if !s.terminal() {
		return nil
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(s.stderr), progressbar.OptionSetDescription("reading texts"),
		progressbar.OptionClearOnFinish(), progressbar.OptionShowCount(), progressbar.OptionThrottle(50*time.Millisecond))
	return func(p ingest.Progress) {
		bar.ChangeMax(max(p.Total, 1))
		if p.Refreshing && p.Done == p.Total {
			bar.Describe("learning the vocabulary")
		}
		_ = bar.Set(p.Done) // a bar that cannot draw is no reason to stop
	}
}

// absolute makes a path independent of the folder the command was given in: jobs of other
// processes open the source too.
func absolute(location string) string {
	if strings.Contains(location, "://") {
		return location
	}
	path, err := filepath.Abs(location)
	if err != nil {
		return location
	}
	return path
}
