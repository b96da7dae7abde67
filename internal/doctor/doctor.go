// Package doctor checks everything the program depends on and says, for each thing in one
// sentence, what is wrong and what to do. It changes nothing: where there is no private
// database yet, it makes none.
package doctor

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/cluster"
)

// Status is how a check ended.
type Status string

// The statuses. Something that fails keeps the program from doing what it is configured
// to do; a warning does not.
const (
	OK   Status = "ok"
	Warn Status = "warn"
	Fail Status = "fail"
)

// Check is one thing looked at.
type Check struct {
	Name   string `json:"name"`
	Status Status `json:"status"`
	Detail string `json:"detail"` // what is there; what is wrong and what to do
}

func ok(name, format string, args ...any) Check   { return check(name, OK, format, args) }
func warn(name, format string, args ...any) Check { return check(name, Warn, format, args) }
func fail(name, format string, args ...any) Check { return check(name, Fail, format, args) }

func check(name string, status Status, format string, args []any) Check {
	return Check{name, status, fmt.Sprintf(format, args...)}
}

// Run makes all checks, in the order in which a start would need them.
func Run(ctx context.Context, cfg config.Config, log *slog.Logger) []Check {
	checks := database(ctx, cfg, log)
	if cfg.DatabaseURL == "" {
		checks = append(checks, disk(cfg.Data))
	}
	checks = append(checks, port(ctx, "LISTEN", cfg.Listen, "/healthz"))
	if cfg.MetricsListen != "off" {
		checks = append(checks, port(ctx, "METRICS_LISTEN", cfg.MetricsListen, "/metrics"))
	}
	checks = append(checks, models(ctx, cfg)...)
	return append(checks, embedder(ctx, cfg), reranker(ctx, cfg), tesseract(ctx), address(cfg), assessment(cfg))
}

// address reminds of what links to articles, and the widget's lines, begin with.
func address(cfg config.Config) Check {
	const name = "address"
	if cfg.PublicURL == "" {
		return warn(name, "PUBLIC_URL is not set, so links to articles lead to this machine: set it to how people reach this server, such as https://auskunft.stadt.example")
	}
	return ok(name, "links to articles begin with %s", cfg.PublicURL)
}

// assessment reminds of what is needed before citizens ask.
func assessment(cfg config.Config) Check {
	const name = "assessment"
	if cfg.DSFAReference == "" {
		return warn(name, "no data-protection impact assessment is recorded: auskunft export dsfa writes what it needs; then set DSFA_REFERENCE to its reference")
	}
	return ok(name, "recorded as %s", cfg.DSFAReference)
}

// Failed reports whether a check failed.
func Failed(checks []Check) bool {
	for _, c := range checks {
		if c.Status == Fail {
			return true
		}
	}
	return false
}

func database(ctx context.Context, cfg config.Config, log *slog.Logger) []Check {
	var checks []Check
	if cfg.DatabaseURL == "" {
		install, err := cluster.Find(cfg.Postgres, 0)
		if err != nil {
			return []Check{fail("server", "%v", err)}
		}
		checks = append(checks, ok("server", "%s", install))
		if !cluster.Exists(cfg.Data) {
			return append(checks, ok("database", "none in %s yet; the first start makes it", cfg.Data))
		}
	}
	db, err := postgres.Open(ctx, cfg, log)
	if err != nil {
		return append(checks, fail("database", "%v", err))
	}
	defer db.Close()
	return append(checks, inside(ctx, db)...)
}

// inside checks what only a connection can tell.
func inside(ctx context.Context, db *postgres.DB) []Check {
	migrated := migrations(ctx, db)
	login, err := db.Login(ctx)
	if err != nil {
		return []Check{fail("database", "%v", err), migrated}
	}
	return []Check{
		ok("database", "PostgreSQL %d.%d answers", login.Server.Major, login.Server.Minor),
		vectors(login), role(login, db.StepsDown()), migrated,
	}
}

func vectors(login postgres.Login) Check {
	if login.Vector == (cluster.Version{}) {
		return fail("pgvector", "the database lacks the extension: auskunft migrate makes it, or an administrator with CREATE EXTENSION vector")
	}
	warning, err := postgres.JudgeVector(login.Vector)
	switch {
	case err != nil:
		return fail("pgvector", "%v", err)
	case warning != "":
		return warn("pgvector", "%s", warning)
	}
	return ok("pgvector", "%s", login.Vector)
}

func role(login postgres.Login, stepsDown bool) Check {
	switch {
	case login.Mighty():
		return fail("roles", "the role %s is an owner or superuser, so row-level security would not hold for citizens: use a login that is neither", login.Role)
	case stepsDown:
		return warn("roles", "DATABASE_URL logs in as an owner and steps down to %[1]s; safer: ALTER ROLE %[1]s PASSWORD '…', log in as it with DATABASE_URL, and keep the owner in DATABASE_OWNER_URL for auskunft migrate", cluster.AppRole)
	}
	return ok("roles", "%s serves people: owns nothing, below row-level security", login.Role)
}

func migrations(ctx context.Context, db *postgres.DB) Check {
	applied, latest, err := postgres.Versions(ctx, db.App)
	switch {
	case err != nil:
		return fail("migrations", "%v", err)
	case applied < latest:
		return fail("migrations", "the database is at migration %d, this program needs %d: run auskunft migrate", applied, latest)
	case applied > latest:
		return fail("migrations", "the database is at migration %d, this program knows %d: use the newer program that migrated it", applied, latest)
	}
	return ok("migrations", "current, %d", applied)
}

// disk checks that the data folder can be written and has room.
func disk(data string) Check {
	const (
		tight = 1 << 30   // below, warn: an import of a city's texts takes some hundred megabytes
		full  = 100 << 20 // below, PostgreSQL's own log files may not fit
	)
	dir, err := filepath.Abs(data)
	if err != nil {
		return fail("data folder", "%v", err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) { // the first part that exists
		if _, err := os.Stat(dir); err == nil {
			break
		}
	}
	probe, err := os.CreateTemp(dir, ".auskunft-doctor-")
	if err != nil {
		return fail("data folder", "%s cannot be written to (%v): set AUSKUNFT_DATA to a folder that can", data, err)
	}
	probe.Close()
	os.Remove(probe.Name())
	var stat syscall.Statfs_t
	if err := syscall.Statfs(dir, &stat); err != nil {
		return fail("data folder", "%s: %v", data, err)
	}
	free := stat.Bavail * uint64(stat.Bsize)
	switch {
	case free < full:
		return fail("data folder", "%s has %d MB left: make room or set AUSKUNFT_DATA to another folder", data, free>>20)
	case free < tight:
		return warn("data folder", "%s has %d MB left: room for a demo, not for a city's texts", data, free>>20)
	}
	return ok("data folder", "%s, %d GB free", data, free>>30)
}
