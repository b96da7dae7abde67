package cluster

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"auskunft"
)

// account is the user the server runs as. nil means: as ourselves.
type account struct{ uid, gid int }

// serverAccount picks the user. PostgreSQL refuses to run as root, so root lends it the
// identity of whoever owns the data already, else that of the user postgres.
func serverAccount(data string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	if info, err := os.Stat(data); err == nil {
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 {
			return &account{int(stat.Uid), int(stat.Gid)}, nil
		}
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Unavailable, "database",
			"PostgreSQL refuses to run as root and there is no user postgres to run it as: create one (useradd --system postgres), or start this command as another user")
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	return &account{uid, gid}, nil
}

// own makes path the account's.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// attributes start a process as the account and in a session of its own: Ctrl-C in the
// terminal is for us, not for the server, which we stop when we are done with it.
func (a *account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attr
}

// reaches reports whether the account may enter every folder that leads to path. The ones
// that do not exist yet are ours to make.
func (a *account) reaches(path string) bool {
	if a == nil {
		return true
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && !a.enters(info) {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

func (a *account) enters(dir os.FileInfo) bool {
	mode := dir.Mode().Perm()
	stat, ok := dir.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return mode&0o001 != 0
	case int(stat.Uid) == a.uid:
		return mode&0o100 != 0
	case int(stat.Gid) == a.gid:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}
