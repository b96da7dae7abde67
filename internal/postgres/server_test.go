package postgres_test

import (
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/cluster"
	"auskunft/internal/postgres/pgtest"
)

// serverURL is the address of the test's server as an operator would write it.
func serverURL(db *postgres.DB, role, database string) config.Secret {
	query := url.Values{"host": {db.App.Config().ConnConfig.Host}, "user": {role}}
	return config.Secret("postgres:///" + database + "?" + query.Encode())
}

func openURL(t *testing.T, address config.Secret) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), config.Config{DatabaseURL: address}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestOwnersURLStepsDown(t *testing.T) {
	own := pgtest.New(t)
	addDocuments(t, own, auskunft.Public, auskunft.Internal)
	db := openURL(t, serverURL(own, cluster.SuperRole, own.App.Config().ConnConfig.Database))
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var role string
	if err := db.App.QueryRow(t.Context(), "SELECT current_user").Scan(&role); err != nil || role != cluster.AppRole {
		t.Errorf("the app's connections are %s, %v", role, err)
	}
	var got []string
	err := db.Read(t.Context(), auskunft.PublicReader, func(tx pgx.Tx) (err error) {
		got, err = titles(tx)
		return err
	})
	if err != nil || !slices.Equal(got, []string{"public"}) {
		t.Errorf("a superuser's URL lets the public see %q, %v", got, err)
	}
}

func TestAppsURLOnlyChecksMigrations(t *testing.T) {
	own := pgtest.New(t)
	db := openURL(t, serverURL(own, cluster.AppRole, own.App.Config().ConnConfig.Database))
	if db.Owner != nil {
		t.Error("an app's login became an owner")
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Errorf("Migrate of a current database: %v", err)
	}
	if _, err := own.Owner.Exec(t.Context(), "DELETE FROM goose_db_version WHERE version_id > 1"); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "run auskunft migrate with DATABASE_OWNER_URL set") {
		t.Errorf("error = %v", err)
	}
	if _, err := db.Scratch(t.Context()); err == nil || !strings.Contains(err.Error(), "DATABASE_OWNER_URL") {
		t.Errorf("error = %v", err)
	}
}

func TestWrongURL(t *testing.T) {
	own := pgtest.New(t)
	const password = "geheim-4711"
	for _, tt := range []struct {
		name, url string
		kind      auskunft.ErrorKind
		want      string
	}{
		{"no URL", "postgres//app:" + password + "@db", auskunft.Invalid, "DATABASE_URL is no connection string: write it as postgres://"},
		{"nobody there", "postgres://app:" + password + "@127.0.0.1:1/auskunft", auskunft.Unavailable, "DATABASE_URL: no PostgreSQL answers at 127.0.0.1:1; check that it runs"},
		{"no socket", "postgres:///auskunft?host=/tmp/nirgends", auskunft.Unavailable, "DATABASE_URL: no PostgreSQL answers at the socket in /tmp/nirgends"},
		{"no database", serverURL(own, cluster.AppRole, "gibtsnicht").Reveal(), auskunft.Unavailable, "has no database \"gibtsnicht\"; create it"},
		{"no role", serverURL(own, "niemand", "auskunft").Reveal(), auskunft.Unavailable, "refuses the login \"niemand\""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := postgres.Open(t.Context(), config.Config{DatabaseURL: config.Secret(tt.url)}, slog.New(slog.DiscardHandler))
			if auskunft.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want kind %s and %q", err, tt.kind, tt.want)
			}
			if strings.Contains(err.Error(), password) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q shows the password or is more than a sentence", err)
			}
		})
	}
}
