package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/oauth2"

	"auskunft"
	"auskunft/kb/audit"
)

// signInLimit is how long somebody may take at the provider.
const signInLimit = 10 * time.Minute

// ProviderName is what the identity provider is called; ready says whether it can be used now.
// This and the other methods of this file need Options.Provider.
func (s *Sessions) ProviderName() (name string, ready bool) {
	return s.Provider.Name, s.Provider.Ready()
}

// Begin starts a sign-in at the provider and returns its address there. next is the page to
// open afterwards. The state parameter is bound to this browser by a cookie, which has to be
// Lax: the way back is a link from another site.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, next string) (string, error) {
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	address, err := s.Provider.authorize(state, nonce, verifier)
	if err != nil {
		return "", err
	}
	_, err = s.pool.Exec(r.Context(), `INSERT INTO sign_ins (state, nonce, verifier, next) VALUES ($1, $2, $3, $4)`, hash(state), nonce, verifier, next)
	if err != nil {
		return "", err
	}
	s.setCookie(w, signInCookie, state, http.SameSiteLaxMode, int(signInLimit.Seconds()))
	return address, nil
}

// Finish ends a sign-in at the provider: it opens a session and returns the page to go to.
// The error is of kind auskunft.Forbidden when the sign-in is not valid or gives no role here.
func (s *Sessions) Finish(w http.ResponseWriter, r *http.Request) (next string, err error) {
	ctx, query := r.Context(), r.URL.Query()
	nonce, verifier, next, err := s.claim(w, r, query.Get("state"))
	if err != nil {
		return "", err
	}
	if issuer := query.Get("iss"); issuer != "" && issuer != s.Provider.Issuer { // RFC 9207
		return next, refuse("the answer is of %q", issuer)
	}
	if problem := query.Get("error"); problem != "" {
		return next, refuse("the provider says %q: %s", problem, query.Get("error_description"))
	}
	who, err := s.Provider.redeem(ctx, query.Get("code"), nonce, verifier)
	if err != nil {
		return next, err
	}
	a, why, err := s.provided(ctx, s.Provider, who)
	if err != nil {
		if auskunft.KindOf(err) == auskunft.Forbidden {
			err = errors.Join(err, s.audit.Record(ctx, audit.Entry{Who: normal(who.login), What: audit.SignInFailed, Why: auskunft.CodeOf(err)}))
		}
		return next, err
	}
	return next, s.open(w, r, a, who.session, why)
}

// claim takes back what Begin remembered of a sign-in. It can be taken once, by the browser
// that began it.
func (s *Sessions) claim(w http.ResponseWriter, r *http.Request, state string) (nonce, verifier, next string, err error) {
	cookie, err := r.Cookie(s.cookieName(signInCookie))
	if err != nil || subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(state)) == 0 {
		return "", "", "", refuse("the state is not the one of this browser")
	}
	s.setCookie(w, signInCookie, "", http.SameSiteLaxMode, -1)
	err = s.pool.QueryRow(r.Context(), `
		DELETE FROM sign_ins WHERE state = $1 AND created_at > now() - $2::interval RETURNING nonce, verifier, next`,
		hash(state), signInLimit).Scan(&nonce, &verifier, &next)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", "", "", refuse("the sign-in was finished already, or took too long")
	}
	return nonce, verifier, next, err
}

// provided returns the account of somebody whom the provider knows, made or brought up to
// date by their groups, and why it is what it is.
func (s *Store) provided(ctx context.Context, p *Provider, who person) (a auskunft.Account, why string, err error) {
	role, departments, why := p.Groups.Of(who.groups)
	if role == "" {
		return a, "", auskunft.Errorf(auskunft.Forbidden, "provider_no_role", "of %d groups none gives a role", len(who.groups))
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		now := auskunft.Account{Login: normal(who.login), Name: who.name, Role: role, Departments: departments}
		by := By{Who: now.Login, Why: why}
		var disabled *time.Time
		err := tx.QueryRow(ctx, `
			SELECT id, login, name, role, departments, disabled_at FROM accounts WHERE issuer = $1 AND subject = $2 FOR UPDATE`,
			p.Issuer, who.subject).Scan(&a.ID, &a.Login, &a.Name, &a.Role, &a.Departments, &disabled)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			err = tx.QueryRow(ctx, `
				INSERT INTO accounts (login, name, role, departments, issuer, subject) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
				now.Login, now.Name, now.Role, some(now.Departments), p.Issuer, who.subject).Scan(&now.ID)
			if err == nil {
				err = audit.Add(ctx, tx, by.entry(audit.AccountAdded, now, rights(now)))
			}
		case err != nil:
		case disabled != nil:
			err = auskunft.Errorf(auskunft.Forbidden, "account_disabled", "the account %q is disabled", a.Login)
		default:
			now.ID = a.ID
			if _, err = tx.Exec(ctx, `UPDATE accounts SET login = $2, name = $3 WHERE id = $1`, now.ID, now.Login, now.Name); err == nil {
				err = setRights(ctx, tx, by, a, now)
			}
		}
		a = now
		return err
	})
	return a, why, err
}

// BackChannel ends the sessions that the provider says it has ended (OpenID Connect
// Back-Channel Logout 1.0): one, or all of a person.
func (s *Sessions) BackChannel(r *http.Request) error {
	token, err := s.Provider.loggedOut(r.Context(), r.PostFormValue("logout_token"))
	if err != nil {
		return err
	}
	return pgx.BeginFunc(r.Context(), s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(r.Context(), `
			DELETE FROM sessions s USING accounts a
			WHERE a.id = s.account_id AND a.issuer = $1 AND ($2 = '' OR a.subject = $2) AND ($3 = '' OR s.sid = $3) RETURNING a.login`,
			s.Provider.Issuer, token.Subject, token.SessionID)
		if err != nil {
			return err
		}
		logins, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, login := range logins {
			err = errors.Join(err, audit.Add(r.Context(), tx, audit.Entry{Who: login, What: audit.SignedOut, Detail: s.Provider.Name}))
		}
		return err
	})
}
