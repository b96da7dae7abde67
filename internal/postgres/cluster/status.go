package cluster

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// status is what a server writes about itself into postmaster.pid.
type status struct {
	pid    int    // 0: no server
	socket string // folder of its socket
	ready  bool   // accepts connections
}

const (
	pidFile  = "postmaster.pid"
	pidLine  = 0 // line numbers of postmaster.pid, part of PostgreSQL's documentation of its files
	sockLine = 4
	ready    = 7
)

// readStatus reads the status of the server in a PostgreSQL data folder. A server that is
// just starting has written only part of it.
func readStatus(data string) (status, error) {
	content, err := os.ReadFile(filepath.Join(data, pidFile))
	if errors.Is(err, os.ErrNotExist) {
		return status{}, nil
	}
	if err != nil {
		return status{}, err
	}
	lines := strings.Split(string(content), "\n")
	line := func(n int) string {
		if n >= len(lines) {
			return ""
		}
		return strings.TrimSpace(lines[n])
	}
	pid, _ := strconv.Atoi(line(pidLine))
	return status{pid: pid, socket: line(sockLine), ready: line(ready) == "ready"}, nil
}

// runs reports whether pid is alive and a server of this data folder. After a crash or in
// a new container the number may long be somebody else's.
func runs(pid int, data string) bool {
	if pid <= 1 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return false
	}
	if _, err := os.Stat("/proc/self/cwd"); err == nil {
		// A server changes into its data folder and stays there.
		cwd, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/cwd")
		if err != nil {
			return false // gone meanwhile, or another user's: not ours
		}
		resolved, err := filepath.EvalSymlinks(data)
		return err == nil && cwd == resolved
	}
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), data)
}
