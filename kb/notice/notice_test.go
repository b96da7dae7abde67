package notice_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"auskunft"
	"auskunft/internal/errtest"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/notice"
	"auskunft/retrieval"
	"auskunft/retrieval/catalog"
)

var (
	now    = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	anna   = notice.By{Account: auskunft.Account{Login: "anna", Role: auskunft.EditorRole}, Why: "Leser melden es"}
	flood  = auskunft.Notice{Title: "Bürgerbüro geschlossen", Text: "Wegen Hochwassers bis Freitag.", Severity: "urgent", From: now, Until: now.Add(24 * time.Hour), Visibility: auskunft.Public}
	turkey = map[string]auskunft.NoticeText{"tr": {Title: "Vatandaş bürosu kapalı", Text: "Cuma gününe kadar."}}
)

// shown are the titles of the notices on top of an answer from a page of a source.
func shown(t *testing.T, db *postgres.DB, source, area string, at time.Time) (titles []string) {
	t.Helper()
	hit := retrieval.Hit{Document: auskunft.Document{Kind: auskunft.PageDocument, Source: source}, Score: 1}
	cards, err := catalog.New(db).Cards(t.Context(), auskunft.PublicReader, []retrieval.Hit{hit}, area, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cards {
		titles = append(titles, c.Notice.In("tr").Title)
	}
	return titles
}

var code = errtest.Code

func TestANoticeBeginsTouchesAndEnds(t *testing.T) {
	db := pgtest.New(t)
	s, ctx := notice.New(db), t.Context()
	everywhere := flood
	everywhere.Texts = turkey
	id, err := s.Add(ctx, anna, everywhere)
	if err != nil {
		t.Fatal(err)
	}
	scoped := flood
	scoped.Title, scoped.Severity, scoped.Sources, scoped.Areas = "Nur Website, nur Nord", "info", []string{"website"}, []string{"nord"}
	if _, err := s.Add(ctx, anna, scoped); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		source, area string
		at           time.Time
		want         string
	}{
		{"website", "nord", now, "Vatandaş bürosu kapalı|Nur Website, nur Nord"},
		{"website", "sued", now, "Vatandaş bürosu kapalı"},
		{"satzungen", "nord", now, "Vatandaş bürosu kapalı"},
		{"website", "nord", now.Add(-time.Second), ""},
		{"website", "nord", flood.Until, ""},
	} {
		if got := strings.Join(shown(t, db, tt.source, tt.area, tt.at), "|"); got != tt.want {
			t.Errorf("%+v shows %q", tt, got)
		}
	}
	changed := flood
	changed.Title = "Bürgerbüro: nur Notfälle"
	if err := s.Change(ctx, anna, id, changed); err != nil {
		t.Fatal(err)
	}
	n, err := s.Get(ctx, anna.Account, id, now)
	if err != nil || n.Title != changed.Title || n.Phase != notice.Running || n.WrittenBy != "anna" || !n.Until.Equal(flood.Until) || n.Source != "" {
		t.Errorf("%+v %v", n, err)
	}
	if err := s.End(ctx, anna, id, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	code(t, s.End(ctx, anna, id, now.Add(2*time.Hour)), "notice_unknown")
	list, err := s.List(ctx, anna.Account, notice.Over, now.Add(time.Hour))
	if err != nil || len(list) != 1 || list[0].ID != id {
		t.Errorf("%+v %v", list, err)
	}
	var entries int
	if err := db.App.QueryRow(ctx, `SELECT count(*) FROM audit_log WHERE object = $1 AND why <> ''`, fmt.Sprint("notice ", id)).Scan(&entries); err != nil || entries != 3 {
		t.Errorf("%d entries in the log, %v", entries, err)
	}
}

func TestWhatIsNoNotice(t *testing.T) {
	s, ctx := notice.New(pgtest.New(t)), t.Context()
	for want, spoil := range map[string]func(*auskunft.Notice){
		"notice_text":       func(n *auskunft.Notice) { n.Text = strings.Repeat("ä", notice.MaxText+1) },
		"notice_severity":   func(n *auskunft.Notice) { n.Severity = "panic" },
		"notice_time":       func(n *auskunft.Notice) { n.Until = n.From },
		"visibility":        func(n *auskunft.Notice) { n.Visibility = "alle" },
		"notice_visibility": func(n *auskunft.Notice) { n.Visibility = auskunft.DepartmentOnly("bau") },
	} {
		n := flood
		spoil(&n)
		_, err := s.Add(ctx, anna, n)
		code(t, err, want)
	}
	_, err := s.Add(ctx, notice.By{Account: auskunft.Account{Login: "eva", Role: auskunft.AgentRole}}, flood)
	code(t, err, "forbidden")
}

// What a source brought is listed and not changed here.
func TestNoticesOfSources(t *testing.T) {
	db := pgtest.New(t)
	s, ctx := notice.New(db), t.Context()
	var id int64
	err := db.Write(ctx, auskunft.PublicReader, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			WITH source AS (INSERT INTO sources (name, kind, location, visibility) VALUES ('website', 'files', 'x', 'public') RETURNING id)
			INSERT INTO notices (source_id, key, title, body, severity, starts_at, visibility) SELECT id, 'k', 'Stau', 'x', 'info', $1, 'public' FROM source RETURNING id`, now).Scan(&id)
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.List(ctx, anna.Account, "", now)
	if err != nil || len(list) != 1 || list[0].Source != "website" {
		t.Errorf("%+v %v", list, err)
	}
	code(t, s.Change(ctx, anna, id, flood), "notice_unknown")
	code(t, s.End(ctx, anna, id, now), "notice_unknown")
}
