package staff

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/audit"
	"auskunft/kb/inbox"
	"auskunft/kb/staff/frame"
)

const inboxPath = frame.Root + "/anliegen"

// Inbox is what citizens handed over to people; *inbox.Store has it. It checks by itself
// what the account may do.
type Inbox interface {
	List(ctx context.Context, a auskunft.Account, f inbox.Filter) ([]inbox.Request, error)
	Get(ctx context.Context, a auskunft.Account, reference string) (inbox.Request, error)
	Take(ctx context.Context, a auskunft.Account, reference, from string) error
	Answer(ctx context.Context, a auskunft.Account, reference, note string) error
	Close(ctx context.Context, a auskunft.Account, reference string) error
	Reopen(ctx context.Context, a auskunft.Account, reference string) error
}

func (p *pages) inboxRoutes() {
	p.Handle("GET "+inboxPath, account.ReadInbox, p.requests)
	p.Handle("GET "+inboxPath+"/{reference}", account.ReadInbox, p.request)
	for name, step := range map[string]requestStep{
		"take":   {audit.RequestTaken, p.takeRequest},
		"answer": {audit.RequestAnswered, p.answerRequest},
		"close":  {audit.RequestClosed, p.closeRequest},
		"reopen": {audit.RequestReopened, p.reopenRequest},
	} {
		p.Handle("POST "+inboxPath+"/{reference}/"+name, account.AnswerInbox, p.step(step))
	}
}

// requestsShown is how many requests a page of the list has.
const requestsShown = 50

// requestsPage lists requests: those that wait, the oldest first, or those that are done.
type requestsPage struct {
	Requests []requestRow
	Done     bool
	Waiting  int    // of those shown, nobody has taken
	Self     string // address of this list
	Earlier  string // addresses of the list's other pages, "" when there is none
	Later    string
}

type requestRow struct {
	inbox.Request
	Path     string
	Received string
	Closed   string
	Own      bool // of who looks
}

func (p *pages) requests(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	query := r.URL.Query()
	page := requestsPage{Done: query.Get("done") != ""}
	offset, _ := strconv.Atoi(query.Get("from")) // what is no number is the beginning
	offset = max(offset, 0)
	all, err := p.Inbox.List(r.Context(), who, inbox.Filter{Closed: page.Done, Limit: requestsShown + 1, Offset: offset})
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	page.Self = requestsURL(page.Done, offset)
	if offset > 0 {
		page.Earlier = requestsURL(page.Done, max(0, offset-requestsShown))
	}
	if len(all) > requestsShown { // one more says whether there are more
		all, page.Later = all[:requestsShown], requestsURL(page.Done, offset+requestsShown)
	}
	for _, request := range all {
		page.Requests = append(page.Requests, rowOf(request, who))
		if request.TakenBy == "" {
			page.Waiting++
		}
	}
	if frame.IsFragment(r) {
		p.Fragment(w, http.StatusOK, "requests", page)
		return
	}
	p.Show(w, r, http.StatusOK, "requests.html", who, p.Text("inbox"), page)
}

func rowOf(request inbox.Request, who auskunft.Account) requestRow {
	row := requestRow{Request: request, Path: inboxPath + "/" + url.PathEscape(request.Reference), Received: frame.Minute(request.ReceivedAt), Own: request.TakenBy == who.Login}
	if request.ClosedAt != nil {
		row.Closed = frame.Minute(*request.ClosedAt)
	}
	return row
}

func requestsURL(done bool, from int) string {
	v := url.Values{}
	if done {
		v.Set("done", "1")
	}
	if from > 0 {
		v.Set("from", strconv.Itoa(from))
	}
	return (&url.URL{Path: inboxPath, RawQuery: v.Encode()}).String()
}

// requestPage is one request, with what can be done about it.
type requestPage struct {
	requestRow
	May     bool   // work on it
	Mailed  string // when it was sent by mail, "" when it was not
	Tongue  string // the language the person wrote in, in German
	Deleted string // day on which it is deleted, whatever becomes of it
	Search  string // address of a search for its topic
	Error   string // what is wrong with a form
}

func (p *pages) request(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	p.showRequest(w, r, who, nil, "")
}

// showRequest shows the request that the path names, and what went wrong with it. note, when it
// is not "", is what was typed and could not be stored.
func (p *pages) showRequest(w http.ResponseWriter, r *http.Request, who auskunft.Account, fault error, note string) {
	request, err := p.Inbox.Get(r.Context(), who, r.PathValue("reference"))
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	request.Note = cmp.Or(note, request.Note)
	page := requestPage{
		requestRow: rowOf(request, who), May: account.May(who.Role, account.AnswerInbox),
		Tongue:  display.German.Tags().Name(language.Make(request.Lang)),
		Deleted: frame.Day(request.ReceivedAt.AddDate(0, 0, p.RequestDays)), Search: searchURL(request.Topic, filter{}, "answer"),
	}
	if request.MailedAt != nil {
		page.Mailed = frame.Minute(*request.MailedAt)
	}
	status := http.StatusOK
	if fault != nil {
		status, page.Error = web.StatusOf(fault), p.ErrorText(fault)
	}
	p.Show(w, r, status, "request.html", who, p.Text("request")+" "+request.Reference, page)
}

// maxNoteForm bounds a form with a note: every character may be four bytes, each written as three.
const maxNoteForm = 64 << 10

// requestStep is something that is done about a request, and how the log calls it.
type requestStep struct {
	event audit.Event
	do    func(ctx context.Context, who auskunft.Account, reference string, form url.Values) error
}

// step does what a form asks for. When somebody else was quicker the request is shown as it is
// now, with what was typed.
func (p *pages) step(s requestStep) frame.Page {
	return func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		if err := frame.ReadLongForm(w, r, maxNoteForm); err != nil {
			p.Problem(w, r, err)
			return
		}
		reference := r.PathValue("reference")
		err := s.do(r.Context(), who, reference, r.PostForm)
		if err == nil {
			err = p.Record(r, audit.Entry{Who: who.Login, What: s.event, Object: "request " + reference})
		}
		if err != nil {
			p.showRequest(w, r, who, err, r.PostForm.Get("note"))
			return
		}
		http.Redirect(w, r, inboxPath+"/"+url.PathEscape(reference), http.StatusSeeOther)
	}
}

func (p *pages) takeRequest(ctx context.Context, who auskunft.Account, reference string, form url.Values) error {
	return p.Inbox.Take(ctx, who, reference, form.Get("from"))
}

func (p *pages) answerRequest(ctx context.Context, who auskunft.Account, reference string, form url.Values) error {
	return p.Inbox.Answer(ctx, who, reference, form.Get("note"))
}

// closeRequest notes what was answered and ends the request.
func (p *pages) closeRequest(ctx context.Context, who auskunft.Account, reference string, form url.Values) error {
	if err := p.answerRequest(ctx, who, reference, form); err != nil {
		return err
	}
	return p.Inbox.Close(ctx, who, reference)
}

func (p *pages) reopenRequest(ctx context.Context, who auskunft.Account, reference string, _ url.Values) error {
	return p.Inbox.Reopen(ctx, who, reference)
}
