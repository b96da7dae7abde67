package admin_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"auskunft"
	"auskunft/internal/browsertest"
	"auskunft/internal/config"
	"auskunft/internal/postgres/pgtest"
	"auskunft/kb/setting"
	"auskunft/kb/staff/admin"
	"auskunft/kb/staff/pagetest"
)

const (
	widgetPath  = "/staff/schalter/channel_widget"
	numberPath  = "/staff/einstellungen/questions_per_minute"
	originsPath = "/staff/einbinden"
)

func settingsStore(t testing.TB) *setting.Store {
	t.Helper()
	environment := config.Config{QuestionsPerMinute: 20, MCPPerMinute: 60, AllowedOrigins: []string{"https://www.auenwede.example"}}
	s, err := setting.Open(t.Context(), pgtest.New(t), environment, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func withSettings(t testing.TB, s *setting.Store, who auskunft.Account) http.Handler {
	t.Helper()
	return site(t, who, admin.Deps{
		Settings: s, Embed: admin.Embed{Lines: "<script src=\"https://auskunft.example/widget/v1/auskunft.js\" defer></script>", Pinned: "<script integrity>"},
		Told: func(err error) string { return auskunft.TextOf(err) + " Rufen Sie die 115 an." },
	})
}

// set sends the form of a setting and returns the status and the page.
func set(t *testing.T, handler http.Handler, path string, pairs ...string) (int, string) {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, page := post(t, handler, path, form)
	return r.StatusCode, text(page.Find("main"))
}

func TestLimitIsChangedAndUndone(t *testing.T) {
	s := settingsStore(t)
	handler := withSettings(t, s, chief)
	for _, tt := range []struct {
		path   string
		form   []string
		status int
		says   string
		want   int
	}{
		{numberPath, []string{"seen", "0", "number", "viele", "why", "Test"}, 422, "in den genannten Grenzen", 20},
		{numberPath, []string{"seen", "0", "number", "601", "why", "Test"}, 422, "in den genannten Grenzen", 20},
		{numberPath, []string{"seen", "0", "number", "40", "why", " "}, 422, "warum", 20},
		{numberPath, []string{"number", "40", "why", "Test"}, 422, "nicht lesbar", 20},
		{numberPath, []string{"seen", "0", "number", " 40 ", "why", "Viele Fragen aus dem Rathaus"}, 303, "", 40},
		{numberPath, []string{"seen", "0", "number", "50", "why", "Test"}, 409, "jemand anderes", 40}, // has not seen the change
		{numberPath, []string{"seen", "1", "number", "40", "why", "Test"}, 422, "gilt schon", 40},
		{numberPath + "/undo", []string{"seen", "1", "why", ""}, 422, "warum", 40},
		{numberPath + "/undo", []string{"seen", "1", "why", "Doch nicht"}, 303, "", 20},
		{numberPath + "/undo", []string{"seen", "1", "why", "Doppelt geklickt"}, 409, "jemand anderes", 20},
		{numberPath + "/undo", []string{"seen", "2", "why", "Doch"}, 303, "", 40},
		{numberPath, []string{"seen", "3", "number", "40", "reset", "1", "why", "Wie am Server"}, 303, "", 20},
		{"/staff/einstellungen/channel_widget", []string{"seen", "0", "closed", "1", "sure", "1", "why", "Test"}, 404, "", 20},
		{"/staff/einstellungen/gibtesnicht", []string{"seen", "0", "number", "1", "why", "Test"}, 404, "", 20},
	} {
		status, page := set(t, handler, tt.path, tt.form...)
		if status != tt.status || !strings.Contains(page, tt.says) || s.QuestionsPerMinute() != tt.want {
			t.Errorf("%s %q: %d, %d questions, page %q", tt.path, tt.form, status, s.QuestionsPerMinute(), page)
		}
	}
	_, page := get(t, handler, "/staff/einstellungen")
	row := text(page.Find("tbody tr").First())
	if !strings.Contains(row, "Fragen je Minute") || !strings.Contains(row, "20") || !strings.Contains(row, "Vorgabe des Servers") || !strings.Contains(row, "Wie am Server") {
		t.Errorf("the list says %q", row)
	}
	_, page = get(t, handler, numberPath)
	if n := page.Find("tbody tr").Length(); n != 4 {
		t.Errorf("the history has %d changes", n)
	}
	wantText(t, page, "form[action$='/undo']", "Danach gilt wieder: 40")
}

// Suspending the rule of four eyes asks twice; the page says what holds all the same.
func TestFourEyesAreSuspended(t *testing.T) {
	const path = "/staff/einstellungen/four_eyes"
	s := settingsStore(t)
	handler := withSettings(t, s, chief)
	suspended := func() bool {
		state, _, err := s.History(t.Context(), setting.FourEyes)
		return err == nil && state.Value.Off
	}
	_, page := get(t, handler, path)
	wantText(t, page, "main", "Was die Datenbank erzwingt")
	wantText(t, page, ".kern-badge--success", "gilt")
	if status, said := set(t, handler, path, "seen", "0", "off", "1", "why", "Urlaub"); status != 200 || suspended() || !strings.Contains(said, "selbst geschrieben") {
		t.Errorf("asked once: %d %q", status, said)
	}
	if status, _ := set(t, handler, path, "seen", "0", "off", "1", "why", "Urlaub", "sure", "1"); status != 303 || !suspended() {
		t.Errorf("asked twice: %d", status)
	}
	_, page = get(t, handler, "/staff/einstellungen")
	wantText(t, page, ".kern-badge--warning", "ausgesetzt")
	if status, _ := set(t, handler, path, "seen", "1", "why", "Wieder zu zweit"); status != 303 || suspended() {
		t.Errorf("in force again: %d", status)
	}
}

// Closing asks twice and changes nothing before; whoever may close channels need not be an
// administrator, and may nothing else.
func TestChannelIsClosed(t *testing.T) {
	s := settingsStore(t)
	approver := auskunft.Account{ID: 6, Login: "freigabe", Name: "Fatma Yıldız", Role: auskunft.ApproverRole}
	handler := withSettings(t, s, approver)
	closed := func() bool { return s.Admit(auskunft.WidgetChannel) != nil }
	form := url.Values{"seen": {"0"}, "closed": {"1"}, "text": {"Wir prüfen <unsere> Texte."}, "why": {"Falsche Gebühr"}}
	r, page := post(t, handler, widgetPath, form)
	if r.StatusCode != 200 || closed() {
		t.Fatalf("asked once: %s, closed %t", r.Status, closed())
	}
	wantText(t, page, "blockquote", "Wir prüfen <unsere> Texte. Rufen Sie die 115 an.")
	again := url.Values{}
	page.Find("form[method=post] input").Each(func(_ int, in *goquery.Selection) { again.Set(in.AttrOr("name", ""), in.AttrOr("value", "")) })
	action, _ := page.Find("main form").Attr("action")
	if r, _ := post(t, handler, action, again); r.StatusCode != 303 || !closed() {
		t.Fatalf("asked twice: %s, closed %t, sent %v", r.Status, closed(), again)
	}
	_, page = get(t, handler, widgetPath)
	wantText(t, page, "blockquote", "Wir prüfen <unsere> Texte.")
	_, page = get(t, handler, "/staff/schalter")
	wantText(t, page, ".kern-badge--danger", "abgeschaltet")
	if rows := page.Find("tbody tr"); rows.Length() != len(auskunft.Channels) || !strings.Contains(text(rows.First()), "Falsche Gebühr") {
		t.Errorf("the list says %q", text(rows))
	}
	if status, _ := set(t, handler, widgetPath, "seen", "1", "closed", "1", "text", "Bis morgen.", "why", "Genauer"); status != 303 || auskunft.TextOf(s.Admit(auskunft.WidgetChannel)) != "Bis morgen." {
		t.Errorf("another text: %d", status)
	}
	if status, _ := set(t, handler, widgetPath, "seen", "2", "text", "Bis morgen.", "why", "Geprüft"); status != 303 || closed() {
		t.Errorf("opened: %d", status)
	}
	if status, page := set(t, handler, widgetPath+"/undo", "seen", "3", "why", "Doch nicht"); status != 200 || closed() || !strings.Contains(page, "Bis morgen.") {
		t.Errorf("undoing the opening asks, too: %d %q", status, page)
	}
	if status, _ := set(t, handler, widgetPath+"/undo", "seen", "3", "why", "Doch nicht", "sure", "1"); status != 303 || !closed() {
		t.Errorf("undone: %d", status)
	}
	for _, path := range []string{numberPath, originsPath} {
		if status, _ := set(t, handler, path, "seen", "0", "number", "1", "why", "Test"); status != 403 {
			t.Errorf("%s: %d", path, status)
		}
		if r, _ := get(t, handler, path); r.StatusCode != 403 {
			t.Errorf("%s: %s", path, r.Status)
		}
	}
	if r, _ := get(t, handler, "/staff/schalter/questions_per_minute"); r.StatusCode != 404 {
		t.Errorf("a limit among the switches: %s", r.Status)
	}
}

func TestWebsitesAreAllowed(t *testing.T) {
	s := settingsStore(t)
	handler := withSettings(t, s, chief)
	_, page := get(t, handler, originsPath)
	wantText(t, page, "#lines", `<script src="https://auskunft.example/widget/v1/auskunft.js" defer></script>`)
	wantText(t, page, "#origins", "https://www.auenwede.example")
	if status, page := set(t, handler, originsPath, "seen", "0", "origins", "https://www.auenwede.example\r\nwww.auenwede.example", "why", "Neu"); status != 422 || !strings.Contains(page, "„www.auenwede.example“: Das ist keine Adresse") {
		t.Errorf("a bad line: %d %q", status, page)
	}
	if status, _ := set(t, handler, originsPath, "seen", "0", "origins", "\r\n https://www.auenwede.example/ \r\n\r\nhttps://tourismus.auenwede.example\r\n", "why", "Neu"); status != 303 || len(s.Origins()) != 2 {
		t.Errorf("a second website: %d %q", status, s.Origins())
	}
	if status, page := set(t, handler, originsPath, "seen", "1", "origins", " \r\n", "why", "Umbau"); status != 200 || len(s.Origins()) != 2 || !strings.Contains(page, "Keine Website mehr erlauben?") {
		t.Errorf("none is asked for twice: %d %q", status, page)
	}
	if status, _ := set(t, handler, originsPath, "seen", "1", "origins", "", "why", "Umbau", "sure", "1"); status != 303 || len(s.Origins()) != 0 {
		t.Errorf("none: %d %q", status, s.Origins())
	}
	if status, _ := set(t, handler, originsPath+"/undo", "seen", "2", "why", "Fertig"); status != 303 || len(s.Origins()) != 2 {
		t.Errorf("undone: %d %q", status, s.Origins())
	}
}

func TestNoOtherWebsiteChangesSettings(t *testing.T) {
	s := settingsStore(t)
	r := httptest.NewRequest("POST", numberPath, strings.NewReader("seen=0&number=1&why=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://www.auenwede.example") // it may embed the widget
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if response, _ := pagetest.Send(t, withSettings(t, s, chief), r); response.StatusCode != 403 || s.QuestionsPerMinute() != 20 {
		t.Errorf("%s, %d questions", response.Status, s.QuestionsPerMinute())
	}
}

func TestSettingPagesLook(t *testing.T) {
	s := settingsStore(t)
	handler := withSettings(t, s, chief)
	set(t, handler, widgetPath, "seen", "0", "closed", "1", "sure", "1", "text", "Wir prüfen gerade unsere Texte zur Hundesteuer. Ab morgen früh sind wir wieder da.", "why", "Falsche Gebühr bei der Hundesteuer")
	set(t, handler, numberPath, "seen", "0", "number", "40", "why", "Viele Fragen aus dem Rathaus")
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	browser := browsertest.Start(t)
	for name, look := range browsertest.Looks {
		t.Run(name, func(t *testing.T) {
			p := browser.Page(t)
			p.Look(look)
			check := func(page string) {
				t.Helper()
				p.See("h1", "")
				p.Screenshot("staff-" + page + "-" + name)
				p.CheckLook(page + ", " + name)
			}
			for page, path := range map[string]string{
				"switches": "/staff/schalter", "switch-closed": widgetPath, "switch-open": "/staff/schalter/channel_page", "four-eyes": "/staff/einstellungen/four_eyes",
				"settings": "/staff/einstellungen", "setting": numberPath, "embedding": originsPath,
			} {
				p.Open(server.URL + path)
				check(page)
			}
			p.Open(server.URL + "/staff/schalter/channel_page")
			p.Click("#why")
			p.Type("Falsche Auskunft")
			p.ClickText("button", "Abschalten")
			p.See("h1", "„Seite /chat“ abschalten?")
			check("switch-sure")
			quiet(t, p)
		})
	}
}
