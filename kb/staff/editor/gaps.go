package editor

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/chat/draft"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/gap"
	"auskunft/kb/impact"
	"auskunft/kb/signal"
	"auskunft/kb/staff/frame"
	"auskunft/kb/testcase"
	"auskunft/retrieval"
)

const (
	gapsPath  = frame.Root + "/luecken"
	casesPath = frame.Root + "/testfaelle"
)

// Learning is what the pages from questions to articles are built from.
type Learning struct {
	Gaps   *gap.Store
	Cases  *testcase.Store
	Impact *impact.Previewer
	Trial  *impact.Desk // answers as now, and keeps nothing
	Search *retrieval.Searcher
	Draft  *draft.Writer
}

func (p *pages) gapRoutes() {
	on := p.on(gapsPath, "gap_unknown")
	p.handle("GET "+gapsPath, account.SeeGaps, p.gaps)
	on("GET", "", account.SeeGaps, p.gap)
	on("GET", "/antwort/{answer}", account.SeeGaps, p.given)
	on("POST", "/zustaendig", account.WorkGaps, p.assignGap)
	on("POST", "/stand", account.WorkGaps, p.moveGap)
	on("POST", "/fragen", account.WorkGaps, p.tryGap)
	on("POST", "/artikel", account.WorkGaps, p.writeArticle)
	p.handle("GET "+casesPath, account.WorkGaps, p.cases)
	p.handle("POST "+casesPath, account.WorkGaps, p.addCase)
	p.on(casesPath, "testcase_unknown")("POST", "/entfernen", account.WorkGaps, p.removeCase)
}

func gapPath(id int64) string { return gapsPath + "/" + strconv.FormatInt(id, 10) }

// gapsPage lists gaps. Its filters stand in its address.
type gapsPage struct {
	Tabs       []queueLink
	State      string
	Department string
	Assignee   string
	Rows       []gapRow
	paging
}

// gapRow is a gap in words. Counts that could be one person's are not in it.
type gapRow struct {
	gap.Gap
	URL, Name, Often, Status, Last string
}

func (p *pages) gapRow(g gap.Gap) gapRow {
	return gapRow{g, gapPath(g.ID), g.Label, p.often(g.All()), p.Text("gap_" + string(g.State)), frame.Day(g.LastDay)}
}

// often is a count as it may be shown.
func (p *pages) often(n int) string {
	if n < signal.Few {
		return p.Text("few")
	}
	return strconv.Itoa(n)
}

func (p *pages) gaps(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	query := r.URL.Query()
	get := func(name string) string { return strings.TrimSpace(query.Get(name)) }
	page := gapsPage{State: get("stand"), Department: get("fachbereich"), Assignee: get("wer")}
	offset, err := offsetOf(query)
	if err != nil {
		return err
	}
	waiting, err := p.Gaps.Waiting(r.Context(), who)
	if err != nil {
		return err
	}
	page.Tabs = []queueLink{{p.Text("gaps_waiting"), gapsPath, waiting[gap.Open] + waiting[gap.Work], page.State == ""}}
	for _, s := range gap.States {
		page.Tabs = append(page.Tabs, queueLink{p.Text("gap_" + string(s)), gapsPath + "?stand=" + string(s), waiting[s], page.State == string(s)})
	}
	found, total, err := p.Gaps.List(r.Context(), who, gap.Filter{State: gap.State(page.State), Department: page.Department, Assignee: page.Assignee, Limit: listShown, Offset: offset})
	if err != nil {
		return err
	}
	for _, g := range found {
		page.Rows = append(page.Rows, p.gapRow(g))
	}
	page.paging = pagingOf(gapsPath, query, offset, len(found), total)
	p.Show(w, r, http.StatusOK, "gaps.html", who, p.Text("gaps"), page)
	return nil
}

// gapPage is a gap with all that can be done about it.
type gapPage struct {
	gapRow
	Error     string
	Refused   string
	Disliked  string
	Flagged   string
	Asked     []askedRow
	Chosen    string // the question that is asked now
	Now       *answerView
	Nearest   []nearRow
	Tried     string // when its questions were asked again
	Text      *listRow
	Title     string // proposed for an article
	Kinds     []choice
	Circles   []choice
	Cases     []caseRow
	May, Done bool
	Few       int // counts below it are not shown
}

// askedRow is a question of a gap.
type askedRow struct {
	gap.Asked
	URL, What, Reason, Given, Day string
	Chosen                        bool
}

// answerView is an answer as editors look at it.
type answerView struct {
	Status    string
	Sentences []auskunft.Sentence
	Message   string
	Citations []auskunft.Citation
	At        string
}

// nearRow is a passage near to a question.
type nearRow struct{ Title, URL, Circle, Text string }

// nearest is how many passages are shown, and given to the draft of an article.
const (
	nearestShown = 5
	nearestDraft = 10
	excerpt      = 300 // characters
)

func (p *pages) gap(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	return p.gapWith(w, r, who, id, nil)
}

// gapWith shows a gap, and why something could not be done about it.
func (p *pages) gapWith(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64, problem error) error {
	ctx := r.Context()
	g, asked, err := p.Gaps.Get(ctx, who, id)
	if err != nil {
		return err
	}
	page := gapPage{
		gapRow: p.gapRow(g), Refused: p.often(g.Refused), Disliked: p.often(g.Disliked), Flagged: p.often(g.Flagged),
		Kinds: choices(article.Templates, article.German.Templates, string(article.FAQ)), Circles: p.circles(who, auskunft.Public),
		Few: signal.Few, May: account.May(who.Role, account.WorkGaps), Done: g.State == gap.Answered || g.State == gap.Dismissed, Title: g.Label,
	}
	if g.TriedAt != nil {
		page.Tried = frame.Minute(*g.TriedAt)
	}
	chosen, err := number(r.URL.Query().Get("frage"))
	if err != nil {
		return err
	}
	for i, a := range asked {
		row := askedRow{Asked: a, URL: page.URL + "?frage=" + strconv.Itoa(i), What: p.Text("asked_" + string(a.Kind)), Day: frame.Day(a.Day), Chosen: i == chosen}
		if a.Reason != "" {
			row.Reason = p.Text("reason_" + a.Reason)
		}
		if a.Kind == gap.Disliked {
			row.Given = page.URL + "/antwort/" + a.Answer
		}
		page.Asked = append(page.Asked, row)
	}
	if chosen < len(asked) {
		if err := p.now(ctx, who, asked[chosen], &page); err != nil {
			return err
		}
	}
	if err := p.gapArticle(ctx, who, g, &page); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status, page.Error = web.StatusOf(problem), p.ErrorText(problem)
	}
	p.Show(w, r, status, "gap.html", who, p.Text("gap")+": "+page.Name, page)
	return nil
}

// now asks a question of a gap as the public would, and finds what is near to it for an editor.
func (p *pages) now(ctx context.Context, who auskunft.Account, q gap.Asked, page *gapPage) error {
	page.Chosen = q.Text
	a, err := p.Trial.Ask(ctx, auskunft.Question{Text: q.Text, Lang: q.Lang, Reader: auskunft.PublicReader})
	if auskunft.KindOf(err) == auskunft.Invalid {
		return nil // it is longer than questions may be
	}
	if err != nil {
		return err
	}
	page.Now = p.view(a)
	found, err := p.Search.Search(ctx, retrieval.Query{Text: q.Text, Lang: q.Lang, Reader: who.Reader(), K: nearestShown})
	for _, h := range found.Hits {
		text := []rune(h.Passage.Text)
		if len(text) > excerpt {
			text = append(text[:excerpt], '…')
		}
		page.Nearest = append(page.Nearest, nearRow{h.Document.Title, h.Document.URL, p.Visibility(h.Document.Visibility), string(text)})
	}
	return err
}

func (p *pages) view(a auskunft.Answer) *answerView {
	return &answerView{Status: p.Text("status_" + string(a.Status)), Sentences: a.Sentences, Message: a.Message, Citations: a.Citations}
}

// gapArticle adds what was written for a gap. An article of another department stays unnamed.
func (p *pages) gapArticle(ctx context.Context, who auskunft.Account, g gap.Gap, page *gapPage) error {
	if g.Article == 0 {
		return nil
	}
	a, _, err := p.Articles.Get(ctx, who, g.Article)
	if auskunft.KindOf(err) == auskunft.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	row := p.row(a)
	page.Text = &row
	page.Cases, err = p.caseRows(ctx, who, g.Article)
	return err
}

// givenPage is an answer as it was given.
type givenPage struct {
	Back string
	*answerView
}

func (p *pages) given(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	given, err := p.Gaps.Answer(r.Context(), who, r.PathValue("answer"))
	if err != nil {
		return err
	}
	view := p.view(given.Answer)
	view.At = frame.Minute(given.At)
	p.Show(w, r, http.StatusOK, "given.html", who, p.Text("given"), givenPage{gapPath(id), view})
	return nil
}

// gapStep reads a form about a gap and goes back to it, with what stood in the way.
func (p *pages) gapStep(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64, do func(get func(string) string) error) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	if err := do(r.PostForm.Get); err != nil {
		return p.gapWith(w, r, who, id, err)
	}
	return goTo(w, r, gapPath(id))
}

func (p *pages) assignGap(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	return p.gapStep(w, r, who, id, func(get func(string) string) error {
		return p.Gaps.Assign(r.Context(), who, id, get("department"), get("assignee"))
	})
}

func (p *pages) moveGap(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	return p.gapStep(w, r, who, id, func(get func(string) string) error {
		return p.Gaps.Move(r.Context(), who, id, gap.State(get("state")), get("why"))
	})
}

func (p *pages) tryGap(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	return p.gapStep(w, r, who, id, func(func(string) string) error {
		return p.Gaps.Try(r.Context(), who, p.Trial, id, time.Now())
	})
}

// writeArticle makes the draft of an article from a gap's questions and the public passages
// nearest to them, and leads to where it is written.
func (p *pages) writeArticle(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	made, err := p.articleFor(r, who, id)
	if err != nil {
		return p.gapWith(w, r, who, id, err)
	}
	return goTo(w, r, pathOf(made)+"/bearbeiten")
}

func (p *pages) articleFor(r *http.Request, who auskunft.Account, id int64) (int64, error) {
	ctx := r.Context()
	g, asked, err := p.Gaps.Get(ctx, who, id)
	if err != nil {
		return 0, err
	}
	seed := article.Seed{Template: article.Template(r.PostForm.Get("kind")), Duties: article.Duties{Department: g.Department}}
	seed.Title, seed.Visibility = r.PostForm.Get("title"), auskunft.Visibility(r.PostForm.Get("visibility"))
	if err := p.outline(ctx, asked, &seed); err != nil {
		return 0, err
	}
	made, err := p.Articles.Create(ctx, actor(r, who), seed)
	if err != nil {
		return 0, err
	}
	return made, p.Gaps.Write(ctx, who, id, made)
}

// outline fills a new article with a draft. Without a living question the template does.
func (p *pages) outline(ctx context.Context, asked []gap.Asked, seed *article.Seed) error {
	var questions []string
	for _, a := range asked {
		questions = append(questions, a.Text)
	}
	if len(questions) == 0 {
		return nil
	}
	found, err := p.Search.Search(ctx, retrieval.Query{Text: questions[0], Lang: asked[0].Lang, Reader: auskunft.PublicReader, K: nearestDraft})
	if err != nil {
		return err
	}
	written, err := p.Draft.Article(ctx, questions, found.Hits, auskunft.PublicReader)
	if auskunft.CodeOf(err) == "article_empty" { // all of them are masked data
		return nil
	}
	if err != nil {
		return err
	}
	seed.Body = written.Markdown()
	seed.Synonyms = written.Synonyms
	if strings.TrimSpace(seed.Title) == "" {
		seed.Title = written.Title
	}
	return nil
}

// prospects is what a release would bring, on the page of an article.
type prospects struct {
	Learns bool // there are gaps and test cases at all
	Impact bool // can be previewed
	Gaps   []gapRow
	Cases  []caseRow
}

func (p *pages) prospects(ctx context.Context, who auskunft.Account, a article.Article) (all prospects, err error) {
	if p.Learning == nil {
		return all, nil
	}
	all.Learns = true
	all.Impact = a.Head != a.Live && slices.Contains([]article.State{article.Draft, article.Review, article.Scheduled}, a.State)
	gaps, err := p.Learning.Gaps.Of(ctx, who, a.ID)
	if err != nil {
		return all, err
	}
	for _, g := range gaps {
		all.Gaps = append(all.Gaps, p.gapRow(g))
	}
	all.Cases, err = p.caseRows(ctx, who, a.ID)
	return all, err
}
