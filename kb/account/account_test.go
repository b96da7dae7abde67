package account_test

import (
	"slices"
	"strconv"
	"testing"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

const password = "ein langes Kennwort"

var by = account.By{Who: "admin", Why: "Test"}

func agent() auskunft.Account {
	return auskunft.Account{Login: " Agentin ", Name: "Eine Agentin", Role: auskunft.AgentRole, Departments: []string{"steuern"}}
}

func TestSignIn(t *testing.T) {
	ctx := t.Context()
	store := account.NewStore(pgtest.New(t).App)
	added, err := store.Add(ctx, by, agent(), password)
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.SignIn(ctx, "AGENTIN", password)
	if err != nil || got.ID != added.ID || !got.Reader().Sees("department:steuern") || got.Reader().Sees("department:bau") {
		t.Fatalf("SignIn = %+v, %v; want the account with its own department", got, err)
	}
	for _, test := range []struct{ name, login, password string }{
		{"wrong password", "agentin", "ein anderes Kennwort"},
		{"unknown login", "niemand", password},
		{"empty", "", ""},
		{"the password nobody has", "niemand", "nobody signs in with this"},
	} {
		if _, err := store.SignIn(ctx, test.login, test.password); auskunft.CodeOf(err) != "sign_in_failed" {
			t.Errorf("%s: error %v; want sign_in_failed, which tells nothing", test.name, err)
		}
	}
	if err := store.Disable(ctx, by, added.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignIn(ctx, "agentin", password); auskunft.KindOf(err) != auskunft.Forbidden {
		t.Errorf("a disabled account signed in: %v", err)
	}
}

func TestAddRefusesBadInput(t *testing.T) {
	ctx := t.Context()
	store := account.NewStore(pgtest.New(t).App)
	if _, err := store.Add(ctx, by, agent(), password); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name     string
		change   func(*auskunft.Account)
		password string
		want     string
	}{
		{"twice", func(*auskunft.Account) {}, password, "account_exists"},
		{"no login", func(a *auskunft.Account) { a.Login = " " }, password, "account_login"},
		{"short password", func(a *auskunft.Account) { a.Login = "x" }, "kurz", "password_short"},
		{"role", func(a *auskunft.Account) { a.Login, a.Role = "x", "king" }, password, "role"},
		{"department", func(a *auskunft.Account) { a.Login, a.Departments = "x", []string{"a,internal"} }, password, "visibility"},
	} {
		a := agent()
		test.change(&a)
		if _, err := store.Add(ctx, by, a, test.password); auskunft.CodeOf(err) != test.want {
			t.Errorf("%s: error %v; want %s", test.name, err, test.want)
		}
	}
}

func TestChanges(t *testing.T) {
	ctx, db := t.Context(), pgtest.New(t)
	store := account.NewStore(db.App)
	a, err := store.Add(ctx, by, agent(), password)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name string
		do   error
		want string // code
	}{
		{"rights", store.SetRights(ctx, by, a.ID, auskunft.EditorRole, []string{"bauen", "finanzen"}), ""},
		{"the same rights", store.SetRights(ctx, by, a.ID, auskunft.EditorRole, []string{"bauen", "finanzen"}), ""},
		{"no such role", store.SetRights(ctx, by, a.ID, "king", nil), "role"},
		{"no such department", store.SetRights(ctx, by, a.ID, auskunft.StaffRole, []string{"A B"}), "visibility"},
		{"password", store.SetPassword(ctx, by, a.ID, password+"!"), ""},
		{"short password", store.SetPassword(ctx, by, a.ID, "kurz"), "password_short"},
		{"disable", store.Disable(ctx, by, a.ID), ""},
		{"disable again", store.Disable(ctx, by, a.ID), ""},
		{"enable", store.Enable(ctx, by, a.ID), ""},
		{"nobody", store.Disable(ctx, by, 4711), "account_unknown"},
	} {
		if step.do == nil && step.want != "" || step.do != nil && auskunft.CodeOf(step.do) != step.want {
			t.Errorf("%s: %v, want %q", step.name, step.do, step.want)
		}
	}
	if _, err := store.SignIn(ctx, "agentin", password+"!"); err != nil {
		t.Errorf("an enabled account with a new password: %v", err)
	}
	for _, name := range []string{"Agentin", "#" + strconv.FormatInt(a.ID, 10)} {
		if d, err := store.ByName(ctx, name); err != nil || d.ID != a.ID || d.Role != auskunft.EditorRole {
			t.Errorf("%s is %+v, %v", name, d, err)
		}
	}
	for _, name := range []string{"niemand", "#4711", "#x", ""} {
		if _, err := store.ByName(ctx, name); auskunft.CodeOf(err) != "account_unknown" {
			t.Errorf("%q: %v", name, err)
		}
	}
	wantLog(t, db, "account_added agent (steuern)", "account_changed agent (steuern) → editor (bauen, finanzen)", "password_reset ", "account_disabled ", "account_enabled ")
}

// wantLog checks the log's events and details, the oldest first.
func wantLog(t *testing.T, db *postgres.DB, want ...string) {
	t.Helper()
	entries, err := audit.New(db.App).List(t.Context(), audit.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range slices.Backward(entries) {
		got = append(got, string(e.What)+" "+e.Detail)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log says\n%q, want\n%q", got, want)
	}
}
