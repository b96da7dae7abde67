package admin

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
	"auskunft/kb/token"
)

const tokensPath = frame.Root + "/zugaenge"

// Tokens is how other programs get in; *token.Store has it.
type Tokens interface {
	List(ctx context.Context) ([]token.Token, error)
	Add(ctx context.Context, who, name string, v auskunft.Visibility, life time.Duration) (secret string, err error)
	Revoke(ctx context.Context, who string, id int64, why string) error
}

func (p *pages) tokenRoutes() {
	p.Handle("GET "+tokensPath, account.ManageTokens, func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		p.showTokens(w, r, who, http.StatusOK, tokensPage{})
	})
	p.Handle("POST "+tokensPath, account.ManageTokens, p.addToken)
	p.Handle("POST "+tokensPath+"/{id}/revoke", account.ManageTokens, p.revokeToken)
}

// tokensPage lists the tokens and, right after one was made, its secret: this once.
type tokensPage struct {
	Tokens  []tokenRow
	Secret  string
	Form    tokenForm // as typed, when it was refused
	Circles []choice
	Error   string
	Most    int // days
}

type tokenForm struct{ Name, Visibility, Days string }

type tokenRow struct {
	ID                                          int64
	Name, Visibility, Created, Used, State, End string // State: "live", "expired", "revoked"; End is since or until when
}

func (p *pages) showTokens(w http.ResponseWriter, r *http.Request, who auskunft.Account, status int, page tokensPage) {
	all, err := p.Tokens.List(r.Context())
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	now := time.Now()
	for _, t := range all {
		page.Tokens = append(page.Tokens, p.tokenRow(t, now))
	}
	page.Most = int(token.MaxLife / (24 * time.Hour))
	if page.Form == (tokenForm{}) {
		page.Form = tokenForm{Visibility: string(auskunft.Public), Days: "180"}
	}
	if page.Circles, err = p.circles(r.Context(), page.Form.Visibility); err != nil {
		p.Problem(w, r, err)
		return
	}
	p.Show(w, r, status, "tokens.html", who, p.Text("tokens"), page)
}

func (p *pages) tokenRow(t token.Token, now time.Time) tokenRow {
	row := tokenRow{
		ID: t.ID, Name: t.Name, Visibility: p.Visibility(t.Visibility), Created: frame.Day(t.Created), Used: frame.Day(t.Used),
		State: "live", End: frame.Day(t.Expires),
	}
	switch {
	case t.Revoked != nil:
		row.State, row.End = "revoked", frame.Day(t.Revoked)
	case !t.Expires.After(now):
		row.State = "expired"
	}
	return row
}

// addToken makes a token. Its secret is in the response alone: there is no address to find it
// under again, so there is no redirect to one.
func (p *pages) addToken(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	if err := frame.ReadForm(w, r); err != nil {
		p.Problem(w, r, err)
		return
	}
	value := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	form := tokenForm{value("name"), value("visibility"), value("days")}
	days, err := strconv.Atoi(form.Days)
	if err != nil || days > int(token.MaxLife/(24*time.Hour)) {
		days = 0 // refused below, with what is allowed
	}
	secret, err := p.Tokens.Add(r.Context(), who.Login, form.Name, auskunft.Visibility(form.Visibility), time.Duration(days)*24*time.Hour)
	switch auskunft.KindOf(err) {
	case "":
		p.showTokens(w, r, who, http.StatusOK, tokensPage{Secret: secret})
	case auskunft.Invalid:
		p.showTokens(w, r, who, http.StatusUnprocessableEntity, tokensPage{Form: form, Error: p.ErrorText(err)})
	default:
		p.Problem(w, r, err)
	}
}

func (p *pages) revokeToken(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	id, err := frame.ID(r, "token_unknown")
	if err == nil {
		err = frame.ReadForm(w, r)
	}
	why := ""
	if err == nil {
		if why = strings.TrimSpace(r.PostForm.Get("why")); why == "" {
			p.showTokens(w, r, who, http.StatusUnprocessableEntity, tokensPage{Error: p.Text("error_account_why")})
			return
		}
		err = p.Tokens.Revoke(r.Context(), who.Login, id, why)
	}
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	http.Redirect(w, r, tokensPath, http.StatusSeeOther)
}
