package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"auskunft"
	"auskunft/internal/postgres/cluster"
)

const (
	scratchPrefix = "auskunft_scratch_"
	// abandonedAfter protects a database that was made a moment ago and is not connected yet.
	abandonedAfter = 10 * time.Minute
)

// Scratch makes an empty, migrated database beside db, for measuring without touching its
// texts. Closing it drops it; what a killed process left behind, the next Scratch drops.
// It must be closed before db.
func (db *DB) Scratch(ctx context.Context) (*DB, error) {
	if err := db.admin(ctx, dropAbandoned); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s%d_%s", scratchPrefix, time.Now().Unix(), strings.ToLower(rand.Text()[:8]))
	owner := db.ownerRole()
	err := db.admin(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "CREATE DATABASE "+name+" OWNER "+owner)
		return err
	})
	if denied, ok := errors.AsType[*pgconn.PgError](err); ok && denied.Code == "42501" {
		return nil, auskunft.Errorf(auskunft.Forbidden, "scratch",
			"measuring needs a scratch database, which role %s may not create: ALTER ROLE %s CREATEDB, or measure without DATABASE_URL", owner, owner)
	}
	if err != nil {
		return nil, err
	}
	scratch := &DB{log: db.log, stepsDown: db.stepsDown, cleanup: func(ctx context.Context) error {
		return db.admin(ctx, func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			return err
		})
	}}
	if scratch.App, err = beside(ctx, db.App, name); err == nil {
		scratch.Owner, err = beside(ctx, db.Owner, name)
	}
	if err == nil {
		err = scratch.Migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, scratch.Close())
	}
	return scratch, nil
}

// beside is a pool like pool to another database of the server.
func beside(ctx context.Context, pool *pgxpool.Pool, database string) (*pgxpool.Pool, error) {
	cfg := pool.Config()
	cfg.ConnConfig.Database = database
	return pgxpool.NewWithConfig(ctx, cfg)
}

func (db *DB) ownerRole() string {
	if db.cluster != nil {
		return cluster.OwnerRole
	}
	if db.Owner == nil {
		return pgx.Identifier{db.App.Config().ConnConfig.User}.Sanitize()
	}
	return pgx.Identifier{db.Owner.Config().ConnConfig.User}.Sanitize()
}

// admin runs fn as whoever may create databases: the private cluster's superuser, or the
// owner that an operator has allowed to.
func (db *DB) admin(ctx context.Context, fn func(context.Context, *pgx.Conn) error) error {
	if db.cluster == nil {
		if db.Owner == nil {
			return auskunft.Errorf(auskunft.Invalid, "scratch", "measuring needs a scratch database: set DATABASE_OWNER_URL to a role with CREATEDB, or measure without DATABASE_URL")
		}
		return db.Owner.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return fn(ctx, c.Conn()) })
	}
	conn, err := pgx.Connect(ctx, db.cluster.URL(cluster.SuperRole, "postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return fn(ctx, conn)
}

// dropAbandoned drops scratch databases that nobody has used for a while.
func dropAbandoned(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `
		SELECT datname FROM pg_database d WHERE datname LIKE $1 || '%'
		   AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`, scratchPrefix)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		made, _, _ := strings.Cut(strings.TrimPrefix(name, scratchPrefix), "_")
		seconds, err := strconv.ParseInt(made, 10, 64)
		if err != nil || time.Since(time.Unix(seconds, 0)) < abandonedAfter {
			continue
		}
		if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}
