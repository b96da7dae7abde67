package editor

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"auskunft"
	"auskunft/internal/civil"
	"auskunft/internal/message"
	"auskunft/internal/web"
	"auskunft/kb/account"
	"auskunft/kb/article"
	"auskunft/kb/article/markdown"
	"auskunft/kb/staff/frame"
)

// showPage is an article with all that can be done with it.
type showPage struct {
	listRow
	Error        string
	Address      string // of what people read, "" when they read nothing
	Checked, Due string
	Valid        string // when it is, in words
	Planned      string
	Head, Live   *version // what is worked on and, when that is another, what people read
	Others       []writer
	Checks       []check // of a text that is not released yet
	Moves        []choice
	Release      bool // is among the moves
	Stopped      bool // it would be, but for a problem among the checks
	FourEyes     string
	MayArchive   bool
	Pin          string // address where an answer is pinned to it; "" when it cannot
	MayEdit      bool
	Files        []fileRow // of the head revision
	Language     string
	Translations []translationRow
	Into         []choice // languages that it is not there in
	History      []entry
	prospects
}

// version is a revision as pages show it.
type version struct {
	Number           int
	Title, By, At    string
	Body             template.HTML
	Lang             string
	Synonyms, Topics string
}

// writer is somebody with a text that is not saved.
type writer struct {
	Login, At string
	Base      int
	Now       bool // is writing at the moment
}

// check is a problem in words.
type check struct {
	message.Text
	Stop bool
}

// entry is a revision in the history.
type entry struct {
	Number, Restores   int
	Title, By, At, Why string
	Time               time.Time
	Compare            string // address of what it changed; "" for the first
	Live, Head         bool
}

// writingNow is how long after an autosave somebody counts as writing: several of its periods.
const writingNow = time.Minute

func (p *pages) show(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	return p.showWith(w, r, who, id, nil)
}

// showWith shows an article, and why something could not be done with it.
func (p *pages) showWith(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64, problem error) error {
	a, head, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	page := showPage{
		listRow: p.row(a), Checked: frame.Day(a.CheckedAt), Due: frame.Day(a.DueAt), Valid: p.validity(head.Text), Head: shown(a, head),
		MayEdit: account.May(who.Role, account.DraftArticle) && a.State != article.Archived,
	}
	if a.PublishAt != nil {
		page.Planned = frame.Minute(*a.PublishAt)
	}
	if a.Live != 0 {
		page.Address = article.PathOf(a.Slug, a.Visibility)
	}
	if page.Files, err = p.files(r.Context(), who, id, head.Text.Files); err != nil {
		return err
	}
	page.Files = slices.DeleteFunc(page.Files, func(f fileRow) bool { return !f.Chosen })
	page.Language = languageName(a.Lang)
	if page.Translations, page.Into, err = p.translations(r.Context(), who, a); err != nil {
		return err
	}
	if p.Pins != nil && a.Live != 0 && account.May(who.Role, account.SetPins) {
		page.Pin = pinsPath + "/neu?artikel=" + strconv.FormatInt(id, 10)
	}
	if page.Pending {
		live, err := p.Articles.Revision(r.Context(), who, id, a.Live)
		if err != nil {
			return err
		}
		page.Live = shown(a, live)
	}
	if page.Others, err = p.others(r.Context(), who, id); err != nil {
		return err
	}
	if a.State == article.Draft || a.State == article.Review {
		if page.Checks, err = p.checks(r.Context(), who, id, head.Text); err != nil {
			return err
		}
	}
	if err := p.offer(r.Context(), who, a, &page); err != nil {
		return err
	}
	if page.History, err = p.history(r.Context(), who, a); err != nil {
		return err
	}
	if page.prospects, err = p.prospects(r.Context(), who, a); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status, page.Error = web.StatusOf(problem), p.ErrorText(problem)
	}
	p.Show(w, r, status, "article.html", who, a.Title, page)
	return nil
}

// offer lists the moves that are possible. A release of one's own text is none, and none of a
// text with a problem to stop at: the page says why instead.
func (p *pages) offer(ctx context.Context, who auskunft.Account, a article.Article, page *showPage) error {
	needed, err := p.Articles.FourEyes(ctx)
	if err != nil {
		return err
	}
	authors, err := p.Articles.Authors(ctx, who, a.ID)
	if err != nil {
		return err
	}
	for _, m := range a.Moves(who) {
		switch {
		case m == article.Archive: // has a page of its own
			page.MayArchive = true
			continue
		case m == article.Release && needed && slices.Contains(authors, who.Login):
			page.FourEyes = strings.Join(authors, ", ")
			continue
		case m == article.Release && slices.ContainsFunc(page.Checks, func(c check) bool { return c.Stop }):
			page.Stopped = true
			continue
		case m == article.Release:
			page.Release = true
		}
		page.Moves = append(page.Moves, choice{Value: string(m), Name: article.German.Moves[m]})
	}
	return nil
}

func shown(a article.Article, r article.Revision) *version {
	doc, _ := markdown.Parse(r.Text.Body)
	return &version{
		r.Number, r.Text.Title, r.Author, frame.Minute(r.WrittenAt), doc.HTML(), a.Lang,
		strings.Join(r.Text.Synonyms, ", "), strings.Join(slices.Concat(r.Text.Situations, r.Text.LeiKa), ", "),
	}
}

// validity is when a text is valid, in words; "" for always.
func (p *pages) validity(t article.Text) string {
	var parts []string
	if t.ValidFrom != nil {
		parts = append(parts, "ab "+frame.Day(t.ValidFrom))
	}
	if t.ValidUntil != nil {
		parts = append(parts, "bis "+frame.Day(lastDay(*t.ValidUntil)))
	}
	return strings.Join(parts, " ")
}

// lastDay is the last day of a text that ends at t; forms and pages name it, the store keeps
// the moment after it.
func lastDay(t time.Time) time.Time { return t.Add(-time.Second) }

func (p *pages) others(ctx context.Context, who auskunft.Account, id int64) (list []writer, err error) {
	copies, err := p.Articles.Others(ctx, who, id)
	for _, c := range copies {
		list = append(list, writer{c.Login, frame.Minute(c.SavedAt), c.Base, time.Since(c.SavedAt) < writingNow})
	}
	return list, err
}

func (p *pages) checks(ctx context.Context, who auskunft.Account, id int64, t article.Text) (list []check, err error) {
	found, err := p.Articles.Review(ctx, who, id, t)
	for _, f := range found {
		list = append(list, check{article.German.Message(f), f.Stop})
	}
	return list, err
}

func (p *pages) history(ctx context.Context, who auskunft.Account, a article.Article) (list []entry, err error) {
	revisions, err := p.Articles.Revisions(ctx, who, a.ID)
	for i, r := range revisions {
		e := entry{
			Number: r.Number, Restores: r.Restores, Title: r.Text.Title, By: r.Author, At: frame.Minute(r.WrittenAt), Why: r.Why, Time: r.WrittenAt,
			Live: r.Number == a.Live, Head: r.Number == a.Head,
		}
		if i+1 < len(revisions) {
			e.Compare = comparePath(a.ID, revisions[i+1].Number, r.Number)
		}
		list = append(list, e)
	}
	return list, err
}

func (p *pages) move(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	head, err := number(r.PostForm.Get("head"))
	if err != nil {
		return err
	}
	at, err := berlin(minuteLayout, r.PostForm.Get("at"))
	if err != nil {
		return p.showWith(w, r, who, id, err)
	}
	m := article.Move(r.PostForm.Get("move"))
	if _, known := article.German.Moves[m]; !known {
		return auskunft.Errorf(auskunft.Invalid, "form", "no move %q", m)
	}
	if err := p.Articles.Move(r.Context(), actor(r, who), id, head, m, at); err != nil {
		return p.showWith(w, r, who, id, err)
	}
	if m == article.Archive {
		if err := p.archiveAlso(r, who); err != nil {
			return p.showWith(w, r, who, id, err)
		}
	}
	return goTo(w, r, pathOf(id))
}

// archiveAlso archives what was chosen to go with an article: its other languages.
func (p *pages) archiveAlso(r *http.Request, who auskunft.Account) error {
	for _, value := range r.PostForm["also"] {
		id, err := number(value)
		if err != nil {
			return err
		}
		also, _, err := p.Articles.Get(r.Context(), who, int64(id))
		if err == nil && also.State != article.Archived {
			err = p.Articles.Move(r.Context(), actor(r, who), also.ID, also.Head, article.Archive, time.Time{})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// confirm notes that the text is still right, or that somebody doubts it.
func (p *pages) confirm(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	do := p.Articles.Confirm
	if r.PostForm.Get("doubt") != "" {
		do = p.Articles.Doubt
	}
	if err := do(r.Context(), actor(r, who), id); err != nil {
		return err
	}
	return goTo(w, r, pathOf(id))
}

func (p *pages) setDuties(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	if err := frame.ReadForm(w, r); err != nil {
		return err
	}
	days, err := number(r.PostForm.Get("days"))
	if err == nil {
		d := article.Duties{Owner: r.PostForm.Get("owner"), Deputy: r.PostForm.Get("deputy"), Department: strings.TrimSpace(r.PostForm.Get("department")), ReviewDays: days}
		err = p.Articles.SetDuties(r.Context(), actor(r, who), id, d)
	}
	if err != nil {
		return p.showWith(w, r, who, id, err)
	}
	return goTo(w, r, pathOf(id))
}

// archivePage says what depends on an article before it goes.
type archivePage struct {
	listRow
	Back         string
	Translations []listRow
	Linking      []listRow
	Pins         []string
	Answers      int
	Since        string
}

// affectedSince is how far back answers are counted that quoted an article.
const affectedSince = 90 * 24 * time.Hour

func (p *pages) archive(w http.ResponseWriter, r *http.Request, who auskunft.Account, id int64) error {
	a, _, err := p.Articles.Get(r.Context(), who, id)
	if err != nil {
		return err
	}
	since := time.Now().Add(-affectedSince)
	affected, err := p.Articles.Affected(r.Context(), who, id, since)
	if err != nil {
		return err
	}
	page := archivePage{listRow: p.row(a), Back: pathOf(id), Pins: affected.Pins, Answers: affected.Answers, Since: civil.Date(since)}
	for _, t := range affected.Translations {
		page.Translations = append(page.Translations, p.row(t.Article))
	}
	for _, l := range affected.Linking {
		page.Linking = append(page.Linking, p.row(l))
	}
	p.Show(w, r, http.StatusOK, "archive.html", who, p.Text("archive")+": "+a.Title, page)
	return nil
}

func comparePath(id int64, from, to int) string {
	return pathOf(id) + "/vergleich?von=" + strconv.Itoa(from) + "&bis=" + strconv.Itoa(to)
}
