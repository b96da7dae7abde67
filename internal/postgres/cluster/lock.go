package cluster

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// fileLock is an advisory lock on a file. The kernel gives it back when its holder dies.
type fileLock struct{ file *os.File }

func openLock(path string, who *account) (*fileLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := who.own(path); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &fileLock{file}, nil
}

// exclusive waits for the lock until ctx is done; slow is called once when it takes long.
func (l *fileLock) exclusive(ctx context.Context, slow func()) error {
	const poll, patience = 20 * time.Millisecond, 2 * time.Second
	timer := time.AfterFunc(patience, slow)
	defer timer.Stop()
	for {
		ok, err := l.try(syscall.LOCK_EX)
		if ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(poll):
		}
	}
}

// try takes the lock, syscall.LOCK_EX or LOCK_SH, if nobody's lock stands against it.
func (l *fileLock) try(how int) (bool, error) {
	for {
		err := syscall.Flock(int(l.file.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, err
		}
	}
}

func (l *fileLock) release() { l.file.Close() }
