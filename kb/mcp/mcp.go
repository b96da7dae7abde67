// Package mcp offers the search and the answers to assistants and other programs by the Model
// Context Protocol. Whoever asks reads what their token may read, and nothing is kept between
// two requests.
package mcp

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"auskunft"
	"auskunft/chat/guard"
	"auskunft/internal/web"
	"auskunft/retrieval"
)

// Path is where the endpoint is served.
const Path = "/mcp"

// Searcher finds passages; package retrieval has it.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
}

// Asker answers a question as a whole; package chat has it.
type Asker interface {
	Ask(ctx context.Context, q auskunft.Question) (auskunft.Answer, error)
	// Closed is what becomes of a question while the channel is closed, err: nil when somebody may be in danger, for it is
	// answered then, else err with the help that belongs beside it.
	Closed(q auskunft.Question, err error) error
}

// Config is what the endpoint is built from.
type Config struct {
	Search Searcher
	Ask    Asker
	Town   string                              // the city's name, for the tools' descriptions
	Admit  func(*http.Request) error           // whether a request may use a tool now
	Text   func(lang string, err error) string // an error as people read it
	Log    *slog.Logger
}

const (
	hitsDefault, hitsMost = 10, 50
	bodyMost              = 64 << 10 // bytes; a question is a few hundred
)

// Handler answers POST requests of the protocol. Around it, something has said who reads
// (web.Reader). It keeps no sessions, so any replica can answer.
func Handler(cfg Config) http.Handler {
	schemas := mcp.NewSchemaCache()
	return mcp.NewStreamableHTTPHandler(func(r *http.Request) *mcp.Server {
		return cfg.server(r, schemas)
	}, &mcp.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, Logger: cfg.Log, MaxRequestBodyBytes: bodyMost,
		// It guards servers that trust whoever is on their machine. We trust a token, and a
		// proxy on our machine is the usual case.
		DisableLocalhostProtection: true,
	})
}

// server is the tools for one request.
func (cfg Config) server(r *http.Request, schemas *mcp.SchemaCache) *mcp.Server {
	s := mcp.NewServer(&mcp.Implementation{Name: "auskunft", Title: "Auskunft " + cfg.Town, Version: "1"}, &mcp.ServerOptions{SchemaCache: schemas})
	readOnly := &mcp.ToolAnnotations{ReadOnlyHint: true}
	mcp.AddTool(s, &mcp.Tool{
		Name: "search", Title: "Texte suchen", Annotations: readOnly,
		Description: "Sucht Textstellen in den Texten von: " + cfg.Town + ". Liefert sie wörtlich, mit Titel, Adresse, Tag der letzten Prüfung und Sichtbarkeit. Was nicht „public“ ist, ist nur für die Verwaltung bestimmt.",
	}, tool(cfg, r, cfg.search))
	mcp.AddTool(s, &mcp.Tool{
		Name: "answer", Title: "Belegte Antwort", Annotations: readOnly,
		Description: "Beantwortet eine Frage aus den Texten von: " + cfg.Town + ". Jeder Satz nennt die Nummern seiner wörtlichen Belege; ohne Beleg gibt es keine Antwort. Belege mit „internal“ sind nur für die Verwaltung bestimmt.",
	}, tool(cfg, r, cfg.answer))
	return s
}

// tool makes a handler of a function. What goes wrong is told in German, without details, as
// the tool's result: whoever uses the tool can tell it to their people.
func tool[In, Out any](cfg Config, r *http.Request, do func(context.Context, auskunft.Reader, In) (Out, error)) mcp.ToolHandlerFor[In, Out] {
	return func(ctx context.Context, _ *mcp.CallToolRequest, in In) (_ *mcp.CallToolResult, out Out, err error) {
		if err = cfg.admit(r, in); err == nil {
			out, err = do(ctx, web.Reader(r.Context()), in)
		}
		if err != nil {
			if web.IsFault(err) {
				cfg.Log.ErrorContext(ctx, "mcp", "err", err)
			}
			return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: cfg.Text("de", err)}}}, out, nil
		}
		return nil, out, nil
	}
}

// admit is why a tool may not be used now, nil when it may: asked in danger it may whatever an administrator has closed.
func (cfg Config) admit(r *http.Request, in any) error {
	err := cfg.Admit(r)
	if asked, ok := in.(answerInput); ok && auskunft.KindOf(err) == auskunft.Closed {
		return cfg.Ask.Closed(auskunft.Question{Text: asked.Question}, err)
	}
	return err
}

type searchInput struct {
	Query string `json:"query" jsonschema:"wonach gesucht wird, höchstens 1000 Zeichen"`
	K     int    `json:"k,omitempty" jsonschema:"wie viele Treffer, 1 bis 50; ohne Angabe 10"`
}

type searchOutput struct {
	Hits []hit `json:"hits"`
}

type hit struct {
	Title      string              `json:"title"`
	URL        string              `json:"url,omitempty"`
	Headings   []string            `json:"headings,omitempty"`
	Text       string              `json:"text"`
	CheckedAt  *time.Time          `json:"checked_at,omitempty"`
	Visibility auskunft.Visibility `json:"visibility"`
}

func (cfg Config) search(ctx context.Context, reader auskunft.Reader, in searchInput) (out searchOutput, err error) {
	out.Hits = []hit{}
	text, err := guard.Normalise(in.Query)
	if err != nil {
		return out, err
	}
	k := in.K
	if k <= 0 {
		k = hitsDefault
	}
	found, err := cfg.Search.Search(ctx, retrieval.Query{Text: text, Lang: guard.Language(text), Reader: reader, K: min(k, hitsMost), Now: time.Now()})
	for _, h := range found.Hits {
		shown := hit{Title: h.Document.Title, URL: h.Document.URL, Headings: h.Passage.Headings, Text: h.Passage.Text, Visibility: h.Document.Visibility}
		if !h.Document.CheckedAt.IsZero() {
			shown.CheckedAt = &h.Document.CheckedAt
		}
		out.Hits = append(out.Hits, shown)
	}
	return out, err
}

type answerInput struct {
	Question string `json:"question" jsonschema:"die Frage, höchstens 1000 Zeichen"`
}

type answerOutput struct {
	Status    auskunft.Status     `json:"status"`
	Message   string              `json:"message,omitempty"`
	Note      string              `json:"note,omitempty" jsonschema:"gehört zur Antwort: Sie gilt allgemein, über den Einzelfall entscheidet die Stelle"`
	Sentences []auskunft.Sentence `json:"sentences"`
	Citations []citation          `json:"citations"`
	Generated string              `json:"generated_by"`
}

type citation struct {
	N         int        `json:"n"`
	Title     string     `json:"title"`
	URL       string     `json:"url,omitempty"`
	Quote     string     `json:"quote"`
	CheckedAt *time.Time `json:"checked_at,omitempty"`
	Internal  bool       `json:"internal,omitempty"`
}

func (cfg Config) answer(ctx context.Context, reader auskunft.Reader, in answerInput) (out answerOutput, err error) {
	out.Sentences, out.Citations = []auskunft.Sentence{}, []citation{}
	a, err := cfg.Ask.Ask(ctx, auskunft.Question{Text: in.Question, Reader: reader, Now: time.Now()})
	if err != nil {
		return out, err
	}
	out.Status, out.Message, out.Note, out.Generated = a.Status, a.Message, a.Note, a.GeneratedBy
	out.Sentences = append(out.Sentences, a.Sentences...)
	for _, c := range a.Citations {
		out.Citations = append(out.Citations, citation{c.N, c.Title, c.URL, c.Quote, c.CheckedAt, c.Internal})
	}
	return out, nil
}
