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
	page := func(wired bool, routes func(), text, path string, needs account.Action) {
		if wired {
			routes()
			links = append(links, frame.Link{Text: text, Path: path, Needs: needs})
		}
	}
	if p.Sources != nil {
		p.sourceRoutes()
		links = append(links, frame.Link{Text: "sources", Path: sourcesPath, Also: documentsPath, Needs: account.SeeSources})
	}
	page(p.Findings != nil, p.findingRoutes, "findings", findingsPath, account.SeeFindings)
	if p.Settings != nil {
		links = append(links, p.settingRoutes()...)
	}
	page(p.Accounts != nil, p.accountRoutes, "accounts", accountsPath, account.ManageAccounts)
	page(p.Audit != nil, p.auditRoutes, "audit", auditPath, account.ReadAudit)
	page(p.Tokens != nil, p.tokenRoutes, "tokens", tokensPath, account.ManageTokens)
	page(p.Health != nil, p.healthRoutes, "health", healthPath, account.SeeHealth)
	page(p.Retention != nil, p.retentionRoutes, "retention", retentionPath, account.SeePrivacy)
	page(p.Privacy != nil, p.privacyRoutes, "privacy", privacyPath, account.SeePrivacy)
	page(p.Trial != nil, p.trialRoutes, "trial", trialPath, account.SeeStatistics)
	p.Area("administration", links...)
	return nil
}
