package httpapi

import (
	"net/http"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat"
)

// requestPath is where the form of a request to people is sent to.
const requestPath = "/chat/handover"

// request is the form of a request to people.
type request struct {
	auskunft.Handover
	Ticket    string
	Website   string            // a field that people leave empty because they do not see it
	Wrong     map[string]string // what is wrong, by the field's name
	Reference string            // once it has arrived
}

// requestOf is the form as it was sent.
func requestOf(r *http.Request) *request {
	f := r.PostForm
	return &request{
		Handover: auskunft.Handover{
			Topic: f.Get("topic"), Summary: strings.ReplaceAll(f.Get("summary"), "\r\n", "\n"),
			Phone: f.Get("phone"), Email: f.Get("email"), Name: f.Get("name"),
		},
		Ticket: f.Get("ticket"), Website: f.Get("website"), Wrong: map[string]string{},
	}
}

// requestPage opens the form. With a conversation it is filled in with what was said, to be
// changed; nothing of it is sent before somebody presses the button.
func (a *API) requestPage(w http.ResponseWriter, r *http.Request) {
	p, err := a.openPage(w, r)
	if err == nil && a.Inbox == nil {
		err = errNoInbox
	}
	var said []chat.Said
	if err == nil {
		said, err = a.transcript(r, p)
	}
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	p.Request = &request{Ticket: a.tickets.issue(formTicket, time.Now())}
	short := ""
	if len(said) > 1 && p.Lang == "de" && p.Closed == "" { // one question is its own summary, and the model's is German
		short, _ = a.Desk.Summary(r.Context(), said)
	}
	p.Request.Topic, p.Request.Summary = p.summary(said, short)
	a.render(w, r, http.StatusOK, p)
}

// summary is what a person at the service centre should know of a conversation, in plain
// words: in short, when a model says it, what was asked, what was answered. The newest is kept
// when it is too long.
func (p *page) summary(said []chat.Said, short string) (topic, summary string) {
	topic = p.Question
	var parts []string
	if short != "" {
		parts = append(parts, p.T("in_short")+": "+short)
	}
	for _, s := range said {
		var lines []string
		for _, sentence := range s.Answer.Sentences {
			lines = append(lines, sentence.Text)
		}
		if s.Answer.Message != "" {
			first, _, _ := strings.Cut(s.Answer.Message, "\n\n") // below it stands how to reach people, which is nothing to tell them
			lines = append(lines, first)
		}
		parts = append(parts, p.T("asked")+": "+s.Question+"\n"+p.T("answer")+": "+strings.Join(lines, "\n"))
		topic = s.Question
	}
	topic = strings.Join(strings.Fields(topic), " ")
	if runes := []rune(topic); len(runes) > auskunft.MaxHandoverLine {
		topic = string(runes[:auskunft.MaxHandoverLine-1]) + "…"
	}
	summary = strings.Join(parts, "\n\n")
	if runes := []rune(summary); len(runes) > auskunft.MaxHandoverSummary {
		summary = "…" + string(runes[len(runes)-auskunft.MaxHandoverSummary+1:])
	}
	return topic, summary
}

// sendPage hands the request over, or shows the form again with what is wrong.
func (a *API) sendPage(w http.ResponseWriter, r *http.Request) {
	p, err := a.openPage(w, r)
	if err == nil && a.Inbox == nil {
		err = errNoInbox
	}
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	p.Request = requestOf(r)
	p.Request.Lang = p.Lang
	now := time.Now()
	issued, ours := a.tickets.issued(formTicket, p.Request.Ticket)
	switch {
	case p.Request.Website != "":
		err = auskunft.Errorf(auskunft.Invalid, "handover_website", "the field for robots was filled in")
	case ours && now.Before(issued.Add(formMinimum)):
		err = auskunft.Errorf(auskunft.Invalid, "handover_quick", "sent %s after the form was opened", now.Sub(issued))
	default:
		p.Request.Reference, err = a.receive(r.Context(), p.Request.Handover, p.Request.Ticket, ours && now.Before(issued.Add(formLife)))
	}
	switch code := auskunft.CodeOf(err); {
	case err == nil:
		a.render(w, r, http.StatusCreated, p)
		return
	case code == "handover_challenge": // too old: with a new ticket it can be sent again
		p.Request.Ticket = a.tickets.issue(formTicket, now)
	case auskunft.KindOf(err) == auskunft.Invalid:
		p.Request.Wrong[strings.TrimPrefix(code, "handover_")] = a.Messages.Error(p.Lang, err)
	}
	a.failPage(w, r, p, err)
}
