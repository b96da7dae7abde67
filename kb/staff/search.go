package staff

import (
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"auskunft"
	"auskunft/kb/staff/frame"
	"auskunft/retrieval"
)

const searchPath = frame.Home

const (
	hitsShown = 20  // documents; more are scrolled past unread
	passages  = 50  // searched for; a document has two or three among the best
	filtered  = 100 // searched for when a filter takes some away: as many as a search gives
	maxQuery  = 500 // characters; more is no search but a letter
)

// leika is a key of the federal catalogue of services, as people copy it from a list.
var leika = regexp.MustCompile(`^\d{2}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{3}$`)

// searchPage is the search with its hits and, once a search was sent off, its answer.
type searchPage struct {
	Query   string
	Filter  filter
	Filters []filterField
	Hits    hitList
	Answer  *answerView // the answer itself, for those without script
	Closed  string      // why there is no answer: what an administrator says about it
	Asked   bool        // a search was sent off: the answer is there or is being fetched
	Plain   string      // address of the page with the answer in it
	Trial   *trialView  // nil: no search is measured

	Anywhere    string       // address of a search for %s, as browsers want it
	Bookmarklet template.URL // searches for what is selected on another page
}

// hitList is the part of the page that changes while somebody types.
type hitList struct {
	Query    string
	Hits     []hit
	Filtered bool                    // a filter has taken some away, perhaps
	Degraded bool                    // one leg of the search did not answer
	Reports  bool                    // that nothing was found can be reported
	Notices  []*auskunft.NoticeFacts // that an answer from the hits would carry
	Fragment bool                    // rendered alone; the count is then announced
}

// hit is one document as the list shows it, by its best passage.
type hit struct {
	N          int
	Title      string
	Lang       string // that it is written in; "" is German
	URL        string
	Place      string        // section, paragraph, page
	Excerpt    template.HTML // escaped, with what was searched for in <mark>
	Also       []string      // places of its other passages that were found
	Source     string        // "" when it is called what the kind is called
	Owner      string        // who is responsible for it, "" when nobody is named
	Kind       string        // what it is, in German
	Visibility string        // who may read it, in German
	Internal   bool
	Checked    string // day of the last check, "" when nobody ever did
	Due        bool   // the check was too long ago
	Expired    string // day it ceased to hold, "" while it holds
}

// search shows the search page. Without a query it is empty; to htmx, which asks while
// somebody types, it is the list of hits only. An answer is composed for a search that
// was sent off, not for every half-typed word: it costs more, and it is recorded.
func (p *pages) search(w http.ResponseWriter, r *http.Request, account auskunft.Account) {
	form := r.URL.Query()
	query, only := strings.TrimSpace(form.Get("q")), filterOf(form)
	hits, err := p.hits(r, account, query, only)
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	if frame.IsFragment(r) {
		hits.Fragment = true
		w.Header().Set("HX-Replace-Url", searchURL(query, only))
		p.Fragment(w, http.StatusOK, "hits", hits)
		return
	}
	page := searchPage{Query: query, Anywhere: p.searchFor(r, "%s"), Filter: only, Hits: hits, Asked: query != "" && form.Get("answer") != "", Plain: searchURL(query, only, "answer", "plain")}
	if page.Bookmarklet, err = p.bookmarklet(r); err == nil {
		page.Filters, err = p.filterFields(r, account, only)
	}
	if err != nil {
		p.Problem(w, r, err)
		return
	}
	if page.Trial, err = p.trial(r, form); err != nil {
		p.Problem(w, r, err)
		return
	}
	if page.Asked && form.Get("plain") != "" {
		switch view, err := p.composed(r, account, query); auskunft.KindOf(err) {
		case "":
			page.Answer = &view
		case auskunft.Closed:
			page.Closed = p.ErrorText(err)
		default:
			p.Problem(w, r, err)
			return
		}
	}
	title := p.Text("search")
	if query != "" {
		title = query + " – " + title
	}
	p.Show(w, r, http.StatusOK, "search.html", account, title, page)
}

// searchURL is the address of a search, with the named switches on.
func searchURL(query string, only filter, switches ...string) string {
	v := only.values()
	if query != "" {
		v.Set("q", query)
	}
	for _, name := range switches {
		v.Set(name, "1")
	}
	return (&url.URL{Path: searchPath, RawQuery: v.Encode()}).String()
}

func (p *pages) hits(r *http.Request, account auskunft.Account, query string, only filter) (hitList, error) {
	list := hitList{Query: query, Filtered: only.Active() > 0, Reports: p.Signals != nil}
	if query == "" {
		return list, nil
	}
	if len([]rune(query)) > maxQuery {
		return list, auskunft.Errorf(auskunft.Invalid, "query_long", "a search of more than %d characters", maxQuery)
	}
	now := p.Now()
	search := retrieval.Query{Text: query, Reader: account.Reader(), K: passages, Area: only.Area, Now: now}
	if list.Filtered {
		search.K = filtered
	}
	if leika.MatchString(query) {
		search.Text = digits(query)
	}
	result, err := p.Search.Search(r.Context(), search)
	if err != nil {
		return list, err
	}
	list.Degraded = result.Degraded != ""
	marker := newMarker(p.Analyse, query)
	places := map[int64]int{} // of documents in list.Hits
	for _, found := range result.Hits {
		if !only.lets(found.Document, now) {
			continue
		}
		if at, ok := places[found.Document.ID]; ok {
			list.Hits[at].also(p.place(found))
		} else if len(list.Hits) < hitsShown {
			places[found.Document.ID] = len(list.Hits)
			list.Hits = append(list.Hits, p.hit(len(list.Hits)+1, found, marker, now))
		}
	}
	if p.Catalogue == nil || len(places) == 0 {
		return list, nil
	}
	if list.Notices, err = p.Catalogue.Notices(r.Context(), account.Reader(), result.Hits[:min(len(result.Hits), aboutHits)], only.Area, now); err != nil {
		return list, err
	}
	return list, p.addOwners(r, account, &list, places)
}

// aboutHits is how many of the best hits say what a search is about, as for an answer.
const aboutHits = 5

// addOwners says who is responsible for the documents at their places in the list.
func (p *pages) addOwners(r *http.Request, who auskunft.Account, list *hitList, places map[int64]int) error {
	owners, err := p.Catalogue.Owners(r.Context(), who.Reader(), slices.Collect(maps.Keys(places)))
	for document, owner := range owners {
		list.Hits[places[document]].Owner = owner
	}
	return err
}

func (p *pages) hit(n int, found retrieval.Hit, marker *marker, now time.Time) hit {
	d, passage := found.Document, found.Passage
	h := hit{
		N: n, Title: d.Title, Lang: frame.Foreign(d.Lang), URL: d.URL, Source: d.Source,
		Place:      p.place(found),
		Excerpt:    marker.excerpt(d.Lang, strings.TrimPrefix(passage.Text, d.Title)), // it stands above
		Kind:       p.Text("kind_" + string(d.Kind)),
		Visibility: p.Visibility(d.Visibility),
		Internal:   d.Visibility != auskunft.Public,
		Checked:    frame.Day(d.CheckedAt),
	}
	if strings.EqualFold(h.Kind, h.Source) {
		h.Source = "" // "Wiki · wiki" says it twice
	}
	switch stateOf(d, now) {
	case stateExpired:
		h.Expired = frame.Day(d.ValidUntil)
	case stateDue:
		h.Due = true
	}
	return h
}

// place says where in its document a found passage stands.
func (p *pages) place(found retrieval.Hit) string {
	passage := found.Passage
	return p.Place(found.Document.Title, passage.Headings, passage.Anchor, passage.Page)
}

// also adds the place of another passage of the same document, once.
func (h *hit) also(place string) {
	if place != "" && place != h.Place && !slices.Contains(h.Also, place) {
		h.Also = append(h.Also, place)
	}
}
