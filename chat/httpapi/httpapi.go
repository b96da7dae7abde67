// Package httpapi is the public API of the answer desk and its page version.
//
//	POST   /api/v1/chat                one question; the answer as text/event-stream
//	GET    /api/v1/search?q=&k=        passages
//	GET    /api/v1/suggest?q=          titles and synonyms that begin so
//	POST   /api/v1/feedback            did the answer help
//	DELETE /api/v1/conversations/{id}  forget a conversation
//	GET    /api/v1/features            what this desk offers, for the widget
//	GET    /api/v1/handover/challenge  leave to hand a request over to people
//	POST   /api/v1/handover            hand it over
//	GET    /api/v1/openapi.json        this, for programs
//	       /chat                       the same without script
//
// Shapes are stable: additions only. Everybody is answered as the public unless a
// signed-in session has put another reader into the request's context (web.WithReader).
// Errors are problem documents with a code and a sentence for people.
//
// An administrator can close channels. While the widget's is closed, questions to /api/v1/chat
// get 503 with the code "channel_closed" and the way to a person; while the API's is, searches
// do. The page /chat then says so and finds pages instead of answering. What people have a
// right to (deleting a conversation, rating, handing a request over) is never closed, and
// somebody in danger is told who helps.
package httpapi

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"auskunft"
	"auskunft/chat"
	"auskunft/internal/web"
	"auskunft/retrieval/lexical"
)

// Desk answers questions; *chat.Desk does.
type Desk interface {
	Check(q auskunft.Question) error
	// Urgent says what holds for a question while a channel is closed.
	Urgent(q auskunft.Question) (answered bool, help string)
	Ask(ctx context.Context, q auskunft.Question, emit func(chat.Event) error) (auskunft.Answer, error)
	// Summary is "" without a model, and when what it wrote was not said.
	Summary(ctx context.Context, said []chat.Said) (string, auskunft.Aid)
}

// Suggester completes what somebody types.
type Suggester interface {
	Suggest(prefix string, reader auskunft.Reader, k int) []lexical.Suggestion
}

// Keeper keeps conversations and ratings; *chat.Store does.
type Keeper interface {
	Forget(ctx context.Context, conversation string) error
	Transcript(ctx context.Context, reader auskunft.Reader, conversation string, now time.Time) ([]chat.Said, error)
	Rate(ctx context.Context, reader auskunft.Reader, answer string, helpful bool, reason string) error
}

// Rules are what may change while the API serves; *setting.Store of kb has them. They are
// asked with every request, so they answer from memory.
type Rules interface {
	QuestionsPerMinute() int // of one client
	Origins() []string       // websites that may embed us
	// Admit returns an error of kind auskunft.Closed while a channel is closed.
	Admit(auskunft.Channel) error
}

// Config is what the API is built from.
type Config struct {
	Desk     Desk
	Searcher chat.Searcher
	Suggest  Suggester
	Keeper   Keeper
	Rules    Rules
	Messages *chat.Messages
	Town     chat.Town
	Log      *slog.Logger

	Inbox     Inbox  // where requests to people go; nil: none are taken
	TicketKey []byte // what is signed with, by all replicas alike; needed with Inbox

	Widget  string         // address of the script that /chat shows the widget by; "": it has forms only
	Address string         // how people reach us, "https://auskunft.stadt.example": for what is printed
	Proxies []netip.Prefix // whose X-Forwarded-For is believed

	LookupsPerMinute int           // searches and suggestions of one client; 0 means 240
	HandoversPerHour int           // requests to people of one client, those that were wrong included; 0 means 20
	KeepAlive        time.Duration // silence after which a stream says that it lives; 0 means 15 s
	EventTimeout     time.Duration // in which a client must send its request, and take each event; 0 means 10 s
	AnswerTimeout    time.Duration // for a whole answer; 0 means 2 min
}

// API serves the routes of this package.
type API struct {
	Config
	problems *web.Problems
	clients  *web.Clients
	tickets  tickets
	pages    *template.Template
}

// New makes an API.
func New(cfg Config) *API {
	cfg.LookupsPerMinute = orDefault(cfg.LookupsPerMinute, 240)
	cfg.HandoversPerHour = orDefault(cfg.HandoversPerHour, 20)
	cfg.KeepAlive = orDefault(cfg.KeepAlive, 15*time.Second)
	cfg.EventTimeout = orDefault(cfg.EventTimeout, 10*time.Second)
	cfg.AnswerTimeout = orDefault(cfg.AnswerTimeout, 2*time.Minute)
	return &API{
		Config:   cfg,
		problems: &web.Problems{Text: cfg.Messages.Error, Log: cfg.Log},
		clients:  web.NewClients(cfg.Proxies),
		tickets:  tickets{cfg.TicketKey},
		pages:    parsePages(),
	}
}

func orDefault[T int | time.Duration](value, standard T) T {
	if value == 0 {
		return standard
	}
	return value
}

// Routes adds the routes to a router. Middleware that every route of the process shares
// (request ids, the log, headers, protection against other websites) is the caller's.
func (a *API) Routes(r chi.Router) {
	limit := func(n func() int, window time.Duration) (api, pages func(http.Handler) http.Handler) {
		return a.clients.Limit(n, window, a.problems), a.clients.Limit(n, window, &web.Problems{Text: a.Messages.Error, Log: a.Log, Page: a.showProblem})
	}
	questions, pageQuestions := limit(a.Rules.QuestionsPerMinute, time.Minute)
	lookups, pageLookups := limit(func() int { return a.LookupsPerMinute }, time.Minute)
	requests, pageRequests := limit(func() int { return a.HandoversPerHour }, time.Hour)
	r.Route("/api/v1", func(r chi.Router) {
		r.Use(web.CORS(a.Rules.Origins), a.withSpeaker)
		api := humachi.New(r, openAPI(a.Town))
		a.registerChat(api, questions)
		a.registerLookups(api, lookups)
		a.registerKeeping(api, lookups)
		a.registerFeatures(api)
		a.registerHandover(api, lookups, requests)
	})
	r.Get("/chat", a.showPage)
	r.Get("/chat/page.css", serveStyle)
	r.With(pageQuestions).Post("/chat", a.answerPage)
	r.With(pageLookups).Post("/chat/delete", a.deletePage)
	r.With(pageLookups).Post("/chat/feedback", a.ratePage)
	r.With(pageLookups).Post("/chat/conversation", a.resumePage)
	r.Get("/chat/handover", a.requestPage)
	r.With(pageLookups).Post("/chat/handover/form", a.requestPage)
	r.With(pageRequests).Post("/chat/handover", a.sendPage)
}

// openAPI is the frame of the API's description.
func openAPI(town chat.Town) huma.Config {
	cfg := huma.DefaultConfig("Auskunft", "1.0.0")
	cfg.Info.Description = "The answer desk of " + town.Name + ". Every sentence of an answer carries a verbatim quote of the town's texts."
	cfg.Servers = []*huma.Server{{URL: "/api/v1"}}
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "/openapi", "", ""
	cfg.CreateHooks = nil // no $schema links in answers
	return cfg
}

// question completes what a client sent to a Question of this moment.
func (a *API) question(ctx context.Context, text, conversation, lang, area string, mode auskunft.Mode) auskunft.Question {
	return auskunft.Question{
		Text: text, Conversation: conversation, Lang: lang, Area: area, Mode: mode,
		Reader: web.Reader(ctx), Now: time.Now(),
	}
}
