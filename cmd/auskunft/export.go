package main

import (
	"log/slog"
	"slices"

	"auskunft/chat"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
	"auskunft/kb/inbox"
	"auskunft/kb/signal"
)

// newKeeper deletes what has been kept long enough, of everything that has its time.
func newKeeper(cfg config.Config, db *postgres.DB, log *slog.Logger) *retention.Keeper {
	return retention.New(db, log, slices.Concat(
		chat.Retention(), []retention.Rule{inbox.Retention(cfg.HandoverDays), signal.Retention()}, sessionOptions(cfg).Retention())...)
}
