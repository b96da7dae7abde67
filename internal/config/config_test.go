package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"auskunft"
)

func TestDefaultsWorkWithoutAnyVariable(t *testing.T) {
	cfg, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Data != "./var" || cfg.Listen != ":8080" || cfg.QuestionLog != LogProblems || cfg.LogLevel != slog.LevelInfo {
		t.Errorf("defaults are %+v", cfg)
	}
	if host, _, _ := strings.Cut(cfg.MetricsListen, ":"); host != "127.0.0.1" {
		t.Errorf("metrics listen on %s, want loopback only", cfg.MetricsListen)
	}
}

func TestLoad(t *testing.T) {
	cfg, err := Load([]string{
		"PUBLIC_URL=https://auskunft.stadt.example/",
		"ALLOWED_ORIGINS=https://www.stadt.example, http://localhost:8081",
		"TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1/32",
		"LLM_BASE_URL=http://127.0.0.1:8000/v1", "LLM_MODEL=klein",
		"FETCH_ALLOW=10.20.0.0/16,fd12::/16",
		"QUESTION_LOG=off", "LOG_LEVEL=debug", "METRICS_LISTEN=off",
	})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.PublicURL != "https://auskunft.stadt.example" {
		t.Errorf("PublicURL = %q, want it without the slash", cfg.PublicURL)
	}
	if got := strings.Join(cfg.AllowedOrigins, "|"); got != "https://www.stadt.example|http://localhost:8081" {
		t.Errorf("AllowedOrigins = %s", got)
	}
	if len(cfg.TrustedProxies) != 2 || len(cfg.FetchAllow) != 2 || cfg.QuestionLog != LogNothing || cfg.LogLevel != slog.LevelDebug {
		t.Errorf("got %+v", cfg)
	}
}

func TestErrorsNameTheVariableAndSayWhatToDo(t *testing.T) {
	for _, tt := range []struct{ environ, want string }{
		{"LISTEN=8080", "LISTEN: \"8080\" is no address to listen on; write host:port or :port"},
		{"METRICS_LISTEN=loopback", "METRICS_LISTEN: "},
		{"PUBLIC_URL=auskunft.stadt.example", "PUBLIC_URL: is no address"},
		{"ALLOWED_ORIGINS=https://a.example/pfad", "ALLOWED_ORIGINS: \"https://a.example/pfad\" is no origin"},
		{"QUESTIONS_PER_MINUTE=0", "QUESTIONS_PER_MINUTE: must be at least 1"},
		{"MCP_PER_MINUTE=-1", "MCP_PER_MINUTE: must be at least 1"},
		{"ALLOWED_ORIGINS=*", "ALLOWED_ORIGINS: \"*\" is no origin"},
		{"TRUSTED_PROXIES=proxy", "TRUSTED_PROXIES: "},
		{"LLM_BASE_URL=http://127.0.0.1/v1", "LLM_BASE_URL: needs LLM_MODEL as well"},
		{"LLM_MODEL=klein", "LLM_BASE_URL: is missing although LLM_MODEL is set"},
		{"LLM_FALLBACK_BASE_URL=http://127.0.0.1/v1", "LLM_FALLBACK_BASE_URL: needs LLM_FALLBACK_MODEL as well"},
		{"HANDOVER_DAYS=0", "HANDOVER_DAYS: must be from 1 to 365"},
		{"SMTP_SERVER=mail.example:587", "SMTP_SERVER: is set without HANDOVER=true"},
		{"HANDOVER=true SMTP_SERVER=mail.example:587", "SMTP_SERVER: SMTP_SERVER, SMTP_FROM and SMTP_TO belong together"},
		{"HANDOVER=true SMTP_TO=a@b.example", "SMTP_SERVER: SMTP_SERVER, SMTP_FROM and SMTP_TO belong together"},
		{"HANDOVER=true SMTP_SERVER=mail.example SMTP_FROM=a@b.example SMTP_TO=c@d.example", `SMTP_SERVER: "mail.example" is no server; write host:port`},
		{"HANDOVER=true SMTP_SERVER=mail.example:25 SMTP_FROM=a@b.example SMTP_TO=c@d.example,Eva", `SMTP_SERVER: "Eva" is no mail address`},
		{"HANDOVER=true SMTP_SERVER=mail.example:25 SMTP_FROM=a@b.example SMTP_TO=c@d.example SMTP_USER=u", "SMTP_SERVER: SMTP_USER and SMTP_PASSWORD belong together"},
		{"LLM_SLOTS=0", "LLM_SLOTS: must be at least 1"},
		{"LLM_TIMEOUT=3m", "LLM_TIMEOUT: must be from 1s to 50s"},
		{"EMBED_MODEL=bge", "EMBED_BASE_URL: is missing"},
		{"RERANK_BASE_URL=ftp://x", "RERANK_BASE_URL: is no address"},
		{"FETCH_ALLOW=10.0.0.1", "FETCH_ALLOW: "},
		{"FETCH_PROXY=proxy:geheim-3128", "FETCH_PROXY: is no proxy; write http://host:port"},
		{"QUESTION_LOG=some", "QUESTION_LOG: \"some\" is none of off, problems, all"},
		{"LOG_LEVEL=loud", "LOG_LEVEL: "},
		{"DATABASE_CONNECTIONS=-1", "DATABASE_CONNECTIONS: must not be negative"},
		{"DATABASE_CONNECTIONS=viele", "DATABASE_CONNECTIONS: "},
		{"SESSION_IDLE=1m", "SESSION_IDLE: 1m0s is no time to be idle"},
		{"SESSION_LIMIT=30m", "SESSION_IDLE: 1h0m0s is no time to be idle"},
		{"SESSION_LIMIT=lang", "SESSION_LIMIT: "},
		{"OIDC_CLIENT_ID=auskunft", "OIDC_ISSUER: is missing although OIDC_CLIENT_ID is set"},
		{"OIDC_ISSUER=https://sso.stadt.example", "OIDC_ISSUER: needs "},
		{"OIDC_ISSUER=http://sso.stadt.example", "OIDC_ISSUER: must begin with https://"},
		{"OIDC_ISSUER=sso", "OIDC_ISSUER: is no address"},
		{"DATABASE_OWNER_URL=postgres://o@h/d", "DATABASE_OWNER_URL: is set without DATABASE_URL"},
	} {
		_, err := Load(strings.Fields(tt.environ))
		if auskunft.KindOf(err) != auskunft.Invalid {
			t.Errorf("%s: kind %q, want invalid", tt.environ, auskunft.KindOf(err))
			continue
		}
		if !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: error %q, want it to begin with %q", tt.environ, err, tt.want)
		}
	}
}

func TestOriginIsAsBrowsersSendIt(t *testing.T) {
	for raw, want := range map[string]string{
		"https://www.stadt.example":             "https://www.stadt.example",
		" HTTPS://WWW.Stadt.example/ ":          "https://www.stadt.example",
		"https://www.stadt.example:443":         "https://www.stadt.example",
		"http://localhost:8081":                 "http://localhost:8081",
		"https://www.müllheim.example":          "https://www.xn--mllheim-n2a.example",
		"https://www.mu\u0308llheim.example":    "https://www.xn--mllheim-n2a.example",
		"http://127.0.0.1:80":                   "http://127.0.0.1",
		"http://[::1]:3000":                     "http://[::1]:3000",
		"http://[::1]":                          "http://[::1]",
		"https://*.stadt.example":               "",
		"https://a.example;script-src":          "",
		"https://a.example https://b.example":   "",
		"https://nutzer:geheim@stadt.example":   "",
		"https://stadt.example?x":               "",
		"https://stadt.example:":                "",
		"https://":                              "",
		"www.stadt.example":                     "",
		"javascript:alert(1)":                   "",
		"null":                                  "",
		"":                                      "",
		"https://stadt.example/\r\nX-Header: y": "",
	} {
		got, err := Origin(raw)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q (%v), want %q", raw, got, err, want)
		}
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	_, err := Load([]string{"LISTEN=x", "LLM_MODEL=klein"})
	if err == nil || !strings.Contains(err.Error(), "LISTEN") || !strings.Contains(err.Error(), "LLM_BASE_URL") {
		t.Errorf("error = %v, want both variables named", err)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	const password, key = "geheim-4711", "schluessel-0815"
	cfg, err := Load([]string{
		"DATABASE_URL=postgres://app:" + password + "@db/auskunft",
		"DATABASE_OWNER_URL=postgres://owner:" + password + "@db/auskunft",
		"LLM_BASE_URL=http://llm/v1", "LLM_MODEL=m", "LLM_API_KEY=" + key, "EMBED_API_KEY=" + key, "RERANK_API_KEY=" + key, "OIDC_CLIENT_SECRET=" + key,
		"HANDOVER=true", "SMTP_SERVER=mail:25", "SMTP_FROM=a@b.example", "SMTP_TO=c@d.example", "SMTP_USER=u", "SMTP_PASSWORD=" + password,
		"FETCH_PROXY=http://nutzer:" + password + "@proxy:3128",
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := cfg.Print(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "LLM_API_KEY=(set)\n") || !strings.Contains(out.String(), "LISTEN=:8080\n") {
		t.Errorf("printed:\n%s", out.String())
	}
	encoded, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "%v %+v %#v %s", cfg, cfg, cfg, encoded)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("start", "config", cfg, "key", cfg.LLMAPIKey)
	if s := out.String(); strings.Contains(s, password) || strings.Contains(s, key) {
		t.Errorf("a secret is printed:\n%s", s)
	}
	if cfg.LLMAPIKey.Reveal() != key {
		t.Errorf("Reveal() = %q", cfg.LLMAPIKey.Reveal())
	}
}
