package frame

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

// Page answers a request of somebody who may do what the page is for.
type Page func(http.ResponseWriter, *http.Request, auskunft.Account)

// Route is a registered handler and what it takes to use it.
type Route struct {
	Pattern string // as net/http's: "GET /staff/search"
	Needs   account.Action
}

// Routes lists all handlers with what each needs.
func (s *Site) Routes() []Route { return s.declared }

// Handle registers a handler. There is no way to register one without the action it needs.
func (r *Room) Handle(pattern string, needs account.Action, answer Page) {
	r.site.mux.HandleFunc(pattern, r.guarded(needs, answer))
	r.site.declared = append(r.site.declared, Route{pattern, needs})
}

// guarded lets those through who may, sends those to sign in who have not, and refuses others.
func (r *Room) guarded(needs account.Action, answer Page) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		who, signedIn := r.site.Account(req.Context())
		switch {
		case account.May(who.Role, needs):
			answer(w, req, who)
		case signedIn:
			r.Problem(w, req, auskunft.Errorf(auskunft.Forbidden, "forbidden", "role %s may not %s: %s", who.Role, needs, req.URL.Path))
		case IsFragment(req): // a page whose session has ended meanwhile asks for a part of it
			back := (&url.URL{Path: Home, RawQuery: req.URL.RawQuery}).String()
			w.Header().Set("HX-Redirect", SignInURL(back))
			w.WriteHeader(http.StatusNoContent)
		case req.Method != http.MethodGet:
			http.Redirect(w, req, SignInURL(r.site.pageOf(req.URL.Path)), http.StatusSeeOther)
		case FromElsewhere(req):
			r.Forward(w, req, req.URL.RequestURI())
		default:
			http.Redirect(w, req, SignInURL(req.URL.RequestURI()), http.StatusSeeOther)
		}
	}
}

// pageOf is the page with the form that was sent to a path: the path itself where it is a
// page, too.
func (s *Site) pageOf(path string) string {
	if slices.ContainsFunc(s.declared, func(r Route) bool { return r.Pattern == "GET "+path }) {
		return path
	}
	return Root + "/"
}

// SignInURL is where somebody signs in who then goes on to next.
func SignInURL(next string) string {
	return SignInPath + "?" + url.Values{"next": {next}}.Encode()
}

// FromElsewhere reports whether somebody followed a link of another site to us. The browser
// kept the session's strict cookie back, so whether they are signed in shows only when our
// own page asks again.
func FromElsewhere(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") == "navigate"
}

// Forward leads on by a page of our own instead of a redirect. The browser then sends strict
// cookies, and a form's policy does not count the new address as one of the form's.
func (r *Room) Forward(w http.ResponseWriter, req *http.Request, to string) {
	w.Header().Set("Refresh", "0; url="+to)
	own := r.site.own
	own.Show(w, req, http.StatusOK, "forward.html", auskunft.Account{}, own.Text("forward"), forwardPage{to})
}

// forwardPage leads on by itself; its link is for browsers that do not.
type forwardPage struct{ URL string }

// Record adds an entry to the log of what people have done, which some tests do without.
func (r *Room) Record(req *http.Request, e audit.Entry) error {
	if r.site.Audit == nil {
		return nil
	}
	return r.site.Audit.Record(req.Context(), e)
}

// Link leads to a page from the navigation, for those who may do what it Needs.
type Link struct {
	Text, Path string
	Also       string // pages at and below this path belong to it, too; "" for none
	Needs      account.Action
}

// leads reports whether the page at a path is the link's, or below it.
func (l Link) leads(path string) bool {
	return within(path, l.Path) || l.Also != "" && within(path, l.Also)
}

// area is a part of the navigation. An area of several pages has a second row of links.
type area struct {
	text  string
	pages []Link
}

// Area adds pages to the navigation, in the order in which rooms are made. The texts are keys
// of the room's texts.
func (r *Room) Area(text string, pages ...Link) {
	a := area{text: r.Text(text)}
	for _, page := range pages {
		page.Text = r.Text(page.Text)
		a.pages = append(a.pages, page)
	}
	r.site.areas = append(r.site.areas, a)
}

// navLink is a link of the navigation as the layout shows it.
type navLink struct {
	Text, Path string
	Current    bool // the page is in this area, or is this page
}

// nav is the navigation of a role at a path: its areas, and the pages of the area that the
// path is in. Of one area there is none.
func (s *Site) nav(role auskunft.Role, path string) (areas, pages []navLink) {
	for _, a := range s.areas {
		links := slices.DeleteFunc(slices.Clone(a.pages), func(l Link) bool { return !account.May(role, l.Needs) })
		if len(links) == 0 {
			continue
		}
		current := slices.ContainsFunc(links, func(l Link) bool { return l.leads(path) })
		areas = append(areas, navLink{a.text, links[0].Path, current})
		if !current || len(links) < 2 {
			continue
		}
		for _, l := range links {
			pages = append(pages, navLink{l.Text, l.Path, l.leads(path)})
		}
	}
	if len(areas) < 2 {
		return nil, pages
	}
	return areas, pages
}

// within reports whether a path is a page or one below it.
func within(path, page string) bool { return path == page || strings.HasPrefix(path, page+"/") }
