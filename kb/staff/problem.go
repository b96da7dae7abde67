package staff

import (
	"net/http"

	"auskunft/internal/web"
)

// problemPage says in German what went wrong; the details are in the log only.
type problemPage struct{ Text string }

// problem answers with an error, as a whole page or, to htmx, as a part of one.
func (p *pages) problem(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody is there to read it; typing on ends the search before
	}
	if web.StatusOf(err) >= http.StatusInternalServerError {
		p.Log.ErrorContext(r.Context(), "staff page", "path", r.URL.Path, "err", err)
	}
	page := problemPage{Text: p.render.errorText(err)}
	if isFragment(r) {
		p.render.fragment(w, web.StatusOf(err), "problem", page)
		return
	}
	account, _ := p.Account(r.Context())
	p.render.page(w, web.StatusOf(err), "problem.html", layout{Title: p.render.text("problem"), Account: account, Page: page})
}
