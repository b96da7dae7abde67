package main

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/civil"
	"auskunft/internal/postgres"
	"auskunft/kb/audit"
)

type sourcesCmd struct {
	List   sourcesListCmd   `cmd:"" default:"1" help:"List the sources: what is stored of them, their last run and their next one."`
	Show   sourcesShowCmd   `cmd:"" help:"Show a source: its settings, what its last run has read, and what it could not read."`
	Add    sourcesAddCmd    `cmd:"" help:"Add a source."`
	Set    sourcesSetCmd    `cmd:"" help:"Change settings of a source."`
	Run    sourcesRunCmd    `cmd:"" help:"Take in the texts of a source now."`
	Pause  sourcesPauseCmd  `cmd:"" help:"Stop the schedule of a source."`
	Resume sourcesResumeCmd `cmd:"" help:"Let the schedule of a source go on."`
	Remove sourcesRemoveCmd `cmd:"" help:"Remove a source with all its texts."`
}

// sourceDesk is what commands need that look after sources but read no texts.
type sourceDesk struct {
	*ingest.Pipeline
	db *postgres.DB
}

func withSources(s *surroundings, fn func(sourceDesk) error) error {
	return withDatabase(s, func(db *postgres.DB) error {
		p, err := ingest.New(db, ingest.Open, nil, 0, s.quiet())
		if err != nil {
			return err
		}
		return fn(sourceDesk{p, db})
	})
}

// recordSource adds to the audit log what was done to a source at the command line.
func recordSource(s *surroundings, db *postgres.DB, what audit.Event, name, detail string) error {
	return audit.Add(s.ctx, db.App, audit.Entry{Who: audit.CommandLine, What: what, Object: "source " + name, Detail: detail})
}

type sourcesListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run lists the sources.
func (c *sourcesListCmd) Run(s *surroundings) error {
	return withSources(s, func(p sourceDesk) error {
		all, err := p.Sources(s.ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.printJSON(all)
		}
		if len(all) == 0 {
			s.printf("There are no sources. Add one: auskunft sources add NAME files:/srv/texts\n")
			return nil
		}
		t := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "NAME\tKIND\tVISIBILITY\tDOCUMENTS\tPASSAGES\tLAST RUN\tNEXT RUN")
		for _, x := range all {
			fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\n", x.Name, x.Kind, x.Visibility, x.Documents, x.Passages, lastRun(x.LastRun), nextRun(x))
		}
		return t.Flush()
	})
}

func lastRun(r *ingest.Run) string {
	switch {
	case r == nil:
		return "never"
	case r.Stopped != "":
		return moment(r.Started) + ", stopped"
	case r.Finished == nil:
		return fmt.Sprintf("in progress, %d to do", r.Items.Waiting)
	case r.Items.Failed > 0:
		return fmt.Sprintf("%s, %d failed", moment(r.Started), r.Items.Failed)
	}
	return moment(r.Started)
}

func nextRun(x ingest.Status) string {
	switch {
	case x.Paused:
		return "paused"
	case x.NextRun == nil:
		return "when told"
	}
	return moment(*x.NextRun)
}

func moment(t time.Time) string { return t.In(civil.Berlin).Format("2006-01-02 15:04") }

type sourcesShowCmd struct {
	Name string `arg:"" help:"Name of the source."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run shows one source with the report of its last run.
func (c *sourcesShowCmd) Run(s *surroundings) error {
	return withSources(s, func(p sourceDesk) error {
		x, err := p.SourceStatus(s.ctx, c.Name)
		if err != nil {
			return err
		}
		var problems []ingest.Trouble
		if x.LastRun != nil {
			if problems, err = p.Problems(s.ctx, x.LastRun.ID); err != nil {
				return err
			}
		}
		if c.JSON {
			return s.printJSON(struct {
				ingest.Status
				Problems []ingest.Trouble `json:"problems"`
			}{x, problems})
		}
		s.printf("%s\n  from       %s\n", x.Name, x.Spec())
		for _, option := range slices.Sorted(maps.Keys(x.Options)) {
			s.printf("             %s=%s\n", option, x.Options[option])
		}
		if x.BaseURL != "" {
			s.printf("  base URL   %s\n", x.BaseURL)
		}
		s.printf("  readers    %s\n  stored     %d documents, %d passages, %d tombstones\n", x.Visibility, x.Documents, x.Passages, x.Retired)
		if x.Schedule != "" {
			s.printf("  schedule   %s\n", x.Schedule)
		}
		s.printf("  next run   %s\n  last run   %s\n", nextRun(x), lastRun(x.LastRun))
		if r := x.LastRun; r != nil {
			s.printRun(*r, problems)
		}
		return nil
	})
}

type sourcesAddCmd struct {
	Name       string            `arg:"" help:"Name of the source."`
	Spec       string            `arg:"" name:"source" help:"Kind and place, such as files:/srv/texts or xzufi:/srv/feed."`
	Visibility string            `default:"public" help:"Who may read what says nothing itself: public, internal or department:<key>."`
	BaseURL    string            `name:"base-url" help:"Address in front of relative ones, for links to the originals."`
	Set        map[string]string `placeholder:"OPTION=VALUE" help:"Option of the kind of source; docs/sources.md lists them."`
	Schedule   string            `help:"When to read it: 6h or 90m between runs, or a time of day such as 03:30."`
}

// Run adds a source. Its texts are read by its schedule, or when somebody says so.
func (c *sourcesAddCmd) Run(s *surroundings) error {
	src, err := c.source()
	if err != nil {
		return err
	}
	schedule, err := ingest.ParseSchedule(c.Schedule)
	if err != nil {
		return err
	}
	return withSources(s, func(p sourceDesk) error {
		if _, err := p.Source(s.ctx, c.Name); err == nil {
			return auskunft.Errorf(auskunft.Conflict, "source_exists", "there is a source %q already; auskunft sources set changes it", c.Name)
		}
		if _, err := p.SaveSource(s.ctx, src); err != nil {
			return err
		}
		if err := p.SetSchedule(s.ctx, c.Name, schedule); err != nil {
			return err
		}
		if err := recordSource(s, p.db, audit.SourceAdded, c.Name, src.Spec()); err != nil {
			return err
		}
		s.printf("Source %s added. Read it now: auskunft sources run %q\n", c.Name, c.Name)
		return nil
	})
}

func (c *sourcesAddCmd) source() (ingest.Source, error) {
	visibility, err := auskunft.ParseVisibility(c.Visibility)
	if err != nil {
		return ingest.Source{}, err
	}
	place, err := ingest.ParsePlace(c.Spec)
	if err != nil {
		return ingest.Source{}, err
	}
	return ingest.Source{Name: c.Name, Kind: place.Kind, Location: absolute(place.Location), Options: c.Set, Visibility: visibility, BaseURL: c.BaseURL}, nil
}

type sourcesSetCmd struct {
	Name       string            `arg:"" help:"Name of the source."`
	Source     *string           `help:"Another kind and place."`
	Visibility *string           `help:"Who may read what says nothing itself. Narrowing it holds at once, widening it from the next run on."`
	BaseURL    *string           `name:"base-url" help:"Address in front of relative ones."`
	Set        map[string]string `placeholder:"OPTION=VALUE" help:"Option of the kind of source; an empty value takes it away."`
	Schedule   *string           `help:"When to read it: 6h, 90m, 03:30; empty: only when told."`
}

// Run changes what was given and leaves the rest.
func (c *sourcesSetCmd) Run(s *surroundings) error {
	return withSources(s, func(p sourceDesk) error {
		src, err := p.Source(s.ctx, c.Name)
		if err == nil {
			err = c.change(&src)
		}
		if err != nil {
			return err
		}
		if c.Schedule != nil {
			if err := p.SetSchedule(s.ctx, c.Name, ingest.Schedule(*c.Schedule)); err != nil {
				return err
			}
			if err := recordSource(s, p.db, audit.SourcePlanned, c.Name, *c.Schedule); err != nil {
				return err
			}
		}
		saved, err := p.SaveSource(s.ctx, src)
		if err != nil {
			return err
		}
		if err := recordSource(s, p.db, audit.SourceChanged, c.Name, saved.Spec()+", "+string(saved.Visibility)); err != nil {
			return err
		}
		s.printf("Source %s changed.\n", c.Name)
		return nil
	})
}

func (c *sourcesSetCmd) change(src *ingest.Source) (err error) {
	if c.Visibility != nil {
		if src.Visibility, err = auskunft.ParseVisibility(*c.Visibility); err != nil {
			return err
		}
	}
	if c.Source != nil {
		place, err := ingest.ParsePlace(*c.Source)
		if err != nil {
			return err
		}
		src.Kind, src.Location = place.Kind, absolute(place.Location)
	}
	if c.BaseURL != nil {
		src.BaseURL = *c.BaseURL
	}
	if src.Options == nil {
		src.Options = map[string]string{}
	}
	for option, to := range c.Set {
		src.Options[option] = to
		if to == "" {
			delete(src.Options, option)
		}
	}
	return nil
}

type sourcesRunCmd struct {
	Name          string `arg:"" help:"Name of the source."`
	AcceptDeletes bool   `help:"Retire vanished documents even when they are many."`
	Redo          bool   `help:"Fetch and read everything again, whatever has changed."`
	FromOriginals bool   `help:"Read the stored originals again, and fetch nothing."`
	DryRun        bool   `help:"Say what would change, and change nothing."`
	JSON          bool   `name:"json" help:"Print the report as JSON."`
}

// Run synchronises a source and prints what was done.
func (c *sourcesRunCmd) Run(s *surroundings) error {
	d, err := openDesk(s, deskOptions{})
	if err != nil {
		return err
	}
	defer d.Close()
	src, err := d.ingest.Source(s.ctx, c.Name)
	if err != nil {
		return err
	}
	if !c.DryRun {
		if err := recordSource(s, d.db, audit.SourceRun, c.Name, ""); err != nil {
			return err
		}
	}
	options := ingest.Options{AcceptDeletes: c.AcceptDeletes, Redo: c.Redo, FromOriginals: c.FromOriginals}
	return d.ingestOne(s, src, options, c.DryRun, c.JSON)
}

type sourcesPauseCmd struct {
	Name string `arg:"" help:"Name of the source."`
}

// Run stops a schedule.
func (c *sourcesPauseCmd) Run(s *surroundings) error {
	return pauseSource(s, c.Name, true)
}

type sourcesResumeCmd struct {
	Name string `arg:"" help:"Name of the source."`
}

// Run lets a schedule go on.
func (c *sourcesResumeCmd) Run(s *surroundings) error {
	return pauseSource(s, c.Name, false)
}

func pauseSource(s *surroundings, name string, pause bool) error {
	detail := "resumed"
	if pause {
		detail = "paused"
	}
	return withSources(s, func(p sourceDesk) error {
		if err := p.Pause(s.ctx, name, pause); err != nil {
			return err
		}
		return recordSource(s, p.db, audit.SourcePlanned, name, detail)
	})
}

type sourcesRemoveCmd struct {
	Name string `arg:"" help:"Name of the source."`
	Yes  bool   `help:"Do not ask."`
}

// Run removes a source and its texts, after asking.
func (c *sourcesRemoveCmd) Run(s *surroundings) error {
	return withSources(s, func(p sourceDesk) error {
		x, err := p.SourceStatus(s.ctx, c.Name)
		if err != nil {
			return err
		}
		if !c.Yes {
			s.printf("Remove source %s with %d documents? They cannot be found any more. Type its name: ", x.Name, x.Documents)
			answer, _ := bufio.NewReader(s.stdin).ReadString('\n')
			if strings.TrimSpace(answer) != x.Name {
				return auskunft.Errorf(auskunft.Conflict, "not_confirmed", "nothing was removed; --yes removes without asking")
			}
		}
		if err := p.RemoveSource(s.ctx, c.Name); err != nil {
			return err
		}
		if err := recordSource(s, p.db, audit.SourceRemoved, c.Name, fmt.Sprintf("%d documents", x.Documents)); err != nil {
			return err
		}
		s.printf("Source %s and its %d documents are removed.\n", x.Name, x.Documents)
		return nil
	})
}
