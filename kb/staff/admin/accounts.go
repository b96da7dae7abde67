package admin

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
)

const accountsPath = frame.Root + "/konten"

// Accounts is who can sign in, and who is; *account.Sessions has it.
type Accounts interface {
	List(ctx context.Context) ([]account.Details, error)
	ByID(ctx context.Context, id int64) (account.Details, error)
	SetRights(ctx context.Context, by account.By, id int64, role auskunft.Role, departments []string) error
	Disable(ctx context.Context, by account.By, id int64) error
	Enable(ctx context.Context, by account.By, id int64) error
	Of(ctx context.Context, account int64) ([]account.Open, error)
	End(ctx context.Context, by account.By, account, session int64) error
}

func (p *pages) accountRoutes() {
	one := accountsPath + "/{id}"
	p.Handle("GET "+accountsPath, account.ManageAccounts, p.accounts)
	p.Handle("GET "+one, account.ManageAccounts, p.account)
	p.Handle("POST "+one+"/rights", account.ManageAccounts, p.changingAccount(p.setRights))
	p.Handle("POST "+one+"/disable", account.ManageAccounts, p.changingAccount(p.disable))
	p.Handle("POST "+one+"/enable", account.ManageAccounts, p.changingAccount(p.enable))
	p.Handle("POST "+one+"/end", account.ManageAccounts, p.changingAccount(p.endSession))
}

// accountsPage lists who can sign in.
type accountsPage struct{ Accounts []accountRow }

type accountRow struct {
	Path, Login, Name, Role, Departments string
	Provided, Disabled                   bool
	SignedIn                             string // "" for never
	Sessions                             int
}

func (p *pages) accounts(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	all, err := p.Accounts.List(r.Context())
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	var page accountsPage
	for _, a := range all {
		page.Accounts = append(page.Accounts, p.accountRow(a))
	}
	p.Show(w, r, http.StatusOK, "accounts.html", who, p.Text("accounts"), page)
}

func (p *pages) accountRow(a account.Details) accountRow {
	row := accountRow{
		Path: accountPath(a.ID), Login: a.Login, Name: a.Name, Role: p.Text("role_" + string(a.Role)),
		Departments: strings.Join(a.Departments, ", "), Provided: a.Issuer != "", Disabled: a.Disabled != nil, Sessions: a.Sessions,
	}
	if a.SignedIn != nil {
		row.SignedIn = frame.Minute(*a.SignedIn)
	}
	return row
}

func accountPath(id int64) string { return accountsPath + "/" + strconv.FormatInt(id, 10) }

// accountPage is one account: what it may, and where it is signed in.
type accountPage struct {
	accountRow
	Own   bool // of who looks: one cannot shut oneself out
	Roles []roleChoice
	Open  []openRow
	Error string // what is wrong with a form
}

type roleChoice struct {
	Value  auskunft.Role
	Name   string
	Chosen bool
}

type openRow struct {
	ID          int64
	Began, Seen string
}

func (p *pages) account(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	id, err := frame.ID(r, "account_unknown")
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	p.showAccount(w, r, who, id, http.StatusOK, "")
}

func (p *pages) showAccount(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64, status int, problem string) {
	a, err := p.Accounts.ByID(r.Context(), id)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	open, err := p.Accounts.Of(r.Context(), id)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page := accountPage{accountRow: p.accountRow(a), Own: id == who.ID, Error: problem}
	for _, role := range auskunft.Roles {
		page.Roles = append(page.Roles, roleChoice{role, p.Text("role_" + string(role)), role == a.Role})
	}
	for _, s := range open {
		page.Open = append(page.Open, openRow{s.ID, frame.Minute(s.Began), frame.Minute(s.Seen)})
	}
	p.Show(w, r, status, "account.html", who, a.Name, page)
}

// changingAccount makes a page of what changes the account that the path names.
func (p *pages) changingAccount(do func(r *http.Request, who auskunft.Account, by account.By, id int64) error) frame.Page {
	return func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		id, err := frame.ID(r, "account_unknown")
		if err == nil {
			err = frame.ReadForm(w, r)
		}
		if err == nil {
			err = do(r, who, account.By{Who: who.Login, Why: strings.TrimSpace(r.PostForm.Get("why"))}, id)
		}
		switch auskunft.KindOf(err) {
		case "":
			http.Redirect(w, r, accountPath(id), http.StatusSeeOther)
		case auskunft.Invalid:
			p.showAccount(w, r, who, id, http.StatusUnprocessableEntity, p.ErrorText(err))
		default:
			p.Problem(w, r, err)
		}
	}
}

// reasoned checks that a reason was given, and that nobody shuts themselves out.
func reasoned(who auskunft.Account, by account.By, id int64) error {
	if who.ID == id {
		return auskunft.Errorf(auskunft.Invalid, "account_self", "nobody changes their own rights")
	}
	if by.Why == "" {
		return auskunft.Errorf(auskunft.Invalid, "account_why", "a reason is needed")
	}
	return nil
}

func (p *pages) setRights(r *http.Request, who auskunft.Account, by account.By, id int64) error {
	if err := reasoned(who, by, id); err != nil {
		return err
	}
	departments := strings.FieldsFunc(r.PostForm.Get("departments"), func(c rune) bool { return c == ',' || c == ' ' })
	return p.Accounts.SetRights(r.Context(), by, id, auskunft.Role(r.PostForm.Get("role")), departments)
}

func (p *pages) disable(r *http.Request, who auskunft.Account, by account.By, id int64) error {
	if err := reasoned(who, by, id); err != nil {
		return err
	}
	return p.Accounts.Disable(r.Context(), by, id)
}

func (p *pages) enable(r *http.Request, _ auskunft.Account, by account.By, id int64) error {
	return p.Accounts.Enable(r.Context(), by, id)
}

// endSession ends one session, or all when none is named.
func (p *pages) endSession(r *http.Request, _ auskunft.Account, by account.By, id int64) error {
	session, err := strconv.ParseInt(r.PostForm.Get("session"), 10, 64)
	if err != nil && r.PostForm.Get("session") != "" {
		return auskunft.Errorf(auskunft.Invalid, "form", "no session: %w", err)
	}
	return p.Accounts.End(r.Context(), by, id, session)
}
