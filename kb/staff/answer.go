package staff

import (
	"net/http"
	"net/url"
	"strings"

	"auskunft"
)

// answerView is a cited answer, or a refusal, as the page shows it.
type answerView struct {
	Question string
	auskunft.Answer
	Notices  []auskunft.NoticeFacts
	Services []auskunft.ServiceFacts
	Offices  []auskunft.OfficeFacts
}

// answer is the part of the search page with the answer.
func (p *pages) answer(w http.ResponseWriter, r *http.Request, account auskunft.Account) {
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	if !isFragment(r) { // somebody opened the part's address: the page belongs around it
		page := url.Values{"q": {query}, "answer": {"1"}, "plain": {"1"}}
		http.Redirect(w, r, searchPath+"?"+page.Encode(), http.StatusSeeOther)
		return
	}
	view, err := p.composed(r, account, query)
	if err != nil {
		p.problem(w, r, err)
		return
	}
	p.render.fragment(w, r, http.StatusOK, "answer", view)
}

func (p *pages) composed(r *http.Request, account auskunft.Account, query string) (answerView, error) {
	if query == "" {
		return answerView{}, auskunft.Errorf(auskunft.Invalid, "query_empty", "a question is needed")
	}
	answer, err := p.Ask.Ask(r.Context(), auskunft.Question{Text: query, Reader: account.Reader(), Now: p.Now()})
	if err != nil {
		return answerView{}, err
	}
	view := answerView{Question: query, Answer: answer}
	for _, card := range answer.Cards {
		switch {
		case card.Notice != nil:
			view.Notices = append(view.Notices, *card.Notice)
		case card.Service != nil:
			view.Services = append(view.Services, *card.Service)
		case card.Office != nil:
			view.Offices = append(view.Offices, *card.Office)
		}
	}
	return view, nil
}

// QuotesInternal reports whether the answer holds text that no citizen may be told.
func (v answerView) QuotesInternal() bool {
	for _, c := range v.Citations {
		if c.Internal {
			return true
		}
	}
	return false
}
