// Package token lets other programs in: each has a token, which may read what is of one
// visibility and below, until it expires or is revoked. A token may search and ask; it is no
// account and opens no page.
package token

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/kb/audit"
)

// Prefix begins every token, so that scanners for leaked secrets recognise one.
const Prefix = "auskunft_"

// MaxLife is the longest time that a token lives: what nobody renews in a year is forgotten.
const MaxLife = 366 * 24 * time.Hour

// Token is a token as those see it who manage tokens; the secret itself is not kept.
type Token struct {
	ID         int64
	Name       string
	Visibility auskunft.Visibility
	Created    time.Time
	Expires    time.Time
	Used       *time.Time // to the hour; nil: never
	Revoked    *time.Time
}

// Store keeps tokens.
type Store struct{ pool *pgxpool.Pool }

// New keeps tokens in the database behind pool.
func New(pool *pgxpool.Pool) *Store { return &Store{pool} }

// Add makes a token that lives so long from now and returns its secret, which is shown this
// once. who is in the audit log.
func (s *Store) Add(ctx context.Context, who, name string, v auskunft.Visibility, life time.Duration) (secret string, err error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", auskunft.Errorf(auskunft.Invalid, "token_name", "a token needs a name: what is it for?")
	}
	if v, err = auskunft.ParseVisibility(string(v)); err != nil {
		return "", err
	}
	if life <= 0 || life > MaxLife {
		return "", auskunft.Errorf(auskunft.Invalid, "token_life", "a token lives at least a day and at most %d days", MaxLife/(24*time.Hour))
	}
	secret = Prefix + rand.Text()
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO tokens (name, hash, visibility, expires_at) VALUES ($1, $2, $3, now() + $4)`, name, hash(secret), v, life)
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: who, What: audit.TokenAdded, Object: "token " + name, Detail: string(v)})
	})
	return secret, err
}

// List returns all tokens, those that were revoked or have expired, too.
func (s *Store) List(ctx context.Context) ([]Token, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, name, visibility, created_at, expires_at, used_at, revoked_at FROM tokens ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Token])
}

// Revoke ends a token at once.
func (s *Store) Revoke(ctx context.Context, who string, id int64, why string) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var name string
		err := tx.QueryRow(ctx, `UPDATE tokens SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING name`, id).Scan(&name)
		if errors.Is(err, pgx.ErrNoRows) {
			return auskunft.Errorf(auskunft.NotFound, "token_unknown", "there is no token %d that could be revoked", id)
		}
		if err != nil {
			return err
		}
		return audit.Add(ctx, tx, audit.Entry{Who: who, What: audit.TokenRevoked, Object: "token " + name, Why: why})
	})
}

// Reader is what the bearer of a secret may read; ok is false for one that is unknown, has
// expired or was revoked.
func (s *Store) Reader(ctx context.Context, secret string) (reader auskunft.Reader, ok bool, err error) {
	var v auskunft.Visibility
	err = s.pool.QueryRow(ctx, `
		WITH known AS (SELECT id, visibility, used_at FROM tokens WHERE hash = $1 AND revoked_at IS NULL AND expires_at > now()),
		     used AS (UPDATE tokens t SET used_at = date_trunc('hour', now()) FROM known
		               WHERE t.id = known.id AND (known.used_at IS NULL OR known.used_at < date_trunc('hour', now())))
		SELECT visibility FROM known`, hash(secret)).Scan(&v)
	if errors.Is(err, pgx.ErrNoRows) {
		return auskunft.Reader{}, false, nil
	}
	return auskunft.ReaderOf(v), err == nil, err
}

func hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
