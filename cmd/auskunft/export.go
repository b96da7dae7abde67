package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/ingest"
	"auskunft/internal/civil"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
	"auskunft/kb/article"
	"auskunft/kb/inbox"
	"auskunft/kb/offline"
	"auskunft/kb/privacy"
	"auskunft/kb/setting"
	"auskunft/kb/signal"
	"auskunft/kb/staff"
)

type exportCmd struct {
	Retention exportRetentionCmd `cmd:"" help:"Show how long data is kept, and that nothing older is there."`
	Texts     exportTextsCmd     `cmd:"" help:"Write all texts as a folder that a browser opens and searches without network, for the hour in which the system fails."`
	DSFA      exportDSFACmd      `cmd:"" name:"dsfa" help:"Write what a data-protection impact assessment needs, from the configuration in force."`
}

// newKeeper deletes what has been kept long enough, of everything that has its time.
func newKeeper(cfg config.Config, db *postgres.DB, log *slog.Logger) *retention.Keeper {
	return retention.New(db, log, slices.Concat(
		chat.Retention(), []retention.Rule{inbox.Retention(cfg.HandoverDays), signal.Retention(), article.Retention(), ingest.Retention()}, sessionOptions(cfg).Retention())...)
}

// newPrivacy writes the data-protection document of a database and its configuration.
func newPrivacy(cfg config.Config, town string, db *postgres.DB, sources *ingest.Pipeline, settings *setting.Store, keeper *retention.Keeper) privacy.Desk {
	return privacy.Desk{Config: cfg, Settings: settings, Town: town, DB: db, Keeper: keeper, Sources: sources.Sources, Rights: staff.RightsTable}
}

type exportRetentionCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints the report, and ends with code 1 when something is there that should not be.
func (c *exportRetentionCmd) Run(s *surroundings) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	return withDatabase(s, func(db *postgres.DB) error {
		states, err := newKeeper(cfg, db, s.quiet()).Report(s.ctx, time.Now())
		if err != nil {
			return err
		}
		if c.JSON {
			err = s.printJSON(states)
		} else {
			err = s.printRetention(states)
		}
		if n := retention.Overdue(states); err == nil && n > 0 {
			return auskunft.Errorf(auskunft.Conflict, "retention", "%d rows are older than allowed: auskunft serve deletes them", n)
		}
		return err
	})
}

func (s *surroundings) printRetention(states []retention.State) error {
	t := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHAT\tKEPT\tROWS\tOLDEST\tOVERDUE\tLAST RUN\tDELETED SINCE EVER")
	at := func(when *time.Time) string {
		if when == nil {
			return "-"
		}
		return moment(*when)
	}
	for _, x := range states {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%d\t%s\t%d\n", x.Name, x.Keep, x.Rows, at(x.Oldest), x.Overdue, at(x.Ran), x.Total)
	}
	return t.Flush()
}

type exportDSFACmd struct {
	Format string `enum:"html,md" default:"html" help:"html (one file that can be printed) or md."`
	Out    string `help:"File to write; without it, standard output."`
}

// Run writes the document.
func (c *exportDSFACmd) Run(s *surroundings) error {
	cfg, town, err := s.configAndTown()
	if err != nil {
		return err
	}
	return withDatabase(s, func(db *postgres.DB) error {
		sources, err := ingest.New(db, ingest.Open, nil, 0, s.quiet())
		if err != nil {
			return err
		}
		settings, err := setting.Open(s.ctx, db, cfg, s.quiet())
		if err != nil {
			return err
		}
		document, err := newPrivacy(cfg, town.Name, db, sources, settings, newKeeper(cfg, db, s.quiet())).Write(s.ctx, time.Now())
		if err != nil {
			return err
		}
		var file bytes.Buffer
		write := document.WritePage
		if c.Format == "md" {
			write = document.WriteMarkdown
		}
		if err := write(&file); err != nil {
			return err
		}
		if c.Out == "" {
			_, err := s.stdout.Write(file.Bytes())
			return err
		}
		if err := os.WriteFile(c.Out, file.Bytes(), 0o644); err != nil {
			return auskunft.Errorf(auskunft.Invalid, "out", "--out: %w", err)
		}
		return nil
	})
}

type exportTextsCmd struct {
	Folder string `arg:"" help:"Folder to write; an older one of this command is replaced."`
	As     string `default:"public" help:"Whose texts: public, internal or department:<key>. Whoever has the folder can read them."`
}

// Run writes the folder.
func (c *exportTextsCmd) Run(s *surroundings) error {
	reader, err := auskunft.ParseReader(c.As)
	if err != nil {
		return err
	}
	_, town, err := s.configAndTown()
	if err != nil {
		return err
	}
	return withDatabase(s, func(db *postgres.DB) error {
		about := offline.About{Town: town.Name, Phone: town.Phone, Email: town.Email, Reader: reader, At: time.Now().In(civil.Berlin)}
		report, err := offline.Write(s.ctx, db, about, c.Folder)
		if err == nil {
			s.printf("%d texts and %d offices: open %s\n", report.Texts, report.Offices, filepath.Join(c.Folder, "index.html"))
		}
		return err
	})
}
