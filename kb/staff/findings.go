package staff

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"auskunft"
	"auskunft/ingest/finding"
)

const findingsPath = Root + "/findings"

// Findings is what is wrong with the texts; *finding.Store has it.
type Findings interface {
	List(ctx context.Context, reader auskunft.Reader, f finding.Filter) ([]finding.Finding, int, error)
	Ignore(ctx context.Context, reader auskunft.Reader, id int64, who, reason string) error
}

// curates are the roles that may take a finding off the list.
var curates = []auskunft.Role{auskunft.EditorRole, auskunft.ApproverRole, auskunft.AdminRole}

func (p *pages) findingRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+findingsPath, p.signedIn(p.only(looksAfter, p.findings)))
	mux.HandleFunc("POST "+findingsPath+"/{id}/ignore", p.signedIn(p.only(curates, p.ignoreFinding)))
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

func (p *pages) findings(w http.ResponseWriter, r *http.Request, account auskunft.Account) {
	filter := finding.Filter{Limit: findingsShown}
	page := findingsPage{Kind: r.URL.Query().Get("kind"), May: slices.Contains(curates, account.Role)}
	if page.Kind != "" {
		kind, err := finding.ParseKind(page.Kind)
		if err != nil {
			p.problem(w, r, err)
			return
		}
		filter.Kinds = []finding.Kind{kind}
	}
	found, total, err := p.Findings.List(r.Context(), account.Reader(), filter)
	if err != nil {
		p.problem(w, r, err)
		return
	}
	page.Total = total
	for _, kind := range finding.Kinds {
		page.Kinds = append(page.Kinds, kindLink{finding.German.Kinds[kind], findingsPath + "?" + url.Values{"kind": {string(kind)}}.Encode(), string(kind) == page.Kind})
	}
	for _, f := range found {
		m := finding.German.Message(f)
		page.Findings = append(page.Findings, findingRow{f.ID, finding.German.Kinds[f.Kind], m.Title, m.Advice, f.Severity == finding.Urgent, f.Quotes, day(f.FirstSeen)})
	}
	p.render.page(w, http.StatusOK, "findings.html", layout{Title: p.render.text("findings"), Account: account, Page: page})
}

// ignoreFinding takes a finding off the list, with a reason that others can read.
func (p *pages) ignoreFinding(w http.ResponseWriter, r *http.Request, account auskunft.Account) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err == nil {
		err = r.ParseForm()
	}
	if err != nil {
		p.problem(w, r, auskunft.Errorf(auskunft.Invalid, "form", "reading the form: %w", err))
		return
	}
	if err := p.Findings.Ignore(r.Context(), account.Reader(), id, account.Login, r.PostForm.Get("reason")); err != nil {
		p.problem(w, r, err)
		return
	}
	http.Redirect(w, r, findingsPath, http.StatusSeeOther)
}
