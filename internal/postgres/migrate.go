package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"auskunft"
	"auskunft/internal/postgres/cluster"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock keeps two starts from migrating at once. The number means nothing; it only
// has to be the same in every version of this program.
const migrationLock = 7_238_041_165

// Migrate makes the schema current: pgvector, our migrations, River's, and the rights of
// auskunft_app on all of it. It does nothing when everything is current, and waits when
// another process is at it. Without an owner's login it only checks.
func (db *DB) Migrate(ctx context.Context) error {
	if db.Owner == nil {
		return db.checkMigrated(ctx)
	}
	// Not from the pool: its connections need pgvector's types, which may not exist yet.
	conn, err := pgx.ConnectConfig(ctx, db.Owner.Config().ConnConfig)
	if err != nil {
		return unavailable(ctx, err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) // gives the lock back
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return fmt.Errorf("waiting for another migration: %w", err)
	}
	if err := db.ensureVector(ctx, conn); err != nil {
		return err
	}
	if err := db.ensureAppRole(ctx, conn); err != nil {
		return err
	}
	if err := db.migrateSchema(ctx); err != nil {
		return err
	}
	if err := db.migrateRiver(ctx); err != nil {
		return err
	}
	return grant(ctx, conn)
}

// ensureVector makes the extension and refuses one that is too old.
func (db *DB) ensureVector(ctx context.Context, conn *pgx.Conn) error {
	// IF NOT EXISTS would ask for the right to create it even when it is there.
	l, err := inspect(ctx, conn)
	if err == nil && l.Vector == (cluster.Version{}) {
		if _, err := conn.Exec(ctx, "CREATE EXTENSION vector"); err != nil {
			return auskunft.Errorf(auskunft.Unavailable, "database",
				"the database has no pgvector: install it on the server and let an administrator run CREATE EXTENSION vector there: %w", err)
		}
		l, err = inspect(ctx, conn)
	}
	if err != nil {
		return err
	}
	warning, err := JudgeVector(l.Vector)
	if warning != "" && db.external {
		db.log.Warn(warning) // of a private cluster, which takes what the distribution has, only doctor says so
	}
	return err
}

// JudgeVector refuses versions of pgvector that lack what we need and warns of old ones.
func JudgeVector(v cluster.Version) (warning string, err error) {
	switch {
	case v.Less(cluster.MinVector):
		return "", auskunft.Errorf(auskunft.Unavailable, "database",
			"pgvector %s is too old, needed is %s: update it on the server, then run ALTER EXTENSION vector UPDATE in the database", v, cluster.MinVector)
	case v.Less(cluster.GoodVector):
		return fmt.Sprintf("pgvector %s works, %s or newer is better: it has known faults mended since", v, cluster.GoodVector), nil
	}
	return "", nil
}

// ensureAppRole makes auskunft_app, without a password: an operator who wants to log in as
// it sets one. An owner whose connections step down to it has to be a member.
func (db *DB) ensureAppRole(ctx context.Context, conn *pgx.Conn) error {
	var owner string
	var exists, member bool
	err := conn.QueryRow(ctx, `
		SELECT current_user, r.oid IS NOT NULL, r.oid IS NOT NULL AND pg_has_role(r.oid, 'MEMBER')
		FROM (SELECT) one LEFT JOIN pg_roles r ON r.rolname = $1`, cluster.AppRole,
	).Scan(&owner, &exists, &member)
	if err != nil {
		return err
	}
	var statements []string
	if !exists {
		statements = append(statements, "CREATE ROLE "+cluster.AppRole+" LOGIN")
	}
	if !member && db.stepsDown {
		statements = append(statements, "GRANT "+cluster.AppRole+" TO "+pgx.Identifier{owner}.Sanitize())
	}
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return auskunft.Errorf(auskunft.Unavailable, "database", "let an administrator of the server run %q: %w", statement, err)
		}
	}
	return nil
}

func (db *DB) migrateSchema(ctx context.Context) error {
	sqlDB := stdlib.OpenDB(*db.Owner.Config().ConnConfig)
	defer sqlDB.Close()
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, sqlDB, folder,
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	applied, latest, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if applied > latest {
		return auskunft.Errorf(auskunft.Unavailable, "database",
			"the database is at migration %d, this program knows %d: start the newer version of auskunft that migrated it", applied, latest)
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if len(results) > 0 {
		db.log.Info("schema migrated", "from", applied, "to", latest)
	}
	return nil
}

func (db *DB) migrateRiver(ctx context.Context) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(db.Owner), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}) // what fails, it returns
	if err != nil {
		return fmt.Errorf("job queue migrations: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("job queue migrations: %w", err)
	}
	return nil
}

// grant gives auskunft_app the rows of all tables, now and later, and nothing else: no
// DDL, no TRUNCATE (which row-level security does not see), no record of migrations.
func grant(ctx context.Context, conn *pgx.Conn) error {
	var schema string
	if err := conn.QueryRow(ctx, "SELECT current_schema()").Scan(&schema); err != nil {
		return err
	}
	schema = pgx.Identifier{schema}.Sanitize()
	rights := strings.NewReplacer("$schema", schema, "$app", cluster.AppRole).Replace(`
		GRANT USAGE ON SCHEMA $schema TO $app;
		GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA $schema TO $app;
		GRANT USAGE ON ALL SEQUENCES IN SCHEMA $schema TO $app;
		ALTER DEFAULT PRIVILEGES IN SCHEMA $schema GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO $app;
		ALTER DEFAULT PRIVILEGES IN SCHEMA $schema GRANT USAGE ON SEQUENCES TO $app;
		REVOKE INSERT, UPDATE, DELETE ON goose_db_version, river_migration FROM $app;
		REVOKE UPDATE, DELETE ON audit_log, revisions, setting_changes FROM $app;
		REVOKE DELETE ON articles FROM $app;`)
	// One simple-protocol message, so one transaction.
	if _, err := conn.PgConn().Exec(ctx, rights).ReadAll(); err != nil {
		return fmt.Errorf("granting rights to %s: %w", cluster.AppRole, err)
	}
	return nil
}

// checkMigrated is Migrate for a process that may not migrate.
func (db *DB) checkMigrated(ctx context.Context) error {
	applied, latest, err := Versions(ctx, db.App)
	if err != nil {
		return err
	}
	if applied != latest {
		return auskunft.Errorf(auskunft.Unavailable, "database",
			"the database is at migration %d, this program needs %d: run auskunft migrate with DATABASE_OWNER_URL set", applied, latest)
	}
	return nil
}

// Versions returns the newest migration that was applied, 0 when none was, and the newest
// that this program has.
func Versions(ctx context.Context, pool *pgxpool.Pool) (applied, latest int64, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return 0, 0, errors.Join(err, errors.New("no migrations are built in"))
	}
	if latest, err = goose.NumericComponent(slices.Max(names)); err != nil {
		return 0, 0, err
	}
	var table bool
	if err := pool.QueryRow(ctx, "SELECT to_regclass('goose_db_version') IS NOT NULL").Scan(&table); err != nil {
		return 0, 0, unavailable(ctx, err)
	}
	if !table {
		return 0, latest, nil
	}
	err = pool.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&applied)
	return applied, latest, err
}

// MigrationsDigest identifies the migrations of this program, ours and River's.
func MigrationsDigest() ([]byte, error) {
	digest := sha256.New()
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		content, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(digest, "%s %d\n%s", name, len(content), content)
	}
	river, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return nil, err
	}
	for _, m := range river.AllVersions() {
		fmt.Fprintf(digest, "%d %s", m.Version, m.SQLUp)
	}
	return digest.Sum(nil), nil
}
