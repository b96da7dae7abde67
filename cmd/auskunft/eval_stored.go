package main

import (
	"auskunft/evals"
	"auskunft/evals/dataset"
	"auskunft/evals/report"
)

type evalCompareCmd struct {
	Before string `arg:"" type:"existingfile" help:"Stored run."`
	After  string `arg:"" type:"existingfile" help:"Stored run."`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run compares two stored runs.
func (c *evalCompareCmd) Run(s *surroundings) error {
	return evals.Compare(evals.CompareOptions{Before: c.Before, After: c.After, JSON: c.JSON}, s.stdout)
}

type evalGateCmd struct {
	Baseline string   `arg:"" help:"Baseline file."`
	Runs     []string `arg:"" type:"existingfile" help:"Stored runs."`
	Update   bool     `help:"Make the runs the baseline instead."`
}

// Run holds stored runs against the baseline.
func (c *evalGateCmd) Run(s *surroundings) error {
	return evals.GateStored(evals.GateOptions{Baseline: c.Baseline, Runs: c.Runs, Update: c.Update}, s.stdout)
}

type evalReportCmd struct {
	Runs        []string `arg:"" type:"existingfile" help:"Stored runs."`
	Out         string   `default:"." help:"Folder to write report.html, report.md, junit.xml and figures.json to."`
	Calibration string   `type:"existingfile" help:"Decision that eval calibrate fitted, for its reliability curve."`
	Lang        string   `default:"de" enum:"de,en" help:"de or en."`
}

// Run writes the reports.
func (c *evalReportCmd) Run(s *surroundings) error {
	return report.WriteAll(c.Out, c.Calibration, c.Lang, c.Runs, s.stdout)
}

type evalConvertCmd struct {
	Format string `arg:"" help:"omos, squad, faq or dldb."`
	Source string `arg:"" type:"path" help:"File, or folder with the published files."`
	Out    string `arg:"" type:"path" help:"Folder to write."`
	Lang   string `default:"de" help:"Language to take, where the set has several."`
}

// Run converts a published data set.
func (c *evalConvertCmd) Run(s *surroundings) error {
	return dataset.Convert(dataset.ConvertOptions{Format: c.Format, Source: c.Source, Out: c.Out, Lang: c.Lang}, s.stdout)
}
