// Package account knows who may sign in, how, and what each may do.
//
// Accounts are local, with a password kept as an argon2id hash, or come from the city's
// identity provider through OpenID Connect (oidc.go), whose groups say what somebody is here
// (groups.go). Either way a sign-in opens a session on the server (session.go), which every
// request looks up together with its account: a change of role and a disabled account take
// effect at once. What a role may do stands in one table (permission.go).
//
// A sign-in that fails takes as long as one that succeeds and does not say what was wrong.
// Whatever changes an account is in the audit log, in the same transaction.
package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/kb/audit"
)

// minPassword is the least number of characters: BSI ORP.4 asks for length rather than variety.
const minPassword = 12

// params costs about 25 ms and 19 MiB a sign-in: OWASP's second recommended setting, chosen
// because the serving process has a memory budget.
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is compared with when the login does not exist, so that time tells nothing.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash("nobody signs in with this", params) })

// Store keeps accounts.
type Store struct{ pool *pgxpool.Pool }

// NewStore keeps accounts in the database behind pool.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool} }

// By says who changes an account, and why.
type By struct{ Who, Why string }

func (b By) entry(what audit.Event, a auskunft.Account, detail string) audit.Entry {
	return audit.Entry{Who: b.Who, What: what, Object: "account " + a.Login, Detail: detail, Why: b.Why}
}

// Details is an account as those see it who manage accounts.
type Details struct {
	auskunft.Account
	Issuer   string // of the identity provider; "" for a local account
	Disabled *time.Time
	Created  time.Time
	SignedIn *time.Time // last time
	Sessions int        // that are open
}

// Add stores a new local account with a password.
func (s *Store) Add(ctx context.Context, by By, a auskunft.Account, password string) (auskunft.Account, error) {
	a.Login = normal(a.Login)
	if a.Login == "" {
		return a, auskunft.Errorf(auskunft.Invalid, "account_login", "a login name is needed")
	}
	if err := checkRights(a.Role, a.Departments); err != nil {
		return a, err
	}
	hash, err := hashed(password)
	if err != nil {
		return a, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			INSERT INTO accounts (login, name, password, role, departments) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
			a.Login, a.Name, hash, a.Role, some(a.Departments)).Scan(&a.ID)
		if dup, ok := errors.AsType[*pgconn.PgError](err); ok && dup.Code == "23505" {
			return auskunft.Errorf(auskunft.Conflict, "account_exists", "there is an account %q already", a.Login)
		}
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.AccountAdded, a, rights(a)))
	})
	return a, err
}

// SetPassword replaces the password of a local account and ends its sessions.
func (s *Store) SetPassword(ctx context.Context, by By, id int64, password string) error {
	hash, err := hashed(password)
	if err != nil {
		return err
	}
	return s.change(ctx, id, func(tx pgx.Tx, old Details) error {
		if old.Issuer != "" {
			return auskunft.Errorf(auskunft.Invalid, "account_provided", "the identity provider keeps the password of %q", old.Login)
		}
		if _, err := tx.Exec(ctx, `UPDATE accounts SET password = $2 WHERE id = $1`, id, hash); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id); err != nil {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.PasswordReset, old.Account, ""))
	})
}

// SetRights gives a local account another role and other departments, from its next request on.
func (s *Store) SetRights(ctx context.Context, by By, id int64, role auskunft.Role, departments []string) error {
	if err := checkRights(role, departments); err != nil {
		return err
	}
	return s.change(ctx, id, func(tx pgx.Tx, old Details) error {
		if old.Issuer != "" {
			return auskunft.Errorf(auskunft.Invalid, "account_provided", "the groups of the identity provider say what %q may do", old.Login)
		}
		now := old.Account
		now.Role, now.Departments = role, departments
		return setRights(ctx, tx, by, old.Account, now)
	})
}

func setRights(ctx context.Context, tx pgx.Tx, by By, old, now auskunft.Account) error {
	if old.Role == now.Role && slices.Equal(old.Departments, now.Departments) {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE accounts SET role = $2, departments = $3 WHERE id = $1`, now.ID, now.Role, some(now.Departments)); err != nil {
		return err
	}
	return audit.Add(ctx, tx, by.entry(audit.AccountChanged, now, rights(old)+" → "+rights(now)))
}

// Disable keeps somebody from signing in and ends their sessions.
func (s *Store) Disable(ctx context.Context, by By, id int64) error {
	return s.change(ctx, id, func(tx pgx.Tx, old Details) error {
		if old.Disabled != nil {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE accounts SET disabled_at = now() WHERE id = $1`, id); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id); err != nil {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.AccountOff, old.Account, ""))
	})
}

// Enable lets somebody sign in again.
func (s *Store) Enable(ctx context.Context, by By, id int64) error {
	return s.change(ctx, id, func(tx pgx.Tx, old Details) error {
		if old.Disabled == nil {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE accounts SET disabled_at = NULL WHERE id = $1`, id); err != nil {
			return err
		}
		return audit.Add(ctx, tx, by.entry(audit.AccountOn, old.Account, ""))
	})
}

// change runs do on an account that nobody else changes meanwhile.
func (s *Store) change(ctx context.Context, id int64, do func(pgx.Tx, Details) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR UPDATE`, id); err != nil {
			return err
		}
		old, err := details(ctx, tx, `id = $1`, id)
		if err != nil {
			return err
		}
		if len(old) == 0 {
			return unknown(strconv.FormatInt(id, 10))
		}
		return do(tx, old[0])
	})
}

func endSessions(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM sessions WHERE account_id = $1`, account)
	return err
}

// List returns all accounts, by login.
func (s *Store) List(ctx context.Context) ([]Details, error) { return details(ctx, s.pool, `true`) }

// ByID returns an account.
func (s *Store) ByID(ctx context.Context, id int64) (Details, error) {
	return one(strconv.FormatInt(id, 10))(details(ctx, s.pool, `id = $1`, id))
}

// ByName returns the account with a login name, or with an id written as #12: a login may
// exist twice when one of the two comes from the identity provider.
func (s *Store) ByName(ctx context.Context, name string) (Details, error) {
	if number, ok := strings.CutPrefix(name, "#"); ok {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return Details{}, unknown(name)
		}
		return s.ByID(ctx, id)
	}
	return one(name)(details(ctx, s.pool, `login = $1`, normal(name)))
}

func one(name string) func([]Details, error) (Details, error) {
	return func(all []Details, err error) (Details, error) {
		switch {
		case err != nil:
			return Details{}, err
		case len(all) == 0:
			return Details{}, unknown(name)
		case len(all) > 1:
			return Details{}, auskunft.Errorf(auskunft.Conflict, "account_ambiguous", "%d accounts are called %q: name one as #%d or #%d", len(all), name, all[0].ID, all[1].ID)
		}
		return all[0], nil
	}
}

func unknown(name string) error {
	return auskunft.Errorf(auskunft.NotFound, "account_unknown", "there is no account %q", name)
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func details(ctx context.Context, db querier, where string, args ...any) ([]Details, error) {
	rows, err := db.Query(ctx, `
		SELECT id, login, name, role, departments, issuer, disabled_at, created_at, signed_in_at,
		       (SELECT count(*) FROM sessions WHERE account_id = accounts.id)
		FROM accounts WHERE `+where+` ORDER BY login, id`, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d Details, err error) {
		err = row.Scan(&d.ID, &d.Login, &d.Name, &d.Role, &d.Departments, &d.Issuer, &d.Disabled, &d.Created, &d.SignedIn, &d.Sessions)
		return d, err
	})
}

// SignIn returns the local account of login when password is right.
func (s *Store) SignIn(ctx context.Context, login, password string) (a auskunft.Account, err error) {
	var hash string
	err = s.pool.QueryRow(ctx, `
		SELECT id, login, name, role, departments, password FROM accounts
		WHERE login = $1 AND issuer = '' AND disabled_at IS NULL`, normal(login)).
		Scan(&a.ID, &a.Login, &a.Name, &a.Role, &a.Departments, &hash)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return auskunft.Account{}, err
	}
	without := hash == ""
	if without {
		if hash, err = nobody(); err != nil {
			return auskunft.Account{}, err
		}
	}
	right, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil || !right || without {
		return auskunft.Account{}, auskunft.Errorf(auskunft.Forbidden, "sign_in_failed", "login or password is wrong")
	}
	return a, nil
}

// known returns login as the log may name it: "" unless there is such a local account, for
// people type passwords into the wrong field.
func (s *Store) known(ctx context.Context, login string) (name string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce((SELECT login FROM accounts WHERE login = $1 AND issuer = ''), '')`, normal(login)).Scan(&name)
	return name, err
}

func checkRights(role auskunft.Role, departments []string) error {
	if _, err := auskunft.ParseRole(string(role)); err != nil {
		return err
	}
	for _, key := range departments {
		if _, err := auskunft.ParseVisibility(string(auskunft.DepartmentOnly(key))); err != nil {
			return err
		}
	}
	return nil
}

// rights is what an account may, as the log writes it: "agent (finanzen, bauen)".
func rights(a auskunft.Account) string {
	if len(a.Departments) == 0 {
		return string(a.Role)
	}
	return fmt.Sprintf("%s (%s)", a.Role, strings.Join(a.Departments, ", "))
}

// some is keys, never nil: the column is no NULL.
func some(keys []string) []string { return append([]string{}, keys...) }

func hashed(password string) (string, error) {
	if len([]rune(password)) < minPassword {
		return "", auskunft.Errorf(auskunft.Invalid, "password_short", "a password has at least %d characters", minPassword)
	}
	return argon2id.CreateHash(password, params)
}

func normal(login string) string { return strings.ToLower(strings.TrimSpace(login)) }
