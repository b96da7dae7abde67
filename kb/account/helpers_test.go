package account_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/internal/postgres"
	"auskunft/internal/web"
	"auskunft/kb/account"
)

// house is a server that people sign in to: /in, /out and /who, and the provider's ways.
type house struct {
	*httptest.Server
	sessions *account.Sessions
	db       *postgres.DB
}

func open(t testing.TB, db *postgres.DB, options account.Options) *house {
	t.Helper()
	if options.Idle == 0 {
		options.Idle, options.Limit = time.Hour, 12*time.Hour
	}
	options.Clients = web.NewClients(nil)
	options.Problems = &web.Problems{Text: func(_ string, err error) string { return err.Error() }, Log: slog.New(slog.DiscardHandler)}
	h := &house{sessions: account.NewSessions(db.App, options), db: db}
	mux := http.NewServeMux()
	fail := func(w http.ResponseWriter, err error) bool {
		if err != nil {
			http.Error(w, auskunft.CodeOf(err)+": "+err.Error(), web.StatusOf(err))
		}
		return err != nil
	}
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		_, err := h.sessions.SignIn(w, r, r.FormValue("login"), r.FormValue("password"))
		fail(w, err)
	})
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) {
		provider, err := h.sessions.SignOut(w, r)
		if !fail(w, err) {
			fmt.Fprint(w, provider)
		}
	})
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		a, _ := account.From(r.Context())
		fmt.Fprint(w, a.Login)
	})
	mux.HandleFunc("/begin", func(w http.ResponseWriter, r *http.Request) {
		address, err := h.sessions.Begin(w, r, "/next")
		if !fail(w, err) {
			http.Redirect(w, r, address, http.StatusSeeOther)
		}
	})
	mux.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		next, err := h.sessions.Finish(w, r)
		if !fail(w, err) {
			fmt.Fprint(w, "next: ", next)
		}
	})
	mux.HandleFunc("/logout", func(w http.ResponseWriter, r *http.Request) { fail(w, h.sessions.BackChannel(r)) })
	h.Server = httptest.NewUnstartedServer(h.sessions.Middleware(mux))
	return h
}

// browser keeps cookies.
type browser struct {
	*http.Client
	t    *testing.T
	home string
}

func (h *house) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{&http.Client{Jar: jar, Timeout: 20 * time.Second}, t, h.URL}
}

// get returns the status and the body of a page of ours, or of a whole address.
func (b *browser) get(address string) (int, string) {
	b.t.Helper()
	if address[0] == '/' {
		address = b.home + address
	}
	response, err := b.Get(address)
	return b.read(response, err)
}

func (b *browser) post(address string, form url.Values) (int, string) {
	b.t.Helper()
	response, err := b.PostForm(address, form)
	return b.read(response, err)
}

func (b *browser) read(response *http.Response, err error) (int, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func (b *browser) who() string {
	b.t.Helper()
	_, login := b.get("/who")
	return login
}

func (b *browser) signIn() (int, string) {
	b.t.Helper()
	return b.post(b.home+"/in", url.Values{"login": {"agentin"}, "password": {password}})
}

func (b *browser) cookies() []*http.Cookie {
	u, err := url.Parse(b.home)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.Jar.Cookies(u)
}

// stopAt makes the browser stop when it is sent to path, and returns the address it was sent to.
func (b *browser) stopAt(path string) (sent func() string) {
	var address string
	b.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if r.URL.Path == path {
			address = r.URL.String()
			return http.ErrUseLastResponse
		}
		if len(via) > 20 {
			return errors.New("too many redirects")
		}
		return nil
	}
	return func() string { b.CheckRedirect = nil; return address }
}

func mustURL(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func count(t *testing.T, pool *pgxpool.Pool, sql string) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
