package staff

import (
	"net/http"
	"net/url"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
)

const (
	providerPath = frame.Root + "/oidc"
	// CallbackPath is where the identity provider sends people back to.
	CallbackPath = providerPath + "/callback"
)

// maxNotice bounds what an identity provider may send, in bytes.
const maxNotice = 16 << 10

func (p *pages) signInRoutes() {
	p.Handle("GET "+frame.SignInPath, account.Enter, p.signInForm)
	p.Handle("POST "+frame.SignInPath, account.Enter, p.signIn)
	p.Handle("POST "+frame.Root+"/sign-out", account.Enter, p.signOut)
	if p.Provider != nil {
		p.Handle("GET "+providerPath, account.Enter, p.toProvider)
		p.Handle("GET "+CallbackPath, account.Enter, p.fromProvider)
		p.Handle("POST "+providerPath+"/logout", account.Enter, p.backChannel)
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

func (p *pages) signInForm(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	next := frame.Local(r.URL.Query().Get("next"))
	switch {
	case who.ID != 0:
		http.Redirect(w, r, next, http.StatusSeeOther)
	case frame.FromElsewhere(r): // perhaps signed in, see there
		p.Forward(w, r, frame.SignInURL(next))
	default:
		p.showSignIn(w, r, http.StatusOK, signInPage{Next: next})
	}
}

func (p *pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, page signInPage) {
	if p.Provider != nil {
		page.Provider, page.Ready = p.Provider.ProviderName()
		page.URL = providerPath + "?" + url.Values{"next": {page.Next}}.Encode()
	}
	p.Show(w, r, status, "sign-in.html", auskunft.Account{}, p.Text("sign_in"), page)
}

func (p *pages) signIn(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	if err := frame.ReadForm(w, r); err != nil {
		p.Problem(w, r, err)
		return
	}
	form := signInPage{Login: r.PostForm.Get("login"), Next: frame.Local(r.PostForm.Get("next"))}
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
		form.Error = p.ErrorText(err)
		p.showSignIn(w, r, web.StatusOf(err), form)
	default:
		p.Problem(w, r, err)
	}
}

func (p *pages) signOut(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	provider, err := p.Sessions.SignOut(w, r)
	switch {
	case err != nil:
		p.Problem(w, r, err)
	case provider != "":
		p.Forward(w, r, provider)
	default:
		http.Redirect(w, r, frame.SignInPath, http.StatusSeeOther)
	}
}

// toProvider sends somebody to the identity provider.
func (p *pages) toProvider(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	next := frame.Local(r.URL.Query().Get("next"))
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
		p.signInFailed(w, r, signInPage{Next: frame.Local(next)}, err)
		return
	}
	p.Forward(w, r, frame.Local(next))
}

// backChannel is told by the identity provider that somebody has signed out there.
func (p *pages) backChannel(w http.ResponseWriter, r *http.Request, _ auskunft.Account) {
	r.Body = http.MaxBytesReader(w, r.Body, maxNotice)
	w.Header().Set("Cache-Control", "no-store")
	if err := p.Provider.BackChannel(r); err != nil {
		p.Log.WarnContext(r.Context(), "back-channel logout refused", "err", err)
		w.WriteHeader(http.StatusBadRequest) // as the specification has it
	}
}
