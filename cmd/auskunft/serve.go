package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"auskunft"
	"auskunft/chat"
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
	"auskunft/kb/setting"
	"auskunft/kb/signal"
	"auskunft/kb/staff"
	"auskunft/kb/staff/admin"
	"auskunft/kb/staff/editor"
	"auskunft/kb/staff/frame"
	"auskunft/kb/token"
	"auskunft/kb/trial"
	"auskunft/widget"
)

type serveCmd struct{}

// Run serves until it is told to stop.
func (serveCmd) Run(s *surroundings) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	d, err := openDesk(s, deskOptions{log: s.log(cfg.LogLevel)})
	if err != nil {
		return err
	}
	defer d.Close()
	if cfg.DSFAReference == "" {
		d.log.Warn("no data-protection impact assessment is recorded: auskunft export dsfa writes what it needs; then set DSFA_REFERENCE to its reference")
	}
	return d.serve(s.ctx, nil, nil)
}

// serve answers on the configured addresses until ctx ends. site, which may be nil, is
// served where nothing else is; ready, which may be nil, is called with the address once
// requests are taken.
func (d *desk) serve(ctx context.Context, site http.Handler, ready func(address string) error) error {
	listener, err := listen("LISTEN", d.cfg.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	var metrics net.Listener // on an address of its own, which a city does not publish
	if d.cfg.MetricsListen != "off" {
		if metrics, err = listen("METRICS_LISTEN", d.cfg.MetricsListen); err != nil {
			return err
		}
		defer metrics.Close()
	}
	sessions, err := d.sessions()
	if err != nil {
		return err
	}
	handler, err := d.handler(sessions, site)
	if err != nil {
		return err
	}
	if err := d.articles.Readdress(ctx); err != nil {
		return err
	}
	if err := d.ingest.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	defer d.ingest.Stop()
	if ready != nil {
		if err := ready(listener.Addr().String()); err != nil {
			return err
		}
	}
	debug.FreeOSMemory() // loading needed several times what is kept; an idle desk should not hold it
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { d.search.Follow(ctx); return nil })
	group.Go(func() error { d.settings.Follow(ctx); return nil })
	group.Go(func() error { d.ingest.RunSchedule(ctx); return nil })
	group.Go(func() error { newKeeper(d.cfg, d.db, d.log).Work(ctx); return nil })
	group.Go(func() error { d.publishDue(ctx); return nil })
	group.Go(func() error { d.learn(ctx); return nil })
	if provider := sessions.Provider; provider != nil {
		group.Go(func() error { provider.Connect(ctx); return nil })
	}
	if metrics != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(d.metrics(), promhttp.HandlerOpts{}))
		group.Go(func() error { return web.Serve(ctx, metrics, mux, d.log) })
	}
	if d.model != nil {
		group.Go(func() error { d.model.Watch(ctx, d.log); return nil })
	}
	group.Go(func() error { return web.Serve(ctx, listener, handler, d.log) })
	return group.Wait()
}

// listen opens an address; the error says which variable to change.
func listen(variable, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, auskunft.Errorf(auskunft.Unavailable, "listen", "%s: cannot listen on %s, is another program using it? Set %s to another address, such as :8081: %w", variable, address, variable, err)
	}
	return l, nil
}

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

// wholeAnswers is the desk for callers who take an answer as a whole.
type wholeAnswers struct{ desk *chat.Desk }

// Ask answers without telling how far it is.
func (w wholeAnswers) Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error) {
	return w.desk.Ask(ctx, q, func(chat.Event) error { return nil })
}

// Closed is what becomes of a question when err says that its channel is closed: it is answered in danger, and else
// gets err with the help that belongs beside it.
func (w wholeAnswers) Closed(q auskunft.Question, err error) error {
	if err == nil {
		return nil
	}
	answered, help := w.desk.Urgent(q)
	if answered {
		return nil
	}
	return auskunft.WithHelp(err, help)
}

// forStaff answers and drafts for staff until an administrator closes their channel.
type forStaff struct {
	wholeAnswers
	writer   *draft.Writer
	settings *setting.Store
}

// Ask answers as a whole, and says who helps in danger whatever is closed.
func (f forStaff) Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error) {
	if err := f.Closed(q, f.settings.Admit(auskunft.StaffChannel)); err != nil {
		return auskunft.Answer{}, err
	}
	return f.wholeAnswers.Ask(ctx, q)
}

// Reply drafts the reply to a citizen's mail.
func (f forStaff) Reply(ctx context.Context, pasted string, reader auskunft.Reader, now time.Time) (draft.Reply, error) {
	if err := f.settings.Admit(auskunft.StaffChannel); err != nil {
		return draft.Reply{}, f.writer.Closed(pasted, err)
	}
	return f.writer.Reply(ctx, pasted, reader, now)
}

// publishEvery is how late a planned article may appear or go.
const publishEvery = time.Minute

// publishDue publishes articles whose time has come and retires those whose time is over.
func (d *desk) publishDue(ctx context.Context) {
	for {
		if err := d.articles.Due(ctx, time.Now()); err != nil && ctx.Err() == nil {
			d.log.ErrorContext(ctx, "planned articles could not be published or retired", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(publishEvery):
		}
	}
}

// learnEvery is how long after a question, or a release, the gaps know of it.
const learnEvery = 10 * time.Second

// learn groups what people asked in vain, and asks again what a release may have answered.
func (d *desk) learn(ctx context.Context) {
	for {
		if err := d.learnOnce(ctx); err != nil && ctx.Err() == nil {
			d.log.ErrorContext(ctx, "gaps are not up to date", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(learnEvery):
		}
	}
}

func (d *desk) learnOnce(ctx context.Context) error {
	if err := d.search.CatchUp(ctx); err != nil { // what was released a moment ago is to be found
		return err
	}
	now := time.Now()
	return errors.Join(d.gaps.Group(ctx), d.gaps.Follow(ctx, d.trial, now), d.cases.Run(ctx, d.trial, now), d.gaps.Expire(ctx, now))
}

type workerCmd struct{}

// Run works background jobs until it is told to stop.
func (workerCmd) Run(s *surroundings) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	d, err := openDesk(s, deskOptions{log: s.log(cfg.LogLevel)})
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.ingest.Start(context.WithoutCancel(s.ctx)); err != nil {
		return err
	}
	d.ingest.RunSchedule(s.ctx)
	d.ingest.Stop()
	return nil
}

// localURL is how somebody at this machine reaches an address that is listened on.
func localURL(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return "http://" + address
	}
	return "http://localhost:" + port
}
