package main

import (
	"strings"
	"time"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/internal/message"
)

type findingsCmd struct {
	Kind   []string `placeholder:"KIND" help:"Only these kinds: contradiction, stale, dead_link, near_duplicate, missing_translation, injection."`
	Source string   `help:"Only what a document of this source is part of."`
	State  string   `default:"open" enum:"open,ignored,resolved" help:"Findings in this state."`
	As     string   `help:"List as public, internal or department:<key>; without it, all."`
	N      int      `short:"n" default:"100" help:"How many, at most 1000."`
	List   bool     `help:"Do not look at the texts again; list what the last run found."`
	JSON   bool     `name:"json" help:"Print JSON."`
}

// Run lets the finders look at all texts and lists what they found.
func (c *findingsCmd) Run(s *surroundings) error {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	d, err := openDesk(s, deskOptions{demoIfEmpty: true})
	if err != nil {
		return err
	}
	defer d.Close()
	var report *finding.Report
	if !c.List {
		r, err := finding.Run(s.ctx, d.db, nil, time.Now())
		if err != nil {
			return err
		}
		report = &r
	}
	reader, err := finding.Maintainer(s.ctx, d.db)
	if err == nil && c.As != "" {
		reader, err = auskunft.ParseReader(c.As)
	}
	if err != nil {
		return err
	}
	found, total, err := finding.NewStore(d.db).List(s.ctx, reader, filter)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(findingsJSON(found, total, report))
	}
	for _, f := range found {
		c.print(s, f)
	}
	if report != nil {
		s.printf("%d documents, %d new findings, %d resolved, %.1f s; ", report.Documents, report.New, report.Resolved, report.Seconds)
	}
	s.printf("%d of %d listed\n", len(found), total)
	return nil
}

func (c *findingsCmd) filter() (finding.Filter, error) {
	f := finding.Filter{State: finding.State(c.State), Source: c.Source, Limit: c.N}
	for _, name := range c.Kind {
		kind, err := finding.ParseKind(name)
		if err != nil {
			return f, err
		}
		f.Kinds = append(f.Kinds, kind)
	}
	return f, nil
}

func (c *findingsCmd) print(s *surroundings, f finding.Finding) {
	text := finding.German.Message(f)
	s.printf("%s (%s, %s): %s\n", finding.German.Kinds[f.Kind], finding.German.Severities[f.Severity], f.Visibility, text.Title)
	for _, q := range f.Quotes {
		s.printf("  %s", q.Title)
		if role := finding.German.Roles[q.Role]; role != "" && len(f.Quotes) > 1 {
			s.printf(" (%s)", role)
		}
		if q.Text != "" {
			s.printf(": „%s“", oneLine(q.Text, 200))
		}
		s.printf("\n")
		if q.URL != "" {
			s.printf("    %s\n", q.URL)
		}
	}
	s.printf("  %s\n\n", strings.TrimSpace(text.Advice))
}

type findingJSON struct {
	finding.Finding
	message.Text
}

func findingsJSON(found []finding.Finding, total int, report *finding.Report) any {
	list := []findingJSON{}
	for _, f := range found {
		list = append(list, findingJSON{f, finding.German.Message(f)})
	}
	return map[string]any{"findings": list, "total": total, "run": report}
}
