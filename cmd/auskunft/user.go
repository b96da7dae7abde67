package main

import (
	"bufio"
	"context"
	"os"
	"strings"

	"golang.org/x/term"

	"auskunft"
	"auskunft/kb/account"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add an account. The password is asked for, or read from standard input."`
	Reset   userResetCmd   `cmd:"" help:"Set a new password."`
	Disable userDisableCmd `cmd:"" help:"Keep somebody from signing in."`
}

type userAddCmd struct {
	Login      string   `arg:"" help:"Login name."`
	Name       string   `help:"Name as the pages show it; without it, the login name."`
	Role       string   `default:"staff" help:"staff, agent, editor, approver, admin or auditor."`
	Department []string `help:"Departments whose texts the account may read."`
}

// Run adds an account.
func (c *userAddCmd) Run(s *surroundings) error {
	role, err := auskunft.ParseRole(c.Role)
	if err != nil {
		return err
	}
	return withAccounts(s, func(ctx context.Context, accounts *account.Store) error {
		password, err := s.password()
		if err != nil {
			return err
		}
		if c.Name == "" {
			c.Name = c.Login
		}
		a, err := accounts.Add(ctx, auskunft.Account{Login: c.Login, Name: c.Name, Role: role, Departments: c.Department}, password)
		if err == nil {
			s.printf("Account %s added with role %s.\n", a.Login, a.Role)
		}
		return err
	})
}

type userResetCmd struct {
	Login string `arg:"" help:"Login name."`
}

// Run sets a new password.
func (c *userResetCmd) Run(s *surroundings) error {
	return withAccounts(s, func(ctx context.Context, accounts *account.Store) error {
		password, err := s.password()
		if err != nil {
			return err
		}
		return accounts.SetPassword(ctx, c.Login, password)
	})
}

type userDisableCmd struct {
	Login string `arg:"" help:"Login name."`
}

// Run disables an account.
func (c *userDisableCmd) Run(s *surroundings) error {
	return withAccounts(s, func(ctx context.Context, accounts *account.Store) error {
		return accounts.Disable(ctx, c.Login)
	})
}

func withAccounts(s *surroundings, do func(context.Context, *account.Store) error) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	db, err := openDatabase(s.ctx, cfg, s.quiet())
	if err != nil {
		return err
	}
	defer db.Close()
	return do(s.ctx, account.NewStore(db.App))
}

// password asks on a terminal without showing what is typed, and reads a line elsewhere. It
// is no flag: flags stand in process lists and shell histories.
func (s *surroundings) password() (string, error) {
	if f, ok := s.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		s.printf("Password: ")
		b, err := term.ReadPassword(int(f.Fd()))
		s.printf("\n")
		return string(b), err
	}
	line, err := bufio.NewReader(s.stdin).ReadString('\n')
	if err != nil && line == "" {
		return "", auskunft.Errorf(auskunft.Invalid, "password_missing", "give the password on standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
