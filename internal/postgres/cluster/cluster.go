// Package cluster runs a private PostgreSQL server for this binary: found on the machine,
// initialised once, reachable only through a Unix socket in a folder that nobody else may
// enter, and gone when the last process that uses it is gone.
//
// Below the data folder stand
//
//	postgres/data/       the server's files
//	postgres/server.log  what the server said since its last start
//	postgres/lock        locked while the server is started or stopped
//	postgres/users       locked, shared, by every process that uses the server
//	postgres/running     locked by the server itself
//	postgres/alive       a FIFO that every user keeps open
//
// Several commands may use one data folder at once. The first starts the server, the
// others join it, and the last one to close stops it. Who is first and last is decided by
// file locks, which the kernel gives back even after kill -9; process ids, which somebody
// else may have by now, decide nothing. Against kill -9 of the last user the server has a
// keeper, a shell that waits for the end of file on the FIFO and then stops it. So the
// server's life does not hang on the process that happened to start it, and no orphan
// survives.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
)

// The roles and the database of a private cluster; migrations grant to AppRole in any
// database.
const (
	SuperRole = "postgres"       // of private clusters only; creates the others
	OwnerRole = "auskunft_owner" // owns the tables
	AppRole   = "auskunft_app"   // serves people: owns nothing, below row-level security
	Database  = "auskunft"
)

// Options say where the cluster is and how it runs.
type Options struct {
	Data     string // folder; made when missing
	Postgres string // tree of an installation in an odd place, "" for none
	Log      *slog.Logger

	// Ephemeral is for tests: nothing is flushed to disk and the whole data folder is
	// deleted when the last user is gone, however it went.
	Ephemeral bool
}

// Cluster is a running server that this process uses.
type Cluster struct {
	dir    string       // <data>/postgres
	socket string       // folder of the socket
	first  bool         // we started it
	keeper <-chan error // ends with the keeper, if we started it
	who    *account
	users  *fileLock
	alive  *os.File
	log    *slog.Logger
}

// Open starts the cluster of a data folder, or joins it when it runs. The first start
// initialises it, which takes about two seconds; later ones take a third of a second. The
// error is an auskunft error that says what to do. ctx bounds the opening only.
func Open(ctx context.Context, opts Options) (*Cluster, error) {
	c, err := enter(opts)
	if err != nil {
		return nil, explain(err, opts.Data)
	}
	lock, err := c.lock(ctx)
	if err != nil {
		c.leave()
		return nil, explain(err, opts.Data)
	}
	defer lock.release()
	if err := c.startOrJoin(ctx, opts); err != nil {
		c.leave()
		return nil, explain(err, opts.Data)
	}
	return c, nil
}

// enter makes the cluster's folder and opens what every user holds open.
func enter(opts Options) (*Cluster, error) {
	data, err := filepath.Abs(opts.Data)
	if err != nil {
		return nil, err
	}
	who, err := serverAccount(filepath.Join(data, "postgres/data"))
	if err != nil {
		return nil, err
	}
	// First, because its mode decides who may enter: the umask may forbid it.
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, err
	}
	c := &Cluster{dir: home(data, who), who: who, log: opts.Log}
	if pointer := filepath.Join(data, "postgres"); c.dir != pointer {
		c.log.Info("the server's user cannot enter the data folder, so the database lives elsewhere", "folder", c.dir)
		if err := elsewhere(pointer, c.dir); err != nil {
			return nil, err
		}
	}
	if err := os.Mkdir(c.dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	if err := who.own(c.dir); err != nil {
		return nil, err
	}
	if c.users, err = openLock(c.path("users"), who); err != nil {
		return nil, err
	}
	if c.alive, err = c.openAlive(); err != nil {
		c.users.release()
		return nil, err
	}
	return c, nil
}

const system = "/var/lib/auskunft"

// home is the folder of the cluster that belongs to a data folder, an absolute path. It is
// elsewhere only for root, when the server's user cannot enter the data folder: a checkout
// below /root is the usual case.
func home(data string, who *account) string {
	dir := filepath.Join(data, "postgres")
	if who.reaches(dir) {
		return dir
	}
	h := fnv.New32a()
	h.Write([]byte(data))
	return fmt.Sprintf("%s/%08x/postgres", system, h.Sum32())
}

// elsewhere makes way for a cluster outside the data folder, and puts a link where one
// would look for it.
func elsewhere(pointer, dir string) error {
	for _, parent := range []string{system, filepath.Dir(dir)} {
		if err := os.MkdirAll(parent, 0o755); err != nil {
			return err
		}
		if err := os.Chmod(parent, 0o755); err != nil { // whatever the umask
			return err
		}
	}
	if err := os.Symlink(dir, pointer); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

// Exists reports whether a data folder holds a cluster.
func Exists(data string) bool {
	dir, err := filepath.Abs(data)
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, "postgres/data")) // through the link that points elsewhere, too
	return err == nil
}

func (c *Cluster) path(name string) string { return filepath.Join(c.dir, name) }

// openAlive opens the FIFO for reading and writing, which never blocks.
func (c *Cluster) openAlive() (*os.File, error) {
	path := c.path("alive")
	if err := syscall.Mkfifo(path, 0o600); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, &os.PathError{Op: "mkfifo", Path: path, Err: err}
	}
	if err := c.who.own(path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_RDWR, 0)
}

func (c *Cluster) lock(ctx context.Context) (*fileLock, error) {
	lock, err := openLock(c.path("lock"), c.who)
	if err != nil {
		return nil, err
	}
	slow := func() { c.log.Info("waiting for another command to start or stop the database", "folder", c.dir) }
	if err := lock.exclusive(ctx, slow); err != nil {
		lock.release()
		return nil, fmt.Errorf("waiting for another command that starts or stops the database in %s: %w", c.dir, err)
	}
	return lock, nil
}

// startOrJoin runs under the lock, so whether others use the server cannot change meanwhile.
func (c *Cluster) startOrJoin(ctx context.Context, opts Options) error {
	var err error
	if c.first, err = c.users.try(syscall.LOCK_EX); err != nil {
		return err
	}
	if c.first {
		// Nobody uses it, so a server that runs is a leftover, perhaps on its way down.
		running, err := c.stop(ctx)
		if err != nil {
			return err
		}
		err = c.start(ctx, opts, running)
		running.release() // ours; the server has its own descriptor
		if err != nil {
			return err
		}
	}
	if _, err := c.users.try(syscall.LOCK_SH); err != nil {
		return err
	}
	status, err := readStatus(c.path("data"))
	if err != nil {
		return err
	}
	if status.pid == 0 {
		return errors.New("the database server died; stop the other auskunft commands on this data folder and start again")
	}
	c.socket = status.socket
	return nil
}

// Close leaves the cluster. The last user stops the server and waits until it has stopped.
func (c *Cluster) Close() error {
	const patience = 30 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	defer c.leave()
	lock, err := c.lock(ctx)
	if err != nil {
		return err
	}
	defer lock.release()
	last, err := c.users.try(syscall.LOCK_EX)
	if err != nil || !last {
		return err
	}
	running, err := c.stop(ctx)
	if err != nil {
		return err
	}
	running.release()
	return nil
}

// leave gives back what enter opened. If we were the last, the keeper stops the server.
func (c *Cluster) leave() {
	c.users.release()
	c.alive.Close()
}

// URL is the connection string for a role and a database of the cluster.
func (c *Cluster) URL(role, database string) string {
	query := url.Values{"host": {c.socket}, "user": {role}}
	return "postgres:///" + database + "?" + query.Encode()
}

// Started reports whether this process started the server.
func (c *Cluster) Started() bool { return c.first }

// Folder is where the cluster's files are.
func (c *Cluster) Folder() string { return c.dir }

// explain turns what an operator can mend into a sentence that says how. Errors that
// have a kind already are left alone.
func explain(err error, data string) error {
	if err == nil || auskunft.KindOf(err) != auskunft.Unexpected {
		return err
	}
	pgErr, _ := errors.AsType[*pgconn.PgError](err)
	switch {
	case errors.Is(err, syscall.ENOSPC), strings.Contains(err.Error(), "No space left on device"), pgErr != nil && pgErr.Code == diskFull:
		return auskunft.Errorf(auskunft.Unavailable, "database",
			"the disk of the data folder %s is full: make room (a new database needs 60 MB) or set AUSKUNFT_DATA to another folder: %w", data, err)
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return auskunft.Errorf(auskunft.Unavailable, "database",
			"the data folder %s is not writable for this user: set AUSKUNFT_DATA to a folder that is: %w", data, err)
	}
	return auskunft.Errorf(auskunft.Unavailable, "database", "private database in %s: %w", data, err)
}
