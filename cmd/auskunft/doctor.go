package main

import (
	"slices"

	"auskunft"
	"auskunft/internal/doctor"
)

type doctorCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run checks every dependency, prints the settings in force without secrets, and ends with
// code 1 when something is wrong.
func (c *doctorCmd) Run(s *surroundings) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	checks := doctor.Run(s.ctx, cfg, s.quiet())
	if slices.ContainsFunc(checks, func(c doctor.Check) bool { return c.Name == "migrations" && c.Status == doctor.OK }) {
		err := withSources(s, func(p sourceDesk) error {
			checks = append(checks, operation(s.ctx, p.db, p.Pipeline, newKeeper(cfg, p.db, s.quiet()))...)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if c.JSON {
		if err := s.printJSON(checks); err != nil {
			return err
		}
	} else {
		for _, check := range checks {
			s.printf("%-5s %-10s %s\n", check.Status, check.Name, check.Detail)
		}
		s.printf("\n")
		if err := cfg.Print(s.stdout); err != nil {
			return err
		}
	}
	if doctor.Failed(checks) {
		return auskunft.Errorf(auskunft.Unavailable, "doctor", "something is wrong: see the lines that begin with fail")
	}
	return nil
}
