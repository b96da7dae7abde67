// Package postgres is the door to the database: which server, as which role, at which
// version of the schema, on whose behalf.
//
// There are two roles. The owner (cluster.OwnerRole in a private cluster, whoever
// DATABASE_OWNER_URL names elsewhere) owns the tables, runs migrations and makes vector
// tables. auskunft_app serves people: it owns nothing, is no superuser and has no
// BYPASSRLS, so row-level security holds for everything it does, whatever the code above
// forgets. Texts are visible only inside Read, Write and ReadBatch, which tell PostgreSQL
// for one transaction who is asking.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvector "github.com/pgvector/pgvector-go/pgx"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/postgres/cluster"
)

// DB is an open database.
type DB struct {
	// App serves people, as auskunft_app.
	App *pgxpool.Pool
	// Owner is for migrations and for jobs that make tables and indexes. It is nil when
	// only an app's login is configured.
	Owner *pgxpool.Pool

	cluster    *cluster.Cluster            // nil with DATABASE_URL
	external   bool                        // a server of the operator's
	stepsDown  bool                        // App logs in as the owner and steps down to auskunft_app
	afterClose func(context.Context) error // drops a scratch database
	inside     *rehearsal                  // everything happens in this transaction; nil: each in its own
	log        *slog.Logger
}

// Open connects to the database that cfg names: the private cluster of the data folder,
// which it starts when nobody else has, or the server of DATABASE_URL. It checks that the
// server is reachable and new enough; Migrate makes the schema current. The error is
// auskunft.Unavailable and names the variable to mend.
func Open(ctx context.Context, cfg config.Config, log *slog.Logger) (*DB, error) {
	if cfg.DatabaseURL != "" {
		return openServer(ctx, cfg, log)
	}
	private, err := cluster.Open(ctx, cluster.Options{Data: cfg.Data, Postgres: cfg.Postgres, Log: log})
	if err != nil {
		return nil, err
	}
	db, err := OpenCluster(ctx, private, cluster.Database, cfg.DatabaseConnections, log)
	if err != nil {
		return nil, errors.Join(err, private.Close())
	}
	db.cluster = private
	return db, nil
}

// OpenCluster opens one database of a private cluster that the caller closes. connections
// is the size of the app's pool; 0 lets the number of processors decide.
func OpenCluster(ctx context.Context, private *cluster.Cluster, database string, connections int, log *slog.Logger) (*DB, error) {
	db := &DB{log: log}
	var err error
	if db.App, err = newPool(ctx, private.URL(cluster.AppRole, database), appConnections(connections), nil); err != nil {
		return nil, err
	}
	if db.Owner, err = newPool(ctx, private.URL(cluster.OwnerRole, database), ownerConnections, nil); err != nil {
		db.App.Close()
		return nil, err
	}
	return db, nil
}

// openServer opens the database of DATABASE_URL. One URL may do for both roles: if its
// Login is too mighty to serve people it becomes the owner's, and the app's connections
// step down to auskunft_app.
func openServer(ctx context.Context, cfg config.Config, log *slog.Logger) (*DB, error) {
	login, err := probe(ctx, "DATABASE_URL", cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	db := &DB{log: log, external: true}
	ownerURL, stepDown := cfg.DatabaseOwnerURL, ""
	if login.Mighty() {
		log.Warn("DATABASE_URL names an owner; its connections step down to " + cluster.AppRole + ", a login of its own is safer")
		stepDown, db.stepsDown = cluster.AppRole, true
		if ownerURL == "" {
			ownerURL = cfg.DatabaseURL
		}
	}
	db.App, err = newPool(ctx, cfg.DatabaseURL.Reveal(), appConnections(cfg.DatabaseConnections), as(stepDown))
	if err != nil {
		return nil, err
	}
	if ownerURL == "" {
		return db, nil
	}
	if _, err = probe(ctx, "DATABASE_OWNER_URL", ownerURL); err == nil {
		db.Owner, err = newPool(ctx, ownerURL.Reveal(), ownerConnections, nil)
	}
	if err != nil {
		db.App.Close()
		return nil, err
	}
	return db, nil
}

const ownerConnections = 4 // migrations use two at once; jobs that make indexes the others

// appConnections: queries are short and bound by processors, the rest is for transactions
// that wait for something else.
func appConnections(configured int) int32 {
	if configured > 0 {
		return int32(configured)
	}
	return int32(4 + 4*runtime.GOMAXPROCS(0))
}

// as makes the hook that steps down to a role after connecting; none for "".
func as(role string) func(context.Context, *pgx.Conn) error {
	if role == "" {
		return nil
	}
	return func(ctx context.Context, conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, "SET ROLE "+pgx.Identifier{role}.Sanitize()); err != nil {
			return fmt.Errorf("stepping down to %s (does it exist? auskunft migrate makes it): %w", role, err)
		}
		return nil
	}
}

// newPool makes a pool that connects when it is first used and knows pgvector's types.
func newPool(ctx context.Context, url string, connections int32, stepDown func(context.Context, *pgx.Conn) error) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = connections
	cfg.ConnConfig.RuntimeParams["application_name"] = "auskunft"
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if stepDown != nil {
			if err := stepDown(ctx, conn); err != nil {
				return err
			}
		}
		return pgxvector.RegisterTypes(ctx, conn)
	}
	return pgxpool.NewWithConfig(ctx, cfg)
}

// Started reports whether this process is the first to use a private cluster since nobody
// did: then no other process can be working on anything in it.
func (db *DB) Started() bool { return db.cluster != nil && db.cluster.Started() }

// Login looks at the connections that serve people: server, pgvector and role.
func (db *DB) Login(ctx context.Context) (Login, error) {
	conn, err := db.App.Acquire(ctx)
	if err != nil {
		return Login{}, unavailable(ctx, err)
	}
	defer conn.Release()
	return inspect(ctx, conn.Conn())
}

// StepsDown reports whether the app's connections log in as an owner and step down, which
// whoever could run SQL on them could undo.
func (db *DB) StepsDown() bool { return db.stepsDown }

// Close gives all connections back and leaves the private cluster, which stops when nobody
// else uses it.
func (db *DB) Close() error {
	for _, pool := range []*pgxpool.Pool{db.App, db.Owner} {
		if pool != nil {
			pool.Close()
		}
	}
	var errs []error
	if db.afterClose != nil {
		errs = append(errs, db.afterClose(context.Background()))
	}
	if db.cluster != nil {
		errs = append(errs, db.cluster.Close())
	}
	return errors.Join(errs...)
}

// Visibilities lists those that texts of this database have, for jobs that maintain all of them.
func (db *DB) Visibilities(ctx context.Context) (all []auskunft.Visibility, err error) {
	err = db.App.QueryRow(ctx, `SELECT array_agg(key) FROM visibilities`).Scan(&all)
	return all, err
}

// Read runs fn in a read-only transaction in which exactly the reader's texts are visible.
func (db *DB) Read(ctx context.Context, reader auskunft.Reader, fn func(pgx.Tx) error) error {
	return db.run(ctx, reader, pgx.TxOptions{AccessMode: pgx.ReadOnly}, fn)
}

// Write runs fn in a transaction in which exactly the reader's texts are visible and may
// be changed. It commits when fn returns nil; otherwise nothing has happened.
func (db *DB) Write(ctx context.Context, reader auskunft.Reader, fn func(pgx.Tx) error) error {
	return db.run(ctx, reader, pgx.TxOptions{}, fn)
}

// setReader is what the policies of row-level security compare with; it ends with the
// transaction.
const setReader = `SELECT set_config('auskunft.reader', $1, true)`

func (db *DB) run(ctx context.Context, reader auskunft.Reader, options pgx.TxOptions, fn func(pgx.Tx) error) error {
	if db.inside != nil {
		return db.inside.run(ctx, reader, fn)
	}
	return transact(ctx, reader, fn, func() (pgx.Tx, error) { return db.App.BeginTx(ctx, options) })
}

// transact runs fn in a transaction, or a savepoint, in which the reader's texts are visible.
func transact(ctx context.Context, reader auskunft.Reader, fn func(pgx.Tx) error, begin func() (pgx.Tx, error)) error {
	tx, err := begin()
	if err != nil {
		return unavailable(ctx, err)
	}
	// After Commit this does nothing; before, also when fn panics, it undoes everything.
	defer tx.Rollback(context.WithoutCancel(ctx))
	if _, err := tx.Exec(ctx, setReader, reader.Setting()); err != nil {
		return unavailable(ctx, err)
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// ReadBatch is Read in one round trip, for the hot path: queue adds the queries with their
// callbacks (Query, QueryRow), which run after all of them were sent. The first error of a
// query or callback ends it.
func (db *DB) ReadBatch(ctx context.Context, reader auskunft.Reader, queue func(*pgx.Batch)) error {
	if db.inside != nil {
		return db.inside.readBatch(ctx, reader, queue)
	}
	var batch pgx.Batch
	batch.Queue("BEGIN READ ONLY")
	batch.Queue(setReader, reader.Setting())
	queue(&batch)
	batch.Queue("COMMIT")
	conn, err := db.App.Acquire(ctx)
	if err != nil {
		return unavailable(ctx, err)
	}
	// A connection with an open or failed transaction is closed by Release, not reused.
	defer conn.Release()
	return conn.SendBatch(ctx, &batch).Close()
}

// unavailable is the error when the database does not answer at all. Who has cancelled the
// request knows why and gets that back.
func unavailable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return auskunft.Errorf(auskunft.Unavailable, "database", "database: %w", err)
}
