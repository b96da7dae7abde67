package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a local account. The password is asked for, or read from standard input."`
	Reset   userResetCmd   `cmd:"" help:"Set a new password, which ends the account's sessions."`
	Disable userDisableCmd `cmd:"" help:"Keep somebody from signing in, and end their sessions."`
	Enable  userEnableCmd  `cmd:"" help:"Let somebody sign in again."`
	List    userListCmd    `cmd:"" help:"List the accounts."`
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
	return withAccounts(s, func(accounts *account.Store) error {
		password, err := s.password()
		if err != nil {
			return err
		}
		a := auskunft.Account{Login: c.Login, Name: cmp.Or(c.Name, c.Login), Role: role, Departments: c.Department}
		a, err = accounts.Add(s.ctx, atCommandLine(""), a, password)
		if err == nil {
			s.printf("Account %s added with role %s.\n", a.Login, a.Role)
		}
		return err
	})
}

// existing is an account that is there already.
type existing struct {
	Login string `arg:"" help:"Login name, or an account's number as list shows it: #12."`
	Why   string `help:"The reason, for the audit log."`
}

func (e existing) change(s *surroundings, done string, do func(accounts *account.Store, by account.By, id int64) error) error {
	return withAccounts(s, func(accounts *account.Store) error {
		a, err := accounts.ByName(s.ctx, e.Login)
		if err == nil {
			err = do(accounts, atCommandLine(e.Why), a.ID)
		}
		if err == nil {
			s.printf("Account %s %s.\n", a.Login, done)
		}
		return err
	})
}

// atCommandLine says who changes accounts here: whoever may start this program.
func atCommandLine(why string) account.By { return account.By{Who: audit.CommandLine, Why: why} }

type userResetCmd struct {
	existing `embed:""`
}

// Run sets a new password.
func (c *userResetCmd) Run(s *surroundings) error {
	return c.change(s, "has a new password", func(accounts *account.Store, by account.By, id int64) error {
		password, err := s.password()
		if err != nil {
			return err
		}
		return accounts.SetPassword(s.ctx, by, id, password)
	})
}

type userDisableCmd struct {
	existing `embed:""`
}

// Run disables an account.
func (c *userDisableCmd) Run(s *surroundings) error {
	return c.change(s, "is disabled", func(accounts *account.Store, by account.By, id int64) error {
		return accounts.Disable(s.ctx, by, id)
	})
}

type userEnableCmd struct {
	existing `embed:""`
}

// Run enables an account.
func (c *userEnableCmd) Run(s *surroundings) error {
	return c.change(s, "is enabled", func(accounts *account.Store, by account.By, id int64) error {
		return accounts.Enable(s.ctx, by, id)
	})
}

type userListCmd struct {
	JSON bool `help:"Print JSON."`
}

// Run lists the accounts.
func (c *userListCmd) Run(s *surroundings) error {
	return withAccounts(s, func(accounts *account.Store) error {
		all, err := accounts.List(s.ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.printJSON(all)
		}
		if len(all) == 0 {
			s.printf("There is no account. Make the first: auskunft user add <login> --role admin\n")
		}
		for _, a := range all {
			state := ""
			if a.Disabled != nil {
				state = "disabled"
			}
			s.printf("%-5s %-24s %-9s %-24s %-8s %s\n", fmt.Sprintf("#%d", a.ID), a.Login, a.Role, strings.Join(a.Departments, ","), state, a.Issuer)
		}
		return nil
	})
}

func withAccounts(s *surroundings, do func(*account.Store) error) error {
	return withDatabase(s, func(db *postgres.DB) error { return do(account.NewStore(db.App)) })
}

// withDatabase opens the database for a command that needs nothing else.
func withDatabase(s *surroundings, do func(*postgres.DB) error) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	db, err := openDatabase(s.ctx, cfg, s.quiet())
	if err != nil {
		return err
	}
	defer db.Close()
	return do(db)
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
		return "", auskunft.Errorf(auskunft.Invalid, "password_missing", "there is no password: write it as a line on standard input")
	}
	return strings.TrimRight(line, "\r\n"), nil
}
