package staff

import (
	"net/http"
	"net/url"
	"slices"

	"auskunft"
	"auskunft/kb/account"
)

// page answers a request of somebody who may do what the page is for.
type page func(http.ResponseWriter, *http.Request, auskunft.Account)

// Route is a registered handler and what it takes to use it.
type Route struct {
	Pattern string // as net/http's: "GET /staff/search"
	Needs   account.Action
}

// routes registers handlers. There is no way to register one without the action it needs.
type routes struct {
	pages    *pages
	mux      *http.ServeMux
	declared []Route
}

func (s *routes) handle(pattern string, needs account.Action, answer page) {
	s.mux.HandleFunc(pattern, s.pages.guarded(needs, answer))
	s.declared = append(s.declared, Route{pattern, needs})
}

func (s *routes) has(pattern string) bool {
	return slices.ContainsFunc(s.declared, func(r Route) bool { return r.Pattern == pattern })
}

// guarded lets those through who may, sends those to sign in who have not, and refuses others.
func (p *pages) guarded(needs account.Action, answer page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, signedIn := p.Account(r.Context())
		switch {
		case account.May(who.Role, needs):
			answer(w, r, who)
		case signedIn:
			p.problem(w, r, auskunft.Errorf(auskunft.Forbidden, "forbidden", "role %s may not %s: %s", who.Role, needs, r.URL.Path))
		case isFragment(r): // a page whose session has ended meanwhile asks for a part of it
			back := (&url.URL{Path: searchPath, RawQuery: r.URL.RawQuery}).String()
			w.Header().Set("HX-Redirect", signInURL(back))
			w.WriteHeader(http.StatusNoContent)
		case r.Method != http.MethodGet:
			http.Redirect(w, r, signInURL(Root+"/"), http.StatusSeeOther)
		case fromElsewhere(r):
			p.forward(w, r.URL.RequestURI())
		default:
			http.Redirect(w, r, signInURL(r.URL.RequestURI()), http.StatusSeeOther)
		}
	}
}

// fromElsewhere reports whether somebody followed a link of another site to us. The browser
// kept the session's strict cookie back, so whether they are signed in shows only when our
// own page asks again.
func fromElsewhere(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") == "navigate"
}

// forward leads on by a page of our own instead of a redirect. The browser then sends strict
// cookies, and a form's policy does not count the new address as one of the form's.
func (p *pages) forward(w http.ResponseWriter, to string) {
	w.Header().Set("Refresh", "0; url="+to)
	p.render.page(w, http.StatusOK, "forward.html", layout{Title: p.render.text("forward"), Page: forwardPage{to}})
}

// forwardPage leads on by itself; its link is for browsers that do not.
type forwardPage struct{ URL string }

// navigation is the way to the areas, for those who may enter them.
var navigation = []struct {
	text, path string
	needs      account.Action
}{
	{"search", searchPath, account.Search},
	{"inbox", inboxPath, account.ReadInbox},
	{"reports", reportsPath, account.SeeGaps},
	{"findings", findingsPath, account.SeeFindings},
	{"sources", sourcesPath, account.SeeSources},
	{"accounts", accountsPath, account.ManageAccounts},
	{"audit", auditPath, account.ReadAudit},
}

// navLink leads to an area.
type navLink struct{ Text, Path string }

// nav is the navigation of a role; of one area there is none.
func (s *routes) nav(role auskunft.Role) (links []navLink) {
	for _, area := range navigation {
		if s.has("GET "+area.path) && account.May(role, area.needs) {
			links = append(links, navLink{s.pages.render.text(area.text), area.path})
		}
	}
	if len(links) < 2 {
		return nil
	}
	return links
}
