package privacy_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"

	"auskunft/chat"
	"auskunft/ingest"
	"auskunft/internal/config"
	"auskunft/internal/postgres/pgtest"
	"auskunft/internal/retention"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/audit"
	"auskunft/kb/inbox"
	"auskunft/kb/privacy"
	"auskunft/kb/setting"
	"auskunft/kb/signal"
	"auskunft/kb/staff"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// desk is a desk with a configuration and everything that is deleted after a time.
func desk(t *testing.T, cfg config.Config) privacy.Desk {
	db := pgtest.New(t)
	cfg.SessionIdle, cfg.SessionLimit, cfg.QuestionsPerMinute = time.Hour, 12*time.Hour, 20
	rules := slices.Concat(chat.Retention(), []retention.Rule{inbox.Retention(45), signal.Retention(), article.Retention(), ingest.Retention()},
		account.Options{Idle: cfg.SessionIdle, Limit: cfg.SessionLimit}.Retention())
	settings, err := setting.Open(t.Context(), db, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return privacy.Desk{
		Settings: settings, Config: cfg, Town: "Stadt Auenwede", DB: db, Keeper: retention.New(db, slog.New(slog.DiscardHandler), rules...), Rights: staff.RightsTable,
		Sources: func(context.Context) ([]ingest.Status, error) {
			return []ingest.Status{
				{Source: ingest.Source{Name: "website", Kind: "web", Location: "http://www.auenwede.example/"}},
				{Source: ingest.Source{Name: "wiki", Kind: "files", Location: "/srv/wiki"}},
			}, nil
		},
	}
}

// write is the document, as Markdown and as a page.
func write(t *testing.T, d privacy.Desk) (text string, page *goquery.Document) {
	t.Helper()
	document, err := d.Write(t.Context(), now)
	var markdown, html bytes.Buffer
	if err == nil {
		err = document.WriteMarkdown(&markdown)
	}
	if err == nil {
		err = document.WritePage(&html)
	}
	if err == nil {
		page, err = goquery.NewDocumentFromReader(&html)
	}
	if err != nil {
		t.Fatal(err)
	}
	return markdown.String(), page
}

func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("missing: %q", part)
		}
	}
}

func TestDocumentSaysWhatIsConfigured(t *testing.T) {
	text, page := write(t, desk(t, config.Config{QuestionLog: config.LogProblems, Listen: ":8080"}))
	wants(t, text, "# Angaben für die Datenschutz-Folgenabschätzung", "23.11.2026, 11:00", "nicht verzeichnet",
		"Kein Sprachmodell", "Keine E-Mail", "Kein Anmeldedienst", "PUBLIC_URL beginnt nicht mit https", "Nur unbeantwortete",
		"| Anliegen an Menschen | 45 Tage | 0 | keine | 0 | noch nie | noch nie |", "| Gespräche, nach der letzten Frage | 30 Minuten |",
		"| wiki | Ordner mit Dateien | Ordner auf dem Server |", "| website | Website | ",
		"Abgeschaltet: Die Auskunft nimmt keine Kontaktdaten entgegen.", "Rechtsgrundlage")
	wants(t, page.Text(), "www.auenwede.example (unverschlüsselt)") // in Markdown it is escaped
	if n := page.Find("table").Length(); n != 6 {
		t.Errorf("%d tables", n)
	}
	if n := page.Find(".scroll[tabindex='0'][aria-label]").Length(); n != 6 {
		t.Errorf("%d of them can be scrolled with the keyboard", n)
	}
	if style := page.Find("link, script, img, iframe").Length(); style != 0 {
		t.Error("the file needs something beside it")
	}

	cfg := config.Config{
		QuestionLog: config.LogAll, DSFAReference: "10-2026/17", PublicURL: "https://auskunft.auenwede.example", AllowedOrigins: []string{"https://www.auenwede.example"},
		LLMBaseURL: "http://10.20.0.5:8000/v1", EmbedBaseURL: "http://localhost:8001/v1", RerankBaseURL: "https://rank.example/v1", OIDCIssuer: "https://sso.example/stadt",
		Handover: true, SMTPServer: "mail.auenwede.example:587", FetchAllow: []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")},
		FetchProxy: "http://nutzer:geheim@proxy.example:3128", LLMAPIKey: "sehr-geheim",
	}
	text, page = write(t, desk(t, cfg))
	wants(t, page.Text(), "auskunft.auenwede.example, www.auenwede.example")
	wants(t, text, "„10-2026/17“", "| Sprachmodell | 10.20.0.5:8000 | unverschlüsselt |", "| Vektormodell | localhost:8001 | auf demselben Rechner |",
		"| Rangmodell | rank.example | verschlüsselt |", "| Anmeldedienst der Verwaltung | sso.example | verschlüsselt |",
		"| E-Mail an das Servicecenter | mail.auenwede.example:587 | verschlüsselt |", "| Proxy | proxy.example:3128 | unverschlüsselt |",
		"10.20.0.0/16", "Alle Fragen, unkenntlich gemacht", "Anliegen liest nur das Servicecenter")
	for _, secret := range []string{"geheim", "nutzer", "Kein Sprachmodell", "nicht verzeichnet"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands there", secret)
		}
	}
}

// What is wrong is said, not what ought to be.
func TestDocumentSaysWhatIsWrong(t *testing.T) {
	d := desk(t, config.Config{QuestionLog: config.LogNothing, Listen: ":8080"})
	if _, err := d.DB.App.Exec(t.Context(), `INSERT INTO question_log (answer_id, question, status, lang, asked_at) VALUES ('a', 'Was kostet das?', 'refused', 'de', $1)`, now.AddDate(0, 0, -31)); err != nil {
		t.Fatal(err)
	}
	if err := audit.New(d.DB.App).Record(t.Context(), audit.Entry{Who: "anna", What: audit.SignedIn}); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`ALTER TABLE audit_log DISABLE TRIGGER audit_fixed`, `UPDATE audit_log SET who = 'bert'`} {
		if _, err := d.DB.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := write(t, d)
	wants(t, text, "1 Zeilen sind älter als erlaubt", "Die Kette des Protokolls stimmt nicht", "Aus: Fragen stehen nur im laufenden Gespräch.")
}

// Every table is a kind of data that the document names; every text that it needs is there.
func TestNothingIsLeftOut(t *testing.T) {
	d := desk(t, config.Config{QuestionLog: config.LogAll, Listen: ":8080"})
	rows, err := d.DB.App.Query(t.Context(), `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 30 {
		t.Fatalf("%d tables: %v", len(tables), err)
	}
	for _, table := range tables {
		if kinds := privacy.KindsOf(table); len(kinds) != 1 {
			t.Errorf("table %s belongs to %q: give it one category", table, kinds)
		}
	}
	text, page := write(t, d)
	page.Find("td, th, h2, p, li").Each(func(_ int, s *goquery.Selection) {
		if strings.TrimSpace(s.Text()) == "" {
			t.Errorf("an empty %s in: %s", goquery.NodeName(s), s.Parent().Text())
		}
	})
	if bad := regexp.MustCompile(`%!|%[ds]`).FindString(text); bad != "" {
		t.Errorf("a text with a wrong value: %s", bad)
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Minute: "30 Minuten", time.Hour: "1 Stunde", 24 * time.Hour: "1 Tag", 90 * time.Minute: "90 Minuten", 183 * 24 * time.Hour: "183 Tage", 75 * time.Second: "75 Sekunden",
	} {
		if got := privacy.Span(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
