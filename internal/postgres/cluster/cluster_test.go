package cluster

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestStartJoinStop(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	for i := range 3 {
		begin := time.Now()
		c, err := Open(ctx, Options{Data: dir, Log: slog.Default()})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(i, "open", time.Since(begin))
		conn, err := pgx.Connect(ctx, c.URL(AppRole, Database))
		if err != nil {
			t.Fatal(err)
		}
		conn.Close(ctx)
		begin = time.Now()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		t.Log("close", time.Since(begin))
	}
}
