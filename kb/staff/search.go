package staff

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/retrieval"
)

const searchPath = Root + "/search"

const (
	hitsShown = 20  // documents; more are scrolled past unread
	passages  = 50  // searched for; a document has two or three among the best
	maxQuery  = 500 // characters; more is no search but a letter
)

// searchPage is the search with its hits and, once a search was sent off, its answer.
type searchPage struct {
	Query  string
	Hits   hitList
	Answer *answerView // the answer itself, for those without script
	Asked  bool        // a search was sent off: the answer is there or is being fetched
}

// hitList is the part of the page that changes while somebody types.
type hitList struct {
	Query    string
	Hits     []hit
	Degraded bool // one leg of the search did not answer
	Fragment bool // rendered alone; the count is then announced
}

// hit is one document as the list shows it, by its best passage.
type hit struct {
	N          int
	Title      string
	URL        string
	Place      string        // section, paragraph, page
	Excerpt    template.HTML // escaped, with what was searched for in <mark>
	Also       []string      // places of its other passages that were found
	Source     string
	Kind       string // what it is, in German
	Visibility string // who may read it, in German
	Internal   bool
	Checked    string // day of the last check, "" when nobody ever did
	Expired    string // day it ceased to hold, "" while it holds
}

// search shows the search page. Without a query it is empty; to htmx, which asks while
// somebody types, it is the list of hits only. An answer is composed for a search that
// was sent off, not for every half-typed word: it costs more, and it is recorded.
func (p *pages) search(w http.ResponseWriter, r *http.Request, account auskunft.Account) {
	form := r.URL.Query()
	query := strings.TrimSpace(form.Get("q"))
	hits, err := p.hits(r, account, query)
	if err != nil {
		p.problem(w, r, err)
		return
	}
	if isFragment(r) {
		hits.Fragment = true
		p.render.fragment(w, http.StatusOK, "hits", hits)
		return
	}
	page := searchPage{Query: query, Hits: hits, Asked: query != "" && form.Get("answer") != ""}
	if page.Asked && form.Get("plain") != "" {
		view, err := p.composed(r, account, query)
		if err != nil {
			p.problem(w, r, err)
			return
		}
		page.Answer = &view
	}
	title := p.render.text("search")
	if query != "" {
		title = query + " – " + title
	}
	p.render.page(w, http.StatusOK, "search.html", layout{Title: title, Account: account, Page: page})
}

func (p *pages) hits(r *http.Request, account auskunft.Account, query string) (hitList, error) {
	list := hitList{Query: query}
	if query == "" {
		return list, nil
	}
	if len([]rune(query)) > maxQuery {
		return list, auskunft.Errorf(auskunft.Invalid, "query_long", "a search of more than %d characters", maxQuery)
	}
	now := p.Now()
	result, err := p.Search.Search(r.Context(), retrieval.Query{Text: query, Reader: account.Reader(), K: passages, Now: now})
	if err != nil {
		return list, err
	}
	list.Degraded = result.Degraded != ""
	marker := newMarker(p.Analyse, query)
	places := map[int64]int{} // of documents in list.Hits
	for _, found := range result.Hits {
		if at, ok := places[found.Document.ID]; ok {
			list.Hits[at].also(p.place(found))
		} else if len(list.Hits) < hitsShown {
			places[found.Document.ID] = len(list.Hits)
			list.Hits = append(list.Hits, p.hit(len(list.Hits)+1, found, marker, now))
		}
	}
	return list, nil
}

func (p *pages) hit(n int, found retrieval.Hit, marker *marker, now time.Time) hit {
	d, passage := found.Document, found.Passage
	h := hit{
		N: n, Title: d.Title, URL: d.URL, Source: d.Source,
		Place:      p.place(found),
		Excerpt:    marker.excerpt(d.Lang, strings.TrimPrefix(passage.Text, d.Title)), // it stands above
		Kind:       p.render.text("kind_" + string(d.Kind)),
		Visibility: p.render.visibility(d.Visibility),
		Internal:   d.Visibility != auskunft.Public,
		Checked:    day(d.CheckedAt),
	}
	if !d.ValidUntil.IsZero() && d.ValidUntil.Before(now) {
		h.Expired = day(d.ValidUntil)
	}
	return h
}

// place says where in its document a found passage stands.
func (p *pages) place(found retrieval.Hit) string {
	passage := found.Passage
	return p.render.place(found.Document.Title, passage.Headings, passage.Anchor, passage.Page)
}

// also adds the place of another passage of the same document, once.
func (h *hit) also(place string) {
	if place != "" && place != h.Place && !slices.Contains(h.Also, place) {
		h.Also = append(h.Also, place)
	}
}
