package httpapi

import (
	"context"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/guard"
	"auskunft/internal/civil"
	"auskunft/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/page.css
var style []byte

// page is what the template of /chat shows: a form and, after a question, its answer.
type page struct {
	messages     *chat.Messages
	Town         chat.Town
	Lang         string // of the page
	AnswerLang   string // of what the desk says itself; the question decides it
	Question     string // as it was typed; shown back, not kept
	Conversation string
	Answer       *auskunft.Answer
	Failure      string // what went wrong, in words
	Deleted      bool
}

// T is the text of a key of the section "page".
func (p *page) T(key string, pairs ...string) string {
	return p.messages.Text(p.Lang, "page."+key, pairs...)
}

// Contact is the way to a person.
func (p *page) Contact() string { return p.messages.Contact(p.Lang) }

// Paragraphs are the paragraphs of a text of ours.
func (p *page) Paragraphs(text string) []string { return strings.Split(text, "\n\n") }

// Lines are the lines of a sentence; a list has more than one.
func (p *page) Lines(text string) []string { return strings.Split(text, "\n") }

// Date is a day as people write it.
func (p *page) Date(t time.Time) string {
	if p.Lang == "de" {
		return civil.Date(t)
	}
	return t.In(civil.Berlin).Format("2 January 2006")
}

// Clock is a time of day.
func (p *page) Clock(t time.Time) string { return t.In(civil.Berlin).Format("15:04") }

// Link is the address of a citation, at its anchor where it has one.
func (p *page) Link(c auskunft.Citation) string {
	if c.URL == "" || c.Anchor == "" || strings.ContainsAny(c.Anchor, " §") || strings.Contains(c.URL, "#") {
		return c.URL
	}
	return c.URL + "#" + c.Anchor
}

// Citation is the citation with a number.
func (p *page) Citation(n int) auskunft.Citation { return p.Answer.Citations[n-1] }

// With is a part of the page for a template of its own.
func (p *page) With(part any) pagePart { return pagePart{p, part} }

type pagePart struct {
	Page *page
	Part any
}

// Tel is a phone number as a link dials it.
func (p *page) Tel(phone string) template.URL { return web.Tel(phone) }

func parsePages() *template.Template {
	return template.Must(template.ParseFS(templateFiles, "templates/*.html"))
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(style)
}

func (a *API) newPage(r *http.Request) *page {
	lang := r.FormValue("lang")
	if lang == "" {
		lang = web.Language(r)
	}
	return &page{messages: a.Messages, Town: a.Town, Lang: a.Messages.Language(lang)}
}

func (a *API) showPage(w http.ResponseWriter, r *http.Request) {
	a.render(w, r, http.StatusOK, a.newPage(r))
}

func (a *API) answerPage(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4*maxBody) // forms write three characters for one byte
	if err := r.ParseForm(); err != nil {
		p := &page{messages: a.Messages, Town: a.Town, Lang: a.Messages.Language(web.Language(r))}
		p.Failure = a.Messages.Error(p.Lang, web.ErrTooLarge)
		a.render(w, r, http.StatusRequestEntityTooLarge, p)
		return
	}
	p := a.newPage(r)
	p.Question, p.Conversation = r.PostFormValue("question"), r.PostFormValue("conversation")
	if !chat.ValidID(p.Conversation) {
		p.Conversation = ""
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.AnswerTimeout)
	defer cancel()
	p.AnswerLang = p.Lang
	if spoken := guard.Language(p.Question); spoken != "" {
		p.AnswerLang = a.Messages.Language(spoken)
	}
	q := a.question(ctx, p.Question, p.Conversation, p.AnswerLang, "", auskunft.StandardMode)
	answer, err := a.Desk.Ask(ctx, q, func(e chat.Event) error {
		if opened, ok := e.(chat.ConversationEvent); ok {
			p.Conversation = opened.ID
		}
		return nil
	})
	if err != nil {
		problem := a.problems.Of(r.Context(), p.Lang, err)
		p.Failure = problem.Detail
		a.render(w, r, problem.Status, p)
		return
	}
	p.Answer = &answer
	a.render(w, r, http.StatusOK, p)
}

func (a *API) deletePage(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	p := a.newPage(r)
	if id := r.PostFormValue("conversation"); chat.ValidID(id) {
		if err := a.Keeper.Forget(r.Context(), id); err != nil {
			problem := a.problems.Of(r.Context(), p.Lang, err)
			p.Failure = problem.Detail
			a.render(w, r, problem.Status, p)
			return
		}
	}
	p.Deleted = true
	a.render(w, r, http.StatusOK, p)
}

func (a *API) render(w http.ResponseWriter, r *http.Request, status int, p *page) {
	if err := web.Render(w, status, a.pages, "chat.html", p); err != nil {
		a.Log.ErrorContext(r.Context(), "page not rendered", slog.Any("error", err))
		a.problems.Write(w, r, err)
	}
}
