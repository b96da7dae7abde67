package staff_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"auskunft"
	"auskunft/ingest"
	"auskunft/internal/browsertest"
	"auskunft/internal/civil"
	"auskunft/internal/postgres"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/inbox"
	"auskunft/kb/staff"
	"auskunft/kb/staff/admin"
	"auskunft/kb/staff/frame"
)

const password = "ein langes Kennwort"

// office is the pages with real accounts, sessions and log behind them.
type office struct {
	*httptest.Server
	t        *testing.T
	sessions *account.Sessions
	log      *audit.Log
	db       *postgres.DB
	inbox    *inbox.Store
	ids      map[string]int64
}

// places stands in for the pipeline: a source can be run, there are none to see.
type places struct{ pipeline }

type pipeline = admin.Sources

func (places) Sources(context.Context) ([]ingest.Status, error) { return nil, nil }

func (places) SourceStatus(_ context.Context, name string) (ingest.Status, error) {
	return ingest.Status{Source: ingest.Source{Name: name, Kind: "web"}}, nil
}

func (places) Runs(context.Context, string) ([]ingest.Run, error) { return nil, nil }

func (places) RunNow(context.Context, string, ingest.Options) error { return nil }

// openOffice has the accounts agentin, admin and revision. With a provider, people can sign
// in at an issuer, too.
func openOffice(t *testing.T, issuer string) *office {
	t.Helper()
	db := pgtest.New(t)
	o := &office{t: t, log: audit.New(db.App), db: db, inbox: inbox.New(db, nil), ids: map[string]int64{}}
	o.Server = httptest.NewUnstartedServer(nil)
	base := "http://" + o.Listener.Addr().String()
	options := account.Options{Idle: time.Hour, Limit: 12 * time.Hour, Clients: web.NewClients(nil),
		Problems: &web.Problems{Text: func(_ string, err error) string { return err.Error() }, Log: slog.New(slog.DiscardHandler)}}
	if issuer != "" {
		options.Provider = account.NewProvider(account.ProviderConfig{
			Issuer: issuer, ClientID: "auskunft", Secret: "geheim", Name: "Stadt-Konto", Scopes: []string{"openid", "profile"}, GroupsClaim: "groups",
			Groups:   account.Groups{Roles: map[auskunft.Role][]string{auskunft.StaffRole: {account.Everybody}}},
			Callback: base + staff.CallbackPath, SignedOut: base + frame.SignInPath, Log: slog.New(slog.DiscardHandler),
		})
	}
	o.sessions = account.NewSessions(db.App, options)
	for _, a := range []auskunft.Account{
		agent, {Login: "admin", Name: "Ada Meier", Role: auskunft.AdminRole}, {Login: "revision", Name: "Rüdiger Prüfer", Role: auskunft.AuditorRole},
	} {
		a, err := o.sessions.Add(t.Context(), account.By{Who: audit.CommandLine}, a, password)
		if err != nil {
			t.Fatal(err)
		}
		o.ids[a.Login] = a.ID
	}
	d := newLibrary()
	deps := staff.Deps{
		Search: d, Ask: d, Analyse: analyser, Now: clock, Sessions: o.sessions, Inbox: o.inbox, RequestDays: 60,
	}
	if issuer != "" {
		deps.Provider = o.sessions
	}
	site := newSite(t, frame.Config{Account: account.From, Audit: o.log})
	if err := errors.Join(
		staff.Register(site, deps),
		admin.Register(site, admin.Deps{Sources: places{}, Accounts: o.sessions, Audit: o.log}),
	); err != nil {
		t.Fatal(err)
	}
	o.Config.Handler = web.SecurityHeaders(o.sessions.Middleware(site))
	o.Start()
	t.Cleanup(o.Close)
	return o
}

// as is somebody's browser.
func (o *office) as(login string) *http.Client {
	o.t.Helper()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	if login != "" {
		response, page := o.post(client, "/staff/sign-in", "login", login, "password", password)
		if response.StatusCode != http.StatusOK || page.Find(".person").Length() != 1 {
			o.t.Fatalf("%s cannot sign in: %s", login, response.Status)
		}
	}
	return client
}

func (o *office) get(client *http.Client, path string) (*http.Response, *goquery.Document) {
	o.t.Helper()
	return o.read(client.Get(o.URL + path))
}

func (o *office) post(client *http.Client, path string, form ...string) (*http.Response, *goquery.Document) {
	o.t.Helper()
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	return o.read(client.PostForm(o.URL+path, values))
}

func (o *office) read(response *http.Response, err error) (*http.Response, *goquery.Document) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	document, err := goquery.NewDocumentFromReader(response.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return response, document
}

func TestAccountsPages(t *testing.T) {
	o := openOffice(t, "")
	admin, agentin := o.as("admin"), o.as("agentin")
	elsewhere := o.as("agentin")
	_, page := o.get(admin, "/staff/konten")
	wantText(t, page, "tbody tr:nth-child(2)", "Inka Behrens") // by login: admin, agentin, revision
	wantText(t, page, "tbody tr:nth-child(2) td[data-label=Rolle]", "Servicecenter")
	wantText(t, page, "tbody tr:nth-child(2) td:last-child", "2")

	path := "/staff/konten/" + strconv.FormatInt(o.ids["agentin"], 10)
	own := "/staff/konten/" + strconv.FormatInt(o.ids["admin"], 10)
	for _, test := range []struct {
		name, path string
		form       []string
		status     int
		text       string
	}{
		{"no reason", path + "/disable", nil, 422, "warum"},
		{"no reason", path + "/rights", []string{"role", "staff"}, 422, "warum"},
		{"no such role", path + "/rights", []string{"role", "king", "why", "x"}, 422, "Diese Rolle gibt es nicht"},
		{"no such key", path + "/rights", []string{"role", "staff", "why", "x", "departments", "Ä"}, 422, "Kleinbuchstaben"},
		{"oneself", own + "/disable", []string{"why", "x"}, 422, "jemand anderes"},
		{"oneself", own + "/rights", []string{"role", "staff", "why", "x"}, 422, "jemand anderes"},
		{"nobody", "/staff/konten/4711/disable", []string{"why", "x"}, 404, "gibt es nicht"},
		{"no number", "/staff/konten/x/disable", []string{"why", "x"}, 404, "gibt es nicht"},
		{"no session", path + "/end", []string{"session", "x"}, 422, "nicht lesbar"},
	} {
		response, page := o.post(admin, test.path, test.form...)
		if response.StatusCode != test.status {
			t.Errorf("%s: %s, want %d", test.name, response.Status, test.status)
		}
		wantText(t, page, "[role=alert]", test.text)
	}

	// A changed role holds at the next click.
	if response, _ := o.get(agentin, "/staff/sources"); response.StatusCode != http.StatusForbidden {
		t.Errorf("an agent at the sources: %s", response.Status)
	}
	_, page = o.post(admin, path+"/rights", "role", "editor", "departments", "bauen, finanzen", "why", "Wechsel in die Redaktion")
	wantText(t, page, "h1 + .hint", "Redaktion · Fachbereiche: bauen, finanzen")
	if response, _ := o.get(agentin, "/staff/sources"); response.StatusCode != http.StatusOK {
		t.Errorf("as an editor: %s", response.Status)
	}

	// One session of two, then all by disabling.
	session, _ := page.Find("input[name=session]").First().Attr("value") // the newest
	_, page = o.post(admin, path+"/end", "session", session)
	if n := page.Find("input[name=session]").Length(); n != 1 {
		t.Errorf("%d sessions left, want one", n)
	}
	if response, _ := o.get(elsewhere, "/staff/search"); response.Request.URL.Path != "/staff/sign-in" {
		t.Errorf("the session that was ended is at %s", response.Request.URL)
	}
	_, page = o.post(admin, path+"/disable", "why", "Ausgeschieden")
	wantText(t, page, "h1 .kern-badge", "gesperrt")
	if response, _ := o.get(agentin, "/staff/search"); response.Request.URL.Path != "/staff/sign-in" {
		t.Errorf("a disabled account is at %s", response.Request.URL)
	}
	_, page = o.post(admin, path+"/enable")
	if page.Find("h1 .kern-badge").Length() != 0 {
		t.Error("still disabled")
	}
	var said []string
	for _, e := range o.logged(t, "agentin") {
		said = append(said, fmt.Sprintf("%s %s: %s (%s)", e.Who, e.What, e.Detail, e.Why))
	}
	want := []string{
		"command line account_added: agent (finanzen) ()",
		"admin account_changed: agent (finanzen) → editor (bauen, finanzen) (Wechsel in die Redaktion)",
		"admin session_ended:  ()", "admin account_disabled:  (Ausgeschieden)", "admin account_enabled:  ()",
	}
	if !slices.Equal(said, want) {
		t.Errorf("the log says\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
}

// logged is what the log says of an object, the oldest first.
func (o *office) logged(t *testing.T, object string) (found []audit.Stored) {
	t.Helper()
	entries, err := o.log.List(t.Context(), audit.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range slices.Backward(entries) {
		if strings.HasSuffix(e.Object, " "+object) {
			found = append(found, e)
		}
	}
	return found
}

func TestAuditPage(t *testing.T) {
	o := openOffice(t, "")
	for i := range 120 {
		if err := o.log.Record(t.Context(), audit.Entry{Who: "anna", What: audit.SettingChanged, Object: fmt.Sprintf("setting %d", i), Why: "=HYPERLINK(\"x\")"}); err != nil {
			t.Fatal(err)
		}
	}
	if response, page := o.post(o.as("admin"), "/staff/sources/Website/run", "redo", "1"); response.StatusCode != 200 {
		t.Errorf("running a source: %s %s", response.Status, page.Text())
	}
	revision := o.as("revision")

	_, page := o.get(revision, "/staff/protokoll")
	if n := page.Find("tbody tr").Length(); n != 100 {
		t.Errorf("%d rows on the first page", n)
	}
	wantText(t, page, "tbody tr:first-child", "Anmeldung")
	older, _ := page.Find("main p a").First().Attr("href")
	_, page = o.get(revision, older)
	if n := page.Find("tbody tr").Length(); n != 3+120+3-100 { // accounts, settings, sign-ins and the run
		t.Errorf("%d rows on the second page", n)
	}
	wantText(t, page, "tbody tr:last-child", "am Server")

	_, page = o.get(revision, "/staff/protokoll?what=source_run&who=admin")
	wantText(t, page, "tbody tr", "Quelle eingelesen Quelle Websitealles neu gelesen")
	wantText(t, page, "option[selected]", "Quelle eingelesen")
	today := time.Now().In(civil.Berlin).Format(time.DateOnly) // where the form's days begin; the machine's may be another
	_, page = o.get(revision, "/staff/protokoll?q=SETTING+119&from="+today+"&until="+today)
	wantText(t, page, "tbody tr", "Einstellung 119")
	for words, want := range map[string]int{
		"alles neu gelesen": 1, "EINSTELLUNG 119": 1, "setting 119": 1, "Quelle eingelesen": 1, // as it is read, and as it was written
		"redo": 1, "%": 0, "einstellung 119 ": 1, "Umzugsmeldung": 0,
	} {
		_, page = o.get(revision, "/staff/protokoll?q="+url.QueryEscape(words))
		if n := page.Find("tbody tr").Length(); n != want {
			t.Errorf("%q: %d entries, want %d: %s", words, n, want, page.Find("tbody").Text())
		}
	}
	_, page = o.get(revision, "/staff/protokoll?q=einstellung&what=setting_changed")
	if n := page.Find("tbody tr").Length(); n != 100 {
		t.Errorf("%d settings on the first page", n)
	}
	older, _ = page.Find("main p a").First().Attr("href")
	_, page = o.get(revision, older)
	if n := page.Find("tbody tr").Length(); n != 20 {
		t.Errorf("%d settings on the second page", n)
	}
	_, page = o.get(revision, "/staff/protokoll?until=2001-01-01")
	wantText(t, page, "main > p:last-child", "Kein Eintrag")
	for _, bad := range []string{"from=gestern", "until=31.12.2026", "before=x"} {
		if response, _ := o.get(revision, "/staff/protokoll?"+bad); response.StatusCode != 422 {
			t.Errorf("%s: %s", bad, response.Status)
		}
	}

	response, err := revision.Get(o.URL + "/staff/protokoll.csv?who=anna&q=setting+11")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	table := csv.NewReader(response.Body)
	table.Comma = ';'
	rows, err := table.ReadAll()
	if err != nil || len(rows) != 1+11 || rows[0][1] != "Wann" || rows[1][6] != `'=HYPERLINK("x")` || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("%d rows, %q, %v", len(rows), rows[:min(2, len(rows))], err)
	}
	if entries, err := o.log.List(t.Context(), audit.Filter{What: audit.LogExported}); err != nil || len(entries) != 1 || entries[0].Who != "revision" {
		t.Errorf("taking the log along is not in it: %+v, %v", entries, err)
	}
}

// openProvider is an identity provider at localhost, which is another site than 127.0.0.1,
// where the office is.
func openProvider(t *testing.T) (o *office) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	issuer := "http://localhost:" + strconv.Itoa(server.Listener.Addr().(*net.TCPAddr).Port) + "/"
	o = openOffice(t, issuer)
	storage.RegisterClients(storage.WebClient("auskunft", "geheim", o.URL+staff.CallbackPath))
	server.Config.Handler = exampleop.SetupServer(issuer, storage.NewStorage(storage.NewUserStore(issuer)), slog.New(slog.DiscardHandler), false)
	server.Start()
	t.Cleanup(server.Close)
	return o
}

// In a browser the session's cookie is strict, and the provider is another site: coming back
// from there, and from any link elsewhere, has to work all the same.
func TestSignInAtProvider(t *testing.T) {
	o := openProvider(t)
	p := browsertest.Start(t).Page(t)
	p.Open(o.URL + "/staff/sign-in")
	p.See(".note", "Stadt-Konto ist gerade nicht erreichbar")
	p.Screenshot("staff-sign-in-away")
	p.CheckAxe("sign-in, provider away")

	o.sessions.Provider.Connect(t.Context())
	p.Open(o.URL + "/staff/search?q=Hundesteuer")
	p.See("h1", "Anmelden")
	p.Screenshot("staff-sign-in-provider")
	p.CheckAxe("sign-in with provider")
	p.ClickText("a", "Mit Stadt-Konto anmelden")
	p.See("label", "Username")
	p.Click("#username")
	p.Type("test-user@localhost")
	p.Click("#password")
	p.Type("verysecure")
	p.Press("Enter")
	p.See(".person", "Test User (Mitarbeit)")
	p.See("#hits h2", "20 Treffer")

	// A link of another website: its page is opened from elsewhere, so without the cookie.
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<title>Intranet</title><a href="%s/staff/search?q=Hundesteuersatzung">zur Auskunft</a>`, o.URL)
	}))
	defer elsewhere.Close()
	p.Open(strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1))
	p.ClickText("a", "zur Auskunft")
	p.See(".person", "Test User")
	p.See("#hits h2", "1 Treffer")

	p.ClickText("button", "Abmelden")
	p.Until("the provider's page", `location.host.startsWith("localhost")`)
	p.Open(o.URL + "/staff/search")
	p.See("h1", "Anmelden")
	entries, err := o.log.List(t.Context(), audit.Filter{Who: "test-user@localhost"})
	if err != nil || len(entries) != 3 || entries[0].What != audit.SignedOut || entries[1].Why != `staff ← "*"` {
		t.Errorf("the log has %+v, %v", entries, err)
	}
}

func TestFailedAnswersOfTheProvider(t *testing.T) {
	o := openProvider(t)
	client := o.as("")
	response, page := o.get(client, "/staff/oidc?next=/staff/konten")
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a provider that is away: %s", response.Status)
	}
	wantText(t, page, "[role=alert]", "gerade nicht erreichbar")
	response, page = o.get(client, "/staff/oidc/callback?code=x&state=y")
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("an answer nobody asked for: %s", response.Status)
	}
	wantText(t, page, "[role=alert]", "noch einmal")
	if response, _ := o.post(client, "/staff/oidc/logout", "logout_token", "x"); response.StatusCode != http.StatusBadRequest {
		t.Errorf("a made-up logout token: %s", response.Status)
	}
	o.sessions.Provider.Connect(t.Context())
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, next := range []string{"https://evil.example/staff/", "//evil.example", "/elsewhere"} {
		o.get(client, "/staff/oidc?next="+url.QueryEscape(next))
	}
	var begun, evil int
	err := o.db.App.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE next <> '/staff/search') FROM sign_ins`).Scan(&begun, &evil)
	if err != nil || begun != 3 || evil != 0 {
		t.Errorf("%d of %d sign-ins lead away from here, %v", evil, begun, err)
	}
}

func TestAccountPagesLook(t *testing.T) {
	o := openOffice(t, "")
	browser := browsertest.Start(t)
	o.as("agentin")
	for i, e := range []audit.Entry{
		{What: audit.SignInFailed}, {Who: "admin", What: audit.SourceAdded, Object: "source Ortsrecht der Stadt", Detail: "web:https://www.auenwede.example/ortsrecht/"},
		{Who: "admin", What: audit.AccountChanged, Object: "account behrens", Detail: "agent (finanzen) → editor (bauen, finanzen)", Why: "Wechsel in die Redaktion zum 1. Dezember"},
		{Who: "freigabe", What: audit.ChannelClosed, Object: "channel widget", Why: "Falsche Auskunft zur Grundsteuer, wird bis heute Mittag geklärt"},
	} {
		if err := o.log.Record(t.Context(), e); err != nil {
			t.Fatal(i, err)
		}
	}
	if err := o.sessions.Disable(t.Context(), account.By{Who: "admin"}, o.ids["revision"]); err != nil {
		t.Fatal(err)
	}
	for name, look := range browsertest.Looks {
		t.Run(name, func(t *testing.T) {
			p := browser.Page(t)
			p.Look(look)
			p.Open(o.URL + "/staff/sign-in")
			p.Click("#login")
			p.Type("admin")
			p.Press("Tab")
			p.Type(password)
			p.Press("Enter")
			p.See(".person", "Ada Meier")
			for page, path := range map[string]string{
				"rights": "/staff/rechte", "accounts": "/staff/konten", "audit": "/staff/protokoll",
				"account": fmt.Sprintf("/staff/konten/%d", o.ids["agentin"]),
			} {
				p.Open(o.URL + path)
				p.See("h1", "")
				p.Screenshot("staff-" + page + "-" + name)
				p.CheckLook(page + ", " + name)
			}
			quiet(t, p)
		})
	}
}
