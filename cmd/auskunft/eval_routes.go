package main

import (
	"os"
	"slices"

	"gopkg.in/yaml.v3"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/evals/calibrate"
	"auskunft/evals/cases"
	"auskunft/evals/dataset"
	"auskunft/evals/sets"
)

type evalRoutesCmd struct {
	Files   []string `arg:"" type:"existingfile" help:"Development halves in evals/sets; they judge."`
	Spent   []string `type:"existingfile" help:"Held-out halves that were counted too often to be unseen; they teach and judge like the others."`
	Train   []string `type:"existingfile" help:"Files of more sentences, by kind; they only teach (evals/calibrate/routes.yaml)."`
	Cases   []string `type:"existingfile" help:"Cases whose questions are to be answered."`
	Dataset []string `type:"existingdir" help:"Folders in BEIR layout whose questions are to be answered."`
	Out     string   `placeholder:"FILE" help:"File to write the classifier to (chat/guard/routes.json); without it, only measures."`
	Verbose bool     `short:"v" help:"Show the sentences that went astray."`
	Seed    uint64   `default:"1" help:"Of the folds."`
}

// Run fits the classifier of routes.
func (c *evalRoutesCmd) Run(s *surroundings) error {
	var all []calibrate.Sentence
	for _, file := range slices.Concat(c.Files, c.Spent) {
		set, err := sets.Read(file)
		if err != nil {
			return err
		}
		if set.HeldOut && !slices.Contains(c.Spent, file) {
			return auskunft.Errorf(auskunft.Invalid, "set", "%s is held out; nothing is fitted to it", file)
		}
		all = append(all, set.Sentences()...)
	}
	for _, read := range []func() ([]calibrate.Sentence, error){c.train, c.questions} {
		more, err := read()
		if err != nil {
			return err
		}
		all = append(all, more...)
	}
	_, err := calibrate.FitRoutes(all, calibrate.Options{Out: c.Out, Seed: c.Seed}, c.Verbose, s.stdout)
	return err
}

// train reads the sentences that only teach.
func (c *evalRoutesCmd) train() (all []calibrate.Sentence, err error) {
	for _, file := range c.Train {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var kinds []struct {
			Kind  guard.Kind
			Texts []string
		}
		if err := yaml.Unmarshal(data, &kinds); err != nil {
			return nil, auskunft.Errorf(auskunft.Invalid, "set", "%s: %w", file, err)
		}
		for _, k := range kinds {
			for _, text := range k.Texts {
				all = append(all, calibrate.Sentence{Set: file, Text: text, Kind: k.Kind})
			}
		}
	}
	return all, nil
}

// questions reads what is to be answered.
func (c *evalRoutesCmd) questions() (all []calibrate.Sentence, err error) {
	add := func(set, text string) {
		all = append(all, calibrate.Sentence{Set: set, Text: text, Kind: guard.Question})
	}
	for _, dir := range c.Dataset {
		set, err := dataset.Read(dir, "")
		if err != nil {
			return nil, err
		}
		for _, q := range set.Queries {
			add(dir, q.Text)
		}
	}
	for _, file := range c.Cases {
		set, err := cases.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, q := range set.Cases {
			if q.Expect.Status == auskunft.Answered {
				add(file, q.Question)
			}
		}
	}
	return all, nil
}
