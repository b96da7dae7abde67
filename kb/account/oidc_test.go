package account_test

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"

	"auskunft"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/account"
)

var groups = account.Groups{
	Roles: map[auskunft.Role][]string{
		auskunft.AdminRole: {"auskunft-admin"}, auskunft.AgentRole: {"CN=SC115,OU=Gruppen,DC=stadt"}, auskunft.StaffRole: {"beschäftigte"},
	},
	Departments: map[string][]string{"finanzen": {"fb20"}, "bauen": {"fb60", "fb61"}},
}

// zitadel is a provider inside the test's process, whose users are in the groups set here.
type zitadel struct {
	*storage.Storage
	groups *[]string
}

// SetUserinfoFromToken gives the groups only at the user info endpoint, as some providers do.
func (z zitadel) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, tokenID, subject, origin string) error {
	info.AppendClaims("groups", *z.groups)
	return z.Storage.SetUserinfoFromToken(ctx, info, tokenID, subject, origin)
}

// idp is a house with a provider beside it.
type idp struct {
	*house
	provider *account.Provider
	groups   []string      // of the zitadel provider's users
	restart  func()        // the zitadel provider, with another key
	late     time.Duration // our clock is later than the provider's
}

// openWith opens a house whose provider is found at issuer.
func openWith(t *testing.T, issuer string) *idp {
	t.Helper()
	i := &idp{house: open(t, pgtest.New(t), account.Options{})}
	base := "http://" + i.Listener.Addr().String()
	i.provider = account.NewProvider(account.ProviderConfig{
		Issuer: issuer, ClientID: "auskunft", Secret: "geheim", Name: "Stadt-Konto", Scopes: []string{"openid", "profile"}, GroupsClaim: "groups",
		Groups: groups, Callback: base + "/callback", SignedOut: base + "/who", Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Now().Add(i.late) },
	})
	i.sessions.Provider = i.provider
	i.Start()
	t.Cleanup(i.Close)
	return i
}

func openZitadel(t *testing.T) *idp {
	t.Helper()
	listener := listen(t)
	issuer := "http://localhost:" + strconv.Itoa(listener.Addr().(*net.TCPAddr).Port) + "/"
	i := openWith(t, issuer)
	var current atomic.Pointer[http.Handler]
	i.restart = func() {
		storage.RegisterClients(storage.WebClient("auskunft", "geheim", i.URL+"/callback"))
		store := zitadel{storage.NewStorage(storage.NewUserStore(issuer)), &i.groups}
		handler := http.Handler(exampleop.SetupServer(issuer, store, slog.New(slog.DiscardHandler), false))
		current.Store(&handler)
	}
	i.restart()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*current.Load()).ServeHTTP(w, r) }))
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	i.provider.Connect(t.Context())
	return i
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var hiddenID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// atZitadel signs in at the provider and returns the address it sends the browser back to.
func (i *idp) atZitadel(t *testing.T, b *browser) string {
	t.Helper()
	sent := b.stopAt("/callback")
	response, err := b.Get(i.URL + "/begin")
	if err != nil {
		t.Fatal(err)
	}
	page := response.Request.URL
	_, form := b.read(response, err)
	id := hiddenID.FindStringSubmatch(form)
	if id == nil {
		t.Fatalf("no form at %s: %s", page, form)
	}
	_, body := b.post(page.ResolveReference(&url.URL{Path: "/login/username"}).String(),
		url.Values{"id": {id[1]}, "username": {"test-user@localhost"}, "password": {"verysecure"}})
	address := sent()
	if address == "" {
		t.Fatalf("the provider did not send the browser back: %s", body)
	}
	return address
}

func TestProvider(t *testing.T) {
	i := openZitadel(t)
	i.groups = []string{"beschäftigte", "CN=SC115,OU=Gruppen,DC=stadt", "fb61"}
	b := i.browser(t)

	address := i.atZitadel(t, b)
	if status, body := b.get(address); status != 200 || body != "next: /next" {
		t.Fatalf("signing in: %d %s", status, body)
	}
	if got := b.who(); got != "test-user@localhost" {
		t.Fatalf("signed in as %q", got)
	}
	all, err := i.sessions.List(t.Context())
	if err != nil || len(all) != 1 || all[0].Role != auskunft.AgentRole || all[0].Departments[0] != "bauen" || all[0].Name != "Test User" || all[0].Sessions != 1 || all[0].SignedIn == nil {
		t.Fatalf("%+v, %v", all, err)
	}
	why := `agent ← "CN=SC115,OU=Gruppen,DC=stadt", staff ← "beschäftigte"`
	if n := count(t, i.db.App, `SELECT count(*) FROM audit_log WHERE what IN ('sign_in', 'account_added') AND why = '`+why+`'`); n != 2 {
		t.Error("the log does not say why the account is what it is")
	}
	// Who is known at the provider has no password here.
	if status, _ := b.post(i.URL+"/in", url.Values{"login": {"test-user@localhost"}, "password": {""}}); status != http.StatusForbidden {
		t.Errorf("with an empty password: %d", status)
	}

	// Groups change: the account with them, at the next sign-in.
	i.groups = []string{"auskunft-admin", "fb20", "unbekannt"}
	b = i.browser(t)
	b.get(i.atZitadel(t, b))
	all, err = i.sessions.List(t.Context())
	if err != nil || len(all) != 1 || all[0].Role != auskunft.AdminRole || strings.Join(all[0].Departments, ",") != "finanzen" {
		t.Errorf("with other groups: %+v, %v", all, err)
	}
	i.groups = []string{"unbekannt"}
	other := i.browser(t)
	if status, body := other.get(i.atZitadel(t, other)); status != http.StatusForbidden || !strings.HasPrefix(body, "provider_no_role") {
		t.Errorf("without a group that counts: %d %s", status, body)
	}

	// The provider changes its key while we run.
	i.groups = []string{"auskunft-admin"}
	i.restart()
	b = i.browser(t)
	if status, body := b.get(i.atZitadel(t, b)); status != 200 {
		t.Errorf("with a new key: %d %s", status, body)
	}

	// Signing out leads to the provider.
	_, out := b.get("/out")
	u := mustURL(t, out)
	if q := u.Query(); !strings.HasPrefix(out, i.provider.Issuer+"end_session?") || q.Get("id_token_hint") == "" || q.Get("client_id") != "auskunft" || q.Get("post_logout_redirect_uri") != i.URL+"/who" {
		t.Errorf("signing out leads to %q", out)
	}
	if b.who() != "" {
		t.Error("still signed in")
	}

	if err := i.sessions.Disable(t.Context(), by, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if status, body := b.get(i.atZitadel(t, b)); status != http.StatusForbidden || !strings.HasPrefix(body, "account_disabled") {
		t.Errorf("a disabled account: %d %s", status, body)
	}
	if err := i.sessions.SetPassword(t.Context(), by, all[0].ID, password); auskunft.CodeOf(err) != "account_provided" {
		t.Errorf("a password for an account of the provider: %v", err)
	}
}

// What is not the answer to a sign-in that this browser has just begun is refused.
func TestProviderAnswersThatAreRefused(t *testing.T) {
	i := openZitadel(t)
	i.groups = []string{"beschäftigte"}
	set := func(sql string) func(string) string {
		return func(address string) string {
			if _, err := i.db.App.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
			return address
		}
	}
	with := func(name, value string) func(string) string {
		return func(address string) string {
			u := mustURL(t, address)
			q := u.Query()
			q.Set(name, value)
			u.RawQuery = q.Encode()
			return u.String()
		}
	}
	for name, change := range map[string]func(string) string{
		"wrong state":        with("state", "anders"),
		"no state":           with("state", ""),
		"wrong code":         with("code", "anders"),
		"another provider's": with("iss", "https://evil.example"),
		"an error":           with("error", "access_denied"),
		"wrong nonce":        set(`UPDATE sign_ins SET nonce = 'anders'`),
		"wrong verifier":     set(`UPDATE sign_ins SET verifier = 'anders'`),
		"too late":           set(`UPDATE sign_ins SET created_at = created_at - interval '11 minutes'`),
		"another subject's":  set(`DELETE FROM sign_ins`),
	} {
		b := i.browser(t)
		if status, body := b.get(change(i.atZitadel(t, b))); status != http.StatusForbidden || !strings.HasPrefix(body, "provider_refused") || b.who() != "" {
			t.Errorf("%s: %d %s, signed in as %q", name, status, body, b.who())
		}
	}

	b := i.browser(t)
	address := i.atZitadel(t, b)
	if stranger := i.browser(t); func() bool { status, _ := stranger.get(address); return status != http.StatusForbidden }() {
		t.Error("another browser took the sign-in over")
	}
	if status, _ := b.get(address); status != 200 {
		t.Fatalf("the right browser: %d", status)
	}
	replay := i.browser(t)
	replay.Jar.SetCookies(mustURL(t, i.URL), []*http.Cookie{{Name: "auskunft_sign_in", Value: mustURL(t, address).Query().Get("state")}})
	if status, body := replay.get(address); status != http.StatusForbidden || replay.who() != "" {
		t.Errorf("the same answer again: %d %s", status, body)
	}
	replay = i.browser(t)
	if status, body := replay.get(with("code", mustURL(t, address).Query().Get("code"))(i.atZitadel(t, replay))); status != http.StatusForbidden || replay.who() != "" {
		t.Errorf("the same code in another sign-in: %d %s", status, body)
	}

	i.late = 48 * time.Hour
	b = i.browser(t)
	if status, body := b.get(i.atZitadel(t, b)); status != http.StatusForbidden || !strings.Contains(body, "expired") {
		t.Errorf("an expired ID token: %d %s", status, body)
	}
	if n := count(t, i.db.App, `SELECT count(*) FROM accounts`); n != 1 {
		t.Errorf("%d accounts, want the one that signed in", n)
	}
}

// A provider that is away keeps nobody from signing in locally, and is found when it comes.
func TestProviderComesLate(t *testing.T) {
	listener := listen(t)
	address := listener.Addr().String()
	listener.Close()
	i := openWith(t, "http://"+address)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	connected := make(chan struct{})
	go func() { i.provider.Connect(ctx); close(connected) }()
	b := i.browser(t)
	if status, body := b.get("/begin"); status != http.StatusServiceUnavailable || !strings.HasPrefix(body, "provider_away") {
		t.Errorf("%d %s", status, body)
	}
	if _, err := i.sessions.Add(t.Context(), by, agent(), password); err != nil {
		t.Fatal(err)
	}
	if b.signIn(); b.who() != "agentin" {
		t.Error("local accounts cannot sign in")
	}
	_, out := b.get("/out")
	if out != "" {
		t.Errorf("a local account is signed out at %q", out)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": "http://" + address, "authorization_endpoint": "http://" + address + "/auth", "token_endpoint": "http://" + address + "/token", "jwks_uri": "http://" + address + "/keys"})
	})}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { server.Close() })
	<-connected
	if name, ready := i.sessions.ProviderName(); name != "Stadt-Konto" || !ready {
		t.Errorf("%q, ready %t", name, ready)
	}
}

// nodeProvider starts oidc-provider, the implementation that the OpenID Foundation certified
// for JavaScript.
func nodeProvider(t *testing.T) *idp {
	t.Helper()
	packages, err := filepath.Abs("../../internal/bundle")
	if err != nil {
		t.Fatal(err)
	}
	listener := listen(t)
	port := listener.Addr().(*net.TCPAddr).Port
	i := openWith(t, "http://localhost:"+strconv.Itoa(port))
	arguments, err := json.Marshal(map[string]any{"packages": packages, "port": port, "client": map[string]any{
		"client_id": "auskunft", "client_secret": "geheim", "redirect_uris": []string{i.URL + "/callback"},
		"post_logout_redirect_uris": []string{i.URL + "/who"}, "backchannel_logout_uri": i.URL + "/logout", "backchannel_logout_session_required": true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	node := exec.Command("node", "testdata/provider.mjs", string(arguments))
	stdin, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	node.Stderr = &complaints
	if err := node.Start(); err != nil {
		t.Fatalf("the second provider needs Node: %v", err)
	}
	t.Cleanup(func() {
		stdin.Close()
		_ = node.Wait()
		if t.Failed() {
			t.Log(complaints.String())
		}
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "listening\n" {
		t.Fatalf("oidc-provider does not start (run make generate, or npm ci --ignore-scripts in internal/bundle): %q %v", line, err)
	}
	i.provider.Connect(t.Context())
	return i
}

var formAction = regexp.MustCompile(`<form[^>]* action="([^"]+)"`)

// atNode signs in and consents on the provider's own pages.
func (i *idp) atNode(t *testing.T, b *browser, login string) (address string) {
	t.Helper()
	sent := b.stopAt("/callback")
	_, page := b.get("/begin")
	for _, form := range []url.Values{{"prompt": {"login"}, "login": {login}, "password": {"x"}}, {"prompt": {"consent"}}} {
		action := formAction.FindStringSubmatch(page)
		if action == nil {
			t.Fatalf("no form: %s", page)
		}
		_, page = b.post(action[1], form)
	}
	if address = sent(); address == "" {
		t.Fatalf("the provider did not send the browser back: %s", page)
	}
	return address
}

func TestSecondProvider(t *testing.T) {
	i := nodeProvider(t)
	b, other := i.browser(t), i.browser(t)
	for _, b := range []*browser{b, other} {
		if status, body := b.get(i.atNode(t, b, "Änne:beschäftigte,fb20")); status != 200 || b.who() != "änne" {
			t.Fatalf("signing in: %d %s", status, body)
		}
	}
	all, err := i.sessions.List(t.Context())
	if err != nil || len(all) != 1 || all[0].Role != auskunft.StaffRole || strings.Join(all[0].Departments, ",") != "finanzen" || all[0].Sessions != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	stranger := i.browser(t)
	if status, _ := stranger.get(i.atNode(t, stranger, "bert")); status != http.StatusForbidden {
		t.Errorf("without groups: %d", status)
	}
	replay := i.browser(t)
	address := i.atNode(t, replay, "carl:beschäftigte")
	if status, _ := replay.get(address); status != 200 {
		t.Fatal(status)
	}
	replay.Jar.SetCookies(mustURL(t, i.URL), []*http.Cookie{{Name: "auskunft_sign_in", Value: mustURL(t, address).Query().Get("state")}})
	if status, _ := replay.get(address); status != http.StatusForbidden {
		t.Errorf("the same answer again: %d", status)
	}

	// Signed out at the provider, from elsewhere: it tells us, and the one session ends.
	sid := b.cookies()
	_, page := b.get(i.provider.Issuer + "/session/end")
	action, xsrf := formAction.FindStringSubmatch(page), regexp.MustCompile(`name="xsrf" value="([^"]+)"`).FindStringSubmatch(page)
	if action == nil || xsrf == nil {
		t.Fatalf("no form to sign out: %s", page)
	}
	b.post(action[1], url.Values{"xsrf": {xsrf[1]}, "logout": {"yes"}})
	if len(sid) == 0 || b.who() != "" {
		t.Errorf("signed out at the provider, here still %q", b.who())
	}
	if got := other.who(); got != "änne" {
		t.Errorf("the other session is %q", got)
	}
	if n := count(t, i.db.App, `SELECT count(*) FROM audit_log WHERE what = 'sign_out' AND who = 'änne'`); n != 1 {
		t.Errorf("%d entries of signing out", n)
	}
	for _, token := range []string{"", "x.y.z"} {
		if status, _ := b.post(i.URL+"/logout", url.Values{"logout_token": {token}}); status != http.StatusUnprocessableEntity {
			t.Errorf("logout token %q: %d", token, status)
		}
	}

	// Signed out here: the provider ends its session and sends the browser back.
	_, out := other.get("/out")
	sent := other.stopAt("/who")
	_, page = other.get(out)
	if action = formAction.FindStringSubmatch(page); action == nil {
		t.Fatalf("no form to sign out: %s", page)
	}
	xsrf = regexp.MustCompile(`name="xsrf" value="([^"]+)"`).FindStringSubmatch(page)
	other.post(action[1], url.Values{"xsrf": {xsrf[1]}, "logout": {"yes"}})
	if back := sent(); !strings.HasPrefix(back, i.URL+"/who") {
		t.Errorf("after signing out the provider leads to %q", back)
	}
}
