package staff

import (
	"net/http"
	"net/url"

	"auskunft"
	"auskunft/internal/web"
)

const signInPath = Root + "/sign-in"

// maxForm bounds what a form may send.
const maxForm = 16 << 10

// signInPage is the page where people sign in.
type signInPage struct {
	Login string // as typed, when the first try failed
	Next  string // where to go afterwards
	Error string // what went wrong, "" for the first try
}

func signInURL(next string) string {
	return signInPath + "?" + url.Values{"next": {next}}.Encode()
}

func (p *pages) signInForm(w http.ResponseWriter, r *http.Request) {
	next := local(r.URL.Query().Get("next"))
	if _, ok := p.Account(r.Context()); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	p.render.page(w, http.StatusOK, "sign-in.html", layout{Title: p.render.text("sign_in"), Page: signInPage{Next: next}})
}

func (p *pages) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.problem(w, r, auskunft.Errorf(auskunft.Invalid, "form", "reading the sign-in form: %w", err))
		return
	}
	form := signInPage{Login: r.PostForm.Get("login"), Next: local(r.PostForm.Get("next"))}
	account, err := p.Sessions.SignIn(r.Context(), form.Login, r.PostForm.Get("password"))
	switch auskunft.KindOf(err) {
	case "":
		p.Log.InfoContext(r.Context(), "signed in", "account", account.ID)
		http.Redirect(w, r, form.Next, http.StatusSeeOther)
	case auskunft.Forbidden, auskunft.Limited:
		form.Error = p.render.errorText(err)
		p.render.page(w, web.StatusOf(err), "sign-in.html", layout{Title: p.render.text("sign_in"), Page: form})
	default:
		p.problem(w, r, err)
	}
}

func (p *pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.Sessions.SignOut(r.Context()); err != nil {
		p.problem(w, r, err)
		return
	}
	http.Redirect(w, r, signInPath, http.StatusSeeOther)
}
