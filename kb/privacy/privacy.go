// Package privacy writes what a data-protection impact assessment needs to know about this
// program: which data there is, how long it stays, where it goes, who may do what, and what
// protects it. Every statement comes from the configuration in force, from the tables that the
// program itself works by, or from the database; what only the city can know is listed as
// missing.
//
// The document is a markdown.Doc: its Markdown and its HTML cannot say different things.
package privacy

import (
	"context"
	"path"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/retention"
	"auskunft/kb/audit"
	"auskunft/kb/token"
)

// category is a kind of data with the tables it stands in, as patterns of package path, and
// the rules by which it is deleted.
type category struct {
	key    string
	tables []string
	rules  []string
}

// categories covers every table of the database; a test finds one that is missing.
var categories = []category{
	{"questions", []string{"conversations", "turns", "question_log"}, []string{"conversations", "questions"}},
	{"answers", []string{"answers", "feedback"}, nil},
	{"requests", []string{"handovers"}, []string{"requests"}},
	{"signals", []string{"signals"}, []string{"signals"}},
	{"accounts", []string{"accounts", "sessions", "sign_ins"}, []string{"sessions_idle", "sessions", "sign_ins"}},
	{"audit", []string{"audit_log", "setting_changes"}, nil},
	{"editorial", []string{"articles", "revisions", "working_copies", "notices", "pins", "synonyms", "findings", "finding_quotes", "duplicates", "amendments", "gaps", "gap_signals", "test_cases", "attachments"}, []string{"stray_files"}},
	{"texts", []string{"sources", "documents", "originals", "versions", "passages", "vectors_*", "services", "offices", "responsibilities", "snapshots"}, []string{"vocabularies"}},
	{"operation", []string{
		"visibilities", "embedders", "ingest_runs", "ingest_items", "link_checks", "evaluations", "settings", "tokens", "handover_key",
		"retention_runs", "trials", "trial_counts", "goose_db_version", "river_*",
	}, nil},
}

// holds reports whether a table belongs to the category.
func (c category) holds(table string) bool {
	for _, pattern := range c.tables {
		if ok, _ := path.Match(pattern, table); ok {
			return true
		}
	}
	return false
}

// Desk is what the document is made from.
type Desk struct {
	Config config.Config
	Town   string
	DB     *postgres.DB
	Keeper *retention.Keeper
	// Settings is what administrators have changed since the start.
	Settings Settings
	Sources  func(ctx context.Context) ([]ingest.Status, error)
	// Rights is the table of roles and rights in German, the first row its header.
	Rights func() ([][]string, error)
}

// Settings is what holds instead of the environment's values; *setting.Store has it.
type Settings interface {
	QuestionsPerMinute() int
	Origins() []string
	Admit(c auskunft.Channel) error // an error while the channel is closed
}

// facts is what is true of a running desk.
type facts struct {
	made     time.Time
	town     string
	cfg      config.Config
	database host
	kept     []retention.State
	sources  []ingest.Status
	rights   [][]string
	tables   int // below row-level security
	login    postgres.Login
	entries  int64 // of the audit log
	broken   error // what is wrong with it
	tokens   int   // in force
	closed   int   // channels
}

// gather looks at everything, once.
func (d Desk) gather(ctx context.Context, now time.Time) (f facts, err error) {
	f = facts{made: now, town: d.Town, cfg: d.Config, database: databaseHost(d.DB)}
	f.cfg.QuestionsPerMinute, f.cfg.AllowedOrigins = d.Settings.QuestionsPerMinute(), d.Settings.Origins()
	for _, c := range auskunft.Channels {
		if d.Settings.Admit(c) != nil {
			f.closed++
		}
	}
	if f.kept, err = d.Keeper.Report(ctx, now); err != nil {
		return f, err
	}
	if f.sources, err = d.Sources(ctx); err != nil {
		return f, err
	}
	if f.rights, err = d.Rights(); err != nil {
		return f, err
	}
	if f.login, err = d.DB.Login(ctx); err != nil {
		return f, err
	}
	err = d.DB.Read(ctx, auskunft.Reader{}, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema::regnamespace`).Scan(&f.tables)
	})
	if err != nil {
		return f, err
	}
	head, err := audit.New(d.DB.App).Verify(ctx, audit.Head{})
	if auskunft.KindOf(err) != auskunft.Conflict && err != nil {
		return f, err
	}
	f.entries, f.broken = head.Seq, err
	tokens, err := token.New(d.DB.App).List(ctx)
	for _, t := range tokens {
		if t.Revoked == nil && t.Expires.After(now) {
			f.tokens++
		}
	}
	return f, err
}
