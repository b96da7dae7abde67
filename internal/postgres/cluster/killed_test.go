package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestKilledUserTakesTheServerAlong(t *testing.T) {
	data := initialised(t)
	o := startOther(t, data)
	s, err := readStatus(filepath.Join(data, "postgres/data"))
	if err != nil {
		t.Fatal(err)
	}
	o.kill()
	awaitGone(t, data, s.socket)
	closeCluster(t, open(t, data))
}

func TestKilledStarterLeavesTheServerToOthers(t *testing.T) {
	data := initialised(t)
	o := startOther(t, data)
	c := open(t, data)
	o.kill()
	time.Sleep(200 * time.Millisecond) // were the server to go, it would go now
	execute(t, c, "SELECT 1")
	closeCluster(t, c)
	awaitGone(t, data, c.socket)
}

// Killed together: the user, the keeper, and the server too. That is also what a power cut
// or the end of a container leaves.
func TestStartAfterEverythingWasKilled(t *testing.T) {
	data := initialised(t)
	o := startOther(t, data)
	s, err := readStatus(filepath.Join(data, "postgres/data"))
	if err != nil {
		t.Fatal(err)
	}
	killKeeper(t, s.pid)
	syscall.Kill(s.pid, syscall.SIGKILL)
	o.kill()
	c := open(t, data)
	execute(t, c, "SELECT 1")
	if exists(s.socket) {
		t.Errorf("the dead server's socket folder %s is left", s.socket)
	}
	closeCluster(t, c)
}

func TestOrphanedServerIsReplaced(t *testing.T) {
	data := initialised(t)
	o := startOther(t, data)
	left, err := readStatus(filepath.Join(data, "postgres/data"))
	if err != nil {
		t.Fatal(err)
	}
	killKeeper(t, left.pid)
	o.kill()
	if !serverRuns(t, data) {
		t.Fatal("the orphan is gone: the test tests nothing")
	}
	c := open(t, data)
	defer closeCluster(t, c)
	if now := serverPID(t, data); now == left.pid || !c.Started() {
		t.Errorf("server %d was not replaced", left.pid)
	}
	if exists(left.socket) {
		t.Errorf("the orphan's socket folder %s is left", left.socket)
	}
	execute(t, c, "SELECT 1")
}

// killKeeper kills the shell above the server and its other child, which waits for the FIFO.
func killKeeper(t *testing.T, server int) {
	t.Helper()
	keeper, err := syscall.Getpgid(server) // it leads the server's session and group
	if err != nil {
		t.Fatal(err)
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", keeper, keeper))
	if err != nil {
		t.Fatal(err)
	}
	pids := []int{keeper}
	for _, field := range strings.Fields(string(children)) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		if pid != server {
			pids = append(pids, pid)
		}
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
}

// After a crash the process id in postmaster.pid may be somebody else's.
func TestForeignProcessIsLeftAlone(t *testing.T) {
	data := initialised(t)
	sleep := exec.Command("sleep", "60")
	if err := sleep.Start(); err != nil {
		t.Fatal(err)
	}
	defer sleep.Wait()
	defer sleep.Process.Kill()
	pidfile := filepath.Join(data, "postgres/data", pidFile)
	content := fmt.Sprintf("%d\n%s\n1700000000\n5432\n/tmp/nirgends\n\n\nready\n", sleep.Process.Pid, filepath.Dir(pidfile))
	if err := os.WriteFile(pidfile, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	c := open(t, data)
	closeCluster(t, c)
	if err := syscall.Kill(sleep.Process.Pid, 0); err != nil {
		t.Errorf("the foreign process is gone: %v", err)
	}
}
