package pgtest

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft/internal/postgres"
)

// CPU is the processor time used so far: by this process, and by the server's processes that work
// for the database, 0 where the system does not say (Linux does). On a busy machine it says
// more than the clock.
func CPU(t testing.TB, db *postgres.DB) (own, server time.Duration) {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Owner.Query(context.Background(), `SELECT pid FROM pg_stat_activity WHERE datname = current_database()`)
	if err != nil {
		t.Fatal(err)
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
		if err != nil {
			continue
		}
		onProcessor, _, _ := strings.Cut(string(stat), " ")
		ns, _ := strconv.ParseInt(onProcessor, 10, 64)
		server += time.Duration(ns)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), server
}
