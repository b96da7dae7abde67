package admin_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/internal/doctor"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/retention"
	"auskunft/kb/article/markdown"
	"auskunft/kb/audit"
	"auskunft/kb/privacy"
	"auskunft/kb/staff/admin"
	"auskunft/kb/token"
	"auskunft/kb/trial"
)

// operation is a desk on which not everything is well.
type operation struct{}

func (operation) Checks(context.Context) []doctor.Check {
	return []doctor.Check{
		{Name: "database", Status: doctor.OK, Detail: "PostgreSQL 17.5 answers"},
		{Name: "port :8080", Status: doctor.OK, Detail: "auskunft runs there"},
		{Name: "assessment", Status: doctor.Warn, Detail: "no assessment is recorded"},
		{Name: "language model", Status: doctor.Fail, Detail: "the endpoint is not reachable"},
	}
}

func (operation) Report(context.Context, time.Time) ([]retention.State, error) {
	day := now.AddDate(0, 0, -1)
	return []retention.State{
		{Name: "conversations", Keep: 30 * time.Minute, Rows: 3, Oldest: &now, Ran: &now, Deleted: 12, When: &day, Total: 4711},
		{Name: "questions", Keep: 30 * 24 * time.Hour, Rows: 1200, Oldest: &day, Overdue: 2},
	}, nil
}

func (operation) Write(context.Context, time.Time) (privacy.Document, error) {
	doc, _ := markdown.Parse("## Maßnahmen\n\n| Maßnahme | Stand |\n|---|---|\n| Löschung | Jede Minute |\n")
	return privacy.Document{Title: "Angaben für die Folgenabschätzung", Doc: doc}, nil
}

func TestHealthPage(t *testing.T) {
	response, page := get(t, site(t, chief, admin.Deps{Health: operation{}}), "/staff/zustand")
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
	wantText(t, page, ".kern-title", "Hier geht etwas nicht: 1, Hinweise: 1")
	rows := page.Find("tbody tr")
	if rows.Length() != 4 || strings.Contains(rows.Text(), "health_") {
		t.Errorf("%d rows, or one without a German text: %s", rows.Length(), text(rows))
	}
	if got := text(rows.Eq(3)); !strings.Contains(got, "Sprachmodell geht nicht Prüfen, ob der Modellserver läuft") || !strings.Contains(got, "not reachable") {
		t.Errorf("what fails: %s", got)
	}
	if got := text(rows.Eq(1)); !strings.HasPrefix(got, "Adresse des Servers in Ordnung auskunft") {
		t.Errorf("what works needs no advice: %s", got)
	}
}

func TestRetentionPage(t *testing.T) {
	_, page := get(t, site(t, chief, admin.Deps{Retention: operation{}}), "/staff/aufbewahrung")
	wantText(t, page, ".kern-title", "2 Zeilen sind älter als erlaubt")
	rows := page.Find("tbody tr")
	if got := text(rows.First()); !strings.HasPrefix(got, "Gespräche, nach der letzten Frage30 Minuten323.11.2026, 11:00") || !strings.Contains(got, "insgesamt 4711") {
		t.Errorf("%s", got)
	}
	if got := text(rows.Last()); !strings.Contains(got, "30 Tage") || !strings.Contains(got, "noch nie") {
		t.Errorf("%s", got)
	}
}

func TestPrivacyPage(t *testing.T) {
	handler := site(t, chief, admin.Deps{Privacy: operation{}})
	_, page := get(t, handler, "/staff/datenschutz")
	wantText(t, page, "h1", "Angaben für die Folgenabschätzung")
	wantText(t, page, ".document table", "Löschung Jede Minute")
	for path, begin := range map[string]string{"/staff/datenschutz.html": "<!doctype html>", "/staff/datenschutz.md": "# Angaben"} {
		r := httptest.NewRecorder()
		handler.ServeHTTP(r, httptest.NewRequest("GET", path, nil))
		if !strings.HasPrefix(r.Body.String(), begin) || !strings.HasPrefix(r.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %v %.40q", path, r.Header(), r.Body)
		}
	}
}

func TestTokensPage(t *testing.T) {
	db := pgtest.New(t)
	tokens := token.New(db.App)
	handler := site(t, chief, admin.Deps{Tokens: tokens})
	for want, form := range map[string]url.Values{
		"wofür der Zugang ist":  {"visibility": {"public"}, "days": {"30"}},
		"höchstens 366 Tage":    {"name": {"Zammad"}, "visibility": {"public"}, "days": {"9999999999"}},
		"Kürzel besteht aus":    {"name": {"Zammad"}, "visibility": {"alles"}, "days": {"30"}},
		"mindestens einen und ": {"name": {"Zammad"}, "visibility": {"public"}, "days": {"-1"}},
	} {
		response, page := post(t, handler, "/staff/zugaenge", form)
		if response.StatusCode != http.StatusUnprocessableEntity || page.Find("#secret").Length() != 0 {
			t.Errorf("%v: %s", form, response.Status)
		}
		wantText(t, page, "[role=alert]", want)
		if got, _ := page.Find("#name").Attr("value"); got != form.Get("name") {
			t.Errorf("what was typed is lost: %q", got)
		}
	}
	response, page := post(t, handler, "/staff/zugaenge", url.Values{"name": {"Zammad"}, "visibility": {"internal"}, "days": {"30"}})
	secret, _ := page.Find("#secret").Attr("value")
	if response.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(secret, token.Prefix) {
		t.Fatalf("%s %q", response.Header.Get("Cache-Control"), secret)
	}
	if _, ok, err := tokens.Reader(t.Context(), secret); err != nil || !ok {
		t.Errorf("the token does not work: %v", err)
	}
	_, page = get(t, handler, "/staff/zugaenge")
	if page.Find("#secret").Length() != 0 || strings.Contains(page.Text(), secret) {
		t.Error("the secret is shown twice")
	}
	wantText(t, page, "tbody tr", "Zammad")

	if response, _ = post(t, handler, "/staff/zugaenge/1/revoke", url.Values{}); response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("revoking without a reason: %s", response.Status)
	}
	if response, _ = post(t, handler, "/staff/zugaenge/1/revoke", url.Values{"why": {"nicht mehr gebraucht"}}); response.StatusCode != http.StatusSeeOther {
		t.Errorf("revoking: %s", response.Status)
	}
	if _, ok, _ := tokens.Reader(t.Context(), secret); ok {
		t.Error("a revoked token works")
	}
	_, page = get(t, handler, "/staff/zugaenge")
	wantText(t, page, "tbody tr", "entzogen am")
	entries, err := audit.New(db.App).List(t.Context(), audit.Filter{})
	if err != nil || len(entries) != 2 || entries[0].What != audit.TokenRevoked || entries[0].Who != chief.Login || entries[0].Why != "nicht mehr gebraucht" || entries[1].What != audit.TokenAdded {
		t.Errorf("%+v %v", entries, err)
	}
	if response, _ = post(t, handler, "/staff/zugaenge/1/revoke", url.Values{"why": {"noch einmal"}}); response.StatusCode != http.StatusNotFound {
		t.Errorf("revoking twice: %s", response.Status)
	}
}

// study is a trial with or without enough to show.
type study struct {
	report trial.Report
	ended  *time.Time
}

func (study) Begin(_ context.Context, _, why string) error {
	if why == "" {
		return auskunft.Errorf(auskunft.Invalid, "trial_why", "a reason is needed")
	}
	return nil
}
func (study) End(context.Context, string) error { return nil }
func (s study) Latest(context.Context) (trial.Trial, bool, error) {
	return trial.Trial{ID: 1, Why: "Spart die Antwort Zeit?", Began: now, Ended: s.ended}, true, nil
}
func (s study) Report(context.Context, trial.Trial, time.Time) (trial.Report, error) {
	return s.report, nil
}

func resultsOf(with, without trial.Range) trial.Report {
	counts := make([]int, len(trial.Ranges()))
	counts[2], counts[4], counts[5] = 7, 5, 4
	return trial.Report{Weeks: 3, Enough: true, Results: []trial.Result{
		{Arm: trial.With, Searches: 12, Lower: with, Median: with, High: with, Counts: counts},
		{Arm: trial.Without, Searches: 12, Lower: without, Median: without, High: without, Counts: counts},
	}}
}

func TestTrialPage(t *testing.T) {
	short, long := trial.Range{From: 10, Upto: 15}, trial.Range{From: 20, Upto: 30}
	for want, report := range map[string]trial.Report{
		"weniger als 5 Menschen":   {Weeks: 9},
		"hat eine vollständige":    {Weeks: 1, Enough: true},
		"mit Antwort geht es schn": resultsOf(short, long),
		"mit Antwort dauert es lä": resultsOf(long, short),
		"kein Unterschied":         resultsOf(short, short),
	} {
		_, page := get(t, site(t, chief, admin.Deps{Trial: study{report: report}}), "/staff/vergleich")
		if got := text(page.Find("main")); !strings.Contains(got, want) || strings.Contains(got, "%!") {
			t.Errorf("%q is not said: %s", want, got)
		}
		if shown := page.Find("tbody tr").Length(); shown != 0 && len(report.Results) == 0 {
			t.Errorf("%d rows are shown of too little", shown)
		}
	}
	handler := site(t, chief, admin.Deps{Trial: study{resultsOf(short, long), &now}})
	_, page := get(t, handler, "/staff/vergleich")
	if got := text(page.Find("tbody tr").First()); got != "mit Antwort1210 bis 15 Sekunden10 bis 15 Sekunden10 bis 15 Sekunden" {
		t.Errorf("%q", got)
	}
	if got := text(page.Find("tbody").Last()); !strings.Contains(got, "30 bis 45 Sekundenunter 5unter 5") || strings.Contains(got, "Sekunden4") {
		t.Errorf("counts below five are told: %s", got)
	}
	if response, page := post(t, handler, "/staff/vergleich/begin", url.Values{}); response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %s %s", response.Status, text(page.Find("main")))
	}
	if response, _ := post(t, handler, "/staff/vergleich/begin", url.Values{"why": {"Neu"}}); response.StatusCode != http.StatusSeeOther {
		t.Errorf("beginning: %s", response.Status)
	}
	auditor := auskunft.Account{ID: 9, Login: "rev", Role: auskunft.AuditorRole}
	response, page := get(t, site(t, auditor, admin.Deps{Trial: study{}}), "/staff/vergleich")
	if response.StatusCode != http.StatusOK || page.Find("form[action]").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return strings.HasPrefix(s.AttrOr("action", ""), "/staff/vergleich")
	}).Length() != 0 {
		t.Errorf("who may only look: %s", response.Status)
	}
}

func TestOperationPagesLook(t *testing.T) {
	tokens := token.New(pgtest.New(t).App)
	if _, err := tokens.Add(t.Context(), "chef", "Ticketsystem des Bürgerbüros", auskunft.Internal, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site(t, chief, admin.Deps{Tokens: tokens, Health: operation{}, Retention: operation{}, Privacy: operation{},
		Trial: study{report: resultsOf(trial.Range{From: 10, Upto: 15}, trial.Range{From: 20, Upto: 30})}}))
	t.Cleanup(server.Close)
	browser := browsertest.Start(t)
	for name, look := range browsertest.Looks {
		p := browser.Page(t)
		p.Look(look)
		for page, path := range map[string]string{"tokens": "/staff/zugaenge", "health": "/staff/zustand", "retention": "/staff/aufbewahrung", "privacy": "/staff/datenschutz", "trial": "/staff/vergleich"} {
			p.Open(server.URL + path)
			p.See("h1", "")
			p.Screenshot("staff-" + page + "-" + name)
			p.CheckLook(page + ", " + name)
			// The style sheet must know every kind of alert, also one that a template puts together.
			if bare := browsertest.Eval[bool](p, "[...document.querySelectorAll('.kern-alert')].some((alert) => getComputedStyle(alert).backgroundColor === 'rgba(0, 0, 0, 0)')"); bare {
				t.Errorf("%s has an alert without style", page)
			}
		}
		quiet(t, p)
	}
}
