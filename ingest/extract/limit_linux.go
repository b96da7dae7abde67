package extract

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// runtimeData is what the Go runtime maps for itself before a program uses any memory.
const runtimeData = 128 << 20

// limitProcess bounds the writable memory and the processor time of this process. A
// process over a limit ends. The limit is not on the address space, of which the runtime
// reserves a gigabyte and more without using it.
func limitProcess(bytes, seconds uint64) error {
	data := bytes + runtimeData
	if err := unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: data, Max: data}); err != nil {
		return err
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	return unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds + 1})
}

// tie ends the child when this process is gone.
func tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
