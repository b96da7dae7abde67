package cluster

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
)

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Run("other major version", func(t *testing.T) {
		data := initialised(t)
		if err := os.WriteFile(filepath.Join(data, "postgres/data/PG_VERSION"), []byte("99\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Data: data, Log: slog.New(slog.DiscardHandler)})
		wantError(t, err, "the data folder was made by PostgreSQL 99")
	})
	t.Run("server that cannot start", func(t *testing.T) {
		data := initialised(t)
		conf := filepath.Join(data, "postgres/data/postgresql.conf")
		if err := os.WriteFile(conf, []byte("shared_buffers = 'viel'\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Data: data, Log: slog.New(slog.DiscardHandler)})
		wantError(t, err, "the server did not start: ", "shared_buffers")
	})
	t.Run("data folder is a file", func(t *testing.T) {
		file := filepath.Join(folder(t), "datei")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), Options{Data: file, Log: slog.New(slog.DiscardHandler)})
		wantError(t, err, "private database in "+file)
	})
	t.Run("full disk", func(t *testing.T) {
		wantError(t, explain(&os.PathError{Op: "mkdir", Path: "var", Err: syscall.ENOSPC}, "var"), "disk of the data folder var is full", "AUSKUNFT_DATA")
		wantError(t, explain(errors.New("initdb: exit status 1: could not write to file: No space left on device"), "var"), "is full")
		wantError(t, explain(&pgconn.PgError{Code: diskFull}, "var"), "is full")
	})
	t.Run("not writable", func(t *testing.T) {
		wantError(t, explain(&os.PathError{Op: "mkdir", Path: "var", Err: syscall.EACCES}, "var"), "var is not writable", "AUSKUNFT_DATA")
		wantError(t, explain(&os.PathError{Op: "mkdir", Path: "var", Err: syscall.EROFS}, "var"), "var is not writable")
	})
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if auskunft.KindOf(err) != auskunft.Unavailable {
		t.Fatalf("error = %v, want one that is unavailable", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}

func TestReason(t *testing.T) {
	for _, tt := range []struct{ said, want string }{
		{"", ""},
		{"irgendwas\nzuletzt\n", "zuletzt"},
		{
			"creating configuration files ... ok\nrunning bootstrap script ... FATAL:  could not write to file: No space left on device\n\tchild process exited with exit code 1\ninitdb: removing\n",
			"running bootstrap script ... FATAL:  could not write to file: No space left on device; child process exited with exit code 1; initdb: removing",
		},
		{"LOG:  starting\nFATAL:  lock file exists\nHINT:  Is another running?\n", "LOG:  starting; FATAL:  lock file exists; HINT:  Is another running?"},
	} {
		if got := reason([]byte(tt.said)); got != tt.want {
			t.Errorf("reason(%q) = %q, want %q", tt.said, got, tt.want)
		}
	}
}
