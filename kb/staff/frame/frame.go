// Package frame is what every page of the administration stands in: the layout with its
// navigation, style and script, the right that each handler needs, the texts that all rooms
// share, and what people read when something goes wrong.
//
// A room is a package of pages (search, administration, editors). It brings its templates
// and texts and registers its handlers, each with the action that it takes.
package frame

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

// The paths that all rooms know. Links and redirects are made for Root.
const (
	Root       = "/staff"
	Home       = Root + "/search" // where people begin, and go on when nothing else is meant
	SignInPath = Root + "/sign-in"
)

// policy allows what the pages load: our own files, and KERN's icons, which are data
// addresses within its style sheet. It is web.PagePolicy without Trusted Types, because
// htmx makes markup from what the server sends.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Config is what the frame is made from.
type Config struct {
	Town    string                                         // the city's name, "Stadt Auenwede"
	Account func(context.Context) (auskunft.Account, bool) // who is signed in
	Audit   audit.Recorder                                 // nil: nothing is recorded
	Log     *slog.Logger                                   // nil: nothing is logged
}

// Site is the handler of all paths under Root. It expects a session middleware around it.
type Site struct {
	Config
	mux      *http.ServeMux
	handler  http.Handler
	declared []Route
	areas    []area
	own      *Room // the frame's own pages and texts
}

// New makes a site without rooms.
func New(config Config) (*Site, error) {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if !AssetsBuilt() {
		config.Log.Warn("the staff pages have no style and no script: run make generate before building")
	}
	s := &Site{Config: config, mux: http.NewServeMux()}
	var err error
	if s.own, err = s.Room(templateFiles, germanTexts); err != nil {
		return nil, err
	}
	s.own.Handle("GET "+Root+"/static/", account.Enter, func(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
		http.StripPrefix(Root+"/static/", assets()).ServeHTTP(w, r)
	})
	s.own.Handle("GET "+Root+"/{$}", account.Enter, func(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
		http.Redirect(w, r, Home, http.StatusSeeOther)
	})
	s.own.Handle(Root+"/", account.Enter, func(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
		s.own.Problem(w, r, auskunft.Errorf(auskunft.NotFound, "not_found", "no page %s", r.URL.Path))
	})
	// Websites that embed the widget may post to the citizens' interface, never here.
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.own.Problem(w, r, auskunft.Errorf(auskunft.Forbidden, "cross_origin", "request from another website"))
	}))
	s.handler = protection.Handler(s.mux)
	return s, nil
}

// ServeHTTP answers with the pages' own policy, over the server's.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy)
	s.handler.ServeHTTP(w, r)
}

// IsFragment reports whether htmx asks for a part of a page.
func IsFragment(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// Local returns path when it is one of ours, and Home for everything else, so that a sign-in
// cannot be made to lead away from here.
func Local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.Contains(path, `\`) ||
		!strings.HasPrefix(u.Path, Root+"/") || strings.Contains(u.Path, "..") {
		return Home
	}
	return path
}

// ID is the number that stands for {id} in a request's path. The error, where none does, is
// auskunft.NotFound with the code unknown, like that of a number that nothing has.
func ID(r *http.Request, unknown string) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, auskunft.Errorf(auskunft.NotFound, unknown, "no number %q", r.PathValue("id"))
	}
	return id, nil
}

// maxForm bounds what a form may send, in bytes.
const maxForm = 16 << 10

// ReadForm reads the form of a request that is not larger than forms of fields are. The
// error is auskunft.Invalid.
func ReadForm(w http.ResponseWriter, r *http.Request) error { return ReadLongForm(w, r, maxForm) }

// ReadLongForm is ReadForm for a form that carries a text, or files; limit is in bytes.
func ReadLongForm(w http.ResponseWriter, r *http.Request, limit int64) error {
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	parse := r.ParseForm
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		parse = func() error { return r.ParseMultipartForm(maxForm) } // what is longer is kept on disk
	}
	if err := parse(); err != nil {
		return auskunft.Errorf(auskunft.Invalid, "form", "reading the form: %w", err)
	}
	return nil
}
