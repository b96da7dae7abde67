package editor

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/staff/frame"
)

// listPage lists articles. Its filters stand in its address.
type listPage struct {
	Queues      []queueLink
	Queue       string
	Words       string
	Department  string
	States      []choice
	Kinds       []choice
	Languages   []choice
	Situations  []choice
	Confidences []choice
	Rows        []listRow
	paging
	May      bool // write a new one
	Filtered bool // the address asks for some of them only
}

type queueLink struct {
	Name, URL string
	Count     int
	Current   bool
}

type listRow struct {
	article.Article
	URL, State, Confidence, Circle, Kind, Moved string
	Pending                                     bool // people read an older text than is worked on
}

// queues are what waits for somebody, by their names in addresses; each counts what its
// filter lists.
var queues = []struct {
	name  string
	count func(article.Queue) int
	apply func(f *article.Filter, login string)
}{
	{"review", func(q article.Queue) int { return q.Review }, func(f *article.Filter, login string) {
		f.States, f.NotBy = []article.State{article.Review}, login
	}},
	{"own", func(q article.Queue) int { return q.Own }, func(f *article.Filter, login string) {
		f.States, f.Answers = []article.State{article.Draft}, login
	}},
	{"due", func(q article.Queue) int { return q.Due }, func(f *article.Filter, login string) {
		f.Live, f.Confidence, f.Answers = true, article.Due, login
	}},
	{"stale", func(q article.Queue) int { return q.Stale }, func(f *article.Filter, _ string) { f.Stale = true }},
	{"scheduled", func(q article.Queue) int { return q.Scheduled }, func(f *article.Filter, _ string) { f.States = []article.State{article.Scheduled} }},
	{"ending", func(q article.Queue) int { return q.Ending }, func(f *article.Filter, _ string) { f.Ending = true }},
}

func (p *pages) list(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	query := r.URL.Query()
	get := func(name string) string { return strings.TrimSpace(query.Get(name)) }
	page := listPage{
		Queue: get("liste"), Words: get("q"), Department: get("fachbereich"), May: account.May(who.Role, account.DraftArticle),
		States: choices(article.States, article.German.States, get("stand")), Confidences: choices(article.Confidences, article.German.Confidences, get("vertrauen")),
		Kinds: choices(article.Templates, article.German.Templates, get("art")), Languages: languages(nil, get("sprache")),
	}
	offset, err := offsetOf(query)
	if err != nil {
		return err
	}
	filter := article.Filter{
		Words: page.Words, Department: page.Department, Confidence: article.Confidence(get("vertrauen")), Limit: listShown, Offset: offset,
		Template: article.Template(get("art")), Lang: get("sprache"), Situation: get("lebenslage"),
	}
	situations, err := p.Articles.Situations(r.Context(), who)
	if err != nil {
		return err
	}
	for _, s := range situations {
		page.Situations = append(page.Situations, choice{s, s, s == filter.Situation})
	}
	if state := get("stand"); state != "" {
		filter.States = []article.State{article.State(state)}
	}
	waiting, err := p.Articles.Queue(r.Context(), who)
	if err != nil {
		return err
	}
	for _, q := range queues {
		current := q.name == page.Queue
		if current {
			filter.Sort = article.Pressing
			q.apply(&filter, who.Login)
		}
		page.Queues = append(page.Queues, queueLink{p.Text("queue_" + q.name), articlesPath + "?liste=" + q.name, q.count(waiting), current})
	}
	if p.Pins != nil {
		broken, err := p.broken(r.Context(), who)
		if err != nil {
			return err
		}
		page.Queues = append(page.Queues, queueLink{p.Text("queue_broken"), pinsPath, broken, false})
	}
	found, total, err := p.Articles.List(r.Context(), who, filter)
	if err != nil {
		return err
	}
	for _, a := range found {
		page.Rows = append(page.Rows, p.row(a))
	}
	page.paging, page.Filtered = pagingOf(articlesPath, query, offset, len(found), total), r.URL.RawQuery != ""
	p.Show(w, r, http.StatusOK, "articles.html", who, p.Text("articles"), page)
	return nil
}

// listShown is how many entries of a list a page shows.
const listShown = 50

// paging is which entries of a list a page shows, counted from 1.
type paging struct {
	Total, From, To int
	Earlier, Later  string // addresses of the pages before and after, "" when there is none
}

// offsetOf is how many entries stand before the page that an address asks for.
func offsetOf(query url.Values) (int, error) {
	at, err := number(strings.TrimSpace(query.Get("seite")))
	return (min(max(at, 1), 1_000_000) - 1) * listShown, err
}

// pagingOf is the paging of a page with so many entries behind an offset of listShown's multiple.
func pagingOf(path string, query url.Values, offset, shown, total int) paging {
	turned := func(by int) string {
		query.Set("seite", strconv.Itoa(offset/listShown+1+by))
		return path + "?" + query.Encode()
	}
	page := paging{Total: total, From: offset + 1, To: offset + shown}
	if offset > 0 {
		page.Earlier = turned(-1)
	}
	if page.To < total {
		page.Later = turned(1)
	}
	return page
}

func (p *pages) row(a article.Article) listRow {
	return listRow{
		a, pathOf(a.ID), article.German.States[a.State], article.German.Confidences[a.Confidence], p.Visibility(a.Visibility),
		article.German.Templates[a.Template], frame.Minute(a.MovedAt), a.Live != 0 && a.Live != a.Head,
	}
}

// freshPage begins an article.
type freshPage struct {
	Title   string
	Kinds   []choice
	Circles []choice
	Error   string
}

func (p *pages) fresh(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	query := r.URL.Query()
	seed := article.Seed{Template: article.Template(query.Get("art"))}
	seed.Title, seed.Visibility = query.Get("titel"), auskunft.Internal
	return p.showFresh(w, r, who, seed, nil)
}

// showFresh shows the form of a new article, with what is known of it, and a problem, nil for none.
func (p *pages) showFresh(w http.ResponseWriter, r *http.Request, who auskunft.Account, seed article.Seed, problem error) error {
	status, kinds := http.StatusOK, choices(article.Templates, article.German.Templates, string(seed.Template))
	page := freshPage{seed.Title, kinds, p.circles(who, seed.Visibility), ""}
	if problem != nil {
		status, page.Error = web.StatusOf(problem), p.ErrorText(problem)
	}
	p.Show(w, r, status, "new.html", who, p.Text("new"), page)
	return nil
}

func (p *pages) create(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	seed := article.Seed{Template: article.Template(r.PostForm.Get("kind"))}
	seed.Title, seed.Visibility = r.PostForm.Get("title"), auskunft.Visibility(r.PostForm.Get("visibility"))
	if len(who.Departments) == 1 {
		seed.Department = who.Departments[0]
	}
	id, err := p.Articles.Create(r.Context(), actor(r, who), seed)
	if auskunft.KindOf(err) == auskunft.Invalid {
		return p.showFresh(w, r, who, seed, err)
	}
	if err != nil {
		return err
	}
	return goTo(w, r, pathOf(id)+"/bearbeiten")
}

// importPage offers texts of other sources as drafts.
type importPage struct {
	Words string
	Found []article.Importable
	Kinds []choice
}

func (p *pages) importable(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	page := importPage{Words: strings.TrimSpace(r.URL.Query().Get("q")), Kinds: choices(article.Templates, article.German.Templates, string(article.HowTo))}
	var err error
	if page.Words != "" {
		page.Found, err = p.Articles.Importable(r.Context(), who, page.Words)
	}
	if err == nil {
		p.Show(w, r, http.StatusOK, "import.html", who, p.Text("import"), page)
	}
	return err
}

// takeOver makes a draft of a text; what of it was left out stands in the draft's history.
func (p *pages) takeOver(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	document, err := number(r.PostForm.Get("document"))
	if err != nil {
		return err
	}
	by := actor(r, who)
	by.Why = p.Text("imported")
	id, _, err := p.Articles.Import(r.Context(), by, int64(document), article.Template(r.PostForm.Get("kind")))
	if err != nil {
		return err
	}
	return goTo(w, r, pathOf(id))
}
