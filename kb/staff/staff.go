// Package staff is the pages that the administration works with. The first of them is
// the search for agents, who have a caller on the line.
//
// Every page is plain HTML from a template and works without script; script makes it
// quicker (results while typing), never possible. One file and one struct a page.
// What the pages need from other rooms is named by the small interfaces below.
package staff

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/retrieval"
	"auskunft/retrieval/lexical"
)

// Searcher finds passages; package retrieval has it.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Asker answers a question as a whole; package chat has it.
type Asker interface {
	Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error)
}

// Analyser reduces text to the terms that search compares; highlighting marks what
// search has found, not what looks like it.
type Analyser interface {
	Terms(lang, text string) []lexical.Term
}

// Catalogue knows what stands beside the texts; package retrieval/catalog has it.
type Catalogue interface {
	Owners(ctx context.Context, reader auskunft.Reader, documents []int64) (map[int64]string, error)
	Sources(ctx context.Context, reader auskunft.Reader) ([]string, error)
	Related(ctx context.Context, reader auskunft.Reader, documents []int64) ([]auskunft.Link, error)
}

// Sessions signs people in and out; package account has it. SignIn returns an error of
// kind auskunft.Forbidden when login or password is wrong. SignOut returns the address where
// the identity provider ends its own session, "" when there is none.
type Sessions interface {
	SignIn(w http.ResponseWriter, r *http.Request, login, password string) (auskunft.Account, error)
	SignOut(w http.ResponseWriter, r *http.Request) (provider string, err error)
}

// Provider signs people in at the city's identity provider; package account has it.
type Provider interface {
	ProviderName() (name string, ready bool)
	Begin(w http.ResponseWriter, r *http.Request, next string) (address string, err error)
	Finish(w http.ResponseWriter, r *http.Request) (next string, err error)
	BackChannel(r *http.Request) error
}

// Deps is what the pages are built from.
type Deps struct {
	Search      Searcher
	Ask         Asker
	Analyse     Analyser
	Catalogue   Catalogue         // nil: hits have no owner, answers nothing related
	Areas       map[string]string // keys of the districts by name
	Sessions    Sessions
	Provider    Provider                                       // nil: people sign in with local accounts only
	Accounts    Accounts                                       // nil: there are no pages of accounts
	Audit       Audit                                          // nil: nothing is recorded, and there is no page of it
	Sources     Sources                                        // nil: there are no pages of sources
	Findings    Findings                                       // nil: there is no page of findings
	Inbox       Inbox                                          // nil: there are no pages of requests
	Signals     Signals                                        // nil: nobody can say what helped or is missing
	RequestDays int                                            // after which a request is deleted
	Account     func(context.Context) (auskunft.Account, bool) // who is signed in
	Town        string                                         // the city's name, "Stadt Auenwede"
	Now         func() time.Time                               // nil: time.Now
	Log         *slog.Logger                                   // nil: nothing is logged
}

// Root is the path the pages live under. Links and redirects are made for it.
const Root = "/staff"

// policy allows what the pages load: our own files, and KERN's icons, which are data
// addresses within its style sheet. It is web.PagePolicy without Trusted Types, because
// htmx makes markup from what the server sends.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type pages struct {
	Deps
	render *renderer
}

// Site is the handler of all paths under Root.
type Site struct {
	http.Handler
	routes *routes
}

// Routes lists all handlers with what each needs.
func (s *Site) Routes() []Route { return s.routes.declared }

// New makes the pages. They expect the session middleware of Deps.Sessions around them.
func New(deps Deps) (*Site, error) {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	render, err := newRenderer(deps.Town)
	if err != nil {
		return nil, err
	}
	if !AssetsBuilt() {
		deps.Log.Warn("the staff pages have no style and no script: run make generate before building")
	}
	p := &pages{deps, render}
	s := &routes{pages: p, mux: http.NewServeMux()}
	render.nav = s.nav
	p.routes(s)
	// Websites that embed the widget may post to the citizens' interface, never here.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.problem(w, r, auskunft.Errorf(auskunft.Forbidden, "cross_origin", "request from another website"))
	}))
	return &Site{withPolicy(protection.Handler(s.mux)), s}, nil
}

func (p *pages) routes(s *routes) {
	s.handle("GET "+Root+"/static/", account.Enter, func(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
		http.StripPrefix(Root+"/static/", assets()).ServeHTTP(w, r)
	})
	p.signInRoutes(s)
	s.handle("GET "+Root+"/{$}", account.Enter, func(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
		http.Redirect(w, r, searchPath, http.StatusSeeOther)
	})
	s.handle("GET "+searchPath, account.Search, p.search)
	s.handle("GET "+Root+"/answer", account.Ask, p.answer)
	s.handle("GET "+rightsPath, account.SeeRights, p.rights)
	if p.Sources != nil {
		p.sourceRoutes(s)
	}
	if p.Findings != nil {
		p.findingRoutes(s)
	}
	if p.Accounts != nil {
		p.accountRoutes(s)
	}
	if p.Inbox != nil {
		p.inboxRoutes(s)
	}
	if p.Signals != nil {
		p.signalRoutes(s)
	}
	if p.Audit != nil {
		p.auditRoutes(s)
	}
	s.handle(Root+"/", account.Enter, func(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
		p.problem(w, r, auskunft.Errorf(auskunft.NotFound, "not_found", "no page %s", r.URL.Path))
	})
}

// withPolicy sets the pages' own policy, over the server's.
func withPolicy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		next.ServeHTTP(w, r)
	})
}

// isFragment reports whether htmx asks for a part of a page.
func isFragment(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// local returns path when it is one of ours, and the search page for everything else,
// so that a sign-in cannot be made to lead away from here.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.Contains(path, `\`) ||
		!strings.HasPrefix(u.Path, Root+"/") || strings.Contains(u.Path, "..") {
		return searchPath
	}
	return path
}
