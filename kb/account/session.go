package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/internal/retention"
	"auskunft/internal/web"
	"auskunft/kb/audit"
)

// Guessing: BSI ORP.4 asks for a limit. Ten tries a quarter of an hour leave a forgotten
// password its chance; fifty failures are more than an office of honest people makes.
const (
	triesWindow    = 15 * time.Minute
	triesPerLogin  = 10
	failsPerClient = 50
)

// Options is what sessions are made from.
type Options struct {
	Secure   bool          // the cookie is for HTTPS only; false only for a demo on localhost
	Idle     time.Duration // a session ends so long after its last request
	Limit    time.Duration // and so long after its sign-in
	Clients  *web.Clients  // tells clients apart, to limit guessing
	Provider *Provider     // nil: local accounts only
	Problems *web.Problems // answers when the database does not
}

// Sessions is the accounts with who is signed in to them. It remembers that on the server:
// the cookie holds a random token only, of which the database has the hash. A session is one
// row, and ends with it.
type Sessions struct {
	*Store
	Options
	audit *audit.Log
	tries *web.Tries
}

// NewSessions keeps sessions in the database behind pool.
func NewSessions(pool *pgxpool.Pool, options Options) *Sessions {
	return &Sessions{NewStore(pool), options, audit.New(pool), options.Clients.Tries(failsPerClient, triesPerLogin, triesWindow)}
}

type contextKey struct{}

// signedIn is what the context of a request holds.
type signedIn struct {
	account auskunft.Account
	session int64
}

// From returns who is signed in.
func From(ctx context.Context) (auskunft.Account, bool) {
	s, ok := ctx.Value(contextKey{}).(signedIn)
	return s.account, ok
}

// Middleware finds the session of a request and who is signed in by it.
func (s *Sessions) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie(s.cookieName(sessionCookie))
		if err != nil {
			next.ServeHTTP(w, r)
			return
		}
		who, err := s.load(r.Context(), hash(cookie.Value))
		switch {
		case errors.Is(err, pgx.ErrNoRows):
		case err != nil:
			s.Problems.Write(w, r, auskunft.Errorf(auskunft.Unavailable, "sessions", "reading the session: %w", err))
			return
		default:
			r = r.WithContext(context.WithValue(r.Context(), contextKey{}, who))
		}
		next.ServeHTTP(w, r)
	})
}

// load reads a session that has not ended, with its account as it is now.
func (s *Sessions) load(ctx context.Context, token []byte) (who signedIn, err error) {
	a, stale := &who.account, false
	err = s.pool.QueryRow(ctx, `
		SELECT a.id, a.login, a.name, a.role, a.departments, s.id, s.seen_at < now() - interval '1 minute'
		FROM sessions s JOIN accounts a ON a.id = s.account_id
		WHERE s.token = $1 AND a.disabled_at IS NULL AND s.seen_at > now() - $2::interval AND s.created_at > now() - $3::interval`,
		token, s.Idle, s.Limit).Scan(&a.ID, &a.Login, &a.Name, &a.Role, &a.Departments, &who.session, &stale)
	if err == nil && stale { // once a minute is enough to know who is idle
		_, err = s.pool.Exec(ctx, `UPDATE sessions SET seen_at = now() WHERE id = $1`, who.session)
	}
	return who, err
}

// SignIn checks login and password and opens a session. The error is of kind
// auskunft.Forbidden when one is wrong, auskunft.Limited after too many tries.
func (s *Sessions) SignIn(w http.ResponseWriter, r *http.Request, login, password string) (auskunft.Account, error) {
	ctx := r.Context()
	if !s.tries.Begin(r, normal(login)) {
		return auskunft.Account{}, auskunft.Errorf(auskunft.Limited, "sign_in_limited", "too many tries to sign in")
	}
	a, err := s.Store.SignIn(ctx, login, password)
	if auskunft.KindOf(err) == auskunft.Forbidden {
		s.tries.Failed(r)
		return a, errors.Join(err, s.failed(ctx, login))
	}
	if err != nil {
		return a, err
	}
	return a, s.open(w, r, a, session{}, "")
}

func (s *Sessions) failed(ctx context.Context, login string) error {
	name, err := s.known(ctx, login)
	if err != nil {
		return err
	}
	return s.audit.Record(ctx, audit.Entry{Who: name, What: audit.SignInFailed})
}

// session is what a sign-in at the provider leaves behind.
type session struct{ idToken, sid string }

// open makes a session under a new token: one that was known before the sign-in is worth
// nothing after it.
func (s *Sessions) open(w http.ResponseWriter, r *http.Request, a auskunft.Account, from session, why string) error {
	ctx, token := r.Context(), rand.Text()
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if old, err := r.Cookie(s.cookieName(sessionCookie)); err == nil {
			if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE token = $1`, hash(old.Value)); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `
			WITH seen AS (UPDATE accounts SET signed_in_at = now() WHERE id = $2)
			INSERT INTO sessions (token, account_id, id_token, sid) VALUES ($1, $2, $3, $4)`, hash(token), a.ID, from.idToken, from.sid)
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: a.Login, What: audit.SignedIn, Why: why})
	})
	if err != nil {
		return err
	}
	s.setCookie(w, sessionCookie, token, http.SameSiteStrictMode, 0)
	return nil
}

// SignOut ends the request's session. It returns the address where the provider ends its
// own, "" when there is none.
func (s *Sessions) SignOut(w http.ResponseWriter, r *http.Request) (provider string, err error) {
	s.setCookie(w, sessionCookie, "", http.SameSiteStrictMode, -1)
	who, ok := r.Context().Value(contextKey{}).(signedIn)
	if !ok {
		return "", nil
	}
	var idToken string
	err = pgx.BeginFunc(r.Context(), s.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(r.Context(), `DELETE FROM sessions WHERE id = $1 RETURNING id_token`, who.session).Scan(&idToken)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // it was ended from elsewhere meanwhile
		}
		if err != nil {
			return err
		}
		return audit.Add(r.Context(), tx, audit.Entry{Who: who.account.Login, What: audit.SignedOut})
	})
	if idToken != "" && s.Provider != nil {
		provider = s.Provider.signOutURL(idToken)
	}
	return provider, err
}

// Open is a session as those see it who manage accounts.
type Open struct {
	ID           int64
	Began, Seen  time.Time
	FromProvider bool
}

// Of returns the open sessions of an account, the newest first.
func (s *Sessions) Of(ctx context.Context, account int64) ([]Open, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT id, created_at, seen_at, id_token <> '' FROM sessions
		WHERE account_id = $1 AND seen_at > now() - $2::interval AND created_at > now() - $3::interval ORDER BY id DESC`, account, s.Idle, s.Limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Open])
}

// End ends a session of an account, or all of them when session is 0.
func (s *Sessions) End(ctx context.Context, by By, account, session int64) error {
	return s.change(ctx, account, func(tx pgx.Tx, of Details) error {
		tag, err := tx.Exec(ctx, `DELETE FROM sessions WHERE account_id = $1 AND ($2 = 0 OR id = $2)`, account, session)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.SessionEnded, of.Account, ""))
	})
}

// Retention is when sessions and sign-ins at the provider are deleted that have ended by time.
func (o Options) Retention() []retention.Rule {
	return []retention.Rule{
		{Name: "sessions_idle", Table: "sessions", Since: "seen_at", Keep: o.Idle},
		{Name: "sessions", Table: "sessions", Since: "created_at", Keep: o.Limit},
		{Name: "sign_ins", Table: "sign_ins", Since: "created_at", Keep: signInLimit},
	}
}

const (
	sessionCookie = "auskunft_staff"
	signInCookie  = "auskunft_sign_in" // a sign-in that is at the provider
)

// cookieName has the prefix that keeps other hosts of the city's domain from setting it.
func (s *Sessions) cookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie until the browser is closed (maxAge 0), for some seconds, or
// deletes it (-1).
func (s *Sessions) setCookie(w http.ResponseWriter, name, value string, site http.SameSite, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: site, MaxAge: maxAge,
	})
}

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
