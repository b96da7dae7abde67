// Package pgtest gives tests a real PostgreSQL with pgvector: each call of New a database
// of its own, migrated, empty, and gone at the end of the test; Filled is for tests that
// begin with the same texts.
//
// A test process starts one server for itself in about a tenth of a second, from a copy of
// a data folder that was initialised and migrated once and is kept in the user's cache,
// under a name that changes with the migrations and the server. The server and its folder
// disappear with the process, also after kill -9 (see package cluster).
package pgtest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft/internal/postgres"
	"auskunft/internal/postgres/cluster"
)

// New returns an empty database at the newest migration. Without PostgreSQL and pgvector
// the test fails and says how to install them; it never skips.
func New(t testing.TB) *postgres.DB {
	t.Helper()
	return copyOf(t, cluster.Database)
}

// Filled returns a function like New whose databases are copies of one that fill has filled,
// once for the whole test process, in the first test that needs it.
func Filled(fill func(testing.TB, *postgres.DB)) func(testing.TB) *postgres.DB {
	var once sync.Once
	var filled string
	return func(t testing.TB) *postgres.DB {
		t.Helper()
		once.Do(func() {
			server, name := create(t, cluster.Database)
			db := open(t, server, name)
			defer db.Close()
			fill(t, db)
			filled = name
		})
		if filled == "" {
			t.Fatal("the database could not be filled in an earlier test")
		}
		return copyOf(t, filled)
	}
}

// copyOf returns a copy of a database that nobody is connected to.
func copyOf(t testing.TB, original string) *postgres.DB {
	t.Helper()
	server, name := create(t, original)
	db := open(t, server, name)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if err := server.admin(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return db
}

func create(t testing.TB, original string) (s *server, name string) {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	name = fmt.Sprintf("test_%d", count.Add(1))
	if err := s.admin(context.Background(), "CREATE DATABASE "+name+" TEMPLATE "+original+" OWNER "+cluster.OwnerRole); err != nil {
		t.Fatal(err)
	}
	return s, name
}

func open(t testing.TB, s *server, name string) *postgres.DB {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := postgres.OpenCluster(context.Background(), s.cluster, name, 0, log)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// Folder returns a new folder that a private cluster may live in, also when the tests run
// as root and the server as somebody else, who may not enter t.TempDir. It is deleted at
// the end of the test.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := temporary()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := os.RemoveAll(dir)
		for deadline := time.Now().Add(30 * time.Second); err != nil && time.Now().Before(deadline); err = os.RemoveAll(dir) {
			time.Sleep(100 * time.Millisecond) // a server whose program was killed is still writing what it leaves
		}
		if err != nil {
			t.Error(err)
		}
	})
	return dir
}

func temporary() (string, error) {
	dir, err := os.MkdirTemp("/tmp", "auskunft-test-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
}

type server struct {
	cluster *cluster.Cluster
	mutex   sync.Mutex // two CREATE DATABASE of one template disturb each other
}

var count atomic.Int64

// start starts the process's server. It is never closed: the end of the process ends it.
var start = sync.OnceValues(func() (*server, error) {
	template, err := template()
	if err != nil {
		return nil, err
	}
	data, err := temporary()
	if err != nil {
		return nil, err
	}
	err = os.Mkdir(filepath.Join(data, "postgres"), 0o700)
	if err == nil {
		err = copyTree(filepath.Join(data, "postgres", "data"), template)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(data))
	}
	c, err := openCluster(data, true)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(data))
	}
	return &server{cluster: c}, nil
})

func openCluster(data string, ephemeral bool) (*cluster.Cluster, error) {
	return cluster.Open(context.Background(), cluster.Options{
		Data: data, Postgres: os.Getenv("AUSKUNFT_POSTGRES"), Log: slog.New(slog.DiscardHandler), Ephemeral: ephemeral,
	})
}

// copyTree copies a folder with owners and modes, on which the server insists.
func copyTree(to, from string) error {
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("copying the test database: %w: %s", err, out)
	}
	return nil
}

// admin runs a statement that needs the rights of an administrator.
func (s *server) admin(ctx context.Context, statement string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	conn, err := pgx.Connect(ctx, s.cluster.URL(cluster.SuperRole, "postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// template returns the data folder of a migrated cluster that is not running, made when
// there is none yet for these migrations and this server.
func template() (string, error) {
	install, err := cluster.Find(os.Getenv("AUSKUNFT_POSTGRES"), 0)
	if err != nil {
		return "", err
	}
	digest, err := postgres.MigrationsDigest()
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "auskunft", "pgtest")
	key := sha256.Sum256(fmt.Appendf(nil, "%x %+v", digest, install))
	dir := filepath.Join(cache, fmt.Sprintf("%x", key[:8]))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	forget(cache)
	if err := makeTemplate(dir); err != nil {
		return "", fmt.Errorf("making the test database: %w", err)
	}
	return dir, nil
}

// forget deletes the templates of former migrations.
func forget(cache string) {
	const keep = 24 * time.Hour // other checkouts and branches may still use theirs
	entries, _ := os.ReadDir(cache)
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > keep {
			os.RemoveAll(filepath.Join(cache, entry.Name()))
		}
	}
}

// makeTemplate migrates a new cluster and copies its data folder to dir. Several processes
// may do so at once: the first rename wins, and all copies are equal.
func makeTemplate(dir string) error {
	data, err := temporary()
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	c, err := openCluster(data, false)
	if err != nil {
		return err
	}
	if err := errors.Join(migrate(c), c.Close()); err != nil {
		return err
	}
	unfinished, err := os.MkdirTemp(filepath.Dir(dir), "unfinished-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(unfinished)
	if err := copyTree(filepath.Join(unfinished, "data"), filepath.Join(c.Folder(), "data")); err != nil {
		return err
	}
	err = os.Rename(filepath.Join(unfinished, "data"), dir)
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTEMPTY) {
		return nil
	}
	return err
}

func migrate(c *cluster.Cluster) error {
	ctx := context.Background()
	db, err := postgres.OpenCluster(ctx, c, cluster.Database, 0, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}
