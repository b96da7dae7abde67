// Package admin is the pages of those who run the desk and keep its texts in order: sources
// and their runs, what is wrong with texts, settings, accounts, and the log of what people have
// done.
package admin

import (
	"embed"

	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
)

// Deps is what the pages are built from. What is nil has no pages.
type Deps struct {
	Sources  Sources
	Findings Findings
	Settings Settings
	Embed    Embed                  // shown with Settings
	Told     func(err error) string // what citizens are told of an error, in German
	Accounts Accounts
	Audit    Audit
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
	p.Area("administration", links...)
	return nil
}
