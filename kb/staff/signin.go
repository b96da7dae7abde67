package staff

import (
	"net/http"
	"net/url"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/account"
)

const (
	signInPath   = Root + "/sign-in"
	providerPath = Root + "/oidc"
	// CallbackPath is where the identity provider sends people back to.
	CallbackPath = providerPath + "/callback"
	// SignInPath is where people are after signing out.
	SignInPath = signInPath
)

// maxForm bounds what a form may send.
const maxForm = 16 << 10

func (p *pages) signInRoutes(s *routes) {
	s.handle("GET "+signInPath, account.Enter, p.signInForm)
	s.handle("POST "+signInPath, account.Enter, p.signIn)
	s.handle("POST "+Root+"/sign-out", account.Enter, p.signOut)
	if p.Provider != nil {
		s.handle("GET "+providerPath, account.Enter, p.toProvider)
		s.handle("GET "+CallbackPath, account.Enter, p.fromProvider)
		s.handle("POST "+providerPath+"/logout", account.Enter, p.backChannel)
	}
}

// signInPage is the page where people sign in.
type signInPage struct {
	Login    string // as typed, when the first try failed
	Next     string // where to go afterwards
	Error    string // what went wrong, "" for the first try
	Provider string // what the identity provider is called, "" when there is none
	Ready    bool   // it can be reached
	URL      string // where signing in there begins
}

func signInURL(next string) string {
	return signInPath + "?" + url.Values{"next": {next}}.Encode()
}

func (p *pages) signInForm(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	next := local(r.URL.Query().Get("next"))
	switch {
	case who.ID != 0:
		http.Redirect(w, r, next, http.StatusSeeOther)
	case fromElsewhere(r): // perhaps signed in, see there
		p.forward(w, signInURL(next))
	default:
		p.showSignIn(w, http.StatusOK, signInPage{Next: next})
	}
}

func (p *pages) showSignIn(w http.ResponseWriter, status int, page signInPage) {
	if p.Provider != nil {
		page.Provider, page.Ready = p.Provider.ProviderName()
		page.URL = providerPath + "?" + url.Values{"next": {page.Next}}.Encode()
	}
	p.render.page(w, status, "sign-in.html", layout{Title: p.render.text("sign_in"), Page: page})
}

func (p *pages) signIn(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.problem(w, r, auskunft.Errorf(auskunft.Invalid, "form", "reading the sign-in form: %w", err))
		return
	}
	form := signInPage{Login: r.PostForm.Get("login"), Next: local(r.PostForm.Get("next"))}
	if _, err := p.Sessions.SignIn(w, r, form.Login, r.PostForm.Get("password")); err != nil {
		p.signInFailed(w, r, form, err)
		return
	}
	http.Redirect(w, r, form.Next, http.StatusSeeOther)
}

// signInFailed shows the form again, with what went wrong.
func (p *pages) signInFailed(w http.ResponseWriter, r *http.Request, form signInPage, err error) {
	switch auskunft.KindOf(err) {
	case auskunft.Forbidden, auskunft.Limited, auskunft.Unavailable:
		p.Log.WarnContext(r.Context(), "sign-in failed", "err", err)
		form.Error = p.render.errorText(err)
		p.showSignIn(w, web.StatusOf(err), form)
	default:
		p.problem(w, r, err)
	}
}

func (p *pages) signOut(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	provider, err := p.Sessions.SignOut(w, r)
	switch {
	case err != nil:
		p.problem(w, r, err)
	case provider != "":
		p.forward(w, provider)
	default:
		http.Redirect(w, r, signInPath, http.StatusSeeOther)
	}
}

// toProvider sends somebody to the identity provider.
func (p *pages) toProvider(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	next := local(r.URL.Query().Get("next"))
	address, err := p.Provider.Begin(w, r, next)
	if err != nil {
		p.signInFailed(w, r, signInPage{Next: next}, err)
		return
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// fromProvider is where the identity provider sends them back to.
func (p *pages) fromProvider(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	next, err := p.Provider.Finish(w, r)
	if err != nil {
		p.signInFailed(w, r, signInPage{Next: local(next)}, err)
		return
	}
	p.forward(w, local(next))
}

// backChannel is told by the identity provider that somebody has signed out there.
func (p *pages) backChannel(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	w.Header().Set("Cache-Control", "no-store")
	if err := p.Provider.BackChannel(r); err != nil {
		p.Log.WarnContext(r.Context(), "back-channel logout refused", "err", err)
		w.WriteHeader(http.StatusBadRequest) // as the specification has it
	}
}
