package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/guard"
	"auskunft/internal/web"
	"auskunft/retrieval"
)

// showPage is the empty form, or one with the question of its address. Nothing is asked
// before somebody presses the button. With script the widget stands in the form's place.
func (a *API) showPage(w http.ResponseWriter, r *http.Request) {
	p, err := a.openPage(w, r)
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	p.Question = r.Form.Get("q")
	if p.Closed == "" && a.Rules.Admit(auskunft.WidgetChannel) == nil {
		p.Script = a.Widget
	}
	a.render(w, r, http.StatusOK, p)
}

func (a *API) answerPage(w http.ResponseWriter, r *http.Request) {
	p, err := a.openPage(w, r)
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.AnswerTimeout)
	defer cancel()
	if spoken := guard.Language(p.Question); spoken != "" {
		p.AnswerLang = a.Messages.Language(spoken)
	}
	mode := auskunft.StandardMode
	if p.Simple {
		mode = auskunft.SimpleMode
	}
	q := a.question(ctx, p.Question, p.Conversation, p.AnswerLang, "", mode)
	if p.Closed != "" {
		answered, help := a.Desk.Urgent(q)
		if !answered {
			p.Closed = strings.TrimSpace(help + " " + p.Closed)
			a.searchPage(w, r, p)
			return
		}
	}
	answer, err := a.Desk.Ask(ctx, q, func(e chat.Event) error {
		if opened, ok := e.(chat.ConversationEvent); ok {
			p.Conversation = opened.ID
		}
		return nil
	})
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	p.Answer = &answer
	a.render(w, r, http.StatusOK, p)
}

// pagesFound is how many pages a question finds while nothing is answered.
const pagesFound = 8

// searchPage finds pages for a question while an administrator has closed the page: what the
// city has written is still there.
func (a *API) searchPage(w http.ResponseWriter, r *http.Request, p *page) {
	text, err := guard.Normalise(p.Question)
	var found retrieval.Result
	if err == nil {
		found, err = a.Searcher.Search(r.Context(), retrieval.Query{
			Text: text, Lang: guard.Language(text), Reader: web.Reader(r.Context()), K: 5 * pagesFound, Now: time.Now(), // a page has several passages
		})
	}
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	for _, h := range found.Hits {
		link := auskunft.Link{Title: h.Document.Title, URL: h.Document.URL}
		if link.URL != "" && !slices.Contains(p.Found, link) && len(p.Found) < pagesFound {
			p.Found = append(p.Found, link)
		}
	}
	p.Searched = true
	a.render(w, r, http.StatusOK, p)
}

func (a *API) deletePage(w http.ResponseWriter, r *http.Request) {
	p, err := a.openPage(w, r)
	if err == nil && p.Conversation != "" {
		err = a.Keeper.Forget(r.Context(), p.Conversation)
	}
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	p.Deleted, p.Conversation, p.Question = true, "", ""
	a.render(w, r, http.StatusOK, p)
}

// ratePage keeps whether an answer helped, says thanks, and shows the answer again.
func (a *API) ratePage(w http.ResponseWriter, r *http.Request) {
	p, err := a.openPage(w, r)
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	id, rating := r.PostForm.Get("answer_id"), r.PostForm.Get("rating")
	if reason := rating; !chat.ValidID(id) || reason != "yes" && reason != "no" && !slices.Contains(p.Reasons(), reason) {
		err = auskunft.Errorf(auskunft.Invalid, "invalid", "a rating is an answer's id and one of its buttons")
	} else {
		if reason == "yes" || reason == "no" {
			reason = ""
		}
		err = a.Keeper.Rate(r.Context(), web.Reader(r.Context()), id, rating == "yes", reason)
	}
	if err == nil {
		err = a.recall(r, p, id)
	}
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	p.Rating = rating
	a.render(w, r, http.StatusOK, p)
}

// resumePage leads back to the newest answer of a conversation, or to a question that was not
// answered yet.
func (a *API) resumePage(w http.ResponseWriter, r *http.Request) {
	p, err := a.openPage(w, r)
	if err == nil && p.Question == "" {
		err = a.recall(r, p, "")
	}
	if err != nil {
		a.failPage(w, r, p, err)
		return
	}
	a.render(w, r, http.StatusOK, p)
}

// recall shows an answer of the page's conversation again, "" for the newest; none when the
// conversation is over.
func (a *API) recall(r *http.Request, p *page, id string) error {
	said, err := a.transcript(r, p)
	for _, s := range said {
		if s.Answer.ID == id || id == "" {
			p.Question, p.Answer, p.AnswerLang = s.Question, &s.Answer, cmp.Or(s.Answer.MessageLang, s.Answer.Lang)
		}
	}
	return err
}

// transcript is what was said in the page's conversation.
func (a *API) transcript(r *http.Request, p *page) ([]chat.Said, error) {
	if p.Conversation == "" {
		return nil, nil
	}
	return a.Keeper.Transcript(r.Context(), web.Reader(r.Context()), p.Conversation, time.Now())
}
