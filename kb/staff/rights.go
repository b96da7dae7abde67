package staff

import (
	"net/http"

	"auskunft"
	"auskunft/kb/account"
)

const rightsPath = Root + "/rechte"

// rightsPage shows account.Permissions, the table that every request is checked against.
type rightsPage struct {
	Roles   []roleColumn
	Actions []rightsRow
	Texts   []rightsRow // who reads what
}

type roleColumn struct {
	Name string
	Own  bool // of who looks
}

type rightsRow struct {
	Name  string
	Cells []bool // by role
}

// ownDepartment and otherDepartment stand for any.
const ownDepartment, otherDepartment = "eigener", "anderer"

func (p *pages) rights(w http.ResponseWriter, _ *http.Request, who auskunft.Account) {
	var page rightsPage
	for _, role := range account.Roles {
		page.Roles = append(page.Roles, roleColumn{p.render.text("role_" + string(role)), role == who.Role})
	}
	for _, permission := range account.Permissions {
		page.Actions = append(page.Actions, row(p.render.text("action_"+string(permission.Action)), func(role auskunft.Role) bool {
			return account.May(role, permission.Action)
		}))
	}
	for _, rule := range []struct {
		text       string
		visibility auskunft.Visibility
	}{
		{"texts_public", auskunft.Public}, {"texts_internal", auskunft.Internal},
		{"texts_own", auskunft.DepartmentOnly(ownDepartment)}, {"texts_other", auskunft.DepartmentOnly(otherDepartment)},
	} {
		page.Texts = append(page.Texts, row(p.render.text(rule.text), func(role auskunft.Role) bool {
			return auskunft.Account{Role: role, Departments: []string{ownDepartment}}.Reader().Sees(rule.visibility)
		}))
	}
	p.render.page(w, http.StatusOK, "rights.html", layout{Title: p.render.text("rights"), Account: who, Page: page})
}

func row(name string, allowed func(auskunft.Role) bool) rightsRow {
	r := rightsRow{Name: name}
	for _, role := range account.Roles {
		r.Cells = append(r.Cells, allowed(role))
	}
	return r
}

// matrix is one of the page's two tables.
type matrix struct {
	ID    string // of its heading
	Roles []roleColumn
	Rows  []rightsRow
}

func newMatrix(id string, roles []roleColumn, rows []rightsRow) matrix {
	return matrix{id, roles, rows}
}
