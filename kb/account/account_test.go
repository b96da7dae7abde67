package account_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"testing"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/account"
)

const password = "ein langes Kennwort"

func agent() auskunft.Account {
	return auskunft.Account{Login: " Agentin ", Name: "Eine Agentin", Role: auskunft.AgentRole, Departments: []string{"steuern"}}
}

func TestSignIn(t *testing.T) {
	ctx := t.Context()
	store := account.NewStore(pgtest.New(t).App)
	added, err := store.Add(ctx, agent(), password)
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
	if err := store.Disable(ctx, "agentin"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.SignIn(ctx, "agentin", password); auskunft.KindOf(err) != auskunft.Forbidden {
		t.Errorf("a disabled account signed in: %v", err)
	}
}

func TestAddRefusesBadInput(t *testing.T) {
	ctx := t.Context()
	store := account.NewStore(pgtest.New(t).App)
	if _, err := store.Add(ctx, agent(), password); err != nil {
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
		if _, err := store.Add(ctx, a, test.password); auskunft.CodeOf(err) != test.want {
			t.Errorf("%s: error %v; want %s", test.name, err, test.want)
		}
	}
}

func TestSession(t *testing.T) {
	ctx := t.Context()
	db := pgtest.New(t)
	store := account.NewStore(db.App)
	if _, err := store.Add(ctx, agent(), password); err != nil {
		t.Fatal(err)
	}
	sessions := account.NewSessions(db.App, store, false)
	mux := http.NewServeMux()
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		if _, err := sessions.SignIn(r.Context(), "agentin", password); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) {
		if err := sessions.SignOut(r.Context()); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		a, _ := account.From(r.Context())
		_, _ = w.Write([]byte(a.Login))
	})
	server := httptest.NewServer(sessions.Middleware(mux))
	t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	who := func() string { return get(t, client, server.URL+"/who") }

	if got := who(); got != "" {
		t.Errorf("before signing in: %q", got)
	}
	get(t, client, server.URL+"/in")
	before := jar.Cookies(parse(t, server.URL))
	if got := who(); got != "agentin" {
		t.Errorf("signed in as %q", got)
	}
	get(t, client, server.URL+"/in")
	if after := jar.Cookies(parse(t, server.URL)); after[0].Value == before[0].Value {
		t.Error("signing in kept the session's token")
	}
	if err := store.Disable(ctx, "agentin"); err != nil {
		t.Fatal(err)
	}
	if got := who(); got != "" {
		t.Errorf("a disabled account is still signed in as %q", got)
	}
	get(t, client, server.URL+"/out")

	if _, err := db.App.Exec(ctx, `INSERT INTO sessions VALUES ('old', '', now() - interval '1 minute'), ('new', '', now() + interval '1 hour')`); err != nil {
		t.Fatal(err)
	}
	if err := sessions.DeleteExpired(ctx); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := db.App.QueryRow(ctx, `SELECT count(*) FROM sessions WHERE token IN ('old', 'new')`).Scan(&left); err != nil || left != 1 {
		t.Errorf("%d of an ended and a running session left, %v", left, err)
	}
}
