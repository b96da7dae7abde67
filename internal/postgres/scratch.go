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
)

const (
	scratchPrefix = "auskunft_scratch_" // then the second it was made, and a random part
	// abandonedAfter protects a database that was made a moment ago and is not connected yet.
	abandonedAfter = 10 * time.Minute
	denied         = "42501" // SQLSTATE
)

// Scratch makes an empty, migrated database beside db, for measuring without touching its
// texts. Closing it drops it; what a killed process left behind, a later Scratch drops. It
// must be closed before db. The owner needs the right to create databases.
func (db *DB) Scratch(ctx context.Context) (*DB, error) {
	if db.Owner == nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "scratch",
			"this needs a scratch database: set DATABASE_OWNER_URL to a role with CREATEDB, or go without DATABASE_URL")
	}
	if err := db.dropAbandoned(ctx); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s%d_%s", scratchPrefix, time.Now().Unix(), strings.ToLower(rand.Text()[:8]))
	_, err := db.Owner.Exec(ctx, "CREATE DATABASE "+name)
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == denied {
		owner := pgx.Identifier{db.Owner.Config().ConnConfig.User}.Sanitize()
		return nil, auskunft.Errorf(auskunft.Forbidden, "scratch",
			"this needs a scratch database, which role %s may not create: ALTER ROLE %s CREATEDB, or go without DATABASE_URL", owner, owner)
	}
	if err != nil {
		return nil, unavailable(ctx, err)
	}
	scratch := &DB{log: db.log, stepsDown: db.stepsDown, afterClose: func(ctx context.Context) error {
		// Without FORCE the server waits for connections just closed to be gone; with it, it
		// wants to end those of auskunft_app, which its owner may not.
		_, err := db.Owner.Exec(ctx, "DROP DATABASE IF EXISTS "+name)
		return err
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

// dropAbandoned drops the owner's scratch databases that nobody uses.
func (db *DB) dropAbandoned(ctx context.Context) error {
	rows, err := db.Owner.Query(ctx, `
		SELECT datname FROM pg_database d WHERE datname LIKE $1 || '%' AND pg_has_role(datdba, 'USAGE')
		   AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`, scratchPrefix)
	if err != nil {
		return unavailable(ctx, err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return unavailable(ctx, err)
	}
	for _, name := range names {
		if !abandoned(name, time.Now()) {
			continue
		}
		if _, err := db.Owner.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}

// abandoned reports whether a scratch database is old enough to be one that nobody will use.
func abandoned(name string, now time.Time) bool {
	made, _, _ := strings.Cut(strings.TrimPrefix(name, scratchPrefix), "_")
	seconds, err := strconv.ParseInt(made, 10, 64)
	return err == nil && now.Sub(time.Unix(seconds, 0)) > abandonedAfter
}
