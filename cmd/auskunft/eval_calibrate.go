package main

import (
	"errors"
	"time"

	"auskunft/chat"
	"auskunft/evals"
	"auskunft/evals/calibrate"
	"auskunft/evals/dataset"
	evaldesk "auskunft/evals/desk"
)

type evalCalibrateCmd struct {
	Dataset  []string `required:"" type:"existingdir" help:"Folders in BEIR layout."`
	Split    string   `default:"train" help:"Part to fit on; never one that figures are reported for."`
	Weights  string   `placeholder:"FILE" help:"Weights file to update when the fit is better (retrieval/weights.json)."`
	Decision string   `placeholder:"FILE" help:"File to write the answerable decision to when it is better (chat/decision.json)."`
	Fit      string   `placeholder:"FILE" help:"Keep the fit of the decision here whether it is better or not, for eval report."`
	Seed     uint64   `default:"1" help:"Of the folds and the bootstrap."`
}

// calibrateTime is when the questions are asked, whenever the fit is made.
var calibrateTime = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// Run fits, prints before and after, and writes what is better.
func (c *evalCalibrateCmd) Run(s *surroundings) error {
	fusion := calibrate.Fusion{Legs: evaldesk.Legs}
	decision := calibrate.Decision{Features: chat.Features(), Threshold: chat.Threshold()}
	for _, dir := range c.Dataset {
		if err := c.collect(s, dir, &fusion, &decision); err != nil {
			return err
		}
	}
	s.printf("fusion of %s\n", fusion.Key)
	_, notFusion := calibrate.FitFusion(fusion, calibrate.Options{Out: c.Weights, Seed: c.Seed}, s.stdout)
	s.printf("\ndecision whether to answer\n")
	fit, notDecision := calibrate.FitDecision(decision, calibrate.Options{Out: c.Decision, Seed: c.Seed}, s.stdout)
	if fit == nil || c.Fit == "" {
		return errors.Join(notFusion, notDecision)
	}
	return errors.Join(notFusion, notDecision, fit.Write(c.Fit))
}

// collect asks every question of one set in a scratch database.
func (c *evalCalibrateCmd) collect(s *surroundings, dir string, fusion *calibrate.Fusion, decision *calibrate.Decision) error {
	set, err := dataset.Read(dir, c.Split)
	if err != nil {
		return err
	}
	return withScratch(s, func(_ *desk, sys *evaldesk.System) error {
		if err := sys.Load(s.ctx, evals.Documents(set)); err != nil {
			return err
		}
		rankings, err := calibrate.Rankings(s.ctx, sys, set, calibrateTime)
		if err != nil {
			return err
		}
		questions, err := calibrate.Questions(s.ctx, sys, set, calibrateTime)
		if err != nil {
			return err
		}
		fusion.Rankings = append(fusion.Rankings, rankings...)
		decision.Questions = append(decision.Questions, questions...)
		fusion.Key, fusion.Weights = sys.LegWeights()
		return nil
	})
}
