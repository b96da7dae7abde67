// Package account knows who may sign in. Passwords are kept as argon2id hashes; a sign-in
// that fails takes as long as one that succeeds and does not say what was wrong.
package account

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/alexedwards/argon2id"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
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

// Add stores a new account with a password.
func (s *Store) Add(ctx context.Context, a auskunft.Account, password string) (auskunft.Account, error) {
	a.Login = normal(a.Login)
	if a.Login == "" {
		return a, auskunft.Errorf(auskunft.Invalid, "account_login", "a login name is needed")
	}
	if _, err := auskunft.ParseRole(string(a.Role)); err != nil {
		return a, err
	}
	for _, key := range a.Departments {
		if _, err := auskunft.ParseVisibility(string(auskunft.DepartmentOnly(key))); err != nil {
			return a, err
		}
	}
	hash, err := hashed(password)
	if err != nil {
		return a, err
	}
	departments := a.Departments
	if departments == nil {
		departments = []string{}
	}
	err = s.pool.QueryRow(ctx, `
		INSERT INTO accounts (login, name, password, role, departments) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		a.Login, a.Name, hash, a.Role, departments).Scan(&a.ID)
	if dup, ok := errors.AsType[*pgconn.PgError](err); ok && dup.Code == "23505" {
		return a, auskunft.Errorf(auskunft.Conflict, "account_exists", "there is an account %q already", a.Login)
	}
	return a, err
}

// SetPassword replaces the password of an account.
func (s *Store) SetPassword(ctx context.Context, login, password string) error {
	hash, err := hashed(password)
	if err != nil {
		return err
	}
	return s.change(ctx, login, `UPDATE accounts SET password = $2 WHERE login = $1`, hash)
}

// Disable keeps somebody from signing in and ends what they have signed in to.
func (s *Store) Disable(ctx context.Context, login string) error {
	return s.change(ctx, login, `UPDATE accounts SET disabled_at = coalesce(disabled_at, now()) WHERE login = $1`)
}

func (s *Store) change(ctx context.Context, login, sql string, args ...any) error {
	tag, err := s.pool.Exec(ctx, sql, append([]any{normal(login)}, args...)...)
	if err == nil && tag.RowsAffected() == 0 {
		return auskunft.Errorf(auskunft.NotFound, "account_unknown", "there is no account %q", login)
	}
	return err
}

// SignIn returns the account of login when password is right.
func (s *Store) SignIn(ctx context.Context, login, password string) (auskunft.Account, error) {
	a, hash, err := s.find(ctx, `login = $1`, normal(login))
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return a, err
	}
	without := hash == "" // no such account, or one that signs in elsewhere
	if without {
		if hash, err = nobody(); err != nil {
			return a, err
		}
	}
	right, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil || !right || without {
		return auskunft.Account{}, auskunft.Errorf(auskunft.Forbidden, "sign_in_failed", "login or password is wrong")
	}
	return a, nil
}

// ByID returns an account that is not disabled; a session asks on every request.
func (s *Store) ByID(ctx context.Context, id int64) (auskunft.Account, error) {
	a, _, err := s.find(ctx, `id = $1`, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, auskunft.Errorf(auskunft.NotFound, "account_unknown", "no such account")
	}
	return a, err
}

func (s *Store) find(ctx context.Context, where string, arg any) (a auskunft.Account, hash string, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT id, login, name, role, departments, password FROM accounts WHERE disabled_at IS NULL AND `+where, arg).
		Scan(&a.ID, &a.Login, &a.Name, &a.Role, &a.Departments, &hash)
	return a, hash, err
}

func hashed(password string) (string, error) {
	if len([]rune(password)) < minPassword {
		return "", auskunft.Errorf(auskunft.Invalid, "password_short", "a password has at least %d characters", minPassword)
	}
	return argon2id.CreateHash(password, params)
}

func normal(login string) string { return strings.ToLower(strings.TrimSpace(login)) }
