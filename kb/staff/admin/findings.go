package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"auskunft"
	"auskunft/ingest/finding"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/staff/frame"
)

const findingsPath = frame.Root + "/findings"

// Findings is what is wrong with the texts; *finding.Store has it.
type Findings interface {
	List(ctx context.Context, reader auskunft.Reader, f finding.Filter) ([]finding.Finding, int, error)
	Ignore(ctx context.Context, reader auskunft.Reader, id int64, who, reason string) error
}

func (p *pages) findingRoutes() {
	p.Handle("GET "+findingsPath, account.SeeFindings, p.findings)
	p.Handle("POST "+findingsPath+"/{id}/ignore", account.SettleFindings, p.ignoreFinding)
}

// findingsPage lists what editors should look at.
type findingsPage struct {
	Kinds    []kindLink
	Findings []findingRow
	Total    int
	Kind     string
	May      bool // take findings off the list
}

type kindLink struct {
	Name, URL string
	Current   bool
}

type findingRow struct {
	ID            int64
	Kind          string
	Title, Advice string
	Urgent        bool
	Quotes        []finding.Quote
	Since         string
}

const findingsShown = 100

func (p *pages) findings(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	filter := finding.Filter{Limit: findingsShown}
	page := findingsPage{Kind: r.URL.Query().Get("kind"), May: account.May(who.Role, account.SettleFindings)}
	if page.Kind != "" {
		kind, err := finding.ParseKind(page.Kind)
		if err != nil {
			p.Problem(w, r, err)
			return
		}
		filter.Kinds = []finding.Kind{kind}
	}
	found, total, err := p.Findings.List(r.Context(), who.Reader(), filter)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page.Total = total
	for _, kind := range finding.Kinds {
		page.Kinds = append(page.Kinds, kindLink{finding.German.Kinds[kind], findingsPath + "?" + url.Values{"kind": {string(kind)}}.Encode(), string(kind) == page.Kind})
	}
	for _, f := range found {
		m := finding.German.Message(f)
		page.Findings = append(page.Findings, findingRow{f.ID, finding.German.Kinds[f.Kind], m.Title, m.Advice, f.Severity == finding.Urgent, f.Quotes, frame.Day(f.FirstSeen)})
	}
	p.Show(w, r, http.StatusOK, "findings.html", who, p.Text("findings"), page)
}

// ignoreFinding takes a finding off the list, with a reason that others can read.
func (p *pages) ignoreFinding(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	id, err := frame.ID(r, "finding")
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	if err := frame.ReadForm(w, r); err != nil {
		p.Problem(w, r, err)
		return
	}
	reason := r.PostForm.Get("reason")
	err = p.Findings.Ignore(r.Context(), who.Reader(), id, who.Login, reason)
	if err == nil {
		err = p.Record(r, audit.Entry{Who: who.Login, What: audit.FindingIgnored, Object: fmt.Sprintf("finding %d", id), Why: reason})
	}
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	http.Redirect(w, r, findingsPath, http.StatusSeeOther)
}
