package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"auskunft"
	"auskunft/demo"
	"auskunft/demo/home"
	"auskunft/internal/config"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

type demoCmd struct{}

// demoAccounts are the people of the demo town who can sign in, by what they may read.
var demoAccounts = []auskunft.Account{
	{Login: "agentin", Name: "Agentin im ServiceCenter", Role: auskunft.AgentRole},
	{Login: "redaktion", Name: "Redaktion", Role: auskunft.EditorRole},
	{Login: "freigabe", Name: "Freigabe", Role: auskunft.ApproverRole},
	{Login: "revision", Name: "Revision", Role: auskunft.AuditorRole},
	{Login: "admin", Name: "Administration der Auskunft", Role: auskunft.AdminRole},
	{Login: "finanzen", Name: "Sachbearbeitung Steuern", Role: auskunft.StaffRole, Departments: []string{"finanzen"}},
}

// Run starts the demo town and prints how to reach it.
func (demoCmd) Run(s *surroundings) error {
	// Nobody reads the demo's metrics, and their usual port is the one of Prometheus itself.
	s.environ = append([]string{"METRICS_LISTEN=off"}, s.environ...)
	cfg, err := s.config()
	if err != nil {
		return err
	}
	s.environ = append(s.environ, "HANDOVER=true") // there is an agent who can look into the inbox
	if cfg.QuestionLog == config.LogProblems {
		s.environ = append(s.environ, "QUESTION_LOG=all") // the demo shows what can be learned from questions
	}
	s.printf("Starting the demo town; the first time takes a few seconds.\n")
	d, err := openDesk(s, deskOptions{demo: true, logs: true})
	if err != nil {
		return err
	}
	defer d.Close()
	password, err := d.demoPeople(s)
	if err != nil {
		return err
	}
	return d.serve(s.ctx, home.Handler(demo.Website()), func(address string) error {
		base := localURL(address)
		s.printf("\n  %s is open.\n\n", demo.Auenwede.Name)
		s.printf("  Website with widget    %s/\n", base)
		s.printf("  Without script         %s/chat\n", base)
		s.printf("  Staff search           %s/staff/\n", base)
		s.printf("  API                    %s/api/v1/openapi.json\n\n", base)
		for _, a := range demoAccounts {
			s.printf("  Account %-10s     password %s   (%s)\n", a.Login, password, a.Name)
		}
		s.printf("\n  Stop with Ctrl+C. Everything is kept in %s.\n\n", d.cfg.Data)
		return nil
	})
}

// demoPeople adds the demo's accounts. Their password is made once for each data folder, so
// that no demo that somebody left running can be entered with a password from a manual.
func (d *desk) demoPeople(s *surroundings) (password string, err error) {
	path := filepath.Join(d.cfg.Data, "demo-password")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b = []byte(strings.ToLower(rand.Text()[:16]))
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		return "", err
	}
	password = string(b)
	accounts := account.NewStore(d.db.App)
	by := account.By{Who: audit.CommandLine, Why: "auskunft demo"}
	for _, a := range demoAccounts {
		_, err := accounts.Add(s.ctx, by, a, password)
		if auskunft.CodeOf(err) == "account_exists" {
			err = demoPassword(s.ctx, accounts, by, a.Login, password)
		}
		if err != nil {
			return "", err
		}
	}
	return password, nil
}

// demoPassword makes sure that the printed password is the account's: its file may have been deleted.
func demoPassword(ctx context.Context, accounts *account.Store, by account.By, login, password string) error {
	if _, err := accounts.SignIn(ctx, login, password); auskunft.KindOf(err) != auskunft.Forbidden {
		return err
	}
	a, err := accounts.ByName(ctx, login)
	if err != nil {
		return err
	}
	return accounts.SetPassword(ctx, by, a.ID, password)
}
