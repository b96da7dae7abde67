package main

import (
	"errors"
	"runtime/debug"
	"time"

	"github.com/schollz/progressbar/v3"

	"auskunft/evals"
	evaldesk "auskunft/evals/desk"
	"auskunft/internal/postgres"
)

type evalCmd struct {
	Retrieval evalRetrievalCmd `cmd:"" help:"Measure search on a data set in BEIR layout."`
	Answers   evalAnswersCmd   `cmd:"" help:"Measure answers and refusals on a data set."`
	Run       evalRunCmd       `cmd:"" help:"Run case files against the texts that are stored."`
	Sets      evalSetsCmd      `cmd:"" help:"Measure routing, asking back, follow-ups, spelling and the check of sentences on the demo town."`
	All       evalAllCmd       `cmd:"" help:"Measure the published sets and the cases of the demo town, report, and hold against a baseline."`
	Compare   evalCompareCmd   `cmd:"" help:"Say what changed between two stored runs."`
	Gate      evalGateCmd      `cmd:"" help:"Hold stored runs against a baseline, or make them the baseline."`
	Report    evalReportCmd    `cmd:"" help:"Write stored runs as HTML, Markdown, JUnit and JSON."`
	Calibrate evalCalibrateCmd `cmd:"" help:"Fit fusion weights and the answerable decision on labelled sets."`
	Routes    evalRoutesCmd    `cmd:"" help:"Fit the classifier that routes questions, and measure routing by cross-validation."`
	Convert   evalConvertCmd   `cmd:"" help:"Make a data set in BEIR layout from a published one."`
}

// measuring are the flags of every command that measures.
type measuring struct {
	Store    string `placeholder:"FILE" help:"File to store the run in, for comparing later."`
	Resume   string `placeholder:"FILE" help:"Note finished samples here; an interrupted run goes on where it was."`
	Seed     uint64 `default:"1" help:"Of the bootstrap."`
	Parallel int    `default:"1" help:"Samples at once; latencies are only meaningful with 1."`
	JSON     bool   `name:"json" help:"Print JSON."`
}

type evalRetrievalCmd struct {
	Dataset string `required:"" type:"existingdir" help:"Folder in BEIR layout."`
	Split   string `help:"Part of the judgements to use; without it, all."`
	K       int    `short:"k" default:"100" help:"Documents of each query in the run file."`
	RunFile string `name:"run" placeholder:"OUT.trec" help:"TREC run file to write."`
	measuring
}

// Run measures search in a scratch database.
func (c *evalRetrievalCmd) Run(s *surroundings) error {
	return withScratch(s, func(d *desk, sys *evaldesk.System) error {
		_, err := evals.Retrieval(s.ctx, sys, evals.RetrievalOptions{
			Dataset: c.Dataset, Split: c.Split, K: c.K, RunFile: c.RunFile, Out: c.Store, Seed: c.Seed, JSON: c.JSON,
			Store: evaldesk.NewStore(d.db.App), Work: c.work(s),
		}, s.stdout)
		return err
	})
}

type evalAnswersCmd struct {
	Dataset string `required:"" type:"existingdir" help:"Folder in BEIR layout."`
	Split   string `help:"Part of the questions to use; without it, all."`
	Open    bool   `help:"Ask of all documents, whichever the question names, only what its own one answers."`
	Here    bool   `help:"With --open: ask from the place that the right page is about."`
	Out     string `placeholder:"OUT.jsonl" help:"Answers to write, one JSON object a line."`
	measuring
}

// Run measures answers in a scratch database.
func (c *evalAnswersCmd) Run(s *surroundings) error {
	return withScratch(s, func(d *desk, sys *evaldesk.System) error {
		_, err := evals.Answers(s.ctx, sys, evals.AnswersOptions{
			Dataset: c.Dataset, Split: c.Split, Open: c.Open, Here: c.Here, Lines: c.Out, Out: c.measuring.Store, Seed: c.Seed, JSON: c.JSON,
			Store: evaldesk.NewStore(d.db.App), Work: c.work(s),
		}, s.stdout)
		return err
	})
}

type evalRunCmd struct {
	Files []string `arg:"" type:"existingfile" help:"Case files."`
	Tag   []string `help:"Only cases with one of these tags."`
	Gate  string   `placeholder:"BASELINE" help:"Baseline to hold the run against; a significant loss or a broken rule ends with code 1."`
	measuring
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
		Files: c.Files, Tags: c.Tag, Out: c.Store, Gate: c.Gate, Seed: c.Seed, JSON: c.JSON,
		Store: evaldesk.NewStore(d.db.App), Work: c.work(s),
	}, s.stdout)
	return err
}

// withScratch runs do with the production pipeline over an empty database that is gone
// afterwards.
func withScratch(s *surroundings, do func(*desk, *evaldesk.System) error) error {
	d, err := openBeside(s)
	if err != nil {
		return err
	}
	defer d.Close()
	sys, done, err := d.scratch(s)
	if err != nil {
		return err
	}
	return errors.Join(do(d, sys), done())
}

// openBeside opens the database for working beside its texts, which are not looked at.
func openBeside(s *surroundings) (*desk, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	d := &desk{cfg: cfg, log: s.quiet()}
	d.db, err = openDatabase(s.ctx, cfg, d.log)
	return d, err
}

// scratch is the production pipeline over an empty database, and what drops it.
func (d *desk) scratch(s *surroundings) (*evaldesk.System, func() error, error) {
	db, err := d.db.Scratch(s.ctx)
	if err != nil {
		return nil, nil, err
	}
	sys, err := d.system(s, db)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return sys, db.Close, nil
}

// system is the production pipeline over db, with the endpoints of the configuration.
func (d *desk) system(s *surroundings, db *postgres.DB) (*evaldesk.System, error) {
	endpoint, err := endpointEmbedder(s.ctx, d.cfg, db, d.log)
	if err != nil {
		return nil, err
	}
	reranker, err := newReranker(d.cfg)
	if err != nil {
		return nil, err
	}
	composer, model, err := newComposer(d.cfg)
	if err != nil {
		return nil, err
	}
	town, err := loadTown(d.cfg)
	if err != nil {
		return nil, err
	}
	parts := evaldesk.Parts{
		DB: db, Endpoint: endpoint, Reranker: reranker, Composer: composer, Town: town, Code: revision(), Log: d.log,
	}
	if model != nil { // a nil *llm.Model in the interface would not be nil
		parts.Helper = model
	}
	return evaldesk.New(parts), nil
}

// work runs samples with a bar on a terminal.
func (m measuring) work(s *surroundings) evals.Work {
	return evals.Work{Parallel: m.Parallel, Journal: m.Resume, Progress: s.samples()}
}

// samples shows how many samples are done on a terminal, and nothing elsewhere.
func (s *surroundings) samples() func(done, total int) {
	if !s.terminal() {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil || bar.GetMax() != total || done == 1 {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(s.stderr), progressbar.OptionSetDescription("measuring"),
				progressbar.OptionClearOnFinish(), progressbar.OptionShowCount(), progressbar.OptionThrottle(50*time.Millisecond))
		}
		_ = bar.Set(done) // a bar that cannot draw is no reason to stop
	}
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
