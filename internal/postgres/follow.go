package postgres

import (
	"context"
	"log/slog"
	"time"
)

// HealEvery is how often a follower looks without having been told: a notification that was
// lost is healed within this time.
const HealEvery = 15 * time.Second

// Follow keeps what a process has in memory in step with the database until ctx ends: it calls
// catchUp at once, after each NOTIFY on channel, and every heal in between. Faults are logged
// and tried again; meanwhile the process goes on with what it has.
func (db *DB) Follow(ctx context.Context, channel string, heal time.Duration, catchUp func(context.Context) error) {
	for ctx.Err() == nil {
		if err := db.listen(ctx, channel, heal, catchUp); err != nil && ctx.Err() == nil {
			db.log.WarnContext(ctx, "not told of changes; trying again", slog.String("channel", channel), slog.Any("error", err))
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

func (db *DB) listen(ctx context.Context, channel string, heal time.Duration, catchUp func(context.Context) error) error {
	conn, err := db.App.Acquire(ctx)
	if err != nil {
		return err
	}
	// A listening connection never goes back to the pool: others would get its notifications.
	raw := conn.Hijack()
	defer raw.Close(context.WithoutCancel(ctx))
	if _, err := raw.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		if err := catchUp(ctx); err != nil {
			return err
		}
		wait, cancel := context.WithTimeout(ctx, heal)
		_, err := raw.WaitForNotification(wait)
		cancel()
		if err != nil && (ctx.Err() != nil || raw.IsClosed()) {
			return err
		}
	}
}
