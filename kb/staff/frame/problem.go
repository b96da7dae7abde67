package frame

import (
	"net/http"

	"auskunft"
	"auskunft/internal/web"
)

// problemPage says in German what went wrong; the details are in the log only.
type problemPage struct {
	Title  string
	Text   string
	Meant  bool // an administrator wants it so; nobody need be alarmed
	Rights bool // the role is the reason, and what it may do can be looked up
}

// Problem answers with an error, as a whole page or, to htmx, as a part of one.
func (r *Room) Problem(w http.ResponseWriter, req *http.Request, err error) {
	if req.Context().Err() != nil {
		return // nobody is there to read it; typing on ends the search before
	}
	if web.IsFault(err) {
		r.site.Log.ErrorContext(req.Context(), "staff page", "path", req.URL.Path, "err", err)
	}
	own, kind := r.site.own, auskunft.KindOf(err)
	page := problemPage{own.Text("problem"), r.ErrorText(err), kind == auskunft.Closed, kind == auskunft.Forbidden}
	if title, ok := own.Lookup("problem_" + string(kind)); ok {
		page.Title = title
	}
	if IsFragment(req) {
		own.Fragment(w, web.StatusOf(err), "problem", page)
		return
	}
	who, _ := r.site.Account(req.Context())
	own.Show(w, req, web.StatusOf(err), "problem.html", who, page.Title, page)
}
