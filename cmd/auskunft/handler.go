package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/draft"
	"auskunft/chat/guard"
	"auskunft/chat/httpapi"
	"auskunft/ingest/finding"
	"auskunft/internal/config"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/audit"
	"auskunft/kb/impact"
	"auskunft/kb/mcp"
	"auskunft/kb/signal"
	"auskunft/kb/staff"
	"auskunft/kb/staff/admin"
	"auskunft/kb/staff/editor"
	"auskunft/kb/staff/frame"
	"auskunft/kb/token"
	"auskunft/kb/trial"
	"auskunft/widget"
)

// sessions is who can sign in, and how.
func (d *desk) sessions() (*account.Sessions, error) {
	provider, err := newProvider(d.cfg, d.log)
	if err != nil {
		return nil, err
	}
	options := sessionOptions(d.cfg)
	options.Clients, options.Provider, options.Problems = web.NewClients(d.cfg.TrustedProxies), provider, d.problems()
	return account.NewSessions(d.db.App, options), nil
}

// sessionOptions is how long sessions last.
func sessionOptions(cfg config.Config) account.Options {
	return account.Options{Secure: strings.HasPrefix(cfg.PublicURL, "https://"), Idle: cfg.SessionIdle, Limit: cfg.SessionLimit}
}

// newProvider is the identity provider that OIDC_ISSUER names; nil without one.
func newProvider(cfg config.Config, log *slog.Logger) (*account.Provider, error) {
	if cfg.OIDCIssuer == "" {
		return nil, nil
	}
	b, err := os.ReadFile(cfg.OIDCGroups)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "groups", "OIDC_GROUPS: %w", err)
	}
	groups, err := account.ParseGroups(b)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Invalid, "groups", "OIDC_GROUPS: %s: %w", cfg.OIDCGroups, err)
	}
	return account.NewProvider(account.ProviderConfig{
		Issuer: cfg.OIDCIssuer, ClientID: cfg.OIDCClientID, Secret: cfg.OIDCSecret, Name: cfg.OIDCName, Scopes: cfg.OIDCScopes,
		GroupsClaim: cfg.OIDCGroupsClaim, Groups: groups, Log: log,
		Callback: cfg.PublicURL + staff.CallbackPath, SignedOut: cfg.PublicURL + frame.SignInPath,
	}), nil
}

func (d *desk) problems() *web.Problems {
	return &web.Problems{Text: d.chat.Messages().Error, Log: d.log}
}

// handler is everything that is reachable over HTTP.
func (d *desk) handler(sessions *account.Sessions, site http.Handler) (http.Handler, error) {
	messages := d.chat.Messages()
	cfg := httpapi.Config{
		Desk: d.chat, Searcher: d.search, Suggest: d.search, Keeper: d.store, Rules: d.settings, Messages: messages, Town: d.chat.Town(), Log: d.log,
		Widget: "/widget/v" + widget.Version + "/" + widget.Script, Address: demoAddress(d.cfg),
		Proxies: d.cfg.TrustedProxies,
	}
	if d.cfg.Handover {
		key, err := d.inbox.Key(context.Background())
		if err != nil {
			return nil, err
		}
		cfg.Inbox, cfg.TicketKey = d.inbox, key
	}
	api := httpapi.New(cfg)
	r := web.NewRouter(d.problems(), d.log, d.settings.Origins)
	pages, err := d.pages(sessions)
	if err != nil {
		return nil, err
	}
	r.Get("/healthz", web.Healthz)
	r.Get("/readyz", web.Readyz(d.log, d.db.App.Ping, d.helpers()...))
	r.Handle("/widget/*", widget.Handler())
	articles := d.articles.Page(d.chat.Town().Name, d.log)
	r.Method(http.MethodGet, article.Path+"{slug}", articles)
	r.Method(http.MethodGet, article.Path+"{slug}/{file}", articles)
	tokens := token.New(d.db.App)
	api.Routes(r.With(forSearch(token.Bearer(tokens, false, d.problems()))))
	r.With(token.Bearer(tokens, true, d.problems())).Handle(mcp.Path, mcp.Handler(mcp.Config{
		Search: d.search, Ask: wholeAnswers{d.chat}, Admit: d.admitTool(), Town: d.chat.Town().Name, Text: messages.Error, Log: d.log,
	}))
	r.Handle(frame.Root, http.RedirectHandler(frame.Root+"/", http.StatusSeeOther))
	r.Mount(frame.Root+"/", sessions.Middleware(pages))
	if site == nil {
		site = http.RedirectHandler("/chat", http.StatusSeeOther)
		r.Get("/", site.ServeHTTP)
	} else {
		r.Handle("/*", site)
	}
	return r, checkRoutes(r)
}

// admitTool says whether a program may use a tool: not while an administrator has closed the
// channel, and with one token only so often.
func (d *desk) admitTool() func(*http.Request) error {
	quota := web.NewClients(nil).Quota(d.settings.MCPPerMinute, time.Minute)
	return func(r *http.Request) error {
		if err := d.settings.Admit(auskunft.MCPChannel); err != nil {
			return err
		}
		secret, _ := token.Secret(r)
		return quota(r, secret)
	}
}

// forSearch applies a middleware to the search only: a conversation is the public's, whoever
// sends the question.
func forSearch(middleware func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		search := middleware(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/v1/search" {
				search.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// pages is what staff work with, room by room.
func (d *desk) pages(sessions *account.Sessions) (*frame.Site, error) {
	log := audit.New(d.db.App)
	site, err := frame.New(frame.Config{Town: d.chat.Town().Name, Account: account.From, Audit: log, Log: d.log})
	if err != nil {
		return nil, err
	}
	keeper := newKeeper(d.cfg, d.db, d.log)
	var embed admin.Embed
	if embed.Lines, err = snippet(d.cfg, d.chat.Town(), false); err == nil {
		embed.Pinned, err = snippet(d.cfg, d.chat.Town(), true)
	}
	if err != nil {
		return nil, err
	}
	writer := draft.New(d.chat)
	assistant := forStaff{wholeAnswers{d.chat}, writer, d.settings}
	deps := staff.Deps{
		Search: d.search, Ask: assistant, Analyse: d.search, Catalogue: d.catalogue, Areas: d.chat.Town().Areas, Address: demoAddress(d.cfg), Sessions: sessions,
		Draft: assistant, Inbox: d.inbox, RequestDays: d.cfg.HandoverDays, Signals: d.signals(), Trial: trial.New(d.db.App), Log: d.log,
	}
	if sessions.Provider != nil {
		deps.Provider = sessions
	}
	return site, errors.Join(
		staff.Register(site, deps),
		editor.Register(site, editor.Deps{Articles: d.articles, Notices: d.notices, Pins: d.pins, Learning: &editor.Learning{
			Gaps: d.gaps, Cases: d.cases, Trial: d.trial, Search: d.search, Draft: writer,
			Impact: impact.New(d.articles, d.cases, d.chat, d.search),
		}}),
		admin.Register(site, admin.Deps{
			Sources: d.ingest, Findings: finding.NewStore(d.db), Settings: d.settings, Embed: embed, Accounts: sessions, Audit: log,
			Told:   func(err error) string { return d.chat.Messages().Error("de", err) },
			Tokens: token.New(d.db.App), Health: d,
			Retention: keeper, Privacy: newPrivacy(d.cfg, d.chat.Town().Name, d.db, d.ingest, d.settings, keeper), Trial: trial.New(d.db.App),
		}),
	)
}

// signals is where what staff say about answers is kept.
func (d *desk) signals() *signal.Store {
	return signal.New(d.db, guard.NewMasker(d.chat.Town().Public))
}
