// Package admin is the pages of those who run the desk and keep its texts in order: sources
// and their runs, what is wrong with texts, settings, accounts, other programs' tokens, the log of
// what people have done, and whether everything works and is deleted in time.
package admin

import (
	"embed"

	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
)

// Deps is what the pages are built from. What is nil has no pages.
type Deps struct {
	Sources   Sources
	Findings  Findings
	Settings  Settings
	Embed     Embed                  // shown with Settings
	Told      func(err error) string // what citizens are told of an error, in German
	Accounts  Accounts
	Audit     Audit
	Tokens    Tokens
	Health    Health
	Retention Retention
	Privacy   Privacy
	Trial     Trial
}

//go:embed templates/*.html
var templates embed.FS

//go:embed texts/de.json
var texts []byte

type pages struct {
	Deps
	*frame.Room
}

// Register adds the pages to the site.
func Register(site *frame.Site, deps Deps) error {
	room, err := site.Room(templates, texts)
	if err != nil {
		return err
	}
	p := &pages{deps, room}
	var links []frame.Link
	if p.Sources != nil {
		p.sourceRoutes()
		links = append(links, frame.Link{Text: "sources", Path: sourcesPath, Needs: account.SeeSources})
	}
	if p.Findings != nil {
		p.findingRoutes()
		links = append(links, frame.Link{Text: "findings", Path: findingsPath, Needs: account.SeeFindings})
	}
	if p.Settings != nil {
		links = append(links, p.settingRoutes()...)
	}
	if p.Accounts != nil {
		p.accountRoutes()
		links = append(links, frame.Link{Text: "accounts", Path: accountsPath, Needs: account.ManageAccounts})
	}
	if p.Audit != nil {
		p.auditRoutes()
		links = append(links, frame.Link{Text: "audit", Path: auditPath, Needs: account.ReadAudit})
	}
	if p.Tokens != nil {
		p.tokenRoutes()
		links = append(links, frame.Link{Text: "tokens", Path: tokensPath, Needs: account.ManageTokens})
	}
	if p.Health != nil {
		p.healthRoutes()
		links = append(links, frame.Link{Text: "health", Path: healthPath, Needs: account.SeeHealth})
	}
	if p.Retention != nil {
		p.retentionRoutes()
		links = append(links, frame.Link{Text: "retention", Path: retentionPath, Needs: account.SeePrivacy})
	}
	if p.Privacy != nil {
		p.privacyRoutes()
		links = append(links, frame.Link{Text: "privacy", Path: privacyPath, Needs: account.SeePrivacy})
	}
	if p.Trial != nil {
		p.trialRoutes()
		links = append(links, frame.Link{Text: "trial", Path: trialPath, Needs: account.SeeStatistics})
	}
	p.Area("administration", links...)
	return nil
}
