package staff

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/draft"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/staff/frame"
)

const (
	replyPath = frame.Root + "/antwort"
	// maxMailForm bounds a form with a mail, in bytes: large enough that somebody who pastes a
	// whole thread is told so, and gets it back.
	maxMailForm = 1 << 20
)

// Drafter drafts the reply to a citizen's mail; *draft.Writer does. It stores nothing.
type Drafter interface {
	Reply(ctx context.Context, pasted string, reader auskunft.Reader, now time.Time) (draft.Reply, error)
}

func (p *pages) replyRoutes() {
	p.Handle("GET "+replyPath, account.Reply, func(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
		p.showReply(w, r, who, http.StatusOK, replyPage{})
	})
	p.Handle("POST "+replyPath, account.Reply, p.reply)
}

// replyPage is the field for a mail or, once there is one, the draft of its reply. Neither is
// stored: what leaves the page, somebody copies.
type replyPage struct {
	Who    int64  // number of the account: what its tab has kept is nobody else's
	Pasted string // what was pasted, when there is no draft of it
	Error  string // why there is none
	Draft  *replyView
}

// replyView is a draft as the page shows it.
type replyView struct {
	draft.Reply
	Matters   []matterView
	Sources   []source
	Letter    string // without what is internal
	LetterAll string // with it; "" when nothing is
}

type matterView struct {
	draft.Matter
	State string // key of its name in the texts, after "matter_"
}

// reply drafts. When that fails what was pasted is still there.
func (p *pages) reply(w http.ResponseWriter, r *http.Request, who auskunft.Account) {
	if err := frame.ReadLongForm(w, r, maxMailForm); err != nil {
		p.Problem(w, r, err)
		return
	}
	pasted := strings.ReplaceAll(r.PostForm.Get("mail"), "\r\n", "\n") // forms send every end of a line as two characters
	reply, err := p.Draft.Reply(r.Context(), pasted, who.Reader(), p.Now())
	switch {
	case r.Context().Err() != nil:
		return // nobody is there to read it
	case err != nil:
		if web.IsFault(err) {
			p.Log.ErrorContext(r.Context(), "drafting a reply", "err", err)
		}
		p.showReply(w, r, who, web.StatusOf(err), replyPage{Pasted: pasted, Error: p.ErrorText(err)})
	default:
		p.showReply(w, r, who, http.StatusOK, replyPage{Draft: viewOfReply(reply)})
	}
}

func (p *pages) showReply(w http.ResponseWriter, r *http.Request, who auskunft.Account, status int, page replyPage) {
	page.Who = who.ID
	p.Show(w, r, status, "reply.html", who, p.Text("reply"), page)
}

func viewOfReply(reply draft.Reply) *replyView {
	view := &replyView{Reply: reply, Sources: sourcesOf(reply.Citations), Letter: reply.Text(false)}
	if slices.ContainsFunc(reply.Citations, func(c auskunft.Citation) bool { return c.Internal }) {
		view.LetterAll = reply.Text(true)
	}
	for _, m := range reply.Matters {
		view.Matters = append(view.Matters, matterView{m, stateOfMatter(m)})
	}
	return view
}

// stateOfMatter says how far the letter answers a matter to the citizen.
func stateOfMatter(m draft.Matter) string {
	told := slices.ContainsFunc(m.Sentences, func(s draft.Sentence) bool { return !s.Internal })
	switch {
	case !told && len(m.Sentences) > 0:
		return "internal"
	case !told && m.Status == auskunft.Answered:
		return "above"
	case m.Reason != "":
		return string(m.Reason)
	}
	return string(m.Status)
}
