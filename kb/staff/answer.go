package staff

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"auskunft"
	"auskunft/kb/staff/frame"
)

// answerView is a cited answer, or a refusal, as the page shows it.
type answerView struct {
	Question string
	auskunft.Answer
	Blocks   []block
	Sources  []source
	Notices  []auskunft.NoticeFacts
	Services []auskunft.ServiceFacts
	Offices  []auskunft.OfficeFacts
	Related  []auskunft.Link // services that people ask for next
	Copy     string          // the answer as plain text, without what is internal
	CopyAll  string          // with it; "" when nothing is
	Aloud    aloud
	Signal   *signalForm // nil: nobody can say anything about it
	Link     string      // address of the best source, one that citizens can open where there is one
}

// block is a paragraph of sentences or, where one sentence has several lines, a list.
type block struct {
	Sentences []auskunft.Sentence // a paragraph
	Heading   string              // of a list: its first line, where that ends in a colon
	Lines     []string            // a list, with the citations of all its lines
	Citations []int
}

// Steps tells whether the lines of a list bring their own numbers.
func (b block) Steps() bool { return len(b.Lines) > 0 && strings.HasPrefix(b.Lines[0], "1. ") }

// source is a cited document with the quotes from it.
type source struct {
	auskunft.Citation // the first of it
	Quotes            []auskunft.Citation
}

// answer is the part of the search page with the answer.
func (p *pages) answer(w http.ResponseWriter, r *http.Request, account auskunft.Account) {
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	if !frame.IsFragment(r) { // somebody opened the part's address: the page belongs around it
		http.Redirect(w, r, searchURL(query, filterOf(r.URL.Query()), "answer", "plain"), http.StatusSeeOther)
		return
	}
	view, err := p.composed(r, account, query)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	p.Fragment(w, http.StatusOK, "answer", view)
}

func (p *pages) composed(r *http.Request, account auskunft.Account, query string) (answerView, error) {
	if query == "" {
		return answerView{}, auskunft.Errorf(auskunft.Invalid, "query_empty", "a question is needed")
	}
	answer, err := p.Ask.Ask(r.Context(), auskunft.Question{Text: query, Reader: account.Reader(), Now: p.Now()})
	if err != nil {
		return answerView{}, err
	}
	view := answerView{Question: query, Answer: answer, Blocks: blocksOf(answer.Sentences), Sources: sourcesOf(answer.Citations)}
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
	if answer.Status != auskunft.Clarify { // a question asked back is no text for a letter
		view.Copy = p.plainText(withoutInternal(answer))
	}
	if view.QuotesInternal() {
		view.CopyAll = p.plainText(answer)
	}
	view.Aloud, view.Link = readAloud(view), bestLink(answer.Citations)
	if p.Signals != nil {
		view.Signal = &signalForm{Question: query, Documents: documentsOf(answer.Citations)}
	}
	if p.Catalogue != nil && len(answer.Citations) > 0 {
		view.Related, err = p.Catalogue.Related(r.Context(), account.Reader(), documentsOf(answer.Citations))
	}
	return view, err
}

func documentsOf(citations []auskunft.Citation) (documents []int64) {
	for _, c := range citations {
		documents = append(documents, c.Document)
	}
	slices.Sort(documents)
	return slices.Compact(documents)
}

// bestLink is the first address that citizens can open, else the first.
func bestLink(citations []auskunft.Citation) (link string) {
	for _, c := range citations {
		if c.URL != "" && !c.Internal {
			return c.URL
		}
		link = cmp.Or(link, c.URL)
	}
	return link
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

func blocksOf(sentences []auskunft.Sentence) []block {
	var blocks []block
	paragraph := false // the last block is one
	for _, s := range sentences {
		lines := strings.Split(s.Text, "\n")
		switch {
		case len(lines) > 1:
			list := block{Lines: lines, Citations: s.Citations}
			if strings.HasSuffix(lines[0], ":") {
				list.Heading, list.Lines = lines[0], lines[1:]
			}
			blocks = append(blocks, list)
		case paragraph:
			last := &blocks[len(blocks)-1]
			last.Sentences = append(last.Sentences, s)
		default:
			blocks = append(blocks, block{Sentences: []auskunft.Sentence{s}})
		}
		paragraph = len(lines) == 1
	}
	return blocks
}

// sourcesOf gathers citations of the same document, in the order of their first ones.
func sourcesOf(citations []auskunft.Citation) []source {
	var sources []source
	for _, c := range citations {
		at := slices.IndexFunc(sources, func(s source) bool { return s.Document == c.Document })
		if at < 0 {
			at = len(sources)
			sources = append(sources, source{Citation: c})
		}
		sources[at].Quotes = append(sources[at].Quotes, c)
	}
	return sources
}
