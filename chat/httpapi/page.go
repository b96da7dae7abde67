package httpapi

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"auskunft"
	"auskunft/chat"
	"auskunft/internal/civil"
	"auskunft/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/page.css
var style []byte

// styleAddress changes with the style, so that no browser shows a new page in an old one.
var styleAddress = func() string {
	sum := sha256.Sum256(style)
	return "/chat/page.css?" + hex.EncodeToString(sum[:4])
}()

// page is what the templates of /chat show: a form and, after a question, its answer; or
// the form of a request to people.
type page struct {
	messages     *chat.Messages
	address      string
	Town         chat.Town
	TakesRequest bool // there is an inbox

	Lang         string // of the page
	AnswerLang   string // of what the desk says itself; the question decides it
	Question     string // as it was typed; shown back, not kept
	Conversation string
	Simple       bool
	Answer       *auskunft.Answer
	Rating       string // what was just said about the answer: "yes", "no", or why not
	Failure      string // what went wrong, in words
	Closed       string // why nothing is answered here, "" while it is
	Searched     bool   // the question was looked up instead: Found is what there is
	Found        []auskunft.Link
	Deleted      bool
	Request      *request // the form of a request to people
	Script       string   // of the element that takes the empty form's place; "" on other pages
}

// T is the text of a key of the section "page".
func (p *page) T(key string, pairs ...string) string {
	return p.messages.Text(p.Lang, "page."+key, pairs...)
}

// Style is the address of the style sheet.
func (p *page) Style() string { return styleAddress }

// Contact is the way to a person.
func (p *page) Contact() string { return p.messages.Contact(p.Lang) }

// InDanger tells whether the page says who helps at once, and so offers nothing else.
func (p *page) InDanger() bool { return p.Answer != nil && p.Answer.Danger }

// Named tells whether the answer has said already how to reach people; then the page does not say it again.
func (p *page) Named() bool {
	return p.Answer != nil && strings.Contains(p.Answer.Message, p.messages.Contact(p.AnswerLang))
}

// Dir is the direction the page is written in.
func (p *page) Dir() string { return direction(p.Lang) }

// AnswerDir is the direction of what the desk says itself.
func (p *page) AnswerDir() string { return direction(p.AnswerLang) }

func direction(lang string) string {
	if lang == "ar" {
		return "rtl"
	}
	return "ltr"
}

// tongue is a language to choose, under its own name.
type tongue struct{ Tag, Name string }

// Languages are those that the page speaks.
func (p *page) Languages() (all []tongue) {
	for _, tag := range p.messages.Languages() {
		all = append(all, tongue{tag, display.Self.Name(language.Make(tag))})
	}
	return all
}

// In is the address of the page in another language, with the question that was asked. A page
// with a conversation changes its language by a form: no address tells what was said.
func (p *page) In(lang string) string {
	if p.Request != nil && p.Request.Reference == "" {
		return requestPath + "?" + url.Values{"lang": {lang}}.Encode()
	}
	return chatAddress(p.Question, lang)
}

// Permalink is the address of the question, to be printed or made a QR code of. Whoever opens
// it finds the question in the field and asks it by a click.
func (p *page) Permalink() string { return p.address + chatAddress(p.Question, p.Lang) }

func chatAddress(question, lang string) string {
	values := url.Values{"lang": {lang}}
	if question != "" {
		values.Set("q", question)
	}
	return "/chat?" + values.Encode()
}

// WrongField is the id of the field that has to be changed, "" for none.
func (p *page) WrongField() string {
	if p.Request == nil {
		return ""
	}
	for name := range p.Request.Wrong {
		if name == "reach" {
			return "phone"
		}
		return name
	}
	return ""
}

// Reasons are what can be the matter with an answer.
func (p *page) Reasons() []string {
	return []string{"wrong", "outdated", "incomplete", "unclear", "other"}
}

// Paragraphs are the paragraphs of a text of ours, each in pieces with what can be dialled or opened.
func (p *page) Paragraphs(text string) (paragraphs [][]web.Piece) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		paragraphs = append(paragraphs, web.Linked(paragraph))
	}
	return paragraphs
}

// block is a sentence as it is set: a line, or the items of a list with or without a line above.
type block struct {
	Lead  string
	Items []string
}

// Block tells the lines of a sentence apart; a list has more than one.
func (p *page) Block(text string) block {
	lines := strings.Split(text, "\n")
	if len(lines) == 1 || strings.HasSuffix(lines[0], ":") {
		return block{lines[0], lines[1:]}
	}
	return block{Items: lines}
}

// Steps tells whether the items of a list bring their own numbers.
func (b block) Steps() bool { return len(b.Items) > 0 && strings.HasPrefix(b.Items[0], "1. ") }

// Pieces is a line of a sentence in pieces, those with their address that are among the sentence's links.
func (p *page) Pieces(line string, links []auskunft.Link) (pieces []web.Piece) {
	for _, l := range links {
		if before, after, ok := strings.Cut(line, l.Title); ok {
			pieces = append(pieces, web.Piece{Text: before}, web.Piece{Text: l.Title, URL: template.URL(l.URL)}) // the desk has checked it
			line = after
		}
	}
	return append(pieces, web.Piece{Text: line})
}

// Date is a day as people write it.
func (p *page) Date(t time.Time) string {
	switch p.Lang {
	case "de":
		return civil.Date(t)
	case "en":
		return t.In(civil.Berlin).Format("2 January 2006")
	default:
		return t.In(civil.Berlin).Format("02.01.2006")
	}
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
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(style)
}

// maxForm is the size of a form's body: forms write three characters for one byte.
const maxForm = 4 * maxBody

// openPage reads a request's form into a page; when it is too large the page says so.
func (a *API) openPage(w http.ResponseWriter, r *http.Request) (p *page, err error) {
	p = &page{messages: a.Messages, address: a.Address, Town: a.Town, TakesRequest: a.Inbox != nil, Lang: a.Messages.Language(web.Language(r))}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return p, web.ErrTooLarge
	}
	if lang := r.Form.Get("lang"); lang != "" {
		p.Lang = a.Messages.Language(lang)
	}
	p.AnswerLang = p.Lang
	if closed := a.Rules.Admit(auskunft.PageChannel); closed != nil {
		p.Closed = a.Messages.Error(p.Lang, closed)
	}
	p.Question = strings.ReplaceAll(r.PostForm.Get("question"), "\r\n", "\n")
	p.Simple = r.Form.Get("mode") == string(auskunft.SimpleMode)
	if id := r.PostForm.Get("conversation"); chat.ValidID(id) {
		p.Conversation = id
	}
	return p, nil
}

// failPage shows what went wrong on a page that has kept what was typed.
func (a *API) failPage(w http.ResponseWriter, r *http.Request, p *page, err error) {
	problem := a.problems.Of(r.Context(), p.Lang, err)
	p.Failure = problem.Detail
	a.render(w, r, problem.Status, p)
}

// showProblem is failPage for what stopped a request before it came to a page.
func (a *API) showProblem(w http.ResponseWriter, r *http.Request, problem *web.Problem) {
	p, _ := a.openPage(w, r) // a form that cannot be read leaves nothing to keep
	p.Failure = a.Messages.Text(p.Lang, "error."+problem.Code)
	if r.URL.Path == requestPath {
		p.Request = requestOf(r)
	}
	a.render(w, r, problem.Status, p)
}

func (a *API) render(w http.ResponseWriter, r *http.Request, status int, p *page) {
	name := "chat.html"
	if p.Request != nil {
		name = "handover.html"
	}
	if origins := a.Rules.Origins(); len(origins) > 0 {
		// The city's own websites may show the page in a frame. It knows no session to steal a click of.
		w.Header().Set("Content-Security-Policy", strings.Replace(web.PagePolicy, "frame-ancestors 'none'", "frame-ancestors "+strings.Join(origins, " "), 1))
	}
	if err := web.Render(w, status, a.pages, name, p); err != nil {
		a.Log.ErrorContext(r.Context(), "page not rendered", slog.Any("error", err))
		a.problems.Write(w, r, err)
	}
}
