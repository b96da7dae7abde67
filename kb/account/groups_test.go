package account_test

import (
	"slices"
	"strings"
	"testing"

	"auskunft"
	"auskunft/kb/account"
)

func TestParseGroups(t *testing.T) {
	g, err := account.ParseGroups([]byte("roles:\n  admin: [auskunft-admin]\n  staff: ['*']\ndepartments:\n  finanzen: ['CN=FB20,OU=Gruppen']\n"))
	if err != nil {
		t.Fatal(err)
	}
	if role, departments, _ := g.Of([]string{"CN=FB20,OU=Gruppen"}); role != auskunft.StaffRole || !slices.Equal(departments, []string{"finanzen"}) {
		t.Errorf("%s %v", role, departments)
	}
	for bad, want := range map[string]string{
		"":                                "nobody could sign in",
		"roles: {}":                       "nobody could sign in",
		"roles: {king: [x]}":              `unknown role "king"`,
		"roles: {staff: []}":              "role staff needs the names",
		"roles: {staff: ['']}":            "role staff needs the names",
		"rolls: {staff: [x]}":             "field rolls not found",
		"roles: {staff: x":                "yaml",
		"roles: {staff: [x], staff: [y]}": "already defined",
		"roles: {staff: [x]}\ndepartments: {'A B': [y]}": "unknown visibility",
		"roles: {staff: [x]}\ndepartments: {bau: []}":    "department bau needs",
		"roles: {king: [x], staff: []}":                  "role staff needs", // all faults at once
	} {
		if _, err := account.ParseGroups([]byte(bad)); auskunft.KindOf(err) != auskunft.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", bad, err, want)
		}
	}
}

func TestMostPrivilegedGroupWins(t *testing.T) {
	g := account.Groups{Roles: map[auskunft.Role][]string{}}
	for _, role := range auskunft.Roles {
		g.Roles[role] = []string{"g-" + string(role)}
	}
	for _, test := range []struct {
		groups string
		want   auskunft.Role
		why    string
	}{
		{"", "", ""},
		{"g-staff", "staff", `staff ← "g-staff"`},
		{"g-auditor g-agent", "agent", `agent ← "g-agent", auditor ← "g-auditor"`},
		{"g-staff g-editor g-approver", "approver", `approver ← "g-approver", editor ← "g-editor", staff ← "g-staff"`},
		{"g-admin g-approver", "admin", `admin ← "g-admin", approver`},
		{"G-ADMIN g-admin-x", "", ""}, // names are compared exactly
	} {
		role, _, why := g.Of(strings.Fields(test.groups))
		if role != test.want || !strings.HasPrefix(why, test.why) || test.why == "" && why != "" {
			t.Errorf("%q: %s, %s", test.groups, role, why)
		}
	}
}

// The table is whole: each action once, only roles that exist, nothing for a role by accident.
func TestPermissions(t *testing.T) {
	seen := map[account.Action]bool{}
	for _, p := range account.Permissions {
		if seen[p.Action] || len(p.Roles) == 0 {
			t.Errorf("%s is there twice, or for nobody", p.Action)
		}
		seen[p.Action] = true
		for _, role := range p.Roles {
			if !slices.Contains(account.Roles, role) {
				t.Errorf("%s: no role %q", p.Action, role)
			}
			if role == account.Visitor && p.Action != account.Enter && p.Action != account.UseDesk {
				t.Errorf("anybody may %s", p.Action)
			}
		}
	}
	if account.May("king", account.Search) || account.May(auskunft.AdminRole, "unheard of") {
		t.Error("what is not in the table is allowed")
	}
	for _, test := range []struct {
		role   auskunft.Role
		action account.Action
	}{{auskunft.EditorRole, account.PublishArticle}, {auskunft.AdminRole, account.ReadInbox}, {auskunft.AuditorRole, account.ChangeSources}, {auskunft.StaffRole, account.ReadAudit}} {
		if account.May(test.role, test.action) {
			t.Errorf("%s may %s", test.role, test.action)
		}
	}
}

func FuzzParseGroups(f *testing.F) {
	f.Add("roles:\n  admin: [a]\n")
	f.Add("roles: {staff: ['*']}\ndepartments: {a: [b]}")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := account.ParseGroups([]byte(text))
		if err != nil {
			if auskunft.KindOf(err) != auskunft.Invalid {
				t.Errorf("%v", err)
			}
			return
		}
		for role := range g.Roles {
			if _, err := auskunft.ParseRole(string(role)); err != nil {
				t.Error(err)
			}
		}
	})
}
