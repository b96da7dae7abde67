package main

import (
	"runtime/debug"
	"time"

	"github.com/schollz/progressbar/v3"

	"auskunft/evals"
	"auskunft/evals/dataset"
	evaldesk "auskunft/evals/desk"
	"auskunft/internal/postgres"
)

type evalCmd struct {
	Retrieval evalRetrievalCmd `cmd:"" help:"Measure search on a data set in BEIR layout."`
	Answers   evalAnswersCmd   `cmd:"" help:"Measure answers and refusals on a data set."`
	Run       evalRunCmd       `cmd:"" help:"Run case files against the texts that are stored."`
	Compare   evalCompareCmd   `cmd:"" help:"Say what changed between two stored runs."`
	Convert   evalConvertCmd   `cmd:"" help:"Make a data set in BEIR layout from a published one."`
}

type evalRetrievalCmd struct {
	Dataset  string `required:"" type:"existingdir" help:"Folder in BEIR layout."`
	Split    string `help:"Part of the judgements to use; without it, all."`
	K        int    `short:"k" default:"100" help:"Documents of each query in the run file."`
	RunFile  string `name:"run" help:"TREC run file to write."`
	Out      string `help:"File to store the run in, for comparing later."`
	Seed     uint64 `default:"1" help:"Of the bootstrap."`
	Parallel int    `default:"1" help:"Queries at once; latencies are only meaningful with 1."`
	JSON     bool   `name:"json" help:"Print JSON."`
}

// Run measures search in a scratch database.
func (c *evalRetrievalCmd) Run(s *surroundings) error {
	return withScratch(s, func(sys *evaldesk.System) error {
		_, err := evals.Retrieval(s.ctx, sys, evals.RetrievalOptions{
			Dataset: c.Dataset, Split: c.Split, K: c.K, RunFile: c.RunFile, Out: c.Out, Seed: c.Seed, JSON: c.JSON,
			Work: s.work(c.Parallel),
		}, s.stdout)
		return err
	})
}

type evalAnswersCmd struct {
	Dataset  string `required:"" type:"existingdir" help:"Folder in BEIR layout."`
	Split    string `help:"Part of the questions to use; without it, all."`
	Lines    string `name:"out" help:"Answers to write, one JSON object a line."`
	Store    string `help:"File to store the run in, for comparing later."`
	Seed     uint64 `default:"1" help:"Of the bootstrap."`
	Parallel int    `default:"2" help:"Questions at once."`
	JSON     bool   `name:"json" help:"Print JSON."`
}

// Run measures answers in a scratch database.
func (c *evalAnswersCmd) Run(s *surroundings) error {
	return withScratch(s, func(sys *evaldesk.System) error {
		_, err := evals.Answers(s.ctx, sys, evals.AnswersOptions{
			Dataset: c.Dataset, Split: c.Split, Lines: c.Lines, Out: c.Store, Seed: c.Seed, JSON: c.JSON, Work: s.work(c.Parallel),
		}, s.stdout)
		return err
	})
}

type evalRunCmd struct {
	Files    []string `arg:"" type:"existingfile" help:"Case files."`
	Tag      []string `help:"Only cases with one of these tags."`
	Out      string   `help:"File to store the run in, for comparing later."`
	Gate     string   `help:"Baseline to hold the run against; a significant loss or a broken rule ends with code 1."`
	Seed     uint64   `default:"1" help:"Of the bootstrap."`
	Parallel int      `default:"2" help:"Cases at once."`
	JSON     bool     `name:"json" help:"Print JSON."`
}

// Run asks the cases over the stored texts.
func (c *evalRunCmd) Run(s *surroundings) error {
	d, err := openDesk(s, deskOptions{demoIfEmpty: true})
	if err != nil {
		return err
	}
	defer d.Close()
	sys, err := d.system(s, d.db)
	if err != nil {
		return err
	}
	if err := sys.Open(s.ctx); err != nil {
		return err
	}
	_, err = evals.Cases(s.ctx, sys, evals.CasesOptions{
		Files: c.Files, Tags: c.Tag, Out: c.Out, Gate: c.Gate, Seed: c.Seed, JSON: c.JSON, Work: s.work(c.Parallel),
	}, s.stdout)
	return err
}

type evalCompareCmd struct {
	Before string `arg:"" type:"existingfile" help:"Stored run."`
	After  string `arg:"" type:"existingfile" help:"Stored run."`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run compares two stored runs.
func (c *evalCompareCmd) Run(s *surroundings) error {
	return evals.Compare(evals.CompareOptions{Before: c.Before, After: c.After, JSON: c.JSON}, s.stdout)
}

type evalConvertCmd struct {
	Format string `arg:"" help:"omos, squad, faq or dldb."`
	Source string `arg:"" type:"existingdir" help:"Folder with the published files."`
	Out    string `arg:"" help:"Folder to write."`
	Lang   string `default:"de" help:"Language to take, where the set has several."`
}

// Run converts a published data set.
func (c *evalConvertCmd) Run(s *surroundings) error {
	return dataset.Convert(dataset.ConvertOptions{Format: c.Format, Source: c.Source, Out: c.Out, Lang: c.Lang}, s.stdout)
}

// withScratch runs do with the production pipeline over an empty database that is gone
// afterwards.
func withScratch(s *surroundings, do func(*evaldesk.System) error) error {
	d, err := openDesk(s, deskOptions{})
	if err != nil {
		return err
	}
	defer d.Close()
	scratch, err := d.db.Scratch(s.ctx)
	if err != nil {
		return err
	}
	defer scratch.Close()
	sys, err := d.system(s, scratch)
	if err != nil {
		return err
	}
	return do(sys)
}

// system is the production pipeline over db, with the endpoints of the configuration.
func (d *desk) system(s *surroundings, db *postgres.DB) (*evaldesk.System, error) {
	endpoint, err := endpointEmbedder(s.ctx, d.cfg)
	if err != nil {
		return nil, err
	}
	composer, err := newComposer(d.cfg)
	if err != nil {
		return nil, err
	}
	return evaldesk.New(evaldesk.Parts{
		DB: db, Endpoint: endpoint, Composer: composer, Town: d.chat.Town(), Code: revision(), Log: d.log,
	}), nil
}

// work runs samples with a bar on a terminal.
func (s *surroundings) work(parallel int) evals.Work {
	w := evals.Work{Parallel: parallel}
	if s.terminal() {
		bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(s.stderr), progressbar.OptionClearOnFinish(),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(50*time.Millisecond))
		w.Progress = func(done, total int) {
			bar.ChangeMax(total)
			_ = bar.Set(done) // a bar that cannot draw is no reason to stop
		}
	}
	return w
}

// revision is the commit this binary was built from, with "+" when files were changed.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	code, changed := "unknown", ""
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			code = setting.Value[:min(12, len(setting.Value))]
		case "vcs.modified":
			if setting.Value == "true" {
				changed = "+"
			}
		}
	}
	return code + changed
}
