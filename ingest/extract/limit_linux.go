package extract

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// runtimeData is what the Go runtime maps for itself before a program uses any memory.
const runtimeData = 128 << 20

// limitMemory bounds the writable memory of this process and of those it starts. A process
// over the limit ends. The limit is not on the address space, of which the runtime
// reserves a gigabyte and more without using it.
func limitMemory(bytes uint64) error {
	data := (bytes + runtimeData) * shadow
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	return unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: data, Max: data})
}

// limitTime gives this process so many more seconds of processor time, and then ends it.
func limitTime(seconds uint64) error {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return err
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CPU, &limit); err != nil {
		return err
	}
	limit.Cur = min(uint64(used.Utime.Sec+used.Stime.Sec)+1+seconds, limit.Max)
	return unix.Setrlimit(unix.RLIMIT_CPU, &limit)
}

// tie ends the child when this process is gone, and makes it the head of a group with what
// it starts. The system watches the thread that started the child; Go ends threads only
// when a goroutine locked to one ends, and ask tries again when a child was lost that way.
func tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// killGroup ends a child and what it has started.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// tieHere ends cmd with this process, and leaves it in this process's group.
func tieHere(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
