package account

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
)

const (
	idleLimit     = time.Hour      // a desk left for lunch is signed out
	absoluteLimit = 12 * time.Hour // nobody stays signed in over night
	accountKey    = "account"
)

// Sessions remembers who is signed in, on the server: the cookie holds a random token only,
// and a session can be ended from here.
type Sessions struct {
	manager *scs.SessionManager
	store   *Store
	pool    *pgxpool.Pool
}

// NewSessions keeps sessions in the database behind pool. secure marks the cookie for HTTPS
// only; it is false only for a demo on localhost.
func NewSessions(pool *pgxpool.Pool, store *Store, secure bool) *Sessions {
	m := scs.New()
	m.Store = pgxstore.NewWithCleanupInterval(pool, 0) // DeleteExpired clears out: the library's own goroutine has a data race
	m.Lifetime, m.IdleTimeout = absoluteLimit, idleLimit
	m.HashTokenInStore = true // a stolen table signs nobody in
	m.Cookie.Name, m.Cookie.Path = "auskunft_staff", "/"
	m.Cookie.HttpOnly, m.Cookie.Secure, m.Cookie.SameSite = true, secure, http.SameSiteLaxMode
	m.Cookie.Persist = false // gone with the browser
	if secure {
		m.Cookie.Name = "__Host-" + m.Cookie.Name
	}
	return &Sessions{m, store, pool}
}

// DeleteExpired clears out sessions that have ended by time.
func (s *Sessions) DeleteExpired(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM sessions WHERE expiry < now()`)
	return err
}

type contextKey struct{}

// Middleware loads the session of a request and who is signed in by it. An account that was
// disabled meanwhile is signed out.
func (s *Sessions) Middleware(next http.Handler) http.Handler {
	return s.manager.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if id := s.manager.GetInt64(ctx, accountKey); id != 0 {
			switch a, err := s.store.ByID(ctx, id); auskunft.KindOf(err) {
			case "":
				ctx = context.WithValue(ctx, contextKey{}, a)
			case auskunft.NotFound:
				_ = s.manager.Destroy(ctx) // the account is gone; the request goes on as nobody's
			}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	}))
}

// From returns who is signed in.
func From(ctx context.Context) (auskunft.Account, bool) {
	a, ok := ctx.Value(contextKey{}).(auskunft.Account)
	return a, ok
}

// SignIn checks login and password and binds the session to the account, under a new token:
// one that was known before the sign-in is worth nothing after it.
func (s *Sessions) SignIn(ctx context.Context, login, password string) (auskunft.Account, error) {
	a, err := s.store.SignIn(ctx, login, password)
	if err != nil {
		return a, err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return a, err
	}
	s.manager.Put(ctx, accountKey, a.ID)
	return a, nil
}

// SignOut ends the session.
func (s *Sessions) SignOut(ctx context.Context) error { return s.manager.Destroy(ctx) }
