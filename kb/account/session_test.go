package account_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/retention"
	"auskunft/kb/account"
)

func TestSession(t *testing.T) {
	ctx, db := t.Context(), pgtest.New(t)
	h := open(t, db, account.Options{})
	h.Start()
	t.Cleanup(h.Close)
	a, err := h.sessions.Add(ctx, by, agent(), password)
	if err != nil {
		t.Fatal(err)
	}
	b := h.browser(t)
	if got := b.who(); got != "" {
		t.Errorf("before signing in: %q", got)
	}
	if status, body := b.signIn(); status != 200 || b.who() != "agentin" {
		t.Fatalf("signing in: %d %s", status, body)
	}

	// Fixation: a token from before a sign-in is worth nothing after it.
	before := b.cookies()[0]
	b.signIn()
	if after := b.cookies()[0]; after.Value == before.Value {
		t.Error("signing in kept the token")
	}
	old := h.browser(t)
	old.Jar.SetCookies(mustURL(t, h.URL), []*http.Cookie{before})
	if got := old.who(); got != "" {
		t.Errorf("the token from before is signed in as %q", got)
	}
	made := h.browser(t)
	made.Jar.SetCookies(mustURL(t, h.URL), []*http.Cookie{{Name: before.Name, Value: "MADEUPMADEUPMADEUPMADEUP"}})
	made.signIn()
	if made.cookies()[0].Value == "MADEUPMADEUPMADEUPMADEUP" {
		t.Error("a token that the browser brought was taken over")
	}
	var stored int
	err = db.App.QueryRow(ctx, `SELECT count(*) FROM sessions WHERE position($1::bytea IN token) > 0`, []byte(b.cookies()[0].Value)).Scan(&stored)
	if err != nil || stored != 0 {
		t.Errorf("the token itself is stored %d times, %v", stored, err)
	}

	// A changed role holds at once, in the session that is open.
	if err := h.sessions.SetRights(ctx, by, a.ID, auskunft.StaffRole, nil); err != nil {
		t.Fatal(err)
	}
	if got := b.who(); got != "agentin" {
		t.Errorf("a changed role ended the session: %q", got)
	}

	// One session ends, the other goes on; then all.
	sessions, err := h.sessions.Of(ctx, a.ID)
	if err != nil || len(sessions) != 2 {
		t.Fatalf("%+v, %v; want two sessions", sessions, err)
	}
	if err := h.sessions.End(ctx, by, a.ID, sessions[0].ID); err != nil || made.who() != "" || b.who() != "agentin" {
		t.Errorf("ending one session of two: %v, now %q and %q", err, made.who(), b.who())
	}
	if err := h.sessions.End(ctx, by, a.ID, 0); err != nil || b.who() != "" {
		t.Errorf("ending all sessions: %v, now %q", err, b.who())
	}

	// Disabling and a new password end them, too.
	for name, end := range map[string]func() error{
		"disabled": func() error { return h.sessions.Disable(ctx, by, a.ID) },
		"password": func() error { return h.sessions.SetPassword(ctx, by, a.ID, password) },
	} {
		if err := h.sessions.Enable(ctx, by, a.ID); err != nil {
			t.Fatal(err)
		}
		b.signIn()
		if got := b.who(); got != "agentin" {
			t.Fatalf("%s: signed in as %q", name, got)
		}
		if err := end(); err != nil || b.who() != "" {
			t.Errorf("%s: still signed in as %q, %v", name, b.who(), err)
		}
	}
	if err := h.sessions.Enable(ctx, by, a.ID); err != nil {
		t.Fatal(err)
	}

	// Idle and absolute limits.
	for _, column := range []string{"seen_at = seen_at - interval '61 minutes'", "created_at = created_at - interval '12 hours'"} {
		b.signIn()
		if _, err := db.App.Exec(ctx, `UPDATE sessions SET `+column); err != nil {
			t.Fatal(err)
		}
		if got := b.who(); got != "" {
			t.Errorf("after %s: %q", column, got)
		}
		if err := retention.New(db, slog.New(slog.DiscardHandler), h.sessions.Retention()...).Run(ctx, time.Now()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db.App, `SELECT count(*) FROM sessions`); n != 0 {
			t.Errorf("%d ended sessions are kept", n)
		}
	}
	b.signIn()
	if _, err := db.App.Exec(ctx, `UPDATE sessions SET seen_at = seen_at - interval '59 minutes'`); err != nil {
		t.Fatal(err)
	}
	if got := b.who(); got != "agentin" {
		t.Errorf("a session that was idle for 59 minutes: %q", got)
	}
	if n := count(t, db.App, `SELECT count(*) FROM sessions WHERE seen_at > now() - interval '1 minute'`); n != 1 {
		t.Error("a request does not keep its session")
	}
	b.get("/out")
	if got := b.who(); got != "" || len(b.cookies()) != 0 {
		t.Errorf("signed out: %q, cookies %v", got, b.cookies())
	}
}

// Cookies are as strict as they can be.
func TestCookies(t *testing.T) {
	db := pgtest.New(t)
	if _, err := account.NewStore(db.App).Add(t.Context(), by, agent(), password); err != nil {
		t.Fatal(err)
	}
	for secure, name := range map[bool]string{true: "__Host-auskunft_staff", false: "auskunft_staff"} {
		h := open(t, db, account.Options{Secure: secure})
		w := httptest.NewRecorder()
		if _, err := h.sessions.SignIn(w, httptest.NewRequest("POST", "/", nil), "agentin", password); err != nil {
			t.Fatal(err)
		}
		c := w.Result().Cookies()[0]
		if c.Name != name || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || len(c.Value) < 26 {
			t.Errorf("%s", c)
		}
	}
}

// Whoever guesses is slowed down; the log names only logins that exist.
func TestGuessing(t *testing.T) {
	db := pgtest.New(t)
	h := open(t, db, account.Options{})
	h.Start()
	t.Cleanup(h.Close)
	if _, err := h.sessions.Add(t.Context(), by, agent(), password); err != nil {
		t.Fatal(err)
	}
	b := h.browser(t)
	try := func(login string) (int, string) {
		return b.post(h.URL+"/in", url.Values{"login": {login}, "password": {"falsch"}})
	}
	try("mein-kennwort-im-falschen-feld")
	for i := range 10 {
		if status, body := try("agentin"); status != http.StatusForbidden {
			t.Fatalf("try %d: %d %s", i+1, status, body)
		}
	}
	if status, body := b.signIn(); status != http.StatusTooManyRequests || !strings.HasPrefix(body, "sign_in_limited") {
		t.Errorf("the eleventh try, with the right password: %d %s", status, body)
	}
	if n := count(t, db.App, `SELECT count(*) FROM audit_log WHERE what = 'sign_in_failed' AND who = 'agentin'`); n != 10 {
		t.Errorf("%d failures are logged, want 10", n)
	}
	if n := count(t, db.App, `SELECT count(*) FROM audit_log a WHERE a::text LIKE '%kennwort%'`); n != 0 {
		t.Error("what was typed into the wrong field is in the log")
	}
}

// A database that is away signs nobody out: the request is answered with an error instead.
func TestSessionsWithoutDatabase(t *testing.T) {
	db := pgtest.New(t)
	h := open(t, db, account.Options{})
	h.Start()
	t.Cleanup(h.Close)
	if _, err := h.sessions.Add(t.Context(), by, agent(), password); err != nil {
		t.Fatal(err)
	}
	b := h.browser(t)
	b.signIn()
	if _, err := db.Owner.Exec(t.Context(), `ALTER TABLE sessions RENAME TO away`); err != nil {
		t.Fatal(err)
	}
	if status, _ := b.get("/who"); status != http.StatusServiceUnavailable || len(b.cookies()) != 1 {
		t.Errorf("status %d, cookies %v", status, b.cookies())
	}
}

func TestLimitsAreConfigured(t *testing.T) {
	db := pgtest.New(t)
	h := open(t, db, account.Options{Idle: 5 * time.Minute, Limit: 10 * time.Minute})
	h.Start()
	t.Cleanup(h.Close)
	if _, err := h.sessions.Add(t.Context(), by, agent(), password); err != nil {
		t.Fatal(err)
	}
	for _, column := range []string{"seen_at = now() - interval '6 minutes'", "created_at = now() - interval '11 minutes'"} {
		b := h.browser(t)
		b.signIn()
		if _, err := db.App.Exec(t.Context(), `UPDATE sessions SET `+column); err != nil {
			t.Fatal(err)
		}
		if got := b.who(); got != "" {
			t.Errorf("after %s: %q", column, got)
		}
	}
}

// What it costs every request of staff to know whose it is.
func BenchmarkSession(b *testing.B) {
	db := pgtest.New(b)
	h := open(b, db, account.Options{})
	if _, err := h.sessions.Add(b.Context(), by, agent(), password); err != nil {
		b.Fatal(err)
	}
	w := httptest.NewRecorder()
	if _, err := h.sessions.SignIn(w, httptest.NewRequest("POST", "/", nil), "agentin", password); err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(w.Result().Cookies()[0])
	handler := h.sessions.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, ok := account.From(r.Context()); !ok {
			b.Error("signed out")
		}
	}))
	for b.Loop() {
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
}
