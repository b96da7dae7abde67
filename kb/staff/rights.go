package staff

import (
	"net/http"

	"auskunft"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
)

const rightsPath = frame.Root + "/rechte"

// rightsPage shows account.Permissions, the table that every request is checked against.
type rightsPage struct {
	Actions matrix
	Texts   matrix // who reads what
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

// RightsTable is the page's first table for a document, the first row its header.
func RightsTable() ([][]string, error) {
	site, err := frame.New(frame.Config{})
	if err != nil {
		return nil, err
	}
	room, err := site.Room(templates, texts)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{room.Text("action")}}
	for _, role := range account.Roles {
		rows[0] = append(rows[0], room.Text("role_"+string(role)))
	}
	for _, permission := range account.Permissions {
		cells := []string{room.Text("action_" + string(permission.Action))}
		for _, role := range account.Roles {
			cell := room.Text("may_not")
			if account.May(role, permission.Action) {
				cell = room.Text("may")
			}
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	return rows, nil
}

func (p *pages) rights(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	var roles []roleColumn
	for _, role := range account.Roles {
		roles = append(roles, roleColumn{p.Text("role_" + string(role)), role == who.Role})
	}
	page := rightsPage{matrix{"actions", roles, nil}, matrix{"texts", roles, nil}}
	for _, permission := range account.Permissions {
		page.Actions.Rows = append(page.Actions.Rows, row(p.Text("action_"+string(permission.Action)), func(role auskunft.Role) bool {
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
		page.Texts.Rows = append(page.Texts.Rows, row(p.Text(rule.text), func(role auskunft.Role) bool {
			return auskunft.Account{Role: role, Departments: []string{ownDepartment}}.Reader().Sees(rule.visibility)
		}))
	}
	p.Show(w, r, http.StatusOK, "rights.html", who, p.Text("rights"), page)
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
