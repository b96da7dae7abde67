package token_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/web"
	"auskunft/kb/audit"
	"auskunft/kb/token"
)

func TestTokens(t *testing.T) {
	db, ctx := pgtest.New(t), t.Context()
	s := token.New(db.App)
	add := func(v auskunft.Visibility, life time.Duration) string {
		t.Helper()
		secret, err := s.Add(ctx, "admin", "Zammad", v, life)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	internal, finance, short := add("internal", time.Hour), add("department:finanzen", time.Hour), add("public", time.Microsecond)
	if internal == finance || !strings.HasPrefix(internal, token.Prefix) || len(internal) < 30 {
		t.Errorf("secrets %q %q", internal, finance)
	}

	problems := &web.Problems{Text: func(string, error) string { return "nein" }, Log: slog.New(slog.DiscardHandler)}
	read := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(web.Reader(r.Context()).Setting()))
	})
	ask := func(required bool, authorization string) (int, string) {
		t.Helper()
		r := httptest.NewRequest("GET", "/", nil)
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		w := httptest.NewRecorder()
		token.Bearer(s, required, problems)(read).ServeHTTP(w, r)
		if w.Code == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%q is refused without saying how to come in", authorization)
		}
		return w.Code, w.Body.String()
	}
	for authorization, want := range map[string]string{
		"Bearer " + internal: "internal,public", "bearer  " + finance: "department:finanzen,internal,public", "": "public", "Basic YTpi": "public",
	} {
		if code, reads := ask(false, authorization); code != http.StatusOK || reads != want {
			t.Errorf("%q: %d, reads %q, want %q", authorization, code, reads, want)
		}
	}
	for _, authorization := range []string{"", "Basic YTpi"} {
		if code, _ := ask(true, authorization); code != http.StatusUnauthorized {
			t.Errorf("%q where a token is required: %d", authorization, code)
		}
	}

	all, err := s.List(ctx)
	if err != nil || len(all) != 3 || all[0].Used == nil || all[1].Visibility != "department:finanzen" {
		t.Fatalf("%+v %v", all, err)
	}
	if err := s.Revoke(ctx, "admin", all[0].ID, "nicht mehr im Einsatz"); err != nil {
		t.Fatal(err)
	}
	for _, authorization := range []string{"Bearer " + internal, "Bearer " + short, "Bearer", "Bearer " + token.Prefix, "Bearer x' OR true --", "Bearer " + strings.Repeat("a", 1<<16)} {
		if code, body := ask(false, authorization); code != http.StatusUnauthorized || strings.Contains(body, "public") {
			t.Errorf("%.40q: %d %s", authorization, code, body)
		}
	}
	if err := s.Revoke(ctx, "admin", all[0].ID, ""); auskunft.KindOf(err) != auskunft.NotFound {
		t.Errorf("revoked twice: %v", err)
	}
	entries, err := audit.New(db.App).List(ctx, audit.Filter{})
	entries = slices.DeleteFunc(entries, func(e audit.Stored) bool { return e.Object != "token Zammad" })
	if err != nil || len(entries) != 4 || entries[0].What != audit.TokenRevoked || entries[0].Why != "nicht mehr im Einsatz" {
		t.Errorf("the log says %+v %v", entries, err)
	}
}

func TestBadTokens(t *testing.T) {
	s := token.New(nil)
	for code, add := range map[string]func() (string, error){
		"token_name": func() (string, error) { return s.Add(t.Context(), "x", " ", auskunft.Public, time.Hour) },
		"visibility": func() (string, error) { return s.Add(t.Context(), "x", "a", "alles", time.Hour) },
		"token_life": func() (string, error) { return s.Add(t.Context(), "x", "a", auskunft.Public, 367*24*time.Hour) },
	} {
		if secret, err := add(); auskunft.CodeOf(err) != code || secret != "" {
			t.Errorf("%q %v, want %s", secret, err, code)
		}
	}
}
