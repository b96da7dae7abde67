package setting_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"auskunft"
	"auskunft/internal/config"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/setting"
)

var (
	environment = config.Config{QuestionsPerMinute: 20, MCPPerMinute: 60, AllowedOrigins: []string{"https://www.stadt.example"}}
	anna        = account.By{Who: "anna", Why: "Es kommen zu viele Anfragen"}
	widget      = setting.Switch(auskunft.WidgetChannel)
)

func open(t testing.TB, db *postgres.DB) *setting.Store {
	t.Helper()
	s, err := setting.Open(t.Context(), db, environment, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func change(t *testing.T, s *setting.Store, key setting.Key, seen int, v *setting.Value) {
	t.Helper()
	if err := s.Change(t.Context(), anna, key, seen, v); err != nil {
		t.Fatal(err)
	}
}

func TestSettingsAreChangedAndUndone(t *testing.T) {
	db := pgtest.New(t)
	s, ctx := open(t, db), t.Context()
	if s.QuestionsPerMinute() != 20 || s.MCPPerMinute() != 60 || len(s.Origins()) != 1 || s.Admit(auskunft.WidgetChannel) != nil {
		t.Error("without a change the environment holds")
	}
	change(t, s, setting.QuestionsPerMinute, 0, &setting.Value{Number: 5})
	change(t, s, setting.QuestionsPerMinute, 1, &setting.Value{Number: 7, Text: "bleibt nicht"})
	if got := s.QuestionsPerMinute(); got != 7 {
		t.Errorf("%d questions", got)
	}
	undo := func(seen, want int) {
		t.Helper()
		if err := s.Undo(ctx, anna, setting.QuestionsPerMinute, seen); err != nil || s.QuestionsPerMinute() != want {
			t.Errorf("undone to %d (%v), want %d", s.QuestionsPerMinute(), err, want)
		}
	}
	undo(2, 5)
	undo(3, 7) // what was undone can be undone
	change(t, s, setting.QuestionsPerMinute, 4, nil)
	undo(5, 7)
	state, history, err := s.History(ctx, setting.QuestionsPerMinute)
	if err != nil || len(history) != 6 || history[0].Number != 6 || !state.Changed() || state.Value.Number != 7 || state.Environment.Number != 20 || state.Last.Who != "anna" {
		t.Errorf("%+v %+v %v", state, history, err)
	}

	change(t, s, setting.AllowedOrigins, 0, &setting.Value{Origins: []string{"https://WWW.Stadt.example/", "https://www.stadt.example", "https://müllheim.example"}})
	if got := s.Origins(); !slices.Equal(got, []string{"https://www.stadt.example", "https://xn--mllheim-n2a.example"}) {
		t.Errorf("origins %q", got)
	}
	change(t, s, widget, 0, &setting.Value{Closed: true, Text: "  Wir prüfen\r\nunsere Texte. "})
	if err := s.Admit(auskunft.WidgetChannel); auskunft.KindOf(err) != auskunft.Closed || auskunft.TextOf(err) != "Wir prüfen unsere Texte." || s.Admit(auskunft.PageChannel) != nil {
		t.Errorf("closed: %v %q", err, auskunft.TextOf(err))
	}
	if err := s.Undo(ctx, account.By{Who: "bert", Why: "geprüft"}, widget, 1); err != nil || s.Admit(auskunft.WidgetChannel) != nil {
		t.Errorf("undone: %v", err)
	}
	entries, err := audit.New(db.App).List(ctx, audit.Filter{})
	if err != nil || len(entries) != 9 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for i, want := range []audit.Entry{
		{Who: "bert", What: audit.ChannelOpened, Object: "channel widget", Detail: "closed: Wir prüfen unsere Texte. -> open", Why: "geprüft"},
		{Who: "anna", What: audit.ChannelClosed, Object: "channel widget", Detail: "open -> closed: Wir prüfen unsere Texte.", Why: anna.Why},
		{Who: "anna", What: audit.SettingChanged, Object: "setting allowed_origins", Detail: "https://www.stadt.example -> https://www.stadt.example, https://xn--mllheim-n2a.example", Why: anna.Why},
		{Who: "anna", What: audit.SettingChanged, Object: "setting questions_per_minute", Detail: "20 -> 7", Why: anna.Why},
	} {
		if entries[i].Entry != want {
			t.Errorf("entry %d: %+v, want %+v", i, entries[i].Entry, want)
		}
	}
	if _, err := audit.New(db.App).Verify(ctx, audit.Head{}); err != nil {
		t.Error(err)
	}
}

func TestBadChangesAreRefusedWhole(t *testing.T) {
	db := pgtest.New(t)
	s, ctx := open(t, db), t.Context()
	change(t, s, setting.MCPPerMinute, 0, &setting.Value{Number: 10})
	long := strings.Repeat("ü", 601)
	for _, tt := range []struct {
		by    account.By
		key   setting.Key
		seen  int
		value *setting.Value
		want  string
	}{
		{anna, setting.QuestionsPerMinute, 0, &setting.Value{}, "setting_number"},
		{anna, setting.QuestionsPerMinute, 0, &setting.Value{Number: 601}, "setting_number"},
		{anna, setting.QuestionsPerMinute, 0, &setting.Value{Number: -1}, "setting_number"},
		{anna, setting.AllowedOrigins, 0, &setting.Value{Origins: []string{"https://*.stadt.example"}}, "setting_origin"},
		{anna, setting.AllowedOrigins, 0, &setting.Value{Origins: many(101)}, "setting_origins"},
		{anna, widget, 0, &setting.Value{Closed: true, Text: long}, "setting_text"},
		{anna, widget, 0, &setting.Value{Closed: true, Text: "a\x00b"}, "setting_text"},
		{anna, "leer", 0, &setting.Value{}, "setting_unknown"},
		{account.By{Who: "anna", Why: " \n"}, widget, 0, &setting.Value{Closed: true}, "setting_why"},
		{account.By{Who: "anna", Why: long}, widget, 0, &setting.Value{Closed: true}, "setting_why"},
		{account.By{Who: "anna", Why: "\xff"}, widget, 0, &setting.Value{Closed: true}, "setting_why"},
		{anna, setting.MCPPerMinute, 1, &setting.Value{Number: 10}, "setting_same"},
		{anna, setting.QuestionsPerMinute, 0, nil, "setting_same"},
		{anna, setting.MCPPerMinute, 0, &setting.Value{Number: 11}, "setting_conflict"}, // somebody has changed it since
		{anna, setting.MCPPerMinute, 7, &setting.Value{Number: 11}, "setting_conflict"},
	} {
		if err := s.Change(ctx, tt.by, tt.key, tt.seen, tt.value); auskunft.CodeOf(err) != tt.want {
			t.Errorf("%s, seen %d, %+v: %v, want %s", tt.key, tt.seen, tt.value, err, tt.want)
		}
	}
	for seen, want := range map[int]string{0: "setting_undo", 2: "setting_conflict"} {
		if err := s.Undo(ctx, anna, setting.MCPPerMinute, seen); auskunft.CodeOf(err) != want {
			t.Errorf("undoing %d: %v", seen, err)
		}
	}
	entries, err := audit.New(db.App).List(ctx, audit.Filter{})
	if err != nil || len(entries) != 1 || s.MCPPerMinute() != 10 {
		t.Errorf("%d entries, %d calls, %v", len(entries), s.MCPPerMinute(), err)
	}
	for _, sql := range []string{`UPDATE setting_changes SET why = 'x'`, `DELETE FROM setting_changes`, `TRUNCATE setting_changes`} {
		if _, err := db.App.Exec(ctx, sql); err == nil {
			t.Errorf("the application may %s", sql)
		}
		if _, err := db.Owner.Exec(ctx, sql); err == nil {
			t.Errorf("the owner may %s", sql)
		}
	}
	// What another version of the program has stored and this one does not know holds nothing up.
	if _, err := db.App.Exec(ctx, `INSERT INTO setting_changes (key, number, value, who, why) VALUES
		('questions_per_minute', 1, '{"number": 9999}', 'x', 'x'), ('neu', 1, '{"number": 1}', 'x', 'x')`); err != nil {
		t.Fatal(err)
	}
	if got := open(t, db).QuestionsPerMinute(); got != 20 {
		t.Errorf("%d questions, want the environment's", got)
	}
}

func many(n int) (origins []string) {
	for i := range n {
		origins = append(origins, "https://stadt"+strings.Repeat("a", i%60)+string(rune('a'+i/60))+".example")
	}
	return origins
}

// Of two people who decide at the same time on what both have seen, one is told.
func TestNobodyOverwritesUnseen(t *testing.T) {
	s := open(t, pgtest.New(t))
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			errs[i] = s.Change(t.Context(), anna, setting.QuestionsPerMinute, 0, &setting.Value{Number: 100 + i})
		})
	}
	all.Wait()
	won := 0
	for i, err := range errs {
		switch {
		case err == nil:
			won++
			if got := s.QuestionsPerMinute(); got != 100+i {
				t.Errorf("%d holds, %d was set", got, 100+i)
			}
		case auskunft.KindOf(err) != auskunft.Conflict:
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d changes were made", won)
	}
}

// follow starts a process's follower; it ends with the test.
func follow(t *testing.T, s *setting.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.Follow(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
}

func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within a minute", what)
		}
	}
}

// A change holds on every process: at once when they are told, and when the notification is
// lost as soon as they look by themselves.
func TestEveryProcessFollows(t *testing.T) {
	db := pgtest.New(t)
	here, there, late := open(t, db), open(t, db), open(t, db)
	there.SetHeal(time.Hour) // hears or never knows
	late.SetHeal(20 * time.Millisecond)
	follow(t, there)
	closed := func(s *setting.Store) func() bool {
		return func() bool { return s.Admit(auskunft.WidgetChannel) != nil }
	}
	// Whether the follower listens already cannot be seen: change until it has heard.
	n := 0
	await(t, "a process that is told", func() bool {
		change(t, here, setting.MCPPerMinute, n, &setting.Value{Number: 100 + n})
		n++
		time.Sleep(20 * time.Millisecond)
		return there.MCPPerMinute() != 60
	})
	change(t, here, widget, 0, &setting.Value{Closed: true})
	if !closed(here)() {
		t.Error("the process that made the change does not know it")
	}
	await(t, "a process that is told", closed(there))

	follow(t, late)
	await(t, "a process that starts to follow", closed(late))
	// No NOTIFY goes with this one.
	if _, err := db.App.Exec(t.Context(), `INSERT INTO setting_changes (key, number, who, why) VALUES ('channel_widget', 2, 'bert', 'wieder auf')`); err != nil {
		t.Fatal(err)
	}
	await(t, "a process that was not told", func() bool { return !closed(late)() })
	if !closed(there)() {
		t.Error("the notification was not suppressed")
	}
}

// While the database is away the last known values hold, and its return is noticed.
func TestLastKnownValuesStay(t *testing.T) {
	db := pgtest.New(t)
	s := open(t, db)
	s.SetHeal(10 * time.Millisecond)
	change(t, s, widget, 0, &setting.Value{Closed: true})
	if _, err := db.Owner.Exec(t.Context(), `ALTER TABLE setting_changes RENAME TO away`); err != nil {
		t.Fatal(err)
	}
	follow(t, s)
	if _, err := s.List(t.Context()); err == nil {
		t.Fatal("the table is there")
	}
	time.Sleep(50 * time.Millisecond) // some failing looks
	if s.Admit(auskunft.WidgetChannel) == nil || s.QuestionsPerMinute() != 20 {
		t.Error("values were lost with the database")
	}
	if _, err := db.Owner.Exec(t.Context(), `ALTER TABLE away RENAME TO setting_changes; INSERT INTO setting_changes (key, number, who, why) VALUES ('channel_widget', 2, 'bert', 'wieder auf')`); err != nil {
		t.Fatal(err)
	}
	await(t, "the database's return", func() bool { return s.Admit(auskunft.WidgetChannel) == nil })
}

func TestDangerous(t *testing.T) {
	for _, s := range setting.Settings {
		for _, tt := range []struct {
			from, to setting.Value
			want     bool
		}{
			{setting.Value{}, setting.Value{Closed: true}, s.Kind == setting.Closing},
			{setting.Value{Closed: true}, setting.Value{}, false},
			{setting.Value{Closed: true}, setting.Value{Closed: true, Text: "anders"}, false},
			{setting.Value{Origins: []string{"https://a.example"}}, setting.Value{}, s.Kind == setting.Origins},
			{setting.Value{Number: 1}, setting.Value{Number: 600}, false},
		} {
			if (tt.from.Closed || tt.to.Closed) && s.Kind != setting.Closing {
				continue
			}
			if got := s.Dangerous(tt.from, tt.to); got != tt.want {
				t.Errorf("%s from %+v to %+v: %t", s.Key, tt.from, tt.to, got)
			}
		}
	}
}

// What a request pays for asking whether its channel is open and how much its client may ask.
func BenchmarkLook(b *testing.B) {
	s := open(b, pgtest.New(b))
	for b.Loop() {
		if s.Admit(auskunft.WidgetChannel) != nil || s.QuestionsPerMinute() != 20 {
			b.Fatal("changed")
		}
	}
}
