package cluster

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// keeper is the shell that runs the server and may outlive us. It reads the FIFO that
// every user of the cluster holds open (descriptor 3): at its end nobody is left, and the
// server is told to stop, again and again because it ignores signals in its first
// milliseconds. Then the socket's folder goes, and with it the data folder of a test.
//
// Descriptor 4 is the lock that says a server runs. Keeper and server share it, and with
// their death, whatever its cause, the kernel gives it back.
//
// Arguments: signal to stop with, the socket's folder, data folder to delete or "", and
// the server's command line.
const keeper = `
signal=$1 socket=$2 remove=$3
shift 3
mkdir -m 700 "$socket" || exit
"$@" 3<&- </dev/null &
server=$!
{ read -r _ <&3; while kill -"$signal" $server; do sleep 1; done; } 4>&- 2>/dev/null &
watch=$!
wait $server
code=$?
kill $watch 2>/dev/null
rm -rf "$socket" ${remove:+"$remove"}
exit $code
`

// start initialises the cluster if need be, starts its server and waits until it serves.
// running is the lock that says a server runs; it goes to the server.
func (c *Cluster) start(ctx context.Context, opts Options, running *fileLock) error {
	major, err := dataMajor(c.path("data"))
	if err != nil {
		return err
	}
	install, err := Find(opts.Postgres, major)
	if err != nil {
		return err
	}
	if major == 0 {
		c.log.Info("making a private database", "folder", c.dir, "server", install.String())
		if err := c.initialise(ctx, install, opts); err != nil {
			return err
		}
	}
	if c.keeper, err = c.spawn(install, opts, running); err != nil {
		return err
	}
	if err := c.awaitReady(ctx); err != nil {
		return err
	}
	return c.prepare(ctx)
}

// dataMajor is the major version that made a PostgreSQL data folder, 0 when there is none.
func dataMajor(data string) (int, error) {
	content, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return 0, fmt.Errorf("%s/PG_VERSION: %w", data, err)
	}
	return major, nil
}

// initialise makes the server's files in a folder beside and renames it at the end, so
// that an interrupted run leaves nothing that looks finished.
func (c *Cluster) initialise(ctx context.Context, install Installation, opts Options) error {
	c.clearUnfinished()
	unfinished, err := os.MkdirTemp(c.dir, unfinishedPrefix)
	if err != nil {
		return err
	}
	defer c.clearUnfinished()
	if err := c.who.own(unfinished); err != nil {
		return err
	}
	// Trust is enough: only the socket exists, and only its owner can enter its folder.
	args := []string{"-D", unfinished, "-U", SuperRole, "-A", "trust", "-E", "UTF8", "--no-instructions"}
	if runtime.GOOS == "darwin" { // has no C.UTF-8
		args = append(args, "--locale=C", "--lc-ctype=UTF-8")
	} else {
		args = append(args, "--locale=C.UTF-8")
	}
	if opts.Ephemeral {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, install.Bin+"/initdb", args...)
	cmd.Env, cmd.Dir, cmd.SysProcAttr = install.environ(), c.dir, c.who.attributes()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, reason(out))
	}
	return os.Rename(unfinished, c.path("data"))
}

const unfinishedPrefix = "data.unfinished-"

// clearUnfinished deletes what interrupted initialisations left. What the initdb of a
// killed process is still writing to may resist; the next start deletes it.
func (c *Cluster) clearUnfinished() {
	leftovers, _ := filepath.Glob(c.path(unfinishedPrefix + "*"))
	for _, dir := range leftovers {
		os.RemoveAll(dir)
	}
}

// spawn starts the keeper with the server. The channel ends with the keeper.
func (c *Cluster) spawn(install Installation, opts Options, running *fileLock) (<-chan error, error) {
	// Not below the data folder: a socket's path may have 107 bytes. The keeper makes it.
	socket := "/tmp/" + socketPrefix + rand.Text()[:12]
	log, err := os.OpenFile(c.path("server.log"), os.O_CREATE|os.O_TRUNC|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	// Not os.OpenFile, which makes a FIFO non-blocking; the keeper has to block.
	fd, err := syscall.Open(c.path("alive"), syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: c.path("alive"), Err: err}
	}
	alive := os.NewFile(uintptr(fd), c.path("alive"))
	defer alive.Close()

	signal, remove := "INT", "" // fast: closes connections, writes everything to disk
	if opts.Ephemeral {
		signal = "QUIT" // at once
		if remove, err = filepath.Abs(opts.Data); err != nil {
			return nil, err
		}
		if err := c.who.own(remove); err != nil {
			return nil, err
		}
	}
	args := []string{"-c", keeper, "auskunft-postgres", signal, socket, remove,
		install.Bin + "/postgres", "-D", c.path("data")}
	for _, setting := range settings(install, socket, opts.Ephemeral) {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command("/bin/sh", args...)
	cmd.Env, cmd.Dir, cmd.SysProcAttr = install.environ(), "/", c.who.attributes()
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, []*os.File{alive, running.file}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	died := make(chan error, 1)
	go func() {
		died <- cmd.Wait()
		close(died)
	}()
	return died, nil
}

const socketPrefix = "auskunft-"

func settings(install Installation, socket string, ephemeral bool) []string {
	s := []string{
		"listen_addresses=",
		"unix_socket_directories=" + socket,
		"unix_socket_permissions=0700",
		"jit=off",             // our queries take milliseconds; compiling them takes longer
		"log_checkpoints=off", // the log is for errors
		"max_wal_size=256MB",  // a demo should not fill a small disk
	}
	if install.Vector.Less(ParallelVector) {
		s = append(s, "max_parallel_maintenance_workers=0") // see ParallelVector
	}
	if ephemeral {
		s = append(s, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")
	}
	return s
}

// awaitReady waits until the server accepts connections. Recovery after a crash may take
// minutes, so only ctx and the server's death end it.
func (c *Cluster) awaitReady(ctx context.Context) error {
	const poll, patience = 5 * time.Millisecond, 5 * time.Second
	slow := time.AfterFunc(patience, func() { c.log.Info("waiting for the database to start", "log", c.path("server.log")) })
	defer slow.Stop()
	for {
		status, err := readStatus(c.path("data"))
		if err != nil {
			return err
		}
		if status.ready {
			c.socket = status.socket
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the server: %w", context.Cause(ctx))
		case <-c.keeper:
			return fmt.Errorf("the server did not start: %s", c.complaint())
		case <-time.After(poll):
		}
	}
}

// complaint is the end of the server's log, where it says why it gave up.
func (c *Cluster) complaint() string {
	const tail = 4096
	file, err := os.Open(c.path("server.log"))
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() > tail {
		if _, err := file.Seek(-tail, io.SeekEnd); err != nil {
			return err.Error()
		}
	}
	content, err := io.ReadAll(io.LimitReader(file, tail))
	if err != nil {
		return err.Error()
	}
	return reason(content)
}

// reason picks from what a server or initdb has said the last line that names a fault, the
// note before it, and what follows it: hints, and who gave up because of it.
func reason(out []byte) string {
	lines := strings.Split(string(bytes.TrimSpace(out)), "\n")
	from := max(0, len(lines)-1)
	for i, line := range lines {
		if strings.Contains(line, "FATAL") || strings.Contains(line, "PANIC") || strings.Contains(line, "error:") || strings.Contains(line, "could not") {
			from = i
		}
	}
	if from > 0 && strings.Contains(lines[from-1], "LOG:") {
		from-- // which setting, which file
	}
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines[from:], "; ")
}

// stop ends the server if one runs and clears what it left behind. It returns the lock
// that says a server runs: who holds it can be sure that none does.
func (c *Cluster) stop(ctx context.Context) (*fileLock, error) {
	running, err := openLock(c.path("running"), c.who)
	if err != nil {
		return nil, err
	}
	left, err := readStatus(c.path("data"))
	if err == nil {
		err = c.await(ctx, running)
	}
	if err == nil {
		err = c.clear(left)
	}
	if err != nil {
		running.release()
		return nil, err
	}
	return running, nil
}

// await takes the lock of a running server, whom it tells to stop.
func (c *Cluster) await(ctx context.Context, running *fileLock) error {
	const poll, patience = 5 * time.Millisecond, 10 * time.Second
	signal, told := syscall.SIGINT, 0 // fast: closes connections, writes everything to disk
	giveUp := time.After(patience)
	for {
		if free, err := running.try(syscall.LOCK_EX); free || err != nil {
			return err
		}
		// While the lock is held, the process id is that of our server and of nobody else.
		server, err := readStatus(c.path("data"))
		if err != nil {
			return err
		}
		if server.pid > 0 && server.pid != told { // to 0 it would be a signal for our own group
			if err := syscall.Kill(server.pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("stopping the server with process id %d: %w", server.pid, err)
			}
			told = server.pid
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the server with process id %d to stop: %w", server.pid, context.Cause(ctx))
		case <-giveUp:
			signal, told = syscall.SIGQUIT, 0 // at once; the next start recovers
		case <-time.After(poll):
		}
	}
}

// clear removes what a dead server left: a process id, which by now may be anybody's, and
// its socket.
func (c *Cluster) clear(left status) error {
	err := os.Remove(filepath.Join(c.path("data"), pidFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if dir, name := filepath.Split(left.socket); dir == "/tmp/" && strings.HasPrefix(name, socketPrefix) {
		return os.RemoveAll(left.socket)
	}
	return nil
}
