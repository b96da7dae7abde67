package editor

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/web"
	"auskunft/kb/article"
	"auskunft/kb/impact"
	"auskunft/kb/staff/frame"
	"auskunft/kb/testcase"
)

// caseRow is a test case in words.
type caseRow struct {
	testcase.Case
	URL, Result, Run string
	Ran              bool
}

func (p *pages) caseRow(c testcase.Case) caseRow {
	row := caseRow{Case: c, URL: pathOf(c.Article), Result: p.Text("case_new")}
	if c.RunAt != nil {
		row.Ran, row.Run, row.Result = true, frame.Minute(*c.RunAt), p.result(c.Verdict)
	}
	return row
}

// result says what came of a test case, and why it failed.
func (p *pages) result(v testcase.Verdict) string {
	if v.Passed {
		return p.Text("case_passed")
	}
	var why []string
	if v.Status != auskunft.Answered {
		why = append(why, p.Text("status_"+string(v.Status)))
	}
	if len(v.Missing) > 0 {
		why = append(why, p.Text("case_missing")+" „"+strings.Join(v.Missing, "“, „")+"“")
	}
	if v.Status == auskunft.Answered && !v.Quoted {
		why = append(why, p.Text("case_unquoted"))
	}
	return p.Text("case_failed") + ": " + strings.Join(why, "; ")
}

func (p *pages) caseRows(ctx context.Context, who auskunft.Account, id int64) (rows []caseRow, err error) {
	found, err := p.Learning.Cases.List(ctx, who, id)
	for _, c := range found {
		rows = append(rows, p.caseRow(c))
	}
	return rows, err
}

// casesPage lists test cases, and takes a new one of an article.
type casesPage struct {
	Rows            []caseRow
	Article         int64
	Title           string // of the article
	Error           string
	Question, Words string
}

func (p *pages) cases(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	id, err := number(r.URL.Query().Get("artikel"))
	if err != nil {
		return err
	}
	return p.showCases(w, r, who, casesPage{Article: int64(id), Question: r.URL.Query().Get("frage")}, nil)
}

func (p *pages) showCases(w http.ResponseWriter, r *http.Request, who auskunft.Account, page casesPage, problem error) (err error) {
	if page.Article != 0 {
		a, _, err := p.Articles.Get(r.Context(), who, page.Article)
		if err != nil {
			return err
		}
		page.Title = a.Title
	}
	if page.Rows, err = p.caseRows(r.Context(), who, page.Article); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status, page.Error = web.StatusOf(problem), p.ErrorText(problem)
	}
	p.Show(w, r, status, "cases.html", who, p.Text("cases"), page)
	return nil
}

func (p *pages) addCase(w http.ResponseWriter, r *http.Request, who auskunft.Account) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	id, err := number(r.PostForm.Get("article"))
	if err != nil {
		return err
	}
	page := casesPage{Article: int64(id), Question: r.PostForm.Get("question"), Words: r.PostForm.Get("words")}
	if _, err = p.Learning.Cases.Add(r.Context(), who, page.Article, page.Question, strings.Split(page.Words, "\n")); err != nil {
		return p.showCases(w, r, who, page, err)
	}
	if err := p.Learning.Cases.Run(r.Context(), p.Trial, time.Now()); err != nil {
		return err
	}
	return goTo(w, r, casesPath+"?artikel="+strconv.Itoa(id))
}

func (p *pages) removeCase(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := p.Learning.Cases.Remove(r.Context(), who, id); err != nil {
		return err
	}
	return goTo(w, r, casesPath)
}

// impactPage is what a release would change.
type impactPage struct {
	listRow
	impact.Preview
	Seconds string
	Same    int
	Counts  []impactCount
	Changed []impactChange
	Tested  []impactCase
}

type impactCount struct {
	Name  string
	Count int
}

type impactChange struct {
	Question, Kind, Name  string
	Before, After         string // status in words
	BeforeFrom, AfterFrom string // sources
	Pieces                []article.Piece
}

type impactCase struct {
	caseRow
	Before, After     string
	Better, Worse, OK bool
}

func (p *pages) impact(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	a, _, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	found, err := p.Impact.Of(r.Context(), who, id)
	if err != nil {
		return err
	}
	page := impactPage{listRow: p.row(a), Preview: found, Same: found.Count(impact.Same), Seconds: strings.Replace(strconv.FormatFloat(found.Took.Seconds(), 'f', 1, 64), ".", ",", 1)}
	for _, k := range impact.Kinds {
		if n := found.Count(k); n > 0 {
			page.Counts = append(page.Counts, impactCount{p.Text("impact_" + string(k)), n})
		}
	}
	for _, c := range found.Changes {
		page.Changed = append(page.Changed, impactChange{
			c.Question, string(c.Kind), p.Text("impact_" + string(c.Kind)), p.Text("status_" + string(c.Before.Status)), p.Text("status_" + string(c.After.Status)),
			strings.Join(c.Before.Sources, "; "), strings.Join(c.After.Sources, "; "), pieces(c),
		})
	}
	for _, c := range found.Cases {
		page.Tested = append(page.Tested, impactCase{
			p.caseRow(c.Case), p.result(c.Before), p.result(c.After), !c.Before.Passed && c.After.Passed, c.Before.Passed && !c.After.Passed, c.After.Passed,
		})
	}
	p.Show(w, r, http.StatusOK, "impact.html", who, p.Text("impact")+": "+a.Title, page)
	return nil
}

// pieces shows what becomes of an answer: word by word where its texts stay the same. Another
// text has nothing to do with the words of the first.
func pieces(c impact.Change) (list []article.Piece) {
	if c.Kind == impact.Wording {
		return article.Diff(c.Before.Text, c.After.Text)
	}
	if c.Before.Text != "" {
		list = append(list, article.Piece{Change: article.Removed, Text: c.Before.Text + "\n"})
	}
	if c.After.Text != "" {
		list = append(list, article.Piece{Change: article.Added, Text: c.After.Text})
	}
	return list
}
