package main

import (
	"errors"
	"path"
	"slices"
	"time"

	"auskunft/chat"
	"auskunft/evals"
	"auskunft/evals/calibrate"
	"auskunft/evals/cases"
	"auskunft/evals/dataset"
	evaldesk "auskunft/evals/desk"
	"auskunft/evals/sets"
)

type evalCalibrateCmd struct {
	Dataset  []string `required:"" type:"existingdir" help:"Folders in BEIR layout."`
	Split    []string `default:"train,dev" help:"Parts to fit on; their own figures are not those of unseen questions."`
	Cases    []string `type:"existingfile" help:"Cases over the demo town to fit the decision on too."`
	Foreign  string   `type:"existingdir" help:"Folder in BEIR layout with questions that the demo town has no answer to, such as XQuAD's."`
	Sets     []string `type:"existingfile" help:"Development halves of sets over the demo town to fit the decision on too."`
	Weights  string   `placeholder:"FILE" help:"Weights file to update when the fit is better (retrieval/weights.json)."`
	Evidence string   `placeholder:"FILE" help:"File of the words' evidence to update when the fit is better (retrieval/lexical/evidence.json)."`
	Decision string   `placeholder:"FILE" help:"File to write the answerable decision to when it is better (chat/decision.json)."`
	Fit      string   `placeholder:"FILE" help:"Keep the fit of the decision here whether it is better or not, for eval report."`
	Anyway   bool     `help:"Write the decision although it is not shown to be better than the one in use, which may have seen the questions."`
	Seed     uint64   `default:"1" help:"Of the folds and the bootstrap."`
}

// calibrateTime is when the questions are asked, whenever the fit is made.
var calibrateTime = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// unanswerable is what questions without an answer weigh among those of a town, when the
// decision is fitted. People ask fewer; but a wrong refusal costs a call, a wrong answer trust.
const unanswerable = 0.3

// Run fits, prints before and after, and writes what is better.
func (c *evalCalibrateCmd) Run(s *surroundings) error {
	fusion := calibrate.Fusion{Legs: evaldesk.Legs}
	var words calibrate.Fusion
	words.Key, words.Legs, words.Weights = evaldesk.EvidenceLegs()
	given := calibrate.Decision{Key: "given", Features: chat.Features(), Threshold: chat.Threshold(true)}
	for _, dir := range c.Dataset {
		for _, split := range c.Split {
			if err := c.collect(s, dir, split, &fusion, &words, &given); err != nil {
				return err
			}
		}
	}
	s.printf("fusion of %s\n", fusion.Key)
	_, notFusion := calibrate.FitFusion(fusion, calibrate.Options{Out: c.Weights, Seed: c.Seed}, s.stdout)
	s.printf("\nevidence of the words\n")
	_, notWords := calibrate.FitFusion(words, calibrate.Options{Out: c.Evidence, Seed: c.Seed}, s.stdout)
	s.printf("\ndecision whether to answer from given documents\n")
	options := calibrate.Options{Out: c.Decision, Seed: c.Seed, Anyway: c.Anyway}
	fit, notGiven := calibrate.FitDecision(given, options, s.stdout)
	if len(c.Cases) == 0 || fit == nil {
		return errors.Join(notFusion, notWords, notGiven, c.keep(fit))
	}
	open := calibrate.Decision{Key: "open", Features: chat.Features(), Threshold: chat.Threshold(false), Unanswerable: unanswerable}
	questions, err := c.town(s)
	if err != nil {
		return err
	}
	open.Questions = slices.Concat(given.Questions, questions)
	s.printf("\ndecision whether to answer from all documents\n")
	fit, notOpen := calibrate.FitDecision(open, options, s.stdout)
	return errors.Join(notFusion, notWords, notGiven, notOpen, c.keep(fit))
}

// keep writes a fit for eval report, if that was asked for.
func (c *evalCalibrateCmd) keep(fit *calibrate.DecisionFit) error {
	if fit == nil || c.Fit == "" {
		return nil
	}
	return fit.Write(c.Fit)
}

// ofTown is the set that all questions to the demo town are parts of.
const ofTown = "demo"

// town asks the cases of a fresh demo town.
func (c *evalCalibrateCmd) town(s *surroundings) (_ []calibrate.Question, err error) {
	d, err := openBeside(s)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	sys, done, err := evalDesks{d, s}.Town(s.ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	town := sys.(*evaldesk.System)
	var questions []calibrate.Question
	for _, file := range c.Cases {
		set, err := cases.ReadFile(file)
		if err != nil {
			return nil, err
		}
		set.Name = path.Join(ofTown, set.Name)
		asked, err := calibrate.Cases(s.ctx, town, set)
		if err != nil {
			return nil, err
		}
		questions = append(questions, asked...)
	}
	for _, file := range c.Sets {
		rows, err := sets.Read(file)
		if err != nil {
			return nil, err
		}
		asked, err := rows.Questions(s.ctx, town, ofTown)
		if err != nil {
			return nil, err
		}
		questions = append(questions, asked...)
	}
	if c.Foreign == "" {
		return questions, nil
	}
	foreign, err := dataset.Read(c.Foreign, "")
	if err != nil {
		return nil, err
	}
	none, err := calibrate.Unanswerable(s.ctx, town, foreign, ofTown, calibrateTime)
	return append(questions, none...), err
}

// collect asks every question of one set in a scratch database.
func (c *evalCalibrateCmd) collect(s *surroundings, dir, split string, fusion, words *calibrate.Fusion, decision *calibrate.Decision) error {
	set, err := dataset.Read(dir, split)
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
		evidence, err := calibrate.Rankings(s.ctx, evaldesk.Words{System: sys}, set, calibrateTime)
		if err != nil {
			return err
		}
		questions, err := calibrate.Questions(s.ctx, sys, set, calibrateTime)
		if err != nil {
			return err
		}
		words.Rankings = append(words.Rankings, evidence...)
		fusion.Rankings = append(fusion.Rankings, rankings...)
		decision.Questions = append(decision.Questions, questions...)
		fusion.Key, fusion.Weights = sys.LegWeights()
		return nil
	})
}
