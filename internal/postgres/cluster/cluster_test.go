package cluster

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The test binary is also the other process of these tests: with this variable it uses the
// cluster of a data folder until its standard input ends.
const useVariable = "AUSKUNFT_TEST_USE_CLUSTER"

func TestMain(m *testing.M) {
	if data := os.Getenv(useVariable); data != "" {
		os.Exit(use(data))
	}
	code := m.Run()
	if dir, err := seed(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func use(data string) int {
	c, err := Open(context.Background(), Options{Data: data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("using")
	io.Copy(io.Discard, os.Stdin)
	if err := c.Close(); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// other is another process that uses a cluster.
type other struct {
	cmd   *exec.Cmd
	stdin io.Closer
}

func startOther(t *testing.T, data string) *other {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), useVariable+"="+data)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "using\n" {
		t.Fatalf("the other process: %q, %v", line, err)
	}
	return &other{cmd, stdin}
}

func (o *other) finish(t *testing.T) {
	t.Helper()
	o.stdin.Close()
	if err := o.cmd.Wait(); err != nil {
		t.Errorf("the other process: %v", err)
	}
}

func (o *other) kill() {
	o.cmd.Process.Kill()
	o.cmd.Wait()
}

// folder is an empty data folder that the server's user may enter, unlike t.TempDir.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func newFolder() (string, error) {
	dir, err := os.MkdirTemp("/tmp", "auskunft-test-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
}

// seed is a data folder with a cluster that has run once. Initialising takes a second or
// more, and most of these tests are about what comes after.
var seed = sync.OnceValues(func() (string, error) {
	dir, err := newFolder()
	if err != nil {
		return "", err
	}
	c, err := Open(context.Background(), Options{Data: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return "", err
	}
	return dir, c.Close()
})

// initialised is a data folder whose cluster has run before.
func initialised(t *testing.T) string {
	t.Helper()
	dir, err := seed()
	if err != nil {
		t.Fatal(err)
	}
	data := folder(t)
	if out, err := exec.Command("cp", "-a", filepath.Join(dir, "postgres"), data).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return data
}

func open(t *testing.T, data string) *Cluster {
	t.Helper()
	c, err := Open(t.Context(), Options{Data: data, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func closeCluster(t *testing.T, c *Cluster) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func execute(t *testing.T, c *Cluster, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.URL(OwnerRole, Database))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func serverPID(t *testing.T, data string) int {
	t.Helper()
	s, err := readStatus(filepath.Join(data, "postgres/data"))
	if err != nil || s.pid == 0 {
		t.Fatalf("no server runs: %v", err)
	}
	return s.pid
}

// awaitGone waits until the server of a data folder and its socket's folder are gone.
func awaitGone(t *testing.T, data, socket string) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for serverRuns(t, data) || exists(socket) {
		if time.Now().After(deadline) {
			t.Fatalf("the server of %s or its socket %s is still there", data, socket)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func serverRuns(t *testing.T, data string) bool {
	t.Helper()
	running, err := openLock(filepath.Join(data, "postgres/running"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer running.release()
	free, err := running.try(syscall.LOCK_EX)
	if err != nil {
		t.Fatal(err)
	}
	return !free
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}

func TestDataOutlivesTheServer(t *testing.T) {
	data := folder(t)
	c := open(t, data)
	if !c.Started() {
		t.Error("the first user did not start the server")
	}
	execute(t, c, "CREATE TABLE notiz AS SELECT 'Überlandwerk' AS text")
	socket := c.socket
	closeCluster(t, c)
	if serverRuns(t, data) || exists(socket) {
		t.Error("Close returned before the server and its socket were gone")
	}
	c = open(t, data)
	defer closeCluster(t, c)
	execute(t, c, "INSERT INTO notiz VALUES ('zweiter Start')")
}

// The one who started may leave first; the server stays until the last has left.
func TestServerStaysForTheLastUser(t *testing.T) {
	data := initialised(t)
	first := open(t, data)
	second := open(t, data)
	third := startOther(t, data)
	if second.Started() {
		t.Error("the second user thinks it started the server")
	}
	pid := serverPID(t, data)
	closeCluster(t, first)
	execute(t, second, "SELECT 1")
	closeCluster(t, second)
	if got := serverPID(t, data); got != pid || !serverRuns(t, data) {
		t.Fatal("the server is gone although another process uses it")
	}
	third.finish(t)
	awaitGone(t, data, first.socket)
}

func TestManyStartAtOnce(t *testing.T) {
	data := folder(t)
	var wg sync.WaitGroup
	clusters := make([]*Cluster, 6)
	for i := range clusters {
		wg.Go(func() {
			c, err := Open(t.Context(), Options{Data: data, Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Error(err)
				return
			}
			clusters[i] = c
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	started := 0
	for _, c := range clusters {
		if c.Started() {
			started++
		}
		execute(t, c, "SELECT 1")
		wg.Go(func() {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if started != 1 {
		t.Errorf("%d users started the server, want one", started)
	}
}

func TestInterruptedInitialisationStartsOver(t *testing.T) {
	data := folder(t)
	half := filepath.Join(data, "postgres", unfinishedPrefix+"1")
	if err := os.MkdirAll(filepath.Join(half, "base"), 0o755); err != nil {
		t.Fatal(err)
	}
	closeCluster(t, open(t, data))
	if exists(half) {
		t.Error("the unfinished folder is left")
	}
}

func TestEphemeralLeavesNothing(t *testing.T) {
	data := folder(t)
	c, err := Open(t.Context(), Options{Data: data, Log: slog.New(slog.DiscardHandler), Ephemeral: true})
	if err != nil {
		t.Fatal(err)
	}
	socket := c.socket
	closeCluster(t, c)
	if exists(data) || exists(socket) {
		t.Errorf("%s or %s is left", data, socket)
	}
}

func TestOpenStopsWaitingWithItsContext(t *testing.T) {
	data := initialised(t)
	c := open(t, data)
	defer closeCluster(t, c)
	lock, err := c.lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer lock.release()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Open(ctx, Options{Data: data, Log: slog.New(slog.DiscardHandler)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want the context's", err)
	}
}
