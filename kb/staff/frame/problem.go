package frame

import (
	"net/http"

	"auskunft"
	"auskunft/internal/web"
)

// problemPage says in German what went wrong; the details are in the log only.
type problemPage struct {
	Text  string
	Meant bool // an administrator wants it so; nobody need be alarmed
}

// Problem answers with an error, as a whole page or, to htmx, as a part of one.
func (r *Room) Problem(w http.ResponseWriter, req *http.Request, err error) {
	if req.Context().Err() != nil {
		return // nobody is there to read it; typing on ends the search before
	}
	if web.IsFault(err) {
		r.site.Log.ErrorContext(req.Context(), "staff page", "path", req.URL.Path, "err", err)
	}
	page := problemPage{r.ErrorText(err), auskunft.KindOf(err) == auskunft.Closed}
	own := r.site.own
	if IsFragment(req) {
		own.Fragment(w, web.StatusOf(err), "problem", page)
		return
	}
	who, _ := r.site.Account(req.Context())
	own.Show(w, req, web.StatusOf(err), "problem.html", who, own.Text("problem"), page)
}
