package main

import (
	"time"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/kb/audit"
	"auskunft/kb/token"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Add a token and print it, this once."`
	List   tokenListCmd   `cmd:"" help:"List the tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token at once."`
}

type tokenAddCmd struct {
	Name       string `arg:"" help:"What it is for, such as Zammad."`
	Visibility string `default:"internal" help:"What it may read: public, internal or department:<key>."`
	Days       int    `default:"365" help:"How long it lives, at most 366 days."`
}

// Run adds a token.
func (c *tokenAddCmd) Run(s *surroundings) error {
	return withTokens(s, func(tokens *token.Store) error {
		secret, err := tokens.Add(s.ctx, audit.CommandLine, c.Name, auskunft.Visibility(c.Visibility), time.Duration(c.Days)*24*time.Hour)
		if err == nil {
			s.printf("%s\n", secret)
		}
		return err
	})
}

type tokenListCmd struct{}

// Run lists the tokens.
func (tokenListCmd) Run(s *surroundings) error {
	return withTokens(s, func(tokens *token.Store) error {
		all, err := tokens.List(s.ctx)
		for _, t := range all {
			used, state := "never used", "until "+t.Expires.Format(time.DateOnly)
			if t.Used != nil {
				used = "used " + t.Used.Format(time.DateOnly)
			}
			if t.Revoked != nil {
				state = "revoked " + t.Revoked.Format(time.DateOnly)
			}
			s.printf("%4d  %-20s  %-24s  %-18s  %s\n", t.ID, t.Name, t.Visibility, state, used)
		}
		return err
	})
}

type tokenRevokeCmd struct {
	ID  int64  `arg:"" help:"The token's number, as list shows it."`
	Why string `help:"The reason, for the audit log."`
}

// Run revokes a token.
func (c *tokenRevokeCmd) Run(s *surroundings) error {
	return withTokens(s, func(tokens *token.Store) error {
		err := tokens.Revoke(s.ctx, audit.CommandLine, c.ID, c.Why)
		if err == nil {
			s.printf("Token %d is revoked.\n", c.ID)
		}
		return err
	})
}

func withTokens(s *surroundings, do func(*token.Store) error) error {
	return withDatabase(s, func(db *postgres.DB) error { return do(token.New(db.App)) })
}
