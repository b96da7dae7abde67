package postgres

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/postgres/cluster"
)

// Login is what a connection string leads to: a server, and what its role may do there.
type Login struct {
	Role      string
	Server    cluster.Version
	Vector    cluster.Version // installed in the database; zero when it is not
	Super     bool
	BypassRLS bool
	Owns      bool // tables of the schema, or could make some
}

// Mighty reports whether row-level security would not hold for the login.
func (l Login) Mighty() bool { return l.Super || l.BypassRLS || l.Owns }

// probe connects once and looks. Errors name the variable the URL came from and never
// repeat the URL, which may hold a password.
func probe(ctx context.Context, variable string, url config.Secret) (Login, error) {
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cfg, err := pgx.ParseConfig(url.Reveal())
	if err != nil {
		return Login{}, auskunft.Errorf(auskunft.Invalid, "database",
			"%s is no connection string: write it as postgres://user:password@host:5432/database", variable)
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return Login{}, auskunft.Errorf(auskunft.Unavailable, "database", "%s: %s", variable, whyNoConnection(cfg, err))
	}
	defer conn.Close(context.WithoutCancel(ctx))
	l, err := inspect(ctx, conn)
	if err != nil {
		return Login{}, auskunft.Errorf(auskunft.Unavailable, "database", "%s: %w", variable, err)
	}
	if l.Server.Less(cluster.MinServer) {
		return Login{}, auskunft.Errorf(auskunft.Unavailable, "database",
			"%s: the server is PostgreSQL %d, needed is %d or newer", variable, l.Server.Major, cluster.MinServer.Major)
	}
	return l, nil
}

func inspect(ctx context.Context, conn *pgx.Conn) (Login, error) {
	var l Login
	var server, vector string
	err := conn.QueryRow(ctx, `
		SELECT rolname, rolsuper, rolbypassrls,
		       coalesce(has_schema_privilege(rolname, current_schema(), 'CREATE'), false) OR EXISTS (
		           SELECT FROM pg_class
		           WHERE relnamespace = current_schema()::regnamespace AND pg_has_role(rolname, relowner, 'USAGE')),
		       current_setting('server_version'),
		       coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), '')
		FROM pg_roles WHERE rolname = current_user`,
	).Scan(&l.Role, &l.Super, &l.BypassRLS, &l.Owns, &server, &vector)
	if err != nil {
		return Login{}, err
	}
	l.Server, l.Vector = cluster.ParseVersion(server), cluster.ParseVersion(vector)
	return l, nil
}

// SQLSTATEs of a connection that is refused.
const (
	badPassword      = "28P01"
	badAuthorization = "28000"
	noSuchDatabase   = "3D000"
	tooMany          = "53300"
	startingUp       = "57P03"
)

// whyNoConnection says in one sentence what is wrong and what to do.
func whyNoConnection(cfg *pgx.ConnConfig, err error) string {
	server := net.JoinHostPort(cfg.Host, fmt.Sprint(cfg.Port))
	if cfg.Host != "" && cfg.Host[0] == '/' {
		server = "the socket in " + cfg.Host
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pgErr.Code {
		case badPassword, badAuthorization:
			return fmt.Sprintf("%s refuses the login %q: %s; check user and password", server, cfg.User, pgErr.Message)
		case noSuchDatabase:
			return fmt.Sprintf("%s has no database %q; create it or correct the name", server, cfg.Database)
		case tooMany:
			return fmt.Sprintf("%s has no free connection; raise max_connections there or lower DATABASE_CONNECTIONS", server)
		case startingUp:
			return fmt.Sprintf("%s is starting or stopping; try again in a moment", server)
		}
		return fmt.Sprintf("%s answers: %s", server, pgErr.Message)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Sprintf("the host %q is not known; correct the name", dns.Name)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return fmt.Sprintf("the certificate of %s is not signed by a known authority; give its certificate with sslrootcert=", server)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("%s does not answer; check host, port and firewall", server)
	}
	return fmt.Sprintf("no PostgreSQL answers at %s; check that it runs and that host and port are right", server)
}
