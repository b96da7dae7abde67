package setting

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/kb/account"
	"auskunft/kb/audit"
)

// Change is an entry of a setting's history.
type Change struct {
	Key    Key
	Number int    // 1, 2, 3, … of the setting
	Value  *Value // nil: the environment's
	Who    string // login
	Why    string
	At     time.Time
}

// State is a setting with what it is set to.
type State struct {
	Setting
	Value       Value  // that holds
	Environment Value  // that holds without a change
	Last        Change // the newest; its number is 0 when there is none
}

// Former is the value that undoing the newest change of a history brings back.
func (s State) Former(history []Change) Value {
	if v := former(history); v != nil {
		return *v
	}
	return s.Environment
}

// Changed reports whether the value is an administrator's, not the environment's.
func (s State) Changed() bool { return s.Last.Value != nil }

// Store keeps settings.
type Store struct {
	db          *postgres.DB
	log         *slog.Logger
	environment config.Config
	heal        time.Duration

	loading sync.Mutex // so that an older state never takes a newer one's place
	values  atomic.Pointer[map[Key]Value]
}

// Open reads the settings of a database over those of the environment.
func Open(ctx context.Context, db *postgres.DB, environment config.Config, log *slog.Logger) (*Store, error) {
	s := &Store{db: db, log: log, environment: environment, heal: postgres.HealEvery}
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// notify is what processes listen to.
const notify = "auskunft_settings"

// Follow keeps the values in step with the database until ctx ends.
func (s *Store) Follow(ctx context.Context) { s.db.Follow(ctx, notify, s.heal, s.load) }

// QuestionsPerMinute is how many questions one client may ask.
func (s *Store) QuestionsPerMinute() int { return (*s.values.Load())[QuestionsPerMinute].Number }

// MCPPerMinute is how many calls of tools one token is good for.
func (s *Store) MCPPerMinute() int { return (*s.values.Load())[MCPPerMinute].Number }

// Origins are the websites that may embed the widget.
func (s *Store) Origins() []string { return (*s.values.Load())[AllowedOrigins].Origins }

// Admit returns an error of kind auskunft.Closed while a channel is closed.
func (s *Store) Admit(c auskunft.Channel) error {
	if v := (*s.values.Load())[Switch(c)]; v.Closed {
		return auskunft.ClosedError(c, v.Text)
	}
	return nil
}

// patience is how long a load may take: a database that does not answer must not keep a
// follower from trying again.
const patience = 5 * time.Second

// load takes over what the database has.
func (s *Store) load(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s.loading.Lock()
	defer s.loading.Unlock()
	states, err := s.List(ctx)
	if err != nil {
		return err
	}
	values := map[Key]Value{}
	for _, state := range states {
		values[state.Key] = state.Value
	}
	s.values.Store(&values)
	return nil
}

// List returns all settings in the order of the table.
func (s *Store) List(ctx context.Context) ([]State, error) {
	rows, err := s.db.App.Query(ctx, `
		SELECT DISTINCT ON (key) key, number, value, who, why, at FROM setting_changes ORDER BY key, number DESC`)
	if err != nil {
		return nil, err
	}
	newest := map[Key]Change{}
	changes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Change])
	for _, c := range changes {
		newest[c.Key] = c
	}
	var states []State
	for _, setting := range Settings {
		states = append(states, s.state(setting, newest[setting.Key]))
	}
	return states, err
}

// state is a setting after its newest change.
func (s *Store) state(setting Setting, last Change) State {
	state := State{Setting: setting, Environment: setting.environment(s.environment), Last: last}
	state.Value = s.effective(setting, last.Value)
	return state
}

// effective is the value that holds when the database says stored. One that this version of
// the program does not take, of a newer or an older one, is as good as none.
func (s *Store) effective(setting Setting, stored *Value) Value {
	if stored != nil {
		v, err := setting.Check(*stored)
		if err == nil {
			return v
		}
		s.log.Warn("a stored setting does not hold", "key", setting.Key, "error", err)
	}
	return setting.environment(s.environment)
}

// historyShown is how many changes History returns.
const historyShown = 100

// History returns a setting and its changes, the newest first.
func (s *Store) History(ctx context.Context, key Key) (State, []Change, error) {
	setting, err := find(key)
	if err != nil {
		return State{}, nil, err
	}
	history, err := newest(ctx, s.db.App, key, historyShown)
	if err != nil || len(history) == 0 {
		return s.state(setting, Change{}), nil, err
	}
	return s.state(setting, history[0]), history, nil
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func newest(ctx context.Context, db querier, key Key, n int) ([]Change, error) {
	rows, err := db.Query(ctx, `SELECT key, number, value, who, why, at FROM setting_changes WHERE key = $1 ORDER BY number DESC LIMIT $2`, key, n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Change])
}

// Change sets a setting; nil gives it back to the environment. seen is the number of the
// newest change that whoever decides has seen, 0 for none: the error is of kind
// auskunft.Conflict when there is a newer one.
func (s *Store) Change(ctx context.Context, by account.By, key Key, seen int, value *Value) error {
	setting, err := find(key)
	if err == nil && value != nil {
		*value, err = setting.Check(*value)
	}
	if err != nil {
		return err
	}
	return s.write(ctx, by, setting, seen, func([]Change) *Value { return value })
}

// Undo brings back what held before the newest change, whose number is seen.
func (s *Store) Undo(ctx context.Context, by account.By, key Key, seen int) error {
	setting, err := find(key)
	if err != nil {
		return err
	}
	if seen < 1 {
		return auskunft.Errorf(auskunft.Invalid, "setting_undo", "%s was never changed", key)
	}
	return s.write(ctx, by, setting, seen, former)
}

// former is the value before the newest change of a history, nil for the environment's.
func former(history []Change) *Value {
	if len(history) < 2 {
		return nil
	}
	return history[1].Value
}

// write adds a change whose value follows from the two newest.
func (s *Store) write(ctx context.Context, by account.By, setting Setting, seen int, value func(history []Change) *Value) error {
	if by.Why = strings.TrimSpace(by.Why); by.Why == "" || !readable(by.Why, MaxWhy) {
		return auskunft.Errorf(auskunft.Invalid, "setting_why", "a change needs a reason of at most %d characters", MaxWhy)
	}
	err := s.db.Write(ctx, auskunft.Reader{}.With("settings"), func(tx pgx.Tx) error {
		history, err := newest(ctx, tx, setting.Key, 2)
		if err != nil {
			return err
		}
		var last Change
		if len(history) > 0 {
			last = history[0]
		}
		if last.Number != seen {
			return conflict(setting.Key)
		}
		to := value(history)
		if same(to, last.Value) {
			return auskunft.Errorf(auskunft.Invalid, "setting_same", "%s is set to that already", setting.Key)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO setting_changes (key, number, value, who, why) VALUES ($1, $2, $3, $4, $5)`,
			setting.Key, seen+1, to, by.Who, by.Why); err != nil {
			return err
		}
		if err := audit.Add(ctx, tx, entry(by, setting, s.effective(setting, last.Value), s.effective(setting, to))); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `NOTIFY `+notify)
		return err
	})
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "23505" {
		return conflict(setting.Key) // somebody else was quicker by less than a transaction
	}
	if err != nil {
		return err
	}
	if err := s.load(ctx); err != nil {
		s.log.WarnContext(ctx, "a changed setting holds here a little later", "key", setting.Key, "error", err) // Follow brings it
	}
	return nil
}

func conflict(key Key) error {
	return auskunft.Errorf(auskunft.Conflict, "setting_conflict", "%s was changed meanwhile", key)
}

func same(a, b *Value) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

func entry(by account.By, setting Setting, from, to Value) audit.Entry {
	e := audit.Entry{Who: by.Who, What: audit.SettingChanged, Object: setting.Object(), Detail: setting.describe(from) + " -> " + setting.describe(to), Why: by.Why}
	switch {
	case to.Closed && !from.Closed:
		e.What = audit.ChannelClosed
	case from.Closed && !to.Closed:
		e.What = audit.ChannelOpened
	}
	return e
}
