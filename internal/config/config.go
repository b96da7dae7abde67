// Package config is everything an operator can set. It is read once, from the
// environment, checked as a whole, and handed down; nobody else reads variables.
//
// Every variable has a default that works on one machine without any of them: a
// private database, the built-in embedder, extractive answers.
package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"golang.org/x/net/idna"

	"auskunft"
)

// Config is the configuration of one process. See docs/operations.md for the table that
// operators read.
type Config struct {
	// DatabaseURL replaces the private cluster. Its role should be a login that may only do
	// what auskunft_app may; an owner's login is narrowed to auskunft_app after connecting.
	DatabaseURL Secret `env:"DATABASE_URL"`
	// DatabaseOwnerURL is the login that owns the tables: migrations, vector tables.
	DatabaseOwnerURL Secret `env:"DATABASE_OWNER_URL"`
	// DatabaseConnections is the size of the pool that serves people; 0 lets the number of
	// processors decide.
	DatabaseConnections int `env:"DATABASE_CONNECTIONS"`

	Data     string `env:"AUSKUNFT_DATA" envDefault:"./var"` // folder of the private cluster
	Postgres string `env:"AUSKUNFT_POSTGRES"`                // a PostgreSQL tree in an odd place

	// Town is a YAML file about the city: name, phone, addresses, districts. "" is the demo town.
	Town string `env:"TOWN"`

	Listen             string         `env:"LISTEN" envDefault:":8080"`
	MetricsListen      string         `env:"METRICS_LISTEN" envDefault:"127.0.0.1:9090"` // "off": no metrics
	PublicURL          string         `env:"PUBLIC_URL"`                                 // how people reach us, without a slash at the end; "" means http://localhost with the port of Listen
	AllowedOrigins     []string       `env:"ALLOWED_ORIGINS"`                            // websites that embed the widget: "https://www.stadt.example"
	QuestionsPerMinute int            `env:"QUESTIONS_PER_MINUTE" envDefault:"20"`       // of one client; all of an office behind one address is one
	MCPPerMinute       int            `env:"MCP_PER_MINUTE" envDefault:"60"`             // calls of tools with one token
	TrustedProxies     []netip.Prefix `env:"TRUSTED_PROXIES"`                            // whose X-Forwarded-For is believed

	SessionIdle  time.Duration `env:"SESSION_IDLE" envDefault:"1h"`   // staff are signed out so long after their last request
	SessionLimit time.Duration `env:"SESSION_LIMIT" envDefault:"12h"` // and so long after signing in

	OIDCIssuer      string   `env:"OIDC_ISSUER"` // identity provider that staff sign in at; "" means local accounts only
	OIDCClientID    string   `env:"OIDC_CLIENT_ID"`
	OIDCSecret      Secret   `env:"OIDC_CLIENT_SECRET"`                            // "" for a public client
	OIDCName        string   `env:"OIDC_NAME" envDefault:"Verwaltungskonto"`       // what people call it
	OIDCScopes      []string `env:"OIDC_SCOPES" envDefault:"openid,profile,email"` // some providers give groups only for one more
	OIDCGroupsClaim string   `env:"OIDC_GROUPS_CLAIM" envDefault:"groups"`         // Entra's app roles: "roles"
	OIDCGroups      string   `env:"OIDC_GROUPS"`                                   // YAML file: which groups are which roles and departments

	LLMBaseURL string `env:"LLM_BASE_URL"` // OpenAI-compatible, with /v1; "" means extractive answers
	LLMModel   string `env:"LLM_MODEL"`
	LLMAPIKey  Secret `env:"LLM_API_KEY"`
	// A second endpoint, asked when the first does not answer.
	LLMFallbackBaseURL string        `env:"LLM_FALLBACK_BASE_URL"`
	LLMFallbackModel   string        `env:"LLM_FALLBACK_MODEL"`
	LLMFallbackAPIKey  Secret        `env:"LLM_FALLBACK_API_KEY"`
	LLMSlots           int           `env:"LLM_SLOTS" envDefault:"4"`     // calls at once; others queue
	LLMTimeout         time.Duration `env:"LLM_TIMEOUT" envDefault:"45s"` // of one call, queueing included
	LLMReasoning       string        `env:"LLM_REASONING_EFFORT"`         // "none", "low", …: sent to endpoints that know it; "" is not
	LLMWording         Wording       `env:"LLM_WORDING" envDefault:"close"`
	LLMJudge           bool          `env:"LLM_JUDGE"` // ask the model of each sentence whether it follows from its quotes

	EmbedBaseURL string `env:"EMBED_BASE_URL"` // OpenAI-compatible, with /v1; "" means the built-in embedder
	EmbedModel   string `env:"EMBED_MODEL"`
	EmbedAPIKey  Secret `env:"EMBED_API_KEY"`
	// Models of the e5 family want "query: " and "passage: " in front of texts.
	EmbedQuestionPrefix string `env:"EMBED_QUESTION_PREFIX"`
	EmbedPassagePrefix  string `env:"EMBED_PASSAGE_PREFIX"`

	RerankBaseURL string `env:"RERANK_BASE_URL"` // serves /rerank; "" means none
	RerankModel   string `env:"RERANK_MODEL"`
	RerankAPIKey  Secret `env:"RERANK_API_KEY"`

	Handover     bool     `env:"HANDOVER"`                      // citizens may hand requests over: somebody looks into the inbox
	HandoverDays int      `env:"HANDOVER_DAYS" envDefault:"60"` // after which a request is deleted, whatever became of it
	SMTPServer   string   `env:"SMTP_SERVER"`                   // host:port, by which requests are mailed as well; "" means they are not
	SMTPUser     string   `env:"SMTP_USER"`
	SMTPPassword Secret   `env:"SMTP_PASSWORD"`
	SMTPFrom     string   `env:"SMTP_FROM"` // sender of these mails
	SMTPTo       []string `env:"SMTP_TO"`   // the service centre's mailboxes

	FetchAllow []netip.Prefix `env:"FETCH_ALLOW"` // private networks that websites and wikis may be fetched from
	FetchProxy Secret         `env:"FETCH_PROXY"` // for public websites; may hold a password

	QuestionLog   QuestionLog `env:"QUESTION_LOG" envDefault:"problems"`
	DSFAReference string      `env:"DSFA_REFERENCE"` // under which the city's data-protection impact assessment is recorded
	LogLevel      slog.Level  `env:"LOG_LEVEL" envDefault:"info"`
}

// QuestionLog says which masked questions are kept for editors, for 30 days.
type QuestionLog string

// The values of QUESTION_LOG.
const (
	LogNothing  QuestionLog = "off"
	LogProblems QuestionLog = "problems" // refused or badly rated
	LogAll      QuestionLog = "all"
)

// UnmarshalText refuses what is none of the three values.
func (q *QuestionLog) UnmarshalText(text []byte) error {
	switch v := QuestionLog(text); v {
	case LogNothing, LogProblems, LogAll:
		*q = v
		return nil
	}
	return fmt.Errorf("%q is none of off, problems, all", text)
}

// Wording says how far a model's sentence may be from its quotes.
type Wording string

// The values of LLM_WORDING.
const (
	CloseWording Wording = "close" // derived from them: their words, cut, joined and turned round
	FreeWording  Wording = "free"  // proven by them, in other words as well
)

// UnmarshalText refuses what is none of the two values.
func (w *Wording) UnmarshalText(text []byte) error {
	switch v := Wording(text); v {
	case CloseWording, FreeWording:
		*w = v
		return nil
	}
	return fmt.Errorf("%q is none of close, free", text)
}

// Secret is a value that printing never shows: passwords, keys, database addresses.
type Secret string

// Reveal returns the value itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(set)"
}

// GoString keeps %#v from showing the value.
func (s Secret) GoString() string { return s.String() }

// LogValue keeps the value out of structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText keeps the value out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Load reads the configuration from an environment in the form of os.Environ. The error
// is auskunft.Invalid and has one line for each variable that is wrong, saying what to do.
func Load(environ []string) (Config, error) {
	cfg, err := env.ParseAsWithOptions[Config](env.Options{Environment: env.ToMap(environ)})
	problems := parseProblems(err)
	if len(problems) == 0 {
		problems = cfg.check()
	}
	if len(problems) > 0 {
		return Config{}, &auskunft.Error{Kind: auskunft.Invalid, Code: "config", Err: errors.Join(problems...)}
	}
	return cfg, nil
}

// parseProblems turns the library's errors, which name struct fields, into ones that name
// variables and do not repeat a value.
func parseProblems(err error) []error {
	aggregate, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		if err != nil {
			return []error{err}
		}
		return nil
	}
	var problems []error
	for _, e := range aggregate.Errors {
		if parse, ok := errors.AsType[env.ParseError](e); ok {
			field, _ := reflect.TypeFor[Config]().FieldByName(parse.Name)
			e = fmt.Errorf("%s: %w", variable(field), parse.Err)
		}
		problems = append(problems, e)
	}
	return problems
}

func variable(field reflect.StructField) string { return field.Tag.Get("env") }

func (c *Config) check() []error {
	var problems []error
	report := func(name string, err error) {
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	report("LISTEN", checkAddress(c.Listen))
	if c.MetricsListen != "off" {
		report("METRICS_LISTEN", checkAddress(c.MetricsListen))
	}
	if c.PublicURL != "" {
		c.PublicURL = strings.TrimRight(c.PublicURL, "/")
		report("PUBLIC_URL", checkURL(c.PublicURL))
	}
	for i, origin := range c.AllowedOrigins {
		var err error
		c.AllowedOrigins[i], err = Origin(origin)
		report("ALLOWED_ORIGINS", err)
	}
	if c.QuestionsPerMinute < 1 {
		report("QUESTIONS_PER_MINUTE", errors.New("must be at least 1"))
	}
	if c.MCPPerMinute < 1 {
		report("MCP_PER_MINUTE", errors.New("must be at least 1"))
	}
	report("SESSION_IDLE", checkIdle(c.SessionIdle, c.SessionLimit))
	if c.OIDCIssuer != "" || c.OIDCClientID != "" {
		report("OIDC_ISSUER", c.checkProvider())
	}
	report("LLM_BASE_URL", checkEndpoint(c.LLMBaseURL, c.LLMModel, "LLM_MODEL"))
	report("LLM_FALLBACK_BASE_URL", checkEndpoint(c.LLMFallbackBaseURL, c.LLMFallbackModel, "LLM_FALLBACK_MODEL"))
	if c.LLMFallbackBaseURL != "" && c.LLMBaseURL == "" {
		report("LLM_FALLBACK_BASE_URL", errors.New("is set without LLM_BASE_URL, the endpoint that is preferred"))
	}
	if c.LLMSlots < 1 {
		report("LLM_SLOTS", errors.New("must be at least 1"))
	}
	if c.LLMTimeout < time.Second || c.LLMTimeout > maxLLMTimeout {
		report("LLM_TIMEOUT", fmt.Errorf("must be from 1s to %s, because two calls must fit into the time of an answer", maxLLMTimeout))
	}
	report("EMBED_BASE_URL", checkEndpoint(c.EmbedBaseURL, c.EmbedModel, "EMBED_MODEL"))
	if c.RerankBaseURL != "" {
		report("RERANK_BASE_URL", checkURL(c.RerankBaseURL))
	}
	if c.FetchProxy != "" {
		report("FETCH_PROXY", checkProxy(c.FetchProxy.Reveal()))
	}
	if c.HandoverDays < 1 || c.HandoverDays > maxHandoverDays {
		report("HANDOVER_DAYS", fmt.Errorf("must be from 1 to %d", maxHandoverDays))
	}
	if c.SMTPServer != "" || len(c.SMTPTo) > 0 {
		report("SMTP_SERVER", c.checkMail())
	}
	if c.DatabaseConnections < 0 {
		report("DATABASE_CONNECTIONS", errors.New("must not be negative; 0 lets the number of processors decide"))
	}
	if c.DatabaseOwnerURL != "" && c.DatabaseURL == "" {
		report("DATABASE_OWNER_URL", errors.New("is set without DATABASE_URL; set both, or neither for the private database"))
	}
	return problems
}

// maxLLMTimeout lets a call and its repair end within the two minutes of an answer, with time
// left to answer without them.
const maxLLMTimeout = 50 * time.Second

func checkAddress(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil && port != "" {
		return nil
	}
	return fmt.Errorf("%q is no address to listen on; write host:port or :port", address)
}

func checkURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return errors.New("is no address; write it with http:// or https:// and a host")
	}
	if u.User != nil {
		return errors.New("has a user or password in it; keys belong in the variable ending in _API_KEY")
	}
	return nil
}

func checkProxy(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return errors.New("is no proxy; write http://host:port")
	}
	return nil
}

// Origin reads the origin of a website and returns it as browsers send it: lower case, a name
// with umlauts in its ASCII form, without the usual port. The error is for whoever wrote it.
func Origin(raw string) (string, error) {
	wrong := fmt.Errorf("%q is no origin; write scheme and host only, like https://www.stadt.example, separated by commas", raw)
	u, err := url.Parse(strings.TrimSuffix(strings.TrimSpace(raw), "/"))
	if err != nil || checkURL(u.String()) != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(u.Host, ":") {
		return "", wrong
	}
	host, port := u.Hostname(), u.Port()
	if _, err := netip.ParseAddr(host); err != nil {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return "", wrong
		}
	}
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return u.Scheme + "://" + host, nil
	}
	return u.Scheme + "://" + net.JoinHostPort(host, port), nil
}

func checkEndpoint(base, model, modelVariable string) error {
	switch {
	case base == "" && model == "":
		return nil
	case base == "":
		return fmt.Errorf("is missing although %s is set; give the endpoint's address, usually ending in /v1", modelVariable)
	case model == "":
		return fmt.Errorf("needs %s as well: the name under which the endpoint serves the model", modelVariable)
	}
	return checkURL(base)
}

func checkIdle(idle, limit time.Duration) error {
	if idle < minIdle || idle > limit {
		return fmt.Errorf("%s is no time to be idle; from %s up to SESSION_LIMIT, which is %s", idle, minIdle, limit)
	}
	return nil
}

// minIdle is long because the last request of a session is remembered to the minute.
const minIdle = 5 * time.Minute

// checkProvider checks what can be known before the provider is asked.
func (c *Config) checkProvider() error {
	if c.OIDCIssuer == "" {
		return errors.New("is missing although OIDC_CLIENT_ID is set; give the address below which /.well-known/openid-configuration stands")
	}
	if err := checkURL(c.OIDCIssuer); err != nil {
		return err
	}
	if u, _ := url.Parse(c.OIDCIssuer); u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
		return errors.New("must begin with https://; whoever reads along could sign in")
	}
	for name, value := range map[string]string{"OIDC_CLIENT_ID": c.OIDCClientID, "OIDC_GROUPS": c.OIDCGroups, "PUBLIC_URL": c.PublicURL} {
		if value == "" {
			return fmt.Errorf("needs %s as well", name)
		}
	}
	if !slices.Contains(c.OIDCScopes, "openid") {
		return errors.New("needs openid among OIDC_SCOPES")
	}
	return nil
}

// maxHandoverDays is a year: nobody waits longer for an answer, and personal data may not.
const maxHandoverDays = 365

func (c *Config) checkMail() error {
	switch {
	case !c.Handover:
		return errors.New("is set without HANDOVER=true; without it there is nothing to mail")
	case c.SMTPServer == "" || c.SMTPFrom == "" || len(c.SMTPTo) == 0:
		return errors.New("SMTP_SERVER, SMTP_FROM and SMTP_TO belong together; set all three, or none")
	case (c.SMTPUser == "") != (c.SMTPPassword == ""):
		return errors.New("SMTP_USER and SMTP_PASSWORD belong together; set both, or neither")
	}
	for _, address := range append([]string{c.SMTPFrom}, c.SMTPTo...) {
		if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
			return fmt.Errorf("%q is no mail address; write it without a name, like service@stadt.example", address)
		}
	}
	host, port, err := net.SplitHostPort(c.SMTPServer)
	if _, wrong := strconv.ParseUint(port, 10, 16); err != nil || wrong != nil || host == "" {
		return fmt.Errorf("%q is no server; write host:port, like mail.stadt.example:587", c.SMTPServer)
	}
	return nil
}

// Print writes one VARIABLE=value line for each variable, secrets only as "(set)".
func (c Config) Print(w io.Writer) error {
	v := reflect.ValueOf(c)
	for field, value := range v.Fields() {
		text := fmt.Sprint(value.Interface())
		if value.Kind() == reflect.Slice {
			text = strings.Trim(text, "[]")
		}
		if _, err := fmt.Fprintf(w, "%s=%s\n", variable(field), text); err != nil {
			return err
		}
	}
	return nil
}
