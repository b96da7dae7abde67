package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// status is what a server writes about itself into postmaster.pid.
type status struct {
	pid    int    // 0: no server
	socket string // folder of its socket
	ready  bool   // accepts connections
}

const pidFile = "postmaster.pid"

// Lines of postmaster.pid, counted from 0.
const (
	pidLine    = 0
	socketLine = 4
	stateLine  = 7
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
	return status{pid: pid, socket: line(socketLine), ready: line(stateLine) == "ready"}, nil
}
