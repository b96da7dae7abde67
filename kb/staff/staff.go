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

// Sessions signs people in and out; package account has it. SignIn returns an error of
// kind auskunft.Forbidden when login or password is wrong.
type Sessions interface {
	SignIn(ctx context.Context, login, password string) (auskunft.Account, error)
	SignOut(ctx context.Context) error
}

// Deps is what the pages are built from.
type Deps struct {
	Search   Searcher
	Ask      Asker
	Analyse  Analyser
	Sessions Sessions
	Sources  Sources                                        // nil: there are no pages of sources
	Findings Findings                                       // nil: there is no page of findings
	Account  func(context.Context) (auskunft.Account, bool) // who is signed in
	Town     string                                         // the city's name, "Stadt Auenwede"
	Now      func() time.Time                               // nil: time.Now
	Log      *slog.Logger                                   // nil: nothing is logged
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

// New makes the handler of all paths under Root. It expects the session middleware of
// Deps.Sessions and protection against cross-origin requests around it.
func New(deps Deps) (http.Handler, error) {
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
	mux := http.NewServeMux()
	mux.Handle("GET "+Root+"/static/", http.StripPrefix(Root+"/static/", assets()))
	mux.HandleFunc("GET "+signInPath, p.signInForm)
	mux.HandleFunc("POST "+signInPath, p.signIn)
	mux.HandleFunc("POST "+Root+"/sign-out", p.signOut)
	mux.HandleFunc("GET "+Root+"/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, searchPath, http.StatusSeeOther)
	})
	mux.HandleFunc("GET "+searchPath, p.signedIn(p.search))
	mux.HandleFunc("GET "+Root+"/answer", p.signedIn(p.answer))
	if p.Sources != nil {
		p.sourceRoutes(mux)
	}
	if p.Findings != nil {
		p.findingRoutes(mux)
	}
	mux.HandleFunc(Root+"/", func(w http.ResponseWriter, r *http.Request) {
		p.problem(w, r, auskunft.Errorf(auskunft.NotFound, "not_found", "no page %s", r.URL.Path))
	})
	return withPolicy(mux), nil
}

// withPolicy sets the pages' own policy, over the server's.
func withPolicy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		next.ServeHTTP(w, r)
	})
}

// signedIn hands the account to a page, or sends who is not signed in to do so first.
func (p *pages) signedIn(page func(http.ResponseWriter, *http.Request, auskunft.Account)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if account, ok := p.Account(r.Context()); ok {
			page(w, r, account)
			return
		}
		if isFragment(r) { // a page whose session has ended meanwhile asks for a part of it
			back := (&url.URL{Path: searchPath, RawQuery: r.URL.RawQuery}).String()
			w.Header().Set("HX-Redirect", signInURL(back))
			w.WriteHeader(http.StatusNoContent)
			return
		}
		http.Redirect(w, r, signInURL(r.URL.RequestURI()), http.StatusSeeOther)
	}
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
