package cluster

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATEs.
const (
	noSuchDatabase = "3D000"
	roleExists     = "42710"
	diskFull       = "53100"
)

// prepare makes the roles, the database and the extension where they are missing. It runs
// at each start, so that it also completes what an interrupted first start left undone.
func (c *Cluster) prepare(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.URL(SuperRole, Database))
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == noSuchDatabase {
		if err := c.create(ctx); err != nil {
			return err
		}
		conn, err = pgx.Connect(ctx, c.URL(SuperRole, Database))
	}
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	// After the distribution has brought a newer pgvector.
	_, err = conn.Exec(ctx, "ALTER EXTENSION vector UPDATE")
	return err
}

func (c *Cluster) create(ctx context.Context) error {
	// The extension goes into template1: scratch databases that the owner makes have it too.
	conn, err := pgx.Connect(ctx, c.URL(SuperRole, "template1"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, role := range []string{OwnerRole + " CREATEDB", AppRole} {
		_, err := conn.Exec(ctx, "CREATE ROLE "+role+" LOGIN")
		if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == roleExists {
			continue
		}
		if err != nil {
			return fmt.Errorf("making the role %s: %w", role, err)
		}
	}
	for _, statement := range []string{
		"CREATE EXTENSION IF NOT EXISTS vector",
		"CREATE DATABASE " + Database + " OWNER " + OwnerRole,
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}
